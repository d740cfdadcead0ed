import styles from './ProbabilityBars.module.css';

interface ProbabilityBarsProps {
  readonly label: string;
  readonly classes: readonly string[];
  /** Null while there is nothing to say: the bars are empty. */
  readonly values: ArrayLike<number> | null;
  /** No more than so many rows, the likeliest. All in their order where they fit. */
  readonly most?: number;
}

export function ProbabilityBars({ label, classes, values, most = 10 }: ProbabilityBarsProps) {
  const all = classes.map((name, i) => ({ name, i, value: values?.[i] ?? 0 }));
  const best = values ? all.reduce((a, b) => (b.value > a.value ? b : a)).i : -1;
  const shown = all.length <= most ? all : all.toSorted((a, b) => b.value - a.value).slice(0, most);
  return (
    <ul className={styles.list} aria-label={label}>
      {shown.map(({ name, i, value }) => (
        <li key={i} className={styles.row} data-best={i === best}>
          <span className={styles.name} title={name}>{name}</span>
          <span className={styles.track}><i className={styles.bar} style={{ width: `${100 * value}%` }} /></span>
          <span className={styles.value}>{values ? `${(100 * value).toFixed(1)} %` : ''}</span>
        </li>
      ))}
    </ul>
  );
}
