/**
 * Edits of blocks: making one from layers, taking it apart, looking inside. As all edits they are pure and know no layers.
 * What is drawn within a block is edited through `drawn`, which shows it as if it were the graph of a document.
 */
import { evaluateSource } from '../expression/evaluate.ts';
import { namesIn, parseExpression } from '../expression/parse.ts';
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
import { freshId, PITCH, type Point } from './edits.ts';

export const blockOf = ({ blocks }: Pick<Graph, 'blocks'>, id: string | undefined): Block | undefined =>
  blocks.find((block) => block.id === id);

/** What is drawn within a block, as a document's graph; the document itself where `id` is undefined. */
export function drawn(document: Document, id: string | undefined): Document {
  const block = blockOf(document.graph, id);
  if (!block) return document;
  const { nodes, edges, groups, notes } = block;
  return { ...document, graph: { nodes, edges, groups, notes, blocks: document.graph.blocks } };
}

/** Edits what is drawn within a block. Wires of its instances follow their ports' names and go with ports that are gone. */
export function editDrawn(
  document: Document,
  id: string | undefined,
  change: (document: Document) => Document,
): Document {
  const block = blockOf(document.graph, id);
  if (!block) return change(document);
  const before = drawn(document, id);
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

const freshBlockId = ({ blocks }: Pick<Graph, 'blocks'>, wanted = 'block'): string =>
  freshId(new Set(blocks.map(({ id }) => id)), wanted);
const freshName = ({ blocks }: Graph, name: string): string => {
  const taken = new Set(blocks.map((block) => block.name));
  if (!taken.has(name)) return name;
  for (let i = 2; ; i++) if (!taken.has(`${name} ${i}`)) return `${name} ${i}`;
};
const topLeft = (nodes: readonly Node[]): Point => ({
  x: Math.min(...nodes.map(({ position }) => position.x)),
  y: Math.min(...nodes.map(({ position }) => position.y)),
});

/** Layers that can stand in a block: data enters one through ports, and ports belong to where they are. */
export const canStandInBlock = ({ type }: Node): boolean =>
  type !== 'input' && type !== BLOCK_INPUT && type !== BLOCK_OUTPUT;

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
  const chosen = new Set(inner.map(({ id }) => id));
  const taken = new Set(graph.nodes.flatMap((node) => [node.id, nameOf(node)]));
  const [id, block] = [freshId(taken, 'block'), freshBlockId(graph)];
  const corner = topLeft(inner);
  const bottom = Math.max(...inner.map(({ position }) => position.y));

  const ports: Node[] = [];
  const innerEdges: Edge[] = [];
  const outerEdges: Edge[] = [];
  const entrances = new Map<string, string>();
  const exits = new Map<string, string>();
  const port = (type: typeof BLOCK_INPUT | typeof BLOCK_OUTPUT, y: number): Node => {
    const count = portsOf({ nodes: ports }, type).length;
    const word = type === BLOCK_INPUT ? 'input' : 'output';
    const made: Node = {
      id: freshId(new Set([...chosen, ...ports.map((one) => one.id)]), type),
      type,
      settings: {},
      position: { x: corner.x + count * 240, y },
      label: count === 0 ? word : `${word}_${count + 1}`,
    };
    ports.push(made);
    return made;
  };
  const entrance = (from: End): string => {
    const key = `${from.node}/${from.port}`;
    let at = entrances.get(key);
    if (at === undefined) {
      const made = port(BLOCK_INPUT, corner.y - PITCH);
      at = made.id;
      entrances.set(key, at);
      outerEdges.push({ from, to: { node: id, port: nameOf(made) } });
    }
    return at;
  };
  const exit = (from: End): string => {
    const key = `${from.node}/${from.port}`;
    let name = exits.get(key);
    if (name === undefined) {
      const made = port(BLOCK_OUTPUT, bottom + PITCH);
      name = nameOf(made);
      exits.set(key, name);
      innerEdges.push({ from, to: { node: made.id, port: 'input' } });
    }
    return name;
  };
  for (const edge of graph.edges) {
    const [comes, goes] = [chosen.has(edge.from.node), chosen.has(edge.to.node)];
    if (comes && goes) innerEdges.push(edge);
    else if (goes) innerEdges.push({ from: { node: entrance(edge.from), port: 'output' }, to: edge.to });
    else if (comes) outerEdges.push({ from: { node: id, port: exit(edge.from) }, to: edge.to });
    else outerEdges.push(edge);
  }
  const used = new Set(graph.edges.map(({ from }) => from.node));
  for (const node of inner)
    if (!used.has(node.id)) for (const output of outputsOf(node)) exit({ node: node.id, port: output });

  const definition: Block = {
    id: block,
    name: freshName(graph, name),
    doc: '',
    settings: [],
    nodes: [...portsOf({ nodes: ports }, BLOCK_INPUT), ...inner, ...portsOf({ nodes: ports }, BLOCK_OUTPUT)],
    edges: innerEdges,
    groups: [],
    notes: [],
  };
  const instance: Node = { id, type: BLOCK, block, settings: {}, position: corner };
  const at = graph.nodes.findIndex((node) => chosen.has(node.id));
  const left = graph.nodes.filter((node) => !chosen.has(node.id));
  const before = graph.nodes.slice(0, at).filter((node) => !chosen.has(node.id)).length;
  return {
    id,
    block,
    document: {
      ...document,
      graph: {
        ...graph,
        nodes: [...left.slice(0, before), instance, ...left.slice(before)],
        edges: outerEdges,
        blocks: [...graph.blocks, definition],
        groups: graph.groups
          .map((group) => ({ ...group, nodes: group.nodes.filter((one) => !chosen.has(one)) }))
          .filter((group) => group.nodes.length > 0),
      },
      training: {
        ...document.training,
        losses: document.training.losses.map((loss) =>
          loss.output !== undefined && chosen.has(loss.output) ? { ...loss, output: id } : loss,
        ),
      },
    },
  };
}

/** Whether an instance can be taken apart: how often it repeats must be a number. */
export const canDissolve = (graph: Graph, id: string): boolean => {
  const node = graph.nodes.find((one) => one.id === id);
  return node?.type === BLOCK && blockOf(graph, node.block) !== undefined && typeof (node.repeat ?? 1) === 'number';
};

/** Puts the nodes of a block in the place of its instance, repetition by repetition, with the settings of the instance. Gives their ids. */
export function dissolve(document: Document, id: string): { document: Document; ids: string[] } {
  const { graph } = document;
  if (!canDissolve(graph, id)) return { document, ids: [] };
  const instance = graph.nodes.find((node) => node.id === id)!;
  const block = blockOf(graph, instance.block)!;
  const count = instance.repeat === undefined ? 1 : (instance.repeat as number);
  const [entrances, exits] = [portsOf(block, BLOCK_INPUT), portsOf(block, BLOCK_OUTPUT)];
  const inner = block.nodes.filter(({ type }) => type !== BLOCK_INPUT && type !== BLOCK_OUTPUT);
  const corner = inner.length > 0 ? topLeft(inner) : { x: 0, y: 0 };
  const height = inner.length > 0 ? Math.max(...inner.map(({ position }) => position.y)) - corner.y + PITCH : 0;
  const taken = new Set(graph.nodes.filter((node) => node.id !== id).flatMap((node) => [node.id, nameOf(node)]));

  const added: Node[] = [];
  const edges: Edge[] = [];
  const shared: { readonly at: number; readonly with: ReadonlyMap<string, string> }[] = [];
  const outside = (name: string): End | undefined =>
    graph.edges.findLast(({ to }) => to.node === id && to.port === name)?.from;
  let feeds = entrances.map((port) => outside(nameOf(port)));
  for (let i = 0; i < count; i++) {
    const own = instance.repeat === undefined ? {} : { i, n: count };
    const given = Object.fromEntries(
      block.settings.map(({ name, default: usual }) => [name, substituted(instance.settings[name] ?? usual, own)]),
    );
    const names = { ...given, i, n: count };
    const prefix = prefixOf(instance, own);
    const renamed = new Map<string, string>();
    /** Instances that are not there in this repetition: what goes in comes out. */
    const absent = new Map<string, Node>();
    for (const node of inner) {
      // within an instance that repeats, i and n are its own
      const { i: _, n: __, ...outer } = names;
      const seen = node.repeat === undefined ? names : outer;
      const repeat = node.repeat === undefined ? undefined : repetitionsOf(substituted(node.repeat, names));
      if (node.type === BLOCK && repeat === 0) {
        absent.set(node.id, node);
        continue;
      }
      const fresh = freshId(taken, node.type);
      taken.add(fresh);
      renamed.set(node.id, fresh);
      const { name, naming } = renamedBy(prefix, node, seen);
      const label = taken.has(name) ? freshId(taken, name) : name;
      taken.add(label);
      if (node.shares !== undefined) shared.push({ at: added.length, with: renamed });
      const { steps = 0, frozen, regularization, constraint, learningRate } = instance;
      const rate = (learningRate ?? 1) * (node.learningRate ?? 1);
      const { naming: ___, ...rest } = node;
      added.push({
        ...rest,
        id: fresh,
        ...(label !== fresh && { label }),
        ...(naming !== undefined && { naming }),
        ...(repeat !== undefined && { repeat }),
        settings: substituted(node.settings, seen) as Node['settings'],
        position: {
          x: node.position.x - corner.x + instance.position.x,
          y: node.position.y - corner.y + instance.position.y + i * height,
        },
        ...(steps > 0 && { steps: steps + (node.steps ?? 0) }),
        ...((frozen || node.frozen) && { frozen: true }),
        ...(rate !== 1 && { learningRate: rate }),
        ...(regularization && !node.regularization && { regularization }),
        ...(constraint && !node.constraint && { constraint }),
      });
    }
    /** What feeds an inner end: another inner node, or what comes in through a port. */
    const source = (from: End, passed: readonly string[] = []): End | undefined => {
      const port = entrances.findIndex((one) => one.id === from.node);
      if (port >= 0) return feeds[port];
      const through = absent.get(from.node);
      if (!through) return { node: renamed.get(from.node)!, port: from.port };
      const within = blockOf(graph, through.block);
      const at = within ? portsOf(within, BLOCK_OUTPUT).findIndex((one) => nameOf(one) === from.port) : -1;
      const entrance = within && portsOf(within, BLOCK_INPUT)[at];
      const wire = entrance && block.edges.findLast(({ to }) => to.node === through.id && to.port === nameOf(entrance));
      return wire && !passed.includes(through.id) ? source(wire.from, [...passed, through.id]) : undefined;
    };
    for (const { from, to } of block.edges) {
      const fed = source(from);
      if (fed && renamed.has(to.node)) edges.push({ from: fed, to: { node: renamed.get(to.node)!, port: to.port } });
    }
    const outs = exits.map((port) => {
      const wire = block.edges.findLast(({ to }) => to.node === port.id);
      return wire && source(wire.from);
    });
    feeds = feeds.map((feed, k) => (k < exits.length ? outs[k] : feed));
    // outputs beyond the inputs come from the last repetition
    if (i === count - 1) feeds = [...outs, ...feeds.slice(exits.length)];
  }
  // a node may share with one that comes after it
  for (const { at: i, with: names } of shared)
    added[i] = { ...added[i]!, shares: names.get(added[i]!.shares!) ?? added[i]!.shares! };
  const kept = graph.edges.flatMap((edge): Edge[] => {
    if (edge.to.node === id) return [];
    if (edge.from.node !== id) return [edge];
    const from = feeds[exits.findIndex((port) => nameOf(port) === edge.from.port)];
    return from ? [{ from, to: edge.to }] : [];
  });
  const at = graph.nodes.indexOf(instance);
  const judged = feeds[0]?.node;
  return {
    ids: added.map((node) => node.id),
    document: {
      ...document,
      graph: {
        ...graph,
        nodes: [...graph.nodes.slice(0, at), ...added, ...graph.nodes.slice(at + 1)],
        edges: [...edges, ...kept],
      },
      training: {
        ...document.training,
        losses: document.training.losses.map((loss) =>
          loss.output === id && judged !== undefined ? { ...loss, output: judged } : loss,
        ),
      },
    },
  };
}

/** What the names of an instance's nodes begin with, as the expanding pass has it. */
function prefixOf(node: Node, own: Readonly<Record<string, unknown>>): string {
  const prefix = patternWith(node.naming ?? (node.repeat === undefined ? '{name}' : '{name}.{i}'), {
    ...own,
    name: nameOf(node),
  });
  return prefix === '' ? '' : `${prefix}.`;
}

/** What a node is called that comes out of a block, and the pattern that it then needs for the names of weights to stay. */
function renamedBy(
  prefix: string,
  node: Node,
  names: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly naming?: string } {
  const name = prefix + nameOf(node);
  const own = node.naming === undefined ? undefined : patternWith(node.naming, { ...names, name: nameOf(node) });
  const pattern = own === undefined ? name : own === '' ? prefix.slice(0, -1) : prefix + own;
  if (node.type === BLOCK) {
    if (own !== undefined) return { name, naming: pattern };
    return prefix.includes('{') ? { name, naming: node.repeat === undefined ? pattern : `${pattern}.{i}` } : { name };
  }
  return pattern.includes('{') ? { name, naming: pattern } : { name: pattern || name };
}

/** A pattern with these names put in; formulas that speak of others stay. */
const patternWith = (pattern: string, names: Readonly<Record<string, unknown>>): string =>
  pattern.replace(/\{([^}]*)\}/g, (whole, formula: string) => {
    const value = substituted({ '=': formula }, names);
    return typeof value !== 'object'
      ? String(value)
      : value !== null && '=' in value
        ? `{${String(value['='])}}`
        : whole;
  });

/** A number of repetitions; true and false are 1 and 0. */
const repetitionsOf = (value: unknown): Node['repeat'] =>
  (typeof value === 'boolean' ? Number(value) : value) as Node['repeat'];

/** A value whose formulas have these names put in; what speaks of nothing else any more is calculated. Formulas that cannot be read stay. */
export function substituted(value: unknown, names: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => substituted(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const formula = (value as { '='?: unknown })['='];
  if (typeof formula !== 'string')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituted(item, names)]));
  try {
    const spoken = namesIn(parseExpression(formula));
    const isFormula = (name: string) =>
      typeof names[name] === 'object' && names[name] !== null && '=' in (names[name] as object);
    if ([...spoken].every((name) => Object.hasOwn(names, name) && !isFormula(name)))
      return evaluateSource(formula, names);
    if (Object.hasOwn(names, formula.trim())) return names[formula.trim()];
    const text = formula.replace(/'[^']*'|[A-Za-z_][A-Za-z_0-9]*(?!\s*\(|[A-Za-z_0-9])/g, (word) =>
      Object.hasOwn(names, word) ? literal(names[word]) : word,
    );
    return { '=': text };
  } catch {
    return value;
  }
}

function literal(value: unknown): string {
  if (typeof value === 'object' && value !== null && '=' in value)
    return `(${String((value as { '=': unknown })['='])})`;
  return typeof value === 'string'
    ? `'${value}'`
    : typeof value === 'number' && value < 0
      ? `(${value})`
      : String(value);
}

/** Gives an instance a block of its own, which starts as a copy. */
export function makeIndependent(document: Document, id: string): Document {
  const { graph } = document;
  const instance = graph.nodes.find((node) => node.id === id);
  const block = blockOf(graph, instance?.block);
  if (!instance || !block) return document;
  const copy: Block = { ...block, id: freshBlockId(graph), name: freshName(graph, block.name) };
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
