// Writes fixtures/tfjs.json: a small model of TensorFlow.js as it saves it, what goes in and what it gives.
// node test/conformance/make_tfjs_fixtures.mjs
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';

const pixels = tf.input({ shape: [6, 6, 2], name: 'pixels' });
const conv = tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', name: 'conv' }).apply(pixels);
const norm = tf.layers.batchNormalization({ name: 'norm' }).apply(conv);
const flat = tf.layers.flatten().apply(tf.layers.maxPooling2d({ poolSize: 2 }).apply(norm));
const rows = tf.layers.reshape({ targetShape: [4, 4] }).apply(tf.layers.dense({ units: 16 }).apply(flat));
const gru = tf.layers.gru({ units: 3, resetAfter: false, recurrentActivation: 'sigmoid', name: 'gru' }).apply(rows);
const gate = tf.layers.dense({ units: 3, activation: 'hardSigmoid', name: 'gate' }).apply(flat);
const out = tf.layers
  .dense({ units: 4, activation: 'softmax', name: 'out' })
  .apply(tf.layers.multiply().apply([gru, gate]));
const model = tf.model({ inputs: pixels, outputs: out, name: 'small' });
let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
model.setWeights(
  model.getWeights().map((w) =>
    tf.tensor(
      Array.from({ length: w.size }, () => random() + (w.shape.length === 1 ? 0.7 : 0)),
      w.shape,
    ),
  ),
);
model.compile({ optimizer: tf.train.adam(0.002), loss: 'categoricalCrossentropy' });
const x = tf.tensor(
  Array.from({ length: 2 * 72 }, () => 2 * random()),
  [2, 6, 6, 2],
);
const y = model.predict(x);
let saved;
await model.save(
  tf.io.withSaveHandler(async (artifacts) => ((saved = artifacts), { modelArtifactsInfo: {} })),
  { includeOptimizer: true },
);
const { modelTopology, trainingConfig, weightSpecs, weightData, format } = saved;
const json = {
  format,
  modelTopology,
  trainingConfig,
  weightsManifest: [{ paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: weightSpecs }],
};
const list = (t) => Array.from(t.dataSync(), (v) => Number(v.toPrecision(7)));
writeFileSync(
  path.join(import.meta.dirname, 'fixtures', 'tfjs.json'),
  JSON.stringify({
    model: json,
    weights: Buffer.from(weightData).toString('base64'),
    input: { shape: x.shape, data: list(x) },
    output: { shape: y.shape, data: list(y) },
  }),
);
