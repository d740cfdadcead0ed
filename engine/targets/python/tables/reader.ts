/** How an exported Python project reads the file of a table. */
import type { ReadColumn, ReadTable } from '../../tables.ts';
import type { Reader } from '../data/readers.ts';
import { literal, type PythonWriter } from '../text.ts';

export const tableReader = ({ filled, files }: ReadTable): Reader => ({
  packages: [],
  files,
  functions: '',
  alone: true,
  body: () => [
    `table = read_columns(FILE, FORM, INPUT_COLUMNS + OTHER_COLUMNS${filled.length === 0 ? '' : `, filled=${literal(filled)}`})`,
    'return {"train": table}',
  ],
});

/** A column as a call in `data.py`; `wide`: dates keep their seconds. */
export const columnCall = ({
  name,
  reading,
  sign,
  classes,
  text,
  hashed,
  wide,
}: Partial<ReadColumn> & { readonly name: string; readonly wide?: boolean }): string =>
  `Column(${[
    literal(name),
    ...(reading ? [`reading=${literal(reading)}`] : []),
    ...(sign ? [`sign=${literal(sign)}`] : []),
    ...(classes ? [`classes=${literal(classes)}`] : []),
    ...(text ? ['text=True'] : []),
    ...(wide ? ['wide=True'] : []),
    ...(hashed ? ['hashed=class_of_unknown'] : []),
  ].join(', ')})`;

function writeColumns(w: PythonWriter, name: string, columns: readonly ReadColumn[]): void {
  w.block(`${name} = [`, () => columns.forEach((column) => w.line(`${columnCall(column)},`))).line(']');
}

/** The file and the columns that are read, and `read_rows` for another of its kind. */
export function writeTable(w: PythonWriter, { file, form, inputs, others }: ReadTable): void {
  w.line('# The table, how its file is read, and which columns: those that the network reads, and the others.');
  w.line(`FILE = ${literal(file)}`);
  w.line(`FORM = ${literal(form)}`);
  writeColumns(w, 'INPUT_COLUMNS', inputs);
  writeColumns(w, 'OTHER_COLUMNS', others);
  w.line().line();
  w.block('def read_rows(path):', () => {
    w.doc('Rows to predict, of another file of the same kind: its columns are found by their names.');
    w.line('return read_columns(path, FORM, INPUT_COLUMNS)');
  })
    .line()
    .line();
}
