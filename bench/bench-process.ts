/**
 * The process in which one case is measured, started by `start.ts` as `bench-process CASE WHERE [STEPS]`, where as JSON. With a number of steps it
 * answers with the measurement and ends; without, it answers each message, a number of steps, with what they took.
 */
import { caseOf } from './index.ts';
import { measure, openCase, peakMb, type Where } from './measure.ts';
import type { Taken } from './start.ts';

const [name, whereJson, steps] = process.argv.slice(2);
const where = JSON.parse(whereJson!) as Where;
const chosen = caseOf(name!)!;
if (steps !== undefined)
  process.send!(await measure(chosen, where, Number(steps)), undefined, undefined, () => process.disconnect());
else {
  const { step } = await openCase(chosen, where);
  process.on('message', async (count: number) => {
    const times: number[] = [];
    while (times.length < count) times.push((await step()).ms);
    process.send!({ times, peak_mb: peakMb() } satisfies Taken);
  });
}
