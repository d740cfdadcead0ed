/** One answer of the network beside the truth, in what it is seen in: the picture, the text around it, the series. */
import type { ReactNode } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import { isOfCharacters } from '../../../engine/data/unit.ts';
import { hasTexts } from '../../../engine/data/language/ragged.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Answered } from '../../../engine/train/reports/evaluation.ts';
import { ClassMap } from '../../charts/ClassMap.tsx';
import { formatNumber, formatPercent } from '../../charts/format.ts';
import { Picture } from '../../charts/Picture.tsx';
import { textOfValue } from '../common/sample.ts';
import { type RunModel, rangeOf } from './model.ts';
import { NumbersBeside } from './NumbersBeside.tsx';
import styles from './Results.module.css';
import { textOf, trimmed, visible } from './tokens.ts';

interface AnswerFigureProps {
  readonly answer: Answered;
  readonly model: RunModel;
  /** What the classes are called. */
  readonly names: readonly string[];
  readonly onRow: () => void;
}

type Of<K extends Answered['kind']> = Extract<Answered, { kind: K }>;

export function AnswerFigure({ answer, model, names, onRow }: AnswerFigureProps) {
  const words = wordsOf(answer, names);
  const text = t('results.mistake.tip', 'Row {{row}}: {{mistake}}. Click to try it.', {
    row: answer.row + 1,
    mistake: words,
  });
  return (
    <figure>
      <button type="button" title={text} aria-label={text} onClick={onRow}>
        <Seen answer={answer} model={model} words={words} />
      </button>
      <figcaption>
        <Caption answer={answer} names={names} />
      </figcaption>
    </figure>
  );
}

function wordsOf(answer: Answered, names: readonly string[]) {
  switch (answer.kind) {
    case 'class':
      return t('results.mistake', '{{truth}} taken for {{prediction}}, {{share}} % sure', {
        truth: verbatim(visible(names[answer.truth] ?? String(answer.truth))),
        prediction: verbatim(visible(names[answer.prediction] ?? String(answer.prediction))),
        share: verbatim((100 * answer.probability).toFixed(0)),
      });
    case 'map':
      return t('results.map', '{{share}} of the pixels', { share: verbatim(formatPercent(answer.share)) });
    case 'numbers':
      return t('results.numbers.off', '{{error}} off', { error: verbatim(formatNumber(answer.error)) });
  }
}

function Caption({ answer, names }: Pick<AnswerFigureProps, 'answer' | 'names'>): ReactNode {
  if (answer.kind !== 'class')
    return (
      <>
        {t('results.row', 'row {{row}}', { row: answer.row + 1 })} <br />
        {wordsOf(answer, names)}
      </>
    );
  const { truth, prediction, probability } = answer;
  const name = (label: number) => visible(names[label] ?? String(label));
  return (
    <>
      {name(truth)} → <b data-right={truth === prediction}>{name(prediction)}</b> <br />
      {(100 * probability).toFixed(0)} %
    </>
  );
}

function Seen({ answer, model, words }: Pick<AnswerFigureProps, 'answer' | 'model'> & { readonly words: string }) {
  switch (answer.kind) {
    case 'class':
      return answer.place === null ? (
        <WholeRow answer={answer} model={model} words={words} />
      ) : (
        <InText answer={answer} model={model} />
      );
    case 'map':
      return <Maps answer={answer} model={model} />;
    case 'numbers':
      return (
        <NumbersBeside model={model} input={answer.input} truth={answer.truth} prediction={answer.prediction} bare />
      );
  }
}

interface SeenProps<K extends Answered['kind']> {
  readonly answer: Of<K>;
  readonly model: RunModel;
}

function WholeRow({ answer: { input, row }, model, words }: SeenProps<'class'> & { readonly words: string }) {
  const column = model.fields[0]?.column;
  if (hasTexts(input)) return <q>{beginning(input.texts[0] ?? '')}</q>;
  if (column?.kind === 'tokens' && column.classes) return <q>{textOf(trimmed(input.data), column)}</q>;
  if (input.shape.length >= 2) return <Picture tensor={input} {...(column && rangeOf(column))} label={words} />;
  const numbers = column && model.fields.length === 1 && input.data.length <= 8;
  return <code>{numbers ? textOfValue(column, input, 0) : t('results.row', 'row {{row}}', { row: row + 1 })}</code>;
}

/** Characters of a text that are shown. */
const BEGINNING = 240;
const beginning = (text: string): string => (text.length > BEGINNING ? `${text.slice(0, BEGINNING)}…` : text);

/** Characters, or words, that are shown before and behind a place. */
const [CHARACTERS, WORDS] = [36, 6];

/** What stands around the place; of a text that is written itself the truth stands there. */
function InText({ answer: { input, place, row }, model }: SeenProps<'class'>) {
  const column = textColumn(model);
  if (!column)
    return <code>{t('results.place', 'row {{row}}, place {{place}}', { row: row + 1, place: place! + 1 })}</code>;
  const around = isOfCharacters(column) ? CHARACTERS : WORDS;
  const tokens = Array.from(input.data);
  const before = textOf(tokens.slice(Math.max(0, place! - around), place!), column);
  const rest = trimmed(tokens.slice(place! + 1));
  const behind = textOf(rest.slice(0, around / 2), column);
  const gap = isOfCharacters(column) ? '' : ' ';
  return (
    <q>
      {place! > around && `…${gap}`}
      {before}
      {gap}
      <mark>{visible(column.classes![tokens[place!]!] ?? '')}</mark>
      {gap}
      {behind}
      {rest.length > around / 2 && `${gap}…`}
    </q>
  );
}

const textColumn = ({ target, fields }: RunModel): Column | undefined =>
  [target, ...fields.map(({ column }) => column)].find((column) => column?.kind === 'tokens' && column.classes);

/** The picture, its mask, and what the network makes of it. */
function Maps({ answer: { input, truth, prediction }, model }: SeenProps<'map'>) {
  const [height, width] = prediction.shape.slice(-2) as [number, number];
  const column = model.fields[0]?.column;
  return (
    <span className={styles.maps}>
      {input.shape.length >= 2 && (
        <Picture tensor={input} {...(column && rangeOf(column))} label={t('results.map.input', 'The picture')} />
      )}
      <ClassMap labels={truth.data} height={height} width={width} label={t('results.map.truth', 'Its mask')} />
      <ClassMap
        labels={prediction.data}
        height={height}
        width={width}
        label={t('results.map.prediction', 'The predicted mask')}
      />
    </span>
  );
}
