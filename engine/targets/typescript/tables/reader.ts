/** How an exported project reads the file of a table: as text, its columns by their names. */
import { readsText } from './transforms.ts';
import type { Document } from '../../../graph/document.ts';
import type { TableText } from '../../define.ts';
import { Code, literal } from '../../literals.ts';
import { type ReadColumn, readTableOf } from '../../tables.ts';
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

interface Known {
  readonly described: TableText | undefined;
  readonly classesOf: (column: string) => readonly string[] | undefined;
}

export function tableReader(
  document: Document,
  feeds: Feeds,
  columns: readonly string[],
  { described, classesOf }: Known,
): TableReader {
  const table = readTableOf(document, feeds, columns, { described, classesOf, readsText, unsupported });
  const { filled } = table;
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
    about: { file: table.file, along: table.along, inputs: table.inputs.map(inputColumn) },
    form: table.form,
    inputs: table.inputs.map(columnText),
    others: table.others.map(columnText),
    inputNames: table.inputs.map(({ name }) => name),
    hashes: [...table.inputs, ...table.others].some(({ hashed }) => hashed),
    files: table.files,
  };
}

const columnText = ({ name, reading, sign, classes, text, hashed }: ReadColumn): Code =>
  new Code(
    literal({
      name,
      ...(reading && { reading }),
      ...(sign && { sign }),
      ...(classes && { classes }),
      ...(text && { text }),
      ...(hashed && { hashed: new Code('classOfUnknown') }),
    }),
  );

const DATES = new Set(['iso', 'monthFirst', 'dayFirst', 'named']);
/** Classes that stand in a type one by one. */
const FEW = 20;

function inputColumn({ name, reading, classes, text, hashed }: ReadColumn): InputColumn {
  if (text) return { name, kind: 'text', type: 'string' };
  if (classes) {
    const words = classes.at(-1) === 'missing' ? classes.slice(0, -1) : classes;
    const type =
      hashed || words.length > FEW || words.length === 0 ? 'string' : words.map((word) => literal(word)).join(' | ');
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
