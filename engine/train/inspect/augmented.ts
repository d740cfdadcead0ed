/** A sheet of examples: rows as they are, and as the first epochs see them. Looked at before anything is trained. */
import { Augmenter, type Moment } from '../../data/augment/rows.ts';
import { sequenceOf } from '../../data/augment/sequence.ts';
import { DamagedRow } from '../../data/damaged.ts';
import type { Column, Files, Table } from '../../data/define.ts';
import { type Feed, resolveFeeds } from '../../data/feeds.ts';
import { learnedColumn, openDataset } from '../../data/pipeline.ts';
import { applyTransforms } from '../../data/transformed.ts';
import { activeDocument } from '../../graph/active.ts';
import type { Document } from '../../graph/document.ts';
import { checkGraph } from '../../passes/check.ts';
import { isError, UserError } from '../../problems.ts';
import type { Tensor } from '../../types/tensor.ts';
import { takesLabels } from '../labels.ts';
import { namesOf, tokensIn } from './steps.ts';

export interface AugmentedSheet {
  /** The columns of pictures, and of masks and pictures that move along; or of steps and tokens, as they are fed. */
  readonly columns: readonly Column[];
  /** Rows of the training table. */
  readonly rows: readonly number[];
  /** By column: the rows as they are, then as each of the epochs sees them, stacked: (1 + epochs) × rows. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Of columns of tokens: by column and row of its tensor what each is called. */
  readonly names: Readonly<Record<string, readonly (readonly string[])[]>>;
}

interface Page {
  readonly offset: number;
  readonly count: number;
  readonly epochs: number;
}

/**
 * Training rows from `offset` on: pictures raw; where none is fed, steps and tokens behind their transforms. In training a row is mixed
 * with the one before it in its batch, here with the one before it on the sheet. Throws a `UserError`.
 */
export async function augmentedSheet(written: Document, files: Files, page: Page): Promise<AugmentedSheet> {
  const document = activeDocument(written);
  const { data, training } = document;
  const { columns, train } = await openDataset(data.dataset, files, undefined, data);
  const { feeds, problems } = resolveFeeds(columns, data, takesLabels(document, checkGraph(document.graph)));
  const wrong = problems.filter(({ code }) => code !== 'mix-of-classes').filter(isError);
  if (wrong.length > 0) throw new UserError(wrong);
  const augmenter = new Augmenter(data.augment ?? [], feeds);
  const shown = feeds.filter(({ name }) => augmenter.places(name));
  const { offset, count, epochs } = page;
  const times = Array.from({ length: epochs }, (_, epoch) => ({ seed: training.seed, epoch }));
  if (shown.length === 0) return sequenceSheet(document, files, feeds, page, times);
  const rows = wholeRows(train, shown[0]!.source, offset, count);
  const read = () => Object.fromEntries(shown.map(({ name, source }) => [name, train.read(source.name, rows)]));
  const sheets = [read()];
  for (const moment of times) {
    const sheet = read();
    for (const { name } of shown) if (!augmenter.leaves(name)) augmenter.change(name, sheet[name]!, rows, moment);
    augmenter.changeFed(sheet, rows, moment);
    sheets.push(sheet);
  }
  const stacked = shown.map(({ name, source }) => [source.name, stack(sheets.map((sheet) => sheet[name]!))]);
  return { columns: shown.map(({ source }) => source), rows, tensors: Object.fromEntries(stacked), names: {} };
}

/** Inputs of steps and of tokens, which are changed as they are fed: transforms are learned first. */
async function sequenceSheet(
  { data }: Document,
  files: Files,
  feeds: readonly Feed[],
  { offset, count }: Page,
  times: readonly Moment[],
): Promise<AugmentedSheet> {
  const columns: Column[] = [];
  const tensors: Record<string, Tensor> = {};
  const names: Record<string, readonly (readonly string[])[]> = {};
  let rows: number[] = [];
  for (const feed of feeds) {
    const sequence = sequenceOf(feed);
    if (!sequence) continue;
    const { source, split, transforms, fits } = await learnedColumn(data, files, feed.config);
    rows = [...split.rows.subarray(offset, offset + count)];
    const fed = applyTransforms(transforms, fits, split.table.read(source.name, rows));
    const augmenter = new Augmenter(data.augment ?? [], [{ ...feed, sequence }]);
    const sheets = times.map((moment) => {
      const sheet = { ...fed, data: fed.data.slice() } as Tensor;
      augmenter.changeFed({ [feed.name]: sheet }, rows, moment);
      return sheet;
    });
    const { name } = feed.source;
    tensors[name] = stack([fed, ...sheets]);
    columns.push({ ...feed.column, name });
    const nameOf = namesOf(transforms, fits) ?? ((token: number) => source.classes?.[token] ?? String(token));
    if (sequence.subject === 'tokens') names[name] = tokensIn(tensors[name]).map((row) => row.map(nameOf));
  }
  return { columns, rows, tensors, names };
}

/** Those of the rows from `offset` on that can be read. */
function wholeRows(table: Table, column: Column, offset: number, count: number): number[] {
  const rows: number[] = [];
  for (let row = offset; row < table.rows && rows.length < count; row++)
    try {
      table.read(column.name, [row]);
      rows.push(row);
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
    }
  return rows;
}

function stack(parts: readonly Tensor[]): Tensor {
  const [{ dtype, shape, data }] = parts as [Tensor];
  const all = new (data.constructor as Float32ArrayConstructor)(parts.length * data.length);
  parts.forEach((part, i) => void all.set(part.data, i * data.length));
  return { dtype, shape: [parts.length * shape[0]!, ...shape.slice(1)], data: all } as Tensor;
}
