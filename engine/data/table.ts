/** Tables over arrays in memory: what the file datasets have in common. */
import { type Phrase, phrase } from '../phrases.ts';
import { sizeOf } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import { allocate } from '../types/dtype.ts';
import type { Column, Table } from './define.ts';
import type { Numbers } from './formats/numbers.ts';

/** Numbers as a file has them, row-major; the first axis counts the rows. */
export interface RawArray {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** Why an array is not rows of numbers, where it is not. */
export function rowless({ shape }: Pick<RawArray, 'shape'>): Phrase | undefined {
  if (shape.length === 0) return phrase('single-number');
  if (shape[0] === 0) return phrase('has-no-rows');
  return sizeOf(shape) === 0 ? phrase('rows-without-numbers') : undefined;
}

/** The column that an array most likely is: whole numbers in one axis are classes, small whole numbers in two or three more axes are pictures. */
export function columnOf(name: string, { shape, data }: RawArray): Column {
  const [, ...row] = shape;
  const whole = !(data instanceof Float32Array || data instanceof Float64Array);
  if (row.length === 0 && whole) {
    let most = 0;
    for (const value of data) if (value > most) most = value;
    return {
      name,
      kind: 'category',
      shape: [],
      dtype: 'int32',
      ...(most < 10_000 && { classes: Array.from({ length: most + 1 }, (_, i) => String(i)) }),
    };
  }
  if (data instanceof Uint8Array && (row.length === 2 || row.length === 3))
    return {
      name,
      kind: 'image',
      shape: row.length === 2 ? [1, ...row] : row,
      dtype: 'float32',
      whole,
      range: [0, 255],
    };
  return { name, kind: 'number', shape: row, dtype: 'float32', ...(whole && { whole }) };
}

/** A table whose columns are arrays with the same number of rows. */
export function arrayTable(columns: readonly Column[], arrays: ReadonlyMap<string, RawArray>): Table {
  const rows = arrays.values().next().value?.shape[0] ?? 0;
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    rows,
    bytes(name) {
      const { data } = arrays.get(name)!;
      return data instanceof Uint8Array ? data : undefined;
    },
    read(name, indices, into): Tensor {
      const { dtype, shape } = byName.get(name)!;
      const { data } = arrays.get(name)!;
      const width = rows === 0 ? 0 : data.length / rows;
      const out = into ?? allocate(dtype, indices.length * width);
      for (let i = 0; i < indices.length; i++) {
        const start = indices[i]! * width;
        if (width === 1) out[i] = data[start]!;
        else out.set(data.subarray(start, start + width), i * width);
      }
      return { dtype, shape: [indices.length, ...shape], data: out };
    },
  };
}
