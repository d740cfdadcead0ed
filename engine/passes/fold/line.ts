/**
 * A drawing as a line of layers, in an order that follows from its wires alone, so that equal parts of a network lie in equal stretches
 * of the line: each layer right behind what feeds it, port by port. What many read (a mask, what an encoder gives) stands before them all.
 */
import { BLOCK, BLOCK_INPUT, BLOCK_OUTPUT, type Drawing, type Graph, type Node } from '../../graph/document.ts';
import { layerOfNode } from '../../layers/blocks.ts';
import { grouped } from './grouped.ts';
import { isFed } from '../../layers/index.ts';
import type { Field } from '../../settings.ts';

/** A wire into a layer: where it comes from, by its place in the line. */
export interface Source {
  readonly place: number;
  readonly port: string;
  readonly into: string;
}

/** One layer in its line. */
export interface Link {
  readonly node: Node;
  /** In the order of its ports. */
  readonly sources: readonly Source[];
  /** The farthest that reads it. */
  readonly last: number;
  /** Its one output that is read; undefined where several are, or none. */
  readonly exit: string | undefined;
  /** What it must have in common with another for both to be one layer of a block. */
  readonly kind: string;
  /** It stays where it is: data enters or leaves there, or it has weights in common with another. */
  readonly fixed: boolean;
  readonly fields: Readonly<Record<string, Field>>;
  /** It has weights, which are named after it. */
  readonly named: boolean;
  /** It has weights that say their whole names, in a block that can have no name of its own. */
  readonly whole: boolean;
}

/** So many readers make something that stands before them all. */
const MANY = 3;

/** Kinds of settings that a block can have itself. */
export const PROMOTED: ReadonlySet<Field['kind']> = new Set([
  'int',
  'number',
  'boolean',
  'text',
  'choice',
  'ints',
  'numbers',
]);

/** What is known of nodes, by id. */
export interface Known {
  /** They stay where they are. */
  readonly kept: ReadonlySet<string>;
  /** They have no weights, though others of their layer have. */
  readonly bare: ReadonlySet<string>;
}

/** The line of a drawing; undefined where its wires go round in a ring or nowhere. */
export function lineOf(drawing: Drawing, { blocks }: Pick<Graph, 'blocks'>, { kept, bare }: Known): Link[] | undefined {
  const { nodes, edges } = drawing;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  if (edges.some(({ from, to }) => !byId.has(from.node) || !byId.has(to.node))) return undefined;
  const layers = new Map(nodes.map((node) => [node.id, layerOfNode(node, blocks)]));
  const into = grouped(edges, ({ to }) => to.node);
  const outOf = grouped(edges, ({ from }) => from.node);
  for (const [id, wires] of into) {
    const ports = layers.get(id)?.inputs.map(({ name }) => name) ?? [];
    into.set(
      id,
      wires.toSorted((a, b) => ports.indexOf(a.to.port) - ports.indexOf(b.to.port)),
    );
  }
  // a parameter or constant stands right before what reads it
  const sourcesOf = (id: string) => {
    const sources = (into.get(id) ?? []).map(({ from }) => from.node);
    return [...sources.filter((one) => into.has(one)), ...sources.filter((one) => !into.has(one))];
  };
  const order = ordered(nodes, sourcesOf, outOf);
  const places = new Map(order.map((id, place) => [id, place]));
  const shared = new Set(nodes.flatMap(({ id, shares }) => (shares === undefined ? [] : [id, shares])));
  const line = order.map((id, place): Link | undefined => {
    const [node, layer] = [byId.get(id)!, layers.get(id)];
    const sources = (into.get(id) ?? []).map(({ from, to }) => ({
      place: places.get(from.node)!,
      port: from.port,
      into: to.port,
    }));
    if (sources.some((source) => source.place >= place)) return undefined;
    const readers = outOf.get(id) ?? [];
    const exits = new Set(readers.map(({ from }) => from.port));
    const fields = layer?.settings ?? {};
    const ownNames =
      node.type === BLOCK && node.naming !== undefined && node.naming !== '' && !node.naming.startsWith('{name}');
    return {
      node,
      sources,
      last: Math.max(-1, ...readers.map(({ to }) => places.get(to.node)!)),
      exit: exits.size === 1 ? [...exits][0] : undefined,
      kind: kindOf(node, fields, layer && [layer.inputs, layer.outputs].map((ports) => ports.map(({ name }) => name))),
      fixed:
        !layer ||
        readers.length === 0 ||
        kept.has(id) ||
        shared.has(id) ||
        node.off !== undefined ||
        ownNames ||
        node.type === BLOCK_INPUT ||
        node.type === BLOCK_OUTPUT ||
        isFed(node),
      fields,
      named: node.type === BLOCK ? node.naming !== '' : layer?.weights !== undefined && !bare.has(id),
      whole: node.type === BLOCK && node.naming === '',
    };
  });
  return line.includes(undefined) ? undefined : (line as Link[]);
}

/** Ids, each behind all that feeds it. */
function ordered(
  nodes: readonly Node[],
  sourcesOf: (id: string) => readonly string[],
  outOf: ReadonlyMap<string, readonly { readonly to: { readonly node: string } }[]>,
): string[] {
  const readers = (id: string) => new Set((outOf.get(id) ?? []).map(({ to }) => to.node)).size;
  const sinks = nodes.filter(({ id }) => readers(id) === 0).map(({ id }) => id);
  const first = walked(sinks, sourcesOf);
  const apart = readApart(first, sourcesOf, (id) => (outOf.get(id) ?? []).map(({ to }) => to.node));
  const read = first
    .filter((id) => readers(id) >= MANY || apart.has(id))
    .sort((a, b) => Number(apart.has(b)) - Number(apart.has(a)) || readers(b) - readers(a));
  return walked([...read, ...sinks], sourcesOf);
}

/** What nothing feeds and parts read that come one behind the other, with all that flows going through one node between them. */
function readApart(
  order: readonly string[],
  sourcesOf: (id: string) => readonly string[],
  readersOf: (id: string) => readonly string[],
): ReadonlySet<string> {
  const places = new Map(order.map((id, place) => [id, place]));
  const readAt = new Map(order.map((id) => [id, readersOf(id).map((one) => places.get(one)!)]));
  /** By place, before how many of the nodes that all goes through it comes. */
  const passed: number[] = [];
  let [farthest, count] = [-1, 0];
  order.forEach((id, place) => {
    if (farthest <= place) count++;
    passed.push(count);
    if (sourcesOf(id).length > 0) farthest = Math.max(farthest, ...readAt.get(id)!);
  });
  const isApart = (id: string) => {
    const at = readAt.get(id)!;
    return at.length > 1 && passed[Math.min(...at)]! < passed[Math.max(...at) - 1]!;
  };
  return new Set(order.filter((id) => sourcesOf(id).length === 0 && isApart(id)));
}

/** What leads to some nodes and then they, the sources of each in their order. */
function walked(roots: readonly string[], sourcesOf: (id: string) => readonly string[]): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const root of roots) {
    const open: { readonly id: string; next: number }[] = [];
    const enter = (id: string) => {
      if (seen.has(id)) return;
      seen.add(id);
      open.push({ id, next: 0 });
    };
    enter(root);
    for (let at = open.at(-1); at; at = open.at(-1)) {
      const source = sourcesOf(at.id)[at.next++];
      if (source !== undefined) enter(source);
      else order.push(open.pop()!.id);
    }
  }
  return order;
}

/** Everything that a block does not leave to its instances, as a text. */
function kindOf(node: Node, fields: Readonly<Record<string, Field>>, ports: unknown): string {
  const { id: _, label: __, position: ___, settings, naming, ...rest } = node;
  const constant = Object.entries(settings).filter(([key, value]) => !mayDiffer(fields[key], value));
  // a layer that stands in no block has a naming to no purpose
  const pattern = node.type === BLOCK ? naming : undefined;
  return JSON.stringify([rest, pattern, ports, constant.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

const mayDiffer = (field: Field | undefined, value: unknown): boolean =>
  field !== undefined && PROMOTED.has(field.kind) && !JSON.stringify(value).includes('"="');
