/** A GraphDef as `model.json` holds it: nodes by their names, each behind those that feed it, and what their attributes say. */
import { phrase, verbatim } from '../../../phrases.ts';
import { Refusal } from '../../../problems.ts';

export type Json = Readonly<Record<string, unknown>>;
export const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const asItems = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `name`, or `name:1` for another than the first of what a node gives. */
  readonly inputs: readonly string[];
  readonly attr: Json;
}

/** A node is not as its operator must be, or asks for what cannot be said in the other graph: it is passed on by its name alone. */
export class NotRead extends Error {}

export const MOST_NODES = 200_000;

/** The nodes by their names. Throws a `Refusal` for what is no graph. */
export function nodesOf(topology: Json): Map<string, GraphNode> {
  const items = asItems(topology.node);
  if (items.length === 0) throw new Refusal(phrase('onnx-no-graph'));
  if (items.length > MOST_NODES)
    throw new Refusal(phrase('onnx-too-many-nodes', { count: items.length, most: MOST_NODES }));
  const nodes = new Map<string, GraphNode>();
  for (const item of items) {
    const { name, op, input, attr } = asJson(item);
    if (typeof name !== 'string' || typeof op !== 'string') throw new Refusal(phrase('tfjs-not-json'));
    if (nodes.has(name)) throw new Refusal(phrase('onnx-made-twice', { name: verbatim(name.slice(0, 200)) }));
    // what begins with ^ says only that another node runs before
    const inputs = asItems(input).filter((one): one is string => typeof one === 'string' && !one.startsWith('^'));
    nodes.set(name, { name, op, inputs, attr: asJson(attr) });
  }
  // a loop's way back is not read, and what it goes back to is refused by its own name
  const isBack = (input: string): boolean => nodes.get(placeOf(input).name)?.op === 'NextIteration';
  for (const [name, node] of nodes)
    if (node.op === 'Merge') nodes.set(name, { ...node, inputs: node.inputs.filter((one) => !isBack(one)) });
  return nodes;
}

/** The node that gives a value, and which of its values it is. */
export function placeOf(input: string): { readonly name: string; readonly at: number } {
  const found = /^(.*):(\d+)$/.exec(input);
  return found ? { name: found[1]!, at: Number(found[2]) } : { name: input, at: 0 };
}

/** What some nodes need, in the order in which data reaches it. Throws a `Refusal` for a circle and for a name that nothing has. */
export function inOrder(nodes: ReadonlyMap<string, GraphNode>, wanted: readonly string[]): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const stack = [...wanted].reverse();
  while (stack.length > 0) {
    const name = stack.at(-1)!;
    const node = nodes.get(name);
    if (!node) throw new Refusal(phrase('tfjs-no-node', { name: verbatim(name.slice(0, 200)) }));
    if (state.has(name)) {
      if (state.get(name) === 'open') order.push(node);
      state.set(name, 'done');
      stack.pop();
      continue;
    }
    state.set(name, 'open');
    for (const input of node.inputs.toReversed()) {
      const { name: from } = placeOf(input);
      if (state.get(from) === 'open') throw new Refusal(phrase('onnx-circle', { name: verbatim(name.slice(0, 200)) }));
      if (!state.has(from)) stack.push(from);
    }
  }
  // as the model has them, where it has them in order
  const own = [...nodes.values()].filter(({ name }) => state.has(name));
  const seen = new Set<string>();
  const isInOrder = own.every(({ name, inputs }) => {
    seen.add(name);
    return inputs.every((one) => seen.has(placeOf(one).name));
  });
  return isInOrder ? own : order;
}

// Attributes, with the value that holds where one is not there

const held = ({ attr }: GraphNode, name: string): Json => asJson(attr[name]);

function whole(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new NotRead();
  return number;
}
export const int = (node: GraphNode, name: string, otherwise: number): number => {
  const { i } = held(node, name);
  return i === undefined ? otherwise : whole(i);
};
export const ints = (node: GraphNode, name: string): number[] => asItems(asJson(held(node, name).list).i).map(whole);
export const float = (node: GraphNode, name: string, otherwise: number): number => {
  const { f } = held(node, name);
  return typeof f === 'number' && Number.isFinite(f) ? f : otherwise;
};
export const flag = (node: GraphNode, name: string, otherwise = false): boolean => {
  const { b } = held(node, name);
  return typeof b === 'boolean' ? b : otherwise;
};

/** Texts stand in base64, or as the codes of their letters. */
function decoded(value: unknown): string {
  if (Array.isArray(value)) return String.fromCharCode(...value.slice(0, 1000).map(Number));
  try {
    return typeof value === 'string' ? atob(value) : '';
  } catch {
    return '';
  }
}
export const text = (node: GraphNode, name: string, otherwise: string): string => {
  const { s } = held(node, name);
  return s === undefined ? otherwise : decoded(s);
};
export const texts = (node: GraphNode, name: string): string[] => asItems(asJson(held(node, name).list).s).map(decoded);

/** Sizes that a shape leaves open are undefined; the whole is where not even the number of axes is said. */
export function dims(shape: unknown): (number | undefined)[] | undefined {
  const about = asJson(shape);
  if (about.unknownRank === true || !Array.isArray(about.dim)) return undefined;
  return asItems(about.dim).map((dim) => {
    const size = Number(asJson(dim).size ?? Number.NaN);
    return Number.isSafeInteger(size) && size > 0 ? size : undefined;
  });
}
