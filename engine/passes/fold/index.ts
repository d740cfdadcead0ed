/**
 * Repeated structure folded into blocks: equal parts of a flat network become instances of one block, those that follow each other one
 * instance that repeats. The reverse of expanding: a folded graph expands to the layers, wires and names of weights that it was made of.
 */
import { freshBlockId, freshBlockName } from '../../graph/blocks.ts';
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type Document,
  type Edge,
  type Graph,
  nameOf,
  type Node,
} from '../../graph/document.ts';
import { freshId } from '../../graph/edits.ts';
import { layOut } from '../../graph/layout.ts';
import { layerOfNode } from '../../layers/blocks.ts';
import { isFed } from '../../layers/index.ts';
import { checkGraph } from '../check.ts';
import { grouped } from './grouped.ts';
import { type Link, lineOf } from './line.ts';
import { type Modules, Titles } from './modules.ts';
import { type Plan, planOf, type Row } from './plan.ts';
import { entriesOf, unitsOf } from './units.ts';

export interface Folded {
  readonly document: Document;
  /** Where each node of before stands when the graph is expanded, by its id, where that is elsewhere. */
  readonly places: ReadonlyMap<string, string>;
}

/** A network of so few nodes is seen at once, and stays as it is. */
const FEW = 20;
/** Blocks within blocks end somewhere, and so does the choice of what to try. */
const [MOST_ROUNDS, MOST_TRIED] = [60, 40];

/**
 * Folds what repeats, as long as there are more nodes than a `few` to look at. The same document where nothing does. What stands where
 * losses are measured stays where it is. Blocks are called after the `modules` that the nodes came from, where they are known.
 */
export function foldRepeats(document: Document, few = FEW, modules?: Modules): Folded {
  let { graph } = document;
  if (graph.nodes.length <= few) return { document, places: new Map() };
  const kept = new Set(document.training.losses.flatMap(({ output }) => output ?? []));
  const known = { kept, bare: withoutWeights(graph) };
  const titles = modules && new Titles(modules);
  let places = new Map<string, string>();
  for (let round = 0; round < MOST_ROUNDS && graph.nodes.length > few; round++) {
    const line = lineOf(graph, graph, known);
    const plan = line && bestPlan(line);
    if (!line || !plan) break;
    const once = new Folding(graph, line, plan, titles?.of(line, plan, places)).run();
    places = along(places, once.places);
    graph = once.graph;
  }
  return graph === document.graph
    ? { document, places }
    : { document: { ...document, graph: laidOut(graph, document.graph.blocks) }, places };
}

const withoutWeights = (graph: Graph): ReadonlySet<string> =>
  new Set(
    [...checkGraph(graph).nodes]
      .filter(([, { outputs, weights, shared }]) => outputs.length > 0 && !shared && Object.keys(weights).length === 0)
      .map(([id]) => id),
  );

/** What spares most. */
function bestPlan(line: readonly Link[]): Plan | undefined {
  let best: Plan | undefined;
  for (const unit of unitsOf(line).slice(0, MOST_TRIED)) {
    if (best && best.gain >= unit.gain) break;
    const plan = planOf(line, unit);
    if (plan && plan.gain > (best?.gain ?? 0)) best = plan;
  }
  return best;
}

/** Where nodes stand after one more round. */
function along(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Map<string, string> {
  const moved = new Map(now);
  for (const [id, place] of before) {
    const [outer = place, ...rest] = place.split('/');
    moved.set(id, [now.get(outer) ?? outer, ...rest].join('/'));
  }
  return moved;
}

/** With places for all but the blocks that were there. */
function laidOut(graph: Graph, before: readonly Block[]): Graph {
  const placed = <D extends Pick<Graph, 'nodes' | 'edges'>>(drawing: D): D => {
    const fed = new Set(drawing.edges.map(({ to }) => to.node));
    const read = new Set(drawing.edges.map(({ from }) => from.node));
    const isLoose = (node: Node) =>
      !fed.has(node.id) && read.has(node.id) && !isFed(node) && node.type !== BLOCK_INPUT && node.type !== BLOCK;
    const loose = new Set(drawing.nodes.filter(isLoose).map(({ id }) => id));
    const at = layOut(inReach(drawing), drawing.edges, loose);
    return { ...drawing, nodes: drawing.nodes.map((node) => ({ ...node, position: at.get(node.id)! })) };
  };
  return { ...placed(graph), blocks: graph.blocks.map((block) => (before.includes(block) ? block : placed(block))) };
}

/** Nodes in the order in which data reaches them. */
function inReach({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): Node[] {
  const waiting = new Map(nodes.map(({ id }) => [id, edges.filter(({ to }) => to.node === id).length]));
  const readers = grouped(edges, ({ from }) => from.node);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const order = nodes.filter(({ id }) => waiting.get(id) === 0);
  for (let at = 0; at < order.length; at++)
    for (const { to } of readers.get(order[at]!.id) ?? []) {
      const left = waiting.get(to.node)! - 1;
      waiting.set(to.node, left);
      if (left === 0) order.push(byId.get(to.node)!);
    }
  return order;
}

/** One unit of a graph folded. */
class Folding {
  readonly #graph: Graph;
  readonly #line: readonly Link[];
  readonly #plan: Plan;
  /** What the model calls its block. */
  readonly #called: string | undefined;
  readonly #block: Block;
  /** Ids of the layers in the block. */
  readonly #inner: readonly string[];
  readonly #taken: Set<string>;

  constructor(graph: Graph, line: readonly Link[], plan: Plan, title?: string) {
    [this.#graph, this.#line, this.#plan, this.#called] = [graph, line, plan, title];
    this.#taken = new Set(graph.nodes.flatMap((node) => [node.id, nameOf(node)]));
    const taken = new Set<string>();
    this.#inner = Array.from({ length: plan.length }, (_, layer) => {
      const id = freshId(taken, this.#link(plan.rows[0]!.starts[0]!, layer).node.type);
      taken.add(id);
      return id;
    });
    this.#block = this.#drawn();
  }

  #link(start: number, layer: number): Link {
    return this.#line[start + layer]!;
  }

  run(): { readonly graph: Graph; readonly places: ReadonlyMap<string, string> } {
    const { length, rows } = this.#plan;
    const instances = rows.map((row) => this.#instance(row));
    const places = new Map<string, string>();
    /** By the id of a node that goes: the instance that it goes into, which of its repetitions, and the layer. */
    const goes = new Map<string, { readonly instance: Node; readonly row: Row; readonly start: number }>();
    rows.forEach((row, i) => {
      const instance = instances[i]!;
      row.starts.forEach((start, k) => {
        for (let layer = 0; layer < length; layer++) {
          const { id } = this.#link(start, layer).node;
          goes.set(id, { instance, row, start });
          places.set(id, [instance.id, ...(instance.repeat === undefined ? [] : [k]), this.#inner[layer]!].join('/'));
        }
      });
    });
    const first = new Map(rows.map(({ starts }, i) => [this.#link(starts[0]!, 0).node.id, instances[i]!]));
    const nodes = this.#graph.nodes.flatMap((node) => first.get(node.id) ?? (goes.has(node.id) ? [] : [node]));
    const groups = this.#graph.groups
      .map((group) => ({ ...group, nodes: group.nodes.filter((id) => !goes.has(id)) }))
      .filter((group) => group.nodes.length > 0);
    const edges = this.#edges(goes);
    return { graph: { ...this.#graph, nodes, edges, groups, blocks: [...this.#graph.blocks, this.#block] }, places };
  }

  #edges(goes: ReadonlyMap<string, { readonly instance: Node; readonly row: Row; readonly start: number }>): Edge[] {
    const entered = new Set<string>();
    return this.#graph.edges.flatMap((edge): Edge[] => {
      const [comes, enters] = [goes.get(edge.from.node), goes.get(edge.to.node)];
      const from = comes ? { node: comes.instance.id, port: 'output' } : edge.from;
      if (!enters) return comes ? [{ from, to: edge.to }] : [edge];
      if (comes && comes.row === enters.row) return [];
      const { instance, row, start } = enters;
      const entry = this.#entries(start).findIndex(
        ({ place, port }) => this.#line[place]!.node.id === edge.from.node && port === edge.from.port,
      );
      const key = `${instance.id}/${entry}`;
      if (entered.has(key) || start !== row.starts[0]) return [];
      entered.add(key);
      return [{ from, to: { node: instance.id, port: portName('input', entry) } }];
    });
  }

  /** What feeds a stretch, what the repetitions hand on first. */
  #entries(start: number) {
    const { length, carried } = this.#plan;
    const entries = entriesOf(this.#line, start, length);
    return entries.length === 0 ? [] : [entries[carried]!, ...entries.toSpliced(carried, 1)];
  }

  #instance({ starts, settings, naming, label }: Row): Node {
    const id = freshId(this.#taken, BLOCK);
    this.#taken.add(id);
    const freed = new Set(starts.flatMap((start) => this.#namesAt(start)));
    const free = label !== '' && (!this.#taken.has(label) || freed.has(label)) ? label : undefined;
    if (free !== undefined) this.#taken.add(free);
    const repeat = starts.length > 1 ? starts.length : undefined;
    // written so that the name may be changed, with the names of weights
    const own = free !== undefined && naming.startsWith(free) ? `{name}${naming.slice(free.length)}` : naming;
    return {
      id,
      type: BLOCK,
      block: this.#block.id,
      settings: settings as Node['settings'],
      position: { x: 0, y: 0 },
      ...(free !== undefined && { label: free }),
      ...(repeat !== undefined && { repeat }),
      ...(own !== usualNaming(repeat) && { naming: own }),
    };
  }

  #namesAt(start: number): string[] {
    return Array.from({ length: this.#plan.length }, (_, layer) => nameOf(this.#link(start, layer).node));
  }

  #drawn(): Block {
    const { rows, length, labels, namings, inner, settings } = this.#plan;
    const start = rows[0]!.starts[0]!;
    const entries = this.#entries(start);
    const ids = new Set(this.#inner);
    const port = (type: typeof BLOCK_INPUT | typeof BLOCK_OUTPUT, label: string): Node => {
      const id = freshId(ids, type);
      ids.add(id);
      return { id, type, settings: {}, position: { x: 0, y: 0 }, label };
    };
    const ins = entries.map((_, k) => port(BLOCK_INPUT, portName('input', k)));
    const out = port(BLOCK_OUTPUT, 'output');
    const taken = new Set([...ids, ...ins.map(nameOf), nameOf(out)]);
    const layers = this.#inner.map((id, layer): Node => {
      const { label: _, naming, ...node } = this.#link(start, layer).node;
      const label = labels[layer];
      const shown = label !== undefined && !taken.has(label) ? label : undefined;
      if (shown !== undefined) taken.add(shown);
      const own = namings[layer] ?? (shown === undefined ? label : undefined);
      const pattern = node.type === BLOCK ? patternOf(node, naming, own) : own;
      return {
        ...node,
        id,
        settings: inner[layer] as Node['settings'],
        ...(shown !== undefined && { label: shown }),
        ...(pattern !== undefined && { naming: pattern }),
      };
    });
    const edges = Array.from({ length }, (_, layer) => layer).flatMap((layer) =>
      this.#link(start, layer).sources.map(({ place, port: from, into }): Edge => {
        const entry = entries.findIndex((one) => one.place === place && one.port === from);
        return {
          from:
            place >= start
              ? { node: this.#inner[place - start]!, port: from }
              : { node: ins[entry]!.id, port: 'output' },
          to: { node: this.#inner[layer]!, port: into },
        };
      }),
    );
    edges.push({
      from: { node: this.#inner.at(-1)!, port: this.#link(start, length - 1).exit! },
      to: { node: out.id, port: 'input' },
    });
    return {
      id: freshBlockId(this.#graph),
      name: freshBlockName(this.#graph, this.#called ?? this.#title(rows[0]!)),
      doc: '',
      settings: [...settings],
      nodes: [...ins, ...layers, out],
      edges,
      groups: [],
      notes: [],
    };
  }

  /** The last word that the model has for it, else what it is made of. */
  #title({ label, starts }: Row): string {
    const word = label
      .split(/[./_]/)
      .map((part) => part.replace(/\d+$/, ''))
      .findLast((part) => /\p{L}{2}/u.test(part));
    if (word !== undefined) return word[0]!.toUpperCase() + word.slice(1);
    const titles = Array.from({ length: this.#plan.length }, (_, layer) => {
      const { node } = this.#link(starts[0]!, layer);
      return layerOfNode(node, this.#graph.blocks)?.title ?? node.type;
    });
    return [...new Set(titles)].slice(0, 3).join(', ');
  }
}

const portName = (word: 'input' | 'output', index: number): string => (index === 0 ? word : `${word}_${index + 1}`);

const usualNaming = (repeat: Node['repeat']): string => (repeat === undefined ? '{name}' : '{name}.{i}');

/** What an instance's weights begin with when it is called `own`, not by its label. */
const patternOf = (
  { repeat }: Pick<Node, 'repeat'>,
  naming: string | undefined,
  own: string | undefined,
): string | undefined => (own === undefined ? naming : (naming ?? usualNaming(repeat)).replace('{name}', own));
