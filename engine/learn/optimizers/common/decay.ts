/** What several optimizers share. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { number } from '../../../settings.ts';
import type { Formulas } from '../../define.ts';

/** Coupled with the gradient: Adam and its like then scale it as they scale the gradient. */
export const weightDecay = number({
  label: 'Weight decay',
  default: 0,
  min: 0,
  doc: 'Added to the gradient, times the weight.',
});
/** Apart from the gradient. */
export const decoupledDecay = (share: number) =>
  number({
    label: 'Weight decay',
    default: share,
    min: 0,
    doc: 'Share of each weight taken off at each step, times the learning rate.',
  });

/** What is left of a weight after decoupled decay, as a scalar of the step. */
export const decayScalars = ({ weightDecay }: { readonly weightDecay: number }): Formulas =>
  weightDecay > 0 ? { keep: '1 - learningRate * weightDecay' } : {};

export const decayed = (
  b: Builder,
  { weight, gradient }: { readonly weight: Value; readonly gradient: Value },
  share: number,
): Value => (share > 0 ? b.add(gradient, b.mul(weight, share)) : gradient);

/** Running mean: memory times what it was, the rest of what is new. */
export const movingAverage = (b: Builder, before: Value, next: Value, memory: number): Value =>
  b.add(b.mul(before, memory), b.mul(next, 1 - memory));
