import { metricInWords, titleOfMetric, UNDEFINED } from '../../../engine/learn/metricText.ts';
import { t, word } from '../../../engine/texts/index.ts';
import type { Judgement } from '../../../engine/train/reports/evaluation.ts';
import { unitTitle } from '../../../engine/train/verdict/text.ts';
import { formatNumber, formatPercent } from '../../charts/format.ts';
import type { Judged } from '../../state/runs/evaluations.ts';
import { Button } from '../../ui/Button.tsx';
import { grouped } from '../../ui/bytes.ts';
import { isPercent } from '../common/lines.ts';
import { Baselines } from './forecast/Baselines.tsx';
import { Working } from '../../fields/Working.tsx';
import styles from './Results.module.css';

/** What it comes to: the metrics, and how many answers there are of what kind, and how many are wrong. */
interface MeasuresProps {
  readonly judged: Judged;
  /** Of which column the answers are counted. */
  readonly of: Judgement | null;
  readonly onJudge: () => void;
}

export function Measures({ judged, of, onJudge }: MeasuresProps) {
  if (judged.state === 'failed') return <p className={styles.error}>{judged.message}</p>;
  if (judged.state === 'busy') return <Working title={t('work.judging', 'Judging results')} />;
  if (judged.state === 'cancelled')
    return (
      <p className={styles.hint} style={{ marginTop: 8 }}>
        {t('results.cancelled', 'Not judged.')}{' '}
        <Button look="quiet" onClick={onJudge}>
          {t('results.judgeNow', 'Judge')}
        </Button>
      </p>
    );
  const value = judged.evaluation;
  const { metrics, rows } = value;
  const { answers, unit } = of ?? value;
  const { accuracy } = metrics;
  const others = Object.entries(metrics).filter(([name]) => name !== 'accuracy');
  return (
    <>
      {accuracy !== undefined && (
        <>
          <p className={styles.big}>{accuracy === null ? UNDEFINED : formatPercent(accuracy)}</p>
          <p className={styles.hint}>{metricInWords('accuracy')}</p>
        </>
      )}
      <dl className={styles.facts}>
        {others.map(([name, metric]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{titleOfMetric(name)}</dt>
            <dd>{metric === null ? UNDEFINED : isPercent(name) ? formatPercent(metric) : formatNumber(metric)}</dd>
          </div>
        ))}
        <dt>{t('results.rows', 'Rows')}</dt>
        <dd>{grouped(rows)}</dd>
        {answers && unit !== 'rows' && (
          <>
            <dt>{unitTitle(unit)}</dt>
            <dd>{grouped(answers.count)}</dd>
          </>
        )}
        {answers && (
          <>
            <dt>{t('results.wrong', 'Wrong')}</dt>
            <dd>{grouped(answers.wrong)}</dd>
          </>
        )}
      </dl>
      {value.forecast && <Baselines comparison={value.forecast} />}
      {value.remarks.map((remark, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stand as they came
        <p key={i} className={styles.hint}>
          {word(remark)}
        </p>
      ))}
    </>
  );
}
