/** Data that goes along with an exported project, as NumPy files. */
import { writeNpy } from '../../../data/formats/npy.ts';
import type { Tensor } from '../../../types/tensor.ts';
import type { ColumnRows } from '../../define.ts';
import { Code, literal } from '../../literals.ts';
import { FileNames } from '../../names.ts';
import type { Reader } from './readers.ts';

/** Where the NumPy file of each of the columns lies. */
export function filesOf(columns: readonly string[]): (column: string, part: keyof ColumnRows) => string {
  const names = new FileNames();
  const files = new Map(columns.map((column) => [column, `${names.make(column)}.npy`]));
  return (column, part) => `data/${part === 'test' ? 'test/' : ''}${files.get(column)}`;
}

/** Data that an exported project cannot fetch itself: NumPy files that go along with it, or that the reader of the project puts there. */
export const given = (tests: boolean): Reader => ({
  imports: [],
  reads: ['readNpy'],
  tests,
  body: (columns) => {
    const fileOf = filesOf(columns);
    const table = (part: keyof ColumnRows) =>
      literal(Object.fromEntries(columns.map((name) => [name, new Code(`readNpy(${literal(fileOf(name, part))})`)])));
    return [
      '// one row a sample, raw values, channels before height and width',
      `return { train: ${table('train')}${tests ? `, test: ${table('test')}` : ''} };`,
    ];
  },
});

/** Numbers from 0 to 255 as bytes. */
export function numpyFile({ shape, data }: Tensor): Uint8Array {
  const bytes = data.every((value: number) => value >= 0 && value <= 255 && Number.isInteger(value));
  return writeNpy({ shape, data: bytes ? Uint8Array.from(data) : (data as Float32Array) });
}
