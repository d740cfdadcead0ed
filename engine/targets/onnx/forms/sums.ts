/**
 * A sum over the first axes, such as the gradient of a bias, as the product of a row of ones with a matrix. ONNX
 * Runtime computes it two to ten times as fast as its ReduceSum (2048×5000: 1.5 and 4.2 ms, 1024×50: 15 and 73 µs),
 * with half the rounding error.
 */
import type { Program } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { replaced } from './rewrite.ts';

export function sums(program: Program): Program {
  return replaced(program, ({ prim, params, inputs: [x], outputs: [y] }, { b, current }) => {
    if (prim !== 'sum' || y!.dtype !== 'float32') return undefined;
    const { axes } = params as { axes: readonly number[] };
    const { shape } = x!;
    const end = 1 + shape.findLastIndex((dim, axis) => dim > 1 && axes.includes(axis));
    const [rows, columns] = [sizeOf(shape.slice(0, end)), sizeOf(shape.slice(end))];
    const areFirst = shape.every((dim, axis) => axis >= end || dim === 1 || axes.includes(axis));
    if (!areFirst || rows === 1 || columns === 1) return undefined;
    return b.reshape(b.matmul(b.fill(1, [1, rows]), b.reshape(current(x!), [rows, columns])), y!.shape);
  });
}
