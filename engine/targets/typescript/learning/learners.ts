/** The weights that learn, as an exported project's optimizer sees them. */
import type { Document } from '../../../graph/document.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { patternText } from '../../literals.ts';
import type { ModelSource } from '../model/model.ts';

/** A weight that learns, as it lies in the exported model. */
export interface Learner {
  readonly name: string;
  readonly node: Document['graph']['nodes'][number];
  /** Not a bias, scale or statistic. */
  readonly isWeight: boolean;
  readonly rank: number;
  /** Along which its units lie: what leads to one output. */
  readonly axis: number;
  /** The axes that are the last two in the document: rows and columns of a matrix. */
  readonly matrix: readonly [rows: number, columns: number];
}

export function learnersOf({ graph }: Document, checked: CheckedGraph, { weights }: ModelSource): Learner[] {
  const exported = new Map(
    Object.values(weights)
      .flat()
      .map((weight) => [weight.name, weight]),
  );
  return graph.nodes.flatMap((node) =>
    Object.entries(checked.nodes.get(node.id)?.weights ?? {}).flatMap(([own, { role = 'weight', shape }]) => {
      const name = `${node.label ?? node.id}.${own}`;
      const { transpose = shape.map((_, i) => i) } = exported.get(name) ?? {};
      const at = (axis: number) => transpose.indexOf(axis);
      return role === 'state' || node.frozen
        ? []
        : [
            {
              name,
              node,
              isWeight: role === 'weight',
              rank: shape.length,
              axis: at(0),
              matrix: [at(shape.length - 2), at(shape.length - 1)] as const,
            },
          ];
    }),
  );
}

/** A pattern for the weights that are spared, by the ends of their names where those tell them apart, else by their whole names. */
export function patternOf(learners: readonly Learner[], spared: (learner: Learner) => boolean): string {
  const end = ({ name }: Learner) => name.slice(name.lastIndexOf('.') + 1);
  const others = new Set(learners.filter((learner) => !spared(learner)).map(end));
  const [short, whole] = [new Set<string>(), [] as string[]];
  for (const learner of learners.filter(spared))
    if (others.has(end(learner))) whole.push(`^${patternText(learner.name)}$`);
    else short.add(patternText(end(learner)));
  return `/${[...(short.size === 0 ? [] : [short.size === 1 ? `\\.${[...short][0]}$` : `\\.(${[...short].join('|')})$`]), ...whole].join('|')}/`;
}
