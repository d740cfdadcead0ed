/** What Adam and its descendants share: the running means of the gradient and of its square. */
import type { Value } from '../../../ir/program.ts';
import { boolean, number, type SettingsOf } from '../../../settings.ts';
import type { Optimizer } from '../../define.ts';
import { movingAverage } from './decay.ts';

export const momentSettings = {
  beta1: number({ label: 'Beta 1', default: 0.9, min: 0, max: 1, exclusiveMax: true, doc: 'Memory of the gradient.' }),
  beta2: number({ label: 'Beta 2', default: 0.999, min: 0, max: 1, exclusiveMax: true, doc: 'Memory of its square.' }),
  epsilon: number({ label: 'Epsilon', default: 1e-8, min: 0, doc: 'Keeps the division finite.' }),
};
export const adamSettings = {
  ...momentSettings,
  amsgrad: boolean({
    label: 'AMSGrad',
    default: false,
    doc: 'Divide by the largest size that the gradient has had, not by the newest (Reddi et al. 2018).',
  }),
};
type AdamSettings = SettingsOf<typeof adamSettings>;

export const MOMENTS = [
  { name: 'm', start: 0 },
  { name: 'v', start: 0 },
];
export const adamSlots = ({ amsgrad }: AdamSettings) => [
  ...MOMENTS,
  ...(amsgrad ? [{ name: 'largest', start: 0 }] : []),
];

/** Bias corrections as step size and root: w -= rate m / (√v root + ε). */
export const adamScalars = {
  rate: 'learningRate / (1 - beta1 ^ step)',
  root: '1 / sqrt(1 - beta2 ^ step)',
} as const;

/** The moments and the step that Adam takes, before decay. */
export function adamStep(
  ...[b, { gradient, slots, scalars }, { beta1, beta2, epsilon, amsgrad }]: Parameters<
    Optimizer<typeof adamSettings>['update']
  >
): { step: Value; slots: Record<string, Value> } {
  const m = movingAverage(b, slots.m!, gradient, beta1);
  const v = movingAverage(b, slots.v!, b.mul(gradient, gradient), beta2);
  const largest = amsgrad ? b.max(slots.largest!, v) : undefined;
  return {
    step: b.div(b.mul(m, scalars.rate!), b.add(b.mul(b.sqrt(largest ?? v), scalars.root!), epsilon)),
    slots: { m, v, ...(largest && { largest }) },
  };
}
