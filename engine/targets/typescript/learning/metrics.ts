/** `src/metrics.ts` of an exported project: loss and metrics over a whole split, printed from the engine's own programs and formulas. */
import type { Document } from '../../../graph/document.ts';
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { answered } from '../../../learn/comparison.ts';
import type { Metric, Totals } from '../../../learn/define.ts';
import { ignoredBy, lossOf, metricOf } from '../../../learn/index.ts';
import { measured } from '../../../learn/measured.ts';
import { classesOf } from '../../../learn/metrics/common/classification.ts';
import { accumulated } from '../../../learn/losses/common/weighting.ts';
import { classesIn, rankedClasses } from '../../../learn/totals.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../../passes/compile.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings, type Schema, type SettingsOf } from '../../../settings.ts';
import { sizeOf } from '../../../types/shape.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { Code, keyText, literal, member, numberText } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import type { Feeds } from '../data/feeds.ts';
import { turningBack } from '../data/steps.ts';
import type { ModelSource } from '../model/model.ts';
import { programFunction } from '../model/print.ts';
import { helpersFor } from '../model/primitives.ts';
import { unsupported } from '../unsupported.ts';
import { type FormulaLists, type FormulaNames, isList, readFormula } from '../../formulas.ts';
import { bodyOf, printFormula } from './formulas.ts';
import { readoutExpression } from './losses.ts';
import { GATHERING, metricHelpersFor } from './metric-helpers.ts';
import { phrase, verbatim } from '../../../phrases.ts';

/** What the metrics of a loss judge. */
interface Judged {
  readonly prediction: TensorType;
  readonly target: TensorType;
  /** How much each row counts in the loss, where that differs; the label of those that do not. */
  readonly weights?: TensorType;
  readonly ignored?: number;
  /** Their tensors, as expressions. */
  readonly results: string;
  readonly targets: string;
  /** What is read out of the output to be compared with the target. */
  readonly read: (b: Builder, output: Value) => Value;
  /** The lines that turn both back into the units of the data, where they are learned in others, and the function that they call. */
  readonly turned?: readonly string[];
  readonly turning?: string;
}

/** A metric of the document. */
export interface PrintedMetric {
  /** What it is called among the values, as the key of an object. */
  readonly key: string;
  /** The function that says what the totals come to; none for a matrix. */
  readonly source: string;
  /** The value, as an expression of the totals. */
  readonly value: string;
}

const LISTS: Readonly<Record<Exclude<Totals, readonly string[]>, FormulaLists>> = {
  classes: { array: 'counts', properties: ['right', 'chosen', 'actual'] },
  pairs: { array: 'pairs', properties: ['count', 'actual', 'chosen', 'distance'] },
  outputs: { array: 'outputs', properties: ['count', 'spread', 'residual'] },
  scores: { array: 'steps', properties: ['own', 'other', 'ownUpTo', 'allUpTo'] },
};
const listsOf = (totals: Totals): FormulaLists | undefined => (typeof totals === 'string' ? LISTS[totals] : undefined);

/** What the function of a value is given, of which it reads what its text speaks of. */
function parameterOf(totals: Totals, text: string): string {
  switch (totals) {
    case 'classes':
      return 'counts: readonly Counts[]';
    case 'pairs':
      return 'pairs: readonly Pair[]';
    case 'outputs':
      return 'outputs: readonly Output[]';
    case 'scores':
      return `{ ${['steps', 'positives', 'negatives'].filter((name) => text.includes(name)).join(', ')} }: Scores`;
    default:
      return `[${totals.join(', ')}]: readonly number[]`;
  }
}

/** The function of a metric's value, from its formula. */
function valueSource(name: string, metric: Metric, settings: SettingsOf<Schema>, classes: number): string {
  const { totals, title, doc, where = {} } = metric;
  const lists = listsOf(totals);
  const names: Record<string, unknown> = {
    ...settings,
    nothing: new Code('Number.NaN'),
    ...(typeof totals === 'string' ? {} : Object.fromEntries(totals.map((total) => [total, new Code(`${total}!`)]))),
  };
  const constants: string[] = [];
  for (const [part, formula] of Object.entries(where)) {
    const tree = readFormula(formula, names);
    if (lists && isList(tree, lists)) names[part] = tree;
    else constants.push(`const ${part} = ${printFormula(formula, names, lists)};`);
  }
  const head = `/** ${title}. ${doc} */\n`;
  const formula = metric.value!(settings, classes);
  if (constants.length === 0) {
    const body = bodyOf(formula, names, lists);
    return `${head}const ${name} = (${parameterOf(totals, body)}): number => ${body};`;
  }
  const lines = [...constants, `return ${printFormula(formula, names as FormulaNames, lists)};`];
  const w = new Writer();
  w.block(`function ${name}(${parameterOf(totals, lines.join())}): number {`, () => {
    for (const line of lines) w.line(line);
  });
  return head + w.toString().trimEnd();
}

/** The value as an expression of the totals, by what they are. */
function valueExpression(
  name: string,
  { totals, value, missing }: Metric,
  settings: SettingsOf<Schema>,
  classes: number,
  of: string,
): string {
  if (!value) return `matrix(${of})`;
  switch (totals) {
    case 'classes':
      return `defined(${name}(perClass(${of})))`;
    case 'pairs':
      return `defined(${name}(perPair(${of})))`;
    case 'scores': {
      const chosen = rankedClasses(settings, classes);
      const counts = chosen.length === 1 || settings.average === 'present' ? '' : `, ${missing ?? 'Number.NaN'}`;
      return `defined(overClasses(${of}, ${literal(chosen)}, ${name}${counts}))`;
    }
    default:
      return `defined(${name}(${of}))`;
  }
}

/** `sums` says what each adds up, and how many numbers that is. */
export function printedMetrics(training: Document['training'], sums: SumsOfMetrics): PrintedMetric[] {
  const { metrics } = training;
  const unknown = metrics.filter(({ type }) => !metricOf(type));
  if (unknown.length > 0)
    throw new UserError(unknown.map(({ type }) => unsupported(phrase('metric-called', { title: verbatim(type) }))));
  const seen = new Map<string, number>();
  return measured(training).map(({ name: key, choice: { type, settings: given }, loss }) => {
    const metric = metricOf(type)!;
    const { settings } = resolveSettings(metric.settings, given);
    const count = (seen.get(type) ?? 0) + 1;
    seen.set(type, count);
    const name = count === 1 ? type : `${type}_${count}`;
    const { name: made, length } = sums.of(metric, settings, loss);
    const classes = metric.totals === 'scores' ? sums.classes(loss) : classesIn(metric, length);
    return {
      key: keyText(key),
      source: metric.value ? valueSource(name, metric, settings, classes) : '',
      value: valueExpression(name, metric, settings, classes, `totals.${made}`),
    };
  });
}

/** What metrics are values of, for what the loss at a place judges. */
export interface SumsOfMetrics {
  classes(loss: number): number;
  of(metric: Metric, settings: SettingsOf<Schema>, loss: number): { readonly name: string; readonly length: number };
}

/** The functions that add up a batch. */
class Sums implements SumsOfMetrics {
  readonly #judgedBy: (loss: number) => Judged;
  readonly #judged = new Map<number, Judged>();
  /** By what they do and what they judge, whatever they are called. */
  readonly #names = new Map<string, string>();
  /** By their names, how batches become one, and what is judged. */
  readonly #made = new Map<string, { readonly gathering: keyof typeof GATHERING; readonly judged: Judged }>();
  readonly sources: string[] = [];

  constructor(judgedBy: (loss: number) => Judged) {
    this.#judgedBy = judgedBy;
  }

  get names(): readonly string[] {
    return [...this.#names.values()];
  }
  /** All that is judged. */
  get judged(): readonly Judged[] {
    return [...this.#judged.values()];
  }
  #of(loss: number): Judged {
    const judged = this.#judged.get(loss) ?? this.#judgedBy(loss);
    this.#judged.set(loss, judged);
    return judged;
  }
  classes(loss: number): number {
    return classesOf(this.#of(loss).prediction.shape);
  }
  gathering(name: string): keyof typeof GATHERING {
    return this.#made.get(name)!.gathering;
  }
  /** What a function is given. */
  operands(name: string): string {
    const { results, targets } = this.#made.get(name)!.judged;
    return `${results}, ${targets}`;
  }

  /** The name of the function for a metric, and how many numbers it gives. */
  of(metric: Metric, settings: SettingsOf<Schema>, loss: number): { readonly name: string; readonly length: number } {
    const { totals, id, title } = metric;
    const judged = this.#of(loss);
    const { prediction, target, weights, ignored, read } = judged;
    let length = 0;
    const source = (name: string, doc: string) =>
      programFunction(
        name,
        doc,
        { prediction, target, ...(weights && { weights }) },
        (b, { prediction: x, target: t, weights: w }) => {
          const compared = { prediction: read(b, x!), target: t! };
          const sums = accumulated(b, metric, compared, settings, { ignored, weights: w });
          length = sizeOf(sums.shape);
          return sums;
        },
      );
    const deed = `${loss}:${source('sums', '')}`;
    const known = this.#names.get(deed);
    if (known !== undefined) return { name: known, length };
    const base = typeof totals === 'string' ? NAMES[totals] : `${id}Sums`;
    let name = base;
    for (let n = 2; this.names.includes(name); n++) name = `${base}${n}`;
    this.#names.set(deed, name);
    const gathering = totals === 'scores' ? 'collect' : totals === 'outputs' ? 'merge' : 'add';
    this.#made.set(name, { gathering, judged });
    this.sources.push(
      source(name, typeof totals === 'string' ? COUNTS[totals] : `What ${title} adds up: ${totals.join(', ')}.`),
    );
    return { name, length };
  }
}
const CONFUSION = 'How often each class (row) was taken for each other (column), row by row.';
const COUNTS: Readonly<Record<Exclude<Totals, readonly string[]>, string>> = {
  classes: CONFUSION,
  pairs: CONFUSION,
  outputs:
    'Of each output: how many targets count, the least, their average above it, what that rounded away, squares about it, squared residuals.',
  scores: 'Rows of the true class and the logit of each; the class of one that does not count is -1.',
};
const NAMES: typeof COUNTS = { classes: 'confusion', pairs: 'confusion', outputs: 'moments', scores: 'rankedRows' };
export const TOTALS: Readonly<Record<keyof typeof GATHERING, string>> = {
  add: 'number[]',
  merge: 'Output[]',
  collect: 'number[][]',
};

interface Source {
  readonly document: Document;
  readonly checked: CheckedGraph;
  readonly outputs: ModelSource['outputs'];
  readonly targets: TargetTypes;
  readonly feeds: Feeds;
}

/** What the loss at a place judges, in the units of the data. */
function judgedBy({ document, checked, outputs, targets, feeds }: Source, at: number): Judged {
  const { fits } = feeds;
  const output = judgedOutput(document, checked, at) as string;
  const { loss, target: key, sampleWeights } = document.training.losses[at]!;
  const nth = at === 0 ? '' : String(at + 1);
  const spec = lossOf(loss.type)!;
  const prediction = checked.nodes.get(output)!.outputs[0]!;
  const place = `results[${outputs.findIndex(({ node }) => node === output)}]`;
  // metrics are in the units of the data
  const turned = spec.compares === 'numbers' ? turningBack(feeds).get(`target:${key}`) : undefined;
  const own = (value: string) => (turned === undefined ? value : `${turned}(${value}${fits ? ', fits' : ''})`);
  const readFirst = turned !== undefined && spec.readout !== undefined;
  return {
    prediction,
    target: targets[key]!,
    ...(sampleWeights !== undefined && { weights: targets[sampleWeights]! }),
    ignored: ignoredBy(loss),
    results: turned === undefined ? place : `answers${nth}`,
    targets: [
      turned === undefined ? member('targets', key) : `truths${nth}`,
      ...(sampleWeights === undefined ? [] : [member('targets', sampleWeights)]),
    ].join(', '),
    read: (b, value) => (readFirst ? value : answered(b, spec, value)),
    ...(turned !== undefined && {
      turning: turned,
      turned: [
        `const answers${nth} = ${own(readFirst ? readoutExpression(spec, prediction, place) : place)};`,
        `const truths${nth} = ${own(member('targets', key))};`,
      ],
    }),
  };
}

export function metricsSource(
  document: Document,
  checked: CheckedGraph,
  { outputs }: ModelSource,
  targets: TargetTypes,
  { feeds, batch }: { readonly feeds: Feeds; readonly batch: number },
): string {
  const { fits } = feeds;
  const sums = new Sums((loss) => judgedBy({ document, checked, outputs, targets, feeds }, loss));
  const metrics = printedMetrics(document.training, sums);
  const counted = metrics.length > 0;
  const w = new Writer()
    .line(`/** How good the network is on rows that it does not learn from: loss${counted ? ' and metrics' : ''}. */`)
    .line("import * as tf from '@tensorflow/tfjs';");
  const turning = new Set(sums.judged.flatMap(({ turning: name }) => name ?? []));
  const asked = [...(fits ? ['type Fits'] : []), ...turning];
  w.line("import { readBatch, type Split } from './data.ts';");
  if (asked.length > 0) w.line(`import { ${asked.join(', ')} } from './inputs.ts';`);
  w.line("import { costsOf, Totals } from './losses.ts';").line("import { run } from './model.ts';").line();
  for (const helper of helpersFor(sums.sources.join('\n'))) w.text(helper).line();
  for (const source of sums.sources) w.text(source).line();
  const sources = metrics.map(({ source }) => source).filter((source) => source !== '');
  const gathering = [...new Set(sums.names.map((name) => GATHERING[sums.gathering(name)]))];
  for (const helper of metricHelpersFor([...sources, ...metrics.map(({ value }) => value), ...gathering].join('\n')))
    w.text(helper).line();
  for (const source of sources) w.text(source).line();
  w.line('/** Rows in a batch. */')
    .line(`const BATCH = ${numberText(batch)};`)
    .line();
  evaluateSource(w, metrics, sums, fits);
  for (const source of gathering) w.line().text(source);
  return w.toString();
}

/** The function `evaluate`. */
function evaluateSource(w: Writer, metrics: readonly PrintedMetric[], sums: Sums, fits: boolean): void {
  w.block(`export function evaluate(model: tf.LayersModel, split: Split${fits ? ', fits: Fits' : ''}) {`, () => {
    w.line('const costs = new Totals();');
    const totals = sums.names.map((name) => `${name}: [] as ${TOTALS[sums.gathering(name)]}`);
    if (totals.length > 0) w.line(`const totals = { ${totals.join(', ')} };`);
    w.block(
      'for (let start = 0; start < split.rows.length; start += BATCH)',
      () =>
        w.block(
          'tf.tidy(() => {',
          () => {
            w.line('const rows = split.rows.subarray(start, start + BATCH);');
            w.line(`const { inputs, targets } = readBatch(split, rows${fits ? ', fits' : ''});`);
            w.line('const results = run(model, inputs);');
            w.line('costs.add(costsOf(model, results, targets));');
            for (const { turned = [] } of sums.judged) for (const line of turned) w.line(line);
            for (const name of sums.names)
              w.line(`${sums.gathering(name)}(totals.${name}, ${name}(${sums.operands(name)}));`);
          },
          '});',
        ),
      '',
    );
    if (metrics.length < 3)
      w.line(`return { loss: costs.loss${metrics.map(({ key, value }) => `, ${key}: ${value}`).join('')} };`);
    else
      w.block(
        'return {',
        () => {
          w.line('loss: costs.loss,');
          for (const { key, value } of metrics) w.line(`${key}: ${value},`);
        },
        '};',
      );
  });
}
