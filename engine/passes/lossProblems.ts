/** What keeps a loss from comparing an output with what the data gives, by their types. */
import type { Document } from '../graph/document.ts';
import type { Loss } from '../learn/define.ts';
import { readsRowAsMap } from '../learn/losses/common/paired.ts';
import { expectSampleWeights } from '../learn/losses/common/weighting.ts';
import { definitionName, phrase } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';
import { resolveSettings } from '../settings.ts';
import { formatType, type TensorType } from '../types/tensor.ts';
import type { CheckedGraph } from './check.ts';
import { lossRepairs } from './lossRepairs.ts';

interface Judging {
  readonly document: Document;
  readonly checked: CheckedGraph;
  /** Which of the losses. */
  readonly index: number;
  readonly loss: Loss;
  /** The node that it judges, and the type of what that gives. */
  readonly output: string;
  readonly prediction: TensorType;
  readonly targets: Readonly<Record<string, TensorType>>;
}

export function lossProblems({ document, checked, index, loss, output, prediction, targets }: Judging): Problem[] {
  const { loss: given, target: key, sampleWeights } = document.training.losses[index]!;
  const { settings } = resolveSettings(loss.settings, given.settings);
  const problems: Problem[] = [];
  const name = definitionName('losses', loss);
  const target = targets[key];
  const mismatch = target && loss.accepts(prediction, target, settings);
  if (mismatch) {
    const repairs = lossRepairs({ document, checked, index, output, target });
    problems.push(problem('loss-mismatch', { loss: name, ...mismatch }, { node: output, repairs }));
  } else if (target && readsRowAsMap(prediction, target))
    problems.push(
      problem(
        'flat-target',
        { loss: name, output: formatType(prediction), target: formatType(target) },
        {
          node: output,
          repairs: [
            {
              title: phrase('insert-flatten'),
              actions: [{ kind: 'append', node: output, port: 'output', type: 'flatten' }],
            },
          ],
        },
      ),
    );
  const weights = sampleWeights === undefined ? undefined : targets[sampleWeights];
  const uncounted = weights && expectSampleWeights(loss, prediction, weights);
  if (uncounted) problems.push(problem('loss-mismatch', { loss: name, ...uncounted }, { node: output }));
  return problems;
}
