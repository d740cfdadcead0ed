/** What losses share that compare the samples of a batch with each other. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { formatType, type TensorType } from '../../../types/tensor.ts';
import type { Mismatch } from '../../define.ts';
import { phrase } from '../../../phrases.ts';

/** A vector a sample, and the class that it belongs to. */
export function expectEmbeddings(prediction: TensorType, target: TensorType): Mismatch | undefined {
  if (prediction.dtype !== 'float32' || prediction.shape.length !== 2)
    return { expected: phrase('vector-a-sample'), received: formatType(prediction) };
  return expectClassOfSample(target);
}

export const expectClassOfSample = (target: TensorType): Mismatch | undefined =>
  target.dtype === 'int32' && target.shape.length === 1
    ? undefined
    : { expected: phrase('class-a-sample'), received: formatType(target) };

/** 1 where two samples have the same number, also of a sample with itself, else 0: [N] gives [N, N]. */
export function alikeIn(b: Builder, labels: Value): Value {
  const rows = labels.shape[0]!;
  return b.cast(b.eq(b.reshape(labels, [rows, 1]), b.reshape(labels, [1, rows])), 'float32');
}

/** Squared distances of all samples, [N, N], and as 0 or 1 which pairs are of one class (a sample with itself is no pair) and which of two. */
export function pairsOf(b: Builder, vectors: Value, labels: Value): { distances: Value; same: Value; other: Value } {
  const [rows, width] = vectors.shape as [number, number];
  const between = b.sub(b.reshape(vectors, [rows, 1, width]), b.reshape(vectors, [1, rows, width]));
  const alike = alikeIn(b, labels);
  const itself = b.cast(b.eq(b.iota([rows, 1], 0), b.iota([1, rows], 1)), 'float32');
  return { distances: b.sum(b.square(between), [2]), same: b.sub(alike, itself), other: b.sub(1, alike) };
}

/** The distance itself; where it is none its slope is 0. */
export const distanceOf = (b: Builder, squares: Value): Value => b.sqrt(b.max(squares, 1e-12));
