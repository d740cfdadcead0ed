/** Data that goes along with an exported project, as NumPy files. */
import { writeNpy } from '../../../data/formats/npy.ts';
import type { Tensor } from '../../../types/tensor.ts';
import type { ColumnRows } from '../../define.ts';
import { Code, literal } from '../../writer.ts';
import type { Reader } from './readers.ts';

/** Where the NumPy file of a column lies. */
export const fileOf = (column: string, part: keyof ColumnRows): string =>
  `data/${part === 'test' ? 'test/' : ''}${column.replaceAll(/[^\w.-]+/g, '_')}.npy`;

/** Data that an exported project cannot fetch itself: NumPy files that go along with it, or that the reader of the project puts there. */
export const given = (tests: boolean): Reader => ({
  imports: [],
  reads: ['readNpy'],
  tests,
  body: (columns) => {
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
