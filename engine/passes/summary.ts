/** What a document costs, layer by layer: output types, parameters, multiply-adds, memory. */
import type { Document, Node } from '../graph/document.ts';
import { optimizerOf } from '../learn/index.ts';
import { resolveSettings } from '../settings.ts';
import { sizeOf } from '../types/shape.ts';
import { bytesOf, type TensorType } from '../types/tensor.ts';
import type { WeightSpec, WeightSpecs } from '../layers/define.ts';
import { isLearned } from '../layers/index.ts';
import { type CheckedGraph, checkGraph } from './check.ts';

export interface LayerSummary {
  readonly node: Node;
  readonly type: string;
  /** Of the first output; missing where the layer has a problem. */
  readonly output: TensorType | undefined;
  readonly parameters: number;
  readonly macs: number;
}
export interface Summary {
  readonly layers: readonly LayerSummary[];
  readonly total: {
    readonly parameters: number;
    readonly trainable: number;
    readonly macs: number;
    readonly memoryBytes: number;
  };
}

const learnedOf = (node: Node, weights: WeightSpecs): readonly WeightSpec[] =>
  Object.entries(weights).flatMap(([name, spec]) => (isLearned(node, name, spec) ? [spec] : []));

/** Memory is an estimate: weights with gradients and optimizer slots, and each activation with its gradient for one batch. */
export function summarize(document: Document, checked: CheckedGraph = checkGraph(document.graph)): Summary {
  const { optimizer: choice, batchSize, accumulation, averaging, pruning } = document.training;
  const optimizer = optimizerOf(choice.type);
  const settings = optimizer && resolveSettings(optimizer.settings, choice.settings).settings;
  const ownSlots = Number(accumulation > 1) + Number(averaging.type !== 'none') + Number(pruning.sparsity > 0);
  const remembered = checked.order
    .flatMap((id) => {
      const { node, weights } = checked.nodes.get(id)!;
      return learnedOf(node, weights).map(({ shape }) =>
        (optimizer?.slots(settings!, shape) ?? []).reduce(
          (sum, slot) => sum + sizeOf(slot.shape ?? shape),
          ownSlots * sizeOf(shape),
        ),
      );
    })
    .reduce((a, b) => a + b, 0);
  const layers = checked.order.map((id): LayerSummary => {
    const { node, outputs, parameters, macs } = checked.nodes.get(id)!;
    return { node, type: node.type, output: outputs[0], parameters, macs };
  });
  const activations = checked.order.reduce(
    (sum, id) => sum + checked.nodes.get(id)!.outputs.reduce((bytes, type) => bytes + bytesOf(type), 0),
    0,
  );
  const trainable = checked.order.reduce((sum, id) => {
    const { node, weights } = checked.nodes.get(id)!;
    return sum + learnedOf(node, weights).reduce((all, { shape }) => all + sizeOf(shape), 0);
  }, 0);
  return {
    layers,
    total: {
      parameters: checked.parameters,
      trainable,
      macs: checked.macs,
      memoryBytes: 4 * checked.parameters + 4 * (trainable + remembered) + 2 * batchSize * activations,
    },
  };
}
