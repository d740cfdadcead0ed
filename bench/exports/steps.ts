/** `tsx steps.ts FOLDER BATCH`: trains every exported project in the folder on its rows in their order; prints their losses as a JSON object. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as tf from '@tensorflow/tfjs';

const [root, batchText] = process.argv.slice(2) as [string, string];
const batch = Number(batchText);
const results: Record<string, unknown> = {};
for (const name of readdirSync(root).sort()) {
  const folder = path.join(root, name);
  process.chdir(folder);
  const load = (file: string) => import(pathToFileURL(path.join(folder, 'src', `${file}.ts`)).href);
  const [
    { startBackend },
    { createModel, run },
    { loadWeights },
    { openData, readBatch },
    { costsOf, lossOf, partsOf },
    { Optimizer },
  ] = await Promise.all(['backend', 'model', 'weights', 'data', 'losses', 'optimizer'].map(load));
  const { tidy, variableGrads, disposeVariables } = (await import('@tensorflow/tfjs')) as typeof tf;
  const schedule = existsSync(path.join(folder, 'src', 'schedule.ts')) ? await load('schedule') : undefined;
  try {
    await startBackend();
    const model = createModel() as tf.LayersModel;
    const fits = loadWeights(model, 'weights.safetensors');
    const { train } = openData();
    const optimizer = new Optimizer(model);
    const steps = train.rows.length / batch;
    const losses: number[] = [];
    for (let step = 0; step < steps; step++)
      tidy(() => {
        const { inputs, targets } = readBatch(train, train.rows.subarray(step * batch, (step + 1) * batch), fits);
        let loss: tf.Scalar | undefined;
        const costs = () => {
          const made = costsOf(model, run(model, inputs, true), targets);
          losses.push((loss = lossOf(made) as tf.Scalar).dataSync()[0]!);
          return made;
        };
        const given = partsOf ? partsOf(costs) : variableGrads(() => (costs(), loss!)).grads;
        if (schedule?.Plateau) optimizer.learningRate = schedule.learningRateAt(step, new schedule.Plateau());
        else if (schedule) optimizer.learningRate = schedule.learningRateAt({ step, epoch: 0, steps, epochs: 1 });
        optimizer.step(given);
      });
    results[name] = losses;
  } catch (error) {
    results[name] = { error: (error as Error).message };
  }
  disposeVariables();
  console.error(`${name}: trained`);
}
process.stdout.write(`\n${JSON.stringify(results)}\n`);
