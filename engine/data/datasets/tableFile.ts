/** How the file of a table is understood: the settings that all datasets of tables share. */
import { choice, choices, path, text } from '../../settings.ts';
import { TABLE_KINDS } from '../tables.ts';

export const TABLE_FILES = [
  ...['csv', 'tsv', 'txt', 'parquet', 'json', 'jsonl', 'ndjson'],
  ...['xlsx', 'xls', 'ods', 'duckdb', 'db', 'sqlite', 'sqlite3'],
];

export const TABLE_SETTINGS = {
  file: path({ label: 'File', default: '', doc: 'The file of the table.', extensions: TABLE_FILES }),
  table: text({
    label: 'Table',
    default: '',
    doc: 'In a file of several tables the one to read; left empty, the first with rows of several values.',
    blank: { value: '', text: 'the first' },
  }),
  separator: choice(['auto', 'comma', 'semicolon', 'tab', 'bar'], {
    label: 'Separator',
    default: 'auto',
    doc: 'What stands between the values of a line.',
    names: { auto: 'As found', comma: 'Comma', semicolon: 'Semicolon', tab: 'Tab', bar: 'Bar |' },
  }),
  header: choice(['auto', 'yes', 'no'], {
    label: 'First line names the columns',
    default: 'auto',
    doc: 'Whether the first line is no row but the names of the columns.',
    names: { auto: 'As found', yes: 'Yes', no: 'No' },
  }),
  decimal: choice(['auto', 'point', 'comma'], {
    label: 'Decimal sign',
    default: 'auto',
    doc: 'Of the numbers: 1.5 or 1,5.',
    names: { auto: 'As found', point: 'Point', comma: 'Comma' },
  }),
  dates: choice(['auto', 'dayFirst', 'monthFirst'], {
    label: 'Dates',
    default: 'auto',
    doc: 'How 03/04/2025 is read. Dates that begin with the year are always understood.',
    names: { auto: 'As found', dayFirst: 'Day first', monthFirst: 'Month first' },
  }),
  faulty: choice(['stop', 'skip'], {
    label: 'Faulty lines',
    default: 'stop',
    doc: 'Lines with more or fewer values than the others: say so and stop, or leave them out and count them.',
    names: { stop: 'Stop', skip: 'Leave out' },
  }),
  kinds: choices(TABLE_KINDS, {
    label: 'Kinds of columns',
    default: {},
    doc: 'What columns hold, where it is not what was found: number, category, date, text or the path of a picture; or that they are ignored.',
  }),
} as const;
