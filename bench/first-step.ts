/**
 * `npm run bench:first [-- --rounds N]`: the seconds from a document to its first training step (compiling, loading, the step itself),
 * each time in a new process whose code is loaded, beside what is wanted.
 */
import { parseArgs } from 'node:util';
import { availableParallelism } from 'node:os';
import { median } from './measure.ts';
import { startMeasuring } from './start.ts';

const WANTED = { 'seed-cnn/32': 0.5, 'resnet50/2': 5, 'lstm-500/32': 5 } as const;

const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
for (const [name, wanted] of Object.entries(WANTED)) {
  const seconds: number[] = [];
  while (seconds.length < Number(values.rounds ?? 3))
    seconds.push((await startMeasuring(name, { threads: availableParallelism() }, 0)).first_ms / 1000);
  console.log(
    `${name.padEnd(14)} ${median(seconds).toFixed(2)} s (${seconds.map((each) => each.toFixed(2)).join(', ')}), wanted ${wanted} s`,
  );
}
