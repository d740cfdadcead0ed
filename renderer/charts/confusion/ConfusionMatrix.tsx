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

/** Pixels of a character in a heading and in a cell, and of the whole table where the panel is narrow. */
const [CHARACTER, DIGIT, TABLE] = [6.6, 5.5, 274];

const widest = (classes: readonly string[]) => CHARACTER * Math.max(...classes.map(({ length }) => length));

/** Of the headings before the rows, and of a cell behind them, in pixels where the panel is narrow. */
const namesWidth = (classes: readonly string[]) =>
  Math.min(classes.length > 8 ? 64 : classes.length > 5 ? 84 : 96, 12 + widest(classes));
const cellWidth = (classes: readonly string[]) => (TABLE - namesWidth(classes)) / classes.length;

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
  const width = cellWidth(classes);
  const isLegible = counts.every((count) => DIGIT * shortOf(count, n).length <= width + 1);
  const sizes = { '--rows': n, '--name': `${Math.ceil(widest(classes)) + 4}px` } as CSSProperties;
  return (
    <div className={styles.frame}>
      <div className={styles.wrap} style={sizes}>
        <span className={styles.across}>{t('matrix.predicted', 'Predicted')}</span>
        <span className={styles.down}>{t('matrix.truth', 'Truth')}</span>
        <table
          ref={table}
          aria-label={t('matrix.title', 'Confusion matrix')}
          className={`${styles.table} ${widest(classes) + 8 > width ? styles.upright : ''}`}
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
                        {...cellOf({ classes, counts }, row, column, isLegible)}
                        onFocus={() => setFocus(index)}
                        onPointerEnter={isLegible ? undefined : () => setFocus(index)}
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
        {!isLegible && (
          <output className={styles.said}>{saidOf({ classes, counts }, Math.floor(focus / n), focus % n)}</output>
        )}
      </div>
    </div>
  );
}

function Heading({ classes }: { readonly classes: readonly string[] }) {
  return (
    <thead>
      <tr>
        <td style={{ width: `${namesWidth(classes)}px` }} />
        {classes.map((name) => (
          <th key={name} scope="col" title={name}>
            <span>{name}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A count as it stands in a cell. */
const shortOf = (count: number, classes: number): string =>
  count === 0 ? '·' : classes <= 5 ? grouped(count) : count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`;

/** How a cell looks, and what it says; where not all counts have room, in its title alone. */
function cellOf(matrix: Counts, truth: number, prediction: number, isLegible: boolean) {
  const n = matrix.classes.length;
  const count = matrix.counts[truth * n + prediction]!;
  const text = saidOf(matrix, truth, prediction);
  const { colour, ink } = viridis(shareOf(matrix, truth, prediction));
  return {
    'aria-label': text,
    title: text,
    className: count === 0 ? styles.none : '',
    style: count === 0 ? {} : { background: colour, color: ink },
    children: isLegible || count === 0 ? shortOf(count, n) : '',
  };
}
