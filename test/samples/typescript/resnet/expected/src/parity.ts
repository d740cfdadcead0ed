/** Holds this project to Layerloom, which wrote it: npm run parity. The same rows from the same weights; parity.json says what came out. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { type Numbers, readNpy } from "./arrays.ts";
import { startBackend } from "./backend.ts";
import { readBatch, type Table } from "./data.ts";
import { costsOf, lossOf } from "./losses.ts";
import { createModel, run } from "./model.ts";
import { Optimizer } from "./optimizer.ts";
import { learningRateAt } from "./schedule.ts";
import { loadWeights } from "./weights.ts";

/** The rows, and what Layerloom makes of them. */
interface Expected {
  batch: number;
  columns: Record<string, { file: string } | { texts: string[] }>;
  weights: string;
  outputs: { name: string; file: string; allowed: number }[];
  training: {
    losses: number[];
    allowed: number;
    stepsPerEpoch: number;
    epochs: number;
  } | null;
}

/** How far off numbers are, and may be. */
interface Judged {
  difference: number;
  allowed: number;
}

if (!existsSync("parity/expected.json")) {
  console.error(
    "There is no parity/expected.json: Layerloom writes it where it can open the data. Export once more.",
  );
  process.exit(1);
}
const { batch, columns, weights, outputs, training } = JSON.parse(
  readFileSync("parity/expected.json", "utf8"),
) as Expected;

/** The largest difference, of the largest number that is wanted. */
function differenceOf(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let [largest, most] = [1e-6, 0];
  for (let i = 0; i < wanted.length; i++) {
    const away = Math.abs(found[i]! - wanted[i]!);
    if (Number.isNaN(away) && !Object.is(found[i], wanted[i]))
      return Number.POSITIVE_INFINITY;
    most = Math.max(most, Number.isNaN(away) ? 0 : away);
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  return most / largest;
}

/** Texts as a table has them: beside their lengths. */
const textColumn = (texts: string[]): Numbers & { texts: string[] } => ({
  shape: [texts.length],
  data: Int32Array.from(texts, (text) => [...text].length),
  texts,
});

await startBackend();
const model = createModel();
loadWeights(model, weights);
const table = Object.fromEntries(
  Object.entries(columns).map(([name, column]) => [
    name,
    "file" in column ? readNpy(column.file) : textColumn(column.texts),
  ]),
) as unknown as Table;
const read = (step: number) => {
  const rows = Int32Array.from({ length: batch }, (_, i) => step * batch + i);
  return readBatch({ table, rows }, rows);
};
const answers = run(model, read(0).inputs);
const compared = outputs.map(({ name, file, allowed }, i) => {
  const difference = differenceOf(
    answers[i]!.dataSync(),
    readNpy(file).data as Float32Array,
  );
  return { name, difference, allowed };
});

// what is drawn by chance is left out: only layers that follow the rows' statistics do as in training
for (const layer of model.layers) {
  if (layer.nonTrainableWeights.length > 0 && layer.trainable) continue;
  const call = layer.call.bind(layer);
  layer.call = (inputs, options) =>
    call(inputs, { ...options, training: false });
}
const optimizer = new Optimizer(model);
/** The loss of a step, which is taken. */
function stepLoss(step: number): number {
  return tf.tidy(() => {
    const { inputs, targets } = read(step);
    let loss = Number.NaN;
    const costs = () => {
      const made = costsOf(model, run(model, inputs, true), targets);
      loss = lossOf(made).dataSync()[0]!;
      return made;
    };
    optimizer.step(tf.variableGrads(() => lossOf(costs())).grads);
    return loss;
  });
}
let loss:
  (Judged & { steps: number; engine: number[]; exported: number[] }) | null =
  null;
if (training) {
  const { losses, epochs, stepsPerEpoch, allowed } = training;
  const found = losses.map((_, step) => {
    optimizer.learningRate = learningRateAt({
      step,
      epoch: 0,
      steps: epochs * stepsPerEpoch,
      epochs,
    });
    return stepLoss(step);
  });
  loss = {
    steps: losses.length,
    difference: differenceOf(found, losses),
    allowed,
    engine: losses,
    exported: found,
  };
}

const passes = ({ difference, allowed }: Judged) => difference <= allowed;
const passed = compared.every(passes) && (loss === null || passes(loss));
const report = {
  status: passed ? "passed" : "failed",
  with: `TensorFlow.js ${tf.version_core} (${tf.getBackend()})`,
  rows: batch,
  outputs: compared,
  loss,
};
writeFileSync("parity.json", `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
if (!passed) process.exitCode = 1;
