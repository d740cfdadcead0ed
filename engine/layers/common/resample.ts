/** Layers that change the size of an axis by a constant table: one idea, written as few primitives as possible. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { product } from '../windows.ts';

/** Rows are places of the result, columns places of the axis. */
export type Table = readonly (readonly number[])[];

/** Each place along the axis as the weighted sum of places that its row of the table says. */
export function mixAlong(b: Builder, x: Value, axis: number, table: Table): Value {
  const [size, length] = [table.length, x.shape[axis]!];
  if (axis === x.shape.length - 1) return b.matmul(x, b.constant(table[0]!.flatMap((_, from) => table.map((row) => row[from]!)), [length, size]));
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const mixed = b.matmul(b.constant(table.flat(), [size, length]), b.reshape(x, [...before, length, product(after)]));
  return b.reshape(mixed, [...before, size, ...after]);
}

/** Each place along the axis `times` times in a row. */
export function repeatAlong(b: Builder, x: Value, axis: number, times: number): Value {
  if (times === 1) return x;
  const rows = product(x.shape.slice(0, axis + 1));
  const after = product(x.shape.slice(axis + 1));
  const repeated = b.broadcast(b.reshape(x, [rows, 1, after]), [rows, times, after]);
  return b.reshape(repeated, x.shape.with(axis, x.shape[axis]! * times));
}
