/**
 * Every edit of a document, as a pure function from document to document. Nothing here knows layers: what does not fit is
 * said by the checker afterwards, never prevented. An edit that changes nothing gives the same document back.
 */
import {
  type ColumnConfig,
  type Document,
  type Edge,
  type End,
  type Graph,
  type Node,
  nameOf,
  type Note,
  targetKeys,
} from './document.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Nodes with the wires between them: what the clipboard holds. */
export interface Fragment {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** How the copied Input nodes were fed. */
  readonly inputs: Readonly<Record<string, ColumnConfig>>;
}

export const sameEnd = (a: End, b: End): boolean => a.node === b.node && a.port === b.port;
export const sameEdge = (a: Edge, b: Edge): boolean => sameEnd(a.from, b.from) && sameEnd(a.to, b.to);
/** The text by which a wire is known where a list needs a key. */
export const edgeKey = ({ from, to }: Edge): string => `${from.node}/${from.port}>${to.node}/${to.port}`;

function withGraph(document: Document, change: Partial<Graph>): Document {
  return { ...document, graph: { ...document.graph, ...change } };
}

/** Replaces the nodes of which `change` gives another object. */
function mapNodes(document: Document, change: (node: Node) => Node): Document {
  const nodes = document.graph.nodes.map(change);
  return nodes.every((node, i) => node === document.graph.nodes[i]) ? document : withGraph(document, { nodes });
}

/** `conv2d_3`: the layer's id with the first number that no node's id or label has. */
export function freshId(taken: ReadonlySet<string>, type: string): string {
  for (let i = 1; ; i++) if (!taken.has(`${type}_${i}`)) return `${type}_${i}`;
}
const takenNames = ({ nodes }: Graph): Set<string> => new Set(nodes.flatMap((node) => [node.id, nameOf(node)]));

/** Adds a node of a layer; gives its id too, a fresh one unless it is given. */
export function addNode(
  document: Document,
  type: string,
  position: Point,
  settings: Node['settings'] = {},
  id = freshId(takenNames(document.graph), type),
): { document: Document; id: string } {
  return { id, document: withGraph(document, { nodes: [...document.graph.nodes, { id, type, settings, position }] }) };
}

/** Adds a wire. A wire that ends at the same port gives way unless the port takes `many`. */
export function connect(document: Document, from: End, to: End, many = false): Document {
  const edge = { from, to };
  const { edges } = document.graph;
  if (edges.some((other) => sameEdge(other, edge))) return document;
  const kept = many ? edges : edges.filter((other) => !sameEnd(other.to, to));
  return withGraph(document, { edges: [...kept, edge] });
}

export function disconnect(document: Document, removed: readonly Edge[]): Document {
  const edges = document.graph.edges.filter((edge) => !removed.some((other) => sameEdge(edge, other)));
  return edges.length === document.graph.edges.length ? document : withGraph(document, { edges });
}

/** Removes nodes with their wires, their place in groups and what feeds them. */
export function removeNodes(document: Document, ids: Iterable<string>): Document {
  const gone = new Set(ids);
  const { nodes, edges, groups } = document.graph;
  const kept = nodes.filter(({ id }) => !gone.has(id));
  if (kept.length === nodes.length) return document;
  const inputs = Object.fromEntries(Object.entries(document.data.inputs).filter(([id]) => !gone.has(id)));
  return {
    ...withGraph(document, {
      nodes: kept,
      edges: edges.filter(({ from, to }) => !gone.has(from.node) && !gone.has(to.node)),
      groups: groups
        .map((group) => ({ ...group, nodes: group.nodes.filter((id) => !gone.has(id)) }))
        .filter((group) => group.nodes.length > 0),
    }),
    data: { ...document.data, inputs },
  };
}

/** Removes nodes, and closes the gap where one had a single wire in: what it fed is fed by what fed it. */
export function removeAndBridge(document: Document, ids: Iterable<string>): Document {
  return [...ids].reduce((current, id) => {
    const incoming = current.graph.edges.filter(({ to }) => to.node === id);
    const outgoing = current.graph.edges.filter(({ from }) => from.node === id);
    const without = removeNodes(current, [id]);
    if (incoming.length !== 1) return without;
    return outgoing.reduce((bridged, { to }) => connect(bridged, incoming[0]!.from, to, true), without);
  }, document);
}

/** Settings of several nodes at once; `undefined` goes back to the default. */
export function setSetting(document: Document, ids: Iterable<string>, setting: string, value: unknown): Document {
  const chosen = new Set(ids);
  return mapNodes(document, (node) => {
    if (!chosen.has(node.id) || JSON.stringify(node.settings[setting]) === JSON.stringify(value)) return node;
    const { [setting]: _, ...others } = node.settings;
    return {
      ...node,
      settings: value === undefined ? others : { ...others, [setting]: value as Node['settings'][string] },
    };
  });
}

/** Puts another layer in the place of a node, with its wires. An id that was made of the layer's follows: `sigmoid_2` becomes `relu_1`. */
export function replaceNode(document: Document, id: string, type: string, settings: Node['settings'] = {}): Document {
  const { graph, training } = document;
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) return document;
  const now = /_\d+$/.test(id) && id.startsWith(`${node.type}_`) ? freshId(takenNames(graph), type) : id;
  const follow = (at: string): string => (at === id ? now : at);
  const end = ({ node: at, port }: End): End => ({ node: follow(at), port });
  return {
    ...withGraph(document, {
      nodes: graph.nodes.map((one) =>
        one === node ? { ...node, id: now, type, settings } : one.shares === id ? { ...one, shares: now } : one,
      ),
      edges: graph.edges.map((edge) =>
        edge.from.node === id || edge.to.node === id ? { from: end(edge.from), to: end(edge.to) } : edge,
      ),
      groups: graph.groups.map((group) => ({ ...group, nodes: group.nodes.map(follow) })),
    }),
    training: {
      ...training,
      losses: training.losses.map((loss) => (loss.output === id ? { ...loss, output: now } : loss)),
    },
  };
}

/** Name, what it is applied to, how its weights learn, whose it shares, and what an instance is made of; `undefined` takes the property away. */
export function setProperties(
  document: Document,
  ids: Iterable<string>,
  properties: Partial<
    Pick<
      Node,
      | 'label'
      | 'steps'
      | 'lora'
      | 'frozen'
      | 'frozenStatistics'
      | 'off'
      | 'learningRate'
      | 'constraint'
      | 'regularization'
      | 'shares'
      | 'block'
      | 'repeat'
      | 'naming'
    >
  >,
): Document {
  const chosen = new Set(ids);
  return mapNodes(document, (node) => {
    if (!chosen.has(node.id)) return node;
    const changed = { ...node, ...properties };
    return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined)) as unknown as Node;
  });
}

export function moveNodes(document: Document, positions: ReadonlyMap<string, Point>): Document {
  return mapNodes(document, (node) => {
    const to = positions.get(node.id);
    return !to || (to.x === node.position.x && to.y === node.position.y)
      ? node
      : { ...node, position: { x: to.x, y: to.y } };
  });
}

/** From one node of a chain to the next, in pixels. */
export const PITCH = 72;

export const topLeft = (nodes: readonly Pick<Node, 'position'>[]): Point => ({
  x: Math.min(...nodes.map(({ position }) => position.x)),
  y: Math.min(...nodes.map(({ position }) => position.y)),
});

/** Everything that `id` feeds (`to`), or that feeds it (`from`), itself included. */
export function reachedFrom({ edges }: Pick<Graph, 'edges'>, id: string, towards: 'from' | 'to' = 'to'): Set<string> {
  const back = towards === 'to' ? 'from' : 'to';
  const reached = new Set([id]);
  for (const node of reached) for (const edge of edges) if (edge[back].node === node) reached.add(edge[towards].node);
  return reached;
}

/** Puts a node into a wire: it takes the place of what the wire fed, which moves on by `step` with everything behind it. */
export function insertOnEdge(
  document: Document,
  edge: Edge,
  type: string,
  ports: { readonly input: string; readonly output: string },
  settings: Node['settings'] = {},
  step: Point = { x: 0, y: PITCH },
  id?: string,
): { document: Document; id: string } {
  const target = document.graph.nodes.find(({ id }) => id === edge.to.node)!;
  const { position } = target;
  const down = reachedFrom(document.graph, target.id);
  const behind = (node: Node) => (step.x === 0 ? node.position.y >= position.y : node.position.x >= position.x);
  const room = mapNodes(document, (node) =>
    down.has(node.id) && behind(node)
      ? { ...node, position: { x: node.position.x + step.x, y: node.position.y + step.y } }
      : node,
  );
  const added = addNode(room, type, position, settings, id);
  return { id: added.id, document: splice(added.document, edge, added.id, ports) };
}

/** Leads a wire through a node that stands there already. */
export function splice(
  document: Document,
  edge: Edge,
  node: string,
  { input, output }: { readonly input: string; readonly output: string },
): Document {
  const edges = document.graph.edges.flatMap((other) =>
    sameEdge(other, edge)
      ? [
          { from: edge.from, to: { node, port: input } },
          { from: { node, port: output }, to: edge.to },
        ]
      : [other],
  );
  return withGraph(document, { edges });
}

export function copy({ graph, data }: Document, ids: Iterable<string>): Fragment {
  const chosen = new Set(ids);
  return {
    nodes: graph.nodes.filter(({ id }) => chosen.has(id)),
    edges: graph.edges.filter(({ from, to }) => chosen.has(from.node) && chosen.has(to.node)),
    inputs: Object.fromEntries(Object.entries(data.inputs).filter(([id]) => chosen.has(id))),
  };
}

/** Adds a fragment under new ids, moved by `offset`; gives the new ids. Labels that are taken get a number. */
export function paste(
  document: Document,
  { nodes, edges, inputs }: Fragment,
  offset: Point,
): { document: Document; ids: string[] } {
  const taken = takenNames(document.graph);
  const renamed = new Map<string, string>();
  const pasted = nodes.map((node): Node => {
    const id = freshId(taken, node.type);
    taken.add(id);
    renamed.set(node.id, id);
    const label = node.label !== undefined && taken.has(node.label) ? freshId(taken, node.label) : node.label;
    if (label !== undefined) taken.add(label);
    return {
      ...node,
      id,
      ...(label !== undefined && { label }),
      position: { x: node.position.x + offset.x, y: node.position.y + offset.y },
    };
  });
  // copies of two nodes that share weights share among themselves
  const added = pasted.map(
    (node): Node =>
      node.shares !== undefined && renamed.has(node.shares) ? { ...node, shares: renamed.get(node.shares)! } : node,
  );
  const end = ({ node, port }: End): End => ({ node: renamed.get(node)!, port });
  const fed = Object.fromEntries(Object.entries(inputs).map(([id, config]) => [renamed.get(id)!, config]));
  return {
    ids: added.map(({ id }) => id),
    document: {
      ...withGraph(document, {
        nodes: [...document.graph.nodes, ...added],
        edges: [...document.graph.edges, ...edges.map(({ from, to }) => ({ from: end(from), to: end(to) }))],
      }),
      data: { ...document.data, inputs: { ...document.data.inputs, ...fed } },
    },
  };
}

/** Sets a part of the document outside the graph by its path: `['training', 'batchSize']`. */
export function configure(document: Document, [key, ...rest]: readonly (string | number)[], value: unknown): Document {
  return put(document, [key!, ...rest], value) as Document;
}

function put(whole: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(whole))
    return whole
      .map((item, i) => (i === Number(key) ? put(item, rest, value) : item))
      .concat(Number(key) === whole.length ? [put(undefined, rest, value)] : []);
  const record = (whole ?? {}) as Readonly<Record<string, unknown>>;
  return { ...record, [key]: put(record[key], rest, value) };
}

/** Lets a column say how much each sample counts in a loss; all count alike without one. */
export function weighSamples(document: Document, loss: number, column: string | undefined): Document {
  const { data, training } = document;
  const weights = new Set(training.losses.map(({ sampleWeights }) => sampleWeights));
  const known = Object.keys(data.targets).find((key) => weights.has(key) && data.targets[key]!.column === column);
  const key = known ?? ('weights' in data.targets ? freshId(new Set(Object.keys(data.targets)), 'weights') : 'weights');
  const losses = training.losses.map((one, i) => {
    if (i !== loss) return one;
    const { sampleWeights: _, ...plain } = one;
    return column === undefined ? plain : { ...plain, sampleWeights: key };
  });
  const kept = new Set(targetKeys({ losses }));
  const targets = Object.fromEntries(
    Object.entries(data.targets).filter(([name]) => kept.has(name) || !weights.has(name)),
  );
  return {
    ...document,
    data: {
      ...data,
      targets: column === undefined || known ? targets : { ...targets, [key]: { column, transforms: [] } },
    },
    training: { ...training, losses },
  };
}

export function addNote(document: Document, position: Point, text = ''): { document: Document; id: string } {
  const id = freshId(new Set(document.graph.notes.map((note) => note.id)), 'note');
  return { id, document: withGraph(document, { notes: [...document.graph.notes, { id, text, position }] }) };
}
/** `undefined` takes a property away. */
export function changeNote(
  document: Document,
  id: string,
  change: { readonly [K in keyof Omit<Note, 'id'>]?: Note[K] | undefined },
): Document {
  const changed = (note: Note) =>
    Object.fromEntries(
      Object.entries({ ...note, ...change }).filter(([, value]) => value !== undefined),
    ) as unknown as Note;
  return withGraph(document, { notes: document.graph.notes.map((note) => (note.id === id ? changed(note) : note)) });
}
export function removeNotes(document: Document, ids: Iterable<string>): Document {
  const gone = new Set(ids);
  const notes = document.graph.notes.filter(({ id }) => !gone.has(id));
  return notes.length === document.graph.notes.length ? document : withGraph(document, { notes });
}
