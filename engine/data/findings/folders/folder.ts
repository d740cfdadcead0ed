/** What folders of pictures, sounds and texts show: files that are there twice, classes of few rows, very different sizes, masks that do not fit. */
import type { Choice, Document } from '../../../graph/document.ts';
import { type Problem, UserError } from '../../../problems.ts';
import { pictureFormat } from '../../datasets/pictures.ts';
import { PICTURES, picturesUnder, SOUNDS } from '../../datasets/pictureFolder.ts';
import { labelledPictures } from '../../datasets/labelled/pictures.ts';
import { labelledSounds } from '../../datasets/labelled/sounds.ts';
import { placeOf } from '../../datasets/labelled/named.ts';
import { classOfValue, type MaskSettings, MaskValues, VOID } from '../../datasets/pictures/maskValues.ts';
import { picturePairs } from '../../datasets/pictures/pairs.ts';
import type { Column, Files } from '../../define.ts';
import { contentName } from '../../../files/contentName.ts';
import { textsOf } from '../../language/ragged.ts';
import { openDataset } from '../../pipeline.ts';
import { classCounts, keyColumn, type Splits, splitRows, testedWith } from '../../splits.ts';
import type { StudyWork } from '../../study.ts';
import { curesOf, NO_CURES } from '../cures.ts';
import type { FolderFacts, FolderFinding, FolderRow, MaskFacts } from '../define.ts';
import { fewRows } from '../fewRows.ts';
import { longTexts } from '../longTexts.ts';
import { textsAmong } from '../texts.ts';
import { imbalance } from '../imbalance.ts';
import { masks } from './masks.ts';
import { pictureSizes } from './pictureSizes.ts';
import { sameFiles } from './sameFiles.ts';
import { withoutRow } from './withoutRow.ts';
import { pictureSize } from '../../formats/picture.ts';

/** In the order in which they are told. */
const FINDINGS: readonly FolderFinding[] = [sameFiles, masks, imbalance, fewRows, longTexts, withoutRow, pictureSizes];

/** Bytes of files that are held against each other, and files whose sizes are looked at. */
const MOST_BYTES = 4 * 2 ** 30;
const MOST_FILES = 200_000;
/** Pictures whose headers are read, evenly some of many, and bytes of each. */
const MOST_LOOKED = 2000;
const HEADER = 1 << 16;
/** Files between two breaths. */
const EACH = 64;

/** Without a document: the rows as the folder parts them. */
const AS_PARTED = { method: 'random', validation: 0, test: 0, seed: 0 } as const;

/** Throws a `UserError` where the data cannot be opened. */
export async function folderFindings(
  dataset: Choice,
  files: Files,
  work: StudyWork,
  document?: Document,
): Promise<readonly Problem[]> {
  const found = await openDataset(dataset, files);
  // what is not predicted need not be in balance
  const predicted = Object.values(document?.data.targets ?? {}).map(({ column }) => column);
  const isClass = ({ kind, shape }: Column) => kind === 'category' && shape.length === 0;
  const target = found.columns.find(
    (column) => isClass(column) && (predicted.length === 0 || predicted.includes(column.name)),
  );
  const label = target ?? found.columns.find(isClass);
  const opened = testedWith(found, label ? [label.name] : []);
  const content = opened.columns[0]!;
  const split = document?.data.split ?? AS_PARTED;
  const by = document && keyColumn(opened.columns, document.data);
  if (by && 'code' in by) return [];
  const splits = splitRows(opened, split, by);
  const counts = target && classCounts(target, splits);
  const classes = counts && { names: target.classes!, counts };
  const aim = target && { name: target.name, classes };
  const cures = document ? curesOf(document, opened.columns, aim) : NO_CURES;
  const folder = folderOf(dataset);
  const rows = rowsOf(splits, label, content, folder);
  const seen = content.kind === 'image' ? await sizesAmong(rows, files, work) : undefined;
  const { fit = 'stretch', shape = [0, 0, 0] } = pictureFormat(dataset) ?? {};
  const facts: FolderFacts = {
    ...(target && { target: { name: target.name } }),
    labels: label?.classes ?? [],
    ...(classes && { classes }),
    rows,
    ...(dataset.type === picturePairs.id && {
      masks: await masksAmong(rows, splits, opened.columns[1]!, dataset, files, work),
    }),
    ...(isLabelled(dataset) && { unnamed: await unnamedIn(folder, rows, dataset, files) }),
    texts: await textsAmong([content], splits.train, files, work, document?.data),
    alike: await alikeAmong(rows, files, work),
    ...(seen && { pictures: { sizes: seen, height: shape[1], width: shape[2], fit } }),
    // parts that the folder brings stay as they are
    cures: opened.validation && opened.test ? { ...cures, stratify: () => [] } : cures,
  };
  return FINDINGS.flatMap((finding) => finding.find(facts));
}

const isLabelled = ({ type }: Choice): boolean => [labelledPictures.id, labelledSounds.id].includes(type);

/** Where the files lie: of a table without a folder beside it. */
const folderOf = (dataset: Choice): string => {
  const { settings } = dataset;
  const folder = String(settings.folder ?? '');
  return isLabelled(dataset) ? placeOf(String(settings.table ?? ''), folder).replace(/\/$/, '') : folder;
};

/** Masks that are looked at, evenly some of many: they are decoded. */
const MOST_MASKS = 200;

async function masksAmong(
  rows: readonly Row[],
  splits: Splits,
  { name, classes }: Column,
  { settings }: Choice,
  files: Files,
  { breathe }: StudyWork,
): Promise<MaskFacts | undefined> {
  if (!classes) return undefined;
  const { masks = 'numbers', greys = [] } = settings as Partial<MaskSettings>;
  const classOf = classOfValue({ masks, greys });
  const values = new MaskValues();
  const others = (['train', 'validation', 'test'] as const).flatMap((part) =>
    Array.from(splits[part].rows, (row) => splits[part].table.fileOf!(row, name)),
  );
  const count = Math.min(rows.length, MOST_MASKS);
  const looked: MaskFacts['looked'][number][] = [];
  for (let i = 0; i < count; i++) {
    await breathe();
    const row = Math.floor((i * rows.length) / count);
    const file = others[row]!;
    if (files.pictureFault(file) !== undefined) continue;
    const numbered = files.numbered(file);
    const { data, ...mask } = numbered;
    if (masks === 'numbers') values.add(numbered);
    const found = new Set<number>();
    for (const value of data) if (value !== VOID || masks !== 'numbers') found.add(classOf(value));
    const head = files.look?.(rows[row]!.file!, HEADER)?.head;
    looked.push({ row, picture: head && pictureSize(head), mask, found });
  }
  return { classes, looked, greys: values.found() };
}

/** Files of its kind below the folder of a table that none of its rows names, used or left out. */
async function unnamedIn(folder: string, rows: readonly Row[], { type, settings }: Choice, files: Files) {
  const leftOut = Object.keys((settings.leftOut ?? {}) as object).map((name) => `${folder}/${name}`);
  const known = new Set([...rows.map(({ file }) => file), ...leftOut]);
  const { pictures } = await picturesUnder(files, folder, type === labelledSounds.id ? SOUNDS : PICTURES);
  const alone = pictures.filter((file) => !known.has(file)).map((file) => file.slice(folder.length + 1));
  return { folder: folder.replace(/^.*[\\/]/, ''), files: alone };
}

interface Row extends FolderRow {
  /** Undefined of texts, which are held in memory. */
  readonly file: string | undefined;
  readonly text: string;
}

function rowsOf(splits: Splits, label: Column | undefined, content: Column, folder: string): Row[] {
  return (['train', 'validation', 'test'] as const).flatMap((split) => {
    const { table, rows } = splits[split];
    const labels = label && table.read(label.name, rows).data;
    const texts = content.kind === 'text' ? textsOf(table.read(content.name, rows)) : [];
    return Array.from(rows, (row, i): Row => {
      const file = content.kind === 'text' ? undefined : table.fileOf?.(row, content.name);
      const text = texts[i] ?? '';
      const name = () => (file === undefined ? begun(text) : file.startsWith(`${folder}/`) ? below(file) : file);
      const below = (path: string) => path.slice(folder.length + 1);
      const inside = file?.startsWith(`${folder}/`) ? below(file) : undefined;
      return { split, label: labels?.[i] ?? -1, file, below: inside, text, name };
    });
  });
}

/** Letters of a text that it is known by. */
const BEGINNING = 40;
const begun = (text: string): string => (text.length > BEGINNING ? `${text.slice(0, BEGINNING).trimEnd()}…` : text);

/** Texts by themselves; of files only those of one size are read, one after the other. */
async function alikeAmong(rows: readonly Row[], files: Files, { breathe, progress }: StudyWork): Promise<number[][]> {
  const byText = grouped(rows, (row) => (row.file === undefined ? row.text : undefined));
  const sizes: (number | undefined)[] = [];
  for (const [i, { file }] of rows.slice(0, MOST_FILES).entries()) {
    if (i % EACH === 0) await breathe();
    // those that are empty are damaged
    sizes.push((file === undefined ? undefined : files.look?.(file, 0)?.size) || undefined);
  }
  const several = grouped(sizes, (size) => size).sort(([a], [b]) => sizes[a!]! - sizes[b!]!);
  const total = several.flat().reduce((sum, place) => sum + sizes[place]!, 0);
  const found: number[][] = [];
  let done = 0;
  for (const places of several) {
    const contents = new Map<number, string>();
    for (const place of places) {
      if ((done += sizes[place]!) > MOST_BYTES) break;
      await breathe();
      const content = await contentOf(files, rows[place]!.file!);
      if (content !== undefined) contents.set(place, content);
      progress?.(done, total);
    }
    found.push(...grouped(places, (place) => contents.get(place)).map((group) => group.map((at) => places[at]!)));
  }
  return [...byText, ...found].sort(([a], [b]) => a! - b!);
}

/** Undefined of one that cannot be read: that is said elsewhere. */
async function contentOf(files: Files, file: string): Promise<string | undefined> {
  try {
    return await contentName(Uint8Array.from(files.bytes(file)));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The places of those that have the same key, where there are several. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => string | number | undefined): number[][] {
  const groups = new Map<string | number, number[]>();
  for (const [i, one] of all.entries()) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

async function sizesAmong(rows: readonly Row[], files: Files, { breathe }: StudyWork) {
  const count = Math.min(rows.length, MOST_LOOKED);
  const found: { row: number; width: number; height: number }[] = [];
  for (let i = 0; i < count; i++) {
    if (i % EACH === 0) await breathe();
    const row = Math.floor((i * rows.length) / count);
    const head = files.look?.(rows[row]!.file!, HEADER)?.head;
    const size = head && pictureSize(head);
    if (size && size.width * size.height > 0) found.push({ row, ...size });
  }
  return found;
}
