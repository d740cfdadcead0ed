/**
 * ONNX files of packages, each held to ONNX Runtime on the file itself: `MODELS="a.onnx b.onnx" npm run test:interchange -- onnxFiles`.
 * Rows of a table in `docs/interchange.md`. `SET="sr=16000"` says what a model leaves open.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { said, words } from './asked.ts';
import { fileRow } from './onnxFiles.ts';

test.skipIf(words('MODELS').length === 0).each(words('MODELS'))('%s', async (file) => {
  const { nodes, mapped, approximated, opaque, refused, difference, why } = await fileRow(file, said);
  const counts = [nodes, mapped, approximated, opaque, refused, difference.toExponential(1)];
  console.log(`| ${path.basename(file)} | ${counts.join(' | ')} |\n${why.join('\n')}`);
  expect(refused).toBe(0);
  expect(difference).toBeLessThan(1e-4);
});
