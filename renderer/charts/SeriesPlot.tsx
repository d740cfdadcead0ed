import { formatNumber } from './format.ts';
import styles from './SeriesPlot.module.css';

/** The numbers of one line, one step apart from the step `from` on. */
export interface SeriesLine {
  readonly kind: 'past' | 'baseline' | 'truth' | 'prediction';
  readonly name: string;
  readonly from: number;
  readonly values: ArrayLike<number>;
}

interface SeriesPlotProps {
  readonly lines: readonly SeriesLine[];
  readonly label: string;
  /** Without the names of the lines. */
  readonly bare?: boolean;
  readonly axes?: SeriesAxes;
}

/** What stands at the edges: when the first step was, and from where to where is foretold; and the last step that is known. */
interface SeriesAxes {
  readonly first: string;
  readonly ahead: string;
  readonly known: number;
}

const [WIDTH, HEIGHT] = [300, 96];

/** What was, what came, and what was foretold. */
export function SeriesPlot({ lines, label, bare = false, axes }: SeriesPlotProps) {
  const all = lines.flatMap(({ values }) => Array.from(values)).filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const last = Math.max(1, ...lines.map(({ from, values }) => from + values.length - 1));
  const x = (step: number) => (step / last) * WIDTH;
  const y = (value: number) => HEIGHT - 3 - ((value - low) / (high - low || 1)) * (HEIGHT - 6);
  return (
    <div className={styles.plot} data-axes={axes !== undefined || undefined}>
      {axes && (
        <div className={styles.values} aria-hidden>
          <span>{formatNumber(high)}</span>
          <span>{formatNumber(low)}</span>
        </div>
      )}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {axes && <line x1={x(axes.known)} x2={x(axes.known)} y1={0} y2={HEIGHT} />}
        {lines.map(({ kind, from, values }) =>
          values.length === 1 ? (
            <circle key={kind} data-kind={kind} cx={x(from)} cy={y(values[0]!)} r={3} />
          ) : (
            <polyline
              key={kind}
              data-kind={kind}
              points={Array.from(values, (value, i) => `${x(from + i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
            />
          ),
        )}
      </svg>
      {axes && (
        <div className={styles.times}>
          <span>{axes.first}</span>
          <span>{axes.ahead}</span>
        </div>
      )}
      {!bare && (
        <ul>
          {lines.map(({ kind, name }) => (
            <li key={kind} data-kind={kind}>
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
