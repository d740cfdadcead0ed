/**
 * `npm run bench:memory [-- CASE...]`: what is foreseen of a training's memory, and the most that its process had: whole trainings of three
 * steps by the command line, on random pixels or texts, with their validation and checkpoint. Wanted: within 15 %. Other programs do not disturb it.
 */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { serialize } from '../engine/graph/file.ts';
import type { MemoryReport } from '../engine/train/memory/report.ts';
import { CASES, caseOf } from './index.ts';
import { randomData } from './data.ts';
import { answer, loom } from './programs.ts';
import { temporaryFolder } from './script.ts';

const folder = temporaryFolder('memory');
const { positionals } = parseArgs({ allowPositionals: true });
console.log(`${'case'.padEnd(22)}${'foreseen MB'.padStart(12)}${'found MB'.padStart(10)}${'off'.padStart(8)}   parts`);
for (const name of positionals.length > 0 ? positionals : CASES.map((one) => one.name)) {
  const document = caseOf(name)!.document();
  const file = path.join(folder, 'case.loom');
  writeFileSync(file, serialize({ ...document, data: randomData(caseOf(name)!, document, folder) }));
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
    `${name.padEnd(22)}${foreseen.toFixed(0).padStart(12)}${peakMb.toFixed(0).padStart(10)}${`${(100 * (foreseen / peakMb - 1)).toFixed(1)} %`.padStart(8)} ` +
      `  ${parts}`,
  );
}
