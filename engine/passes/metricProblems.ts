/** What keeps the metrics of a document from measuring what its losses judge. */
import type { Document } from '../graph/document.ts';
import { metricOf } from '../learn/index.ts';
import { measured, type MetricChoice } from '../learn/measured.ts';
import { anyOf, definitionName, phrase, verbatim } from '../phrases.ts';
import { type Problem, problem, type Repair } from '../problems.ts';
import { badSettings } from '../settingProblems.ts';
import { resolveSettings } from '../settings.ts';
import type { TensorType } from '../types/tensor.ts';

/** What one of the losses judges; its types where they are known. */
export interface JudgedTypes {
  readonly node: string;
  readonly prediction: TensorType | undefined;
  readonly target: TensorType | undefined;
}

/** `judged`: by the places of the losses, those that judge an output. */
export function metricProblems(
  { losses, metrics }: Document['training'],
  judged: ReadonlyMap<number, JudgedTypes>,
): Problem[] {
  if (losses.length === 0) return [];
  return measured({ losses, metrics }).flatMap(({ choice, loss }) => {
    const repairs = [withoutMetric(metrics, choice)];
    if (loss < 0)
      return problem(
        'bad-training-setting',
        {
          setting: phrase('target-of-metric'),
          expected: anyOf(losses.map(({ target }) => verbatim(target))),
          received: verbatim(choice.target!),
        },
        { repairs },
      );
    const compared = judged.get(loss);
    return compared ? problemsOf(choice, compared, repairs) : [];
  });
}

function problemsOf(
  { type, settings }: MetricChoice,
  { node, prediction, target }: JudgedTypes,
  repairs: readonly Repair[],
): Problem[] {
  const metric = metricOf(type);
  if (!metric)
    return [
      problem('bad-training-setting', {
        setting: phrase('a-metric'),
        expected: phrase('metric-of-this-version'),
        received: verbatim(type),
      }),
    ];
  const wrong =
    prediction && target && metric.accepts(prediction, target, resolveSettings(metric.settings, settings).settings);
  return [
    ...badSettings('metrics', metric, settings),
    ...(wrong
      ? [problem('metric-mismatch', { metric: definitionName('metrics', metric), ...wrong }, { node, repairs })]
      : []),
  ];
}

const withoutMetric = (metrics: readonly MetricChoice[], left: MetricChoice): Repair => ({
  title: phrase('leave-metric-out'),
  actions: [{ kind: 'configure', path: ['training', 'metrics'], value: metrics.filter((one) => one !== left) }],
});
