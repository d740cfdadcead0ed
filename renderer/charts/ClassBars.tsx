import styles from './ClassBars.module.css';

interface ClassBarsProps {
  readonly label: string;
  readonly classes: readonly string[];
  /** One for each class. Null while there is nothing to say: the bars are empty. */
  readonly values: ArrayLike<number> | null;
  /** The value of a whole bar. */
  readonly whole?: number;
  readonly format?: (value: number) => string;
  /** The largest is what it is about. */
  readonly winner?: boolean;
  /** No more than so many rows, the largest. All in their order where they fit. */
  readonly most?: number;
  /** Their names are texts, which are read whole; the largest stands first. */
  readonly texts?: boolean;
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

export function ClassBars({
  label,
  classes,
  values,
  whole = 1,
  format = percent,
  winner = false,
  most = 10,
  texts = false,
}: ClassBarsProps) {
  const all = classes.map((name, i) => ({ name, i, value: values?.[i] ?? 0 }));
  const best = values && winner ? all.reduce((a, b) => (b.value > a.value ? b : a)).i : -1;
  const shown = all.length <= most && !texts ? all : all.toSorted((a, b) => b.value - a.value).slice(0, most);
  return (
    <ul className={styles.list} aria-label={label} data-texts={texts}>
      {shown.map(({ name, i, value }) => (
        <li key={i} className={styles.row} data-best={i === best}>
          <span className={styles.name} title={name}>
            {name}
          </span>
          <span className={styles.track}>
            <i className={styles.bar} style={{ width: `${(100 * value) / whole}%` }} />
          </span>
          <span className={styles.value}>{values ? format(value) : ''}</span>
        </li>
      ))}
    </ul>
  );
}
