/** What READMEs of exported projects have in common. */
import { valueText } from '../../learn/metricText.ts';
import type { ExportInput } from '../define.ts';
import { markdownText } from '../prose.ts';
import type { DataSource } from './data/data.ts';

/** Files that only some projects need, with what they are. */
export const dataFiles = ({ files }: DataSource): string[][] => [
  ...(files['columns.py'] === undefined ? [] : [['`columns.py`', 'reads the file of the table, column by column']]),
  ...(files['augment.py'] === undefined
    ? []
    : [['`augment.py`', 'changes the rows that are learned from by chance, alike in every run of a seed']]),
];

/** What `predict.py` is given where no rows go along. */
export const rowsText = ({ table, rows }: DataSource): string => ` ${rows?.named ?? (table ? 'ROWS.csv' : 'ROWS.npy')}`;

/** What `predict.py` predicts. */
export const predictedText = ({ table, rows }: DataSource, sampled: boolean): string => {
  const files = table
    ? 'a file with the columns of the table'
    : rows
      ? `${rows.files}, or of NumPy files`
      : 'NumPy files';
  return `${sampled ? 'the rows of `sample/`, or those' : 'the rows'} of ${files}`;
};

export function givenText({ files, names }: NonNullable<DataSource['given']>): string {
  const list = names.map((file) => `\`${file}\``).join(', ');
  const form = 'raw values as NumPy arrays, a row for each sample, channels before height and width';
  return Object.keys(files).length > 0
    ? `\nThe data lies in \`data/\` (${list}): ${form}. Put your own there, or read them in \`read_tables\` of \`data.py\`.\n`
    : `\nIt has no data of its own. Put yours into ${list} first: ${form}; or read them in \`read_tables\` of \`data.py\`.\n`;
}

/** Where data lie that the project reads as they are. */
export const alongText = ({ files }: Pick<DataSource, 'files'>): string =>
  Object.keys(files)
    .filter((file) => file.startsWith('data/'))
    .map((file) => `\nThe data is a table and lies in \`${file}\`.\n`)
    .join('');

/** `; on the test rows: loss 0.031, accuracy 98.9 %`. */
export function figuresText(figures: ExportInput['figures']): string {
  if (!figures) return '';
  const said = Object.entries(figures.metrics).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${markdownText(name)} ${valueText(name, value)}`] : [],
  );
  return said.length === 0 ? '' : ` (on the ${figures.split} rows: ${said.join(', ')})`;
}
