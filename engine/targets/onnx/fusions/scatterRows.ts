/**
 * Rows added to the rows of a table, as in the gradient of an embedding, for ONNX Runtime's CPU kernels. Its
 * ScatterElements works number by number (3200×64: 2.7 ms). Its ScatterND works row by row (0.3 ms), but on several
 * threads that do not wait for each other where they add to one row. Work that it estimates at fewer than 210,000
 * cycles, one for each number, it leaves to one thread (version 1.30; the test of this file notices if that changes).
 * So the rows are added in parts below that bound, one part after the other, in their order.
 */
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { type Fusion, reshape } from '../nodeContext.ts';
import { type ModelWriter, onnxType } from '../model.ts';

/** Numbers in a part, far below the bound. */
export const PART = 50_000;
/** More parts would make the model too long. */
const MOST_PARTS = 1024;

/** The fusions, by the scatterAdd. */
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
