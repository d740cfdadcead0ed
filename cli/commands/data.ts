import path from 'node:path';
import { ARRAY_FILES, readArrays } from '../../engine/data/datasets/numpy.ts';
import { formatShape } from '../../engine/types/shape.ts';
import { folderFindings } from '../../engine/data/findings/folders/folder.ts';
import { areFiles } from '../../engine/data/findings/folders/kinds.ts';
import { findingsOfFile } from '../../engine/data/findings/facts.ts';
import type { ColumnProfile } from '../../engine/data/study.ts';
import { problemPhrase, UserError, wordProblem } from '../../engine/problems.ts';
import { verbatim } from '../../engine/phrases.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import type { Files } from '../../engine/data/define.ts';
import { recognize } from '../../engine/data/given/index.ts';
import { dataProposalLine, proposeData } from '../../engine/data/given/propose.ts';
import { describeDataset } from '../../engine/data/preview.ts';
import { predictedBy, type Proposal, proposalLines, propose } from '../../engine/data/propose.ts';
import type { Choice } from '../../engine/graph/document.ts';
import { skipping } from '../../engine/data/given/skipping.ts';
import { kindTitle } from '../../engine/data/kindTitle.ts';
import { AS_FOUND, columnNamed, type TableColumn } from '../../engine/data/tables.ts';
import { isOfValues } from '../../engine/data/findings/valueNotes.ts';
import { t, word } from '../../engine/texts/index.ts';
import { tablesKept } from '../../engine/node/tables/kept.ts';
import { formatBytes } from '../../engine/types/bytes.ts';
import { filesToRead } from '../reading.ts';
import { givenPaths, skippingIf } from '../table-document.ts';
import { tableText } from '../columns.ts';
import { type Command, out, problemJson, say, usageError } from '../define.ts';
import { SKIP_OPTION } from '../options.ts';

export const data: Command = {
  name: 'data',
  calls: ['FILE|FOLDER [--target COLUMN]', '--kept [--clear]'],
  doc: 'Tells what is in a file or folder of data, and what is worth a look.',
  more:
    'Of a table: its columns, what they hold, what is missing. Of files of arrays (.npy, .npz, .safetensors, .mat, .h5): names, sizes and ' +
    'types. Of a folder of pictures, sounds or texts, or of several files with commas between: its classes and what can be learned. --json ' +
    'has all of it, with histograms and frequent values. A table is read once, into rows that are kept.',
  positionals: [0, 1],
  options: {
    target: { value: 'COLUMN', doc: 'Holds the other columns against this one, which is to be predicted.' },
    kept: { doc: 'Tells how large the kept rows of tables are.' },
    clear: {
      doc:
        'With --kept: takes them away. No file of yours is touched, what a window or a training uses stays, and what is needed again ' +
        'is read anew.',
    },
    ...SKIP_OPTION,
  },
  async run({ positionals: [file], options, json }) {
    if (options.kept) return kept(options.clear === true, json);
    if (file === undefined) throw usageError(data);
    if (ARRAYS.test(file) && givenPaths(file).length === 1) return arraysOf(file, json);
    const files = skippingIf({ options }, filesToRead(''));
    const recognized = await recognize(files, givenPaths(file));
    const given = options.skip ? skipping(recognized) : recognized;
    if (given.type !== 'table') return otherData(files, given, json);
    const table = String(given.settings.file);
    const { columns, rows, tables, notes, study } = await files.table(table, AS_FOUND);
    const target = typeof options.target === 'string' ? options.target : undefined;
    if (target !== undefined) columnNamed({ columns }, target, table);
    const profile = await study.profile(target, WORK);
    // what is to be told of values stands among the findings
    const others = notes.filter((note) => !isOfValues(note)).map(word);
    const dataset = { type: 'table', settings: { file: table, ...(target !== undefined && { target }) } };
    const found = await findingsOfFile(dataset, target, files, WORK);
    const { test } = given.settings;
    const { proposal, lines } = await proposalOf(files, table, target, typeof test === 'string' ? test : undefined);
    if (json) {
      const told = columns.map((column, i) => ({
        ...column,
        ...profile.columns[i],
        role: roleOf(column.name, proposal),
      }));
      const problems = found.map(problemJson);
      out(
        JSON.stringify({ rows, tables, columns: told, notes: others, findings: problems, proposal: lines.map(word) }),
      );
      return 0;
    }
    out(t('cli.data.rows', { one: '{{count}} row', other: '{{count}} rows' }, { count: rows }));
    out(
      tableText(
        [
          [
            t('cli.data.column', 'column'),
            t('cli.data.kind', 'holds'),
            t('cli.data.role', 'role'),
            t('cli.data.distinct', 'different'),
            t('cli.data.empty', 'empty'),
            t('cli.data.unreadable', 'unreadable'),
            t('cli.data.beyond', 'out of range'),
            ...(target === undefined
              ? []
              : [t('cli.data.relation', 'goes with it'), t('cli.data.share', 'says of it')]),
            t('cli.data.classes', 'classes'),
          ],
          ...columns.map((column, i) => {
            const { [roleOf(column.name, proposal)]: role } = ROLES;
            const known = profile.columns[i]!;
            return rowOf(column, known.distinct, role(), target === undefined ? undefined : known);
          }),
        ],
        3,
      ),
    );
    for (const one of found) say(`${one.severity}: ${wordProblem(one)}`);
    for (const note of others) say(note);
    for (const line of lines) out(word(line));
    return 0;
  },
};

/** What is proposed for a table, or why nothing is. */
const proposalOf = (files: Files, table: string, target: string | undefined, test: string | undefined) =>
  propose(files, table, { test, ...(target !== undefined && { targets: [target] }) }).then(
    (proposal) => ({ proposal, lines: proposalLines(proposal) }),
    (error: unknown) => {
      if (error instanceof UserError) return { proposal: undefined, lines: error.problems.map(problemPhrase) };
      throw error;
    },
  );

/** What a column is for in a network, as it is proposed. */
const ROLES = {
  target: () => t('cli.data.role.target', 'target'),
  input: () => t('cli.data.role.input', 'input'),
  none: () => '-',
};
function roleOf(name: string, proposal: Proposal | undefined): keyof typeof ROLES {
  if (proposal && predictedBy(proposal).includes(name)) return 'target';
  return proposal?.inputs.includes(name) ? 'input' : 'none';
}

/** How large the rows are that are kept of tables; with `clear` they are taken away. */
async function kept(clear: boolean, json: boolean): Promise<number> {
  const tables = await tablesKept.list([]);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  if (json) out(JSON.stringify({ tables: tables.length, bytes, cleared: clear }));
  else
    out(
      t(
        'cli.data.kept',
        { one: '{{count}} table is kept: {{size}}', other: '{{count}} tables are kept: {{size}}' },
        { count: tables.length, size: formatBytes(bytes) },
      ),
    );
  if (!clear) return 0;
  const freed = await tablesKept.clean([]);
  if (!json)
    out(
      t('cli.data.cleared', 'What nothing uses is taken away: {{size}} are free again.', { size: formatBytes(freed) }),
    );
  return 0;
}

/** What there is in pictures, arrays and texts, and what can be learned of them. */
async function otherData(files: Files, dataset: Choice, json: boolean): Promise<number> {
  const { columns, rows, notes, problems } = await describeDataset(dataset, files);
  const proposal = problems.length > 0 ? undefined : await proposeData(files, dataset);
  const found = areFiles(dataset) ? await folderFindings(dataset, files, WORK) : [];
  if (json) {
    const { train, validation, test } = rows;
    out(
      JSON.stringify({
        dataset,
        rows: { train, validation, test },
        columns,
        proposal: proposal ? word(dataProposalLine(proposal)) : null,
        notes: notes.map(word),
        problems: problems.map(problemJson),
        findings: found.map(problemJson),
      }),
    );
    return problems.length > 0 ? 1 : 0;
  }
  out(t('cli.data.rows', { one: '{{count}} row', other: '{{count}} rows' }, { count: rows.train }));
  if (rows.validation !== null)
    out(
      t(
        'cli.data.toValidate',
        { one: '{{count}} more to validate on', other: '{{count}} more to validate on' },
        { count: rows.validation },
      ),
    );
  if (rows.test !== null)
    out(
      t(
        'cli.data.toTest',
        { one: '{{count}} more to test on', other: '{{count}} more to test on' },
        { count: rows.test },
      ),
    );
  out(
    tableText([
      [
        t('cli.data.column', 'column'),
        t('cli.data.kind', 'holds'),
        t('cli.data.shape', 'shape'),
        t('cli.data.classes', 'classes'),
      ],
      ...columns.map(({ name, kind, shape, classes = [] }) => [
        name,
        kindTitle(kind),
        shape.length === 0 ? t('cli.data.scalar', 'scalar') : formatShape(shape),
        shortened(classes),
      ]),
    ]),
  );
  for (const one of [...problems, ...found]) say(`${one.severity}: ${wordProblem(one)}`);
  for (const note of notes) say(word(note));
  if (proposal) out(word(dataProposalLine(proposal)));
  return problems.length > 0 ? 1 : 0;
}

/** The command is left by leaving it. */
const WORK = { breathe: async () => {} };

const ARRAYS = new RegExp(`\\.(${ARRAY_FILES.join('|')})$`, 'i');

async function arraysOf(file: string, json: boolean): Promise<number> {
  const { arrays, aside } = await readArrays(diskFiles(''), file);
  const found = [...arrays].map(([name, { shape, data }]) => ({
    name,
    shape,
    type: typeOf(data),
    ...oddIn(shape, data),
  }));
  const left = [...aside].map(([name, reason]) => ({ name, reason: word(reason) }));
  if (json) {
    out(JSON.stringify({ arrays: found, aside: left }));
    return 0;
  }
  out(
    tableText([
      [
        t('cli.data.array', 'array'),
        t('cli.data.shape', 'shape'),
        t('cli.data.type', 'type'),
        t('cli.data.nan', 'NaN'),
        t('cli.data.infinite', 'infinite'),
      ],
      ...found.map(({ name, shape, type, nan, infinite }) => [
        name,
        formatShape(shape),
        type,
        String(nan),
        String(infinite),
      ]),
    ]),
  );
  for (const { name, firstOdd } of found)
    if (firstOdd)
      say(
        t(
          'cli.data.odd',
          'warning: {{file}}, array "{{name}}": row {{row}} (counted from 1) holds {{value}}. A loss becomes none by it: take such rows out.',
          {
            file: verbatim(path.basename(file)),
            name: verbatim(name),
            row: firstOdd.row + 1,
            value: verbatim(firstOdd.value),
          },
        ),
      );
  for (const { name, reason } of left)
    say(
      t('cli.data.aside', '"{{name}}" is left aside: {{reason}}.', { name: verbatim(name), reason: verbatim(reason) }),
    );
  return 0;
}

/** Numbers that nothing computes with: how many there are of each kind, and the row of the first, from 0. */
function oddIn(shape: readonly number[], data: ArrayLike<number | bigint>) {
  let [nan, infinite, first] = [0, 0, -1];
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (Number.isFinite(value)) continue;
    if (Number.isNaN(value)) nan++;
    else infinite++;
    if (first < 0) first = i;
  }
  const row = Math.floor(first / Math.max(1, data.length / Math.max(1, shape[0] ?? 1)));
  return { nan, infinite, ...(first >= 0 && { firstOdd: { row, value: String(data[first]) } }) };
}

/** As NumPy calls it: what the numbers are here, which hold those of the file exactly. */
const typeOf = (data: object): string => data.constructor.name.replace(/Array$/, '').toLowerCase();

/** Letters of the classes that are named in a line. */
const SHOWN = 48;

const shortened = (classes: readonly string[]): string => {
  const named = classes.join(', ');
  return named.length > SHOWN ? `${named.slice(0, SHOWN)}…` : named;
};

/** With `held`: how it goes with the target. */
function rowOf(
  { name, kind, missing, unreadable, classes = [] }: TableColumn,
  distinct: number,
  role: string,
  held: ColumnProfile | undefined,
): string[] {
  const { correlation, share } = held?.relation ?? {};
  const beyond = unreadable?.outOfRange?.count ?? 0;
  return [
    name,
    kindTitle(kind),
    role,
    String(distinct),
    ...[missing, (unreadable?.count ?? 0) - beyond, beyond].map(String),
    ...(held
      ? [
          correlation === undefined ? '' : correlation.toFixed(2),
          share === undefined ? '' : `${(100 * share).toFixed(0)} %`,
        ]
      : []),
    shortened(classes),
  ];
}
