/** What losses share that compare each output with one target number. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import { sameBare, sizeOf } from '../../../types/shape.ts';
import type { Mismatch } from '../../define.ts';
import { phrase } from '../../../phrases.ts';

/** Whether the second is the first as *Flatten* makes it. */
const isFlat = ({ shape: [batch, ...row] }: TensorType, { shape: [other, ...flat] }: TensorType): boolean =>
  batch === other && flat.length === 1 && sizeOf(row as number[]) === flat[0];

/**
 * A target has the shape of the output, or one of them is flat, so that each number means the one at its place. Class numbers and tokens
 * are no such numbers: they fit where they have the shape.
 */
export function expectSameSize(prediction: TensorType, target: TensorType): Mismatch | undefined {
  if (prediction.dtype !== 'float32') return { expected: phrase('float-output'), received: formatType(prediction) };
  const flat = target.dtype === 'float32' && (isFlat(prediction, target) || isFlat(target, prediction));
  return flat || sameBare(prediction.shape, target.shape)
    ? undefined
    : { expected: phrase('target-of-shape', { shape: formatType(prediction) }), received: formatType(target) };
}

/** Whether the data gives in a row what the output has along several axes: in which order its file has them nobody knows. */
export const readsRowAsMap = (prediction: TensorType, target: TensorType): boolean =>
  isFlat(prediction, target) && !sameBare(prediction.shape, target.shape);

/** The target as float32 in the output's shape. */
export const withShape = (b: Builder, target: Value, prediction: Value): Value =>
  b.cast(b.reshape(target, prediction.shape), 'float32');
