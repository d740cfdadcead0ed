/** What weights are held to after each step in an exported project. */
import type { Document } from '../../../graph/document.ts';
import { constraintOf } from '../../../learn/index.ts';
import { numberText } from '../../literals.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { unsupported } from '../unsupported.ts';
import type { Settings } from './update.ts';
import { definitionName, phrase, verbatim } from '../../../phrases.ts';

export const UNIT_NORMS = `/** The norm of each unit's weights; a unit is one place along the axis. */
function unitNorms(x: tf.Tensor, axis: number): tf.Tensor {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return tf.sqrt(tf.sum(tf.square(x), others.length > 0 ? others : [axis], true));
}
`;

/** What holds a weight, as an expression of it; `axis` is that of the weight's units. A constraint without a row is refused. */
const CONSTRAINTS: Readonly<Record<string, (settings: Settings, axis: number) => string>> = {
  maxNorm: ({ limit }, axis) =>
    `tf.mul(weight, tf.minimum(tf.div(${numberText(limit)}, tf.maximum(unitNorms(weight, ${axis}), 1e-12)), 1))`,
  nonNegative: () => 'tf.maximum(weight, 0)',
  unitNorm: (_, axis) => `tf.div(weight, tf.maximum(unitNorms(weight, ${axis}), 1e-12))`,
};

/** What holds the weights of a node, as an expression of `weight`. */
export function constraintText({ constraint }: Document['graph']['nodes'][number], axis: number): string {
  const { type: id, settings: own } = constraint!;
  const rule = constraintOf(id);
  const make = CONSTRAINTS[id];
  if (!rule || !make)
    throw new UserError(
      unsupported(phrase('constraint-called', { title: rule ? definitionName('constraints', rule) : verbatim(id) })),
    );
  return make(resolveSettings(rule.settings, own).settings as Settings, axis);
}
