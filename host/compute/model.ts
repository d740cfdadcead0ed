import { RunModels } from '../../engine/runs/models.ts';
import type { Calls } from '../calls/define.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import { runFolder } from '../places.ts';
import type { ComputeContext } from '../platform.ts';

export function modelCalls(context: ComputeContext): Calls<'model'> {
  const models = new RunModels(context.machine);
  return {
    'model.evaluate': async ({ run, split, mistakes }, { signal, progress }) =>
      models.evaluate(await runFolder(context, run), split, {
        mistakes,
        machine: asLongAsWanted(context.machine, signal),
        ...(progress && { progress }),
      }),
    'model.cell': async ({ run, split, ...cell }, { signal }) =>
      models.cell(await runFolder(context, run), split, cell, asLongAsWanted(context.machine, signal)),
    'model.forecast': async ({ run, split, ...window }, { signal }) =>
      models.forecast(await runFolder(context, run), split, window, asLongAsWanted(context.machine, signal)),
    'model.write': async ({ run, ...asked }) => models.write(await runFolder(context, run), asked),
    'model.draw': async ({ run, ...asked }) => models.draw(await runFolder(context, run), asked),
    'model.predict': async ({ run, inputs }) => models.predict(await runFolder(context, run), inputs),
  };
}
