/** The curves of runs as a chart draws them. The x axis counts epochs, so that runs with other batches can be laid over each other. */
import { metricNamed } from '../../../engine/learn/metricText.ts';
import type { ChartLine } from '../../charts/Chart.tsx';
import { smoothed } from '../../charts/smooth.ts';
import { DASHES } from '../../charts/theme.ts';
import type { RunView } from '../../state/runs/runs.ts';
import { Series } from '../../state/runs/series.ts';
import { t } from '../../../engine/texts/index.ts';

/** Epochs that the steps stand for, kept up with as they come. */
const epochsOf = new WeakMap<Series, Series>();

function inEpochs(step: Series, stepsPerEpoch: number): Series {
  let epochs = epochsOf.get(step);
  if (!epochs) {
    epochs = new Series();
    epochsOf.set(step, epochs);
  }
  // behind a cut the steps go on as before, so what is kept still stands
  epochs.truncate(step.length);
  const from = epochs.length;
  if (from < step.length) epochs.push(Array.from(step.values.subarray(from), (at) => at / stepsPerEpoch));
  return epochs;
}

/** Below this many steps the raw line is all there is to smooth. */
const FEW = 20;

export interface ShownRun {
  readonly run: RunView;
  readonly name: string;
}

/** The lines of one metric, the shown run first. A run alone has a colour for training and one for validation; of several each has its own. */
export function linesOf(shown: readonly ShownRun[], metric: string): ChartLine[] {
  const alone = shown.length === 1;
  return shown.flatMap(({ run, name }, i): ChartLine[] => {
    const stepsPerEpoch = run.started?.stepsPerEpoch ?? 1;
    const series = metric === 'loss' ? run.loss : run.metrics[metric];
    const x = inEpochs(run.step, stepsPerEpoch).values;
    const raw = series ? { x, y: series.values } : { x: [], y: [] };
    const smooth = series ? { x, y: smoothed(series) } : raw;
    const epochs = run.epochs.filter(({ validation }) => isDefined(validation?.[metric]));
    const points = {
      x: epochs.map(({ step }) => step / stepsPerEpoch),
      y: epochs.map(({ validation }) => validation![metric]!),
    };
    const dash = alone ? [5, 4] : DASHES[i]!;
    const validation: ChartLine = {
      id: `${run.id} validation`,
      name: alone ? t('charts.validation', 'validation') : name,
      points,
      colour: alone ? 1 : i,
      dash,
      dots: true,
    };
    const training: ChartLine = {
      id: `${run.id} training`,
      points: raw.x.length < FEW ? raw : smooth,
      colour: alone ? 0 : i,
      dash: [],
      ...(alone ? { name: t('charts.training', 'training') } : { width: 1.1, opacity: 0.55 }),
    };
    const behind: ChartLine = {
      id: `${run.id} raw`,
      points: raw,
      colour: i,
      dash: [],
      width: 1,
      opacity: 0.25,
      faint: true,
    };
    return alone ? (epochs.length > 0 ? [behind, training, validation] : [behind, training]) : [training, validation];
  });
}

/** What can be drawn for the runs. */
export function metricsOf(shown: readonly ShownRun[]): string[] {
  const names = shown.flatMap(({ run }) => [
    ...Object.keys(run.metrics),
    ...run.epochs.slice(-1).flatMap(({ train }) => Object.keys(train)),
  ]);
  return curvesOf(names.map((name) => ({ name })));
}

/** The loss first; a matrix is no curve. */
export const curvesOf = (metrics: readonly { readonly name: string }[]): string[] =>
  [...new Set(['loss', ...metrics.map(({ name }) => name)])].filter((name) => metricNamed(name)?.shows !== 'matrix');

export const isPercent = (name: string): boolean => metricNamed(name)?.shows === 'percent';

/** Whether a metric has a value; a file has null for one that is none, and so has an epoch in which it is not defined. */
const isDefined = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** `best 98.87 % at epoch 7`; epochs without a value are passed over. */
export function bestOf({ epochs }: RunView, metric: string): { value: number; epoch: number } | undefined {
  const better = metric === 'loss' ? 'lower' : metricNamed(metric)?.better;
  if (better === undefined || better === 'none') return undefined;
  return epochs
    .flatMap(({ epoch, validation }) => (isDefined(validation?.[metric]) ? [{ epoch, value: validation[metric] }] : []))
    .reduce<{ value: number; epoch: number } | undefined>(
      (best, next) =>
        best && (better === 'higher' ? best.value >= next.value : best.value <= next.value) ? best : next,
      undefined,
    );
}
