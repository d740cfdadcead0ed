/** `src/train.ts` and `src/predict.ts` of an exported project. */
import type { Document } from '../../graph/document.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { problem, UserError } from '../../problems.ts';
import { lossExpressions, optimizerExpressions } from './learning.ts';
import type { ModelSource } from './model.ts';

export function trainSource({ training, name }: Document, checked: CheckedGraph, { outputs }: ModelSource): string {
  const judged = training.losses[0];
  if (!judged) throw new UserError(problem('no-loss', undefined as never));
  const output = checked.nodes.get(judged.output ?? outputs[0]!)!.outputs[0]!;
  const classes = Number(output.shape.at(-1));
  const classifies = judged.loss.type === 'crossEntropy';
  const loss = lossExpressions[judged.loss.type]!(judged.loss.settings, { classes, integer: true });
  const { make, decay } = optimizerExpressions[training.optimizer.type]!(training.learningRate, training.optimizer.settings);
  return `/** Trains ${JSON.stringify(name)}: npm run train [-- --epochs N --rows N]. Writes weights.safetensors after each epoch. */
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend.ts';
import { batch, ROW, readSplit, type Rows } from './data.ts';
import { createModel } from './model.ts';
import { saveWeights } from './weights.ts';

const BATCH = ${training.batchSize};

function lossOf(outputs: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return ${loss.replace('labels as tf.Tensor1D', "tf.cast(labels, 'int32') as tf.Tensor1D")} as tf.Scalar;
}

/** Mean loss${classifies ? ' and the share of right answers' : ''} over a split. */
function evaluate(model: tf.LayersModel, rows: Rows): { loss: number${classifies ? '; accuracy: number' : ''} } {
  const count = rows.inputs.length / ROW;
  let loss = 0;${classifies ? '\n  let right = 0;' : ''}
  for (let start = 0; start < count; start += 500)
    tf.tidy(() => {
      const order = Array.from({ length: Math.min(500, count - start) }, (_, i) => start + i);
      const { x, labels } = batch(rows, order);
      const outputs = model.predict(x) as tf.Tensor;
      loss += lossOf(outputs, labels).dataSync()[0]! * order.length;${
        classifies ? "\n      right += tf.equal(tf.argMax(outputs, -1), tf.cast(labels, 'int32')).sum().dataSync()[0]!;" : ''
      }
    });
  return { loss: loss / count${classifies ? ', accuracy: right / count' : ''} };
}

const { values } = parseArgs({ options: { epochs: { type: 'string', default: '${training.epochs}' }, rows: { type: 'string' } } });
await startBackend();
const model = createModel();
model.summary();
const train = readSplit('train');
const test = readSplit('test');
const count = Math.min(Number(values.rows ?? Number.POSITIVE_INFINITY), train.inputs.length / ROW);
const optimizer = ${make};
for (let epoch = 1; epoch <= Number(values.epochs); epoch++) {
  const order = Int32Array.from(tf.util.createShuffledIndices(count));
  for (let start = 0; start < count; start += BATCH) {
    const { x, labels } = batch(train, order.subarray(start, start + BATCH));
    const loss = optimizer.minimize(() => lossOf(model.apply(x, { training: true }) as tf.Tensor, labels), true)!;${
      decay === undefined ? '' : `\n    tf.tidy(() => model.trainableWeights.forEach((weight) => weight.write(weight.read().mul(${1 - decay}))));`
    }
    if (start % (BATCH * 100) === 0) console.log(\`epoch \${epoch}, row \${start} of \${count}: loss \${loss.dataSync()[0]!.toFixed(4)}\`);
    tf.dispose([x, labels, loss]);
  }
  saveWeights(model, 'weights.safetensors');
  console.log(\`epoch \${epoch}: test\`, evaluate(model, test));
}
`;
}

export function predictSource(_document: Document, _checked: CheckedGraph, { outputs }: ModelSource): string {
  return `/** npm run predict -- INPUT.npy OUTPUT.npy: raw rows in (channels first, as in the data files), the network's outputs out. */
import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend.ts';
import { inputTensor } from './data.ts';
import { createModel } from './model.ts';
import { readNpy, writeNpy } from './npy.ts';
import { loadWeights } from './weights.ts';

const [input, output] = process.argv.slice(2);
if (!input || !output) throw new Error('Usage: npm run predict -- INPUT.npy OUTPUT.npy');
await startBackend();
const model = createModel();
loadWeights(model, 'weights.safetensors');
const answer = tf.tidy(() => model.predict(inputTensor(readNpy(input).data))${outputs.length > 1 ? ' as tf.Tensor[]' : ''});
${outputs.length > 1 ? `const files = [${outputs.map((_, i) => `output.replace(/(\\.npy)?$/, '-${i}.npy')`).join(', ')}];\nanswer.forEach((tensor, i) => writeNpy(files[i]!, { shape: tensor.shape, data: tensor.dataSync() as Float32Array }));` : `const tensor = answer as tf.Tensor;\nwriteNpy(output, { shape: tensor.shape, data: tensor.dataSync() as Float32Array });`}
`;
}
