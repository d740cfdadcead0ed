/** What a training says, in lines for a terminal. */
import type { SplitName } from '../engine/data/splits.ts';
import { metricsInWords } from '../engine/learn/metricText.ts';
import { verbatim } from '../engine/phrases.ts';
import { t, word } from '../engine/texts/index.ts';
import { bestEpochText } from '../engine/train/bestEpoch.ts';
import type { Metrics, TrainingEvent } from '../engine/train/events.ts';
import { prunedKernels, prunedLines } from '../engine/train/pruning/text.ts';
import { comparisonLines } from '../engine/train/reports/baselineText.ts';
import { worthText } from '../engine/train/verdict/text.ts';
import { grouped } from './columns.ts';
import { say, sayProblem } from './define.ts';
import { readingTold } from './reading.ts';

export const metricsText = (metrics: Metrics | null): string =>
  metrics === null ? t('cli.metrics.none', 'none') : metricsInWords(metrics);

/** What weights are worth on a split. */
export function splitText(split: SplitName, judged: Metrics | null): string {
  const metrics = verbatim(metricsText(judged));
  switch (split) {
    case 'train':
      return t('cli.metrics.train', 'train: {{metrics}}', { metrics });
    case 'validation':
      return t('cli.metrics.validation', 'validation: {{metrics}}', { metrics });
    case 'test':
      return t('cli.metrics.test', 'test: {{metrics}}', { metrics });
  }
}

/** Why the training came to its end, and what it took. */
function endText({ reason, seconds, waitShare, peakMb }: Finished): string {
  const values = {
    seconds: verbatim(seconds.toFixed(1)),
    waiting: verbatim(`${(100 * waitShare).toFixed(1)} %`),
    memory: peakMb,
  };
  switch (reason) {
    case 'done':
      return t(
        'cli.end.done',
        'Finished after {{seconds}} s; {{waiting}} of it waiting for data; peak memory {{memory}} MB.',
        values,
      );
    case 'early':
      return t(
        'cli.end.early',
        'Stopped early after {{seconds}} s; {{waiting}} of it waiting for data; peak memory {{memory}} MB.',
        values,
      );
    case 'stopped':
      return t(
        'cli.end.stopped',
        'Stopped after {{seconds}} s; {{waiting}} of it waiting for data; peak memory {{memory}} MB.',
        values,
      );
  }
}

export type Finished = Extract<TrainingEvent, { event: 'finished' }>;

export function finishedText(finished: Finished): string {
  const { train, validation, test, kept, verdict, forecast, pruned } = finished;
  const lines = [
    splitText('train', train),
    ...(validation ? [splitText('validation', validation)] : []),
    ...(test ? [splitText('test', test)] : []),
  ];
  const worth = verdict ? worthText(verdict) : '';
  return [
    ...lines,
    ...(worth === '' ? [] : [worth]),
    ...(forecast ? comparisonLines(forecast) : []),
    ...(pruned ? [...prunedLines(pruned, validation), prunedKernels(pruned)] : []),
    bestEpochText(kept),
    endText(finished),
  ].join('\n');
}

let shown = 0;
const tellReading = readingTold();
export function progress(event: TrainingEvent): void {
  if (event.event === 'started') {
    const { name, engine, device, threads, parameters, rows, stepsPerEpoch } = event;
    say(
      t(
        'cli.training',
        'Training "{{name}}" on {{engine}}, {{device}}, {{threads}} threads: {{parameters}} parameters, {{rows}} rows, {{steps}} steps an epoch.',
        {
          name: verbatim(name),
          engine: verbatim(engine),
          device: verbatim(device),
          threads,
          parameters: grouped(parameters),
          rows: grouped(rows.train),
          steps: stepsPerEpoch,
        },
      ),
    );
  } else if (event.event === 'steps' && Date.now() - shown > 1000) {
    shown = Date.now();
    say(
      t('cli.step', 'step {{step}}  loss {{loss}}  {{pace}} steps/s  {{left}} s left', {
        step: event.step.at(-1)!,
        loss: verbatim(event.loss.at(-1)!.toFixed(4)),
        pace: verbatim(event.stepsPerSecond.toFixed(0)),
        left: Math.ceil(event.secondsLeft),
      }),
    );
  } else if (event.event === 'epoch')
    say(
      t('cli.epoch', 'epoch {{epoch}}: train {{train}}; validation {{validation}}', {
        epoch: event.epoch,
        train: verbatim(metricsText(event.train)),
        validation: verbatim(metricsText(event.validation)),
      }),
    );
  else if (event.event === 'reading') tellReading(event.done, event.total);
  else if (event.event === 'log') say(word(event.message));
  else if (event.event === 'failed') sayProblem(event.problem);
}
