import { parseDocument } from '../../engine/graph/file.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { checkTraining } from '../../engine/passes/compile.ts';
import { UserError } from '../../engine/problems.ts';
import { baseOf, type Calls, type HostContext, weightsAt } from './define.ts';

export function trainCalls({ trainings, home }: HostContext): Calls<'train'> {
  return {
    /** What is wrong with the graph or its training is said at once; what is wrong with the data is found by the run. */
    async 'train.start'({ document: text, path, weights, ...runtime }) {
      const document = parseDocument(text, path ?? 'The document');
      const checked = checkGraph(document.graph);
      const problems = checked.problems.some(({ severity }) => severity === 'error')
        ? checked.problems
        : checkTraining(document, checked, {});
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new UserError(errors);
      return {
        run: await trainings.start(document, {
          ...runtime,
          base: baseOf(path),
          ...(weights && { init: weightsAt(home, weights) }),
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

export function runCalls({ trainings }: HostContext): Calls<'runs'> {
  return {
    'runs.list': () => trainings.list(),
    'runs.get': ({ run }) => trainings.get(run),
    async 'runs.remove'({ run }) {
      await trainings.remove(run);
      return null;
    },
  };
}
