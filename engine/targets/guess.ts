/** What the targets of a document most likely are, where its data was not opened. */
import type { Document } from '../graph/document.ts';
import { takesLabels } from '../learn/comparison.ts';
import { lossOf } from '../learn/index.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../passes/compile.ts';
import type { TensorType } from '../types/tensor.ts';

/** Class numbers for losses that take labels, one-hot rows where a transform makes them; else what the judged output is. One weight a sample. */
export function guessTargets(document: Document, checked: CheckedGraph): TargetTypes {
  const guessed = document.training.losses.flatMap(({ loss, target, sampleWeights }, i): [string, TensorType][] => {
    const weights: [string, TensorType][] =
      sampleWeights === undefined ? [] : [[sampleWeights, { dtype: 'float32', shape: ['N'] }]];
    const judged = judgedOutput(document, checked, i);
    const type = typeof judged === 'string' ? checked.nodes.get(judged)?.outputs[0] : undefined;
    if (!type) return weights;
    const rule = lossOf(loss.type);
    const numbers =
      rule !== undefined &&
      takesLabels(rule) &&
      !document.data.targets[target]?.transforms.some((transform) => transform.type === 'oneHot');
    // who a sample is is one number, however many vectors stand for it
    const places = rule?.compares === 'identities' ? 1 : -1;
    return [...weights, [target, numbers ? { dtype: 'int32', shape: type.shape.slice(0, places) } : type]];
  });
  return Object.fromEntries(guessed);
}
