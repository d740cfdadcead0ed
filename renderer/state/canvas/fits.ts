/** Whether what flows out of a port can go into a new layer. */
import type { End } from '../../../engine/graph/document.ts';
import { layerOfNode } from '../../../engine/layers/blocks.ts';
import { type Problem, wordProblem } from '../../../engine/problems.ts';
import { resolveSettings } from '../../../engine/settings.ts';
import type { TensorType } from '../../../engine/types/tensor.ts';
import { checkedIn, scopeOf } from '../document/drawing.ts';
import type { OpenDocument } from '../document/workspace.ts';
import type { Offer } from './offers.ts';

/** What flows out of a port of what is shown; undefined where it is not known yet. */
export function typeAt(open: OpenDocument, { node, port }: End): TensorType | undefined {
  const { nodes, blocks } = scopeOf(open).document.graph;
  const source = nodes.find(({ id }) => id === node);
  const at = source && layerOfNode(source, blocks)?.outputs.findIndex(({ name }) => name === port);
  return at === undefined ? undefined : checkedIn(open).nodes.get(node)?.outputs[at];
}

/** The offers, those last that do not take what flows, each with the reason. */
export function sortedByFit(offers: readonly Offer[], type: TensorType | undefined): readonly Offer[] {
  if (!type) return offers;
  const judged = offers.map((offer) => {
    const problem = misfit(offer, type);
    return problem ? { ...offer, misfit: wordProblem(problem) } : offer;
  });
  return [...judged.filter((one) => one.misfit === undefined), ...judged.filter((one) => one.misfit !== undefined)];
}

/** Why a layer as it comes does not take one input of this type. What a setting or a further wire can mend does not count. */
function misfit(offer: Offer, type: TensorType): Problem | undefined {
  const { inputs, block } = offer;
  if (block || inputs.length === 0 || inputs[0]!.many || inputs.slice(1).some(({ optional }) => !optional))
    return undefined;
  const result = offer.infer([type], resolveSettings(offer.settings, {}).settings);
  if (!('rejected' in result)) return undefined;
  const problem = result.rejected({ node: '', name: '', layer: offer });
  return problem.setting === undefined ? problem : undefined;
}
