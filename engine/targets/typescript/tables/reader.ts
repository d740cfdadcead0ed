/** How an exported project reads the file of a table: as text, its columns by their names. */
import { readsText } from './transforms.ts';
import type { Document } from '../../../graph/document.ts';
import { phrase, verbatim } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import { PLAIN_FORM, type TableText } from '../../define.ts';
import { Code, literal } from '../../literals.ts';
import type { Writer } from '../../writer.ts';
import type { Feeds } from '../data/feeds.ts';
import type { Reader } from '../data/readers.ts';
import { unsupported } from '../unsupported.ts';

/** A column that predictions are made from: what it holds, and its type in code. */
export interface InputColumn {
  readonly name: string;
  readonly kind: 'number' | 'date' | 'class' | 'text';
  readonly type: string;
}

/** The file of text that is read, as the code names it; whether it goes along. */
export interface AboutTable {
  readonly file: string;
  readonly along: boolean;
  readonly inputs: readonly InputColumn[];
}

export interface TableReader {
  readonly reader: Reader;
  readonly about: AboutTable;
  readonly form: TableText['form'];
  /** The columns that the inputs are read from, and the others, as literals. */
  readonly inputs: readonly Code[];
  readonly others: readonly Code[];
  readonly inputNames: readonly string[];
  /** Words that no class is called by are hashed. */
  readonly hashes: boolean;
  readonly files: Readonly<Record<string, string>>;
}

/** Where a table lies that is no file of text itself. */
export const ALONG = 'data/table.csv';

interface Known {
  readonly described: TableText | undefined;
  readonly classesOf: (column: string) => readonly string[] | undefined;
}

export function tableReader(
  { data }: Document,
  feeds: Feeds,
  columns: readonly string[],
  { described, classesOf }: Known,
): TableReader {
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
  const file = isText ? String(settings.file ?? '') : ALONG;
  const sources = [...feeds.joined.flatMap(({ parts }) => parts), ...feeds.inputs];
  const hashed = new Set(sources.flatMap(({ column, transforms }) => (transforms[0]?.type === 'hash' ? [column] : [])));
  const texts = new Set(sources.filter(readsText).map(({ column }) => column));
  const columnText = (name: string): Code => {
    const reading = described?.columns.find((column) => column.name === name)?.reading;
    const classes = classesOf(name);
    const text = texts.has(name);
    return new Code(
      literal({
        name,
        ...(reading && reading !== 'point' && { reading }),
        ...(classes && { classes }),
        ...(text && { text }),
        ...(hashed.has(name) && { hashed: new Code('classOfUnknown') }),
      }),
    );
  };
  const read = new Set(feeds.inputs.flatMap((feed) => feed.joined?.parts.map(({ column }) => column) ?? [feed.column]));
  const needed = [...new Set([...columns, ...filled])];
  const inputNames = needed.filter((name) => read.has(name));
  return {
    reader: {
      imports: [],
      reads: [],
      tests: false,
      body: () => [
        `const train = readTable(FILE, FORM, [...INPUT_COLUMNS, ...OTHER_COLUMNS]${filled.length === 0 ? '' : `, ${literal(filled)}`});`,
        'return { train: train as unknown as Table };',
      ],
    },
    about: {
      file,
      along: described?.content !== undefined && !isText,
      inputs: inputNames.map((name) => {
        const reading = described?.columns.find((column) => column.name === name)?.reading;
        return inputColumn(name, {
          reading,
          classes: classesOf(name),
          isText: texts.has(name),
          isHashed: hashed.has(name),
        });
      }),
    },
    form: described?.form ?? PLAIN_FORM,
    inputs: inputNames.map(columnText),
    others: needed.filter((name) => !read.has(name)).map(columnText),
    inputNames,
    hashes: hashed.size > 0,
    files: { ...(!isText && described.content !== undefined && { [ALONG]: described.content }) },
  };
}

const DATES = new Set(['iso', 'monthFirst', 'dayFirst', 'named']);
/** Classes that stand in a type one by one. */
const FEW = 20;

interface AboutColumn {
  readonly reading: string | undefined;
  readonly classes: readonly string[] | undefined;
  readonly isText: boolean;
  readonly isHashed: boolean;
}

function inputColumn(name: string, { reading, classes, isText, isHashed }: AboutColumn): InputColumn {
  if (isText) return { name, kind: 'text', type: 'string' };
  if (classes) {
    const words = classes.at(-1) === 'missing' ? classes.slice(0, -1) : classes;
    const type =
      isHashed || words.length > FEW || words.length === 0 ? 'string' : words.map((word) => literal(word)).join(' | ');
    const counts = words.every((word) => Number.isFinite(Number(word))) ? ' | number' : '';
    return { name, kind: 'class', type: `${type}${counts} | null` };
  }
  if (DATES.has(reading ?? '')) return { name, kind: 'date', type: 'Date | string | null' };
  return { name, kind: 'number', type: 'number | string | null' };
}

function writeColumns(w: Writer, name: string, columns: readonly Code[]): void {
  w.block(`${name}: readonly TableColumn[] = [`, () => columns.forEach(({ text }) => w.line(`${text},`)), '];');
}

/** How a table is read, and the columns that a prediction is made from. */
export function writeInputColumns(w: Writer, { form, inputs }: TableReader): void {
  w.line('/** How the file of a table is read. */').line(`export const FORM: TableForm = ${literal(form)};`);
  w.line('/** The columns of the table that the network reads. */');
  writeColumns(w, 'export const INPUT_COLUMNS', inputs);
  w.line();
}

export function writeTableReader(w: Writer, { about, others, inputNames }: TableReader): void {
  w.line('/** The table. */').line(`const FILE = ${literal(about.file)};`);
  writeColumns(w, 'const OTHER_COLUMNS', others);
  w.line().line('/** Rows to predict, of another file of the same kind: its columns are found by their names. */');
  const type = `Pick<Table, ${inputNames.map(literal).join(' | ')}>`;
  w.line(`export const readRows = (file: string): ${type} =>`);
  w.line('  readTable(file, FORM, INPUT_COLUMNS) as unknown as Table;').line();
}

/** `src/table.ts`: files of what `src/columns.ts` knows. */
export const TABLE_SOURCE = `/** Files of tables. */
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { readColumns, type TableColumn, TableError, type TableForm } from './columns.ts';

/** The bytes of a file, so many at a time. */
function* partsOf(file: string): Generator<Uint8Array> {
  const handle = openSync(file, 'r');
  try {
    for (;;) {
      const bytes = new Uint8Array(1 << 20);
      const count = readSync(handle, bytes, 0, bytes.length, null);
      if (count === 0) return;
      yield bytes.subarray(0, count);
    }
  } finally {
    closeSync(handle);
  }
}

/** The columns of a file, by name; see \`readColumns\`. */
export function readTable(file: string, form: TableForm, columns: readonly TableColumn[], filled?: readonly string[]) {
  try {
    return readColumns(partsOf(file), form, columns, filled);
  } catch (error) {
    throw error instanceof TableError ? new TableError(\`\${file} is not read. \${error.message}\`) : error;
  }
}

/** Writes rows under the names of their columns, as CSV. */
export function writeTable(file: string, names: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cell = (value: string | number) =>
    /[",\\r\\n]/.test(String(value)) ? \`"\${String(value).replaceAll('"', '""')}"\` : String(value);
  writeFileSync(file, [names, ...rows].map((row) => \`\${row.map(cell).join(',')}\\n\`).join(''));
}
`;
