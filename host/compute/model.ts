import { RunModels } from '../../engine/runs/models.ts';
import type { Calls } from '../calls/define.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import { runFolder } from '../places.ts';
import type { ComputeContext } from '../platform.ts';

export function modelCalls(context: ComputeContext): Calls<'model'> {
  const models = new RunModels(context.machine);
  return {
    'model.evaluate': ({ run, split, mistakes }, { signal, progress }) =>
      models.evaluate(runFolder(context, run), split, {
        mistakes,
        machine: asLongAsWanted(context.machine, signal),
        ...(progress && { progress }),
      }),
    'model.cell': ({ run, split, ...cell }, { signal }) =>
      models.cell(runFolder(context, run), split, cell, asLongAsWanted(context.machine, signal)),
    'model.write': ({ run, ...asked }) => models.write(runFolder(context, run), asked),
    'model.draw': ({ run, ...asked }) => models.draw(runFolder(context, run), asked),
    'model.predict': ({ run, inputs }) => models.predict(runFolder(context, run), inputs),
  };
}
