/** What a prediction gives, and which loss says what that means. */
import type { Document } from '../graph/document.ts';
import { choosesClass, saysYesOrNo } from '../learn/comparison.ts';
import { lossOf } from '../learn/index.ts';
import type { Task } from '../learn/usual.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { lossJudging } from '../passes/compile.ts';

/** Layers that turn raw numbers into what a loss, which judges the numbers before them, reads out of these. */
export const READS_OUT: Readonly<Record<string, Task>> = {
  softmax: 'classes',
  logSoftmax: 'classes',
  sigmoid: 'labels',
};
/** What may stand behind that and changes no number. */
export const PASSES_ON: ReadonlySet<string> = new Set(['identity', 'flatten', 'reshape']);

/** What the network itself gives, of what losses judge: raw numbers within it, before a softmax, say, are for training alone. */
export const predicted = <T extends { readonly node?: string }>(checked: CheckedGraph, outputs: readonly T[]): T[] =>
  outputs.filter(({ node }) => checked.outputs.includes(node!));

interface Told {
  readonly judging: Document['training']['losses'][number];
  /** It is what the loss reads out of what it judges: probabilities. */
  readonly isRead: boolean;
}

/** The loss that says what an output means: it judges that itself, or what a softmax or a sigmoid at its end is given. */
export function lossTelling(document: Document, checked: CheckedGraph, output: string): Told | undefined {
  const own = lossJudging(document, checked, output);
  if (own) return { judging: own, isRead: false };
  const { nodes, edges } = checked.expanded.graph;
  const types = new Map(nodes.map(({ id, type }) => [id, type]));
  const before = new Map(edges.map(({ from, to }) => [to.node, from.node]));
  let at: string | undefined = output;
  while (at !== undefined && PASSES_ON.has(types.get(at) ?? '')) at = before.get(at);
  const source = before.get(at ?? '');
  const judging = source === undefined ? undefined : lossJudging(document, checked, source);
  const loss = lossOf(judging?.loss.type ?? '');
  if (!judging || !loss) return undefined;
  const type = types.get(at!);
  const isRead = (type === 'softmax' && choosesClass(loss)) || (type === 'sigmoid' && saysYesOrNo(loss));
  return isRead ? { judging, isRead } : undefined;
}
