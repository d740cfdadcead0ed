/** An exported Keras project trained by its own `train.py`: the weights after three epochs are the engine's. `npm run test:keras`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readSafetensors } from '../../engine/data/formats/safetensors.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { readWeights, RunFolder } from '../../engine/runs/folder.ts';
import { keras } from '../../engine/targets/keras/index.ts';
import { python } from './python.ts';
import { close } from './projects.ts';
import { document, trainedByEngine } from './trained.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-keras-fit');
/** Three epochs of 270 rows, 12 a step. */
const STEPS = 3 * 23;
let wanted: Awaited<ReturnType<typeof trainedByEngine>>;

beforeAll(async () => {
  wanted = await trainedByEngine(keras, folder, STEPS);
});

const startIn = (cwd: string, ...args: string[]) =>
  execFileSync(python(), ['-B', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { KERAS_BACKEND: 'torch', ...process.env, OMP_NUM_THREADS: '1' },
  });
const start = (...args: string[]) => startIn(folder, ...args);
const from = ['--from', 'weights.safetensors'];
const holds = (file: string) => {
  const weights = readSafetensors(readFileSync(path.join(folder, file)));
  expect([...weights.keys()].sort()).toEqual([...wanted.state.keys()].filter((name) => weights.has(name)).sort());
  expect(weights.size).toBe(6);
  for (const [name, { data }] of weights) close(data, wanted.state.get(name)!.data, name);
};

it('takes the engine’s steps, and its record is a run that the engine reads', async () => {
  start('train.py', ...from, '--record', 'whole', '--out', 'whole.safetensors');
  holds('whole.safetensors');
  const log = readFileSync(path.join(folder, 'whole', 'log.csv'), 'utf8')
    .trim()
    .split('\n');
  expect(log[0]).toMatch(/^epoch,.*loss.*val_accuracy.*val_loss/);
  expect(log.length).toBe(4);
  const run = new RunFolder(disk, path.join(folder, 'whole'));
  expect(await run.info()).toMatchObject({ name: document.name, device: expect.stringMatching(/^Keras on/) });
  expect((await run.document()).graph).toEqual(document.graph);
  const told = await run.events();
  expect(told.flatMap((one) => (one.event === 'steps' ? one.step : []))).toEqual(
    Array.from({ length: STEPS }, (_, i) => i + 1),
  );
  const losses = told.flatMap((one) => (one.event === 'steps' ? one.loss : []));
  close(losses, wanted.losses, 'losses of the steps');
  expect(told.flatMap((one) => (one.event === 'epoch' ? [one.step, one.validation] : []))).toEqual(
    [23, 46, 69].flatMap((step) => [step, { loss: expect.any(Number), accuracy: expect.any(Number) }]),
  );
  expect(told.at(-2)).toMatchObject({ event: 'finished', reason: 'done', kept: null });
  // the weights and a checkpoint, by the engine's names and in its layout
  for (const at of [run.folder, path.join(run.folder, 'checkpoints', `${STEPS}.safetensors`)]) {
    const { tensors } = await readWeights(disk, at);
    expect(tensors.size).toBe(6);
    for (const [name, { shape, data }] of tensors) {
      expect(shape, name).toEqual(wanted.state.get(name)!.shape);
      close(data, wanted.state.get(name)!.data, name);
    }
  }
});
it('goes on where it was left', async () => {
  start('train.py', ...from, '--record', 'left', '--resume', '--out', 'left.safetensors', '--stop-after', '2');
  start('train.py', ...from, '--record', 'left', '--resume', '--out', 'left.safetensors');
  holds('left.safetensors');
  const told = await new RunFolder(disk, path.join(folder, 'left')).events();
  expect(told.flatMap((one) => (one.event === 'started' ? one.step : []))).toEqual([0, 46]);
  expect(told.flatMap((one) => (one.event === 'steps' ? one.step : []))).toEqual(
    Array.from({ length: STEPS }, (_, i) => i + 1),
  );
});
it('judges and predicts with what it wrote in the form of Keras', () => {
  start('train.py', ...from, '--record', 'again');
  expect(start('evaluate.py', '--weights', 'trained.weights.h5', '--split', 'validation')).toMatch(
    /"accuracy": 0\.\d+/,
  );
  expect(start('predict.py', '--weights', 'trained.weights.h5', 'x.npy')).toContain('out: (300, 3)');
});
it('warms up step by step where the rate follows a metric', async () => {
  const other = `${folder}-warm`;
  const training = {
    ...document.training,
    schedule: { type: 'reduceOnPlateau', settings: { patience: 10 } },
    warmUp: 40,
  };
  const { losses } = await trainedByEngine(keras, other, STEPS, { ...document, training });
  startIn(other, 'train.py', ...from, '--record', 'warm');
  const told = await new RunFolder(disk, path.join(other, 'warm')).events();
  close(
    told.flatMap((one) => (one.event === 'steps' ? one.loss : [])),
    losses,
    'losses of the steps',
  );
});
