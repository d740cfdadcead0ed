/** A forecast's errors beside those of what needs no network, on the same windows. */
import type { Errors, ForecastComparison } from '../../../../engine/train/reports/baselines.ts';
import { baselineTitle, comparisonText } from '../../../../engine/train/reports/baselineText.ts';
import { t } from '../../../../engine/texts/index.ts';
import { formatNumber } from '../../../charts/format.ts';
import styles from '../Results.module.css';

export function Baselines({ comparison }: { readonly comparison: ForecastComparison }) {
  const { network, baselines } = comparison;
  const least = Math.min(...[network, ...baselines].map((one) => one?.meanAbsoluteError ?? Number.POSITIVE_INFINITY));
  const row = (title: string, errors: Errors) => (
    <tr key={title} data-best={errors.meanAbsoluteError === least || undefined}>
      <th scope="row">{title}</th>
      <td>{formatNumber(errors.meanAbsoluteError)}</td>
      <td>{formatNumber(errors.rootMeanSquaredError)}</td>
    </tr>
  );
  return (
    <>
      <table className={styles.baselines}>
        <caption>{t('baseline.caption', 'How far off forecasts are, in the units of the data')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('baseline.by', 'Forecast by')}</th>
            <th scope="col" title={t('baseline.absolute.long', 'Mean absolute error')}>
              {t('baseline.absolute', 'Mean')}
            </th>
            <th scope="col" title={t('baseline.squared.long', 'Root of the mean squared error')}>
              {t('baseline.squared', 'RMS')}
            </th>
          </tr>
        </thead>
        <tbody>
          {network && row(t('baseline.network', 'This network'), network)}
          {baselines.map((baseline) => row(baselineTitle(baseline), baseline))}
        </tbody>
      </table>
      <p className={styles.hint}>{comparisonText(comparison)}</p>
    </>
  );
}
