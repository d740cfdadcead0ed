/**
 * Writes a network down: each call adds a layer and gives the wire that leaves it, with the shape that flows there. Layers in a `scope`
 * have its name before theirs, as modules in PyTorch do; a layer without a name is known by its id. Places on the canvas follow at the end.
 */
import type { Document, Edge, Node } from '../engine/graph/document.ts';
import { PITCH } from '../engine/graph/edits.ts';
import type { Layer } from '../engine/layers/define.ts';
import { layerOf } from '../engine/layers/index.ts';
import { resolveSettings } from '../engine/settings.ts';
import type { TensorType } from '../engine/types/tensor.ts';

export interface Wire {
  readonly node: string;
  readonly port: string;
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly dtype: TensorType['dtype'];
}

type Settings = Readonly<Record<string, unknown>>;
/** What goes into a layer: one wire, several to a port that takes many, or wires by port. */
export type Sources = Wire | readonly Wire[] | { readonly ports: Readonly<Record<string, Wire | undefined>> };

export interface ConvOptions {
  readonly stride?: number;
  /** Zeros on every side; pairs are for height and width. */
  readonly padding?: number | readonly [number, number];
  readonly groups?: number;
  readonly dilation?: number;
  readonly bias?: boolean;
}
export interface PoolOptions {
  readonly stride?: number;
  readonly padding?: number;
  readonly ceil?: boolean;
  readonly countPadding?: boolean;
}

/** Beside a node on the canvas. */
const ASIDE = 240;

const pair = (value: number | readonly [number, number]): readonly [number, number] => (typeof value === 'number' ? [value, value] : value);

export class Net {
  readonly #nodes: Omit<Node, 'position'>[] = [];
  readonly #edges: Edge[] = [];
  readonly #notes: { text: string; beside: string }[] = [];
  readonly #counts = new Map<string, number>();
  #scope = '';

  /** Names inside begin with this one. */
  scope<T>(name: string | number, build: () => T): T {
    const outer = this.#scope;
    this.#scope = this.nameOf(String(name));
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  /** The whole name of what is called so in this scope. */
  nameOf = (name: string): string => (this.#scope === '' ? name : `${this.#scope}.${name}`);

  /** The outputs of a new layer. */
  outputs(type: string, from: Sources, settings: Settings = {}, name?: string): readonly Wire[] {
    const layer = layerOf(type);
    if (!layer) throw new Error(`internal: no layer is called ${type}`);
    const count = (this.#counts.get(type) ?? 0) + 1;
    this.#counts.set(type, count);
    const id = `${type}_${count}`;
    const byPort = wiresByPort(layer, from);
    const changed = Object.fromEntries(Object.entries(settings).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(layer.settings[key]?.default)));
    this.#nodes.push({ id, type, settings: changed as Node['settings'], ...(name !== undefined && { label: this.nameOf(name) }) });
    for (const [port, wires] of byPort) for (const wire of wires) this.#edges.push({ from: { node: wire.node, port: wire.port }, to: { node: id, port } });
    const inputs = layer.inputs.flatMap((port): readonly (Wire | undefined)[] => byPort.get(port.name) ?? [undefined]);
    const resolved = resolveSettings(layer.settings, changed);
    if (resolved.errors.length > 0) throw new Error(`internal: ${id}: ${JSON.stringify(resolved.errors)}`);
    const types = layer.infer(inputs.map((wire) => wire && { dtype: wire.dtype, shape: ['N', ...wire.shape] }) as TensorType[], resolved.settings);
    if ('rejected' in types) throw new Unfit(types.rejected({ node: id, layer: `${layer.title} "${name === undefined ? id : this.nameOf(name)}"` }).message);
    return types.map(({ dtype, shape }, i) => ({ node: id, port: layer.outputs[i]!.name, dtype, shape: shape.slice(1) as number[] }));
  }

  /** The first output of a new layer, most often the only one. */
  add(type: string, from: Sources, settings: Settings = {}, name?: string): Wire {
    return this.outputs(type, from, settings, name)[0]!;
  }

  input(shape: readonly number[], values: 'float32' | 'int32' = 'float32'): Wire {
    return this.add('input', [], { shape, values });
  }

  conv(x: Wire, name: string | undefined, filters: number, kernel: number | readonly [number, number], { stride = 1, padding = 0, groups = 1, dilation = 1, bias = true }: ConvOptions = {}): Wire {
    const explicit = pair(padding).some((p) => p > 0) && { padding: 'explicit', explicitPadding: pair(padding) };
    return this.add('conv2d', x, { filters, kernel: pair(kernel), stride: pair(stride), ...explicit, dilation: pair(dilation), groups, bias }, name);
  }
  dense(x: Wire, name: string | undefined, units: number, bias = true): Wire {
    return this.add('dense', x, { units, bias }, name);
  }
  norm(x: Wire, name?: string, settings: Settings = {}): Wire {
    return this.add('batchNorm', x, settings, name);
  }
  relu(x: Wire): Wire {
    return this.add('relu', x);
  }
  /** ReLU, SiLU ... by the layer's id. */
  activate(x: Wire, type: string): Wire {
    return this.add(type, x);
  }
  pool(kind: 'max' | 'average', x: Wire, kernel: number, { stride = kernel, padding = 0, ceil = false, countPadding = kind === 'average' }: PoolOptions = {}): Wire {
    const explicit = padding > 0 && { padding: 'explicit', explicitPadding: pair(padding) };
    return this.add(`${kind}Pool2d`, x, { kernel: pair(kernel), ...(stride !== kernel && { stride: pair(stride) }), ...explicit, ceil, ...(padding > 0 && kind === 'average' && { countPadding }) });
  }
  flatten(x: Wire): Wire {
    return this.add('flatten', x);
  }
  dropout(x: Wire, rate: number): Wire {
    return this.add('dropout', x, { rate });
  }
  sum(...wires: readonly Wire[]): Wire {
    return this.add('add', wires);
  }
  concat(wires: readonly Wire[], axis = 1): Wire {
    return wires.length === 1 ? wires[0]! : this.add('concatenate', wires, { axis });
  }

  /** Text on the canvas, to the left of a layer. */
  note(beside: Wire, text: string): void {
    this.#notes.push({ text, beside: beside.node });
  }

  graph(): Pick<Document['graph'], 'nodes' | 'edges' | 'notes'> {
    const places = layOut(this.#nodes, this.#edges);
    const left = Math.min(...[...places.values()].map(({ x }) => x));
    return {
      nodes: this.#nodes.map(({ id, type, settings, label }) => ({ id, type, settings, position: places.get(id)!, ...(label !== undefined && { label }) })),
      edges: this.#edges,
      notes: this.#notes.map(({ text, beside }, i) => ({ id: `note_${i + 1}`, text, position: { x: left - 312, y: places.get(beside)!.y }, size: { width: 264, height: 24 * Math.ceil(text.length / 34) + 40 } })),
    };
  }
}

/** The settings ask for a network whose layers do not fit each other, most often because the input is too small. */
export class Unfit extends Error {}

function wiresByPort({ inputs }: Layer, from: Sources): Map<string, readonly Wire[]> {
  if ('ports' in from) return new Map(Object.entries(from.ports).flatMap(([port, wire]) => (wire ? [[port, [wire]] as const] : [])));
  if ('node' in from) return new Map([[inputs[0]!.name, [from]]]);
  const [first] = inputs;
  return first?.many ? new Map([[first.name, from]]) : new Map(from.map((wire, i) => [inputs[i]!.name, [wire]]));
}

/** A row below everything that feeds it, and in the column of its first source where that is free, else beside it. */
export function layOut(nodes: readonly Pick<Node, 'id'>[], edges: readonly Edge[]): Map<string, { readonly x: number; readonly y: number }> {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) sources.set(to.node, [...(sources.get(to.node) ?? []), from.node]);
  const rows = new Map<string, number>();
  const columns = new Map<string, number>();
  const taken = new Set<string>();
  for (const { id } of nodes) {
    const before = sources.get(id) ?? [];
    const row = before.length === 0 ? 0 : 1 + Math.max(...before.map((source) => rows.get(source)!));
    const wanted = [...before.map((source) => columns.get(source)!)].sort((a, b) => a - b)[Math.floor((before.length - 1) / 2)] ?? 0;
    // 0, 1, -1, 2, -2 ...
    const column = Array.from({ length: 2 * nodes.length + 1 }, (_, i) => wanted + (i % 2 === 1 ? (i + 1) / 2 : -i / 2)).find((column) => !taken.has(`${row}/${column}`))!;
    taken.add(`${row}/${column}`);
    rows.set(id, row);
    columns.set(id, column);
  }
  return new Map(nodes.map(({ id }) => [id, { x: columns.get(id)! * ASIDE, y: rows.get(id)! * PITCH }]));
}
