/**
 * `npm run bench:drawing [-- --diffusion RUN] [--digits RUN] [--count N]`: how many of the pictures that the template Diffusion U-Net
 * draws are digits, by a convolutional network that has learned MNIST: those of which it is surer than nine tenths, how they are spread
 * over the classes, and the same of pictures of the test set. What is not given as a run is trained by the command line, as the templates
 * stand but for the digits' three epochs.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDataset } from '../engine/data/pipeline.ts';
import { computeMachine } from '../engine/node/compute-machine.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { RunModels } from '../engine/runs/models.ts';
import { type Tensor, tensor } from '../engine/types/tensor.ts';
import { answer, loom } from './programs.ts';
import { temporaryFolder } from './script.ts';

const [SURE, CLASSES] = [0.9, 10];
const WAYS = [
  { name: 'no noise added (DDIM)', steps: 50, noise: 0 },
  { name: 'noise added (DDPM)', steps: 200, noise: 1 },
];

const { values } = parseArgs({
  options: {
    diffusion: { type: 'string' },
    digits: { type: 'string' },
    count: { type: 'string', default: '200' },
  },
});
const folder = temporaryFolder('drawing');
const count = Number(values.count);
const models = new RunModels(computeMachine);

/** A template, trained; tells how long it took. */
async function trained(template: string, ...more: readonly string[]): Promise<string> {
  const [file, run] = [path.join(folder, `${template}.loom`), path.join(folder, template)];
  await loom('new', template, '--out', file);
  const { said, seconds } = await loom('train', file, '--out', run, '--json', ...more);
  const { test } = answer<{ test: Readonly<Record<string, number>> }>(said);
  console.log(`${template}: ${seconds.toFixed(0)} s, ${JSON.stringify(test)}`);
  return run;
}

/** How sure the network is of each picture, whose pixels lie from 0 to 255, and of what. */
async function judged(
  run: string,
  pictures: Tensor,
): Promise<readonly { readonly digit: number; readonly sure: number }[]> {
  const answer = await models.predict(run, { input_1: pictures });
  const logits = Object.entries(answer).find(([name]) => name.startsWith('output:'))![1].data;
  return Array.from({ length: pictures.shape[0]! }, (_, row) => {
    const scores = Array.from(logits.subarray(row * CLASSES, (row + 1) * CLASSES));
    const most = Math.max(...scores);
    const whole = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
    return { digit: scores.indexOf(most), sure: 1 / whole };
  });
}

async function tell(what: string, run: string, pictures: Tensor): Promise<void> {
  const sure = (await judged(run, pictures)).filter((one) => one.sure > SURE);
  const spread = Array.from({ length: CLASSES }, (_, digit) => sure.filter((one) => one.digit === digit).length);
  console.log(`| ${what} | ${((100 * sure.length) / pictures.shape[0]!).toFixed(1)} % | ${spread.join(' ')} |`);
}

const digits = values.digits ?? (await trained('mnist-cnn', '--epochs', '3'));
const diffusion = values.diffusion ?? (await trained('diffusion'));
console.log('| pictures | sure of | 0 1 2 3 4 5 6 7 8 9 |\n| --- | ---: | --- |');
const { test } = await openDataset({ type: 'mnist', settings: {} }, diskFiles(''));
const real = test!.read(
  'image',
  Int32Array.from({ length: count }, (_, row) => row),
);
await tell('MNIST, test', digits, tensor('float32', [...real.shape], Float32Array.from(real.data)));
for (const { name, ...way } of WAYS) {
  const asked = { count, seed: 0, ...way };
  const start = performance.now();
  let drawn = await models.draw(diffusion, { ...asked, done: 0 });
  while (drawn.done < drawn.of)
    drawn = await models.draw(diffusion, { ...asked, done: drawn.done, pictures: drawn.pictures });
  const seconds = (performance.now() - start) / 1000;
  const { shape, data } = drawn.pictures;
  const pixels = Float32Array.from(data, (value) => 127.5 * (Math.max(-1, Math.min(1, value)) + 1));
  await tell(`${name}, ${way.steps} steps, ${seconds.toFixed(0)} s`, digits, tensor('float32', [...shape], pixels));
}
await models.close();
