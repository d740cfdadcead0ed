/** `src/metrics.ts` of an exported project: loss and metrics over a whole split. */
import type { Document } from '../../../graph/document.ts';
import { metricOf } from '../../../learn/index.ts';
import { classesOf } from '../../../learn/metrics/common/classification.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../../passes/compile.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { literal, Writer } from '../../writer.ts';
import { unsupported } from '../unsupported.ts';
import type { ModelSource } from '../model/model.ts';

/** What is judged: how many numbers a row of the output has, how many classes it tells apart, and whether labels are rows of ones and zeros. */
interface Judged {
  readonly width: number;
  readonly classes: number;
  readonly oneHot: boolean;
}

/** Functions of the answers to a whole split; what a text names of the others is printed before it. */
const SOURCES: Readonly<Record<string, (judged: Judged) => string>> = {
  decisions: ({ width, oneHot }) => {
    if (width === 1)
      return `/** The chosen and the true class of every row: 1 where the output is above 0. */
const decisions = ({ outputs, targets }: Answers): { chosen: number[]; truth: number[] } => ({ chosen: Array.from(outputs, (x) => (x > 0 ? 1 : 0)), truth: Array.from(targets) });`;
    return `/** The chosen and the true class of every row. */
function decisions({ outputs, targets, width }: Answers): { chosen: number[]; truth: number[] } {
  const largest = (row: Float32Array) => row.reduce((best, value, i) => (value > row[best]! ? i : best), 0);
  const rows = (data: Float32Array) => Array.from({ length: data.length / width }, (_, i) => data.subarray(i * width, (i + 1) * width));
  return { chosen: rows(outputs).map(largest), truth: ${oneHot ? 'rows(targets).map(largest)' : 'Array.from(targets)'} };
}`;
  },
  confusionMatrix: ({ classes }) => `/** How often each class (row) was taken for each other (column). */
function confusionMatrix(answers: Answers): number[][] {
  const { chosen, truth } = decisions(answers);
  const counts = Array.from({ length: ${classes} }, () => new Array<number>(${classes}).fill(0));
  truth.forEach((t, i) => counts[t]![chosen[i]!]!++);
  return counts;
}`,
  share: () => `/** 0 where there is nothing to count. */
const share = (a: number, b: number): number => (b === 0 ? 0 : a / b);`,
  mean: () =>
    'const mean = (values: readonly number[]): number => share(values.reduce((a, b) => a + b, 0), values.length);',
  Counts: () => `/** How often a class was chosen, was true, and both. */
interface Counts {
  right: number;
  chosen: number;
  actual: number;
}`,
  perClass: () => `function perClass(answers: Answers): Counts[] {
  const matrix = confusionMatrix(answers);
  return matrix.map((row, c) => ({ right: row[c]!, chosen: matrix.reduce((sum, other) => sum + other[c]!, 0), actual: row.reduce((a, b) => a + b) }));
}`,
  yesOrNo: () => `/** Counts of no and of yes, where each output is one by itself. */
function yesOrNo({ outputs, targets }: Answers): Counts[] {
  const counts = [0, 1].map(() => ({ right: 0, chosen: 0, actual: 0 }));
  outputs.forEach((x, i) => {
    const [said, truth] = [counts[x > 0 ? 1 : 0]!, counts[targets[i]!]!];
    said.chosen++;
    truth.actual++;
    if (said === truth) said.right++;
  });
  return counts;
}`,
  together: () => `/** All classes counted as one. */
function together(counts: readonly Counts[]): Counts {
  const sum = (of: (one: Counts) => number) => counts.reduce((total, one) => total + of(one), 0);
  return { right: sum(({ right }) => right), chosen: sum(({ chosen }) => chosen), actual: sum(({ actual }) => actual) };
}`,
  byFrequency: () => `/** The mean over classes, in which frequent ones weigh more. */
const byFrequency = (counts: readonly Counts[], value: (one: Counts) => number): number =>
  share(counts.reduce((sum, one) => sum + value(one) * one.actual, 0), together(counts).actual);`,
  accuracy: () => `/** Share of right answers. */
function accuracy(answers: Answers): number {
  const { chosen, truth } = decisions(answers);
  return chosen.filter((c, i) => c === truth[i]).length / chosen.length;
}`,
  tokenAccuracy: () => `/** Share of right answers, without those to tokens of the padding. */
function tokenAccuracy(answers: Answers, padding: number): number {
  const { chosen, truth } = decisions(answers);
  return share(chosen.filter((c, i) => c === truth[i] && c !== padding).length, truth.filter((t) => t !== padding).length);
}`,
  balancedAccuracy: () => `/** Mean over the classes of the share that was found. */
const balancedAccuracy = (answers: Answers): number => mean(perClass(answers).filter(({ actual }) => actual > 0).map(recall));`,
  topK: () => `/** Share of rows whose true class is among the k likeliest. */
function topK(answers: Answers, k: number): number {
  const { outputs, width } = answers;
  const { truth } = decisions(answers);
  const right = truth.filter((t, i) => {
    const row = outputs.subarray(i * width, (i + 1) * width);
    return row.filter((x) => x > row[t]!).length < k;
  });
  return right.length / truth.length;
}`,
  precision: () => `/** Of what was called a class, the share that is one. */
const precision = ({ right, chosen }: Counts): number => share(right, chosen);`,
  recall: () => `/** Of what is a class, the share that was found. */
const recall = ({ right, actual }: Counts): number => share(right, actual);`,
  f1: () => `/** The harmonic mean of precision and recall. */
const f1 = ({ right, chosen, actual }: Counts): number => share(2 * right, chosen + actual);`,
  iou: () => `/** Of what was called a class or is one, the share that is both. */
const iou = ({ right, chosen, actual }: Counts): number => share(right, chosen + actual - right);`,
  matthews: () => `/** How far choice and truth go together: 1 is perfect, 0 is chance (Gorodkin 2004). */
function matthews(answers: Answers): number {
  const counts = perClass(answers);
  const sum = (of: (one: Counts) => number) => counts.reduce((total, one) => total + of(one), 0);
  const all = sum(({ actual }) => actual);
  const covariance = sum(({ right }) => right) * all - sum(({ chosen, actual }) => chosen * actual);
  return share(covariance, Math.sqrt((all ** 2 - sum(({ chosen }) => chosen ** 2)) * (all ** 2 - sum(({ actual }) => actual ** 2))));
}`,
  cohenKappa:
    () => `/** How much better choice and truth agree than by chance; \`cost\` says how bad it is to take class i for class j (Cohen 1960). */
function cohenKappa(answers: Answers, cost: (i: number, j: number) => number): number {
  const matrix = confusionMatrix(answers);
  const counts = perClass(answers);
  const all = together(counts).actual;
  let [seen, expected] = [0, 0];
  matrix.forEach((row, i) =>
    row.forEach((count, j) => {
      seen += cost(i, j) * count;
      expected += (cost(i, j) * counts[i]!.actual * counts[j]!.chosen) / all;
    }),
  );
  return expected === 0 ? 1 : 1 - seen / expected;
}`,
  surprises: ({ width }) => `/** The negative log likelihood of the truth in every row whose label is not ignored. */
function surprises(answers: Answers, ignored?: number): number[] {
  const { outputs${width === 1 ? '' : ', width'} } = answers;
  return decisions(answers).truth.flatMap((t, i) => {
    if (t === ignored) return [];
${
  width === 1
    ? `    const x = t === 1 ? outputs[i]! : -outputs[i]!;
    return [Math.log1p(Math.exp(-Math.abs(x))) + Math.max(-x, 0)];`
    : `    const row = outputs.subarray(i * width, (i + 1) * width);
    const largest = Math.max(...row);
    return [Math.log(row.reduce((sum, x) => sum + Math.exp(x - largest), 0)) + largest - row[t]!];`
}
  });
}`,
  odds: ({ width }) =>
    width === 1
      ? '/** Log odds of class 1. */\nconst odds = ({ outputs }: Answers, _own: number): number[] => Array.from(outputs);'
      : `/** Log odds of a class against all others. */
function odds({ outputs, width }: Answers, own: number): number[] {
  return Array.from({ length: outputs.length / width }, (_, i) => {
    const others = Array.from(outputs.subarray(i * width, (i + 1) * width));
    const [score] = others.splice(own, 1);
    const largest = Math.max(...others);
    return score! - largest - Math.log(others.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  });
}`,
  Step: () => `/** Rows with the same score: of the class, and of others. */
interface Step {
  own: number;
  other: number;
}`,
  steps: () => `/** From the highest score for a class to the lowest. */
function steps(answers: Answers, own: number): Step[] {
  const { truth } = decisions(answers);
  const found = new Map<number, Step>();
  odds(answers, own).forEach((score, i) => {
    const step = found.get(score) ?? { own: 0, other: 0 };
    found.set(score, step);
    step[truth[i] === own ? 'own' : 'other']++;
  });
  return [...found].sort(([a], [b]) => b - a).map(([, step]) => step);
}`,
  rocAuc:
    () => `/** How often a row of the class has a higher score than one of the others; undefined where there are none of either. */
function rocAuc(list: readonly Step[]): number | undefined {
  let [own, other, before] = [0, 0, 0];
  for (const step of list) {
    before += step.other * (own + step.own / 2);
    own += step.own;
    other += step.other;
  }
  return own === 0 || other === 0 ? undefined : before / (own * other);
}`,
  prAuc:
    () => `/** Average precision: the mean of the precision at every score, by how much recall grows there; undefined where there are no rows of the class or of others. */
function prAuc(list: readonly Step[]): number | undefined {
  let [own, all, area] = [0, 0, 0];
  for (const step of list) {
    own += step.own;
    all += step.own + step.other;
    area += (step.own * own) / all;
  }
  return own === 0 || own === all ? undefined : area / own;
}`,
  overClasses: () => `/** The mean over the classes that have an area. */
function overClasses(answers: Answers, area: (list: readonly Step[]) => number | undefined): number {
  return mean(Array.from({ length: answers.width }, (_, c) => area(steps(answers, c)) ?? []).flat());
}`,
  errors: () => `/** What \`of\` makes of each output and its truth, on average. */
const errors = ({ outputs, targets }: Answers, of: (x: number, t: number) => number): number => outputs.reduce((sum, x, i) => sum + of(x, targets[i]!), 0) / outputs.length;`,
  r2: () => `/** Share of the variance that is explained. */
function r2({ outputs, targets }: Answers): number {
  const centre = targets.reduce((a, b) => a + b, 0) / targets.length;
  const residual = outputs.reduce((sum, x, i) => sum + (x - targets[i]!) ** 2, 0);
  return 1 - residual / targets.reduce((sum, t) => sum + (t - centre) ** 2, 0);
}`,
};

type Settings = Readonly<Record<string, unknown>>;

/** One of the metrics that a class has a value of, over the classes as its settings say. */
const averaged =
  (name: string) =>
  ({ average, class: own, mask }: Settings, { classes }: Judged): string => {
    const counts = `${mask ? 'yesOrNo' : 'perClass'}(answers)`;
    if (average === 'micro') return `${name}(together(${counts}))`;
    if (average === 'weighted') return `byFrequency(${counts}, ${name})`;
    if (average === 'macro' || (average === 'auto' && classes > 2 && !mask)) return `mean(${counts}.map(${name}))`;
    return `${name}(${counts}[${average === 'auto' ? 1 : own}]!)`;
  };
/** One of the areas under a curve. Layerloom sorts the scores into bins, here each counts. */
const area =
  (name: string) =>
  ({ average, class: own }: Settings, { classes }: Judged): string =>
    classes === 2
      ? `${name}(steps(answers, 1)) ?? 0`
      : average === 'class'
        ? `${name}(steps(answers, ${own})) ?? 0`
        : `overClasses(answers, ${name})`;
const ofAnswers = (name: string, ...rest: readonly string[]) => `${name}(${['answers', ...rest].join(', ')})`;
const ignoredOf = ({ ignore, ignored }: Settings) => (ignore ? [String(ignored)] : []);
const COSTS: Readonly<Record<string, string>> = {
  none: '(i, j) => (i === j ? 0 : 1)',
  linear: '(i, j) => Math.abs(i - j)',
  quadratic: '(i, j) => (i - j) ** 2',
};

/** Each metric's value as an expression of `answers`. */
const VALUES: Readonly<Record<string, (settings: Settings, judged: Judged) => string>> = {
  accuracy: () => ofAnswers('accuracy'),
  balancedAccuracy: () => ofAnswers('balancedAccuracy'),
  topK: ({ k }) => ofAnswers('topK', String(k)),
  precision: averaged('precision'),
  recall: averaged('recall'),
  f1: averaged('f1'),
  iou: averaged('iou'),
  confusionMatrix: () => ofAnswers('confusionMatrix'),
  rocAuc: area('rocAuc'),
  prAuc: area('prAuc'),
  matthews: () => ofAnswers('matthews'),
  cohenKappa: ({ weights }) => ofAnswers('cohenKappa', COSTS[String(weights)]!),
  logLoss: () => `mean(${ofAnswers('surprises')})`,
  perplexity: (settings) => `Math.exp(mean(${ofAnswers('surprises', ...ignoredOf(settings))}))`,
  tokenAccuracy: ({ ignored }) => ofAnswers('tokenAccuracy', String(ignored)),
  meanAbsoluteError: () => ofAnswers('errors', '(x, t) => Math.abs(x - t)'),
  meanSquaredError: () => ofAnswers('errors', '(x, t) => (x - t) ** 2'),
  rootMeanSquaredError: () => `Math.sqrt(${ofAnswers('errors', '(x, t) => (x - t) ** 2')})`,
  meanAbsolutePercentageError: () => ofAnswers('errors', '(x, t) => Math.abs(x - t) / Math.max(Math.abs(t), 1e-12)'),
  r2: () => ofAnswers('r2'),
};

/** The functions that expressions name, each behind those that it names itself. */
function needed(expressions: readonly string[], judged: Judged): string[] {
  const found = new Map<string, string>();
  const visit = (text: string): void => {
    const code = text.replaceAll(/\/\*\*.*?\*\//gs, '');
    for (const [name, make] of Object.entries(SOURCES)) {
      if (found.has(name) || !new RegExp(`\\b${name}\\b`).test(code)) continue;
      const source = make(judged);
      if (source === text) continue;
      visit(source);
      found.set(name, source);
    }
  };
  expressions.forEach(visit);
  return [...found.values()];
}

export function metricsSource(
  document: Document,
  checked: CheckedGraph,
  { outputs }: ModelSource,
  targets: TargetTypes,
  fits: boolean,
): string {
  const { metrics, losses } = document.training;
  const unknown = metrics.filter(({ type }) => !VALUES[type]);
  if (unknown.length > 0)
    throw new UserError(unknown.map(({ type }) => unsupported(`the metric ${metricOf(type)?.title ?? type}`)));
  const output = judgedOutput(document, checked, 0) as string;
  const { shape } = checked.nodes.get(output)!.outputs[0]!;
  const width = Number(shape.at(-1));
  const judged: Judged = {
    width,
    classes: classesOf(shape),
    oneHot: width > 1 && targets[losses[0]!.target]?.shape.length === shape.length,
  };
  const seen = new Map<string, number>();
  const values = metrics.map(({ type, settings }): [name: string, value: string] => {
    const count = (seen.get(type) ?? 0) + 1;
    seen.set(type, count);
    return [
      count === 1 ? type : `${type}_${count}`,
      VALUES[type]!(resolveSettings(metricOf(type)!.settings, settings).settings, judged),
    ];
  });
  const fitsParameter = fits ? ', fits: Fits' : '';
  const counted = metrics.length > 0;
  const w = new Writer()
    .line(`/** How good the network is on rows that it does not learn from: loss${counted ? ' and metrics' : ''}. */`)
    .line("import * as tf from '@tensorflow/tfjs';");
  w.line(`import { ${fits ? 'type Fits, ' : ''}readBatch, type Split } from './data.ts';`)
    .line("import { lossOf } from './losses.ts';")
    .line("import { run } from './model.ts';")
    .line();
  if (counted) {
    w.line('/** What the network says about every row, and what is true; `width` numbers a row. */')
      .block('interface Answers {', () =>
        w.line('outputs: Float32Array;').line('targets: Float32Array;').line('width: number;'),
      )
      .line();
    for (const source of needed(
      values.map(([, value]) => value),
      judged,
    ))
      w.text(source).line();
  }
  w.line('/** Rows in a batch. */').line('const BATCH = 500;').line();
  w.block(`export function evaluate(model: tf.LayersModel, split: Split${fitsParameter}) {`, () => {
    w.line('let loss = 0;');
    if (counted) w.line('const [outputs, truth]: [Float32Array[], Float32Array[]] = [[], []];');
    w.block(
      'for (let start = 0; start < split.rows.length; start += BATCH)',
      () => {
        w.block(
          'tf.tidy(() => {',
          () => {
            w.line('const rows = split.rows.subarray(start, start + BATCH);');
            w.line(`const { inputs, targets } = readBatch(split, rows${fits ? ', fits' : ''});`);
            w.line('const results = run(model, inputs);');
            w.line('loss += lossOf(model, results, targets).dataSync()[0]! * rows.length;');
            if (counted) {
              w.line(
                `outputs.push(results[${outputs.findIndex(({ node }) => node === output)}].dataSync<'float32'>());`,
              );
              w.line(
                `truth.push(Float32Array.from(targets[${literal(losses[0]!.target)}].dataSync()));`.replace(
                  /\['([A-Za-z_$][\w$]*)'\]/,
                  '.$1',
                ),
              );
            }
          },
          '});',
        );
      },
      '',
    );
    if (counted)
      w.line(`const answers: Answers = { outputs: joined(outputs), targets: joined(truth), width: ${width} };`);
    if (values.length < 3)
      w.line(
        `return { loss: loss / split.rows.length${values.map(([name, value]) => `, ${name}: ${value}`).join('')} };`,
      );
    else
      w.block(
        'return {',
        () => {
          w.line('loss: loss / split.rows.length,');
          for (const [name, value] of values) w.line(`${name}: ${value},`);
        },
        '};',
      );
  });
  if (counted)
    w.line().text(`function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}`);
  return w.toString().replaceAll(/\n\n+(?= *(?:const answers|return \{))/g, '\n');
}
