/**
 * Edits of blocks: looking inside, their ports and settings. As all edits they are pure and know no layers.
 * What is drawn within a block is edited through `drawn`, which shows it as if it were the graph of a document.
 */
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type BlockSetting,
  type Document,
  type Drawing,
  type Edge,
  type End,
  type Graph,
  nameOf,
  type Node,
  portsOf,
} from './document.ts';
import { freshId } from './edits.ts';
import { substituted } from './substitute.ts';

export const blockOf = ({ blocks }: Pick<Graph, 'blocks'>, id: string | undefined): Block | undefined =>
  blocks.find((block) => block.id === id);

/** What is drawn within a block, as a document's graph; the document itself where `id` is undefined. */
export function drawingOf(document: Document, id: string | undefined): Document {
  const block = blockOf(document.graph, id);
  if (!block) return document;
  const { nodes, edges, groups, notes } = block;
  return { ...document, graph: { nodes, edges, groups, notes, blocks: document.graph.blocks } };
}

/** Edits what is drawn within a block. Wires of its instances follow their ports' names and go with ports that are gone. */
export function editWithin(
  document: Document,
  id: string | undefined,
  change: (document: Document) => Document,
): Document {
  const block = blockOf(document.graph, id);
  if (!block) return change(document);
  const before = drawingOf(document, id);
  const after = change(before);
  if (after === before) return document;
  const { graph } = after;
  const { nodes, edges, groups, notes } = graph;
  const edited: Block = { ...block, nodes, edges, groups, notes };
  const blocks = graph.blocks.map((one) => (one.id === id ? { ...one, nodes, edges, groups, notes } : one));
  return followPorts({ ...after, graph: { ...document.graph, blocks } }, block, edited);
}

/** Renames and removes wires at the instances of a block as its ports were. */
function followPorts(document: Document, before: Block, after: Block): Document {
  const renamed = (type: typeof BLOCK_INPUT | typeof BLOCK_OUTPUT) => {
    const now = new Map(portsOf(after, type).map((port) => [port.id, nameOf(port)]));
    return new Map(portsOf(before, type).map((port) => [nameOf(port), now.get(port.id)]));
  };
  const [inputs, outputs] = [renamed(BLOCK_INPUT), renamed(BLOCK_OUTPUT)];
  if ([...inputs, ...outputs].every(([was, is]) => was === is)) return document;
  const follow = <D extends Drawing>(drawing: D): D => {
    const instances = new Set(
      drawing.nodes.filter(({ type, block }) => type === BLOCK && block === before.id).map(({ id }) => id),
    );
    if (instances.size === 0) return drawing;
    const end = (at: End, names: ReadonlyMap<string, string | undefined>): End | undefined => {
      if (!instances.has(at.node) || !names.has(at.port)) return at;
      const name = names.get(at.port);
      return name === undefined ? undefined : name === at.port ? at : { node: at.node, port: name };
    };
    const edges = drawing.edges.flatMap((edge): Edge[] => {
      const [from, to] = [end(edge.from, outputs), end(edge.to, inputs)];
      return !from || !to ? [] : from === edge.from && to === edge.to ? [edge] : [{ from, to }];
    });
    return { ...drawing, edges };
  };
  const graph = follow(document.graph);
  return { ...document, graph: { ...graph, blocks: graph.blocks.map(follow) } };
}

export const freshBlockId = ({ blocks }: Pick<Graph, 'blocks'>, wanted = 'block'): string =>
  freshId(new Set(blocks.map(({ id }) => id)), wanted);
export const freshBlockName = ({ blocks }: Graph, name: string): string => {
  const taken = new Set(blocks.map((block) => block.name));
  if (!taken.has(name)) return name;
  for (let i = 2; ; i++) if (!taken.has(`${name} ${i}`)) return `${name} ${i}`;
};

/** Gives an instance a block of its own, which starts as a copy. */
export function makeIndependent(document: Document, id: string): Document {
  const { graph } = document;
  const instance = graph.nodes.find((node) => node.id === id);
  const block = blockOf(graph, instance?.block);
  if (!instance || !block) return document;
  const copy: Block = { ...block, id: freshBlockId(graph), name: freshBlockName(graph, block.name) };
  const nodes = graph.nodes.map((node) => (node === instance ? { ...node, block: copy.id } : node));
  return { ...document, graph: { ...graph, nodes, blocks: [...graph.blocks, copy] } };
}

/** Changes what a block is called or said to be. */
export function describeBlock(document: Document, id: string, change: Partial<Pick<Block, 'name' | 'doc'>>): Document {
  return mapBlock(document, id, (block) => ({ ...block, ...change }));
}

function mapBlock(document: Document, id: string, change: (block: Block) => Block): Document {
  const blocks = document.graph.blocks.map((block) => (block.id === id ? change(block) : block));
  return { ...document, graph: { ...document.graph, blocks } };
}

/** Moves a port of a block one place on among its kind. */
export function movePort(document: Document, block: string, port: string, by: 1 | -1): Document {
  return mapBlock(document, block, (one) => {
    const node = one.nodes.find(({ id }) => id === port)!;
    const kind = one.nodes.filter(({ type }) => type === node.type);
    const other = kind[kind.indexOf(node) + by];
    if (!other) return one;
    return { ...one, nodes: one.nodes.map((each) => (each === node ? other : each === other ? node : each)) };
  });
}

/** Makes a setting of an inner node one of the block: instances can then choose it. Its value now becomes the default. */
export function promote(
  document: Document,
  block: string,
  node: string,
  setting: string,
  field: Omit<BlockSetting, 'name' | 'default'>,
  value: BlockSetting['default'],
): Document {
  return mapBlock(document, block, (one) => {
    const taken = new Set(['i', 'n', ...one.settings.map(({ name }) => name)]);
    const name = taken.has(setting) ? freshId(taken, setting) : setting;
    return {
      ...one,
      settings: [...one.settings, { ...field, name, default: value }],
      nodes: one.nodes.map((inner) =>
        inner.id === node ? { ...inner, settings: { ...inner.settings, [setting]: { '=': name } } } : inner,
      ),
    };
  });
}

/** Takes a setting from a block: formulas that speak of it have its default put in, and instances forget it. */
export function demote(document: Document, block: string, name: string): Document {
  const setting = blockOf(document.graph, block)?.settings.find((one) => one.name === name);
  if (!setting) return document;
  const put = <V>(value: V): V => substituted(value, { [name]: setting.default }) as V;
  const own = mapBlock(document, block, (one) => ({
    ...one,
    settings: one.settings.filter((other) => other !== setting),
    nodes: one.nodes.map((node) => ({
      ...node,
      settings: put(node.settings),
      ...(node.repeat !== undefined && { repeat: put(node.repeat) }),
    })),
  }));
  const forget = <D extends Drawing>(drawing: D): D => ({
    ...drawing,
    nodes: drawing.nodes.map((node) => {
      if (node.block !== block || !(name in node.settings)) return node;
      const { [name]: _, ...settings } = node.settings;
      return { ...node, settings };
    }),
  });
  const graph = forget(own.graph);
  return { ...own, graph: { ...graph, blocks: graph.blocks.map(forget) } };
}

/** Every block that nodes are instances of, directly or within one another. */
export function blocksUsed({ blocks }: Pick<Graph, 'blocks'>, nodes: readonly Node[]): Block[] {
  const used = new Set<Block>();
  const visit = (list: readonly Node[]): void => {
    for (const node of list) {
      const block = node.type === BLOCK ? blockOf({ blocks }, node.block) : undefined;
      if (!block || used.has(block)) continue;
      used.add(block);
      visit(block.nodes);
    }
  };
  visit(nodes);
  return blocks.filter((block) => used.has(block));
}

/**
 * Adds blocks from elsewhere, those within others first. One whose like is there already, whatever its id, stays; one whose id is taken by
 * another gets a new id. Gives the ids by the old ones.
 */
export function addBlocks(
  document: Document,
  added: readonly Block[],
): { document: Document; ids: ReadonlyMap<string, string> } {
  const { blocks: there } = document.graph;
  const blocks = [...there];
  const ids = new Map<string, string>();
  const text = (block: Block): string => JSON.stringify({ ...block, id: '' }, sorted);
  const add = (block: Block, around: readonly string[]): void => {
    if (ids.has(block.id) || around.includes(block.id)) return;
    for (const node of block.nodes) {
      const inner = blockOf({ blocks: added }, node.block);
      if (inner) add(inner, [...around, block.id]);
    }
    const nodes = block.nodes.map((node) =>
      node.block !== undefined && (ids.get(node.block) ?? node.block) !== node.block
        ? { ...node, block: ids.get(node.block)! }
        : node,
    );
    const ready = { ...block, nodes };
    const like = blocks.filter((one) => text(one) === text(ready));
    const same = like.find(({ id }) => id === block.id) ?? like[0];
    const id =
      same?.id ??
      (blocks.some((one) => one.id === block.id) ? freshBlockId({ blocks: [...blocks, ...added] }) : block.id);
    ids.set(block.id, id);
    if (!same) blocks.push({ ...ready, id });
  };
  for (const block of added) add(block, []);
  return {
    document: blocks.length === there.length ? document : { ...document, graph: { ...document.graph, blocks } },
    ids,
  };
}

/** Objects with their keys in order, so that equal ones read alike. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** The nodes that are instances of a block, wherever they stand. */
export const instancesOf = ({ nodes, blocks }: Graph, id: string): Node[] =>
  [nodes, ...blocks.map((block) => block.nodes)].flat().filter((node) => node.type === BLOCK && node.block === id);

/** The blocks that nothing in the graph is made of, not even by way of another block. */
export function unusedBlocks(graph: Graph): Block[] {
  const used = new Set(blocksUsed(graph, graph.nodes));
  return graph.blocks.filter((block) => !used.has(block));
}

/** Removes definitions; instances that are left of them then say that their block is missing. */
export function removeBlocks(document: Document, ids: Iterable<string>): Document {
  const gone = new Set(ids);
  const blocks = document.graph.blocks.filter(({ id }) => !gone.has(id));
  return blocks.length === document.graph.blocks.length
    ? document
    : { ...document, graph: { ...document.graph, blocks } };
}

/** Makes an instance one of another block, with the settings that the other has too. Wires stay: what does not fit is said on them. */
export function relink(document: Document, id: string, to: string): Document {
  const block = blockOf(document.graph, to);
  const instance = document.graph.nodes.find((node) => node.id === id && node.type === BLOCK);
  if (!block || !instance || instance.block === to) return document;
  const names = new Set(block.settings.map(({ name }) => name));
  const settings = Object.fromEntries(Object.entries(instance.settings).filter(([name]) => names.has(name)));
  const nodes = document.graph.nodes.map((node) => (node === instance ? { ...node, block: to, settings } : node));
  return { ...document, graph: { ...document.graph, nodes } };
}

/** Where a flat id (`layer1/0/conv1`) stands: in which block, within which instances, and under which id there. */
export function locate(
  graph: Graph,
  flat: string,
): {
  readonly block: string | undefined;
  readonly id: string;
  readonly path: readonly { readonly instance: string; readonly index: number }[];
} {
  const path: { instance: string; index: number }[] = [];
  let drawing: Drawing = graph;
  let block: string | undefined;
  let rest = flat;
  while (!drawing.nodes.some(({ id }) => id === rest)) {
    const instance: Node | undefined = drawing.nodes.find(
      ({ id, type }) => type === BLOCK && rest.startsWith(`${id}/`),
    );
    const inner: Block | undefined = instance && blockOf(graph, instance.block);
    if (!instance || !inner) break;
    rest = rest.slice(instance.id.length + 1);
    const index: string = instance.repeat === undefined ? '' : (/^\d+\//.exec(rest)?.[0] ?? '');
    rest = rest.slice(index.length);
    path.push({ instance: instance.id, index: Number.parseInt(index, 10) || 0 });
    [drawing, block] = [inner, inner.id];
  }
  return { block, id: rest, path };
}
