import { RunModels } from '../../../engine/node/models/run-models.ts';
import { runFolder } from '../../runs.ts';
import type { Calls, Places } from '../../calls/define.ts';

export function modelCalls({ machine: { files }, home }: Places): Calls<'model'> {
  const models = new RunModels();
  return {
    'model.evaluate': ({ run, split, mistakes }) => models.evaluate(runFolder(files, home, run), split, mistakes),
    'model.predict': ({ run, inputs }) => models.predict(runFolder(files, home, run), inputs),
  };
}
