import { Histogram } from '../../charts/Histogram.tsx';
import type { StatisticsSample } from '../../state/runs/statistics.ts';
import { grouped } from '../../ui/bytes.ts';
import styles from './LayerStatistics.module.css';
import { t } from '../../../engine/texts/index.ts';

interface WeightHistogramsProps {
  readonly sample: StatisticsSample;
  readonly name: string;
}

/** How the values of a weight and its gradient are spread at one step. */
export function WeightHistograms({ sample: { step, weights }, name }: WeightHistogramsProps) {
  const values = weights[name];
  if (!values) return null;
  return (
    <div className={styles.right}>
      <div className={styles.heading}>
        <b title={name}>{name}</b>
        <span>{t('statistics.step', 'step {{step}}', { step: grouped(step) })}</span>
      </div>
      <Histogram title={t('statistics.weights', 'Weights')} {...values.weights} />
      <Histogram title={t('statistics.columns.gradient', 'Gradient')} {...values.gradients} />
    </div>
  );
}
