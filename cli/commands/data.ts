import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { kindTitle } from '../../engine/data/kindTitle.ts';
import { AS_FOUND, type TableColumn } from '../../engine/data/tables.ts';
import { t, word } from '../../engine/texts/index.ts';
import { type Command, out, say, tableText } from '../define.ts';

export const data: Command = {
  name: 'data',
  usage: 'FILE',
  doc: 'Tells what is in the file of a table: its columns, what they hold, and what is missing.',
  positionals: 1,
  options: {},
  async run({ positionals: [file], json }) {
    const { columns, rows, tables, notes } = await diskFiles('').table(file!, AS_FOUND);
    if (json) {
      out(JSON.stringify({ rows, tables, columns, notes: notes.map(word) }));
      return 0;
    }
    out(t('cli.data.rows', { one: '{{count}} row', other: '{{count}} rows' }, { count: rows }));
    out(
      tableText([
        [
          t('cli.data.column', 'column'),
          t('cli.data.kind', 'holds'),
          t('cli.data.distinct', 'different'),
          t('cli.data.missing', 'missing'),
          t('cli.data.classes', 'classes'),
        ],
        ...columns.map(rowOf),
      ]),
    );
    for (const note of notes) say(word(note));
    return 0;
  },
};

/** Letters of the classes that are named in a line. */
const SHOWN = 48;

function rowOf({ name, kind, distinct, missing, unreadable, classes = [] }: TableColumn): string[] {
  const named = classes.join(', ');
  return [
    name,
    kindTitle(kind),
    String(distinct),
    String(missing + (unreadable?.count ?? 0)),
    named.length > SHOWN ? `${named.slice(0, SHOWN)}…` : named,
  ];
}
