import { dataPaths } from '../../engine/data/paths.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { stopAtErrors } from '../../engine/problems.ts';
import { obstaclesTo } from '../../engine/train/obstacles.ts';
import { baseOf, folderOf, resolvePath, weightsAt } from '../places.ts';
import type { Calls, HostContext } from './define.ts';

export function trainCalls({ platform, trainings, outside }: HostContext): Calls<'train'> {
  return {
    /** What is wrong with the graph or its training is said at once; what is wrong with the data is found by the run. */
    async 'train.start'({ document: text, path, weights, ...runtime }) {
      const document = parseDocument(text, path ?? 'The document');
      const checked = checkGraph(document.graph);
      stopAtErrors(obstaclesTo(document, checked));
      await outside.check(dataPaths(document.data), folderOf(platform, path));
      return {
        run: await trainings.start(document, checked, {
          ...runtime,
          base: baseOf(platform, path),
          ...(weights && { init: await weightsAt(platform, weights) }),
        }),
      };
    },
    async 'train.resume'({ run }) {
      await trainings.resume(run);
      return null;
    },
    async 'train.control'({ run, control }) {
      await trainings.control(run, control);
      return null;
    },
  };
}

export function runCalls({ platform, trainings }: HostContext): Calls<'runs'> {
  return {
    'runs.list': () => trainings.list(),
    'runs.get': ({ run }) => trainings.get(run),
    'runs.open': async ({ folder }) => ({ run: await trainings.open(resolvePath(platform, folder)) }),
    'runs.weights': ({ run }) => trainings.weights(run),
    async 'runs.rename'({ run, label }) {
      await trainings.rename(run, label);
      return null;
    },
    async 'runs.remove'({ run }) {
      await trainings.remove(run);
      return null;
    },
  };
}
