/** A look at a dataset before anything is trained: what it holds, and some of its rows as they are. */
import type { Column } from '../../data/define.ts';
import { openDataset } from '../../data/pipeline.ts';
import { type DataStatistics, dataStatistics } from '../../data/statistics.ts';
import type { Choice, Document } from '../../graph/document.ts';
import type { CallResults } from '../../protocol.ts';
import type { Tensor } from '../../types/tensor.ts';
import { diskFiles } from './disk-files.ts';

/** Columns and numbers of rows. Relative paths start at `base`. Throws a `UserError`. */
export async function describeDataset(choice: Choice, base: string): Promise<CallResults['data.describe']> {
  const { columns, train, test } = await openDataset(choice, diskFiles(base));
  return { columns, rows: { train: train.rows, test: test?.rows ?? null } };
}

/** What the columns hold and what the network receives of them. Throws a `UserError` where the dataset cannot be opened. */
export const describeColumns = ({ data }: Document, base: string): Promise<DataStatistics> =>
  dataStatistics(data, diskFiles(base), () => new Promise((resolve) => setImmediate(resolve)));

/** Up to `count` rows of every column, raw, from row `offset` on; fewer where the table ends. A dataset without a test split gives none. */
export async function sampleDataset(
  choice: Choice,
  base: string,
  split: 'train' | 'test',
  offset: number,
  count: number,
): Promise<Record<string, Tensor>> {
  const { columns, ...tables } = await openDataset(choice, diskFiles(base));
  const table = tables[split];
  const rows = table
    ? Array.from({ length: Math.max(0, Math.min(count, table.rows - offset)) }, (_, i) => offset + i)
    : [];
  const empty = ({ dtype, shape }: Column): Tensor => ({
    dtype,
    shape: [0, ...shape],
    data: dtype === 'int32' ? new Int32Array() : new Float32Array(),
  });
  return Object.fromEntries(
    columns.map((column) => [column.name, table ? table.read(column.name, rows) : empty(column)]),
  );
}
