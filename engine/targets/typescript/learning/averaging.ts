/** The average of the weights over the steps in an exported project. */
import type { TrainingConfig } from '../../../graph/document.ts';
import { averageShare } from '../../../learn/averaging.ts';
import { numberText } from '../../literals.ts';
import { bodyOf } from './formulas.ts';

export const isAveraged = ({ averaging }: TrainingConfig): boolean => averaging.type !== 'none';

/** The function `share`: how much the weights of an update count in their average. */
export function averageSource(averaging: TrainingConfig['averaging']): string {
  const { type, start, every } = averaging;
  const late = start > 0 ? ` after ${numberText(start)} steps` : '';
  const which = every === 1 ? 'them' : `every ${numberText(every)} steps`;
  const about =
    type === 'exponential'
      ? `/** How much the weights of a step count in their moving average${start > 0 ? `, which begins after ${numberText(start)} steps` : ''}. */`
      : `/** How much the weights of a step count in their average, in which all of ${which} count alike${late} (Izmailov et al. 2018). */`;
  return `${about}\nconst share = (step: number): number => ${bodyOf(averageShare(averaging), averaging)};`;
}
