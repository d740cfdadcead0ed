/** Data for whole trainings of the cases, whose networks come without any. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { writeNpy } from '../engine/data/formats/npy.ts';
import type { Document } from '../engine/graph/document.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { sizeOf } from '../engine/types/shape.ts';
import type { BenchCase } from './define.ts';

/** As many as lie ready for the steps, and some for validation. */
const BATCHES = 20;

/** Data for a whole training of a case: random pixels, which are written into the folder, or texts that come with the program. */
export function randomData(
  { batch, classes, targets }: BenchCase,
  document: Document,
  folder: string,
): Document['data'] {
  const { order, nodes } = checkGraph(document.graph);
  const input = order[0]!;
  const { dtype, shape } = nodes.get(input)!.outputs[0]!;
  const row = shape.slice(1).map(Number);
  const split = { ...document.data.split, validation: 0.1, test: 0 };
  const columns = (x: string, y: string) => ({
    inputs: {
      [input]: { column: x, transforms: dtype === 'float32' ? [{ type: 'scale', settings: { divisor: 255 } }] : [] },
    },
    targets: { target: { column: y, transforms: [] } },
  });
  if (dtype === 'int32')
    return targets.target!.shape.length > 1
      ? { ...columns('tokens', 'next'), split, dataset: { type: 'text', settings: { length: row[0]! } } }
      : { ...columns('tokens', 'label'), split, dataset: { type: 'sentences', settings: { length: row[0]! } } };
  const rows = batch * BATCHES;
  const x = Uint8Array.from({ length: rows * sizeOf(row) }, (_, i) => (i * 7919) % 256);
  const y = Int32Array.from({ length: rows }, (_, i) => i % classes);
  const file = path.join(folder, 'data.npz');
  writeFileSync(
    file,
    zipSync(
      { 'x.npy': writeNpy({ shape: [rows, ...row], data: x }), 'y.npy': writeNpy({ shape: [rows], data: y }) },
      { level: 0 },
    ),
  );
  return { ...columns('x', 'y'), split, dataset: { type: 'numpy', settings: { inputs: file } } };
}
