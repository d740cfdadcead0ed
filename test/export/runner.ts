/**
 * Runs exported projects in one process: `tsx runner.ts FOLDER`. For each project in the folder, which reads a data file of its own:
 * predictions with the exported weights, the metrics, and the losses of a few steps. Prints a JSON object.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as tf from '@tensorflow/tfjs';

const [root, batchText] = process.argv.slice(2) as [string, string];
const batch = Number(batchText);
/** What a plateau is shown. */
const SEEN = [3, 2, 2, 2.5, 2, 1, 1, 1];
const results: Record<string, unknown> = {};
for (const name of readdirSync(root).sort()) {
  const folder = path.join(root, name);
  process.chdir(folder);
  const load = (file: string) => import(pathToFileURL(path.join(folder, 'src', `${file}.ts`)).href);
  const [
    { startBackend },
    { createModel, run, WEIGHT_NAMES },
    { loadWeights, saveWeights },
    { openData, readBatch },
    { costsOf, lossOf, weightOf },
    { Optimizer },
    { evaluate },
  ] = await Promise.all(['backend', 'model', 'weights', 'data', 'losses', 'optimizer', 'metrics'].map(load));
  const { engine, memory, variableGrads } = (await import('@tensorflow/tfjs')) as typeof tf;
  try {
    await startBackend();
    const model = createModel() as tf.LayersModel;
    saveWeights(model, 'fresh.safetensors', openData().fits);
    loadWeights(model, 'weights.safetensors');
    const { train, fits } = openData();
    const first = readBatch(train, train.rows.subarray(0, batch), fits);
    const outputs = run(model, first.inputs).map((output: tf.Tensor) => ({
      shape: output.shape,
      data: [...output.dataSync()],
    }));
    const metrics = evaluate(model, { ...train, rows: train.rows.subarray(0, batch) }, fits);
    const [before, known] = [memory().numTensors, Object.keys(engine().registeredVariables).length];
    const optimizer = new Optimizer(model);
    // of what its constructor makes only the variables stay, and of what a step makes nothing
    let leaked = memory().numTensors - before - (Object.keys(engine().registeredVariables).length - known);
    const schedule = existsSync(path.join(folder, 'src', 'schedule.ts')) ? await load('schedule') : undefined;
    // a training of two epochs, of which one is done here; a plateau sees the same value again and again
    const rateAt = (step: number, epoch: number): number =>
      schedule.learningRateAt({ step, epoch, steps: 2 * stepsPerEpoch, epochs: 2 });
    const stepsPerEpoch = train.rows.length / batch;
    const rates: number[] = [];
    if (schedule?.Plateau) {
      const plateau = new schedule.Plateau();
      for (let epoch = 0; epoch < 8; epoch++) {
        rates.push(schedule.learningRateAt(epoch, plateau));
        plateau.observe(SEEN[epoch]!);
      }
    } else if (schedule)
      for (let step = 0; step < 2 * stepsPerEpoch; step++) rates.push(rateAt(step, Math.floor(step / stepsPerEpoch)));
    const losses: number[] = [];
    /** Of the first step, by the weights' names in their files. */
    let gradients: Record<string, { shape: number[]; data: number[] }> | undefined;
    for (let start = 0; start < train.rows.length; start += batch) {
      const { inputs, targets } = readBatch(train, train.rows.subarray(start, start + batch), fits);
      let counted: number | undefined;
      const { value, grads } = variableGrads(() => {
        const costs = costsOf(model, run(model, inputs, true), targets);
        counted = weightOf?.(costs);
        return lossOf(costs);
      });
      losses.push(value.dataSync()[0]!);
      gradients ??= Object.fromEntries(
        Object.entries(WEIGHT_NAMES as Record<string, string[]>).flatMap(([layer, names]) =>
          model.getLayer(layer).weights.flatMap(({ name }, i) => {
            const gradient = grads[name];
            return gradient ? [[names[i]!, { shape: gradient.shape, data: [...gradient.dataSync()] }]] : [];
          }),
        ),
      );
      if (schedule) optimizer.learningRate = rates[losses.length - 1]!;
      const held = memory().numTensors;
      optimizer.step(grads, counted);
      leaked += memory().numTensors - held;
    }
    optimizer.swapAverages?.();
    saveWeights(model, 'trained.safetensors', fits);
    // the last step shows in no loss
    const after = run(model, first.inputs).map((output: tf.Tensor) => ({
      shape: output.shape,
      data: [...output.dataSync()],
    }));
    results[name] = { leaked, outputs, gradients, losses, metrics, rates, after };
  } catch (error) {
    results[name] = { error: (error as Error).stack };
  }
}
process.stdout.write(`\n${JSON.stringify(results)}\n`);
