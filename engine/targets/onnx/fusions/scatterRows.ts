/**
 * Rows added to those of a table, as the gradient of an embedding is, for ONNX Runtime's kernels on the CPU. Its ScatterElements goes number by number
 * (3200×64: 2.7 ms), its ScatterND row by row (0.3), but on all threads at once, which do not wait for each other where they add to the same row. What
 * it counts as fewer than 210,000 cycles, one for each number, it leaves to one thread (version 1.30; the test of this file notices if it does not):
 * so the rows are added in parts, one after the other, in their order.
 */
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { type Fusion, reshape } from '../call.ts';
import { type ModelWriter, onnxType } from '../model.ts';

/** Numbers of a part, far below the bound. */
export const PART = 50_000;
/** So that a model does not become too long. */
const MOST_PARTS = 1024;

/** By the scattering. */
export function rowScatters(program: Program): ReadonlyMap<Equation, Fusion> {
  return new Map(
    program.equations.flatMap((equation) => {
      if (equation.prim !== 'scatterAdd' || equation.params.axis !== 0) return [];
      const [which, rows] = equation.inputs as [Value, Value];
      const table = equation.outputs[0]!;
      const counts = parts(sizeOf(which.shape), sizeOf(table.shape.slice(1)));
      return counts.length > MOST_PARTS
        ? []
        : [
            [
              equation,
              {
                taken: [],
                write: (m, names) => scattered(m, names.get(which)!, names.get(rows)!, table, counts),
              } satisfies Fusion,
            ] as const,
          ];
    }),
  );
}

/** How many rows each part has. */
function parts(rows: number, width: number): readonly number[] {
  const size = Math.max(1, Math.floor(PART / width));
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => Math.min(size, rows - i * size));
}

function scattered(m: ModelWriter, which: string, rows: string, { shape }: Value, counts: readonly number[]): string {
  const count = counts.reduce((sum, size) => sum + size, 0);
  const width = sizeOf(shape.slice(1));
  const cut = (x: string): readonly string[] =>
    counts.length === 1 ? [x] : m.nodes('Split', [x, m.ints(counts)], counts.length, { axis: 0 });
  const places = cut(m.node('Cast', [reshape(m, which, [count, 1])], { to: onnxType('int64') }));
  const zeros = m.node('ConstantOfShape', [m.ints([shape[0]!, width])]);
  const table = cut(reshape(m, rows, [count, width])).reduce(
    (sum, part, i) => m.node('ScatterND', [sum, places[i]!, part], { reduction: 'add' }),
    zeros,
  );
  return reshape(m, table, shape);
}
