/**
 * `npm run bench:device -- DEVICE [CASE...] [--threads N]`: one training step of each case on a device (`webgpu`) beside the CPU's: how far
 * loss and state are apart after it, and how long steps take. Each case runs in a process of its own, so that a driver that fails takes
 * the others not along. Differences are relative to the largest number of a tensor; of the state the worst and the middle one are told,
 * because a number that rounding carries over the kink of a ReLU or to another maximum moves single tensors.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sizeOf } from '../engine/types/shape.ts';
import { CASES, caseOf } from './index.ts';
import { median, openCase } from './measure.ts';

/** A case ends here, in milliseconds, once it has three timed steps on each side. */
const ENOUGH = 5_000;
const MOST_STEPS = 30;
const WARM_UP = 3;
/** A case that takes longer than this has failed, in milliseconds. */
const PATIENCE = 240_000;

const {
  values,
  positionals: [device, ...named],
} = parseArgs({ allowPositionals: true, options: { threads: { type: 'string' }, case: { type: 'boolean' } } });
const names = named.length > 0 ? named : CASES.map(({ name }) => name);
const unknown = names.find((name) => !caseOf(name));
if (device === undefined || unknown !== undefined) {
  console.error(
    device === undefined
      ? 'Usage: npm run bench:device -- DEVICE [CASE...] [--threads N]'
      : `There is no benchmark "${unknown}".`,
  );
  process.exit(2);
}
const threads = Number(values.threads ?? availableParallelism());

type Opened = Awaited<ReturnType<typeof openCase>>;

/** Loss and state after the first step, then milliseconds of further ones. */
async function look(opened: Opened) {
  const { loss, ms: first } = await opened.step();
  const state = new Map(
    [...(await opened.read())].map(([name, { data, shape }]) => [name, { data: data.slice(), size: sizeOf(shape) }]),
  );
  for (let i = 0; i < WARM_UP; i++) await opened.step();
  const times: number[] = [];
  for (let total = 0; times.length < MOST_STEPS && (total < ENOUGH || times.length < 3); total += times.at(-1)!)
    times.push((await opened.step()).ms);
  await opened.close();
  return { loss, state, first, ms: median(times) };
}

/** The largest difference, as a part of the largest number; not a number where one is none. */
function relative(expected: ArrayLike<number>, found: ArrayLike<number>): number {
  let [largest, most] = [1e-3, 0];
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    most = Math.max(most, Math.abs(expected[i]! - found[i]!));
  }
  return most / largest;
}

async function one(name: string): Promise<void> {
  const cpu = await look(await openCase(caseOf(name)!, { threads }));
  const there = await look(await openCase(caseOf(name)!, { threads, device: device! }));
  const differences = [...cpu.state]
    .filter(([, { size }]) => size > 1)
    .map(([tensor, { data }]) => relative(data, there.state.get(tensor)!.data));
  const apart = [Math.abs(there.loss / cpu.loss - 1), median(differences), Math.max(...differences)].map((size) =>
    size.toExponential(0),
  );
  console.log(
    cells([
      name,
      ...apart,
      cpu.ms.toFixed(2),
      there.ms.toFixed(2),
      (there.ms / cpu.ms).toFixed(2),
      there.first.toFixed(0),
    ]),
  );
}

const cells = (list: readonly string[]) =>
  list.map((cell, i) => cell[i === 0 ? 'padEnd' : 'padStart'](i === 0 ? 20 : 11)).join('');

if (values.case) await one(names[0]!);
else {
  console.log(cells(['case', 'loss off', 'state off', 'at worst', 'CPU ms', `${device} ms`, 'ratio', 'first ms']));
  for (const name of names) {
    const { stdout, stderr, signal, status } = spawnSync(
      process.execPath,
      [...process.execArgv, fileURLToPath(import.meta.url), device, name, '--case', '--threads', String(threads)],
      { encoding: 'utf8', timeout: PATIENCE },
    );
    console.log(
      status === 0
        ? stdout.trimEnd()
        : `${name.padEnd(20)} failed: ${signal ?? stderr.split('\n').find((line) => line.includes('Error')) ?? `exit code ${status}`}`,
    );
  }
}
