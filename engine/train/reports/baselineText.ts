/** A forecast beside what needs no network, in the language of now. */
import { valueText } from '../../learn/metricText.ts';
import { verbatim } from '../../phrases.ts';
import { t, type Worded } from '../../texts/index.ts';
import type { Baseline, ForecastComparison } from './baselines.ts';

export function baselineTitle({ id, season }: Pick<Baseline, 'id' | 'season'>): Worded {
  switch (id) {
    case 'last':
      return t('baseline.last', 'Last known value');
    case 'season':
      return t('baseline.season', 'One season before ({{steps}} steps)', { steps: season ?? 0 });
    case 'linear':
      return t('baseline.linear', 'Linear model of the window');
  }
}

/** The simplest that is as near as the network or nearer, where one is. */
export const notBeaten = ({ network, baselines }: ForecastComparison): Baseline | undefined =>
  network === null
    ? undefined
    : baselines
        .filter(({ meanAbsoluteError }) => meanAbsoluteError <= network.meanAbsoluteError)
        .toSorted((a, b) => a.meanAbsoluteError - b.meanAbsoluteError)[0];

/** What the comparison comes to, in a sentence; undefined where the network has no errors of its own. */
export function comparisonText(comparison: ForecastComparison): Worded | undefined {
  if (comparison.network === null || comparison.baselines.length === 0) return undefined;
  const nearer = notBeaten(comparison);
  return nearer
    ? t('baseline.nearer', 'No better than what needs no network: {{baseline}}.', {
        baseline: verbatim(baselineTitle(nearer)),
      })
    : t('baseline.beaten', 'Nearer than every forecast that needs no network.');
}

/** One after the other, as `loom train` says them. */
export function comparisonLines(comparison: ForecastComparison): readonly Worded[] {
  const { network, baselines } = comparison;
  const line = (title: Worded, errors: Pick<Baseline, 'meanAbsoluteError' | 'rootMeanSquaredError'>) =>
    t('baseline.line', '  {{title}}: {{absolute}}, {{squared}}', {
      title: verbatim(title),
      absolute: valueText('meanAbsoluteError', errors.meanAbsoluteError),
      squared: valueText('rootMeanSquaredError', errors.rootMeanSquaredError),
    });
  return [
    t(
      'baseline.heading',
      'Mean absolute error and root mean squared error of {{count}} forecasts, in the units of the data:',
      {
        count: comparison.windows,
      },
    ),
    ...(network ? [line(t('baseline.network', 'This network'), network)] : []),
    ...baselines.map((baseline) => line(baselineTitle(baseline), baseline)),
    ...[comparisonText(comparison)].filter((text) => text !== undefined),
  ];
}

/** By name, as `loom evaluate` gives it to programs. */
export const comparisonJson = ({ network, baselines }: ForecastComparison) =>
  Object.fromEntries([
    ...(network ? [['network', network]] : []),
    ...baselines.map(({ id, ...errors }) => [id, errors]),
  ]);
