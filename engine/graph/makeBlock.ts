/** Makes a block of layers. */
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type Document,
  type Edge,
  type End,
  nameOf,
  type Node,
  portsOf,
} from './document.ts';
import { freshBlockId, freshBlockName } from './blocks.ts';
import { freshId, PITCH, topLeft } from './edits.ts';

/** Layers that can stand in a block: data enters one through ports, and ports belong to where they are. */
export const canStandInBlock = ({ type }: Node): boolean =>
  type !== 'input' && type !== BLOCK_INPUT && type !== BLOCK_OUTPUT;

/** Ports of one kind stand this far apart. */
const PORT_PITCH = 240;

/** The border of the new block: a port for each output whose wires cross it. */
class Border {
  readonly ports: Node[] = [];
  /** Wires within the block. */
  readonly inner: Edge[] = [];
  /** Wires of the graph that is left around it. */
  readonly outer: Edge[] = [];
  readonly #chosen: ReadonlySet<string>;
  readonly #instance: string;
  readonly #positions: readonly Node['position'][];
  /** Ports by the outputs that they are for: ids of entrances, names of exits. */
  readonly #entrances = new Map<string, string>();
  readonly #exits = new Map<string, string>();

  constructor(inner: readonly Node[], instance: string) {
    this.#chosen = new Set(inner.map(({ id }) => id));
    this.#instance = instance;
    this.#positions = inner.map(({ position }) => position);
  }

  wire(edge: Edge): void {
    const [comes, goes] = [this.#chosen.has(edge.from.node), this.#chosen.has(edge.to.node)];
    if (comes && goes) this.inner.push(edge);
    else if (goes) this.inner.push({ from: { node: this.#entrance(edge.from), port: 'output' }, to: edge.to });
    else if (comes) this.outer.push({ from: { node: this.#instance, port: this.exit(edge.from) }, to: edge.to });
    else this.outer.push(edge);
  }

  #entrance(from: End): string {
    const key = `${from.node}/${from.port}`;
    const known = this.#entrances.get(key);
    if (known !== undefined) return known;
    const made = this.#port(BLOCK_INPUT, Math.min(...this.#positions.map(({ y }) => y)) - PITCH);
    this.#entrances.set(key, made.id);
    this.outer.push({ from, to: { node: this.#instance, port: nameOf(made) } });
    return made.id;
  }

  exit(from: End): string {
    const key = `${from.node}/${from.port}`;
    const known = this.#exits.get(key);
    if (known !== undefined) return known;
    const made = this.#port(BLOCK_OUTPUT, Math.max(...this.#positions.map(({ y }) => y)) + PITCH);
    this.#exits.set(key, nameOf(made));
    this.inner.push({ from, to: { node: made.id, port: 'input' } });
    return nameOf(made);
  }

  #port(type: typeof BLOCK_INPUT | typeof BLOCK_OUTPUT, y: number): Node {
    const count = portsOf({ nodes: this.ports }, type).length;
    const word = type === BLOCK_INPUT ? 'input' : 'output';
    const made: Node = {
      id: freshId(new Set([...this.#chosen, ...this.ports.map((one) => one.id)]), type),
      type,
      settings: {},
      position: { x: Math.min(...this.#positions.map(({ x }) => x)) + count * PORT_PITCH, y },
      label: count === 0 ? word : `${word}_${count + 1}`,
    };
    this.ports.push(made);
    return made;
  }
}

/**
 * Makes a block of nodes, and an instance of it in their place. Wires that cross its border become ports, one for each output
 * that crosses; `outputsOf` says what a node gives, so that an output which nothing uses yet is not walled in.
 */
export function makeBlock(
  document: Document,
  ids: Iterable<string>,
  name: string,
  outputsOf: (node: Node) => readonly string[],
): { document: Document; id: string; block: string } | undefined {
  const { graph } = document;
  const wanted = new Set(ids);
  const inner = graph.nodes.filter((node) => wanted.has(node.id) && canStandInBlock(node));
  if (inner.length === 0) return undefined;
  const id = freshId(new Set(graph.nodes.flatMap((node) => [node.id, nameOf(node)])), 'block');
  const border = new Border(inner, id);
  for (const edge of graph.edges) border.wire(edge);
  const used = new Set(graph.edges.map(({ from }) => from.node));
  for (const node of inner)
    if (!used.has(node.id)) for (const output of outputsOf(node)) border.exit({ node: node.id, port: output });

  const block: Block = {
    id: freshBlockId(graph),
    name: freshBlockName(graph, name),
    doc: '',
    settings: [],
    nodes: [
      ...portsOf({ nodes: border.ports }, BLOCK_INPUT),
      ...inner,
      ...portsOf({ nodes: border.ports }, BLOCK_OUTPUT),
    ],
    edges: border.inner,
    groups: [],
    notes: [],
  };
  const instance: Node = { id, type: BLOCK, block: block.id, settings: {}, position: topLeft(inner) };
  return { id, block: block.id, document: inPlaceOf(document, inner, instance, block, border.outer) };
}

/** The document with an instance of a new block where some nodes were. */
function inPlaceOf(
  document: Document,
  nodes: readonly Node[],
  instance: Node,
  block: Block,
  edges: readonly Edge[],
): Document {
  const { graph, training } = document;
  const gone = new Set(nodes.map(({ id }) => id));
  const at = graph.nodes.indexOf(nodes[0]!);
  const left = graph.nodes.filter((node) => !gone.has(node.id));
  return {
    ...document,
    graph: {
      ...graph,
      nodes: left.toSpliced(at, 0, instance),
      edges: [...edges],
      blocks: [...graph.blocks, block],
      groups: graph.groups
        .map((group) => ({ ...group, nodes: group.nodes.filter((one) => !gone.has(one)) }))
        .filter((group) => group.nodes.length > 0),
    },
    training: {
      ...training,
      losses: training.losses.map((loss) =>
        loss.output !== undefined && gone.has(loss.output) ? { ...loss, output: instance.id } : loss,
      ),
    },
  };
}
