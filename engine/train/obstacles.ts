/**
 * What keeps a document from being trained: one question with one answer. Every Train of the window asks it, and so do host, command
 * line and training process, each with as much as it knows of the data and the machine.
 */
import type { Column } from '../data/define.ts';
import { defaultFeeds, type Feed, inputProblems, resolveFeeds, strayClasses, targetTypes } from '../data/feeds.ts';
import { activeDocument } from '../graph/active.ts';
import { type ColumnConfig, type Document, targetKeys } from '../graph/document.ts';
import type { Pipeline } from '../data/pipeline.ts';
import { digits as DIGITS } from '../data/datasets/mnist.ts';
import { leaks } from '../data/leaks.ts';
import { settingProblems } from '../data/settings.ts';
import { nameProblems } from '../graph/names.ts';
import { outOfRange, takesLabels, unfitClasses } from './labels.ts';
import { loneRow } from './loneRow.ts';
import { adviceOn } from './inspect/advice.ts';
import { isFed } from '../layers/index.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { checkTraining, type TargetTypes } from '../passes/compile.ts';
import { isError, type Problem, type ProblemCode, problem, type Repair } from '../problems.ts';
import type { TensorType } from '../types/tensor.ts';
import { phrase, verbatim } from '../phrases.ts';

/** What is known of the dataset that a document names. */
export type DataKnowledge =
  | { readonly state: 'none' | 'loading' }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] }
  | {
      readonly state: 'ready';
      readonly columns: readonly Column[];
      /** What is wrong with its rows, as far as somebody looked. */
      readonly problems?: readonly Problem[];
      /** With every row, where somebody opened it: labels and tokens are held against the network. */
      readonly opened?: Pipeline;
    };

/** What is left out was not looked at, and stands in nobody's way. */
export interface Knowledge {
  readonly data?: DataKnowledge;
  /** What somebody else found in the rows. */
  readonly rows?: readonly Problem[] | null;
  /** What the rows show that is worth a look, and stands in nobody's way. */
  readonly findings?: readonly Problem[] | null;
  /** Why the training does not fit the machine's memory. */
  readonly memory?: Problem | null;
}

/** Errors and warnings, by what they are about. */
export interface TrainingProblems {
  readonly graph: readonly Problem[];
  readonly data: readonly Problem[];
  readonly training: readonly Problem[];
}

/** Where the graph has one of these nothing follows from it, and what would be said of data and losses is an after-effect. */
const ALONE: ReadonlySet<ProblemCode> = new Set(['cycle']);
/** What an empty canvas owes besides: the rest follows from the layers. */
const BEFORE_LAYERS: ReadonlySet<ProblemCode> = new Set(['data-missing', 'data-unchosen']);

export function trainingProblems(
  written: Document,
  checked: CheckedGraph,
  { data, rows: found, memory, findings }: Knowledge = {},
): TrainingProblems {
  const document = activeDocument(written);
  const graph = checked.problems.filter(({ code }) => ALONE.has(code));
  if (graph.length > 0) return { graph, data: [], training: [] };
  if (checked.problems.some(({ code }) => code === 'empty-graph')) {
    const { problems } = dataProblems(document, checked, data);
    return {
      graph: checked.problems,
      data: problems.filter(({ code, severity }) => severity === 'error' || BEFORE_LAYERS.has(code)),
      training: [],
    };
  }
  const { feeds, problems, foreseen } = dataProblems(document, checked, data);
  const said = {
    graph: [...checked.problems, ...nameProblems(document)],
    data: [...problems, ...(findings ?? [])],
    training: [
      ...checkTraining(document, checked, targetTypes(feeds)),
      ...adviceOn(document, checked),
      ...(memory ? [memory] : []),
    ],
  };
  // what the columns let foresee, the rows know
  const foretold = { ...said, data: [...problems, ...foreseen, ...(findings ?? [])] };
  if (data?.state !== 'ready' || obstaclesOf(said).length > 0) return foretold;
  const { opened } = data;
  const rows = opened ? rowProblems(document, checked, opened) : found;
  if (!rows) return foretold;
  const lone = opened && loneRow(document, checked, opened.splits.train.rows.length);
  return {
    ...said,
    data: [...problems, ...rows, ...(findings ?? [])],
    training: [...said.training, ...(lone ? [lone] : [])],
  };
}

/** What the rows hold and the network cannot take: of a document that nothing else keeps from being trained. */
export function rowProblems(document: Document, checked: CheckedGraph, rows: Pipeline): Problem[] {
  const values = rows.strayValues();
  return values.length > 0 ? values : [...strayTargets(document, checked, rows), ...rows.strayTokens(checked)];
}

export const allOf = ({ graph, data, training }: TrainingProblems): Problem[] => [...graph, ...data, ...training];

/** Those of the problems that keep it from being trained. */
export const obstaclesOf = (problems: TrainingProblems): Problem[] => allOf(problems).filter(isError);

export const obstaclesTo = (...asked: Parameters<typeof trainingProblems>): Problem[] =>
  obstaclesOf(trainingProblems(...asked));

function dataProblems(
  document: Document,
  checked: CheckedGraph,
  data: DataKnowledge | undefined,
): {
  readonly feeds: readonly Feed[];
  readonly problems: readonly Problem[];
  /** What will stray where the rows hold what their columns say. */
  readonly foreseen: readonly Problem[];
} {
  const foreseen: readonly Problem[] = [];
  switch (data?.state) {
    case undefined:
    case 'loading':
      return { feeds: [], problems: settingProblems(document.data), foreseen };
    case 'none':
      return { feeds: [], problems: [noData(document, checked)], foreseen };
    case 'failed': {
      const said = new Set(data.problems.map((one) => JSON.stringify(one)));
      const others = settingProblems(document.data).filter((one) => !said.has(JSON.stringify(one)));
      return { feeds: [], problems: [...data.problems.map(askedFor), ...others], foreseen };
    }
    case 'ready': {
      const { feeds, problems } = resolveFeeds(data.columns, document.data, takesLabels(document, checked));
      const named = new Set(problems.map(({ node }) => node));
      const proposed = defaultFeeds(data.columns, document, document.graph.nodes.filter(isFed));
      const classes = unfitClasses(document, checked, feeds);
      return {
        feeds,
        foreseen: [...strayClasses(feeds, checked), ...classes.filter(isError)],
        problems: [
          ...(data.problems ?? []),
          ...problems,
          ...classes.filter((one) => !isError(one)),
          ...leaks(data.columns, document.data),
          ...unfedInputs(document, checked, feeds, proposed.inputs).filter(({ node }) => !named.has(node)),
          ...unfedTargets(document, data.columns, proposed.targets),
        ],
      };
    }
  }
}

const SHOW_DATA: Repair['actions'] = [{ kind: 'show', what: 'data' }];

/** What there is to choose: the digits for a network that could learn them, and all else in the Data panel. */
const noData = (document: Document, checked: CheckedGraph): Problem =>
  problem(
    'data-missing',
    {},
    {
      repairs: [
        ...(couldLearn(document, checked, DIGITS) ? [USE_DIGITS] : []),
        { title: phrase('choose-data'), actions: SHOW_DATA },
      ],
    },
  );

/** Files that are not where they were are asked for in the Data panel. */
const askedFor = (found: Problem): Problem =>
  found.code === 'dataset-missing' && found.repairs.length === 0
    ? { ...found, repairs: [{ title: phrase('choose-it'), actions: SHOW_DATA }] }
    : found;

const USE_DIGITS: Repair = {
  title: phrase('use-mnist'),
  actions: [{ kind: 'configure', path: ['data', 'dataset'], value: { type: 'mnist', settings: {} } }],
};

/** Whether every input and every loss would find its column among those, as far as there are inputs and losses. */
function couldLearn(document: Document, checked: CheckedGraph, columns: readonly Column[]): boolean {
  const data = { ...document.data, ...defaultFeeds(columns, document, document.graph.nodes.filter(isFed)) };
  const fed = { ...document, data };
  const { feeds, problems } = resolveFeeds(columns, data, takesLabels(fed, checked));
  const errors = (targets: TargetTypes) => checkTraining(fed, checked, targets).filter(isError).length;
  return (
    problems.length === 0 &&
    unfedInputs(fed, checked, feeds, {}).length === 0 &&
    unfedTargets(fed, columns, {}).length === 0 &&
    unfitClasses(fed, checked, feeds).length === 0 &&
    errors(targetTypes(feeds)) === errors({}) &&
    (document.training.losses.length > 0 || hasPlaces(checked, columns))
  );
}

/** Whether a network that nothing judges yet could tell such classes apart: it may end in more places, which are counted at last. */
function hasPlaces({ outputs, nodes }: CheckedGraph, columns: readonly Column[]): boolean {
  const [, places, ...more] = (outputs.length === 1 && nodes.get(outputs[0]!)?.outputs[0]?.shape) || [];
  const classes = Math.max(0, ...columns.map((column) => column.classes?.length ?? 0));
  return typeof places !== 'number' || more.length > 0 || places >= classes;
}

type Columns = Readonly<Record<string, ColumnConfig>>;

function unfedInputs(
  document: Document,
  checked: CheckedGraph,
  feeds: readonly Feed[],
  proposed: Columns,
): readonly Problem[] {
  const types = checked.order.flatMap((id): [string, TensorType][] => {
    const { node, outputs } = checked.nodes.get(id)!;
    return isFed(node) && outputs.length > 0 ? [[id, outputs[0]!]] : [];
  });
  return inputProblems(feeds, types, document).map((found) => {
    const input = found.node!;
    return input in document.data.inputs ? found : { ...found, repairs: giveColumn('inputs', input, proposed[input]) };
  });
}

const unfedTargets = ({ data, training }: Document, columns: readonly Column[], proposed: Columns): Problem[] =>
  targetKeys(training)
    .filter((key) => !(key in data.targets))
    .map((target) =>
      problem(
        'target-unfed',
        { target: verbatim(target), columns: columns.map(({ name }) => verbatim(name)) },
        { repairs: giveColumn('targets', target, proposed[target]) },
      ),
    );

const strayTargets = (document: Document, checked: CheckedGraph, rows: Pipeline): Problem[] =>
  outOfRange(
    document,
    checked,
    rows.targetTypes,
    ({ target, sampleWeights }, range) => rows.strayLabels(target, range, sampleWeights),
    (target) => rows.sourceOf(`target:${target}`),
  );

/** The repair that gives a column to an input or a target. */
const giveColumn = (kind: 'inputs' | 'targets', key: string, config: ColumnConfig | undefined): Repair[] =>
  config
    ? [
        {
          title: phrase('use-column', { name: verbatim(config.column) }),
          actions: [{ kind: 'configure', path: ['data', kind, key], value: config }],
        },
      ]
    : [];
