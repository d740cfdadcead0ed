/** What a network without losses would be trained for, by what it gives: losses and metrics to begin with, which can be changed. */
import {
  type Choice,
  type Document,
  type Graph,
  nameOf,
  type Node,
  type TrainingConfig,
} from '../../graph/document.ts';
import type { Family } from '../../layers/define.ts';
import { layerOf } from '../../layers/index.ts';
import { type Task, USUAL } from '../../learn/usual.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import { PASSES_ON, READS_OUT } from '../../targets/prediction.ts';
import { type Dim, sizeOf } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import type { Guess } from '../define.ts';

export interface ProposedTraining {
  readonly document: Document;
  readonly guesses: readonly Guess[];
}

/** The document with a loss for each of its outputs; as it is where it has one already, or none can be proposed. */
export function withProposedTraining(document: Document): ProposedTraining {
  const { graph, training } = document;
  if (training.losses.length > 0) return { document, guesses: [] };
  const checked = checkGraph(graph);
  const read = readIn(graph);
  const judged = graph.nodes.flatMap((node) =>
    node.type === 'input' || read.has(node.id) ? [] : judgedOf(graph, checked, node),
  );
  if (judged.length === 0) return { document, guesses: [] };
  const targets = judged.map((_, i) => (judged.length === 1 ? 'target' : `target_${i + 1}`));
  const losses = judged.map(({ output }, i) => ({ output, target: targets[i]!, loss: NONE, weight: 1 }));
  const proposed = judged.reduce((recipe, { task, size }, i) => withTask(recipe, targets[i]!, task, size), {
    ...training,
    losses,
    metrics: [],
  } as TrainingConfig);
  const guesses = judged.flatMap(({ task, other }, i) => (other ? [{ target: targets[i]!, task, other }] : []));
  return { document: { ...document, training: proposed }, guesses };
}

const NONE: Choice = { type: '', settings: {} };

/**
 * The training with the loss and the metrics of a target that are usual for a task. `size`: how many numbers there are for a row;
 * `output`: what the loss judges, where that changes.
 */
export function withTask(
  training: TrainingConfig,
  target: string,
  task: Task,
  size: number,
  output?: string,
): TrainingConfig {
  const only = training.losses.length === 1;
  const own = USUAL[task].metrics
    .filter((type) => type !== 'confusionMatrix' || size <= MOST_CONFUSED)
    .map((type): TrainingConfig['metrics'][number] => ({ type, settings: {}, ...(!only && { target }) }));
  const others = training.metrics.filter((one) => !only && one.target !== target);
  const loss: Choice = { type: USUAL[task].loss, settings: {} };
  return {
    ...training,
    losses: training.losses.map((one) =>
      one.target === target ? { ...one, loss, ...(output !== undefined && { output }) } : one,
    ),
    metrics: [...others, ...own],
  };
}

/** The nodes whose outputs something reads. */
const readIn = ({ edges }: Graph): ReadonlySet<string> => new Set(edges.map(({ from }) => from.node));

/** A matrix of more classes is not read by anybody. */
const MOST_CONFUSED = 100;

interface Judged {
  readonly output: string;
  readonly task: Task;
  /** What else it may be, where nothing says for certain. */
  readonly other?: Task;
  /** How many numbers it gives for a row, or at a place. */
  readonly size: number;
}

/** None where the output ends within a block in what its loss would have to stand before, or is no numbers. */
function judgedOf(graph: Graph, checked: CheckedGraph, { id }: Node): Judged[] {
  const { graph: flat } = checked.expanded;
  const before = (at: string) => flat.edges.find(({ to }) => to.node === at)?.from.node;
  const read = readIn(flat);
  const last = flat.nodes.find((node) => node.id === id || (node.id.startsWith(`${id}/`) && !read.has(node.id)));
  const called: string[] = [];
  let at = last;
  while (at && PASSES_ON.has(at.type)) {
    called.push(nameOf(at));
    const source = before(at.id);
    at = flat.nodes.find((node) => node.id === source);
  }
  const typeOf = (node: Node | undefined) => node && checked.nodes.get(node.id)?.outputs[0];
  const known = at && READS_OUT[at.type];
  const type = typeOf(known === undefined ? last : at);
  if (!at || type?.dtype !== 'float32') return [];
  if (known !== undefined) {
    const output = before(at.id);
    const size = Number(type.shape.at(-1));
    // what it was given is drawn again: a loss that reads the raw numbers would be another output of every export
    const drawn = known === 'labels' ? typeOf(last)?.shape : undefined;
    if (drawn && goesIn(checked, drawn) && sizeOf(drawn.slice(1) as number[]) > 1)
      return [{ output: id, task: 'number', other: known, size }];
    return graph.nodes.some((node) => node.id === output) ? [{ output: output!, task: known, size }] : [];
  }
  return [{ output: id, ...guessed(checked, type.shape, [...called, nameOf(at)]) }];
}

const inputsOf = ({ expanded, nodes }: CheckedGraph): readonly TensorType[] =>
  expanded.graph.nodes.flatMap((node) => (node.type === 'input' ? (nodes.get(node.id)?.outputs[0] ?? []) : []));
/** Whether the network takes such a shape. */
const goesIn = (checked: CheckedGraph, shape: readonly Dim[]): boolean =>
  inputsOf(checked).some((one) => one.shape.join() === shape.join());

/**
 * Where a loss of this task reads what an output ends in: before the sigmoid or softmax that such a loss stands for, else at the very end.
 * `output`: either of these.
 */
export function judgedFor({ nodes, edges }: Graph, output: string, task: Task): string {
  const typeOf = (id: string) => nodes.find((node) => node.id === id)?.type ?? '';
  const before = (id: string) => edges.find(({ to }) => to.node === id)?.from.node;
  const ends = (id: string) => PASSES_ON.has(typeOf(id)) || Object.hasOwn(READS_OUT, typeOf(id));
  let last = output;
  for (const _ of nodes) {
    const [next, ...more] = edges.flatMap(({ from, to }) => (from.node === last ? [to.node] : []));
    if (next === undefined || more.length > 0 || !ends(next)) break;
    last = next;
  }
  let at: string | undefined = last;
  for (const _ of nodes) if (at !== undefined && PASSES_ON.has(typeOf(at))) at = before(at);
  const raw = at !== undefined && READS_OUT[typeOf(at)] === task ? before(at) : undefined;
  return raw ?? last;
}

/** Names that people give to what tells classes apart, and such as many networks end in. */
const OF_CLASSES = /logit|class|categor|prediction|label/i;
const OF_HEADS = /(^|[._/])(fc|head|heads|top|out|output)\d*($|[._/])/i;
/** Families of layers that networks for pictures, sounds and texts are made of. */
const DEEP: ReadonlySet<string> = new Set<Family>(['convolution', 'pooling', 'recurrent', 'attention']);

/**
 * Raw numbers: logits of classes, or what is foretold. Their names decide; then what is read, since networks for pictures and texts
 * mostly tell classes apart; those of a table mostly give numbers.
 */
function guessed(checked: CheckedGraph, shape: readonly Dim[], names: readonly string[]): Omit<Judged, 'output'> {
  const { graph: flat } = checked.expanded;
  const size = Number(shape.at(-1));
  const inputs = inputsOf(checked);
  const reads = inputs.some(({ dtype }) => dtype === 'int32');
  const ofRows = shape.length === 2 || (shape.length === 3 && reads);
  if (!ofRows || goesIn(checked, shape)) return { task: 'number', size };
  if (size === 1) return { task: 'number', other: 'labels', size };
  const named = names.some((name) => OF_CLASSES.test(name));
  const deep =
    reads ||
    inputs.some((one) => one.shape.length > 2) ||
    flat.nodes.some(({ type }) => DEEP.has(layerOf(type)?.family ?? ''));
  const isHead = size > 2 || names.some((name) => OF_HEADS.test(name));
  return named || (deep && isHead)
    ? { task: 'classes', other: 'number', size }
    : { task: 'number', other: 'classes', size };
}
