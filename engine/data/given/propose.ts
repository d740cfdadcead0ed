/** What can be learned of data that is no table: from which column, which other, and what a row of each is. */
import { type Choice, USUALLY_DEALT } from '../../graph/document.ts';
import { type Phrase, phrase, someNames, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import { formatShape } from '../../types/shape.ts';
import { answers } from '../datasets/answers.ts';
import type { Column, Files, Table } from '../define.ts';
import { measureTexts, type TextMeasure } from '../language/measure.ts';
import { MomentsOf } from '../moments.ts';
import { openDataset } from '../pipeline.ts';
import { describeOpened } from '../preview.ts';
import { trainingRows } from '../splits.ts';
import { placesAmong } from './places.ts';

export interface DataProposal {
  readonly dataset: Choice;
  readonly input: Column;
  /** Of an input of texts. */
  readonly text?: TextMeasure;
  readonly target: Column;
  /** What could be learned in its place, itself among it. */
  readonly targets: readonly string[];
  readonly task:
    | { readonly kind: 'classes'; readonly classes: readonly string[] }
    /** Several of these at once, or none. */
    | { readonly kind: 'labels'; readonly classes: readonly string[] }
    /** A class for each pixel. */
    | { readonly kind: 'pixels'; readonly classes: readonly string[] }
    /** What a row of the target holds, with its mean and spread. */
    | { readonly kind: 'numbers'; readonly mean: number; readonly deviation: number }
    | { readonly kind: 'picture' }
    /** The token that follows, of so many. */
    | { readonly kind: 'next'; readonly classes: readonly string[] }
    /** The same, where this column says that it belongs to an answer. */
    | { readonly kind: 'answer'; readonly classes: readonly string[]; readonly counts: string };
  readonly rows: number;
  readonly notes: readonly Phrase[];
}

/**
 * `wanted`: the column to be learned; left out, it is proposed. Throws a `UserError` where the data cannot be read, or have nothing to learn
 * from or to be learned.
 */
export async function proposeData(files: Files, given: Choice, wanted?: string): Promise<DataProposal> {
  const dataset = given.type === answers.id ? await longEnough(files, given) : given;
  const opened = await openDataset(dataset, files, undefined, USUALLY_DEALT);
  const { columns, rows, notes, problems } = describeOpened(opened);
  if (problems.length > 0) throw new UserError(problems);
  const { train } = opened;
  const target = wanted === undefined ? targetOf(columns, opened.tested) : columns.find(({ name }) => name === wanted);
  if (wanted !== undefined && !target)
    throw new UserError(
      problem('column-missing', { column: verbatim(wanted), columns: columns.map(({ name }) => verbatim(name)) }),
    );
  const input = inputOf(columns.filter((column) => column !== target));
  if (!target || !input)
    throw new UserError(problem('nothing-to-learn', { columns: columns.map(({ name }) => verbatim(name)) }));
  return {
    dataset,
    input,
    ...(input.kind === 'text' && {
      text: measureTexts(input.name, trainingRows(opened, USUALLY_DEALT)),
    }),
    target,
    targets: dataset.type === answers.id ? [target.name] : columns.flatMap((one) => (one === input ? [] : [one.name])),
    task: dataset.type === answers.id ? answerOf(target) : taskOf(input, target, train),
    rows: rows.train,
    notes,
  };
}

/** Names that say what is to be predicted. */
const TARGETS = /^(y|t|labels?|targets?|class|classes|outputs?|masks?|next)$/i;

/**
 * By its name; else the last of classes, of masks, of several classes, of single numbers, or of all. Of those that the test data lack, where
 * these have some of the columns and not all (`tested`).
 */
function targetOf(all: readonly Column[], tested: readonly string[] = []): Column | undefined {
  if (all.length < 2) return undefined;
  const lacking = tested.length > 0 ? all.filter(({ name }) => !tested.includes(name)) : [];
  const columns = lacking.length > 0 ? lacking : all;
  const isTarget = (name: string) => TARGETS.test(name);
  const single = columns.filter(({ kind, shape }) => kind !== 'image' && kind !== 'text' && shape.length === 0);
  const places = placesAmong(
    single.map(({ name }) => name),
    isTarget,
  );
  return (
    columns.findLast(({ name }) => isTarget(name) && !places.has(name)) ??
    columns.findLast(({ kind, shape }) => kind === 'category' && shape.length === 0) ??
    columns.findLast(({ kind }) => kind === 'category') ??
    columns.findLast(({ kind }) => kind === 'categories') ??
    columns.findLast(({ kind, shape }) => kind === 'number' && shape.length === 0) ??
    columns.at(-1)
  );
}

const KINDS: readonly Column['kind'][] = ['image', 'text', 'tokens', 'number'];
const inputOf = (columns: readonly Column[]): Column | undefined =>
  KINDS.flatMap((kind) => columns.filter((column) => column.kind === kind))[0];

/** Rows of which mean and spread are taken. */
const LOOKED = 4096;

/** Tokens of a row that a network reads to begin with, at most and at least: a prompt may be longer than those that were learned. */
const [LONGEST, LEAST] = [256, 16];

/** With rows as long as the longest of those that are looked at. */
async function longEnough(files: Files, { type, settings }: Choice): Promise<Choice> {
  const { train } = await openDataset({ type, settings: { ...settings, length: LONGEST } }, files);
  const rows = Int32Array.from({ length: Math.min(LOOKED, train.rows) }, (_, i) => i);
  const { data } = train.read('answered', rows);
  let longest = 1;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) longest = Math.max(longest, (i % LONGEST) + 1);
  return { type, settings: { ...settings, length: Math.ceil(longest / LEAST) * LEAST } };
}

const answerOf = ({ classes }: Column): DataProposal['task'] => ({
  kind: 'answer',
  classes: classes!,
  counts: 'answered',
});

function taskOf(input: Column, target: Column, train: Table): DataProposal['task'] {
  const { kind, shape, classes } = target;
  if (input.kind === 'tokens' && classes) return { kind: 'next', classes };
  if (kind === 'category' && classes) return { kind: shape.length === 0 ? 'classes' : 'pixels', classes };
  if (kind === 'categories' && classes) return { kind: 'labels', classes };
  if (kind === 'image') return { kind: 'picture' };
  const rows = Int32Array.from({ length: Math.min(LOOKED, train.rows) }, (_, i) =>
    Math.floor((i * train.rows) / Math.min(LOOKED, train.rows)),
  );
  const moments = new MomentsOf(Int32Array.of(0), 1);
  moments.add(train.read(target.name, rows).data);
  const { mean, deviation } = moments.total();
  return { kind: 'numbers', mean, deviation: deviation || 1 };
}

function learnedOf({ kind, rate }: Column) {
  if (rate !== undefined) return 'learn-sounds';
  return kind === 'image' ? 'learn-pictures' : kind === 'text' ? 'learn-texts' : 'learn-rows';
}
const numbersOf = ({ kind, rate }: Column) =>
  rate !== undefined ? 'learn-numbers-of-sounds' : kind === 'image' ? 'learn-numbers-of-pictures' : 'learn-numbers';

/** What is proposed, in a sentence. */
export function dataProposalLine({ input, target, task, rows }: DataProposal): Phrase {
  const what = { count: rows, target: verbatim(target.name), size: formatShape(input.shape) };
  const named = (classes: readonly string[]) => ({
    classes: classes.length,
    names: someNames(classes.map((name) => verbatim(name))),
  });
  switch (task.kind) {
    case 'classes':
      return phrase(learnedOf(input), { ...what, ...named(task.classes) });
    case 'pixels':
      return phrase('learn-masks', { ...what, ...named(task.classes) });
    case 'labels':
      return phrase('learn-labels', { ...what, ...named(task.classes) });
    case 'numbers':
      return phrase(numbersOf(input), what);
    case 'picture':
      return phrase('learn-picture', what);
    case 'answer':
      return phrase('learn-answers', { count: rows, tokens: task.classes.length });
    case 'next':
      return phrase('learn-next', { ...what, classes: task.classes.length });
  }
}
