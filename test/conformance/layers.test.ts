/** Every layer's examples: inferred shape = lowered shape = computed shape, gradients against finite differences, defaults and words. */
import { describe, expect, it } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import type { Value } from '../../engine/ir/program.ts';
import { normalFrom, randomStream } from '../../engine/ir/random.ts';
import type { Layer, LayerExample } from '../../engine/layers/define.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { initializerOf } from '../../engine/learn/index.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { sizeOf } from '../../engine/types/shape.ts';

const BATCH = 2;

/** The layer as a program of its inputs and weights: output, a random projection of it as loss, and the loss's gradients. */
function program(layer: Layer, { inputs, settings: given = {}, below = 1 }: LayerExample) {
  const { settings } = resolveSettings(layer.settings, given);
  const b = new Builder();
  const uniform = randomStream(1, layer.id);
  const normal = normalFrom(uniform);
  const feeds: Record<string, { shape: readonly number[]; data: Float64Array }> = {};
  const declare = (name: string, dtype: 'float32' | 'int32' | 'bool', shape: readonly number[], draw: () => number): Value => {
    feeds[name] = { shape, data: Float64Array.from({ length: sizeOf(shape) }, draw) };
    return b.input(name, dtype, shape);
  };
  const x = inputs.map(({ dtype, shape }, i) =>
    declare(`x${i}`, dtype, shape.map((dim) => (dim === 'N' ? BATCH : dim)), dtype === 'int32' ? () => Math.floor(uniform() * below) : normal),
  );
  const specs = Object.entries(layer.weights?.(inputs, settings) ?? {});
  const weights = Object.fromEntries(specs.map(([name, { shape, role }]) => [name, declare(name, 'float32', shape, role === 'state' ? () => 0.5 + uniform() : normal)]));
  const seed = declare('@seed', 'int32', [], () => 7);
  let stream = 0;
  const result = layer.lower({ b, training: true, uniform: (shape) => b.randomUniform(seed, shape, stream++), update: () => {} }, x, settings, weights);
  const y = 'id' in result ? result : result[0]!;
  const loss = b.sum(b.mul(y, declare('projection', 'float32', y.shape, normal)));
  b.output('y', y);
  b.output('loss', loss);
  const learned = [...x.filter(({ dtype }) => dtype === 'float32'), ...specs.filter(([, { role }]) => role !== 'state').map(([name]) => weights[name]!)];
  const names = [...x.flatMap(({ dtype }, i) => (dtype === 'float32' ? [`x${i}`] : [])), ...specs.filter(([, { role }]) => role !== 'state').map(([name]) => name)];
  differentiate(b, loss, learned).forEach((gradient, i) => b.output(`d ${names[i]}`, gradient));
  return { program: b.finish(), feeds, names };
}

describe.each(LAYERS.map((layer) => [layer.id, layer] as const))('%s', (_, layer) => {
  it('says what it is and has valid defaults', () => {
    const { settings, errors } = resolveSettings(layer.settings, {});
    expect(errors).toEqual([]);
    expect(layer.doc.length).toBeGreaterThan(20);
    expect(layer.summary(settings)).not.toBe('');
    for (const field of Object.values(layer.settings)) {
      expect(field.doc).not.toBe('');
      if (field.kind === 'initializer') expect(initializerOf(field.default.type)).toBeDefined();
    }
  });

  it.each(layer.examples.map((example) => [JSON.stringify(example.settings ?? {}), example] as const))('computes the shape that it infers %s', (_, example) => {
    const { settings, errors } = resolveSettings(layer.settings, example.settings ?? {});
    expect(errors).toEqual([]);
    const inferred = layer.infer(example.inputs, settings);
    expect('rejected' in inferred ? inferred : inferred[0]!.shape).toEqual(example.output);
    const made = program(layer, example);
    expect(interpret(made.program, made.feeds).y!.shape).toEqual(example.output.map((dim) => (dim === 'N' ? BATCH : dim)));
  });

  it.each(layer.examples.map((example) => [JSON.stringify(example.settings ?? {}), example] as const))('has the gradient of finite differences %s', (_, example) => {
    const { program: made, feeds, names } = program(layer, example);
    const run = () => interpret(made, feeds, { precision: 'float64' });
    const analytic = run();
    const step = 1e-5;
    for (const name of names) {
      const { data } = feeds[name]!;
      const gradient = analytic[`d ${name}`]!.data;
      const largest = gradient.reduce((top, g) => Math.max(top, Math.abs(g)), 1e-3);
      // a few elements of each tensor, spread evenly
      for (let i = 0; i < data.length; i += Math.max(1, Math.floor(data.length / 7))) {
        const at = data[i]!;
        data[i] = at + step;
        const above = run().loss!.data[0]!;
        data[i] = at - step;
        const below = run().loss!.data[0]!;
        data[i] = at;
        expect(Math.abs((above - below) / (2 * step) - gradient[i]!) / largest, `${name}[${i}]`).toBeLessThan(1e-5);
      }
    }
  });
});
