/** Weights of what reads maps that a layer laid out in a row: files of frameworks that have the channels last have other rows. */
import type { Document } from '../graph/document.ts';
import type { WeightSpec } from '../layers/define.ts';
import { sizeOf } from '../types/shape.ts';
import type { CheckedGraph } from './check.ts';

/** Whether a weight has a number for each of a row's: of a matrix its columns, and what is added to its products is not of the row. */
export const readsRow = ({ shape }: WeightSpec, all: readonly WeightSpec[], maps: readonly number[]): boolean =>
  shape.at(-1) === sizeOf(maps) && shape.length === Math.max(...all.map((one) => one.shape.length));

/** What reads maps that were laid in a row, by node: the sizes of those maps. What keeps the row is passed. */
export function rowsOfMaps({ graph }: Document, { order, nodes }: CheckedGraph): Map<string, readonly number[]> {
  const [given, reads] = [new Map<string, readonly number[]>(), new Map<string, readonly number[]>()];
  const sources = new Map(graph.edges.map(({ from, to }) => [to.node, from.node]));
  for (const id of order) {
    const { inputs, outputs, weights } = nodes.get(id)!;
    if (inputs.length !== 1 || outputs.length !== 1) continue;
    const [input, output] = [inputs[0]!, outputs[0]!].map(({ shape }) => shape.slice(1) as number[]) as [
      number[],
      number[],
    ];
    const specs = Object.values(weights);
    const before = given.get(sources.get(id)!);
    if (before) reads.set(id, before);
    const isRow = output.length === 1 && output[0] === sizeOf(input);
    if (isRow && input.length > 2 && specs.length === 0) given.set(id, input);
    else if (isRow && before && specs.every(({ shape }) => shape.length === 1)) given.set(id, before);
  }
  return reads;
}
