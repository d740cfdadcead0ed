import { verbatim } from '../../../engine/phrases.ts';
import { ClassBars } from '../../charts/ClassBars.tsx';
import { formatNumber } from '../../charts/format.ts';
import { givesClasses, outputNames, type RunModel } from './model.ts';
import styles from './Results.module.css';
import { t } from '../../../engine/texts/index.ts';

const MOST_SHOWN = 32;

interface PredictedValuesProps {
  readonly model: RunModel;
  readonly values: Float32Array | null;
}

/** A prediction: bars of the classes' probabilities, or numbers with their names. */
export function PredictedValues({ model, values }: PredictedValuesProps) {
  const count = values?.length ?? model.target?.classes?.length ?? 0;
  const names = outputNames(model, count);
  if (givesClasses(model))
    return (
      <ClassBars
        label={t('results.probabilities', 'Probabilities of the classes')}
        classes={names}
        values={values}
        winner
      />
    );
  if (!values) return <p className={styles.hint}>{t('results.prediction.empty', 'The prediction appears here.')}</p>;
  return (
    <dl className={styles.facts}>
      {Array.from(values.subarray(0, MOST_SHOWN), (value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an output's place is its name
        <div key={i} style={{ display: 'contents' }}>
          <dt>
            {count === 1
              ? t('results.prediction', 'Prediction')
              : t('results.output', 'Output {{name}}', { name: verbatim(names[i]!) })}
          </dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
