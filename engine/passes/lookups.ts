/**
 * The tokens that reach layers with a vocabulary, such as embeddings, where they follow from the network's inputs
 * alone.
 */
import { nameOf } from '../graph/document.ts';
import { Builder } from '../ir/builder.ts';
import { type Feeds, interpret } from '../ir/interpret.ts';
import type { Program } from '../ir/program.ts';
import { layerFor } from '../layers/index.ts';
import { type Problem, problem } from '../problems.ts';
import { resolveSettings, settingName } from '../settings.ts';
import type { CheckedGraph } from './check.ts';
import { isFormula } from './expand.ts';
import { lowerGraph } from './lower.ts';
import { simplify } from './simplify.ts';
import { phrase, type Value as TextValue } from '../phrases.ts';
import { layerName } from '../layers/define.ts';

export interface Lookup {
  /** The layer's flat id. */
  readonly node: string;
  /** Its setting that says how many different tokens there may be, 0 to one less. */
  readonly setting: string;
  readonly vocabulary: number;
  /** From an `input:<node>` to `tokens`, what the layer reads: as many numbers for each row. */
  readonly program: Program;
}

/** For a batch of so many rows. */
export function lookupsOf(checked: CheckedGraph, batch: number): Lookup[] {
  const { graph } = checked.expanded;
  return checked.order.flatMap((id) => {
    const { node, outputs } = checked.nodes.get(id)!;
    const layer = layerFor(node);
    if (layer?.vocabulary === undefined || outputs.length === 0) return [];
    const before = ancestors(checked, id);
    if (before.some((one) => isLearned(checked, one))) return [];
    const b = new Builder();
    const lowered = lowerGraph(
      graph,
      { ...checked, order: before },
      { b, batch, training: false, weights: new Map(), seed: notDrawn },
    );
    const { from } = graph.edges.find(({ to }) => to.node === id)!;
    b.output('tokens', lowered.outputs.get(`${from.node}/${from.port}`)!);
    const vocabulary = resolveSettings(layer.settings, node.settings).settings[layer.vocabulary] as number;
    return [{ node: id, setting: layer.vocabulary, vocabulary, program: simplify(b.finish()) }];
  });
}

/** The nodes from which a node's inputs are computed, in order. */
function ancestors({ expanded: { graph }, order }: CheckedGraph, id: string): string[] {
  const found = new Set([id]);
  for (const one of order.toReversed())
    if (found.has(one)) for (const { from, to } of graph.edges) if (to.node === one) found.add(from.node);
  return order.filter((one) => one !== id && found.has(one));
}

/** Whether what a node gives depends on weights of its own or of another. */
const isLearned = ({ nodes }: CheckedGraph, id: string): boolean =>
  Object.keys({ ...nodes.get(id)!.weights, ...nodes.get(id)!.shared }).length > 0;

function notDrawn(): never {
  throw new Error('internal: numbers are drawn in training only');
}

/** The tokens that a layer reads of a batch, row by row. */
export const tokensOf = ({ program }: Lookup, feeds: Feeds): Float64Array => interpret(program, feeds).tokens!.data;

export const isStray = ({ vocabulary }: Lookup, token: number): boolean => token < 0 || token >= vocabulary;

export interface Stray {
  /** The row, or the column. */
  readonly where: TextValue;
  readonly token: TextValue;
  /** Of the data with which it is to be trained: the largest token that there is, which says what vocabulary would do. */
  readonly largest?: number;
}

/** What is said of a token that is not in the vocabulary. */
export function strayToken(
  { expanded }: CheckedGraph,
  { node, setting, vocabulary }: Lookup,
  { where, token, largest }: Stray,
): Problem {
  const flat = expanded.graph.nodes.find(({ id }) => id === node)!;
  const layer = layerFor(flat)!;
  const label = settingName('layers', layer, setting);
  const said = {
    layer: layerName({ layer, name: nameOf(flat) }),
    setting: phrase('part-of', { whole: label, part: vocabulary }),
    last: vocabulary - 1,
    where,
    token,
  };
  if (largest === undefined)
    return problem('token-out-of-range', { ...said, todo: phrase('leave-out-token') }, { node, setting });
  if (largest < vocabulary)
    return problem('token-out-of-range', { ...said, todo: phrase('count-tokens-from-0') }, { node, setting });
  const isWritten = !isFormula(expanded.origins.get(node)!.source.settings[setting]);
  const set = { setting: label, value: largest + 1 };
  const title = phrase('set-setting', set);
  return problem(
    'token-out-of-range',
    { ...said, todo: phrase('set-setting-or-more', set) },
    {
      node,
      setting,
      repairs: isWritten ? [{ title, actions: [{ kind: 'set', node, setting, value: largest + 1 }] }] : [],
    },
  );
}
