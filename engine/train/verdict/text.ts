/** What a result is and what it is worth, in the language of now. */
import type { SplitName } from '../../data/pipeline.ts';
import type { Unit } from '../../data/unit.ts';
import { metricInWords, metricNamed, titleOfMetric, valueText } from '../../learn/metricText.ts';
import { named, type Verbatim } from '../../phrases.ts';
import { t, type Worded } from '../../texts/index.ts';
import type { Verdict } from './verdict.ts';

/** What the answers are about, within a sentence. */
export function unitInWords(unit: Unit): Worded {
  switch (unit) {
    case 'rows':
      return t('judged.rows', 'rows');
    case 'characters':
      return t('judged.characters', 'characters');
    case 'tokens':
      return t('judged.tokens', 'tokens');
    case 'pixels':
      return t('judged.pixels', 'pixels');
    case 'places':
      return t('judged.places', 'places');
    case 'series':
      return t('judged.series', 'series');
  }
}

/** The same as a heading. */
export function unitTitle(unit: Unit): Worded {
  switch (unit) {
    case 'rows':
      return t('judged.title.rows', 'Rows');
    case 'characters':
      return t('judged.title.characters', 'Characters');
    case 'tokens':
      return t('judged.title.tokens', 'Tokens');
    case 'pixels':
      return t('judged.title.pixels', 'Pixels');
    case 'places':
      return t('judged.title.places', 'Places');
    case 'series':
      return t('judged.title.series', 'Series');
  }
}

const SPLITS = { train: 'training', validation: 'validation', test: 'test' } as const;
const splitInWords = (split: SplitName) => named(`splits.${split}`, SPLITS[split]);

/** `98.94 % of the test rows are right.`, or the metric that the result is known by. */
export function resultText({ split, unit, metric, value }: Verdict): Worded {
  const about = { split: splitInWords(split), unit: unitInWords(unit), value: valueText(metric, value) };
  const { id } = metricNamed(metric) ?? {};
  return id === 'accuracy' || id === 'tokenAccuracy'
    ? t('verdict.right', '{{value}} of the {{split}} {{unit}} are right.', about)
    : t('verdict.value', '{{metric}} on the {{split}} {{unit}}: {{value}}.', {
        metric: titleOfMetric(metric),
        ...about,
      });
}

/** Beside what takes no learning: what an answer that never changes would get, and that the first epoch was as good; empty where neither is known. */
export function worthText({ guess, unit, metric, constant, first, weak }: Verdict): string {
  if (weak === 'first')
    return t(
      'verdict.first',
      'That is no better than after the first epoch: its {{metric}} was {{before}} then, and is {{after}} at the end.',
      {
        metric: metricInWords(first!.metric),
        before: valueText(first!.metric, first!.before),
        after: valueText(first!.metric, first!.after),
      },
    );
  if (constant === null) return '';
  const value = valueText(metric, constant);
  const kind = guess === 'token' && unit === 'characters' ? 'character' : guess;
  return weak === null ? beside[kind](value) : noBetter[kind](value);
}

/** A weak result in a few words, for lists. */
export const weaknessText = (weak: NonNullable<Verdict['weak']>): Worded =>
  weak === 'constant'
    ? t('verdict.weak.constant', 'No better than guessing')
    : t('verdict.weak.first', 'No better than epoch 1');

type About = Readonly<Record<Verdict['guess'] | 'character', (value: Verbatim) => Worded>>;

const noBetter: About = {
  class: (value) =>
    t('verdict.weak.class', 'That is no better than always guessing the most frequent class, which gives {{value}}.', {
      value,
    }),
  character: (value) =>
    t(
      'verdict.weak.character',
      'That is no better than always guessing the most frequent character, which gives {{value}}.',
      { value },
    ),
  token: (value) =>
    t('verdict.weak.token', 'That is no better than always guessing the most frequent token, which gives {{value}}.', {
      value,
    }),
  answer: (value) =>
    t('verdict.weak.answer', 'That is no better than always giving the most frequent answer, which gives {{value}}.', {
      value,
    }),
  mean: (value) =>
    t('verdict.weak.mean', 'That is no better than always guessing the mean, or the median, which gives {{value}}.', {
      value,
    }),
};

const beside: About = {
  class: (value) => t('verdict.class', 'Always guessing the most frequent class would give {{value}}.', { value }),
  character: (value) =>
    t('verdict.character', 'Always guessing the most frequent character would give {{value}}.', { value }),
  token: (value) => t('verdict.token', 'Always guessing the most frequent token would give {{value}}.', { value }),
  answer: (value) => t('verdict.answer', 'Always giving the most frequent answer would give {{value}}.', { value }),
  mean: (value) => t('verdict.mean', 'Always guessing the mean, or the median, would give {{value}}.', { value }),
};
