/** What stands around an optimizer's rule and changes from step to step, as formulas of `step`, the updates so far, and of the document's settings. */
import type { TrainingConfig } from '../graph/document.ts';

/** How much the weights after an update count in their average: of 1, the average is these weights. */
export function averageShare({ type, every }: TrainingConfig['averaging']): string {
  if (type === 'exponential') return 'step <= start + 1 ? 1 : 1 - decay';
  if (every === 1) return '1 / max(1, step - start)';
  const since = '(step - (start + 1))';
  return `step <= start + 1 ? 1 : ${since} % every == 0 ? 1 / (${since} / every + 1) : 0`;
}

/** The standard deviation of the noise on the gradients. */
export const NOISE_DEVIATION = 'deviation * step ^ -decay';
