/**
 * `npm run bench:memory [-- CASE...]`: what is foreseen of a training's memory, and the most that its process had: whole trainings of three
 * steps by the command line, on random pixels or texts, with their validation and checkpoint. Wanted: within 15 %. Other programs do not disturb it.
 */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import { writeNpy } from '../engine/data/formats/npy.ts';
import type { Document } from '../engine/graph/document.ts';
import { serialize } from '../engine/graph/file.ts';
import { checkGraph } from '../engine/passes/check.ts';
import type { MemoryReport } from '../engine/protocol.ts';
import { sizeOf } from '../engine/types/shape.ts';
import { CASES, caseOf } from './index.ts';
import { answer, loom } from './programs.ts';
import { temporaryFolder } from './script.ts';

const folder = temporaryFolder('memory');
/** As many as lie ready for the steps, and some for validation. */
const BATCHES = 20;

/** Data of a case: random pixels, or texts that come with the program. */
function dataOf(name: string, input: string, document: Document): Document['data'] {
  const { batch, classes, targets } = caseOf(name)!;
  const { dtype, shape } = checkGraph(document.graph).nodes.get(input)!.outputs[0]!;
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

const { positionals } = parseArgs({ allowPositionals: true });
console.log(`${'case'.padEnd(22)}${'foreseen MB'.padStart(12)}${'found MB'.padStart(10)}${'off'.padStart(8)}   parts`);
for (const name of positionals.length > 0 ? positionals : CASES.map((one) => one.name)) {
  const document = caseOf(name)!.document();
  const file = path.join(folder, 'case.loom');
  writeFileSync(file, serialize({ ...document, data: dataOf(name, checkGraph(document.graph).order[0]!, document) }));
  const { memory } = answer<{ memory: MemoryReport }>((await loom('summary', file, '--json')).said);
  const run = path.join(folder, 'run');
  const { peakMb } = answer<{ peakMb: number }>(
    (await loom('train', file, '--steps', '3', '--out', run, '--json')).said,
  );
  rmSync(run, { recursive: true, force: true });
  const foreseen = memory.plan.peak / 2 ** 20;
  const parts = Object.entries(memory.plan.parts)
    .map(([part, bytes]) => `${part} ${Math.round(bytes / 2 ** 20)}`)
    .join(', ');
  console.log(
    `${name.padEnd(22)}${foreseen.toFixed(0).padStart(12)}${peakMb.toFixed(0).padStart(10)}${`${(100 * (foreseen / peakMb - 1)).toFixed(1)} %`.padStart(8)}   ${parts}`,
  );
}
