/**
 * Exported Keras projects against the engine: predictions with exported weights, losses of a few steps, outputs after them, metrics,
 * learning rates, for every layer, loss, metric, optimizer and schedule; weights written in Keras's form and in ours and read again.
 * `npm run test:keras` (PYTHON=... where an environment with Keras is there, KERAS_BACKEND=torch unless said otherwise).
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { keras } from '../../engine/targets/keras/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { UserError } from '../../engine/problems.ts';
import { BATCH, CASES, type ExportCase } from './cases.ts';
import { python } from './python.ts';
import { close, type Reference, writeProjects } from './projects.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-keras-test');

interface Ran {
  readonly error?: string;
  readonly outputs: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly losses: readonly number[];
  readonly after: Ran['outputs'];
  readonly rates: readonly number[];
  readonly metrics: Readonly<Record<string, number | number[][] | null>>;
}

/** What Keras cannot be told, by the name of the case. */
const REFUSED: ReadonlySet<string> = new Set([
  'learn-accumulated-terms',
  'learn-accumulated-weighted',
  'learn-adafactor',
  'learn-adafactor-decaying',
  'learn-averaged-statistics',
  'learn-ruled',
  'learn-ruled-matrices',
]);
/** Nothing in them learns, at which Keras on PyTorch stops. */
const UNLEARNED: ReadonlySet<string> = new Set(['layer-stopGradient', 'tied-stopGradient']);
const written = CASES.filter(({ name }) => !REFUSED.has(name) && !UNLEARNED.has(name));
/** Constraints and rates of single layers, one batch to an update. */
const variants: readonly ExportCase[] = CASES.filter(({ name }) => name === 'learn-ruled').map((one) => ({
  ...one,
  name: 'learn-ruled-singly',
  document: {
    ...one.document,
    training: { ...one.document.training, accumulation: 1 },
  },
}));
const cases = [...written, ...variants];

let references: ReadonlyMap<string, Reference> = new Map();
let results: Record<string, Ran> = {};

beforeAll(async () => {
  references = await writeProjects(keras, folder, cases);
  const ran = spawnSync(python(), ['-B', path.join(import.meta.dirname, 'keras_runner.py'), folder, String(BATCH)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: { KERAS_BACKEND: 'torch', ...process.env },
  });
  expect(ran.status, ran.stderr.slice(-4000)).toBe(0);
  results = JSON.parse(ran.stdout.trim().split('\n').at(-1)!) as typeof results;
});

it.each(CASES.filter(({ name }) => REFUSED.has(name)))('refuses $name by what it lacks', ({ document }) => {
  expect(() => keras.export({ document, checked: checkGraph(document.graph) })).toThrow(UserError);
});

describe.each(cases)('$name', ({ name, document }) => {
  it('gives the engine’s numbers', () => {
    const [ran, wanted] = [results[name]!, references.get(name)!];
    const pictures = document.data.dataset?.type === 'pictures';
    expect(ran.error ?? '', ran.error).toBe('');
    ran.outputs.forEach(({ data, shape }, i) => {
      expect(shape).toEqual(wanted.outputs[i]!.shape);
      // Pillow makes pictures smaller with other last digits
      if (pictures) for (const [k, x] of data.entries()) expect(x).toBeCloseTo(wanted.outputs[i]!.data[k]!, 1);
      else close(data, wanted.outputs[i]!.data, `output ${i}`);
    });
    const noisy = document.training.gradientNoise.deviation > 0 || pictures;
    if (!noisy) close(ran.losses, wanted.losses, 'losses');
    if (wanted.rates.length > 0) close(ran.rates, wanted.rates, 'learning rates');
    if (!noisy) ran.after.forEach(({ data }, i) => close(data, wanted.after[i]!.data, `output ${i} after the steps`));
    if (pictures) return;
    for (const [metric, value] of Object.entries(wanted.metrics))
      if (value === null) expect(ran.metrics[metric] ?? null, metric).toBeNull();
      else if (typeof value === 'number') close([ran.metrics[metric] as number], [value], metric, 1);
  });
});
