/**
 * A bias added to a product of many columns, for ONNX Runtime's CPU kernels. Gemm first copies the bias into every row
 * of the result. Instead both factors get one more column, of ones and of the bias (2048×128 to 5000 columns: 28 → 23
 * ms, 3200×64 to 512: 2.9 → 1.8; with only four times as many columns as inputs nothing is gained).
 */
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { type Fusion, reshape, scalar } from '../nodeContext.ts';
import type { ModelWriter } from '../model.ts';
import { sumsOfProducts } from './sumOfProduct.ts';

/** The result has at least so many numbers, and is so many times as large as the left factor. */
const LARGE = 2 ** 20;
const WIDER = 8;

/** The fusions, by the sum. */
export function wideBiases(program: Program): ReadonlyMap<Equation, Fusion> {
  return new Map(
    [...sumsOfProducts(program)].flatMap(([sum, { taken }]) => {
      const product = taken[0] as Equation<'matmul'>;
      const bias = sum.inputs.find((value) => value !== product.outputs[0])!;
      const numbers = sizeOf(sum.outputs[0]!.shape);
      const isWide =
        sizeOf(bias.shape) === sum.outputs[0]!.shape.at(-1) &&
        numbers >= LARGE &&
        numbers >= WIDER * sizeOf(product.inputs[0]!.shape);
      return isWide && !product.params.transposeA
        ? [
            [
              sum,
              {
                taken,
                write: (m, names) => withOneMoreColumn(m, names, product, bias, sum.outputs[0]!),
              } satisfies Fusion,
            ] as const,
          ]
        : [];
    }),
  );
}

function withOneMoreColumn(
  m: ModelWriter,
  names: ReadonlyMap<Value, string>,
  { params: { transposeB }, inputs: [a, b] }: Equation<'matmul'>,
  bias: Value,
  y: Value,
): string {
  const [inputs, columns] = [a!.shape.at(-1)!, y.shape.at(-1)!];
  const rows = sizeOf(a!.shape) / inputs;
  const ones = m.node('Expand', [scalar(m, 1), m.ints([rows, 1])]);
  const left = m.node('Concat', [reshape(m, names.get(a!)!, [rows, inputs]), ones], { axis: 1 });
  const right = m.node(
    'Concat',
    [names.get(b!)!, reshape(m, names.get(bias)!, transposeB ? [columns, 1] : [1, columns])],
    { axis: transposeB ? 1 : 0 },
  );
  return reshape(m, m.node('Gemm', [left, right], { transA: 0, transB: transposeB ? 1 : 0 }), y.shape);
}
