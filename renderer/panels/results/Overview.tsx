/** All answers at a glance: who is taken for whom, or numbers against the true ones. */
import { titleOfMetric } from '../../../engine/learn/metricText.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Evaluation } from '../../../engine/train/reports/evaluation.ts';
import { ConfusionMatrix } from '../../charts/ConfusionMatrix.tsx';
import { ScatterPlot } from '../../charts/ScatterPlot.tsx';
import type { CellPlace } from './model.ts';
import styles from './Results.module.css';
import { visible } from './tokens.ts';

interface OverviewProps {
  readonly evaluation: Evaluation | null;
  readonly cell: CellPlace | null;
  readonly onCell: (cell: CellPlace | null) => void;
  readonly onRow: (row: number) => void;
}

export function Overview({ evaluation, cell, onCell, onRow }: OverviewProps) {
  if (evaluation?.scatter)
    return (
      <>
        <h3>{t('results.scatter', 'Predictions against true values')}</h3>
        <ScatterPlot scatter={evaluation.scatter} onRow={onRow} />
      </>
    );
  return (
    <>
      <h3>{titleOfMetric('confusionMatrix')}</h3>
      {evaluation?.confusion ? (
        <ConfusionMatrix
          {...evaluation.confusion}
          classes={evaluation.confusion.classes.map(visible)}
          onPick={(truth, prediction) =>
            onCell(cell?.truth === truth && cell.prediction === prediction ? null : { truth, prediction, from: 0 })
          }
        />
      ) : (
        <p className={styles.hint}>
          {evaluation
            ? evaluation.mistakes.length > 0
              ? t('results.saysNumbers', 'This network answers with numbers: there are no classes to confuse.')
              : t('results.noClasses', 'This network does not choose among classes.')
            : t('results.confusion.empty', 'Who is taken for whom appears here.')}
        </p>
      )}
    </>
  );
}
