/** A layer that refuses what its wires bring, and what would come of it were it otherwise: repairs are offered where a trial says that they mend it. */
import type { Edge, End, Node } from '../../graph/document.ts';
import type { Layer } from '../../layers/define.ts';
import { layerFor, layerOf, nodePorts } from '../../layers/index.ts';
import type { Problem } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import type { TensorType } from '../../types/tensor.ts';

/** What is known of a layer that was checked. */
export interface TypedNode {
  readonly node: Node;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
}

type Settings = Readonly<Record<string, unknown>>;

export interface Misfit {
  readonly said: Problem;
  readonly node: Node;
  readonly layer: Layer;
  readonly settings: Settings;
  /** The wires that feed it, in the order of ports, and what comes through each; undefined where an optional port has none. */
  readonly sources: readonly (Edge | undefined)[];
  readonly inputs: readonly TensorType[];
  /** By the node into which they lead. */
  readonly wires: ReadonlyMap<string, readonly Edge[]>;
  /** All that stands before it, each behind what feeds it. */
  readonly checked: ReadonlyMap<string, TypedNode>;
  /** Whether a node stands in a block, where wires are drawn to other nodes than the expanded ones. */
  isWithin(id: string): boolean;
  /** Whether a setting is a formula, which no repair writes over. */
  isFormula(id: string, setting: string): boolean;
}

/** Whether the layer takes such inputs. */
export const takes = ({ layer, settings }: Misfit, inputs: readonly TensorType[] | undefined): boolean =>
  inputs !== undefined && !('rejected' in layer.infer(inputs, settings as never));

/** What a layer with these settings makes of such inputs. */
export function made(
  layer: Layer | undefined,
  inputs: readonly TensorType[],
  settings: Settings = {},
): readonly TensorType[] | undefined {
  if (!layer) return undefined;
  const resolved = resolveSettings(layer.settings, settings);
  if (resolved.errors.length > 0) return undefined;
  const types = layer.infer(inputs, resolved.settings as never);
  return 'rejected' in types ? undefined : types;
}

/** What one layer of a kind makes of a type; undefined where it does not take it. */
export const madeBy = (type: string, input: TensorType, settings: Settings = {}): TensorType | undefined =>
  made(layerOf(type), [input], settings)?.[0];

/** What would reach the layer if some nodes before it had other settings; undefined where one of them then fails. */
export function inputsWith(
  { sources, inputs, wires, checked }: Misfit,
  changes: ReadonlyMap<string, Settings>,
): readonly TensorType[] | undefined {
  const outputs = new Map<string, readonly TensorType[]>();
  const typeAt = ({ node, port }: End): TensorType | undefined => {
    const typed = checked.get(node)!;
    const place = nodePorts(typed.node).outputs.findIndex(({ name }) => name === port);
    return (outputs.get(node) ?? typed.outputs)[place];
  };
  for (const [id, { node, inputs: before }] of checked) {
    const edges = wires.get(id) ?? [];
    if (!changes.has(id) && !edges.some(({ from }) => outputs.has(from.node))) continue;
    const received = nodePorts(node).inputs.flatMap((port) => {
      const own = edges.filter(({ to }) => to.port === port.name);
      return port.optional && own.length === 0 ? [undefined] : own.map(({ from }) => typeAt(from));
    }) as TensorType[];
    if (received.length !== before.length) return undefined;
    const types = made(layerFor(node), received, { ...node.settings, ...changes.get(id) });
    if (!types) return undefined;
    outputs.set(id, types);
  }
  return sources.map((edge, i) => (edge ? typeAt(edge.from)! : inputs[i]!));
}
