/** Columns with several values in each cell, classes or numbers: what is counted of them, when they are guessed to be such, and what they hold. */
import { BETWEEN, type Between, classesInCell, LIST } from '../../data/kinds/categories.ts';
import { NUMBER } from '../../data/kinds/define.ts';
import { SEQUENCE } from '../../data/kinds/sequence.ts';
import { PICTURE } from '../../data/formats/picture.ts';
import { byCodePoints } from '../../types/codePoints.ts';
import { type Duck, quoted, type Row } from './duckdb.ts';

/** Of the values of a column so many are lists, have bars or semicolons in them, or are numbers one behind the other. */
export interface SeveralCounts {
  readonly lists: number;
  readonly barred: number;
  readonly sequences: number;
  /** Those that are called as files of pictures are. */
  readonly pictures: number;
  /** Numbers in a cell of the first rows, on average. */
  readonly numbers: number;
}

/** A list of texts or of numbers, as files have it that know types. */
const LISTED = /^(VARCHAR|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\([\d,]+\))\[\d*\]$/;
export const isList = (type: string): boolean => LISTED.test(type);
export const listText = (column: string): string => `array_to_string(${column}::VARCHAR[], ' | ')`;

/** Whether a cell is a row of numbers. */
export const isSequence = (c: string): string => `regexp_full_match(${c}, ${quoted(SEQUENCE)})`;

export const severalAsked = (text: string, i: number): string[] => [
  `count(*) FILTER (regexp_full_match(${text}, ${quoted(LIST)})) AS "lists${i}"`,
  `count(*) FILTER (regexp_matches(${text}, ${quoted(BETWEEN.bars)})) AS "barred${i}"`,
  `count(*) FILTER (${isSequence(text)}) AS "sequences${i}"`,
  `count(*) FILTER (regexp_matches(${text}, ${quoted(PICTURE.source)}, 'i')) AS "pictures${i}"`,
];
const numbersIn = (text: string): string => `len(regexp_extract_all(${text}, ${quoted(NUMBER)}))`;
export const severalSampled = (text: string, i: number): string =>
  `avg(${numbersIn(text)}) FILTER (${isSequence(text)}) AS "numbersIn${i}"`;

export const severalCounts = (found: Row, sampled: Row, i: number): SeveralCounts => ({
  lists: Number(found[`lists${i}`] ?? 0),
  barred: Number(found[`barred${i}`] ?? 0),
  sequences: Number(found[`sequences${i}`] ?? 0),
  pictures: Number(found[`pictures${i}`] ?? 0),
  numbers: Number(sampled[`numbersIn${i}`] ?? 0),
});

/** So many numbers in a cell are no telephone number. */
const FEW_NUMBERS = 3;
/** The share of cells that have several classes, at least. */
const SOME = 0.05;

/** What cells with several values are guessed to hold. `readable`: the share of the values that has to be such. */
export function severalKind(
  type: string,
  { lists, barred, sequences, numbers }: SeveralCounts,
  said: number,
  readable: number,
): 'sequence' | 'categories' | undefined {
  if (isList(type)) return type.startsWith('VARCHAR') ? 'categories' : 'sequence';
  if (said === 0) return undefined;
  if (sequences >= said * readable && (numbers >= FEW_NUMBERS || lists >= said * readable)) return 'sequence';
  return lists >= said * readable || barred >= said * SOME ? 'categories' : undefined;
}

/** How often a class is there on average, at least, for cells to be of classes. */
const OFTEN = 2;

/** The classes that there are in the cells of a column; undefined where they are more than `most`, or `guessed` and too seldom to be any. */
export async function classesInCells(
  duck: Duck,
  from: string,
  text: string,
  { barred, lists }: Pick<SeveralCounts, 'barred' | 'lists'>,
  { most, guessed }: { readonly most: number; readonly guessed: boolean },
): Promise<{ readonly classes: readonly string[]; readonly between: Between } | undefined> {
  const between: Between = barred > 0 ? 'bars' : 'commas';
  const counts = new Map<string, number>();
  for await (const [cells] of duck.texts(`SELECT ${text} AS cell FROM ${from} WHERE ${text} IS NOT NULL GROUP BY cell`))
    for (const one of cells!.flatMap((cell) => classesInCell(cell, between))) {
      counts.set(one, (counts.get(one) ?? 0) + 1);
      if (counts.size > most) return undefined;
    }
  let all = 0;
  for (const count of counts.values()) all += count;
  if (guessed && lists === 0 && all < OFTEN * counts.size) return undefined;
  return { classes: [...counts.keys()].sort(byCodePoints), between };
}

/** How many numbers a cell has at most, and the first that is no row of numbers: its row, from 1, and its text. */
export async function longestCell(
  duck: Duck,
  from: string,
  c: string,
): Promise<{ readonly longest: number; readonly row: number; readonly value: string }> {
  const fits = isSequence(c);
  const asked = [
    `max(${numbersIn(c)}) FILTER (${fits}) AS longest`,
    `min(rowid) FILTER (NOT ${fits}) AS bad`,
    `arg_min(${c}, rowid) FILTER (NOT ${fits}) AS text`,
  ];
  const [found = {}] = await duck.rows(`SELECT ${asked.join(', ')} FROM ${from}`);
  return { longest: Number(found.longest ?? 0), row: Number(found.bad ?? 0) + 1, value: String(found.text ?? '') };
}
