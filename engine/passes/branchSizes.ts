/** Where branches that are joined came to maps of other sizes: the layer in which a size did not divide evenly. */
import { type Edge, nameOf } from '../graph/document.ts';
import { layerName } from '../layers/define.ts';
import { layerOf } from '../layers/index.ts';
import { phrase } from '../phrases.ts';
import { type Problem, problem, type ProblemValues } from '../problems.ts';
import type { TypedNode } from './repairs/misfit.ts';
import { formatShape } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';

type Checked = ReadonlyMap<string, TypedNode>;
type Wires = ReadonlyMap<string, readonly Edge[]>;

/**
 * A mismatch of sizes with the layer in which they parted. Of sequences, whose last axis may as well be features, it is one of sizes only
 * where there is such a layer.
 */
export function tellWhereSizesPart(said: Problem, wires: Wires, checked: Checked): Problem {
  if (said.code !== 'sizes-mismatch') return said;
  const values = said.values as unknown as ProblemValues<'sizes-mismatch'>;
  const branches = (wires.get(said.node!) ?? []).map(({ from }) => from.node);
  const lost = firstUneven(branches, wires, checked);
  if (lost) {
    const { node, inputs, outputs } = lost;
    const layer = layerName({ layer: layerOf(node.type)!, name: nameOf(node) });
    const [from, to] = [mapSize(inputs[0]!), mapSize(outputs[0]!)];
    return { ...said, values: { ...values, cause: phrase('size-lost', { layer, from, to }) } };
  }
  const isMap = branches.some((id) => (checked.get(id)?.outputs[0]?.shape.length ?? 0) > 3);
  if (isMap) return said;
  const { layer, expected, shapes } = values;
  return problem('branches-mismatch', { layer, expected, shapes }, { node: said.node!, port: said.port! });
}

const mapSize = ({ shape }: TensorType) => formatShape(shape.slice(2));

/** The first layer behind which the branches differ whose maps are no whole part of what it receives. */
function firstUneven(branches: readonly string[], wires: Wires, checked: Checked): TypedNode | undefined {
  const ancestors = branches.map((id) => ancestorsOf(id, wires));
  const apart = new Set(
    ancestors.flatMap((own) => [...own].filter((id) => ancestors.some((others) => !others.has(id)))),
  );
  for (const [id, node] of checked) if (apart.has(id) && isUneven(node)) return node;
  return undefined;
}

function isUneven({ inputs: [x], outputs: [y] }: TypedNode): boolean {
  if (!x || !y || x.shape.length !== y.shape.length || x.shape.length < 3) return false;
  return y.shape.some(
    (dim, axis) => axis > 1 && Number(dim) < Number(x.shape[axis]) && Number(x.shape[axis]) % Number(dim) > 0,
  );
}

/** What feeds a node, itself included. */
export function ancestorsOf(id: string, wires: Wires): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(wires.get(next) ?? []).map(({ from }) => from.node));
  }
  return seen;
}
