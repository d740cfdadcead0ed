/** What Hugging Face's PEFT calls the layers of a network that it adapts. */
import { nameOf } from '../../graph/document.ts';
import { isAdapted } from '../../layers/common/adapter.ts';
import { layerFor } from '../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../passes/check.ts';
import type { Shape } from '../../types/shape.ts';
import { resolveSettings } from '../../settings.ts';

/** What PEFT's own wrapper puts before the names of a network. */
export const WITHIN = 'base_model.model.';
/** The stacked matrix of PyTorch's attention is a parameter of the module itself, and its output projection lies within what PEFT wraps. */
const STACKED = 'in_proj_weight';
const PROJECTION = 'out_proj.weight';

/** A matrix of a layer that can be adapted. */
export interface AdaptedMatrix {
  /** Of the expanded graph. */
  readonly id: string;
  readonly node: CheckedNode['node'];
  /** The weight's name within its layer, and with the layer's before it. */
  readonly name: string;
  readonly full: string;
  readonly shape: Shape;
  /** It lies as inputs×outputs. */
  readonly transposed: boolean;
  /** PEFT has the same adapters for such a layer. */
  readonly inPeft: boolean;
  /** PyTorch's module that it belongs to, and where PEFT has that module's adapters. */
  readonly module: string;
  readonly within: string;
}

/** The module of PyTorch's network that a weight belongs to. */
const moduleOf = (full: string): string =>
  full.slice(0, -(full.endsWith(STACKED) ? STACKED : 'weight').length).replace(/\.$/, '');

/** All matrices of a layer that can be adapted and are its own. */
export function matricesOf(checked: CheckedGraph, id: string): AdaptedMatrix[] {
  const { node, weights: own, shared = {} } = checked.nodes.get(id)!;
  const layer = layerFor(node);
  if (!layer?.adaptable) return [];
  const { settings } = resolveSettings(layer.settings, node.settings);
  const inPeft = layer.inPeft?.(settings) ?? true;
  const stacked = Object.keys(own).some((name) => name.endsWith(STACKED));
  return Object.entries(own).flatMap(([name, spec]) => {
    if (name in shared || !isAdapted(name, spec)) return [];
    const full = `${nameOf(node)}.${name}`;
    const module = moduleOf(full);
    const within = stacked && name.endsWith(PROJECTION) ? module.replace(/out_proj$/, 'base_layer.out_proj') : module;
    const transposed = settings.transposed === true && spec.shape.length === 2;
    return { id, node, name, full, shape: spec.shape, transposed, inPeft, module, within };
  });
}
