/** Gives a run that goes on another end than it had. */
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import type { RunFolder } from './folder.ts';
import { withRun } from './list.ts';
import type { Machine } from './machine.ts';

/** Where a training ends, counted from its start. */
export interface End {
  readonly epochs?: number | undefined;
  readonly steps?: number | undefined;
}

/**
 * Epochs are those of the whole training, and what its schedule spans; steps are likewise where it was made by steps, and else the
 * step at which it stops. Throws a `UserError` where the run is being trained, or has gone further already.
 */
export const extendRun = (machine: Machine, run: RunFolder, end: End): Promise<void> =>
  withRun(machine, run.folder, () => extend(run, end));

async function extend(run: RunFolder, { epochs, steps }: End): Promise<void> {
  const { steps: _, length: made, ...info } = await run.info();
  const document = await run.document();
  const { step, epoch, stepInEpoch } = (await run.newest())?.loop ?? { step: 0, epoch: 0, stepInEpoch: 0 };
  const begun = epoch + Math.sign(stepInEpoch);
  if (epochs !== undefined && epochs < begun)
    throw tooShort(info.id, phrase('count-epochs', { count: epochs }), phrase('count-epochs', { count: begun }));
  if (steps !== undefined && steps < step)
    throw tooShort(info.id, phrase('count-steps', { count: steps }), phrase('count-steps', { count: step }));
  if (epochs !== undefined) await run.writeDocument({ ...document, training: { ...document.training, epochs } });
  const bySteps = epochs === undefined && made !== undefined;
  await run.writeInfo({ ...info, ...(steps !== undefined && (bySteps ? { length: steps } : { steps })) });
}

const tooShort = (run: string, asked: Phrase, done: Phrase): UserError =>
  new UserError(problem('run-longer', { run: verbatim(run), asked, done }));
