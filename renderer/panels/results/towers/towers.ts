/** Pictures that are sorted by texts: two towers, one of which reads either, say how well they fit (Radford et al. 2021, zero-shot). */
import type { Column } from '../../../../engine/data/define.ts';
import { hasTexts, textsOf, textsTensor } from '../../../../engine/data/language/ragged.ts';
import type { Reading } from '../../../../engine/train/generate/reading.ts';
import { sizeOf } from '../../../../engine/types/shape.ts';
import { allocate } from '../../../../engine/types/dtype.ts';
import { type Tensor, tensor } from '../../../../engine/types/tensor.ts';
import type { Sample } from '../../common/sample.ts';
import type { RunModel } from '../model.ts';
import { textOf, tokensIn, trimmed } from '../tokens.ts';

type Field = RunModel['fields'][number];

export interface Towers {
  readonly picture: Field;
  readonly text: Field;
}

/** The tower of pictures and that of texts; undefined where the network has not just these two. */
export function towersOf({ fields, twins }: Pick<RunModel, 'fields' | 'twins'>): Towers | undefined {
  if (!twins || fields.length !== 2) return undefined;
  const picture = fields.find(({ column }) => column.kind === 'image');
  const text = fields.find(({ column: { kind, classes } }) => kind === 'text' || (kind === 'tokens' && classes));
  return picture && text && { picture, text };
}

/** What stands around every text of the data, such as its start and its end: nobody need type it. */
export interface Frame {
  readonly before: readonly number[];
  readonly behind: readonly number[];
}
const NO_FRAME: Frame = { before: [], behind: [] };

/** A text for each class of the target, of those that the data have, and what is around them. */
export interface Candidates {
  readonly frame: Frame;
  /** In the order of `labels`. */
  readonly texts: readonly string[];
  readonly labels: readonly number[];
}

/** More texts than these are not offered. */
const MOST = 20;
/** Signs that are no words. */
const SIGN = /^[<[].*[>\]]$/u;

/**
 * Of a sample of the data a text for each label: the longest that is said of it, and of those the first by the alphabet, so that
 * texts of one wording stand side by side.
 */
export function candidatesOf(sample: Sample, { column }: Field, labels: ArrayLike<number>): Candidates {
  const size = sizeOf(column.shape);
  const { data } = sample[column.name]!;
  const rows = Array.from(labels, (_, row) => trimmed(data.subarray(row * size, (row + 1) * size)));
  const frame = column.kind === 'text' ? NO_FRAME : frameOf(rows, column);
  const told = new Map<number, string>();
  for (const [row, tokens] of rows.entries()) {
    const text =
      column.kind === 'text'
        ? textsOf(sample[column.name]!)[row]!
        : textOf(tokens.slice(frame.before.length, tokens.length - frame.behind.length), column);
    const known = told.get(labels[row]!);
    if (known === undefined || text.length > known.length || (text.length === known.length && text < known))
      told.set(labels[row]!, text);
  }
  const all = [...told].sort(([a], [b]) => a - b).slice(0, MOST);
  return { frame, texts: all.map(([, text]) => text), labels: all.map(([label]) => label) };
}

function frameOf(rows: readonly (readonly number[])[], { classes }: Column): Frame {
  const isSign = (token: number | undefined) => token !== undefined && SIGN.test(classes?.[token] ?? '');
  const [first] = rows;
  const shared = (at: number) => {
    const token = first?.at(at);
    return isSign(token) && rows.every((row) => row.length > 2 && row.at(at) === token) ? [token!] : [];
  };
  return { before: shared(0), behind: shared(-1) };
}

/** Texts as the data have them, the words of them that the network has no number for, and how much is read of the longest. */
export function rowsOf(
  texts: readonly string[],
  { column }: Field,
  { before, behind }: Frame,
): { readonly rows: Tensor; readonly unknown: readonly string[]; readonly reading?: Reading } {
  if (column.kind === 'text') return { rows: textsTensor(texts), unknown: [] };
  const length = sizeOf(column.shape);
  const data = new Int32Array(texts.length * length);
  const room = length - before.length - behind.length;
  const unknown = new Set<string>();
  let all = 0;
  for (const [row, text] of texts.entries()) {
    const found = tokensIn(text, column);
    for (const word of found.unknown) unknown.add(word);
    // what is too long ends early, but it ends
    data.set([...before, ...found.tokens.slice(0, room), ...behind], row * length);
    all = Math.max(all, found.tokens.length);
  }
  const reading: Reading = { all, read: Math.min(all, room), which: 'first' };
  return { rows: tensor('int32', [texts.length, length], data), unknown: [...unknown], reading };
}

/** So many rows, row by row those of a batch and again from its start. */
export function repeated(batch: Tensor, rows: number): Tensor {
  const { dtype, shape, data } = batch;
  if (hasTexts(batch))
    return textsTensor(Array.from({ length: rows }, (_, row) => batch.texts[row % batch.texts.length]!));
  const size = data.length / shape[0]!;
  const filled = allocate(dtype, rows * size);
  for (let row = 0; row < rows; row++) {
    const from = (row % shape[0]!) * size;
    filled.set(data.subarray(from, from + size) as never, row * size);
  }
  return tensor(dtype, [rows, ...shape.slice(1)], filled as never);
}

/** Two vectors of `width` numbers for each of so many rows, as the network gave them. */
export interface Twins {
  readonly values: ArrayLike<number>;
  readonly width: number;
}

/** Which of the two vectors is the picture's: the one that stays as it is where one picture was asked about with several texts. */
export function pictureAt({ values, width }: Twins, texts: number): 0 | 1 {
  const spread = [0, 1].map((at) => {
    let most = 0;
    for (let row = 1; row < texts; row++)
      for (let i = 0; i < width; i++)
        most = Math.max(most, Math.abs(values[(2 * row + at) * width + i]! - values[at * width + i]!));
    return most;
  });
  return spread[0]! <= spread[1]! ? 0 : 1;
}

/** How well the picture of a row fits each of the texts, which stand in the rows of another answer. */
export function scoresOf(pictures: Twins, row: number, texts: Twins & { readonly count: number }, at: 0 | 1): number[] {
  const { width } = texts;
  const picture = (2 * row + at) * width;
  return Array.from({ length: texts.count }, (_, text) => {
    let sum = 0;
    const said = (2 * text + 1 - at) * width;
    for (let i = 0; i < width; i++) sum += pictures.values[picture + i]! * texts.values[said + i]!;
    return sum;
  });
}

/** Shares that come to 1. */
export function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - most));
  const sum = parts.reduce((all, part) => all + part, 0);
  return parts.map((part) => part / sum);
}
