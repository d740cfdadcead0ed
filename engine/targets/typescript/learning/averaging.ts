/** The average of the weights over the steps in an exported project. */
import type { TrainingConfig } from '../../../graph/document.ts';

export const isAveraged = ({ averaging }: TrainingConfig): boolean => averaging.type !== 'none';

/** The function `share`: how much the weights of an update count in their average. */
export function averageSource({ type, decay, start, every }: TrainingConfig['averaging']): string {
  if (type === 'exponential')
    return `/** How much the weights of a step count in their moving average${start > 0 ? `, which begins after ${start} steps` : ''}. */
const share = (step: number): number => (step <= ${start + 1} ? 1 : ${Number((1 - decay).toPrecision(12))});`;
  const about = `/** How much the weights of a step count in their average, in which all of ${every === 1 ? 'them' : `every ${every} steps`} count alike${start > 0 ? ` after ${start} steps` : ''} (Izmailov et al. 2018). */`;
  if (every === 1)
    return `${about}
const share = (step: number): number => 1 / Math.max(1, step${start > 0 ? ` - ${start}` : ''});`;
  return `${about}
function share(step: number): number {
  const since = step - ${start + 1};
  if (since <= 0) return 1;
  return since % ${every} === 0 ? 1 / (since / ${every} + 1) : 0;
}`;
}
