/** How good the network is on rows that it does not learn from: loss and metrics. */
import * as tf from '@tensorflow/tfjs';
import { type Fits, readBatch, type Split } from './data.ts';
import { lossOf } from './losses.ts';
import { run } from './model.ts';

/** What the network says about every row, and what is true; `width` numbers a row. */
interface Answers {
  outputs: Float32Array;
  targets: Float32Array;
  width: number;
}

/** The chosen and the true class of every row. */
function decisions({ outputs, targets, width }: Answers): { chosen: number[]; truth: number[] } {
  const largest = (row: Float32Array) => row.reduce((best, value, i) => (value > row[best]! ? i : best), 0);
  const rows = (data: Float32Array) => Array.from({ length: data.length / width }, (_, i) => data.subarray(i * width, (i + 1) * width));
  return { chosen: rows(outputs).map(largest), truth: Array.from(targets) };
}

/** Share of right answers. */
function accuracy(answers: Answers): number {
  const { chosen, truth } = decisions(answers);
  return chosen.filter((c, i) => c === truth[i]).length / chosen.length;
}

/** How often each class (row) was taken for each other (column). */
function confusionMatrix(answers: Answers): number[][] {
  const { chosen, truth } = decisions(answers);
  const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  truth.forEach((t, i) => counts[t]![chosen[i]!]!++);
  return counts;
}

/** Rows in a batch. */
const BATCH = 500;

export function evaluate(model: tf.LayersModel, split: Split, fits: Fits) {
  let loss = 0;
  const [outputs, truth]: [Float32Array[], Float32Array[]] = [[], []];
  for (let start = 0; start < split.rows.length; start += BATCH)
    tf.tidy(() => {
      const rows = split.rows.subarray(start, start + BATCH);
      const { inputs, targets } = readBatch(split, rows, fits);
      const results = run(model, inputs);
      loss += lossOf(model, results, targets).dataSync()[0]! * rows.length;
      outputs.push(results[0].dataSync<'float32'>());
      truth.push(Float32Array.from(targets.target.dataSync()));
    });
  const answers: Answers = { outputs: joined(outputs), targets: joined(truth), width: 10 };
  return { loss: loss / split.rows.length, accuracy: accuracy(answers), confusionMatrix: confusionMatrix(answers) };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
