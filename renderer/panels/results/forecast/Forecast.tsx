/** What a network foretells, drawn over what really came: a window of a series at a time. */
import { useState } from 'react';
import { timeText } from '../../../../engine/data/series/steps.ts';
import { verbatim } from '../../../../engine/phrases.ts';
import { t } from '../../../../engine/texts/index.ts';
import { baselineTitle } from '../../../../engine/train/reports/baselineText.ts';
import type { ForecastWindow } from '../../../../engine/train/reports/forecasts.ts';
import { formatNumber } from '../../../charts/format.ts';
import { type SeriesLine, SeriesPlot } from '../../../charts/SeriesPlot.tsx';
import { Select } from '../../../ui/Select.tsx';
import { Pager } from '../../common/Pager.tsx';
import { type Split, useForecast, type WindowPlace } from '../model.ts';
import styles from '../Results.module.css';

interface ForecastProps {
  readonly run: string;
  readonly split: Split;
  /** Changes when the run has other weights. */
  readonly version: string;
}

/** The windows of a split to go through, of one series or of all, with the nearest forecast that needs no network beside them. */
export function Forecast({ run, split, version }: ForecastProps) {
  const [place, setPlace] = useState<WindowPlace>({ group: null, at: 0 });
  const { value, error } = useForecast(run, split, version, place);
  // the window before stays in sight until the next is there
  const [seen, setSeen] = useState<ForecastWindow | null>(null);
  if (value && value !== seen) setSeen(value);
  const window = value ?? seen;
  return (
    <>
      <h3>
        {t('results.forecast', 'Forecast')}
        {window && (
          <span className={styles.pager}>
            <Pager
              earlier={t('results.forecast.earlier', 'Earlier window')}
              later={t('results.forecast.later', 'Later window')}
              from={place.at}
              most={1}
              total={window.total}
              onChange={(at) => setPlace({ ...place, at })}
            />
          </span>
        )}
      </h3>
      {window && window.groups.length > 1 && (
        <Select
          label={t('results.forecast.group', 'Series')}
          value={String(place.group ?? EVERY)}
          options={[
            { value: EVERY, title: t('results.forecast.all', 'All series') },
            ...window.groups.map(({ number, name }) => ({ value: String(number), title: name })),
          ]}
          onChange={(group) => setPlace({ group: group === EVERY ? null : Number(group), at: 0 })}
        />
      )}
      {error !== null && <p className={styles.error}>{error}</p>}
      {window && <Window window={window} named={place.group === null} />}
    </>
  );
}

/** `named`: it is said whose the window is. */
function Window({ window, named }: { readonly window: ForecastWindow; readonly named: boolean }) {
  const { times, isDate, past, groups, group, prediction, baseline } = window;
  const time = (step: number) => timeText(times[step]!, isDate);
  const whose = groups.find(({ number }) => number === group);
  const off = (said: readonly number[]) => formatNumber(meanError(said, window.truth));
  return (
    <>
      {named && groups.length > 1 && whose && (
        <p className={styles.hint}>{t('results.forecast.whose', 'Series: {{name}}', { name: verbatim(whose.name) })}</p>
      )}
      <SeriesPlot
        lines={linesOf(window)}
        label={t('results.series', 'The series and what is predicted of it')}
        axes={{
          first: time(0),
          // both are times: nothing to say in words
          ahead:
            past.length === times.length - 1 ? time(past.length) : `${time(past.length)} → ${time(times.length - 1)}`,
          known: past.length - 1,
        }}
      />
      <p className={styles.hint}>
        {prediction.length === 0
          ? t(
              'results.forecast.units',
              'What this network says cannot be turned back into the units of the data: the truth is drawn alone.',
            )
          : baseline &&
            t(
              'results.forecast.off',
              'Off in this window, on average: the network {{network}}, {{baseline}} {{error}}.',
              {
                network: off(prediction),
                baseline: verbatim(baselineTitle(baseline)),
                error: off(baseline.values),
              },
            )}
      </p>
    </>
  );
}

/** Radix has no empty values. */
const EVERY = 'all';

const meanError = (said: readonly number[], came: readonly number[]): number =>
  came.reduce((sum, value, step) => sum + Math.abs(said[step]! - value), 0) / came.length;

/** The lines of the future begin at the last known value, where they follow it at once. */
function linesOf({ past, lead, truth, prediction, baseline }: ForecastWindow): readonly SeriesLine[] {
  const ahead = (values: readonly number[]) =>
    lead === 0 ? { from: past.length - 1, values: [past.at(-1)!, ...values] } : { from: past.length + lead, values };
  return [
    { kind: 'past', name: t('results.series.past', 'Past'), from: 0, values: past },
    ...(baseline ? [{ kind: 'baseline' as const, name: baselineTitle(baseline), ...ahead(baseline.values) }] : []),
    { kind: 'truth', name: t('results.series.truth', 'Truth'), ...ahead(truth) },
    ...(prediction.length > 0
      ? [{ kind: 'prediction' as const, name: t('results.series.prediction', 'Forecast'), ...ahead(prediction) }]
      : []),
  ];
}
