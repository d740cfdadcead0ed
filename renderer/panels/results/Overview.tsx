/** All answers at a glance: who is taken for whom, or numbers against the true ones. */
import { useState } from 'react';
import { titleOfMetric } from '../../../engine/learn/metricText.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Judgement } from '../../../engine/train/reports/evaluation.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { ByClass } from './ByClass.tsx';
import { ConfusionMatrix } from '../../charts/confusion/ConfusionMatrix.tsx';
import { ScatterPlot } from '../../charts/ScatterPlot.tsx';
import type { CellPlace, Glance } from './model.ts';
import styles from './Results.module.css';
import { visible } from './tokens.ts';

interface OverviewProps {
  readonly judgement: Judgement | null;
  /** What is awaited where nothing is judged yet. */
  readonly glance: Glance | null;
  readonly cell: CellPlace | null;
  readonly onCell: (cell: CellPlace | null) => void;
  readonly onRow: (row: number) => void;
}

export function Overview({ judgement, glance, cell, onCell, onRow }: OverviewProps) {
  const [shown, setShown] = useState<'matrix' | 'classes'>('matrix');
  if (judgement ? judgement.scatter : glance === 'numbers')
    return (
      <>
        <h3>{t('results.scatter', 'Predictions against true values')}</h3>
        {judgement?.scatter ? (
          <ScatterPlot scatter={judgement.scatter} onRow={onRow} />
        ) : (
          <p className={styles.hint}>
            {t('results.scatter.empty', 'What the network says appears here beside what is true.')}
          </p>
        )}
      </>
    );
  return (
    <>
      <h3>
        {titleOfMetric('confusionMatrix')}
        {judgement?.confusion && (
          <Segmented<'matrix' | 'classes'>
            label={t('results.shown', 'What is shown')}
            value={shown}
            options={[
              { value: 'matrix', title: t('results.matrix', 'Matrix') },
              { value: 'classes', title: t('results.byClass', 'By class') },
            ]}
            onChange={setShown}
          />
        )}
      </h3>
      {judgement?.confusion && shown === 'classes' ? (
        <ByClass confusion={judgement.confusion} />
      ) : judgement?.confusion ? (
        <ConfusionMatrix
          {...judgement.confusion}
          classes={judgement.confusion.classes.map(visible)}
          onPick={(truth, prediction) =>
            onCell(cell?.truth === truth && cell.prediction === prediction ? null : { truth, prediction, from: 0 })
          }
        />
      ) : (
        <p className={styles.hint}>{t('results.confusion.empty', 'Who is taken for whom appears here.')}</p>
      )}
    </>
  );
}
