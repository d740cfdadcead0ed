/** Exported TypeScript projects against the engine: types, predictions with exported weights, losses of a few steps, metrics. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../engine/data/formats/safetensors.ts';
import type { Numbers } from '../../engine/ir/interpret.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';
import { modelSource, SEEDS } from '../../engine/targets/typescript/model/model.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { BATCH, CASES, type ExportCase, ROWS } from './cases.ts';
import { close, type Reference, writeProjects } from './projects.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the projects find its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-test');

interface Ran {
  readonly error?: string;
  /** Tensors that the optimizer made and left behind. */
  readonly leaked: number;
  /** Why weights that are not finite are not saved. */
  readonly refused: string;
  readonly outputs: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly losses: readonly number[];
  /** Of the first step, by weight. */
  readonly gradients: Readonly<Record<string, { readonly shape: number[]; readonly data: number[] }>>;
  /** The outputs once more, after the steps. */
  readonly after: Ran['outputs'];
  readonly rates: readonly number[];
  readonly metrics: Readonly<Record<string, number | number[][] | null>>;
}

/** The numbers with their axes in another order. */
function turned({ shape, data }: Numbers, order: readonly number[] = shape.map((_, i) => i)): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const places = order.reduce(
    (all, axis) => all.flatMap((at) => Array.from({ length: shape[axis]! }, (_, i) => at + i * strides[axis]!)),
    [0],
  );
  return places.map((at) => data[at]!);
}

const saved = (name: string, file: string) => readSafetensors(readFileSync(path.join(folder, name, file)));

/** Holds the projects of these cases to the engine, and those of the templates besides to the type checker. */
export function holdProjects(cases: readonly ExportCase[], templates: readonly string[]): void {
  let references: ReadonlyMap<string, Reference> = new Map();
  let results: Record<string, Ran> = {};

  beforeAll(async () => {
    references = await writeProjects(typescript, folder, cases);
    const ran = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
        path.join(import.meta.dirname, 'runner.ts'),
        folder,
        String(BATCH),
      ],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    if (ran.status !== 0) throw new Error(ran.stderr);
    results = JSON.parse(ran.stdout.trim().split('\n').at(-1)!) as Record<string, Ran>;
  }, 600_000);

  describe.each(cases.map((one) => [one.name, one] as const))('%s', (name, { document }) => {
    it('does what the engine does', () => {
      const ran = results[name]!;
      expect(ran.error).toBeUndefined();
      expect(ran.leaked, 'tensors that the optimizer leaves behind').toBe(0);
      const wanted = references.get(name)!;
      ran.outputs.forEach(({ shape, data }, i) => {
        expect(shape).toEqual(wanted.outputs[i]!.shape);
        close(data, wanted.outputs[i]!.data, `output ${i}`);
      });
      // a layer that is frozen has a gradient there, which nobody uses
      const asked = wanted.model.weights.filter((weight) => weight.trainable);
      // beside the largest of all gradients the others are no more exact than that one is
      const places = new Map(
        Object.values(modelSource(document, wanted.checked).weights)
          .flat()
          .map((weight) => [weight.name, weight]),
      );
      const gradients = asked.map((weight) => turned(wanted.gradients[`gradient:${weight.name}`]!));
      // what the loss does not depend on has no gradient there, and one of zeros here
      const moved = asked.filter((_, i) => gradients[i]!.some((value) => value !== 0));
      expect(Object.keys(ran.gradients)).toEqual(expect.arrayContaining(moved.map((weight) => weight.name)));
      const least = Math.max(1e-3, ...gradients.flat().map((value) => Math.abs(value)));
      for (const { name: weight } of asked) {
        const gradient = turned(wanted.gradients[`gradient:${weight}`]!, places.get(weight)!.transpose);
        close(ran.gradients[weight]?.data ?? gradient.map(() => 0), gradient, `gradient of ${weight}`, least);
      }
      close(ran.losses, wanted.losses, 'losses');
      close(ran.rates, wanted.rates, 'learning rates');
      // noise is never the same
      if (document.training.gradientNoise.deviation === 0)
        ran.after.forEach(({ data }, i) => close(data, wanted.after[i]!.data, `output ${i} after the steps`));
      for (const [metric, value] of Object.entries(wanted.metrics))
        if (value === null) expect(ran.metrics[metric], metric).toBeNull();
        else
          expect((ran.metrics[metric] as number) / Math.max(1, Math.abs(value)), metric).toBeCloseTo(
            value / Math.max(1, Math.abs(value)),
            4,
          );
      if (document.training.metrics.some(({ type }) => type === 'confusionMatrix'))
        expect((ran.metrics.confusionMatrix as number[][]).flat().reduce((a, b) => a + b)).toBe(BATCH);
      const trained = saved(name, 'trained.safetensors');
      expect([...trained.keys()].sort()).toEqual(wanted.model.weights.map((weight) => weight.name).sort());
      expect(ran.refused).toMatch(/^The weight ".+" is no longer finite: trained\.safetensors is left as it is\./);
      for (const { data } of trained.values()) expect(data.every(Number.isFinite)).toBe(true);
    });
  });

  it.runIf(cases.some(({ name }) => name === 'initialized'))(
    'starts weights as the engine does where TensorFlow.js has no word for it',
    () => {
      const fresh = saved('initialized', 'fresh.safetensors');
      const wanted = saved('initialized', 'weights.safetensors');
      const numbers = (weight: string) => Array.from(fresh.get(`${weight}.weight`)!.data);
      for (const weight of ['dirac', 'identity'])
        expect(numbers(weight)).toEqual(Array.from(wanted.get(`${weight}.weight`)!.data));
      // rows of a unit's weights, and what they have to do with each other
      const gram = (rows: number[][]) => rows.map((a) => rows.map((b) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)));
      const rows = (weight: string, units: number, last: boolean) =>
        Array.from({ length: units }, (_, u) =>
          numbers(weight).filter((_, i, { length }) => (last ? i % units : Math.floor((i * units) / length)) === u),
        );
      const identity = (size: number, gain: number) =>
        Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? gain : 0)));
      close(gram(rows('grouped', 4, false)).flat(), identity(4, 4).flat(), 'orthogonal, of a class of ours');
      close(gram(rows('kernels', 5, true)).flat(), identity(5, 1).flat(), 'orthogonal, of a layer of TensorFlow.js');
      // as many zeros for each input as in the engine: rows of the kernel, as TensorFlow.js has it
      const sparse = numbers('sparse');
      for (let input = 0; input < 4; input++)
        expect(sparse.slice(6 * input, 6 * input + 6).filter((x) => x === 0)).toHaveLength(2);
      for (const [weight, limit] of [
        ['cut', 0.5],
        ['out', 2],
      ] as const) {
        expect(Math.max(...numbers(weight).map(Math.abs))).toBeLessThanOrEqual(limit);
        expect(Math.max(...numbers(weight).map(Math.abs))).toBeGreaterThan(0.8 * limit);
      }
    },
  );

  it.runIf(cases.some(({ name }) => name === 'noise'))('adds noise that grows less', () => {
    const [before, after] = [saved('noise', 'weights.safetensors'), saved('noise', 'trained.safetensors')];
    const moved = [...before].flatMap(([name, { data }]) => Array.from(data, (x, i) => x - after.get(name)!.data[i]!));
    const variance = Array.from({ length: ROWS / BATCH }, (_, i) => (0.5 / (i + 1)) ** 2).reduce((a, b) => a + b);
    const mean = moved.reduce((a, b) => a + b) / moved.length;
    expect(Math.abs(mean)).toBeLessThan((5 * Math.sqrt(variance)) / Math.sqrt(moved.length));
    expect(Math.abs(moved.reduce((sum, x) => sum + (x - mean) ** 2, 0) / moved.length / variance - 1)).toBeLessThan(
      5 * Math.sqrt(2 / moved.length),
    );
  });

  it('passes the type checker under strict', () => {
    // cases that are not run differ in their model alone, and so do those of layers
    const held = new Set(cases.filter(({ name }) => !/^(layer|tied)-/.test(name)).map(({ name }) => name));
    const checked = CASES.flatMap(({ name, document }) => {
      if (held.has(name)) return ['train', 'predict', 'parity'].map((file) => `${name}/src/${file}.ts`);
      if (!references.has(name)) writeModel(name, document);
      return [`${name}/src/model.ts`];
    });
    const small = TEMPLATES.filter(({ id }) => templates.includes(id)).map(({ id, make, small = {} }) => {
      writeModel(`template-${id}`, make(small));
      return `template-${id}/src/model.ts`;
    });
    const tsconfig = readFileSync(path.join(folder, cases[0]!.name, 'tsconfig.json'), 'utf8').replace(
      '"include": ["src"]',
      `"files": ${JSON.stringify([...checked, ...small])}`,
    );
    writeFileSync(path.join(folder, 'tsconfig.json'), tsconfig);
    const { stdout } = spawnSync(
      process.execPath,
      [path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc'), '-p', folder],
      { encoding: 'utf8' },
    );
    expect(stdout).toBe('');
  }, 600_000);
}

/** The network's sources alone. */
function writeModel(name: string, document: ExportCase['document']): void {
  const { model, weightNames, layers, initializers } = modelSource(document, checkGraph(document.graph));
  const files = { model: `${model}\n${weightNames}`, layers, initializers, seeds: SEEDS };
  mkdirSync(path.join(folder, name, 'src'), { recursive: true });
  for (const [file, content] of Object.entries(files))
    if (content !== undefined) writeFileSync(path.join(folder, name, 'src', `${file}.ts`), content);
}
