/** npm start -- INPUT.npy [--weights FILE] [--out FOLDER]: raw rows in, as in the data's files; one file for each output of the network out. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { readNpy, writeNpy } from './arrays.ts';
import { startBackend } from './backend.ts';
import { inputsOf } from './data.ts';
import { createModel, OUTPUTS, run } from './model.ts';
import { loadWeights } from './weights.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { weights: { type: 'string', default: 'weights.safetensors' }, out: { type: 'string', default: 'predictions' } } });
const files = positionals;
if (files.length !== 1) {
  console.error('Usage: npm start -- INPUT.npy [--weights FILE] [--out FOLDER]');
  process.exit(2);
}
if (!existsSync(values.weights)) {
  console.error(`There are no weights ${values.weights}. Train first: npm run train`);
  process.exit(1);
}

await startBackend();
const model = createModel();
loadWeights(model, values.weights);
const outputs = tf.tidy(() => run(model, inputsOf([readNpy(files[0]!)])));
mkdirSync(values.out, { recursive: true });
outputs.forEach((output, i) => {
  const file = path.join(values.out, `${OUTPUTS[i]}.npy`);
  writeNpy(file, output.shape, output.dataSync<'float32'>());
  console.log(`${file}: ${output.shape.join('×')}`);
});

// what it says about the first rows
const chances0 = tf.softmax(outputs[0]).arraySync() as number[][];
chances0.slice(0, 10).forEach((row, i) => {
  const largest = Math.max(...row);
  console.log(`row ${i}: class ${row.indexOf(largest)}, ${(100 * largest).toFixed(1)} %`);
});
