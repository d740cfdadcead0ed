/** When a training looks into a step: norms, histograms and activations of all layers are read out with it. */
import type { Document } from '../graph/document.ts';

/** Looks are this many steps apart where a document does not say: a look then costs less than 3 % of a training (`npm run bench:statistics`). */
export const USUAL_STEPS = 50;
/** A long training looks more rarely: more points than this no chart shows, and they are kept for each weight of a network. */
const MOST_LOOKS = 400;

/** Whether this step is looked into, of `steps` in the whole training. The last one always is, so that none ends without. */
export function isLookedInto(
  step: number,
  { statisticsEvery }: Pick<Document['training'], 'statisticsEvery'>,
  steps: number,
): boolean {
  if (statisticsEvery === 0) return false;
  return step === steps || step % (statisticsEvery ?? Math.max(USUAL_STEPS, Math.ceil(steps / MOST_LOOKS))) === 0;
}
