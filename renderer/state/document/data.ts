/** What the host knows of each dataset that a document names: its columns and rows, asked once. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { dealtFor } from '../../../engine/data/index.ts';
import type { Choice, Dealt, Document } from '../../../engine/graph/document.ts';
import { configure, setSetting } from '../../../engine/graph/edits.ts';
import { defaultFeeds, resolveFeeds } from '../../../engine/data/feeds.ts';
import { isFed } from '../../../engine/layers/index.ts';
import { type Problem, UserError } from '../../../engine/problems.ts';
import type { CallArguments, CallResults } from '../../../engine/protocol.ts';
import { askAgain, askForData } from './consent.ts';
import { ask } from '../host.ts';
import { messageOf } from '../notices.ts';
import { inBackground, isCancelled } from '../work.ts';
import { t } from '../../../engine/texts/index.ts';
import { type OpenDocument, useActive } from './workspace.ts';

type Known = CallResults['data.describe'];
export type Described =
  | { readonly state: 'none' | 'loading' }
  | ({ readonly state: 'ready'; readonly files: CallResults['data.files'] } & Known)
  | {
      readonly state: 'failed';
      readonly message: string;
      readonly problems: readonly Problem[];
      readonly files: CallResults['data.files'];
    };

const NONE: Described = { state: 'none' };
const LOADING: Described = { state: 'loading' };

const known = createStore<Readonly<Record<string, Described>>>(() => ({}));

const keyOf = (dataset: Choice, path: string | null, dealt: Dealt | undefined): string =>
  JSON.stringify([dataset, path, dealt]);

const asked = new Map<string, Promise<void>>();
/** Gives a question up that is under way. */
const unwanted = new Map<string, AbortController>();

/** Asks the host, unless it was asked before; done when it has answered. `dealt`: as `dealtFor` has it. */
export function describe(dataset: Choice, path: string | null, dealt?: Dealt): Promise<void> {
  const key = keyOf(dataset, path, dealt);
  const before = known.getState()[key]?.state === 'failed' ? undefined : asked.get(key);
  const answer = before ?? question(key, dataset, path, dealt);
  asked.set(key, answer);
  return answer;
}

async function question(key: string, dataset: Choice, path: string | null, dealt: Dealt | undefined): Promise<void> {
  known.setState({ [key]: LOADING });
  const stale = new AbortController();
  unwanted.set(key, stale);
  const args = { dataset, path, dealt } as CallArguments['data.describe'];
  // asked first, as they are before they are read: what changes meanwhile has changed since
  const files = dataFiles(dataset, path);
  try {
    const found = await inBackground(
      t('work.data', 'Opening data'),
      (signal, progress) => askForData('data.describe', args, signal, progress),
      stale.signal,
    );
    known.setState({ [key]: { state: 'ready', files: await files, ...found } });
  } catch (error) {
    known.setState({ [key]: { ...(isCancelled(error) ? cancelled() : failureOf(error)), files: await files } });
  }
}

/** The files and folders that a dataset names, as they are now. */
export const dataFiles = (dataset: Choice, path: string | null): Promise<CallResults['data.files']> =>
  ask('data.files', { dataset: dataset as CallArguments['data.files']['dataset'], path }).catch(() => []);

type Failure = Omit<Extract<Described, { state: 'failed' }>, 'files'>;
const failureOf = (error: unknown): Failure => ({
  state: 'failed',
  message: messageOf(error),
  problems: error instanceof UserError ? error.problems : [],
});
const cancelled = (): Failure => ({
  state: 'failed',
  message: t('data.cancelled', 'Opening it was cancelled.'),
  problems: [],
});

export const describedOf = (
  { document, path }: Pick<OpenDocument, 'document' | 'path'>,
  all = known.getState(),
): Described =>
  document.data.dataset ? (all[keyOf(document.data.dataset, path, dealtFor(document.data))] ?? LOADING) : NONE;

/** Calls back whenever more is known of any dataset. */
export const onDescribed = (listener: () => void): (() => void) => known.subscribe(listener);

/** The active document's data, as far as it is known. */
export function useDescribed(): Described {
  const all = useStore(known);
  return useActive((open) => describedOf(open, all)) ?? NONE;
}

/** How long a dataset's settings must stand before its files are read, in milliseconds: paths are typed letter by letter. */
const SETTLED = 300;
export const settled = (dataset: Choice): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, Object.keys(dataset.settings).length > 0 ? SETTLED : 0));

/** Keeps asking about the data of the document that is shown. */
export function followData(
  subscribe: (listener: () => void) => () => void,
  active: () => OpenDocument | undefined,
): () => void {
  let last: string | undefined;
  let tab: string | undefined;
  const look = () => {
    const open = active();
    const dataset = open?.document.data.dataset;
    const dealt = open && dealtFor(open.document.data);
    const key = open && dataset ? keyOf(dataset, open.path, dealt) : undefined;
    if (key === last) return;
    // the document has other data by now; a tab that is left goes on opening its own
    if (last !== undefined && open?.key === tab) unwanted.get(last)?.abort();
    const first = last === undefined;
    last = key;
    tab = open?.key;
    if (open && dataset)
      void (first ? Promise.resolve() : settled(dataset)).then(() =>
        last === key ? describe(dataset, open.path, dealt) : undefined,
      );
  };
  look();
  return subscribe(look);
}

/** Reads the files again, after one was put right. */
export function describeAgain({ document, path }: OpenDocument): void {
  askAgain();
  const { dataset } = document.data;
  if (!dataset) return;
  // what is known of them is of before
  const dealt = dealtFor(document.data);
  asked.delete(keyOf(dataset, path, dealt));
  void describe(dataset, path, dealt);
}

/** The document with columns for the inputs and targets that have none, where its data is known. */
export function withColumns(document: Document, { path }: Pick<OpenDocument, 'path'>): Document {
  const described = describedOf({ document, path });
  return described.state === 'ready' ? withProposedColumns(document, described) : document;
}

/** The document with a new Input as its data has it: fed by a column that none takes yet, of its shape and type. */
export function withFedInput(document: Document, id: string, { path }: Pick<OpenDocument, 'path'>): Document {
  const described = describedOf({ document, path });
  if (described.state !== 'ready') return document;
  const inputs = proposedFeeds(document, described.columns).inputs;
  const [feed] = inputs[id] ? resolveFeeds(described.columns, { inputs: { [id]: inputs[id] }, targets: {} }).feeds : [];
  if (!feed) return document;
  const { shape, dtype } = feed.column;
  const sized = setSetting(setSetting(document, [id], 'shape', shape), [id], 'values', dtype);
  return configure(sized, ['data', 'inputs', id], feed.config);
}

/** The document with its columns mapped; itself where all were. */
function withProposedColumns(document: Document, { columns }: Known): Document {
  const feeds = proposedFeeds(document, columns);
  return JSON.stringify(feeds) === JSON.stringify({ inputs: document.data.inputs, targets: document.data.targets })
    ? document
    : { ...document, data: { ...document.data, ...feeds } };
}

function proposedFeeds(document: Document, columns: Known['columns']): ReturnType<typeof defaultFeeds> {
  return defaultFeeds(columns, document, document.graph.nodes.filter(isFed));
}
