import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { MOMENTS, momentSettings } from './common/moments.ts';
import { decayed, running, weightDecay } from './common/decay.ts';

/** The products of the momenta up to each step, by the settings that they follow from: each is one more factor than the last. */
const known = new Map<string, number[]>();
const momentumAt = (step: number, beta1: number, fade: number): number => beta1 * (1 - 0.5 * 0.96 ** (step * fade));
function productAt(step: number, beta1: number, fade: number): number {
  const key = `${beta1}/${fade}`;
  const products = known.get(key) ?? [1];
  known.set(key, products);
  while (products.length <= step) products.push(products.at(-1)! * momentumAt(products.length, beta1, fade));
  return products[step]!;
}

export const nAdam = defineOptimizer({
  id: 'nAdam',
  title: 'NAdam',
  doc: "Adam that looks ahead along its momentum, as Nesterov's method does.",
  formula:
    'w \\leftarrow w - \\eta \\frac{\\mu_{t+1} m / (1 - \\prod \\mu) + (1 - \\mu_t) g / (1 - \\prod \\mu)}{\\sqrt{\\hat v} + \\epsilon}',
  source: {
    title: 'Dozat 2016, Incorporating Nesterov Momentum into Adam',
    url: 'https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ',
  },
  learningRate: 0.002,
  settings: {
    ...momentSettings,
    fade: number({ label: 'Momentum decay', default: 0.004, min: 0, doc: 'How fast the momentum grows to beta 1.' }),
    weightDecay,
  },
  slots: () => MOMENTS,
  scalars({ step, learningRate }, { beta1, beta2, fade }) {
    const now = momentumAt(step, beta1, fade);
    const product = productAt(step, beta1, fade);
    const next = momentumAt(step + 1, beta1, fade);
    return {
      fresh: (learningRate * (1 - now)) / (1 - product),
      rate: (learningRate * next) / (1 - product * next),
      root: 1 / Math.sqrt(1 - beta2 ** step),
    };
  },
  update(b, of, { beta1, beta2, epsilon, weightDecay: share }) {
    const g = decayed(b, of, share);
    const m = running(b, of.slots.m!, g, beta1);
    const v = running(b, of.slots.v!, b.mul(g, g), beta2);
    const step = b.add(b.mul(g, of.scalars.fresh!), b.mul(m, of.scalars.rate!));
    return {
      weight: b.sub(of.weight, b.div(step, b.add(b.mul(b.sqrt(v), of.scalars.root!), epsilon))),
      slots: { m, v },
    };
  },
});
