/**
 * Every layer's examples: inferred shape = computed shape, gradients against finite differences, and PyTorch's outputs and
 * gradients (`make_layer_fixtures.py`) from the interpreter and from ONNX Runtime; defaults and words.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMetadata, readSafetensors } from '../../engine/data/formats/safetensors.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { verify } from '../../engine/ir/verify.ts';
import type { Layer } from '../../engine/layers/define.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { initializerOf } from '../../engine/learn/index.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { resolveSettings } from '../../engine/settings.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { distance } from './compare.ts';
import { batchOf, describeCase, type LayerCase, layerCases, layerProgram } from './layer-program.ts';
import { type Result, runOnnx } from './onnx-run.ts';
import { wordProblem } from '../../engine/problems.ts';

/** PyTorch's tensors for a layer, and the cases that they were made from. */
function fixture(layer: string): { tensors: ReadonlyMap<string, Tensor>; cases: unknown } {
  const file = path.join(import.meta.dirname, 'fixtures', 'layers', `${layer}.safetensors`);
  if (!existsSync(file)) return { tensors: new Map(), cases: 'none: run test/conformance/make_layer_fixtures.py' };
  const bytes = readFileSync(file);
  return { tensors: readSafetensors(bytes), cases: JSON.parse(readMetadata(bytes).cases!) };
}

const withExamples = LAYERS.filter(({ examples }) => examples.length > 0);

it('has a fixture for every layer and no other', () => {
  for (const layer of withExamples)
    expect(
      fixture(layer.id).cases,
      `${layer.id}: the fixture is made from other examples; run make_layer_fixtures.py`,
    ).toEqual(JSON.parse(JSON.stringify(layerCases(layer).map((one) => describeCase(layer, one)))));
});

/** A quotient by what resizing whole numbers makes 0 but for rounding, which is infinite or huge as the rounding falls. */
const dividesByRounding = (layer: Layer, { example, mode }: LayerCase): boolean =>
  layer.id === 'divide' && example.settings?.otherSizes === 'resize' && mode.values === 'whole';

describe.each(LAYERS.map((layer) => [layer.id, layer] as const))('%s', (_, layer) => {
  it('says what it is and has valid defaults', () => {
    const { settings, errors } = resolveSettings(layer.settings, {});
    expect(errors).toEqual([]);
    expect(layer.doc.length).toBeGreaterThan(20);
    // what another program's operator gives is for ONNX Runtime to say: test/interchange holds it to ONNX's own cases
    const isOwn = layer.id !== 'foreign';
    expect(layer.fed || !isOwn || layer.examples.length >= 6, 'six examples or more').toBe(true);
    expect(layer.summary(settings)).not.toBe('');
    for (const field of Object.values(layer.settings)) {
      expect(field.doc).not.toBe('');
      if (field.kind === 'initializer') expect(initializerOf(field.default.type)).toBeDefined();
    }
  });

  if (layer.examples.length === 0) return;
  const { tensors } = fixture(layer.id);

  it.each(layer.examples.map((example, i) => [i, JSON.stringify(example.settings ?? {}), example] as const))(
    'computes the shape that it infers: %i %s',
    (_, __, example) => {
      const { settings, errors } = resolveSettings(layer.settings, example.settings ?? {});
      expect(errors).toEqual([]);
      const inferred = layer.infer(example.inputs, settings);
      if ('rejected' in inferred)
        throw new Error(wordProblem(inferred.rejected({ node: 'node', name: 'node', layer })));
      expect(inferred[0]!.shape).toEqual(example.output);
      const made = layerProgram(layer, example);
      const computed = interpret(verify(made.program), made.feeds);
      inferred.forEach(({ dtype, shape }, i) => {
        const y = computed[i === 0 ? 'y' : `y${i}`]!;
        expect([y.dtype, y.shape]).toEqual([dtype, shape.map((dim) => (dim === 'N' ? batchOf(example) : dim))]);
      });
    },
  );

  it.each(
    layerCases(layer)
      .filter(({ mode }) => mode.values === 'spread' && !layer.altersGradient)
      .map((one) => [one.name, one] as const),
  )('has the gradient of finite differences: %s', (_, { example, mode }) => {
    const { program, feeds, names } = layerProgram(layer, example, mode);
    const run = () => interpret(program, feeds, { precision: 'float64' });
    const analytic = run();
    const step = 1e-5;
    const uniform = randomStream(1, 'direction');
    // the slope of the loss along a direction of all elements of a tensor; each of them is held to PyTorch's below
    for (const name of names) {
      const { data } = feeds[name]!;
      const start = Array.from(data);
      const direction = start.map(() => 2 * uniform() - 1);
      const lossAt = (by: number) => {
        start.forEach((value, i) => void (data[i] = value + by * direction[i]!));
        return run().loss!.data[0]!;
      };
      const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
      lossAt(0);
      const parts = Array.from(analytic[`d ${name}`]!.data, (g, i) => g * direction[i]!);
      const largest = parts.reduce((top, part) => Math.max(top, Math.abs(part)), 1e-3);
      const expected = parts.reduce((sum, part) => sum + part, 0);
      expect(Math.abs(slope - expected) / largest, name).toBeLessThan(1e-5);
    }
  });

  it.each(
    layerCases(layer)
      .filter((one) => !dividesByRounding(layer, one))
      .map((one) => [one.name, one] as const),
  )('agrees with PyTorch: %s', async (name, { example, mode }) => {
    const { program, feeds } = layerProgram(layer, example, mode);
    const expected = program.outputs.map((output) => output.name).filter((output) => output !== 'loss');
    const agrees = (results: Readonly<Record<string, Result>>, forward: number, gradient: number) => {
      for (const output of expected) {
        const { shape, data } = tensors.get(`${name}/${output}`)!;
        expect(results[output]!.shape, output).toEqual(shape);
        expect(distance(results[output]!.data, data), output).toBeLessThan(
          output.startsWith('d ') ? gradient : forward,
        );
      }
    };
    agrees(interpret(program, feeds, { precision: 'float64' }), 1e-6, 1e-6);
    agrees(await runOnnx(verify(simplify(program)), feeds), 1e-5, 1e-4);
  });
});
