/** How an exported project reads the file of a table, in whichever language: which columns, and what stands in them. */
import type { Choice, Document } from '../graph/document.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { type Problem, UserError } from '../problems.ts';
import { type LabelTable, PLAIN_FORM, type TableText } from './define.ts';

/** A column of the data with what is done to it. */
interface Source {
  readonly column: string;
  readonly transforms: readonly Choice[];
}

/** What is read: columns, and those that are joined of several. */
interface Sources {
  readonly inputs: readonly (Source & { readonly joined?: { readonly parts: readonly Source[] } | undefined })[];
  readonly joined: readonly { readonly parts: readonly Source[] }[];
}

export interface ReadColumn {
  readonly name: string;
  /** How its texts say numbers or dates; undefined where they say plain numbers. */
  readonly reading?: string | undefined;
  /** What stands beside its numbers. */
  readonly sign?: string | undefined;
  readonly classes?: readonly string[] | undefined;
  readonly text: boolean;
  /** Words that no class is called by have a number, too. */
  readonly hashed: boolean;
}

export interface ReadTable {
  readonly file: string;
  /** The file goes along with the project. */
  readonly along: boolean;
  readonly form: TableText['form'];
  /** What the network reads, and what else is. */
  readonly inputs: readonly ReadColumn[];
  readonly others: readonly ReadColumn[];
  /** Columns without which a row is left out. */
  readonly filled: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

interface Known {
  readonly described: TableText | undefined;
  readonly classesOf: (column: string) => readonly string[] | undefined;
  /** Whether the transforms of a column begin with texts. */
  readonly readsText: (source: Source) => boolean;
  readonly unsupported: (what: Phrase) => Problem;
}

/** How the texts of a column say what they do, as a project is told. */
export function writtenAs(
  columns: TableText['columns'] | undefined,
  name: string,
): Pick<ReadColumn, 'name' | 'reading' | 'sign'> {
  const { reading, sign } = columns?.find((column) => column.name === name) ?? {};
  return { name, ...(reading && reading !== 'point' && { reading }), ...(sign !== undefined && { sign }) };
}

/** Where a table lies that is no file of text itself. */
export const ALONG = 'data/table.csv';

/** Throws a `UserError` where a project cannot read it as the engine does. `columns`: those that are needed. */
export function readTableOf(
  { data }: Document,
  sources: Sources,
  columns: readonly string[],
  { described, classesOf, readsText, unsupported }: Known,
): ReadTable {
  const settings = data.dataset!.settings;
  // a project reads all rows of its file: it would deal out others than were learned from
  if (((settings.leftOut ?? []) as readonly number[]).length > 0)
    throw new UserError(unsupported(phrase('rows-of-the-file-left-out')));
  const many = described?.columns.find(({ name, several }) => several && columns.includes(name));
  if (many) throw new UserError(unsupported(phrase('several-values-in-a-cell', { column: verbatim(many.name) })));
  const named = described?.columns.find(({ name, pictures }) => pictures && columns.includes(name));
  if (named) throw new UserError(unsupported(phrase('pictures-of-columns', { column: verbatim(named.name) })));
  const filled = [String(settings.target ?? ''), ...Object.keys(settings.gaps ?? {})].filter((name) => name !== '');
  const isText = described === undefined || described.isText;
  const all = [...sources.joined.flatMap(({ parts }) => parts), ...sources.inputs];
  const hashed = new Set(all.flatMap(({ column, transforms }) => (transforms[0]?.type === 'hash' ? [column] : [])));
  const texts = new Set(all.filter(readsText).map(({ column }) => column));
  const about = (name: string): ReadColumn => {
    return {
      ...writtenAs(described?.columns, name),
      classes: classesOf(name),
      text: texts.has(name),
      hashed: hashed.has(name),
    };
  };
  const read = new Set(
    sources.inputs.flatMap((feed) => feed.joined?.parts.map(({ column }) => column) ?? [feed.column]),
  );
  const needed = [...new Set([...columns, ...filled])];
  return {
    file: isText ? String(settings.file ?? '') : ALONG,
    along: described?.content !== undefined && !isText,
    form: described?.form ?? PLAIN_FORM,
    inputs: needed.filter((name) => read.has(name)).map(about),
    others: needed.filter((name) => !read.has(name)).map(about),
    filled,
    files: { ...(!isText && described.content !== undefined && { [ALONG]: described.content }) },
  };
}

/** Whether the program reads files that a table names in a way of its own: they go along as numbers. `columns`: those that are needed. */
export function isOwnTable({ settings }: Choice, { columns: known }: LabelTable, columns: readonly string[]): boolean {
  const { skipDamaged = false, leftOut = {} } = settings;
  const several = known.some(({ name, several }) => several && columns.includes(name));
  return skipDamaged === true || Object.keys(leftOut as object).length > 0 || several;
}

/** The columns of what is known of each file, as far as they are needed. */
export const labelsRead = (
  { columns: known }: LabelTable,
  columns: readonly string[],
): readonly Pick<ReadColumn, 'name' | 'reading' | 'sign' | 'classes'>[] =>
  known
    .filter(({ name }) => columns.includes(name))
    .map(({ name, classes }) => ({ ...writtenAs(known, name), ...(classes && { classes }) }));

/** Where files lie that a table names: beside it where nothing is said. */
export const placeOfFiles = ({ settings: { table, folder } }: Choice): string =>
  String(folder ?? '') || String(table).replace(/[/\\][^/\\]*$/, '');
