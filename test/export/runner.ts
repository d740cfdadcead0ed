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
    { createModel, run, weightNames },
    { loadWeights, saveWeights },
    { openData, readBatch },
    { costsOf, lossOf, partsOf },
    { Optimizer },
    { evaluate },
  ] = await Promise.all(['backend', 'model', 'weights', 'data', 'losses', 'optimizer', 'metrics'].map(load));
  const { addN, engine, memory, mul, variableGrads } = (await import('@tensorflow/tfjs')) as typeof tf;
  const meansOf = (parts: readonly { gradients: tf.NamedTensorMap; weight: number }[]): tf.NamedTensorMap => {
    const names = new Set(parts.flatMap(({ gradients }) => Object.keys(gradients)));
    return Object.fromEntries(
      [...names].map((name) => [
        name,
        addN(
          parts.flatMap(({ gradients, weight }) =>
            gradients[name] ? [mul(gradients[name], weight > 0 ? 1 / weight : 0)] : [],
          ),
        ),
      ]),
    );
  };
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
      optimizer.prune?.(losses.length, stepsPerEpoch);
      const { inputs, targets } = readBatch(train, train.rows.subarray(start, start + batch), fits);
      let loss: tf.Scalar | undefined;
      const costs = () => {
        const made = costsOf(model, run(model, inputs, true), targets);
        losses.push((loss = lossOf(made) as tf.Scalar).dataSync()[0]!);
        return made;
      };
      /** Of several batches to an update: sums, and what each is divided by. */
      const parts = partsOf?.(costs) as { gradients: tf.NamedTensorMap; weight: number }[] | undefined;
      const { grads } = parts ? { grads: meansOf(parts) } : variableGrads(() => (costs(), loss!));
      gradients ??= Object.fromEntries(
        (weightNames(model) as [tf.layers.Layer, string[]][]).flatMap(([layer, names]) =>
          layer.weights.flatMap(({ name }, i) => {
            const gradient = grads[name];
            return gradient ? [[names[i]!, { shape: gradient.shape, data: [...gradient.dataSync()] }]] : [];
          }),
        ),
      );
      if (schedule) optimizer.learningRate = rates[losses.length - 1]!;
      const held = memory().numTensors;
      optimizer.step(parts ?? grads);
      leaked += memory().numTensors - held;
    }
    optimizer.swapAverages?.();
    saveWeights(model, 'trained.safetensors', fits);
    // the last step shows in no loss
    const after = run(model, first.inputs).map((output: tf.Tensor) => ({
      shape: output.shape,
      data: [...output.dataSync()],
    }));
    // a weight that is no longer finite overwrites no file
    const spoilt = model.layers.find((layer) => layer.getWeights().length > 0)!;
    spoilt.setWeights(spoilt.getWeights().map((weight) => mul(weight, Number.NaN)));
    let refused = '';
    try {
      saveWeights(model, 'trained.safetensors', fits);
    } catch (error) {
      refused = (error as Error).message;
    }
    results[name] = { refused, leaked, outputs, gradients, losses, metrics, rates, after };
  } catch (error) {
    results[name] = { error: (error as Error).stack };
  }
}
process.stdout.write(`\n${JSON.stringify(results)}\n`);
