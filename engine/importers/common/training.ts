/** What a network without losses would be trained for, by what it gives: losses and metrics to begin with, which can be changed. */
import type { Choice, Document, Graph, Node, TrainingConfig } from '../../graph/document.ts';
import { type Task, USUAL } from '../../learn/usual.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import type { Dim } from '../../types/shape.ts';

/** What ends a network whose loss reads what comes before it. */
const READ_BEFORE: Readonly<Record<string, Task>> = { softmax: 'classes', logSoftmax: 'classes', sigmoid: 'labels' };

/** The document with a loss for each of its outputs; as it is where it has one already, or none can be proposed. */
export function withProposedTraining(document: Document): Document {
  const { graph, training } = document;
  if (training.losses.length > 0) return document;
  const checked = checkGraph(graph);
  const read = readIn(graph);
  const judged = graph.nodes.flatMap((node) =>
    node.type === 'input' || read.has(node.id) ? [] : judgedOf(graph, checked, node),
  );
  if (judged.length === 0) return document;
  const only = judged.length === 1;
  const targetOf = (index: number) => (only ? 'target' : `target_${index + 1}`);
  const losses = judged.map(({ output, task }, i): TrainingConfig['losses'][number] => ({
    output,
    target: targetOf(i),
    loss: { type: USUAL[task].loss, settings: {} },
    weight: 1,
  }));
  const metrics = judged.flatMap(({ task, size }, i) =>
    USUAL[task].metrics
      .filter((type) => type !== 'confusionMatrix' || size <= MOST_CONFUSED)
      .map((type): Choice & { target?: string } => ({
        type,
        settings: {},
        ...(!only && { target: targetOf(i) }),
      })),
  );
  return { ...document, training: { ...training, losses, metrics } };
}

/** The nodes whose outputs something reads. */
const readIn = ({ edges }: Graph): ReadonlySet<string> => new Set(edges.map(({ from }) => from.node));

/** A matrix of more classes is not read by anybody. */
const MOST_CONFUSED = 100;

interface Judged {
  readonly output: string;
  readonly task: Task;
  /** How many numbers it gives for a row, or at a place. */
  readonly size: number;
}

/** None where the output ends within a block in what its loss would have to stand before, or is no numbers. */
function judgedOf(graph: Graph, { expanded, nodes }: CheckedGraph, { id }: Node): Judged[] {
  const { graph: flat } = expanded;
  const before = (at: string) => flat.edges.find(({ to }) => to.node === at)?.from.node;
  const read = readIn(flat);
  let at = flat.nodes.find((node) => node.id === id || (node.id.startsWith(`${id}/`) && !read.has(node.id)));
  while (at?.type === 'identity') {
    const source = before(at.id);
    at = flat.nodes.find((node) => node.id === source);
  }
  const type = at && nodes.get(at.id)?.outputs[0];
  if (!at || type?.dtype !== 'float32') return [];
  const size = Number(type.shape.at(-1));
  const known = READ_BEFORE[at.type];
  if (known === undefined) return [{ output: id, task: taskOf(inputShapes(flat, nodes), type.shape), size }];
  const output = before(at.id);
  return graph.nodes.some((node) => node.id === output) ? [{ output: output!, task: known, size }] : [];
}

const inputShapes = (flat: Graph, nodes: CheckedGraph['nodes']): (readonly Dim[])[] =>
  flat.nodes.flatMap((node) => (node.type === 'input' ? [nodes.get(node.id)?.outputs[0]?.shape ?? []] : []));

/** Several numbers of a row are raw outputs of classes, unless they are as many as went in. */
const taskOf = (inputs: readonly (readonly Dim[])[], shape: readonly Dim[]): Task =>
  shape.length === 2 && Number(shape[1]) > 1 && !inputs.some((one) => one.join() === shape.join())
    ? 'classes'
    : 'number';
