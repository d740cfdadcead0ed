/**
 * `npm run bench:peer -- PYTHON [CASE...] [--rounds N] [--threads N]`: our step and PyTorch's in turns, in short rounds on the same
 * machine in the same minutes, and their ratio (below 1: we are faster). PYTHON has PyTorch: `peer/pytorch_env.sh DIR` makes one.
 * Both sides stay loaded, so a round costs only its steps. Ratios are of percentiles over all rounds: the median, the fifth part
 * (which other programs on the machine disturb least) and the best. Memory is the most that each process has had, libraries included;
 * it does not mind other programs, and one round is enough for it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { TUNED_MALLOC } from '../engine/node/programs.ts';
import { CASES, caseOf } from './index.ts';
import { quantile } from './measure.ts';
import { startStepping, type Stepping, type Taken } from './start.ts';

/** Between rounds: the threads of the side that has just worked spin for about 200 ms in the hope of more. */
const REST = 400;
/** A round of either side lasts about this long, in milliseconds. */
const ROUND = 300;

const {
  values,
  positionals: [python, ...named],
} = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' }, threads: { type: 'string' } } });
const names = named.length > 0 ? named : CASES.map(({ name }) => name);
const unknown = names.find((name) => !caseOf(name));
if (python === undefined || unknown !== undefined) {
  console.error(
    unknown === undefined
      ? 'Usage: npm run bench:peer -- PYTHON [CASE...] [--rounds N] [--threads N]'
      : `There is no benchmark "${unknown}".`,
  );
  process.exit(2);
}
const rounds = Number(values.rounds ?? 8);
const threads = values.threads ?? '2';

function startPeer(name: string): Stepping {
  const child = spawn(
    python!,
    ['-B', path.join(import.meta.dirname, 'peer', 'pytorch_peer.py'), '--serve', '--only', name, '--threads', threads],
    { env: { ...process.env, ...TUNED_MALLOC }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  return {
    async steps(count) {
      child.stdin.write(`${count}\n`);
      const [line] = await once(lines, 'line');
      return JSON.parse(line as string) as Taken;
    },
    end: () => void child.stdin.end(),
  };
}

const cells = (list: readonly (string | number)[]) =>
  list
    .map((cell, i) =>
      (typeof cell === 'number' ? cell.toFixed(Number.isInteger(cell) ? 0 : 2) : cell)[i === 0 ? 'padEnd' : 'padStart'](
        i === 0 ? 20 : 10,
      ),
    )
    .join('');

console.log(
  cells([
    'case',
    'ours p50',
    'torch p50',
    'ours p20',
    'torch p20',
    'ratio p50',
    'ratio p20',
    'ratio min',
    'ours MB',
    'torch MB',
    'ratio MB',
  ]),
);
for (const name of names) {
  const [ours, theirs] = [startStepping(name, { threads: Number(threads) }), startPeer(name)];
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  let [mine, peers] = [await ours.steps(3), await theirs.steps(3)];
  const count = Math.max(1, Math.round(ROUND / quantile(peers.times, 0)));
  for (let round = 0; round < rounds; round++) {
    await setTimeout(REST);
    peers = await theirs.steps(count);
    times.theirs.push(...peers.times);
    await setTimeout(REST);
    mine = await ours.steps(count);
    times.ours.push(...mine.times);
  }
  ours.end();
  theirs.end();
  const both = [0.5, 0.2, 0].map((part) => [quantile(times.ours, part), quantile(times.theirs, part)] as const);
  console.log(
    cells([
      name,
      ...both[0]!,
      ...both[1]!,
      ...both.map(([p, q]) => p / q),
      mine.peak_mb,
      peers.peak_mb,
      mine.peak_mb / peers.peak_mb,
    ]),
  );
}
