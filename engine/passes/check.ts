/**
 * The checking pass: what flows along every wire, and everything that is wrong with the graph, on the very node.
 * It works on the expanded graph and then says of every block's instance what its layers come to.
 * Incremental: a node that has not changed and receives the same types keeps its previous result.
 */
import { type Edge, type Graph, nameOf, type Node } from '../graph/document.ts';
import { type Layer, type Port, type Rejection, tooLarge, type WeightSpecs, layerName } from '../layers/define.ts';
import { isFed, layerFor, layerOf, nodePorts } from '../layers/index.ts';
import { initializerOf } from '../learn/index.ts';
import { type Problem, problem, problemPhrase, type Repair } from '../problems.ts';
import { type InitializerChoice, resolveSettings, type SettingError, settingName } from '../settings.ts';
import { LARGEST_ARRAY } from '../types/bytes.ts';
import { formatShape, sameShape, sizeOf } from '../types/shape.ts';
import { bytesOf, formatType, sameType, type TensorType } from '../types/tensor.ts';
import { type Expanded, expandGraph, isFormula } from './expand.ts';
import { offerLooseEnds } from './repairs/looseEnds.ts';
import { sayMuted } from './muted.ts';
import { stoppedByForeign } from './foreignNodes.ts';
import { withRepairs } from './repairs/index.ts';
import type { Misfit } from './repairs/misfit.ts';
import { tellWhereSizesPart } from './branchSizes.ts';
import { type Phrase, phrase, verbatim, type Value as TextValue } from '../phrases.ts';

export interface CheckedNode {
  readonly node: Node;
  /** Types at the inputs, in the order of ports and wires, undefined at an optional port without a wire; empty where one is missing or wrong upstream. */
  readonly inputs: readonly TensorType[];
  /** Empty where the node has errors or lies behind one that has. */
  readonly outputs: readonly TensorType[];
  readonly weights: WeightSpecs;
  /** Of weights that another node has, by their names: that node. They are not among `weights`. */
  readonly shared?: Readonly<Record<string, string>>;
  /** Learned numbers; running statistics do not count. */
  readonly parameters: number;
  /** Multiply-adds for one sample. */
  readonly macs: number;
  readonly problems: readonly Problem[];
  /** Of a block's instance: how many stand in a row. */
  readonly count?: number;
}

export interface CheckedGraph {
  readonly expanded: Expanded;
  /** By flat id; instances and ports of blocks have their entry too, an instance with the sums of its layers and their problems. */
  readonly nodes: ReadonlyMap<string, CheckedNode>;
  /** What is wrong with one node of a block in every repetition is said once. */
  readonly problems: readonly Problem[];
  /** The same, said of every repetition. */
  readonly everywhere: readonly Problem[];
  /** Node ids so that each stands behind what feeds it; nodes in circles are left out. */
  readonly order: readonly string[];
  /** Nodes whose output nothing uses: what the network gives. */
  readonly outputs: readonly string[];
  readonly parameters: number;
  readonly macs: number;
}

/** How messages call a node: `Conv 2D "conv_1"`. */
const titleOf = (node: Node, layer: Layer | undefined): Phrase =>
  layer
    ? layerName({ layer, name: nameOf(node) })
    : phrase('layer', { title: verbatim(node.type), name: verbatim(nameOf(node)) });

export function checkGraph(graph: Graph, previous?: CheckedGraph): CheckedGraph {
  const expanded = expandGraph(graph, previous?.expanded);
  const checked = checkFlat(expanded.graph, expanded, previous);
  return { expanded, ...checked, problems: offerLooseEnds(graph, sayMuted(graph, checked.problems)) };
}

function checkFlat(
  graph: Graph,
  expanded: Expanded,
  previous: CheckedGraph | undefined,
): Omit<CheckedGraph, 'expanded'> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const incoming = new Map<string, Edge[]>();
  const used = new Set<string>();
  for (const edge of graph.edges) {
    const list = incoming.get(edge.to.node);
    if (list) list.push(edge);
    else incoming.set(edge.to.node, [edge]);
    used.add(edge.from.node);
  }
  const { order, circles } = sort(graph, incoming);
  const checked = new Map<string, CheckedNode>();
  for (const id of order) {
    const node = nodes.get(id)!;
    checked.set(id, checkNode(node, incoming, checked, nodes, previous?.nodes.get(id), expanded));
  }
  for (const node of graph.nodes)
    if (node.shares !== undefined && checked.has(node.id))
      checked.set(node.id, share(checked.get(node.id)!, node.shares, checked, nodes));
  const problems: Problem[] = [];
  if (graph.nodes.length === 0 && expanded.inlined.size === 0)
    problems.push(problem('empty-graph', {}, { repairs: [ADD_INPUT, FROM_TEMPLATE] }));
  else if (!graph.nodes.some(isFed)) problems.push(problem('no-input', {}, { repairs: [ADD_INPUT] }));
  problems.push(...expanded.problems);
  problems.push(...circles.map((path) => cycleProblem(path, graph)));
  problems.push(...sharedNames(graph, expanded, checked));
  for (const id of order) problems.push(...checked.get(id)!.problems);
  problems.push(...stoppedByForeign(graph, checked, used));
  const list = [...checked.values()];
  summarizeInstances(expanded, checked, nodes, problems);
  return {
    nodes: checked,
    problems: onceForRepetitions(problems, expanded),
    everywhere: problems,
    order,
    outputs: order.filter(
      (id) => !used.has(id) && layerOf(nodes.get(id)!.type) !== undefined && !isFed(nodes.get(id)!),
    ),
    parameters: list.reduce((sum, { parameters }) => sum + parameters, 0),
    macs: list.reduce((sum, { macs }) => sum + macs, 0),
  };
}

const ADD_INPUT: Repair = { title: phrase('add-input'), actions: [{ kind: 'add', type: 'input' }] };
const FROM_TEMPLATE: Repair = {
  title: phrase('start-from-template'),
  actions: [{ kind: 'show', what: 'templates' }],
};

function onceForRepetitions(problems: readonly Problem[], { origins, inlined }: Expanded): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ node, code, port, setting }) => {
    const origin = node === undefined ? undefined : (origins.get(node) ?? inlined.get(node));
    if (!origin || origin.path.length === 0) return true;
    const key = [origin.written, code, port, setting].join('\n');
    return !seen.has(key) && seen.add(key);
  });
}

/** Adds entries for ports and instances: types as they flow through, sums of what lies within, and problems there. */
function summarizeInstances(
  expanded: Expanded,
  checked: Map<string, CheckedNode>,
  nodes: ReadonlyMap<string, Node>,
  problems: readonly Problem[],
): void {
  const { origins, inlined } = expanded;
  if (inlined.size === 0) return;
  const sums = new Map(
    [...inlined.keys()].map((id) => [id, { parameters: 0, macs: 0, inside: [] as Problem[], own: [] as Problem[] }]),
  );
  for (const [id, { path }] of origins) {
    const node = checked.get(id);
    if (node)
      for (const instance of path) {
        const sum = sums.get(instance)!;
        sum.parameters += node.parameters;
        sum.macs += node.macs;
      }
  }
  for (const one of problems) {
    const origin = one.node === undefined ? undefined : (origins.get(one.node) ?? inlined.get(one.node));
    if (!origin) continue;
    for (const instance of origin.path) sums.get(instance)!.inside.push(one);
    sums.get(one.node!)?.own.push(one);
  }
  for (const [id, { source, inputs, outputs, count }] of inlined) {
    const types = (ends: typeof inputs) => ends.map((end) => end && outputType(end, checked, nodes));
    const received = types(inputs);
    const { inside, own, parameters, macs } = sums.get(id)!;
    const within = onceForRepetitions(inside, expanded).map((one) =>
      problem(
        'inside-block',
        { where: verbatim(one.node!.split('/').join(' › ')), problem: problemPhrase(one) },
        { node: id, repairs: one.repairs },
      ),
    );
    checked.set(id, {
      node: source,
      inputs: received.every((type) => type !== undefined) ? received : [],
      outputs: types(outputs) as TensorType[],
      weights: {},
      ...(count !== undefined && { count }),
      parameters,
      macs,
      problems: [...within, ...own],
    });
  }
}

/** Kahn's algorithm; what it cannot order lies in circles or behind them. */
function sort(graph: Graph, incoming: ReadonlyMap<string, readonly Edge[]>): { order: string[]; circles: string[][] } {
  const missing = new Map(graph.nodes.map(({ id }) => [id, 0]));
  const outgoing = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    if (!missing.has(from.node) || !missing.has(to.node)) continue;
    missing.set(to.node, missing.get(to.node)! + 1);
    const list = outgoing.get(from.node);
    if (list) list.push(to.node);
    else outgoing.set(from.node, [to.node]);
  }
  const order = graph.nodes.filter(({ id }) => missing.get(id) === 0).map(({ id }) => id);
  for (let i = 0; i < order.length; i++)
    for (const next of outgoing.get(order[i]!) ?? []) {
      const left = missing.get(next)! - 1;
      missing.set(next, left);
      if (left === 0) order.push(next);
    }
  const ordered = new Set(order);
  const stuck = new Set(graph.nodes.map(({ id }) => id).filter((id) => !ordered.has(id)));
  const circles: string[][] = [];
  while (stuck.size > 0) {
    // walking against the wires from a stuck node must come back to a node already seen
    const path: string[] = [];
    let at: string | undefined = stuck.values().next().value;
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      at = incoming.get(at)?.find((edge) => stuck.has(edge.from.node))?.from.node;
    }
    if (at !== undefined) {
      const [first, ...others] = path.slice(path.indexOf(at));
      circles.push([first!, ...others.reverse()]);
    }
    for (const id of path) stuck.delete(id);
  }
  return { order, circles };
}

function cycleProblem(path: readonly string[], graph: Graph): Problem {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const names = path.map((id) => nameOf(nodes.get(id)!));
  const back = graph.edges.find((edge) => edge.from.node === path.at(-1) && edge.to.node === path[0]);
  const repairs: Repair[] = back
    ? [
        {
          title: phrase('remove-wire-between', { from: verbatim(names.at(-1)!), to: verbatim(names[0]!) }),
          actions: [{ kind: 'removeEdge', from: back.from, to: back.to }],
        },
      ]
    : [];
  return problem('cycle', { path: verbatim([...names, names[0]].join(' → ')) }, { node: path[0]!, repairs });
}

/** Names must differ in the graph itself; within blocks only those of weights must. */
function sharedNames(graph: Graph, { origins }: Expanded, checked: ReadonlyMap<string, CheckedNode>): Problem[] {
  const seen = new Set<string>();
  return graph.nodes.flatMap((node) => {
    const name = nameOf(node);
    const weights = Object.keys(checked.get(node.id)?.weights ?? {}).map((weight) => `${name}.${weight}`);
    const names = origins.get(node.id)!.path.length > 0 ? weights : [name, ...weights];
    const taken = names.some((one) => seen.has(one));
    for (const one of names) seen.add(one);
    return taken ? [problem('duplicate-name', { name: verbatim(name) }, { node: node.id })] : [];
  });
}

/** Numbers that are learned. */
const learned = (weights: WeightSpecs): number =>
  Object.values(weights).reduce((sum, { shape, role }) => sum + (role === 'state' ? 0 : sizeOf(shape)), 0);

function checkNode(
  node: Node,
  incoming: ReadonlyMap<string, readonly Edge[]>,
  checked: ReadonlyMap<string, CheckedNode>,
  nodes: ReadonlyMap<string, Node>,
  before: CheckedNode | undefined,
  expanded: Expanded,
): CheckedNode {
  const { waiting } = expanded;
  const layer = layerFor(node);
  const edges = incoming.get(node.id) ?? [];
  const failed = (problems: readonly Problem[], inputs: readonly TensorType[] = []): CheckedNode => ({
    node,
    inputs,
    outputs: [],
    weights: {},
    parameters: 0,
    macs: 0,
    problems,
  });
  if (layer === undefined)
    return failed([
      problem(
        'unknown-layer',
        { type: verbatim(node.type) },
        {
          node: node.id,
          repairs: [{ title: phrase('remove-node'), actions: [{ kind: 'removeNode', node: node.id }] }],
        },
      ),
    ]);
  const title = titleOf(node, layer);
  const { settings, errors } = settingsOf(node, layer);
  const own = layer.ports?.(settings);
  if (own && 'rejected' in own) return failed([own.rejected({ node: node.id, name: nameOf(node), layer })]);
  const problems = [
    ...wireProblems(node, title, edges, nodes, waiting),
    ...errors.map((error) => settingProblem(node, layer, error)),
  ];
  const ports = nodePorts(node).inputs;
  const sources = ports.flatMap((port) => wiresInto(port, edges));
  const inputs = sources.map((edge) => edge && outputType(edge.from, checked, nodes)) as TensorType[];
  const unknown =
    ports.some(({ name }) => waiting.has(`${node.id}/${name}`)) ||
    sources.some((edge, i) => edge && inputs[i] === undefined);
  if (problems.length > 0 || unknown)
    return failed(
      problems,
      inputs.filter((type) => type !== undefined),
    );
  if (
    before &&
    before.problems.length === 0 &&
    !before.shared &&
    isSame(before.node, node) &&
    sameTypes(before.inputs, inputs)
  )
    return before.node === node ? before : { ...before, node };
  const outputs = layer.infer(inputs, settings);
  const where = { node: node.id, name: nameOf(node), layer };
  if ('rejected' in outputs) {
    const misfit = { node, layer, settings, sources, inputs, wires: incoming, checked, ...originsOf(expanded) };
    const said = withRepairs({ ...misfit, said: tellWhereSizesPart(outputs.rejected(where), incoming, checked) });
    return failed([offerEachStep(said, node, inputs, settings)], inputs);
  }
  const weights = layer.weights?.(inputs, settings) ?? {};
  const large = largeArray(outputs, weights);
  if (large) return failed([large.rejected(where)], inputs);
  return {
    node,
    inputs,
    outputs,
    weights,
    parameters: learned(weights),
    macs: layer.macs?.(inputs, outputs, settings) ?? 0,
    problems: [],
  };
}

const originsOf = ({ origins }: Expanded): Pick<Misfit, 'isWithin' | 'isFormula'> => ({
  isWithin: (id) => origins.get(id)!.path.length > 0,
  isFormula: (id, setting) => isFormula(origins.get(id)?.source.settings[setting]),
});

/** The first of a layer's arrays that is too large to be made. */
function largeArray(outputs: readonly TensorType[], weights: WeightSpecs): Rejection | undefined {
  for (const type of outputs)
    if (bytesOf(type) > LARGEST_ARRAY) return tooLarge(phrase('output-of', { shape: formatType(type) }), bytesOf(type));
  for (const [name, { shape }] of Object.entries(weights))
    if (4 * sizeOf(shape) > LARGEST_ARRAY)
      return tooLarge(phrase('weight-of', { name: verbatim(name), shape: formatShape(shape) }), 4 * sizeOf(shape));
  return undefined;
}

const settingProblem = (
  node: Node,
  layer: Layer,
  { setting, expected, received }: Resolved['errors'][number],
): Problem =>
  problem(
    'bad-setting',
    { layer: titleOf(node, layer), setting: settingName('layers', layer, setting), expected, received },
    {
      node: node.id,
      setting,
      repairs:
        setting in layer.settings
          ? [
              {
                title: phrase('use-default'),
                actions: [{ kind: 'set', node: node.id, setting, value: layer.settings[setting]!.default }],
              },
            ]
          : [],
    },
  );

/** A layer that would take each step of a sequence by itself says so where it has no better idea. */
function offerEachStep(
  said: Problem,
  node: Node,
  inputs: readonly TensorType[],
  settings: Resolved['settings'],
): Problem {
  // maps that are joined are no steps of a sequence
  if (said.code === 'branches-mismatch' && inputs.some(({ shape }) => shape.length > 3)) return said;
  const each = node.steps === undefined && layerFor({ type: node.type, steps: 1 });
  const hasBetter = said.repairs.some(({ actions }) => actions.some(({ kind }) => kind !== 'replace'));
  if (!each || hasBetter || said.setting !== undefined || 'rejected' in each.infer(inputs, settings)) return said;
  return {
    ...said,
    repairs: [
      { title: phrase('apply-to-each-step'), actions: [{ kind: 'steps', node: node.id, steps: 1 }] },
      ...said.repairs,
    ],
  };
}

/** Leaves weights to the node whose they are: those of the same names, which must be alike. */
function share(
  own: CheckedNode,
  other: string,
  checked: ReadonlyMap<string, CheckedNode>,
  nodes: ReadonlyMap<string, Node>,
): CheckedNode {
  const { node } = own;
  const owner = checked.get(other);
  const refused = (expected: TextValue, received: TextValue): CheckedNode => {
    const what = {
      layer: titleOf(node, layerOf(node.type)),
      other: verbatim(nameOf(nodes.get(other) ?? { id: other })),
      expected,
      received,
    };
    return {
      ...own,
      problems: [
        ...own.problems,
        problem('shares-mismatch', what, {
          node: node.id,
          repairs: [{ title: phrase('use-own-weights'), actions: [{ kind: 'unshare', node: node.id }] }],
        }),
      ],
    };
  };
  if (!owner || other === node.id)
    return refused(phrase('another-layer'), phrase(other === node.id ? 'itself' : 'no-such-layer'));
  if (owner.node.shares !== undefined)
    return refused(phrase('layer-with-own-weights'), phrase('sharing-layer', { name: verbatim(owner.node.shares) }));
  // what is wrong with either is said there
  if (own.outputs.length === 0 || owner.outputs.length === 0) return own;
  const names = Object.keys(own.weights).filter((name) => name in owner.weights);
  const listed = (specs: WeightSpecs): TextValue =>
    Object.keys(specs).length === 0
      ? phrase('no-weights')
      : Object.entries(specs).map(([name, { shape }]) => verbatim(`${name} ${formatShape(shape)}`));
  if (names.length === 0 || names.some((name) => !sameShape(own.weights[name]!.shape, owner.weights[name]!.shape)))
    return refused(listed(own.weights), listed(owner.weights));
  const weights = Object.fromEntries(Object.entries(own.weights).filter(([name]) => !names.includes(name)));
  return {
    ...own,
    weights,
    shared: Object.fromEntries(names.map((name) => [name, other])),
    parameters: learned(weights),
  };
}

/** The weights of a graph by their full names, without running statistics. */
export const learnedNames = ({ nodes }: CheckedGraph): ReadonlySet<string> =>
  new Set(
    [...nodes.values()].flatMap(({ node, weights }) =>
      Object.entries(weights).flatMap(([name, { role }]) => (role === 'state' ? [] : [`${nameOf(node)}.${name}`])),
    ),
  );

/** The nodes whose weights this one could share. */
export function sharable(checked: CheckedGraph, id: string): string[] {
  const own = checked.nodes.get(id);
  if (!own) return [];
  const shapes = new Map(
    [
      ...Object.entries(own.weights),
      ...Object.entries(own.shared ?? {}).map(
        ([name, other]) => [name, checked.nodes.get(other)!.weights[name]!] as const,
      ),
    ].map(([name, { shape }]) => [name, shape]),
  );
  return checked.order.filter((other) => {
    const { node, weights } = checked.nodes.get(other)!;
    const common = Object.entries(weights).filter(([name]) => shapes.has(name));
    return (
      other !== id &&
      node.shares === undefined &&
      common.length > 0 &&
      common.every(([name, { shape }]) => sameShape(shape, shapes.get(name)!))
    );
  });
}

/** Whether the two differ at most in what the checker does not look at: where they stand, how they learn. */
const isSame = (a: Node, b: Node): boolean =>
  a === b ||
  (a.type === b.type &&
    a.settings === b.settings &&
    a.label === b.label &&
    a.steps === b.steps &&
    a.lora === b.lora &&
    a.frozenStatistics === b.frozenStatistics &&
    a.shares === b.shares);

type Resolved = ReturnType<typeof resolveSettings>;
const resolved = new WeakMap<Node, Resolved>();

/** The settings of a node with its defaults; resolved once, since nodes never change. */
function settingsOf(node: Node, layer: Layer): Resolved {
  let settings = resolved.get(node);
  if (!settings) {
    const { settings: values, errors } = resolveSettings(layer.settings, node.settings);
    settings = { settings: values, errors: [...errors, ...initializerErrors(layer, values)] };
    resolved.set(node, settings);
  }
  return settings;
}

/** What is wrong within initializers: which there are, and what they can be told, is known to the rules of learning alone. */
const initializerErrors = (layer: Layer, settings: Resolved['settings']): SettingError[] =>
  Object.entries(layer.settings).flatMap(([setting, { kind }]) => {
    if (kind !== 'initializer') return [];
    const { type, settings: given = {} } = settings[setting] as InitializerChoice;
    const known = initializerOf(type);
    if (!known) return [{ setting, expected: phrase('an-initializer'), received: verbatim(type) }];
    return resolveSettings(known.settings, given).errors.map((error) => ({ ...error, setting }));
  });

/** The wires into a port, in their order; one empty place for an optional port without any. */
export function wiresInto(port: Port, edges: readonly Edge[]): readonly (Edge | undefined)[] {
  const wires = edges.filter(({ to }) => to.port === port.name);
  return port.optional && wires.length === 0 ? [undefined] : wires;
}

const sameTypes = (a: readonly (TensorType | undefined)[], b: readonly (TensorType | undefined)[]): boolean =>
  a.length === b.length && a.every((type, i) => (type && b[i] ? sameType(type, b[i]) : type === b[i]));

function outputType(
  from: Edge['from'],
  checked: ReadonlyMap<string, CheckedNode>,
  nodes: ReadonlyMap<string, Node>,
): TensorType | undefined {
  const source = nodes.get(from.node);
  const port = source && nodePorts(source).outputs.findIndex(({ name }) => name === from.port);
  return port === undefined ? undefined : checked.get(from.node)?.outputs[port];
}

function* wireProblems(
  node: Node,
  title: Phrase,
  edges: readonly Edge[],
  nodes: ReadonlyMap<string, Node>,
  waiting: ReadonlySet<string>,
): Generator<Problem> {
  const { inputs } = nodePorts(node);
  for (const edge of edges) {
    const source = nodes.get(edge.from.node);
    const remove: Repair = {
      title: phrase('remove-wire'),
      actions: [{ kind: 'removeEdge', from: edge.from, to: edge.to }],
    };
    if (!inputs.some(({ name }) => name === edge.to.port))
      yield problem(
        'unknown-port',
        { layer: title, port: verbatim(edge.to.port) },
        { node: node.id, port: edge.to.port, repairs: [remove] },
      );
    const from = source && layerOf(source.type);
    if (from && !nodePorts(source).outputs.some(({ name }) => name === edge.from.port))
      yield problem(
        'unknown-port',
        { layer: titleOf(source, from), port: verbatim(edge.from.port) },
        { node: node.id, port: edge.to.port, repairs: [remove] },
      );
  }
  for (const port of inputs) {
    const wires = edges.filter((edge) => edge.to.port === port.name && nodes.has(edge.from.node));
    if (wires.length < (port.optional ? 0 : port.many ? 2 : 1) && !waiting.has(`${node.id}/${port.name}`))
      yield problem('input-missing', { layer: title, port: verbatim(port.name) }, { node: node.id, port: port.name });
    if (!port.many && wires.length > 1)
      yield problem(
        'too-many-wires',
        { layer: title, port: verbatim(port.name) },
        {
          node: node.id,
          port: port.name,
          repairs: [
            {
              title: phrase('keep-last-wire'),
              actions: wires.slice(0, -1).map(({ from, to }) => ({ kind: 'removeEdge' as const, from, to })),
            },
          ],
        },
      );
  }
}
