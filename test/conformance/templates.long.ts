/** Whole networks of the literature, at the width that was published, compute what their references compute (several minutes). */
import { expect, it } from 'vitest';
import { distance, references } from './templates.ts';

const whole = references.numbers.filter(({ long }) => long);

it.each(whole.map((reference) => [`${reference.template} ${JSON.stringify(reference.settings)}`, reference] as const))(
  '%s',
  async (_, reference) => {
    const { logits, gradients, loss } = await distance(reference);
    const learned = reference.gradients
      ? `, gradients ${gradients.toExponential(1)} of the largest of their tensor`
      : '';
    console.log(
      `${reference.template} ${JSON.stringify(reference.settings)}: ${logits.toExponential(1)} of the largest logit${learned}`,
    );
    expect(logits, 'logits').toBeLessThan(1e-4);
    expect(gradients, 'gradients').toBeLessThan(1e-3);
    expect(loss, 'loss').toBeLessThan(1e-4);
  },
);
