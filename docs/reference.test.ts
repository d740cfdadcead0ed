import { describe, expect, it } from 'vitest';
import { LAYERS } from '../engine/layers/index.ts';
import { FILES, reference, written } from './reference.ts';

describe('the reference', () => {
  it.each(Object.keys(FILES))('%s is what the code says; `npm run docs` writes it anew', (name) => expect(written(name)).toBe(FILES[name]!()));

  it('speaks of every layer', () => {
    const text = reference();
    for (const { id, title } of LAYERS) expect(text).toContain(`### ${title} (\`${id}\`)`);
  });
});
