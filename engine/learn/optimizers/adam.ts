import type { Value } from '../../ir/program.ts';
import { number, type SettingsOf } from '../../settings.ts';
import { defineOptimizer, type Optimizer } from '../define.ts';

export const adamSettings = {
  beta1: number({ label: 'Beta 1', default: 0.9, min: 0, max: 1, exclusiveMax: true, doc: 'Memory of the gradient.' }),
  beta2: number({ label: 'Beta 2', default: 0.999, min: 0, max: 1, exclusiveMax: true, doc: 'Memory of its square.' }),
  epsilon: number({ label: 'Epsilon', default: 1e-8, min: 0, doc: 'Keeps the division finite.' }),
};
type AdamSettings = SettingsOf<typeof adamSettings>;

/** Bias corrections as step size and root: w -= rate m / (√v root + ε). */
export const adamScalars = ({ step, learningRate }: { step: number; learningRate: number }, { beta1, beta2 }: AdamSettings) => ({
  rate: learningRate / (1 - beta1 ** step),
  root: 1 / Math.sqrt(1 - beta2 ** step),
});

/** The moments and the step that Adam takes, before decay. */
export function adamStep(
  ...[b, { gradient, slots, scalars }, { beta1, beta2, epsilon }]: Parameters<Optimizer<typeof adamSettings>['update']>
): { step: Value; slots: Record<string, Value> } {
  const m = b.add(b.mul(slots.m!, beta1), b.mul(gradient, 1 - beta1));
  const v = b.add(b.mul(slots.v!, beta2), b.mul(b.mul(gradient, gradient), 1 - beta2));
  return { step: b.div(b.mul(m, scalars.rate!), b.add(b.mul(b.sqrt(v), scalars.root!), epsilon)), slots: { m, v } };
}
export const ADAM_SLOTS = [{ name: 'm', start: 0 }, { name: 'v', start: 0 }];

export const adam = defineOptimizer({
  id: 'adam',
  title: 'Adam',
  doc: 'Gives each weight a step of its own size; a good first choice.',
  formula: 'w \\leftarrow w - \\eta \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}',
  source: { title: 'Kingma and Ba 2015, Adam', url: 'https://arxiv.org/abs/1412.6980' },
  learningRate: 0.001,
  settings: { ...adamSettings, weightDecay: number({ label: 'Weight decay', default: 0, min: 0, doc: 'Added to the gradient, times the weight.' }) },
  slots: () => ADAM_SLOTS,
  scalars: (at, settings) => adamScalars(at, settings),
  update(b, of, settings) {
    const gradient = settings.weightDecay > 0 ? b.add(of.gradient, b.mul(of.weight, settings.weightDecay)) : of.gradient;
    const { step, slots } = adamStep(b, { ...of, gradient }, settings);
    return { weight: b.sub(of.weight, step), slots };
  },
});
