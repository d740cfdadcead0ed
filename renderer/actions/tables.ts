/** From the file of a table to a network that learns from it. */
import { TABLE_FILES } from '../../engine/data/datasets/tableFile.ts';
import type { OnProgress } from '../../engine/protocol.ts';
import type { Proposal, Wish } from '../../engine/data/propose.ts';
import { READY, readyTable } from '../../engine/data/ready/index.ts';
import type { SeriesWish } from '../../engine/data/series/propose.ts';
import { verbatim } from '../../engine/phrases.ts';
import { definitionTitle } from '../../engine/texts/definitions.ts';
import { docText } from '../../engine/texts/docs.ts';
import { t } from '../../engine/texts/index.ts';
import { documentFromTable } from '../../templates/fromTable.ts';
import { askDialog } from '../state/dialogs.ts';
import { openDocument } from '../state/document/workspace.ts';
import { ask } from '../state/host.ts';
import { baseName } from '../state/paths.ts';
import { isCancelled, whileWaiting } from '../state/work.ts';
import { orSkipping } from '../state/skipping.ts';
import { train } from './training.ts';

const ENDING = /\.([^.]+)$/;

/** Whether a name is that of a table. */
export const isTable = (name: string): boolean => TABLE_FILES.includes(ENDING.exec(name)?.[1]?.toLowerCase() ?? '');

/** How a table is looked at, whatever is asked of it: with a table to test on, and without lines that cannot be read. */
export interface TableView extends Pick<Wish, 'test'> {
  readonly skip?: boolean;
}

/** What a person asked of a table: what to predict from what, and what is said of it as a series. */
export interface AskedOfTable extends Wish, TableView {
  readonly overTime?: SeriesWish;
}

/** What is proposed for a file that the person named. */
export async function proposalFor(
  file: string,
  asked: AskedOfTable,
  signal?: AbortSignal,
  progress?: OnProgress,
): Promise<Proposal> {
  const paths = [file, ...(asked.test === undefined ? [] : [asked.test])];
  if (!readyTable(file)) await ask('data.allow', { paths, path: null });
  return ask('data.propose', { file, ...asked }, signal, progress);
}

/** Shows what a table holds and what can be learned of it, and opens the network that the person asks for. */
export async function learnFromTable(file: string, given: TableView = {}): Promise<void> {
  const ready = readyTable(file);
  const name = ready ? definitionTitle('ready', ready) : baseName(file);
  let view = given;
  const proposal = await orSkipping((skip) => {
    view = skip ? { ...given, skip } : given;
    return whileWaiting(t('table.reading', 'Reading {{name}}', { name: verbatim(name) }), (signal, progress) =>
      proposalFor(file, view, signal, progress),
    );
  }, given.skip).catch((error: unknown) => {
    if (isCancelled(error)) return null;
    throw error;
  });
  if (!proposal) return;
  const chosen = await askDialog('table', { file, proposal, view });
  if (!chosen) return;
  openDocument(documentFromTable(chosen.proposal, name.replace(ENDING, '')), null, { unsaved: true });
  if (chosen.train) await train();
}

/** Asks for one of the tables that ship with the program. */
export async function chooseReadyTable(): Promise<void> {
  const picked = (await askDialog('pick', {
    label: t('table.ready', 'Learn from a ready table'),
    empty: t('search.none', 'Nothing is called that.'),
    groups: [
      {
        heading: t('table.ready.heading', 'Ready tables'),
        items: READY.map((table) => ({
          value: table.path,
          id: table.path,
          title: definitionTitle('ready', table),
          keywords: [table.doc, docText(table.doc)],
          note: `${table.source.title} · ${table.licence.title}`,
        })),
      },
    ],
  })) as string | null;
  if (picked !== null) await learnFromTable(picked);
}
