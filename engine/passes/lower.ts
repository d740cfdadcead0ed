/** The lowering pass: a checked graph as equations of a program. */
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';
import { hashName } from '../ir/random.ts';
import { type Edge, type Graph, nameOf } from '../graph/document.ts';
import type { Step } from '../layers/define.ts';
import { layerFor, nodePorts } from '../layers/index.ts';
import { resolveSettings } from '../settings.ts';
import type { Shape } from '../types/shape.ts';
import { type CheckedGraph, wiresInto } from './check.ts';

export interface LoweringInput {
  readonly b: Builder;
  readonly batch: number;
  readonly training: boolean;
  /** Weights and state by their full name. */
  readonly weights: ReadonlyMap<string, Value>;
  /** Place by place: all layers are `stepwise`, and what each keeps is told apart by its node. */
  readonly step?: Pick<Step, 'place' | 'length'> & {
    before(node: string, name: string, shape: Shape): Value;
    keep(node: string, name: string, next: Value): void;
  };
  /** The step's seed; asked for only where some layer draws numbers. */
  seed(): Value;
}

export interface Lowered {
  /** Every output, by `node/port`. */
  readonly outputs: ReadonlyMap<string, Value>;
  /** The first output of every node, by node. */
  readonly values: ReadonlyMap<string, Value>;
  /** Next values of `state` tensors, by full name. */
  readonly updates: ReadonlyMap<string, Value>;
  /** What the batch alone says of them; of those that several nodes share, what each of these says. */
  readonly statistics: ReadonlyMap<string, readonly Value[]>;
  /** What layers add to the loss. */
  readonly penalties: readonly Value[];
}

/** Lowers every node in order. The graph must be free of errors. */
export function lowerGraph(
  graph: Graph,
  checked: CheckedGraph,
  { b, batch, training, weights, step, seed }: LoweringInput,
): Lowered {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const wires = new Map<string, Edge[]>();
  for (const edge of graph.edges) wires.set(edge.to.node, [...(wires.get(edge.to.node) ?? []), edge]);
  const outputs = new Map<string, Value>();
  const updates = new Map<string, Value>();
  const statistics = new Map<string, Value[]>();
  const penalties: Value[] = [];
  for (const id of checked.order) {
    const node = nodes.get(id)!;
    const layer = layerFor(node)!;
    const { settings } = resolveSettings(layer.settings, node.settings);
    const ports = nodePorts(node);
    if (layer.fed) {
      const { dtype, shape } = checked.nodes.get(id)!.outputs[0]!;
      outputs.set(
        `${id}/${ports.outputs[0]!.name}`,
        b.input(
          `input:${id}`,
          dtype,
          shape.map((dim) => (dim === 'N' ? batch : dim)),
        ),
      );
      continue;
    }
    const incoming = wires.get(id) ?? [];
    const inputs = ports.inputs
      .flatMap((port) => wiresInto(port, incoming))
      .map((edge) => edge && outputs.get(`${edge.from.node}/${edge.from.port}`)!) as Value[];
    const { weights: owned, shared = {} } = checked.nodes.get(id)!;
    // by its names in the layer, the name of each weight in the program
    const names = new Map(
      [
        ...Object.keys(owned).map((name) => [name, node] as const),
        ...Object.entries(shared).map(([name, other]) => [name, nodes.get(other)!] as const),
      ].map(([name, owner]) => [name, `${nameOf(owner)}.${name}`]),
    );
    // statistics that two nodes share go from one to the other
    const own = Object.fromEntries([...names].map(([name, full]) => [name, updates.get(full) ?? weights.get(full)!]));
    let draws = 0;
    const result = layer.lower(
      {
        b,
        training,
        batch,
        uniform: (shape) => b.randomUniform(seed(), shape, hashName(`${id}/${draws++}`)),
        update(state, next, now) {
          const full = names.get(state)!;
          updates.set(full, next);
          statistics.set(full, [...(statistics.get(full) ?? []), now]);
        },
        ...(step && {
          step: {
            ...step,
            before: (name, shape) => step.before(id, name, shape),
            keep: (name, next) => step.keep(id, name, next),
          },
        }),
        penalty: (value) => void penalties.push(value),
      },
      inputs,
      settings,
      own,
    );
    const values: readonly Value[] = 'id' in result ? [result] : result;
    ports.outputs.forEach(({ name }, i) => outputs.set(`${id}/${name}`, values[i]!));
  }
  const first = new Map(
    checked.order.map((id) => [id, outputs.get(`${id}/${nodePorts(nodes.get(id)!).outputs[0]!.name}`)!]),
  );
  return { outputs, values: first, updates, statistics, penalties };
}
