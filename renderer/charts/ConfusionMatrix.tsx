import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react';
import styles from './ConfusionMatrix.module.css';
import { grouped } from '../ui/bytes.ts';
import { viridis } from './viridis.ts';

interface ConfusionMatrixProps {
  readonly classes: readonly string[];
  /** Row-major; rows = truth, columns = prediction. */
  readonly counts: readonly number[];
  readonly onPick?: (truth: number, prediction: number) => void;
}

/** Beyond this many classes the counts are left to the tooltip. */
const READABLE = 20;

/** Who was taken for whom. Colours grow with the logarithm of the share of the row, so that rare mistakes can be seen too. Arrow keys walk. */
export function ConfusionMatrix({ classes, counts, onPick }: ConfusionMatrixProps) {
  const n = classes.length;
  const [focus, setFocus] = useState(0);
  const table = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent) => {
    const [row, column] = [Math.floor(focus / n), focus % n];
    const to = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, n - 1],
    }[event.key];
    if (!to || to.some((at) => at! < 0 || at! >= n)) return;
    event.preventDefault();
    const next = to[0]! * n + to[1]!;
    setFocus(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
  };
  return (
    <div className={styles.frame}>
      <div className={styles.wrap} style={{ '--rows': n } as CSSProperties}>
        <span className={styles.across}>Predicted</span>
        <span className={styles.down}>Truth</span>
        <table
          ref={table}
          aria-label="Confusion matrix"
          className={`${styles.table} ${n > READABLE ? styles.large : ''}`}
        >
          {n <= READABLE && (
            <thead>
              <tr>
                <td
                  style={{ width: `${Math.min(64, 12 + 6.6 * Math.max(...classes.map(({ length }) => length)))}px` }}
                />
                {classes.map((name) => (
                  <th key={name} scope="col" title={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {classes.map((truth, row) => {
              const total = counts.slice(row * n, row * n + n).reduce((a, b) => a + b, 0);
              return (
                <tr key={truth}>
                  {n <= READABLE && (
                    <th scope="row" title={truth}>
                      {truth}
                    </th>
                  )}
                  {classes.map((prediction, column) => {
                    const at = row * n + column;
                    const count = counts[at]!;
                    const text = `${truth} taken for ${prediction}: ${grouped(count)} of ${grouped(total)}`;
                    const { colour, ink } = viridis(total === 0 ? 0 : Math.log1p(count) / Math.log1p(total));
                    return (
                      <td key={prediction}>
                        <button
                          type="button"
                          data-cell={at}
                          tabIndex={at === focus ? 0 : -1}
                          aria-label={text}
                          title={text}
                          className={count === 0 ? styles.none : ''}
                          style={count === 0 ? {} : { background: colour, color: ink }}
                          onFocus={() => setFocus(at)}
                          onKeyDown={move}
                          onClick={() => onPick?.(row, column)}
                        >
                          {count === 0 ? '·' : count}
                        </button>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
