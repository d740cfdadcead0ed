/** An exported Keras project trained by its own `train.py`: the weights after three epochs are the engine's. `npm run test:keras`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readSafetensors } from '../../engine/data/formats/safetensors.ts';
import { keras } from '../../engine/targets/keras/index.ts';
import { python } from './python.ts';
import { close } from './projects.ts';
import { trainedByEngine } from './trained.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-keras-fit');
/** Three epochs of 270 rows, 12 a step. */
const STEPS = 3 * 23;
let wanted: Awaited<ReturnType<typeof trainedByEngine>>;

beforeAll(async () => {
  wanted = await trainedByEngine(keras, folder, STEPS);
});

const start = (...args: string[]) =>
  execFileSync(python(), ['-B', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { KERAS_BACKEND: 'torch', ...process.env, OMP_NUM_THREADS: '1' },
  });
const from = ['--from', 'weights.safetensors'];
const holds = (file: string) => {
  const weights = readSafetensors(readFileSync(path.join(folder, file)));
  expect([...weights.keys()].sort()).toEqual([...wanted.state.keys()].filter((name) => weights.has(name)).sort());
  expect(weights.size).toBe(6);
  for (const [name, { data }] of weights) close(data, wanted.state.get(name)!.data, name);
};

it('takes the engine’s steps', () => {
  start('train.py', ...from, '--record', 'whole', '--out', 'whole.safetensors');
  holds('whole.safetensors');
  const log = readFileSync(path.join(folder, 'whole', 'log.csv'), 'utf8')
    .trim()
    .split('\n');
  expect(log[0]).toMatch(/^epoch,.*loss.*val_accuracy.*val_loss/);
  expect(log.length).toBe(4);
});
it('goes on where it was left', () => {
  start('train.py', ...from, '--record', 'left', '--resume', '--out', 'left.safetensors', '--stop-after', '2');
  start('train.py', ...from, '--record', 'left', '--resume', '--out', 'left.safetensors');
  holds('left.safetensors');
});
it('judges and predicts with what it wrote in the form of Keras', () => {
  start('train.py', ...from, '--record', 'again');
  expect(start('evaluate.py', '--weights', 'trained.weights.h5', '--split', 'validation')).toMatch(
    /"accuracy": 0\.\d+/,
  );
  expect(start('predict.py', '--weights', 'trained.weights.h5', 'x.npy')).toContain('out: (300, 3)');
});
