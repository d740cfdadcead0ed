/**
 * A language model place by place: where each layer gives a place of its sequence by what stands there and what it kept of the places
 * before, the next token costs one place instead of all of them.
 */
import type { Document } from '../graph/document.ts';
import { layerFor } from '../layers/index.ts';
import { resolveSettings } from '../settings.ts';
import { sameShape } from '../types/shape.ts';
import { type CheckedGraph, checkGraph } from './check.ts';
import { compileStepwise } from './compile.ts';
import type { CompiledModel } from './compiled.ts';

/** Its program `predict` for one place; undefined where some layer looks at places ahead, or does not say that it does not. */
export function stepwiseModel(document: Document, checked: CheckedGraph): CompiledModel | undefined {
  const { graph } = checked.expanded;
  const fed = checked.order.filter((id) => layerFor(checked.nodes.get(id)!.node)!.fed);
  const [input, ...others] = fed.map((id) => checked.nodes.get(id)!.outputs[0]!);
  const length = input?.shape[1];
  if (others.length > 0 || input?.shape.length !== 2 || typeof length !== 'number') return undefined;
  const one = checkGraph({
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.id === fed[0] ? { ...node, settings: { ...node.settings, shape: [1] } } : node,
    ),
  });
  if (one.problems.some(({ severity }) => severity === 'error')) return undefined;
  return checked.order.every((id) => isStepwise(id, checked, one))
    ? compileStepwise({ ...document, graph: one.expanded.graph }, one, length)
    : undefined;
}

function isStepwise(id: string, checked: CheckedGraph, one: CheckedGraph): boolean {
  const [{ node, weights, inputs }, alone] = [checked.nodes.get(id)!, one.nodes.get(id)];
  const layer = layerFor(node)!;
  if (layer.fed) return true;
  const { settings } = resolveSettings(layer.settings, node.settings);
  const same = Object.entries(weights).every(
    ([name, { shape }]) => alone?.weights[name] && sameShape(alone.weights[name].shape, shape),
  );
  return same && node.steps === undefined && layer.stepwise?.(inputs, settings) === true;
}
