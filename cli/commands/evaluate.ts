import { t, word } from '../../engine/texts/index.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import type { Answered, Judgement } from '../../engine/train/reports/evaluation.ts';
import { perClass } from '../../engine/train/reports/perClass.ts';
import { evaluateWeights, type WholeEvaluation } from '../../engine/train/evaluateWeights.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { comparisonJson } from '../../engine/train/reports/baselineText.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import { evaluationText } from '../evaluation-text.ts';
import { baseOf, type Command, out, readDocument, required, say, sayFit, UsageError } from '../define.ts';
import {
  runtimeOf,
  withColumns,
  withSkip,
  withSplit,
  DATA,
  RUNTIME_OPTIONS,
  SKIP_OPTION,
  SPLITS,
  WEIGHTS,
} from '../options.ts';

export const evaluate: Command = {
  name: 'evaluate',
  calls: ['FILE --weights FILE'],
  doc: 'Says loss and metrics of weights on a split of the data.',
  more:
    'Of classes the figures of each; of a forecast also the errors of those that need no network: the last known value, that of the season ' +
    'before where one is evident, and a linear model of the window. With --json also what each predicted column comes to by itself, under ' +
    '"targets": who is taken for whom (rows are the truth), numbers beside the true ones, and the surest mistakes, by rows from 0.',
  positionals: [1, 1],
  options: {
    weights: WEIGHTS,
    split: { value: 'train|validation|test', doc: 'Which rows are judged (test).' },
    data: DATA,
    splits: SPLITS,
    ...SKIP_OPTION,
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    const [file] = args.positionals;
    const split = args.options.split ?? 'test';
    if (split !== 'train' && split !== 'validation' && split !== 'test')
      throw new UsageError(t('cli.split', '--split must be train, validation or test.'));
    const document = withSplit(
      withSkip(await withColumns(await readDocument(file!), args.options.data, baseOf(file!)), args),
      args.options.splits,
    );
    const judged = await evaluateWeights(
      computeMachine,
      document,
      baseOf(file!),
      await readWeights(disk, required(args, 'weights')),
      split,
      { mistakes: args.json ? MISTAKES : 0, ...(await runtimeOf(args)) },
    );
    for (const note of [...judged.notes, ...judged.remarks]) say(word(note));
    sayFit(judged.fit);
    out(args.json ? JSON.stringify(evaluationJson(judged)) : evaluationText(split, judged));
    return 0;
  },
};

/** Answers that are told of each column. */
const MISTAKES = 60;

/** Numbers by their names, and what each predicted column comes to. */
function evaluationJson({ metrics, matrices, forecast, others, ...first }: WholeEvaluation): object {
  const { classes = [] } = first.confusion ?? {};
  // where the data call them by their numbers alone, these say nothing
  const named = classes.some((name, i) => name !== String(i));
  return {
    ...metrics,
    ...matrices,
    ...(named && { classes }),
    ...(forecast && { baselines: comparisonJson(forecast) }),
    targets: [first, ...others].map(targetJson),
  };
}

/** What is judged about one column: classes by their names, numbers in the units of the data. */
function targetJson({ column, unit, answers, confusion, scatter, mistakes }: Judgement): object {
  const size = confusion?.classes.length ?? 0;
  return {
    column,
    unit,
    ...(answers && { count: answers.count, wrong: answers.wrong }),
    ...(confusion && {
      classes: confusion.classes,
      confusion: confusion.classes.map((_, row) => confusion.counts.slice(row * size, (row + 1) * size)),
      perClass: perClass(confusion),
    }),
    ...(scatter && { scatter }),
    mistakes: mistakes.map((one) => mistakeJson(one, confusion?.classes ?? [])),
  };
}

/** Of an answer of more numbers, such as a picture, only how far off it is is told. */
const MOST_NUMBERS = 64;

/** Without what it is seen in: the row says that. */
function mistakeJson(answer: Answered, classes: readonly string[]): object {
  if (answer.kind === 'map') return { row: answer.row, places: answer.places, share: answer.share };
  if (answer.kind === 'class') {
    const { row, place, truth, prediction, probability } = answer;
    const said = { truth: classes[truth], prediction: classes[prediction], probability };
    return { row, ...(place !== null && { place }), ...said };
  }
  const { row, error, truth, prediction } = answer;
  const numbers = ({ data }: typeof truth) => (data.length === 1 ? data[0] : Array.from(data));
  const isShort = truth.data.length <= MOST_NUMBERS;
  return { row, error, ...(isShort && { truth: numbers(truth), prediction: numbers(prediction) }) };
}
