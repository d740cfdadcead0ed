/** Rows that go along with an exported project, for a first prediction. */
import type { Tensor } from '../../../types/tensor.ts';
import type { ProjectFiles } from '../../define.ts';
import { FileNames } from '../../names.ts';
import type { DataSource } from '../data/data.ts';
import { numpyFile } from '../data/given.ts';
import type { ModelEnd } from '../model/model.ts';

/** An array that predictions are made from: an input's, or that of a column which an input is joined of. */
export interface RawArray {
  /** The input's node, or the column. */
  readonly key: string;
  /** The name of its file, without the ending. */
  readonly name: string;
  /** The place of the input among the others; the column's name, where it is joined of several. */
  readonly input: number;
  readonly column?: string;
}

/** The arrays that predictions are made from, in their order. */
export function rawArrays({ feeds }: Pick<DataSource, 'feeds'>, inputs: readonly ModelEnd[]): readonly RawArray[] {
  const files = new FileNames();
  return inputs.flatMap(({ node, variable }, input): RawArray[] => {
    const { joined } = feeds.inputs[input]!;
    if (!joined) return [{ key: node, name: files.make(variable), input }];
    const columns = [...new Set(joined.parts.map(({ column }) => column))];
    return columns.map((column) => ({ key: column, name: files.make(column), input, column }));
  });
}

/** The files of the rows, in the order in which they are read; undefined where there are none. */
export function sampleOf(
  data: DataSource,
  inputs: readonly ModelEnd[],
  rows: Readonly<Record<string, Tensor>> = {},
  table?: string,
): ProjectFiles | undefined {
  if (data.table) return table === undefined ? undefined : { 'sample/rows.csv': table };
  const arrays = rawArrays(data, inputs);
  if (!arrays.every(({ key }) => Object.hasOwn(rows, key))) return undefined;
  return Object.fromEntries(arrays.map(({ key, name }) => [`sample/${name}.npy`, numpyFile(rows[key]!)]));
}
