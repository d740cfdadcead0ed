/** What findings are made of: the table's columns as they were counted, its splits, and its rows looked at, some of very many. */
import type { Choice, DataConfig, Document } from '../../graph/document.ts';
import { type Problem, UserError } from '../../problems.ts';
import type { Column, Files, OpenDataset } from '../define.ts';
import { openDataset } from '../pipeline.ts';
import { classCounts, keyColumn, type SplitName, type Splits, splitRows, testedWith } from '../splits.ts';
import type { Study, StudyWork, TableProfile } from '../study.ts';
import { studyTable } from '../studyTable.ts';
import { curesOf, NO_CURES, placesOf } from './cures.ts';
import type { Cures, Drift, Facts, InputColumn, Stranger } from './define.ts';
import { folderFindings } from './folders/folder.ts';
import { hasFindings, areFiles } from './folders/kinds.ts';
import { chance, difference, smirnov } from './distance.ts';
import { findingsIn } from './index.ts';
import { strangersAmong } from './neighbours.ts';
import { textsAmong } from './texts.ts';

/** Rows of a split that its distributions are taken of. */
const MOST_DRIFTED = 20_000;
/** A distance of distributions that matters. */
const FAR = 0.2;
/** Multiplications for neighbours, and rows, at most. */
const MOST_PRODUCTS = 4e8;
const MOST_ROWS = 5000;
/** Groups of rows that are alike, and rows in which they are looked for. */
const MOST_GROUPS = 10_000;
const MOST_COMPARED = 20_000_000;

/** What a document's data shows; nothing where its data is none or cannot be read: that is said elsewhere. */
export async function findings(document: Document, files: Files, work: StudyWork): Promise<readonly Problem[]> {
  const { data } = document;
  if (!data.dataset || !hasFindings(data.dataset)) return [];
  try {
    if (areFiles(data.dataset)) return await folderFindings(data.dataset, files, work, document);
    const opened = await openDataset(data.dataset, files);
    const target = Object.values(data.targets)[0]?.column;
    const used = opened.columns.filter(({ name }) => placesOf(data, name).length > 0 && name !== target);
    const by = keyColumn(opened.columns, data);
    if (by && 'code' in by) return [];
    const names = [...used.map(({ name }) => name), ...(target === undefined ? [] : [target])];
    const splits = splitRows(testedWith(opened, names), data.split, by);
    return await lookAt({ dataset: data.dataset, files, opened, used, target, splits, document }, work);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** What a table shows to who would predict a column of it from all others. Throws a `UserError`. */
export async function findingsOfFile(
  dataset: Choice,
  target: string | undefined,
  files: Files,
  work: StudyWork,
): Promise<readonly Problem[]> {
  const opened = await openDataset(dataset, files);
  const splits = splitRows(
    testedWith(
      opened,
      opened.columns.map(({ name }) => name),
    ),
    { method: 'random', validation: 0, test: 0, seed: 0 },
  );
  const used = opened.columns.filter(({ name }) => name !== target);
  return lookAt({ dataset, files, opened, used, target, splits }, work);
}

interface Looked {
  readonly dataset: Choice;
  readonly files: Files;
  readonly opened: OpenDataset;
  /** The columns that the network reads. */
  readonly used: readonly Column[];
  readonly target: string | undefined;
  readonly splits: Splits;
  readonly document?: Document;
}

async function lookAt({ dataset, files, opened, used, target, splits, document }: Looked, work: StudyWork) {
  const { study, file } = await studyTable(dataset, files);
  const profile = await study.profile(target, work);
  const aim = opened.columns.find(({ name }) => name === target);
  const counts = aim && classCounts(aim, splits);
  const classes = counts && { names: aim.classes!, counts };
  const cures: Cures = document
    ? curesOf(document, opened.columns, target === undefined ? undefined : { name: target, classes })
    : NO_CURES;
  const splitOf = splitsOf(opened, splits);
  const facts: Facts = {
    file,
    profile,
    inputs: used.map(({ name }) => inputOf(profile, name, document?.data)),
    target: profile.columns.find(({ name }) => name === target),
    ...(classes && { classes }),
    splitOf,
    alike: await alikeRows(study, profile, [...used.map(({ name }) => name), ...(aim ? [aim.name] : [])], work),
    drifts: await driftsOf(used, splits, work),
    strangers: aim ? await strangersOf(opened, used, aim, profile, work) : [],
    texts: await textsAmong(used, splits.train, files, work, document?.data),
    cures,
  };
  return findingsIn(facts);
}

function inputOf({ columns }: TableProfile, name: string, data: DataConfig | undefined): InputColumn {
  const found = columns.find((one) => one.name === name)!;
  const gaps = (data?.dataset?.settings.gaps ?? {}) as Readonly<Record<string, string>>;
  // rows without a value in it are left out
  const column = name in gaps ? { ...found, missing: 0, unreadable: 0, outOfRange: 0 } : found;
  const [place] = data ? placesOf(data, name) : [];
  return place ? { ...column, config: place.config } : column;
}

const placeOf = ({ places }: OpenDataset, row: number): number => places?.[row] ?? row;

function splitsOf(opened: OpenDataset, splits: Splits): Facts['splitOf'] {
  const found = new Map<number, SplitName>();
  for (const name of ['validation', 'test'] as const)
    for (const row of splits[name].rows) found.set(placeOf(opened, row), name);
  const left = opened.places && new Set(opened.places);
  return (row) => found.get(row) ?? (left && !left.has(row) ? undefined : 'train');
}

async function alikeRows(study: Study, { rows }: TableProfile, columns: readonly string[], work: StudyWork) {
  if (columns.length === 0 || rows > MOST_COMPARED) return [];
  await work.breathe();
  return study.alike(columns, MOST_GROUPS);
}

/** One number or class for each row. */
const isComparable = ({ kind, shape }: Column): boolean => shape.length === 0 && kind !== 'text';

/** So many of the rows, evenly, or all of them. */
const spread = (rows: Int32Array, most: number): Int32Array =>
  rows.length <= most ? rows : Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);

async function driftsOf(
  columns: readonly Column[],
  { train, ...others }: Splits,
  { breathe }: StudyWork,
): Promise<Drift[]> {
  const found: Drift[] = [];
  const learned = spread(train.rows, MOST_DRIFTED);
  for (const column of columns) {
    if (!isComparable(column) || learned.length === 0) continue;
    await breathe();
    const there = train.table.read(column.name, learned).data;
    for (const split of ['validation', 'test'] as const) {
      const rows = spread(others[split].rows, MOST_DRIFTED);
      if (rows.length === 0) continue;
      const { data } = others[split].table.read(column.name, rows);
      const distance = column.classes
        ? difference(...(countsIn([there, data], column.classes.length) as [number[], number[]]))
        : smirnov(there, data);
      if (distance > FAR + chance(learned.length, rows.length)) found.push({ column: column.name, split, distance });
    }
  }
  return found;
}

const countsIn = (parts: readonly ArrayLike<number>[], classes: number): number[][] =>
  parts.map((labels) => {
    const counts = new Array<number>(classes).fill(0);
    for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
    return counts;
  });

/** Numbers are made of the same size; of a category each class is a number. */
async function strangersOf(
  opened: OpenDataset,
  used: readonly Column[],
  target: Column,
  profile: TableProfile,
  { breathe }: StudyWork,
): Promise<Stranger[]> {
  if (target.kind !== 'category' || !target.classes) return [];
  const columns = used.filter((column) => isComparable(column) && (column.classes?.length ?? 0) <= MOST_ONE_HOT);
  const widths = columns.map(({ classes }) => classes?.length ?? 1);
  const width = widths.reduce((a, b) => a + b, 0);
  if (width === 0) return [];
  const all = Int32Array.from({ length: opened.train.rows }, (_, i) => i);
  const numeric = columns.filter(({ classes }) => !classes);
  // a row with gaps is like the mean of all, and so like none of its kind
  const whole = numeric.reduce((left, { name }) => {
    const { data } = opened.train.read(name, left);
    return left.filter((_, i) => !Number.isNaN(data[i]));
  }, all);
  const rows = spread(whole, Math.min(MOST_ROWS, Math.floor(Math.sqrt(MOST_PRODUCTS / width))));
  const numbers = new Float32Array(rows.length * width);
  let start = 0;
  columns.forEach(({ name, classes }, at) => {
    const { data } = opened.train.read(name, rows);
    const { quartiles: [low, middle, high] = [0, 0, 0], deviation = 1 } =
      profile.columns.find((one) => one.name === name)?.numbers ?? {};
    // by the middle half, which what lies far out does not move; of a normal distribution this is its deviation
    const size = (high - low) / 1.349 || deviation || 1;
    for (let i = 0; i < rows.length; i++) {
      const value = data[i]!;
      // two classes that differ are as far apart as two numbers that differ by one deviation
      if (classes) numbers[i * width + start + value] = Math.SQRT1_2;
      else numbers[i * width + start] = Math.max(-FARTHEST, Math.min(FARTHEST, (value - middle) / size));
    }
    start += widths[at]!;
  });
  const labels = opened.train.read(target.name, rows).data as Int32Array;
  const found = await strangersAmong(numbers, width, labels, breathe);
  return found.map(({ place, like }) => ({
    row: placeOf(opened, rows[place]!),
    label: target.classes![labels[place]!]!,
    like: target.classes![like]!,
  }));
}
const MOST_ONE_HOT = 100;
/** Deviations beyond which all is far. */
const FARTHEST = 5;
