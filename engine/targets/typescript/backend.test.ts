/** The exported project's kernels are the engine's, which the conformance tests cover. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BACKEND_SOURCE } from './backend.ts';

it('supplies the same kernels as the engine, word for word', () => {
  const source = readFileSync(new URL('../tfjs/kernels.ts', import.meta.url), 'utf8');
  const kernels = source.slice(source.indexOf('/** The gradient of a convolution'), source.indexOf('/** Call once'));
  expect(kernels.length).toBeGreaterThan(1000);
  expect(BACKEND_SOURCE).toContain(kernels);
});
