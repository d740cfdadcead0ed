/** A document that is made for a table, as the command line asks for it. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Files } from '../engine/data/define.ts';
import { recognize } from '../engine/data/given/index.ts';
import { dataProposalLine, proposeData } from '../engine/data/given/propose.ts';
import { expandHome } from '../engine/data/paths.ts';
import { proposalLines, propose } from '../engine/data/propose.ts';
import { readyTable } from '../engine/data/ready/index.ts';
import { proposeSeries, type SeriesWish } from '../engine/data/series/propose.ts';
import { skipping, skippingLines } from '../engine/data/given/skipping.ts';
import type { Choice, Document } from '../engine/graph/document.ts';
import { AS_FOUND } from '../engine/data/tables.ts';
import { type Phrase, verbatim } from '../engine/phrases.ts';
import { t, word } from '../engine/texts/index.ts';
import { documentFromData } from '../templates/proposed/data.ts';
import { documentFromTable } from '../templates/fromTable.ts';
import { type Arguments, type Option, say, UsageError, whole } from './define.ts';
import { SKIP_OPTION, withSkip } from './options.ts';
import { filesToRead } from './reading.ts';

/** What can be said of what is to be learned of it. */
export const TABLE_OPTIONS: Readonly<Record<string, Option>> = {
  target: {
    value: 'COLUMN',
    multiple: true,
    doc: 'The column to predict, or several: with commas between, or repeated.',
  },
  time: { value: 'COLUMN', doc: 'The column of the time: the target is predicted from the steps before.' },
  group: { value: 'COLUMN', multiple: true, doc: 'With --time: the column that tells series apart. Can be repeated.' },
  window: { value: 'N', doc: 'With --time: how many steps the network looks back.' },
  horizon: { value: 'N', doc: 'With --time: how many steps it predicts.' },
  lead: { value: 'N', doc: 'With --time: how many steps lie between, which are not known.' },
  stride: { value: 'N', doc: 'With --time: how many steps lie from the start of one window to the next.' },
  ...SKIP_OPTION,
};

/** A document that predicts a column of a table; what it does is told. `trained`: at once, and a training tells of the data itself. */
export async function tableDocument(args: Arguments, table: string, trained = false): Promise<Document> {
  const ready = readyTable(table);
  const wish = seriesWish(args);
  const files = skippingIf(args, filesToRead(''));
  const found = ready || wish ? undefined : await recognize(files, givenPaths(table));
  if (found && found.type !== 'table')
    return dataDocument(files, args.options.skip ? skipping(found) : found, table, wishedTarget(args), trained);
  const test = typeof found?.settings.test === 'string' ? found.settings.test : undefined;
  const file = ready ? table : typeof found?.settings.file === 'string' ? found.settings.file : whereIs(table);
  const targets = await targetsOf(args, files, file);
  const [first, second] = targets ?? [];
  if (wish && second !== undefined)
    throw new UsageError(t('cli.oneOverTime', 'With --time one column is predicted: --target names one.'));
  const proposal = wish ? await proposeSeries(files, file, first, wish) : await propose(files, file, { targets, test });
  for (const line of [...proposalLines(proposal), ...notesToTell(proposal.notes, trained)]) say(word(line));
  const document = documentFromTable(proposal, ready ? ready.title : path.basename(file, path.extname(file)));
  return withSkip(document, args);
}

/** A training tells what there is to say of the data; that a file has changed since knows only who read it anew. */
const notesToTell = (notes: readonly Phrase[], trained: boolean): readonly Phrase[] =>
  trained ? notes.filter(({ text }) => text === 'phrases.read-anew') : notes;

/** Files of tables that are looked at without lines that do not fit, where that is asked for. */
export const skippingIf = ({ options: { skip } }: Pick<Arguments, 'options'>, files: Files): Files =>
  skip ? skippingLines(files) : files;

/** The columns to predict: each named by itself, or several with commas between, which may stand in a name, too. */
async function targetsOf({ options: { target } }: Arguments, files: Files, file: string) {
  if (!Array.isArray(target)) return undefined;
  const { columns } = await files.table(file, AS_FOUND);
  const isColumn = (name: string) => columns.some((column) => column.name === name);
  return (target as string[]).flatMap((name) => (isColumn(name) ? [name] : name.split(',').map((one) => one.trim())));
}

const whereIs = (given: string): string => path.resolve(expandHome(given, homedir()));
/** What is given, whole where there is such a file, else as several with commas between. */
export const givenPaths = (given: string): readonly string[] => {
  if (readyTable(given)) return [given];
  return existsSync(whereIs(given)) ? [whereIs(given)] : given.split(',').map(whereIs);
};

/** A document for what is no table: pictures, arrays, texts. */
async function dataDocument(
  files: Files,
  dataset: Choice,
  given: string,
  target: string | undefined,
  trained: boolean,
): Promise<Document> {
  const proposal = await proposeData(files, dataset, target);
  for (const line of [dataProposalLine(proposal), ...notesToTell(proposal.notes, trained)]) say(word(line));
  const [first] = givenPaths(given);
  return documentFromData(proposal, path.basename(first!, path.extname(first!)));
}

/** The one column that is to be learned of what is no table. */
function wishedTarget({ options: { target } }: Arguments): string | undefined {
  if (!Array.isArray(target)) return undefined;
  const [first, second] = target as string[];
  if (second === undefined) return first;
  throw new UsageError(t('cli.oneTarget', 'Of files one column is learned: --target names one.'));
}

/** What is said of a series; undefined where the table is none. */
function seriesWish(args: Arguments): SeriesWish | undefined {
  const { time, group } = args.options;
  const other = ['group', 'window', 'horizon', 'stride', 'lead'].find((name) => args.options[name] !== undefined);
  if (typeof time !== 'string') {
    if (other !== undefined)
      throw new UsageError(t('cli.needsTime', '{{option}} needs --time.', { option: verbatim(`--${other}`) }));
    return undefined;
  }
  return {
    time,
    ...(Array.isArray(group) && { groups: group as string[] }),
    length: whole(args, 'window'),
    horizon: whole(args, 'horizon'),
    stride: whole(args, 'stride'),
    lead: whole(args, 'lead', 0),
  };
}
