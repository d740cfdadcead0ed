/** A look at a dataset before anything is trained: what it holds, and some of its rows as they are. */
import type { Column, Files } from './define.ts';
import { openDataset, type SplitName } from './pipeline.ts';
import type { Choice } from '../graph/document.ts';
import type { Phrase } from '../phrases.ts';
import type { Tensor } from '../types/tensor.ts';

export interface DatasetSummary {
  readonly columns: readonly Column[];
  /** `validation` and `test` are null where the dataset brings no such split of its own. */
  readonly rows: { readonly train: number; readonly validation: number | null; readonly test: number | null };
  /** Columns of the files that are none here, by name. */
  readonly aside: readonly string[];
  /** What is to be told of the files. */
  readonly notes: readonly Phrase[];
}

/** Columns and numbers of rows. Throws a `UserError`. */
export async function describeDataset(choice: Choice, files: Files): Promise<DatasetSummary> {
  const { columns, train, validation, test, aside, notes = [] } = await openDataset(choice, files);
  const rows = { train: train.rows, validation: validation?.rows ?? null, test: test?.rows ?? null };
  return { columns, rows, aside: [...(aside?.keys() ?? [])], notes };
}

/** Up to `count` rows of every column, raw, from row `offset` on; fewer where the table ends. A dataset without such a split gives none. */
export async function sampleDataset(
  choice: Choice,
  files: Files,
  split: SplitName,
  offset: number,
  count: number,
): Promise<Record<string, Tensor>> {
  const { columns, tested, ...tables } = await openDataset(choice, files);
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
    columns.map((column) => [
      column.name,
      table && (split !== 'test' || !tested || tested.includes(column.name))
        ? table.read(column.name, rows)
        : empty(column),
    ]),
  );
}
