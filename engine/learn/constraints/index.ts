/** What a layer's weights are held to after each step. A unit's weights are one row of the first axis: what leads to one output. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { number } from '../../settings.ts';
import { type Constraint, defineConstraint } from '../define.ts';

const KERAS = { title: 'Keras: constraints', url: 'https://keras.io/api/layers/constraints/' };

/** The norm of each unit's weights, kept for broadcasting; of the whole where there is one axis only. */
export function unitNorms(b: Builder, weight: Value): Value {
  const axes = weight.shape.map((_, axis) => axis);
  return b.sqrt(b.sum(b.square(weight), axes.length > 1 ? axes.slice(1) : axes, true));
}

export const CONSTRAINTS: readonly Constraint[] = [
  defineConstraint({
    id: 'maxNorm',
    title: 'Max norm',
    doc: "Scales a unit's weights down where their norm is above the limit.",
    formula: 'w \\leftarrow w \\min(1, c / \\|w\\|)',
    source: {
      title: 'Srebro et al. 2005, Maximum-Margin Matrix Factorization',
      url: 'https://papers.nips.cc/paper/2655-maximum-margin-matrix-factorization',
    },
    settings: { limit: number({ label: 'Limit', default: 2, min: 0, exclusiveMin: true, doc: 'The largest norm.' }) },
    apply(b, weight, { limit }) {
      const norms = unitNorms(b, weight);
      return b.mul(weight, b.min(b.div(limit, b.max(norms, 1e-12)), 1));
    },
  }),
  defineConstraint({
    id: 'nonNegative',
    title: 'Non-negative',
    doc: 'Weights below 0 become 0.',
    formula: 'w \\leftarrow \\max(w, 0)',
    source: KERAS,
    settings: {},
    apply: (b, weight) => b.max(weight, 0),
  }),
  defineConstraint({
    id: 'unitNorm',
    title: 'Unit norm',
    doc: "A unit's weights always have the norm 1.",
    formula: 'w \\leftarrow w / \\|w\\|',
    source: KERAS,
    settings: {},
    apply: (b, weight) => b.div(weight, b.max(unitNorms(b, weight), 1e-12)),
  }),
];
