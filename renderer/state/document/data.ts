/** What the host knows of each dataset that a document names: its columns and rows, asked once. What follows for training is derived. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Choice, type ColumnConfig, type Document, targetKeys } from '../../../engine/graph/document.ts';
import {
  defaultFeeds,
  type Feed,
  inputProblems,
  resolveFeeds,
  strayClasses,
  targetTypes,
} from '../../../engine/data/feeds.ts';
import { isFed } from '../../../engine/layers/index.ts';
import { checkTraining } from '../../../engine/passes/compile.ts';
import type { CheckedGraph } from '../../../engine/passes/check.ts';
import { type Problem, problem, UserError } from '../../../engine/problems.ts';
import type { CallArguments, CallResults } from '../../../engine/protocol.ts';
import { checkedOf } from './checked.ts';
import { ask } from '../host.ts';
import { messageOf } from '../notices.ts';
import { activeDocument, edit, type OpenDocument, useActive } from './workspace.ts';

type Known = CallResults['data.describe'];
export type Described =
  | { readonly state: 'none' | 'loading' }
  | ({ readonly state: 'ready' } & Known)
  | { readonly state: 'failed'; readonly message: string; readonly problems: readonly Problem[] };

const NONE: Described = { state: 'none' };
const LOADING: Described = { state: 'loading' };

const known = createStore<Readonly<Record<string, Described>>>(() => ({}));

const keyOf = (dataset: Choice, path: string | null): string => JSON.stringify([dataset, path]);

const asked = new Map<string, Promise<void>>();

/** Asks the host, unless it was asked before; done when it has answered. */
export function describe(dataset: Choice, path: string | null): Promise<void> {
  const key = keyOf(dataset, path);
  const before = known.getState()[key]?.state === 'failed' ? undefined : asked.get(key);
  const answer = before ?? question(key, dataset, path);
  asked.set(key, answer);
  return answer;
}

async function question(key: string, dataset: Choice, path: string | null): Promise<void> {
  known.setState({ [key]: LOADING });
  try {
    known.setState({
      [key]: {
        state: 'ready',
        ...(await ask('data.describe', { dataset: dataset as CallArguments['data.describe']['dataset'], path })),
      },
    });
  } catch (error) {
    known.setState({
      [key]: { state: 'failed', message: messageOf(error), problems: error instanceof UserError ? error.problems : [] },
    });
  }
}

const describedOf = ({ document, path }: Pick<OpenDocument, 'document' | 'path'>, all = known.getState()): Described =>
  document.data.dataset ? (all[keyOf(document.data.dataset, path)] ?? LOADING) : NONE;

/** The active document's data, as far as it is known. */
export function useDescribed(): Described {
  const all = useStore(known);
  return useActive((open) => describedOf(open, all)) ?? NONE;
}

/** How long a dataset's settings must stand before its files are read, in milliseconds: paths are typed letter by letter. */
const SETTLED = 300;
const settled = (dataset: Choice): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Object.keys(dataset.settings).length > 0 ? SETTLED : 0));

/** Keeps asking about the data of the document that is shown. */
export function followData(
  subscribe: (listener: () => void) => () => void,
  active: () => OpenDocument | undefined,
): () => void {
  let last: string | undefined;
  const look = () => {
    const open = active();
    const dataset = open?.document.data.dataset;
    const key = open && dataset ? keyOf(dataset, open.path) : undefined;
    if (key === last) return;
    const first = last === undefined;
    last = key;
    if (open && dataset)
      void (first ? Promise.resolve() : settled(dataset)).then(() =>
        last === key ? describe(dataset, open.path) : undefined,
      );
  };
  look();
  return subscribe(look);
}

/** Reads the files again, after one was put right. */
export const describeAgain = ({ document, path }: OpenDocument): void =>
  void (document.data.dataset && describe(document.data.dataset, path));

export interface TrainingReadiness {
  readonly training: readonly Problem[];
  readonly data: readonly Problem[];
  readonly feeds: readonly Feed[];
}

const readiness = new WeakMap<Document, { described: Described; checked: CheckedGraph; found: TrainingReadiness }>();

/** Everything besides the graph that keeps a document from being trained. */
export function readinessOf(open: Pick<OpenDocument, 'document' | 'path'>, all = known.getState()): TrainingReadiness {
  const { document } = open;
  const described = describedOf(open, all);
  const checked = checkedOf(document);
  const before = readiness.get(document);
  if (before?.described === described && before.checked === checked) return before.found;
  const { feeds, problems } =
    described.state === 'ready' ? resolveFeeds(described.columns, document.data) : { feeds: [], problems: [] };
  const data: Problem[] = [...problems];
  if (described.state === 'none')
    data.push(
      problem(
        'data-missing',
        {},
        {
          repairs: [
            {
              title: 'Use the MNIST digits',
              actions: [{ kind: 'configure', path: ['data', 'dataset'], value: { type: 'mnist', settings: {} } }],
            },
          ],
        },
      ),
    );
  if (described.state === 'failed') data.push(...described.problems);
  if (described.state === 'ready') {
    const inputs = checked.order.filter(
      (id) => isFed(checked.nodes.get(id)!.node) && checked.nodes.get(id)!.outputs.length > 0,
    );
    const missing = new Set(problems.map(({ node }) => node));
    const proposed = proposedFeeds(document, described.columns);
    const found = inputProblems(
      feeds,
      inputs.filter((id) => !missing.has(id)).map((id) => [id, checked.nodes.get(id)!.outputs[0]!] as const),
    );
    data.push(
      ...found.map((one) =>
        one.node === undefined || one.node in document.data.inputs
          ? one
          : { ...one, ...giveColumn('inputs', one.node, proposed.inputs[one.node]) },
      ),
    );
    data.push(...strayClasses(feeds, checked));
    for (const key of targetKeys(document.training)) {
      const columns = described.columns.map(({ name }) => name).join(', ');
      if (!(key in document.data.targets))
        data.push(problem('target-unfed', { target: key, columns }, giveColumn('targets', key, proposed.targets[key])));
    }
  }
  const found = { training: checkTraining(document, checked, targetTypes(feeds)), data, feeds };
  readiness.set(document, { described, checked, found });
  return found;
}

export function useReadiness(): TrainingReadiness | undefined {
  const all = useStore(known);
  return useActive((open) => readinessOf(open, all));
}

/** The document with columns for the inputs and targets that have none, where its data is known. */
export function withColumns(document: Document, { path }: Pick<OpenDocument, 'path'>): Document {
  const described = describedOf({ document, path });
  return described.state === 'ready' ? mapped(document, described) : document;
}

/** Chooses a dataset, or another setting of it, and then maps its columns where nothing that fits is mapped: one undo step. */
export async function chooseDataset(
  dataset: Choice,
  { path }: Pick<OpenDocument, 'path'>,
  label = 'Choose data',
): Promise<void> {
  const merge = `data ${dataset.type}`;
  edit(label, (document) => ({ ...document, data: { ...document.data, dataset } }), { merge });
  await settled(dataset);
  if (activeDocument()?.document.data.dataset !== dataset) return;
  await describe(dataset, path);
  const described = known.getState()[keyOf(dataset, path)];
  if (described?.state !== 'ready') return;
  edit(label, (document) => (document.data.dataset === dataset ? mapped(document, described) : document), { merge });
}

/** The document with its columns mapped; itself where all were. */
function mapped(document: Document, { columns }: Known): Document {
  const feeds = proposedFeeds(document, columns);
  return JSON.stringify(feeds) === JSON.stringify({ inputs: document.data.inputs, targets: document.data.targets })
    ? document
    : { ...document, data: { ...document.data, ...feeds } };
}

function proposedFeeds(document: Document, columns: Known['columns']): ReturnType<typeof defaultFeeds> {
  return defaultFeeds(columns, document, document.graph.nodes.filter(isFed));
}

/** The repair that gives a column to an input or a target. */
const giveColumn = (
  kind: 'inputs' | 'targets',
  key: string,
  config: ColumnConfig | undefined,
): Pick<Problem, 'repairs'> => ({
  repairs: config
    ? [
        {
          title: `Use the column "${config.column}"`,
          actions: [{ kind: 'configure', path: ['data', kind, key], value: config }],
        },
      ]
    : [],
});
