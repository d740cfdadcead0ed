/**
 * That the demonstrations show what they say, and that their cures cure it, from the command line as a user would run it:
 * `npm run test:learning`. The phenomenon is looked for in the numbers of the run: gradients by layer, losses, rows that are right.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { TrainingEvent } from '../engine/train/events.ts';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'loom-demonstrations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const loom = (...args: string[]): string =>
  execFileSync(process.execPath, [path.join(root, 'cli', 'loom.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

interface Outcome {
  /** Share of the test rows that are right. */
  readonly accuracy: number;
  /** Of the weights of the first and the last Dense, at step 50. */
  readonly first: number;
  readonly last: number;
  readonly highest: number;
  /** After each epoch. */
  readonly validation: readonly number[];
  readonly training: number;
  /** Share of the activations of the hidden layers that are exactly 0, at the end: the least of any layer. */
  readonly zeros: number;
}

function train(template: string, cure: string, seed: number, epochs: number): Outcome {
  const name = `${template}-${cure}-${seed}`;
  loom('new', template, '--set', `cure=${cure}`, '--out', `${name}.loom`);
  const events = loom(
    'train',
    `${name}.loom`,
    '--seed',
    String(seed),
    '--epochs',
    String(epochs),
    '--out',
    name,
    '--json',
  )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrainingEvent);
  const of = <E extends TrainingEvent['event']>(kind: E) =>
    events.filter((event): event is Extract<TrainingEvent, { event: E }> => event.event === kind);
  const statistics = of('statistics');
  const gradients = Object.entries(statistics.find(({ step }) => step === 50)?.weights ?? {})
    .filter(([weight]) => /^dense_\d+\.weight$/.test(weight))
    .map(([, { gradient }]) => gradient);
  const outcome: Outcome = {
    accuracy: of('finished')[0]!.test!.accuracy!,
    first: gradients[0] ?? Number.NaN,
    last: gradients.at(-1) ?? Number.NaN,
    highest: Math.max(...of('steps').flatMap(({ loss }) => loss)),
    validation: of('epoch').map(({ validation }) => validation!.loss!),
    training: of('epoch').at(-1)!.train.loss!,
    zeros: Math.min(
      ...Object.entries(statistics.at(-1)?.activations ?? {})
        .filter(([node]) => /relu/i.test(node))
        .map(([, { zeros }]) => zeros),
    ),
  };
  console.log(name, JSON.stringify(outcome));
  return outcome;
}

const SEEDS = [1, 2, 3];

it.each(SEEDS)('vanishing gradients, seed %i', (seed) => {
  const sick = train('vanishing-gradients', 'none', seed, 1);
  expect(sick.accuracy).toBeLessThan(0.2);
  expect(sick.first / sick.last).toBeLessThan(1e-4);
  for (const cure of ['batch-norm', 'residual', 'relu']) {
    const cured = train('vanishing-gradients', cure, seed, 1);
    expect(cured.accuracy, cure).toBeGreaterThan(0.8);
    expect(cured.first / cured.last, cure).toBeGreaterThan(0.1);
  }
});

it.each(SEEDS)('exploding RNN, seed %i', (seed) => {
  const sick = train('exploding-rnn', 'none', seed, 1);
  expect(sick.highest).toBeGreaterThan(5);
  expect(sick.accuracy).toBeLessThan(0.5);
  const clipped = train('exploding-rnn', 'clipping', seed, 1);
  expect(clipped.highest).toBeLessThan(4);
  expect(clipped.accuracy).toBeGreaterThan(0.6);
  const gated = train('exploding-rnn', 'lstm', seed, 1);
  expect(gated.highest).toBeLessThan(4);
  expect(gated.accuracy).toBeGreaterThan(0.9);
});

it.each(SEEDS)('zero initialization, seed %i', (seed) => {
  const sick = train('zero-initialization', 'none', seed, 1);
  expect(sick.first).toBe(0);
  expect(sick.accuracy).toBeLessThan(0.12);
  expect(train('zero-initialization', 'random-start', seed, 1).accuracy).toBeGreaterThan(0.8);
});

it.each(SEEDS)('Xavier or He, seed %i', (seed) => {
  const sick = train('xavier-or-he', 'none', seed, 1);
  const cured = train('xavier-or-he', 'he', seed, 1);
  expect(sick.first).toBeLessThan(cured.first / 100);
  expect(sick.accuracy).toBeLessThan(0.4);
  expect(cured.accuracy).toBeGreaterThan(0.7);
});

it.each(SEEDS)('dying ReLU, seed %i', (seed) => {
  const sick = train('dying-relu', 'none', seed, 1);
  expect(sick.accuracy).toBeLessThan(0.3);
  expect(sick.zeros).toBeGreaterThan(0.8);
  expect(train('dying-relu', 'leaky-relu', seed, 1).accuracy).toBeGreaterThan(sick.accuracy + 0.1);
  expect(train('dying-relu', 'smaller-steps', seed, 1).accuracy).toBeGreaterThan(0.85);
});

it.each(SEEDS)('overfitting, seed %i', (seed) => {
  const sick = train('overfitting', 'none', seed, 100);
  const last = sick.validation.at(-1)!;
  expect(sick.training).toBeLessThan(last / 20);
  expect(last).toBeGreaterThan(2 * Math.min(...sick.validation));
  expect(train('overfitting', 'weight-decay', seed, 100).validation.at(-1)!).toBeLessThan(0.7 * last);
  // training and validation stay together
  const dropped = train('overfitting', 'dropout', seed, 100);
  expect(dropped.validation.at(-1)!).toBeLessThan(0.6 * last);
  expect(dropped.training).toBeGreaterThan(dropped.validation.at(-1)! / 2);
  const stopped = train('overfitting', 'early-stopping', seed, 100);
  expect(stopped.validation.length).toBeLessThan(60);
  expect(stopped.validation.at(-1)!).toBeLessThan(0.6 * last);
});
