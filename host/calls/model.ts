import { RunModels } from '../../engine/node/models/run-models.ts';
import { runFolder } from '../runs.ts';
import type { Calls } from './define.ts';

export function modelCalls(home: string): Calls<'model'> {
  const models = new RunModels();
  return {
    'model.evaluate': ({ run, split, mistakes }) => models.evaluate(runFolder(home, run), split, mistakes),
    'model.predict': ({ run, inputs }) => models.predict(runFolder(home, run), inputs),
  };
}
