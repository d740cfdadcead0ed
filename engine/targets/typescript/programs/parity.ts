/** `src/parity.ts` of an exported project: holds it to the engine. */
import type { Document } from '../../../graph/document.ts';
import { isObserved, isScheduled } from '../learning/schedule.ts';
import { COMPARING, TELLING } from './comparing.ts';

export const PARITY_FILE = 'src/parity.ts';

/** `fits`: some transform learns from the training rows; `texts`: some column is text. */
export function paritySource({ training }: Document, fits: boolean): string {
  const [scheduled, observes] = [isScheduled(training), isObserved(training)];
  const parts = training.accumulation > 1;
  const withFits = fits ? ', fits' : '';
  const rate = observes
    ? 'learningRateAt(step, new Plateau())'
    : 'learningRateAt({ step, epoch: 0, steps: epochs * stepsPerEpoch, epochs })';
  const used = scheduled && !observes ? 'losses, epochs, stepsPerEpoch' : 'losses';
  return `/** Holds this project to Layerloom, which wrote it: npm run parity. The same rows from the same weights; parity.json says what came out. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { type Numbers, readNpy } from './arrays.ts';
import { startBackend } from './backend.ts';
import { readBatch, type Table } from './data.ts';
import { costsOf, lossOf${parts ? ', partsOf' : ''} } from './losses.ts';
import { createModel, run } from './model.ts';
import { Optimizer } from './optimizer.ts';
${scheduled ? `import { learningRateAt${observes ? ', Plateau' : ''} } from './schedule.ts';\n` : ''}import { loadWeights } from './weights.ts';

${COMPARING}
await startBackend();
const model = createModel();
${fits ? 'const fits = ' : ''}loadWeights(model, weights);
const table = Object.fromEntries(
  Object.entries(columns).map(([name, column]) => [name, 'file' in column ? readNpy(column.file) : textColumn(column.texts)]),
) as unknown as Table;
const read = (step: number) => {
  const rows = Int32Array.from({ length: batch }, (_, i) => step * batch + i);
  return readBatch({ table, rows }, rows${withFits});
};
const answers = run(model, read(0).inputs);
const compared = outputs.map(({ name, file, allowed }, i) => {
  const difference = differenceOf(answers[i]!.dataSync(), readNpy(file).data as Float32Array);
  return { name, difference, allowed };
});

// what is drawn by chance is left out: only layers that follow the rows' statistics do as in training
for (const layer of model.layers) {
  if (layer.nonTrainableWeights.length > 0 && layer.trainable) continue;
  const call = layer.call.bind(layer);
  layer.call = (inputs, options) => call(inputs, { ...options, training: false });
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
    ${parts ? 'optimizer.step(partsOf(costs));' : 'optimizer.step(tf.variableGrads(() => lossOf(costs())).grads);'}
    return loss;
  });
}
let loss: (Judged & { steps: number; engine: number[]; exported: number[] }) | null = null;
if (training) {
  const { ${used}, allowed } = training;
  const found = losses.map((_, step) => {
${scheduled ? `    optimizer.learningRate = ${rate};\n` : ''}    return stepLoss(step);
  });
  loss = { steps: losses.length, difference: differenceOf(found, losses), allowed, engine: losses, exported: found };
}

${TELLING}`;
}
