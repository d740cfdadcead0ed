/** A confusion matrix of more classes than have room for their names: a picture, and in words the cell that is pointed at. */
import { type CSSProperties, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { viridisLight } from '../viridis.ts';
import { type MatrixProps, met, saidOf, shareOf } from './cells.ts';
import styles from './ConfusionMatrix.module.css';
import { useGridFocus } from './useGridFocus.ts';

export function LargeMatrix({ classes, counts, onPick }: MatrixProps) {
  const matrix = useMemo(() => met({ classes, counts }), [classes, counts]);
  const n = matrix.classes.length;
  const grid = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { focus, setFocus, onKeyDown } = useGridFocus(n, grid);
  useEffect(() => {
    if (n === 0) return;
    const pixels = new ImageData(n, n);
    for (let cell = 0; cell < n * n; cell++) {
      const [row, column] = [Math.floor(cell / n), cell % n];
      if (matrix.counts[cell] === 0) continue; // what lies behind is seen
      pixels.data.set([...viridisLight(shareOf(matrix, row, column)), 255], 4 * cell);
    }
    canvas.current!.getContext('2d')!.putImageData(pixels, 0, 0);
  }, [matrix, n]);
  if (n === 0) return null;
  const [row, column] = [Math.floor(focus / n), focus % n];
  const said = saidOf(matrix, row, column);
  const point = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width, height } = grid.current!.getBoundingClientRect();
    const at = (offset: number, size: number) => Math.max(0, Math.min(n - 1, Math.floor((offset / size) * n)));
    setFocus(at(clientY - top, height) * n + at(clientX - left, width));
  };
  return (
    <div className={styles.frame}>
      <div className={styles.wrap} style={{ '--rows': n } as CSSProperties}>
        <span className={styles.across}>{t('matrix.predicted', 'Predicted')}</span>
        <span className={styles.down}>{t('matrix.truth', 'Truth')}</span>
        <div ref={grid} className={styles.large} onPointerMove={point}>
          <canvas ref={canvas} width={n} height={n} role="img" aria-label={t('matrix.title', 'Confusion matrix')} />
          <button
            type="button"
            data-cell={focus}
            aria-label={said}
            style={{ top: `${(100 * row) / n}%`, left: `${(100 * column) / n}%` }}
            onKeyDown={onKeyDown}
            onClick={() => onPick?.(matrix.of[row]!, matrix.of[column]!)}
          />
        </div>
        <output className={styles.said}>{said}</output>
      </div>
    </div>
  );
}
