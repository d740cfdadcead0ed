/** The rows of another table for a network that learned from one: what it reads, what cannot be read, and what may be done about that. */
import path from 'node:path';
import { pictureFormat } from '../engine/data/datasets/pictures.ts';
import { damageOf, placeOf, within } from '../engine/data/datasets/labelled/named.ts';
import { table } from '../engine/data/datasets/table.ts';
import { TABLE_FILES } from '../engine/data/datasets/tableFile.ts';
import { columnAfter } from '../engine/data/feeds.ts';
import { placesOf } from '../engine/data/findings/cures.ts';
import { classesOfColumn, columnsRead, feedsRead, hashedColumns } from '../engine/data/joined.ts';
import { readsText } from '../engine/data/language/chain.ts';
import { rowsToPredict } from '../engine/data/rowsToPredict.ts';
import {
  AS_FOUND,
  type StoredTable,
  type TableColumn,
  type TableKind,
  type TableOptions,
} from '../engine/data/tables.ts';
import { isOfValues, shortened, valueNotes } from '../engine/data/findings/valueNotes.ts';
import type { DataConfig, Document } from '../engine/graph/document.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { type Phrase, phrase, verbatim } from '../engine/phrases.ts';
import { problem, UserError } from '../engine/problems.ts';
import { word } from '../engine/texts/index.ts';
import type { TrainedModel } from '../engine/train/trained.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { say } from './define.ts';

export interface RowsGiven {
  readonly tensors: Map<string, Tensor>;
  /** How many rows the file has, and which of them, from 0, the tensors are of; all where left out. */
  readonly answered?: { readonly all: number; readonly rows: Int32Array };
}

/**
 * The columns that a network which learned from a table reads, of another table, matched by their names. Undefined where it did not.
 * `skip`: rows that lack a number which is read have no answer; else they stop with a `UserError` that names the first.
 */
export async function tableRows(model: TrainedModel, file: string, skip: boolean): Promise<RowsGiven | undefined> {
  const { document, names } = model;
  const { dataset } = document.data;
  const wanted = columnsRead(document.data);
  const ending = path.extname(file).slice(1).toLowerCase();
  if (dataset?.type !== table.id || wanted.length === 0 || !TABLE_FILES.includes(ending)) return undefined;
  const texts = new Set(
    feedsRead(document.data)
      .filter(readsText)
      .map(({ column }) => column),
  );
  const lengths = new Map(
    model.model.inputs.flatMap(({ node, type: { shape } }): [string, number][] => {
      const column = document.data.inputs[node!]?.column;
      return column !== undefined && shape.length === 3 && shape[2] === 1 ? [[column, Number(shape[1])]] : [];
    }),
  );
  const said = (dataset.settings.kinds ?? {}) as Readonly<Record<string, string>>;
  const pictures = new Set(wanted.filter((name) => said[name] === 'picture'));
  const kindOf = (name: string): TableKind | undefined =>
    Object.hasOwn(names, classesOfColumn(name))
      ? severalIn(document.data).has(name)
        ? 'categories'
        : 'category'
      : texts.has(name)
        ? 'text'
        : lengths.has(name)
          ? 'sequence'
          : pictures.has(name)
            ? 'picture'
            : undefined;
  const numbers = wanted.filter((name) => kindOf(name) === undefined);
  const kinds = Object.fromEntries(wanted.flatMap((name) => [[name, kindOf(name)]].filter(([, kind]) => kind)));
  const read = await withNumbers(document, file, { ...kinds }, numbers);
  const told = read.columns.filter(({ name }) => wanted.includes(name));
  for (const note of [...read.notes.filter((note) => !isOfValues(note)), ...valueNotes(path.basename(file), told)])
    say(word(note));
  const reading = {
    ...{ file: path.basename(file), hashed: hashedColumns(document.data), texts, lengths, pictures },
    picture: namedPicture(document, file),
  };
  const all = rowsToPredict(read, wanted, names, reading);
  const lost = numbers.filter((name) => !fillsGaps(document.data, name));
  const gaps = new Map(numbers.map((name) => [name, gapsIn(all.tensors.get(name)!)] as const));
  const empty = read.columns.flatMap(({ name, missing }) => {
    const first = missing > 0 && !lost.includes(name) ? firstEmpty(read, name, gaps.get(name)) : undefined;
    const where = { file: verbatim(path.basename(file)), column: verbatim(name) };
    return first === undefined ? [] : [phrase('values-empty', { ...where, count: missing, row: first + 1 })];
  });
  for (const note of [...empty, ...all.notes, ...unknownWords(model, all.tensors)]) say(word(note));
  const out = new Set(lost.flatMap((name) => gaps.get(name)!));
  if (out.size === 0) return { tensors: all.tensors };
  const first = lost.find((name) => gaps.get(name)!.length > 0)!;
  if (!skip || out.size === read.rows)
    throw new UserError(withoutNumber(read, path.basename(file), first, gaps.get(first)!));
  const rows = Int32Array.from({ length: read.rows }, (_, i) => i).filter((row) => !out.has(row));
  const row = Math.min(...out) + 1;
  say(word(phrase('rows-unanswered', { file: verbatim(path.basename(file)), count: out.size, row })));
  const { tensors } = rowsToPredict(read, wanted, names, { ...reading, rows });
  return { tensors, answered: { all: read.rows, rows } };
}

/** One class has to become numbers before it stands beside others; several in a cell are numbers already. */
const severalIn = ({ joined = {} }: DataConfig): ReadonlySet<string> =>
  new Set(
    Object.values(joined).flatMap((parts) =>
      parts.flatMap(({ column, transforms }) => (transforms.length === 0 ? [column] : [])),
    ),
  );

/** The table with columns of numbers and dates read as such, whatever most of their values look like in this file. */
async function withNumbers(
  { data }: Document,
  file: string,
  kinds: Readonly<Record<string, string>>,
  numbers: readonly string[],
): Promise<StoredTable> {
  const { file: _file, target: _target, ...options } = data.dataset!.settings;
  const files = diskFiles('');
  const open = (all: Readonly<Record<string, string>>) =>
    files.table(file, { ...AS_FOUND, ...(options as Partial<TableOptions>), kinds: all });
  const found = await open(kinds);
  const others = found.columns.flatMap((column) => {
    const kind = numbers.includes(column.name) ? numeric(data, column) : column.kind;
    return kind === column.kind ? [] : [[column.name, kind] as const];
  });
  return others.length === 0 ? found : open({ ...kinds, ...Object.fromEntries(others) });
}

/** What a column is read as that the network takes numbers of. */
function numeric(data: DataConfig, { name, kind, nearly }: TableColumn): TableKind {
  const takes = (source: object) =>
    placesOf(data, name).every(
      ({ config }) => columnAfter({ ...NUMBER, name, ...source }, config, config.transforms.length) !== undefined,
    );
  if (!takes({})) return 'date';
  return kind === 'date' && takes({ days: true }) ? 'date' : (nearly?.kind ?? 'number');
}
const NUMBER = { kind: 'number', shape: [], dtype: 'float32' } as const;

/** Whether what the network makes of a column has no gaps, although the column has some. */
const fillsGaps = (data: DataConfig, name: string): boolean =>
  placesOf(data, name).every(({ config }) => {
    const after = (source: object) =>
      columnAfter({ ...NUMBER, name, gaps: 1, ...source }, config, config.transforms.length);
    const made = after({}) ?? after({ days: true });
    return made !== undefined && !made.gaps;
  });

/** Rows without a number. */
const gapsIn = ({ data }: Tensor): number[] =>
  Array.from(data as Float32Array).flatMap((value, row) => (Number.isNaN(value) ? [row] : []));

function firstEmpty(read: StoredTable, name: string, gaps: readonly number[] | undefined): number | undefined {
  const { unreadable } = read.columns.find((column) => column.name === name)!;
  return gaps?.find((row) => row + 1 !== unreadable?.row && row + 1 !== unreadable?.outOfRange?.row);
}

function withoutNumber(read: StoredTable, file: string, name: string, gaps: readonly number[]) {
  const { missing, unreadable } = read.columns.find((column) => column.name === name)!;
  const beyond = unreadable?.outOfRange;
  const row = gaps[0]! + 1;
  const value = [unreadable, beyond].find((one) => one?.row === row)?.value ?? '';
  return problem('rows-without-number', {
    ...{ file: verbatim(file), column: verbatim(name), count: gaps.length, rows: read.rows, empty: missing },
    ...{ unreadable: (unreadable?.count ?? 0) - (beyond?.count ?? 0), beyond: beyond?.count ?? 0 },
    ...{ row, value: verbatim(shortened(value)) },
  });
}

const unknownWords = (model: TrainedModel, tensors: ReadonlyMap<string, Tensor>): Phrase[] =>
  Object.entries(model.unknown(Object.fromEntries(tensors))).flatMap(([column, { tokens, unknown }]) =>
    unknown > 0 ? [phrase('words-never-seen', { column: verbatim(column), count: unknown, all: tokens })] : [],
  );

/**
 * Reads what the rows of a table name: beside it, in a folder beside it that is called as the one that was learned from, or in that
 * one itself. Throws a `UserError` that names the row.
 */
function namedPicture({ data: { dataset } }: Document, table: string) {
  const { shape, fit } = pictureFormat(dataset)!;
  const files = diskFiles('');
  const whole = path.resolve(table);
  const learned = String(dataset?.settings.folder ?? '');
  const alike = learned === '' ? [] : [path.join(path.dirname(whole), path.basename(learned)), path.resolve(learned)];
  const folders = ['', ...alike].map((folder) => placeOf(whole, folder));
  return (name: string, row: number) => {
    const damage = folders.map((folder) => damageOf(files, folder, name, row + 1));
    const at = damage.indexOf(undefined);
    if (at < 0) throw new UserError(problem('file-unreadable', damage[0]!));
    return { shape, data: files.picture(folders[at]! + within(name), shape, fit) };
  };
}
