/** What a loss and a metric share that judge two vectors of each sample, one of either tower, by those of the other samples. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { phrase } from '../../../phrases.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import type { Mismatch } from '../../define.ts';
import { expectClassOfSample } from './pairs.ts';

/** Two vectors a sample, and a number that says which samples may be paired. */
export function expectTwins(prediction: TensorType, target: TensorType): Mismatch | undefined {
  if (prediction.dtype !== 'float32' || prediction.shape.length !== 3 || prediction.shape[1] !== 2)
    return { expected: phrase('two-vectors-a-sample'), received: formatType(prediction) };
  return expectClassOfSample(target);
}

/** How well each first vector (row) fits each second one (column): [N, 2, D] gives [N, N]. */
export function scoresOfTwins(b: Builder, twins: Value): Value {
  const [rows, , width] = twins.shape as [number, number, number];
  const [first, second] = [0, 1].map((at) =>
    b.reshape(b.slice(twins, [0, at, 0], [rows, at + 1, width]), [rows, width]),
  );
  return b.matmul(first!, second!, { transposeB: true });
}
