/**
 * Exported PyTorch projects against the engine: predictions with exported weights, losses of a few steps, metrics, learning rates, for
 * every layer, loss, metric, optimizer and schedule. `npm run test:pytorch` (PYTHON=... where an environment with PyTorch is there).
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { BATCH, CASES } from './cases.ts';
import { python } from './python.ts';
import { close, type Reference, writeProjects } from './projects.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-pytorch-test');

interface Ran {
  readonly error?: string;
  readonly outputs: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly losses: readonly number[];
  readonly after: Ran['outputs'];
  readonly rates: readonly number[];
  readonly metrics: Readonly<Record<string, number | number[][] | null>>;
}

let references: ReadonlyMap<string, Reference> = new Map();
let results: Record<string, Ran> = {};

beforeAll(async () => {
  references = await writeProjects(pytorch, folder, CASES);
  const ran = spawnSync(python(), ['-B', path.join(import.meta.dirname, 'pytorch_runner.py'), folder, String(BATCH)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  expect(ran.status, ran.stderr.slice(-4000)).toBe(0);
  results = JSON.parse(ran.stdout.trim().split('\n').at(-1)!) as typeof results;
});

describe.each(CASES)('$name', ({ name, document }) => {
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
