import { expect, it } from 'vitest';
import { resolveSettings } from '../settings.ts';
import type { TensorType } from '../types/tensor.ts';
import { choosesClass, labelRange, saysYesOrNo, takesLabels } from './comparison.ts';
import type { Comparison } from './define.ts';
import { LOSSES, lossOf } from './index.ts';

const SEQUENCES = new Set<Comparison>(['label-sequences']);
/** An output that suits the loss, labels for it, and as many numbers as it has itself. */
const typesFor = (
  compares: Comparison,
  twins = false,
): { output: TensorType; labels: TensorType; same: TensorType } => {
  const shape = SEQUENCES.has(compares) ? (['N', 5, 4] as const) : (['N', ...(twins ? [2] : []), 4] as const);
  return {
    output: { dtype: 'float32', shape },
    labels: { dtype: 'int32', shape: twins ? ['N'] : shape.slice(0, -1) },
    same: { dtype: 'float32', shape },
  };
};

it.each(LOSSES.map((loss) => [loss.id, loss] as const))('%s takes what it says that it compares', (_, loss) => {
  const { output, labels, same } = typesFor(loss.compares, loss.id === 'contrastivePairs');
  const { settings } = resolveSettings(loss.settings, {});
  const accepts = (target: TensorType) => loss.accepts(output, target, settings) === undefined;
  expect(accepts(labels)).toBe(takesLabels(loss));
  expect(accepts(same)).toBe(!takesLabels(loss) || loss.compares === 'classes');
});

it('knows which losses give the probabilities of classes, and which of yes', () => {
  const ids = (of: typeof choosesClass) => LOSSES.filter(of).map(({ id }) => id);
  expect(ids(choosesClass)).toEqual(['crossEntropy', 'focal', 'negativeLogLikelihood', 'kullbackLeibler']);
  expect(ids(saysYesOrNo)).toEqual(['binaryCrossEntropy', 'binaryFocal', 'dice', 'iou']);
});

it('says which labels an output has classes for', () => {
  const { output, labels, same } = typesFor('classes');
  const range = (id: string, settings = {}, target = labels) => labelRange(lossOf(id)!, settings, output, target);
  const four = { least: 0, most: 3, classes: 4 };
  expect(range('focal')).toEqual({ ...four, ignored: undefined });
  expect(range('crossEntropy', { ignore: true })).toEqual({ ...four, ignored: -100 });
  expect(range('crossEntropy', { ignored: 3 })).toEqual({ ...four, ignored: undefined });
  expect(range('crossEntropy', {}, same)).toBeUndefined();
  expect(range('contrastive')).toBeUndefined();
  expect(range('meanSquaredError')).toBeUndefined();
});
