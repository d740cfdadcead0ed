/** What losses share that compare each output with one target number. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import { sameBare, sizeOf } from '../../../types/shape.ts';
import type { Mismatch } from '../../define.ts';
import { phrase } from '../../../phrases.ts';

/** Whether a row of the one is the other as *Flatten* makes it. */
const isFlat = ({ shape: [batch, ...row] }: TensorType, { shape: [other, ...flat] }: TensorType): boolean =>
  batch === other && flat.length === 1 && sizeOf(row as number[]) === flat[0];

/** A target has the shape of the output, or one of them is flat, so that each number means the one at its place. */
export function expectSameSize(prediction: TensorType, target: TensorType): Mismatch | undefined {
  if (prediction.dtype !== 'float32') return { expected: phrase('float-output'), received: formatType(prediction) };
  return sameBare(prediction.shape, target.shape) || isFlat(prediction, target) || isFlat(target, prediction)
    ? undefined
    : { expected: phrase('target-of-shape', { shape: formatType(prediction) }), received: formatType(target) };
}

/** The target as float32 in the output's shape. */
export const withShape = (b: Builder, target: Value, prediction: Value): Value =>
  b.cast(b.reshape(target, prediction.shape), 'float32');
