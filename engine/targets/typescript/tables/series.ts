/** How an exported project reads a table over time: its file as text, cut into windows. */
import type { Document } from '../../../graph/document.ts';
import { PLAIN_FORM, type TableText } from '../../define.ts';
import { Code, literal } from '../../literals.ts';
import type { Writer } from '../../writer.ts';
import type { Reader } from '../data/readers.ts';
import { SERIES } from '../files/carried.ts';
import { TABLE_FILE } from './carried.ts';
import { ALONG, writtenAs } from '../../tables.ts';
import { TABLE_SOURCE } from './reader.ts';
import type { SeriesForm } from './seriesFile.ts';

export interface SeriesReader {
  readonly reader: Reader;
  /** The file of text that is read; whether it goes along. */
  readonly about: { readonly file: string; readonly along: boolean; readonly columns: readonly string[] };
  readonly form: TableText['form'];
  readonly columns: readonly Code[];
  readonly series: SeriesForm;
  readonly files: Readonly<Record<string, string>>;
}

/** Undefined where nothing is known of the file. */
export function seriesReader({ data }: Document, described: TableText | undefined): SeriesReader | undefined {
  const series = described?.series;
  if (!described || !series) return undefined;
  const written = (name: string) => writtenAs(described.columns, name);
  const columns = [
    { ...written(series.time), wide: true },
    ...series.groups.map(({ name }) => ({ name, text: true })),
    ...series.inputs.map(written),
  ];
  const along = !described.isText && described.content !== undefined;
  return {
    reader: {
      imports: [],
      reads: ['readNpy'],
      tests: false,
      body: () => ['return { train: windowsIn(FILE) };'],
    },
    about: {
      file: described.isText ? String(data.dataset!.settings.file ?? '') : ALONG,
      along,
      columns: columns.map(({ name }) => name),
    },
    form: described.form ?? PLAIN_FORM,
    columns: columns.map((column) => new Code(literal(column))),
    series,
    files: {
      'src/series.ts': SERIES,
      'src/columns.ts': TABLE_FILE,
      'src/table.ts': TABLE_SOURCE,
      ...(along && { [ALONG]: described.content! }),
    },
  };
}

/** How the file is read, and what is made of its columns. */
export function writeSeriesReader(w: Writer, { about, form, columns, series }: SeriesReader): void {
  w.line('/** The table, and how its lines are read. */')
    .line(`const FILE = ${literal(about.file)};`)
    .line(`const FORM: TableForm = ${literal(form)};`);
  w.block(
    'const COLUMNS: readonly TableColumn[] = [',
    () => {
      for (const { text } of columns) w.line(`${text},`);
    },
    '];',
  );
  w.line('/** What the columns are to the series, and how it is cut into windows. */');
  w.line(`const SERIES: SeriesForm = ${literal(series)};`).line();
  w.text(WINDOWS_IN).line();
}

const WINDOWS_IN = `/** The windows of a file; \`horizon\` 0: the newest steps of each of its series. */
function windowsIn(file: string, horizon = SERIES.horizon) {
  try {
    const { notes, ...windows } = readSeries(readTable(file, FORM, COLUMNS), SERIES, horizon);
    for (const note of notes) console.error(\`\${file}: \${note}\`);
    return windows;
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(\`\${file}: \${error.message}.\`) : error;
  }
}

/** What is foretold from: the newest steps of each series of another table of the same kind, or windows of a NumPy file. */
export const readPast = (file: string): Numbers => (file.endsWith('.npy') ? readNpy(file) : windowsIn(file, 0).past);`;
