/** Trains 'residual': npm run train [-- --epochs N] [--steps N] [--batch N] [--from WEIGHTS] [--out WEIGHTS] [--record DIR]. Writes the weights to a new file where no other is named, and a record of the training. */
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "./backend.ts";
import { openData, readBatch } from "./data.ts";
import { costsOf, lossOf, Totals } from "./losses.ts";
import { evaluate } from "./metrics.ts";
import { createModel, run } from "./model.ts";
import { Optimizer } from "./optimizer.ts";
import { permutation, randomStream } from "./random.ts";
import { Run } from "./runs.ts";
import { loadWeights, saveWeights } from "./weights.ts";

const SEED = 0;

const { values } = parseArgs({
  options: {
    epochs: { type: "string", default: "10" },
    batch: { type: "string", default: "4" },
    steps: { type: "string" },
    from: { type: "string" },
    out: { type: "string" },
    record: { type: "string" },
  },
});
/** Where the weights go: a name that is free yet, so that no others are lost. */
const file = values.out ?? freeName();
console.log(
  `The weights go to ${file}${existsSync(file) ? ", which is overwritten" : ""}.`,
);
/** Rows in a step. */
const BATCH = Number(values.batch);
/** Stop after this many steps, in the middle of an epoch if need be. */
const limit = Number(values.steps ?? Number.POSITIVE_INFINITY);

await startBackend();
const model = createModel();
if (values.from) loadWeights(model, values.from);
model.summary();
const { train, validation, test, fits } = openData();
const [learned, judged, tested] = [train, validation, test].map(
  ({ rows }) => rows.length,
);
console.log(
  `${learned} rows to learn from, ${judged} to validate on, ${tested} to test on`,
);
const optimizer = new Optimizer(model);
const epochs = Number(values.epochs);
const stepsPerEpoch = Math.ceil(learned! / BATCH);
const started = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
const record = new Run(values.record ?? path.join("runs", started), model, {
  stepsPerEpoch,
  epochs,
  rows: { train: learned!, validation: judged!, test: tested! },
});

/** One step on these rows; their loss. What they cost is added to the totals. */
function trainStep(rows: Int32Array, totals: Totals): number {
  return tf.tidy(() => {
    const { inputs, targets } = readBatch(train, rows, fits);
    const { value, grads } = tf.variableGrads(() => {
      const costs = costsOf(model, run(model, inputs, true), targets);
      totals.add(costs);
      return lossOf(costs);
    });
    optimizer.step(grads);
    return value.dataSync()[0]!;
  });
}

try {
  let step = 0;
  /** What the last epoch came to. */
  let outcome = {
    train: {},
    validation: null as ReturnType<typeof evaluate> | null,
  };
  for (let epoch = 1; epoch <= epochs && step < limit; epoch++) {
    const order = permutation(
      train.rows.length,
      randomStream(SEED, `shuffle/${epoch - 1}`),
    ).map((at) => train.rows[at]!);
    const totals = new Totals();
    let [seen, told] = [0, Date.now()];
    console.log(`epoch ${epoch}: ${Math.ceil(order.length / BATCH)} steps`);
    for (let start = 0; start < order.length && step < limit; start += BATCH) {
      const rows = order.subarray(start, start + BATCH);
      const loss = trainStep(rows, totals);
      if (!Number.isFinite(loss))
        throw new Error(
          `The loss is ${loss} at step ${step + 1}. Lower the learning rate, or check the data.`,
        );
      seen += rows.length;
      step++;
      record.step(step, loss, 0.01);
      if (step <= 5 || step % 100 === 0 || Date.now() - told > 2000) {
        console.log(`epoch ${epoch}, step ${step}: loss ${loss.toFixed(6)}`);
        told = Date.now();
      }
    }
    saveWeights(model, file, fits);
    record.checkpoint(epoch, step, model, fits);
    outcome = { train: { loss: totals.loss }, validation: null };
    console.log(`epoch ${epoch}: training loss ${totals.loss.toFixed(6)}`);
    // a try is over before the epoch is: it is not judged
    if (seen < order.length) break;
    outcome.validation =
      validation.rows.length > 0 ? evaluate(model, validation, fits) : null;
    if (outcome.validation) console.log("validation", outcome.validation);
    record.epoch(epoch, step, outcome);
  }
  const tested =
    step < limit && test.rows.length > 0 ? evaluate(model, test, fits) : null;
  if (tested) console.log("test", tested);
  record.finish(model, fits, {
    reason: "done",
    kept: null,
    ...outcome,
    test: tested,
  });
  console.log(
    `The record lies in ${record.folder}. Predict with the weights: npm start -- --weights ${file}`,
  );
} catch (error) {
  record.fail(error);
  throw error;
}

function freeName(): string {
  if (!existsSync("weights.safetensors")) return "weights.safetensors";
  let name = "trained.safetensors";
  for (let n = 2; existsSync(name); n++) name = `trained-${n}.safetensors`;
  return name;
}
