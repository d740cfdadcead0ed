import { grouped } from '../../engine/types/bytes.ts';
import { t, type Worded } from '../../engine/texts/index.ts';
import styles from './Histogram.module.css';
import { formatNumber } from './format.ts';

interface HistogramProps {
  readonly title: Worded;
  /** Bars divide evenly what lies between minus and plus this. */
  readonly limit: number;
  readonly counts: readonly number[];
}

const [WIDTH, HEIGHT] = [240, 64];

/** How numbers are spread around zero. */
export function Histogram({ title, limit, counts }: HistogramProps) {
  const most = Math.max(1, ...counts);
  const width = WIDTH / counts.length;
  const says = t('histogram.label', '{{title}}: {{number}} numbers between {{low}} and {{high}}', {
    title,
    number: grouped(counts.reduce((a, b) => a + b, 0)),
    low: formatNumber(-limit),
    high: formatNumber(limit),
  });
  return (
    <figure className={styles.histogram}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={says}>
        <title>{says}</title>
        {counts.map((count, i) => {
          const height = (count / most) * (HEIGHT - 2);
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no name, and their order is theirs
          return <rect key={i} x={i * width + 0.5} width={width - 1} y={HEIGHT - height} height={height} />;
        })}
        <line x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} />
      </svg>
      <div className={styles.scale}>
        <span>{formatNumber(-limit)}</span>
        <span>0</span>
        <span>{formatNumber(limit)}</span>
      </div>
    </figure>
  );
}
