/** Datasets that are made, not read: what their tables have in common. Row `i` follows from the seed and its number alone. */
import { randomStream } from '../ir/random.ts';
import { int } from '../settings.ts';
import { allocate } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';
import type { Column, OpenDataset, Table } from './define.ts';

/** What every one of them can be told. */
export const generated = (rows: number) => ({
  rows: int({
    label: 'Rows',
    default: rows,
    min: 1,
    max: 10_000_000,
    doc: 'To learn from; a fifth as many more are there to test on.',
  }),
  seed: int({ label: 'Seed', default: 0, min: 0, doc: 'Another seed makes other rows of the same kind.' }),
});

/** One row: what each column has in it, made when it is asked for. */
export type Row = Readonly<Record<string, () => number | ArrayLike<number>>>;

/** `make` gets the row's own random numbers, uniform in [0, 1); it must draw what columns share before it returns. */
export function generate(
  columns: readonly Column[],
  { rows, seed }: { readonly rows: number; readonly seed: number },
  make: (next: () => number) => Row,
): OpenDataset {
  const table = (part: string, count: number): Table => ({
    rows: count,
    read(name, indices, into) {
      const { dtype, shape } = columns.find((column) => column.name === name)!;
      const size = sizeOf(shape);
      const data = into ?? allocate(dtype, indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        const value = make(randomStream(seed, `${part}/${indices[i]!}`))[name]!();
        if (typeof value === 'number') data[i] = value;
        else data.set(value as ArrayLike<number> & ArrayLike<never>, i * size);
      }
      return { dtype, shape: [indices.length, ...shape], data };
    },
  });
  return { columns, train: table('train', rows), test: table('test', Math.ceil(rows / 5)) };
}

/** A whole number from 0 to one less than `count`. */
export const below = (next: () => number, count: number): number => Math.floor(next() * count);
export const pick = <T>(next: () => number, list: readonly T[]): T => list[below(next, list.length)]!;
