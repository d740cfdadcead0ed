/** A table as exported code reads it: a file of text, and how its values are said there. */
import { datasetOf } from '../data/index.ts';
import { keptOf } from '../data/kinds/index.ts';
import { columnsOfSeries, series, type SeriesSettings } from '../data/datasets/series.ts';
import { columnsRead } from '../data/joined.ts';
import { hasTexts } from '../data/language/ragged.ts';
import type { Column } from '../data/define.ts';
import type { Pipeline } from '../data/pipeline.ts';
import { readyTable } from '../data/ready/index.ts';
import { columnNamed, type StoredTable, type TableColumn, type TableKind, type TextReading } from '../data/tables.ts';
import type { Choice, DataConfig } from '../graph/document.ts';
import { resolveSettings } from '../settings.ts';
import { type LabelTable, PLAIN_FORM, type TableText } from '../targets/define.ts';

/** A table of more numbers does not go along with a project. */
const MOST_NUMBERS = 25_000_000;
/** Rows that go along for a first prediction. */
const SAMPLE_ROWS = 10;
const DAY = 86_400_000;
/** Kinds with several values in a cell. */
const SEVERAL: readonly TableKind[] = ['categories', 'sequence'];

/** Undefined where the data is no table. */
export function tableTextOf({ dataset, joined, inputs }: DataConfig, pipeline: Pipeline): TableText | undefined {
  const { stored, columns } = pipeline.dataset;
  const spec = dataset && datasetOf(dataset.type);
  if (!stored || !spec) return undefined;
  const faulty = faultyOf(dataset);
  // what ships with the program is no file of the person's
  const isText = stored.text !== undefined && !readyTable(String(dataset.settings.file ?? ''));
  const form = isText ? { ...stored.text!, faulty } : PLAIN_FORM;
  const readings = new Map(stored.columns.map((column) => [column.name, readingOf(column, isText)]));
  const file = {
    isText,
    form,
    ...(!isText && stored.rows * stored.columns.length <= MOST_NUMBERS && { content: wholeText(stored, readings) }),
  };
  if (dataset.type === series.id)
    return {
      ...file,
      columns: stored.columns.map((column) => ({
        name: column.name,
        reading: readings.get(column.name),
        ...signIn(column, isText),
      })),
      series: seriesForm(stored, dataset.settings),
    };
  const { table, rows } = [pipeline.splits.test, pipeline.splits.validation, pipeline.splits.train].find(
    (split) => split.rows.length > 0,
  )!;
  const read = columnsRead({ joined, inputs });
  const sampled = stored.columns.filter(({ name, kind }) => read.includes(name) && kind !== 'picture');
  const sample = textOf(form, sampled, (column, i) => {
    const read = table.read(column.name, rows.subarray(i, i + 1));
    if (hasTexts(read)) return read.texts[0]!;
    const [value] = read.data;
    return saying(column, readings.get(column.name))(value!);
  });
  return {
    ...file,
    columns: describedColumns(stored, columns, readings, isText),
    sample: sample(Math.min(SAMPLE_ROWS, rows.length)),
  };
}

/** Undefined where the data are no files that a table of text names. */
export function labelTableOf({ dataset }: DataConfig, pipeline: Pipeline): LabelTable | undefined {
  const { labels, columns, test } = pipeline.dataset;
  // a second table is read by the program alone
  if (!dataset || !labels?.stored.text || test) return undefined;
  const { stored, names, content } = labels;
  const readings = new Map(stored.columns.map((column) => [column.name, readingOf(column, true)]));
  return {
    form: { ...labels.stored.text, faulty: faultyOf(dataset) },
    names,
    content,
    columns: describedColumns(stored, columns, readings, true),
  };
}

/** What is done about faulty lines. */
function faultyOf({ type, settings }: Choice): TableText['form']['faulty'] {
  return resolveSettings(datasetOf(type)!.settings, settings).settings.faulty === 'skip' ? 'skip' : 'stop';
}

/** Those columns of the data that are of the file. */
function describedColumns(
  stored: StoredTable,
  columns: readonly Column[],
  readings: ReadonlyMap<string, TextReading | undefined>,
  isText: boolean,
): TableText['columns'] {
  const signs = new Map(stored.columns.map((column) => [column.name, signIn(column, isText)]));
  const several = new Set(stored.columns.flatMap(({ name, kind }) => (SEVERAL.includes(kind) ? [name] : [])));
  return columns.flatMap(({ name, kind, classes }) =>
    readings.has(name)
      ? [
          {
            name,
            reading: readings.get(name),
            ...signs.get(name),
            ...(kind === 'category' && classes && { classes }),
            ...(kind === 'text' && { text: true as const }),
            ...(kind === 'image' && { pictures: true as const }),
            ...(several.has(name) && { several: true as const }),
          },
        ]
      : [],
  );
}

/** What the columns of a table over time are to its windows, and how it is cut. */
function seriesForm(stored: StoredTable, given: Choice['settings']): TableText['series'] {
  const settings = resolveSettings(series.settings, given).settings as unknown as SeriesSettings;
  const { time, length, horizon, lead, stride, gaps } = settings;
  const { grouping, inputs } = columnsOfSeries(stored, settings);
  return {
    time,
    isDate: columnNamed(stored, time, settings.file).kind === 'date',
    groups: grouping.map((name) => ({ name, classes: columnNamed(stored, name, settings.file).classes ?? [] })),
    inputs,
    ...{ length, horizon, lead, stride, gaps },
  };
}

const readingOf = ({ kind, reading }: TableColumn, isText: boolean): TextReading | undefined =>
  kind === 'date' ? (isText ? (reading ?? 'iso') : 'iso') : kind === 'number' && isText ? reading : undefined;

/** A file that is written anew has none. */
const signIn = ({ kind, sign }: TableColumn, isText: boolean): { readonly sign?: string } =>
  kind === 'number' && sign && isText ? { sign: sign.sign } : {};

type Say = (value: number) => string;

/** A number of a column as its text says it: a date, the name of a class, nothing where there is none. */
function saying({ kind, classes }: TableColumn, reading: TextReading | undefined): Say {
  if (kind === 'category') return (value) => classes![value] ?? '';
  if (kind === 'date') return (value) => (Number.isNaN(value) ? '' : dateText(value, reading));
  return (value) => (Number.isNaN(value) ? '' : numberText(value, reading));
}

/** With as many digits as float32 has, and a comma where the text has such. */
function numberText(value: number, reading: TextReading | undefined): string {
  const short = String(Number(value.toPrecision(7)));
  const text = Math.fround(Number(short)) === value ? short : String(value);
  return reading === 'comma' ? text.replace('.', ',') : text;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dateText(days: number, reading: TextReading | undefined): string {
  const moment = new Date(Math.round((days * DAY) / 1000) * 1000);
  const iso = moment.toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-') as [string, string, string];
  const time = days === Math.floor(days) ? '' : ` ${iso.slice(11, 19)}`;
  switch (reading) {
    case 'dayFirst':
      return `${day}.${month}.${year}${time}`;
    case 'monthFirst':
      return `${month}/${day}/${year}${time}`;
    case 'named':
      return `${day} ${MONTHS[Number(month) - 1]!} ${year}${time}`;
    default:
      return `${year}-${month}-${day}${time}`;
  }
}

/** Rows of a table as text; the first of them, so many. */
function textOf(
  { separator, quote, skipped, header, encoding }: TableText['form'],
  columns: readonly TableColumn[],
  cellOf: (column: TableColumn, row: number) => string,
): (rows: number) => string {
  const cell = (text: string): string =>
    [separator, quote, '\n', '\r'].some((sign) => text.includes(sign))
      ? `${quote}${text.replaceAll(quote, quote + quote)}${quote}`
      : text;
  const line = (cells: readonly string[]): string => `${cells.map(cell).join(separator)}\n`;
  return (rows) =>
    [
      // a mark tells what it is where the file itself is of another encoding
      encoding === 'utf-8' ? '' : '\ufeff',
      '\n'.repeat(skipped),
      ...(header ? [line(columns.map(({ name }) => name))] : []),
      ...Array.from({ length: rows }, (_, row) => line(columns.map((column) => cellOf(column, row)))),
    ].join('');
}

/** All that the table holds. */
function wholeText(stored: StoredTable, readings: ReadonlyMap<string, TextReading | undefined>): string {
  const rows = Int32Array.from({ length: stored.rows }, (_, i) => i);
  const known = stored.columns.flatMap((column, i) => {
    if (keptOf(column.kind) === 'texts') {
      const texts = stored.texts(i, rows);
      return [{ column, cell: (row: number) => texts[row]! }];
    }
    const values = new Float64Array(stored.rows);
    stored.read(i, rows, values);
    const say = saying(column, readings.get(column.name));
    return [{ column, cell: (row: number) => say(values[row]!) }];
  });
  const byColumn = new Map(known.map((one) => [one.column, one]));
  return textOf(
    PLAIN_FORM,
    known.map(({ column }) => column),
    (column, row) => byColumn.get(column)!.cell(row),
  )(stored.rows);
}
