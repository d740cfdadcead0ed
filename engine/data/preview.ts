/** A look at a dataset before anything is trained: what it holds, and some of its rows as they are. */
import { DamagedRow, findDamaged, toldOfDamaged } from './damaged.ts';
import type { Column, Files, OpenDataset, Table } from './define.ts';
import { textsTensor } from './language/ragged.ts';
import { openDataset, type SplitName } from './pipeline.ts';
import type { Choice, Dealt } from '../graph/document.ts';
import type { Phrase } from '../phrases.ts';
import { type Problem, UserError } from '../problems.ts';
import { allocate } from '../types/dtype.ts';
import { sizeOf } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';

export interface DatasetSummary {
  readonly columns: readonly Column[];
  /** `validation` and `test` are null where the dataset brings no such split of its own. */
  readonly rows: { readonly train: number; readonly validation: number | null; readonly test: number | null };
  /** Columns of the files that are none here, by name. */
  readonly aside: readonly string[];
  /** Of a table: the columns of its file, in their order. */
  readonly fileColumns?: OpenDataset['fileColumns'];
  /** What keeps it from being learned from as it is, as far as that shows in little time. */
  readonly problems: readonly Problem[];
  /** What is to be told of the files. */
  readonly notes: readonly Phrase[];
}

/** How long damaged rows are looked for, in milliseconds: before a training they all are. */
const LONGEST = 5000;

/** Columns and numbers of rows; `dealt`: which of them a document learns from. Throws a `UserError`. */
export async function describeDataset(choice: Choice, files: Files, dealt?: Dealt): Promise<DatasetSummary> {
  return describeOpened(await openToLook(choice, files, dealt));
}

/** The same of data that are open. */
export function describeOpened(dataset: OpenDataset): DatasetSummary {
  const { columns, train, validation, test, aside, fileColumns, notes = [] } = dataset;
  const rows = { train: train.rows, validation: validation?.rows ?? null, test: test?.rows ?? null };
  const told = toldOfDamaged(dataset, findDamaged(dataset, LONGEST));
  return {
    columns,
    rows,
    aside: [...(aside?.keys() ?? [])],
    ...(fileColumns && { fileColumns }),
    problems: told.problems,
    // a table and the one of the rows to test on may have the same said of them
    notes: [...new Map([...notes, ...told.notes].map((note) => [JSON.stringify(note), note])).values()],
  };
}

/** Rows that cannot be dealt out yet as a document asks for it are there to be looked at nevertheless. */
async function openToLook(choice: Choice, files: Files, dealt: Dealt | undefined): Promise<OpenDataset> {
  try {
    return await openDataset(choice, files, undefined, dealt);
  } catch (error) {
    const isOfSplit = error instanceof UserError && error.problems.every(({ code }) => OF_SPLITS.includes(code));
    if (!dealt || !isOfSplit) throw error;
    return openDataset(choice, files);
  }
}
const OF_SPLITS: readonly Problem['code'][] = ['split-by', 'split-values'];

/** Which rows are looked at. */
export interface SampleWish {
  readonly split: SplitName;
  readonly offset: number;
  readonly count: number;
  /** As a document deals the rows out. */
  readonly dealt?: Dealt | undefined;
}

/** Up to `count` rows of every column, raw, from row `offset` on; fewer where the table ends. A dataset without such a split gives none. */
export async function sampleDataset(
  choice: Choice,
  files: Files,
  { split, offset, count, dealt }: SampleWish,
): Promise<Record<string, Tensor>> {
  const { columns, tested, ...tables } = await openToLook(choice, files, dealt);
  const table = tables[split];
  const rows = table
    ? Array.from({ length: Math.max(0, Math.min(count, table.rows - offset)) }, (_, i) => offset + i)
    : [];
  const empty = ({ kind, dtype, shape }: Column): Tensor =>
    kind === 'text'
      ? textsTensor([])
      : { dtype, shape: [0, ...shape], data: dtype === 'int32' ? new Int32Array() : new Float32Array() };
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      table && (split !== 'test' || !tested || tested.includes(column.name))
        ? shown(table, column, rows)
        : empty(column),
    ]),
  );
}

/** Rows one by one where one cannot be read: its place stays empty. */
function shown(table: Table, column: Column, rows: readonly number[]): Tensor {
  try {
    return table.read(column.name, rows);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
  }
  const size = sizeOf(column.shape);
  const data = allocate(column.dtype, rows.length * size);
  rows.forEach((row, i) => {
    try {
      data.set(table.read(column.name, [row]).data as never, i * size);
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
    }
  });
  return { dtype: column.dtype, shape: [rows.length, ...column.shape], data } as Tensor;
}
