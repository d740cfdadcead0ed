/** `src/metrics.ts` of an exported project: loss and metrics over a whole split. */
import type { Document } from '../../graph/document.ts';
import { metricOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../passes/compile.ts';
import { problem, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { literal, Writer } from '../writer.ts';
import type { ModelSource } from './model.ts';

/** The metrics as functions of the answers to a whole split; names that one uses are found by `needs`. */
const SOURCES: Readonly<Record<string, string>> = {
  decisions: `/** The chosen and the true class of every row. Labels are class numbers or one-hot rows. */
function decisions({ outputs, targets, width }: Answers): { chosen: number[]; truth: number[] } {
  const largest = (row: Float32Array) => row.reduce((best, value, i) => (value > row[best]! ? i : best), 0);
  const rows = (data: Float32Array) => Array.from({ length: data.length / width }, (_, i) => data.subarray(i * width, (i + 1) * width));
  const chosen = width === 1 ? Array.from(outputs, (x) => (x > 0 ? 1 : 0)) : rows(outputs).map(largest);
  return { chosen, truth: targets.length === chosen.length ? Array.from(targets) : rows(targets).map(largest) };
}`,
  confusionMatrix: `/** How often each class (row) was taken for each other (column). */
function confusionMatrix(answers: Answers): number[][] {
  const { chosen, truth } = decisions(answers);
  const classes = Math.max(answers.width, 2);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((t, i) => counts[t]![chosen[i]!]!++);
  return counts;
}`,
  overClasses: `/** The mean over classes of a value of their counts, or for two classes that of class 1. */
function overClasses(answers: Answers, value: (right: number, chosen: number, actual: number) => number): number {
  const counts = confusionMatrix(answers);
  const values = counts.map((row, c) => value(row[c]!, counts.reduce((sum, other) => sum + other[c]!, 0), row.reduce((a, b) => a + b)) || 0);
  return values.length === 2 ? values[1]! : values.reduce((a, b) => a + b) / values.length;
}`,
  accuracy: `/** Share of right answers. */
function accuracy(answers: Answers): number {
  const { chosen, truth } = decisions(answers);
  return chosen.filter((c, i) => c === truth[i]).length / chosen.length;
}`,
  topK: `/** Share of rows whose true class is among the k likeliest. */
function topK(answers: Answers, k: number): number {
  const { outputs, width } = answers;
  const { truth } = decisions(answers);
  const right = truth.filter((t, i) => {
    const row = outputs.subarray(i * width, (i + 1) * width);
    return row.filter((x) => x > row[t]!).length < k;
  });
  return right.length / truth.length;
}`,
  precision: `/** Of what was called a class, the share that is one. */
const precision = (answers: Answers): number => overClasses(answers, (right, chosen) => right / chosen);`,
  recall: `/** Of what is a class, the share that was found. */
const recall = (answers: Answers): number => overClasses(answers, (right, _, actual) => right / actual);`,
  f1: `/** The harmonic mean of precision and recall. */
const f1 = (answers: Answers): number => overClasses(answers, (right, chosen, actual) => (2 * right) / (chosen + actual));`,
  meanAbsoluteError: `/** How far off the predictions are on average. */
function meanAbsoluteError({ outputs, targets }: Answers): number {
  return outputs.reduce((sum, x, i) => sum + Math.abs(x - targets[i]!), 0) / outputs.length;
}`,
  r2: `/** Share of the variance that is explained. */
function r2({ outputs, targets }: Answers): number {
  const mean = targets.reduce((a, b) => a + b, 0) / targets.length;
  const residual = outputs.reduce((sum, x, i) => sum + (x - targets[i]!) ** 2, 0);
  return 1 - residual / targets.reduce((sum, t) => sum + (t - mean) ** 2, 0);
}`,
};
const HELPERS: ReadonlySet<string> = new Set(['decisions', 'overClasses']);

/** The metrics' sources, each behind those that it uses. */
function needed(names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    for (const other of Object.keys(SOURCES)) if (other !== name && SOURCES[name]!.includes(`${other}(`)) visit(other);
    found.add(name);
  };
  names.forEach(visit);
  return [...found].map((name) => SOURCES[name]!);
}

export function metricsSource(document: Document, checked: CheckedGraph, { outputs }: ModelSource, _targets: TargetTypes, fits: boolean): string {
  const { metrics, losses } = document.training;
  const unknown = metrics.filter(({ type, settings }) => !SOURCES[type] || HELPERS.has(type) || (settings.average ?? 'auto') !== 'auto');
  if (unknown.length > 0) throw new UserError(unknown.map(({ type, settings }) => problem('export-unsupported', { target: 'TypeScript', what: `the metric ${type}${SOURCES[type] ? ` with the average ${String(settings.average)}` : ''}` })));
  const judged = judgedOutput(document, checked, 0) as string;
  const width = checked.nodes.get(judged)!.outputs[0]!.shape.at(-1);
  const seen = new Map<string, number>();
  const values = metrics.map(({ type, settings }) => {
    const resolved = resolveSettings(metricOf(type)!.settings, settings).settings as Readonly<Record<string, unknown>>;
    const count = (seen.get(type) ?? 0) + 1;
    seen.set(type, count);
    return `${count === 1 ? type : `${type}_${count}`}: ${type}(${['answers', ...(type === 'topK' ? [literal(resolved.k)] : [])].join(', ')})`;
  });
  const fitsParameter = fits ? ', fits: Fits' : '';
  const counted = metrics.length > 0;
  const w = new Writer().line(`/** How good the network is on rows that it does not learn from: loss${counted ? ' and metrics' : ''}. */`).line("import * as tf from '@tensorflow/tfjs';");
  w.line(`import { ${fits ? 'type Fits, ' : ''}readBatch, type Split } from './data.ts';`).line("import { lossOf } from './losses.ts';").line("import { run } from './model.ts';").line();
  if (counted) {
    w.line('/** What the network says about every row, and what is true; `width` numbers a row. */').block('interface Answers {', () => w.line('outputs: Float32Array;').line('targets: Float32Array;').line('width: number;')).line();
    for (const source of needed(metrics.map(({ type }) => type))) w.text(source).line();
  }
  w.line('/** Rows in a batch. */').line('const BATCH = 500;').line();
  w.block(`export function evaluate(model: tf.LayersModel, split: Split${fitsParameter}) {`, () => {
    w.line('let loss = 0;');
    if (counted) w.line('const [outputs, truth]: [Float32Array[], Float32Array[]] = [[], []];');
    w.block('for (let start = 0; start < split.rows.length; start += BATCH)', () => {
      w.block('tf.tidy(() => {', () => {
        w.line('const rows = split.rows.subarray(start, start + BATCH);');
        w.line(`const { inputs, targets } = readBatch(split, rows${fits ? ', fits' : ''});`);
        w.line('const results = run(model, inputs);');
        w.line('loss += lossOf(model, results, targets).dataSync()[0]! * rows.length;');
        if (counted) {
          w.line(`outputs.push(results[${outputs.findIndex(({ node }) => node === judged)}].dataSync<'float32'>());`);
          w.line(`truth.push(Float32Array.from(targets[${literal(losses[0]!.target)}].dataSync()));`.replace(/\['([A-Za-z_$][\w$]*)'\]/, '.$1'));
        }
      }, '});');
    }, '');
    if (counted) w.line(`const answers: Answers = { outputs: joined(outputs), targets: joined(truth), width: ${width} };`);
    w.line(`return { loss: loss / split.rows.length${values.map((value) => `, ${value}`).join('')} };`);
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
  return w.toString().replaceAll(/\n\n+(?= *(?:const answers|return \{ loss))/g, '\n');
}
