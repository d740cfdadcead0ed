import type { MouseEvent } from 'react';
import type { Scatter } from '../../engine/train/reports/evaluation.ts';
import { t } from '../../engine/texts/index.ts';
import { formatNumber } from './format.ts';
import styles from './ScatterPlot.module.css';
import { boundsOf, nearest, placedIn } from './scatter.ts';

interface ScatterPlotProps {
  readonly scatter: Scatter;
  /** A press takes the row of the point that is nearest. */
  readonly onRow: (row: number) => void;
}

/** Numbers that a network says against the true ones: where it is right they lie on the diagonal. */
export function ScatterPlot({ scatter, onRow }: ScatterPlotProps) {
  const [low, high] = boundsOf(scatter);
  const points = placedIn(scatter, [low, high]);
  const press = ({ clientX, clientY, currentTarget }: MouseEvent<SVGSVGElement>) => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    const found = nearest(points, (clientX - left) / width, (clientY - top) / height);
    if (found !== undefined) onRow(scatter.rows[found]!);
  };
  const label = t('scatter.label', '{{count}} predictions against the true values, from {{low}} to {{high}}', {
    count: scatter.rows.length,
    low: formatNumber(low),
    high: formatNumber(high),
  });
  return (
    <div className={styles.plot}>
      <div className={styles.down}>
        <b>{formatNumber(low)}</b>
        <span>{t('matrix.predicted', 'Predicted')}</span>
        <b>{formatNumber(high)}</b>
      </div>
      <div className={styles.field}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the rows that are farthest off stand beside it as buttons */}
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" role="img" aria-label={label} onClick={press}>
          <title>{label}</title>
          <line className={styles.equal} x1="0" y1="1" x2="1" y2="0" />
          {/* a line of no length with round ends is a dot that keeps its size */}
          <path className={styles.points} d={points.map(({ x, y }) => `M${x.toFixed(4)} ${y.toFixed(4)}h0`).join('')} />
        </svg>
      </div>
      <div className={styles.across}>
        <b>{formatNumber(low)}</b>
        <span>{t('matrix.truth', 'Truth')}</span>
        <b>{formatNumber(high)}</b>
      </div>
    </div>
  );
}
