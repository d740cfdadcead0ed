import type { Builder, Operand } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { phrase } from '../../../phrases.ts';
import { numbers } from '../../../settings.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { defineTransform } from '../../define.ts';
import { atPlaces } from '../../units/lowered.ts';
import { hasPlaces, planesOf, unfit } from './places.ts';

interface ByChannel {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** What is subtracted of each element, and what divides it then. */
function eachChannel(
  { shape, data }: Tensor,
  { mean, deviation }: ByChannel,
  change: (value: number, mean: number, deviation: number) => number,
): void {
  const { height, width } = planesOf(shape);
  const channels = shape.length === 4 ? shape[1]! : 1;
  for (let at = 0, plane = 0; at < data.length; plane++) {
    const channel = plane % channels;
    const [m, d] = [mean[mean.length === 1 ? 0 : channel]!, deviation[deviation.length === 1 ? 0 : channel]!];
    for (const end = at + height * width; at < end; at++) data[at] = change(data[at]!, m, d);
  }
}

/** The same within a program. */
function byChannel(
  b: Builder,
  rows: Value,
  { mean, deviation }: ByChannel,
  change: (values: Value, mean: Operand, deviation: Operand) => Value,
): Value {
  const channels = rows.shape.length === 4 ? rows.shape[1]! : 1;
  const of = (numbers: readonly number[]) => Array.from({ length: channels }, (_, i) => numbers[i] ?? numbers[0]!);
  return atPlaces(b, rows, channels, 'inBlocks', (values, each) => change(values, each(of(mean)), each(of(deviation))));
}

export const normalize = defineTransform({
  id: 'normalize',
  title: 'Normalize',
  doc:
    'Turns each channel into (x − mean) / deviation by given numbers: those that it starts with are of ImageNet, for values from 0 to 1. ' +
    'Standardize finds the numbers in the training rows instead.',
  settings: {
    mean: numbers({ label: 'Mean', default: [0.485, 0.456, 0.406], doc: 'Of each channel, or one for all.' }),
    deviation: numbers({
      label: 'Deviation',
      default: [0.229, 0.224, 0.225],
      min: 0,
      doc: 'Standard deviation of each channel, or one for all.',
    }),
  },
  column(before, { mean, deviation }) {
    if (!hasPlaces(before) || before.dtype !== 'float32') return unfit(before);
    const channels = before.shape[0]!;
    const wrong = [mean, deviation].find(({ length }) => length !== channels && length !== 1);
    if (wrong) return { expected: phrase('numbers-for-channels', { count: channels }), received: wrong.length };
    if (deviation.includes(0)) return { expected: phrase('deviations-above-zero'), received: 0 };
    return { ...before, kind: 'number', range: undefined };
  },
  apply(batch, settings) {
    eachChannel(batch, settings, (value, mean, deviation) => (value - mean) / deviation);
    return batch;
  },
  undo(batch, settings) {
    eachChannel(batch, settings, (value, mean, deviation) => value * deviation + mean);
    return batch;
  },
  lower: (b, rows, settings) =>
    byChannel(b, rows, settings, (values, mean, deviation) => b.div(b.sub(values, mean), deviation)),
  lowerUndo: (b, rows, settings) =>
    byChannel(b, rows, settings, (values, mean, deviation) => b.add(b.mul(values, deviation), mean)),
});
