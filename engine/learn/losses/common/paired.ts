/** What losses share that compare each output with one target number. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import type { Mismatch } from '../../define.ts';
import { phrase } from '../../../phrases.ts';

const perSample = ({ shape }: TensorType): number =>
  shape.reduce<number>((size, dim) => (dim === 'N' ? size : size * dim), 1);

/** A target has as many numbers a sample as the output. */
export function expectSameSize(prediction: TensorType, target: TensorType): Mismatch | undefined {
  if (prediction.dtype !== 'float32') return { expected: phrase('float-output'), received: formatType(prediction) };
  return perSample(prediction) === perSample(target)
    ? undefined
    : { expected: phrase('numbers-a-target', { count: perSample(prediction) }), received: formatType(target) };
}

/** The target as float32 in the output's shape. */
export const withShape = (b: Builder, target: Value, prediction: Value): Value =>
  b.cast(b.reshape(target, prediction.shape), 'float32');
