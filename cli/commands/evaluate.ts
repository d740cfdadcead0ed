import { t, word } from '../../engine/texts/index.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import type { Answered, Judgement } from '../../engine/train/reports/evaluation.ts';
import { perClass } from '../../engine/train/reports/perClass.ts';
import { evaluateWeights } from '../../engine/train/evaluateWeights.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { comparisonJson } from '../../engine/train/reports/baselineText.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import { baseOf, type Command, out, readDocument, required, say, sayFit, UsageError } from '../define.ts';
import {
  runtimeOf,
  withData,
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
  doc: 'Says loss and metrics of weights on a split of the data, as JSON.',
  more:
    'With the names of the classes where they have some, in their order. With --json also what each predicted column comes to by itself, ' +
    'under "targets": who is taken for whom (rows are the truth), figures of each class, numbers beside the true ones, and the surest ' +
    'mistakes. Of a forecast also the errors of those that need no network: the last known value, that of the season before where one is ' +
    'evident, and a linear model of the window.',
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
      withSkip(withData(await readDocument(file!), args.options.data), args),
      args.options.splits,
    );
    const { metrics, matrices, remarks, fit, notes, forecast, others, ...first } = await evaluateWeights(
      computeMachine,
      document,
      baseOf(file!),
      await readWeights(disk, required(args, 'weights')),
      split,
      { mistakes: args.json ? MISTAKES : 0, ...(await runtimeOf(args)) },
    );
    for (const note of [...notes, ...remarks]) say(word(note));
    sayFit(fit);
    const { classes = [] } = first.confusion ?? {};
    // where the data call them by their numbers alone, these say nothing
    const named = classes.some((name, i) => name !== String(i));
    const baselines = forecast && { baselines: comparisonJson(forecast) };
    const targets = args.json && { targets: [first, ...others].map(targetJson) };
    out(JSON.stringify({ ...metrics, ...matrices, ...(named && { classes }), ...baselines, ...targets }));
    return 0;
  },
};

/** Answers that are told of each column. */
const MISTAKES = 60;

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
