import { type CSSProperties, useRef } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { grouped } from '../../ui/bytes.ts';
import { viridis } from '../viridis.ts';
import { type Counts, type MatrixProps, saidOf, shareOf } from './cells.ts';
import styles from './ConfusionMatrix.module.css';
import { LargeMatrix } from './LargeMatrix.tsx';
import { useGridFocus } from './useGridFocus.ts';

/** Beyond this many classes the counts are left to what is said of the cell that is pointed at. */
const READABLE = 20;

/** Pixels of a character, and of all columns together where the panel is narrow. */
const [CHARACTER, COLUMNS] = [6.6, 250];

const widest = (classes: readonly string[]) => CHARACTER * Math.max(...classes.map(({ length }) => length));

/**
 * Who was taken for whom. Colours grow with the logarithm of the share of the row, so that rare mistakes can be seen too. Arrow keys
 * walk.
 */
export function ConfusionMatrix(props: MatrixProps) {
  return props.classes.length > READABLE ? <LargeMatrix {...props} /> : <ReadableMatrix {...props} />;
}

function ReadableMatrix({ classes, counts, onPick }: MatrixProps) {
  const n = classes.length;
  const table = useRef<HTMLTableElement>(null);
  const { focus, setFocus, onKeyDown } = useGridFocus(n, table);
  return (
    <div className={styles.frame}>
      <div className={styles.wrap} style={{ '--rows': n } as CSSProperties}>
        <span className={styles.across}>{t('matrix.predicted', 'Predicted')}</span>
        <span className={styles.down}>{t('matrix.truth', 'Truth')}</span>
        <table
          ref={table}
          aria-label={t('matrix.title', 'Confusion matrix')}
          className={`${styles.table} ${widest(classes) + 8 > COLUMNS / n ? styles.upright : ''}`}
        >
          <Heading classes={classes} />
          <tbody>
            {classes.map((truth, row) => (
              <tr key={truth}>
                <th scope="row" title={truth}>
                  {truth}
                </th>
                {classes.map((prediction, column) => {
                  const index = row * n + column;
                  return (
                    <td key={prediction}>
                      <button
                        type="button"
                        data-cell={index}
                        tabIndex={index === focus ? 0 : -1}
                        {...cellOf({ classes, counts }, row, column)}
                        onFocus={() => setFocus(index)}
                        onKeyDown={onKeyDown}
                        onClick={() => onPick?.(row, column)}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Heading({ classes }: { readonly classes: readonly string[] }) {
  const width = Math.min(classes.length > 5 ? 64 : 96, 12 + widest(classes));
  return (
    <thead>
      <tr>
        <td style={{ width: `${width}px` }} />
        {classes.map((name) => (
          <th key={name} scope="col" title={name}>
            <span>{name}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** How a cell looks, and what it says. */
function cellOf(matrix: Counts, truth: number, prediction: number) {
  const n = matrix.classes.length;
  const count = matrix.counts[truth * n + prediction]!;
  const text = saidOf(matrix, truth, prediction);
  const { colour, ink } = viridis(shareOf(matrix, truth, prediction));
  return {
    'aria-label': text,
    title: text,
    className: count === 0 ? styles.none : '',
    style: count === 0 ? {} : { background: colour, color: ink },
    children: count === 0 ? '·' : n <= 5 ? grouped(count) : count < 10_000 ? count : `${Math.round(count / 1000)}k`,
  };
}
