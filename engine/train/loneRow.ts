/** Batches of one row under a layer that takes the mean and the spread of a batch, as batch norm does: one value has no spread. */
import { type Document, nameOf } from '../graph/document.ts';
import { Builder } from '../ir/builder.ts';
import { layerName } from '../layers/define.ts';
import { layerFor } from '../layers/index.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { lowerGraph } from '../passes/lower.ts';
import { anyOf, phrase } from '../phrases.ts';
import { type Problem, problem, type Repair } from '../problems.ts';

/** Whether an epoch of so many rows has a batch of one. */
const leavesOne = (rows: number, size: number): boolean => rows % size === 1 || size === 1;

/** A warning where the training rows leave one of them alone in a batch, with the batch sizes that do not. */
export function loneRow(document: Document, checked: CheckedGraph, rows: number): Problem | undefined {
  const { batchSize, lastBatch } = document.training;
  if (rows === 0 || !leavesOne(rows, batchSize)) return undefined;
  const droppable = rows > batchSize && batchSize > 1;
  if (droppable && lastBatch === 'drop') return undefined;
  const id = overOneValue(checked);
  if (id === undefined) return undefined;
  const node = checked.expanded.graph.nodes.find((one) => one.id === id)!;
  const layer = layerName({ layer: layerFor(node)!, name: nameOf(node) });
  const sizes = batchSizes(rows, batchSize);
  const todo =
    sizes.length === 0
      ? phrase('more-training-rows')
      : phrase(droppable ? 'batch-size-or-last-left-out' : 'batch-size-without-one', { sizes: anyOf(sizes) });
  const repairs = [...(droppable ? [DROP] : []), ...sizes.map(setting)];
  return problem('batch-of-one', { layer, rows, size: batchSize, todo }, { node: id, repairs });
}

/** The first node whose statistics over a batch are those of a single value where the batch is one row. */
function overOneValue(checked: CheckedGraph): string | undefined {
  const { graph } = checked.expanded;
  const names = (id: string) => nameOf(graph.nodes.find((node) => node.id === id)!);
  const weights = (b: Builder) =>
    new Map(
      checked.order.flatMap((id) =>
        Object.entries(checked.nodes.get(id)!.weights).map(([name, { shape }]) => {
          const full = `${names(id)}.${name}`;
          return [full, b.input(full, 'float32', shape)] as const;
        }),
      ),
    );
  /** How many values each mean and spread is taken of, in order. */
  const counts = (batch: number): { readonly count: number; readonly value: string }[] => {
    const b = new Builder();
    let seed: ReturnType<Builder['input']> | undefined;
    const { values } = lowerGraph(graph, checked, {
      b,
      batch,
      training: true,
      weights: weights(b),
      seed: () => (seed ??= b.input('@seed', 'int32', [])),
    });
    const made = new Map(b.equations.map((equation, at) => [equation.outputs[0]!, at]));
    const places = [...values].map(([id, value]) => ({ id, at: made.get(value) ?? -1 }));
    return b.equations.flatMap(({ prim, params, inputs }, at) =>
      prim === 'standardize'
        ? [
            {
              count: (params as { axes: readonly number[] }).axes.reduce((n, axis) => n * inputs[0]!.shape[axis]!, 1),
              value: places.find((place) => place.at >= at)?.id ?? '',
            },
          ]
        : [],
    );
  };
  const [one, two] = [counts(1), counts(2)];
  return one.find(({ count }, i) => count === 1 && two[i]!.count > 1)?.value;
}

/** The nearest larger and smaller batches that leave no row alone. */
function batchSizes(rows: number, size: number): number[] {
  const fits = (other: number) => other > 1 && !leavesOne(rows, other);
  const smaller = Array.from({ length: size }, (_, i) => size - 1 - i).find(fits);
  const larger = Array.from({ length: Math.max(0, rows - size) }, (_, i) => size + 1 + i).find(fits);
  return [larger, smaller].filter((value) => value !== undefined);
}

const DROP: Repair = {
  title: phrase('leave-last-batch-out'),
  actions: [{ kind: 'configure', path: ['training', 'lastBatch'], value: 'drop' }],
};
const setting = (value: number): Repair => ({
  title: phrase('set-batch-size', { size: value }),
  actions: [{ kind: 'configure', path: ['training', 'batchSize'], value }],
});
