/** Whole networks of the literature, at the width that was published, compute what their references compute (several minutes). */
import { expect, it } from 'vitest';
import { distance, references } from './templates.ts';

const whole = references.numbers.filter(({ long }) => long);

it.each(whole.map((reference) => [`${reference.template} ${JSON.stringify(reference.settings)}`, reference] as const))('%s', async (_, reference) => {
  const { logits } = await distance(reference);
  console.log(`${reference.template} ${JSON.stringify(reference.settings)}: ${logits.toExponential(1)} of the largest logit`);
  expect(logits).toBeLessThan(1e-4);
});
