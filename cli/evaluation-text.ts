/** What weights are worth on a split, in lines for a terminal. */
import type { SplitName } from '../engine/data/splits.ts';
import { UNDEFINED } from '../engine/learn/metricText.ts';
import { t } from '../engine/texts/index.ts';
import { comparisonLines } from '../engine/train/reports/baselineText.ts';
import type { Evaluation, Judgement } from '../engine/train/reports/evaluation.ts';
import { perClass } from '../engine/train/reports/perClass.ts';
import { grouped, tableText } from './columns.ts';
import { splitText } from './training-text.ts';

/** A table of more rows says less than it hides. */
const MOST_CLASSES = 40;

export function evaluationText(split: SplitName, judged: Evaluation): string {
  const { metrics, forecast, others, ...first } = judged;
  const targets = [first, ...others];
  return [
    splitText(split, metrics),
    ...targets.flatMap((target) => classLines(target, targets.length > 1)),
    ...(forecast ? comparisonLines(forecast) : []),
  ].join('\n');
}

/** The figures of each class; of a column among several, under its name. */
function classLines({ column, confusion }: Judgement, named: boolean): string[] {
  if (!confusion) return [];
  if (confusion.classes.length > MOST_CLASSES)
    return ['', t('cli.evaluated.json', '--json says the figures of each class.')];
  const percent = (share: number | null) => (share === null ? UNDEFINED : `${(100 * share).toFixed(2)} %`);
  const heading = [
    named ? column : t('results.class', 'Class'),
    t('results.class.count', 'Count'),
    t('results.class.precision', 'Precision'),
    t('results.class.recall', 'Recall'),
    'F1',
  ];
  const lines = perClass(confusion).map(({ class: name, count, precision, recall, f1 }) => [
    name,
    grouped(count),
    ...[precision, recall, f1].map(percent),
  ]);
  return ['', tableText([heading, ...lines], 1)];
}
