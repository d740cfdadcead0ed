/**
 * Exported PyTorch projects against the engine: predictions with exported weights, losses of a few steps, metrics, learning rates, for
 * every layer, loss, metric, optimizer and schedule. `npm run test:pytorch` (PYTHON=... where an environment with PyTorch is there).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { BATCH, CASES } from './cases.ts';
import { python } from './python.ts';
import { reference } from './reference.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-pytorch-test');

interface Ran {
  readonly error?: string;
  readonly outputs: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly losses: readonly number[];
  readonly after: Ran['outputs'];
  readonly rates: readonly number[];
  readonly metrics: Readonly<Record<string, number | number[][] | null>>;
}

const close = (given: ArrayLike<number>, wanted: ArrayLike<number>, what: string, least = 1e-3) => {
  expect(given.length, what).toBe(wanted.length);
  const largest = Array.from(wanted).reduce((top, x) => Math.max(top, Math.abs(x)), least);
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(given[i]! - wanted[i]!) / largest, `${what}[${i}]: ${given[i]}, not ${wanted[i]}`).toBeLessThan(
      1e-4,
    );
};

const references = new Map<string, Awaited<ReturnType<typeof reference>>>();
let results: Record<string, Ran> = {};

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const one of CASES) {
    const at = path.join(folder, one.name);
    mkdirSync(at, { recursive: true });
    const put = (name: string, content: string | Uint8Array) => {
      mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
      writeFileSync(path.join(at, name), content);
    };
    const arrays = Object.entries(one.columns).map(([name, array]) => [`${name}.npy`, writeNpy(array)]);
    put('data.npz', zipSync(Object.fromEntries(arrays) as Record<string, Uint8Array>));
    for (const [file, bytes] of Object.entries(one.files ?? {})) put(file, bytes);
    const wanted = await reference(one, folder);
    references.set(one.name, wanted);
    const files = pytorch.export({ ...wanted, document: one.document, weights: wanted.start });
    for (const [name, content] of Object.entries(files)) put(name, content);
  }
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
