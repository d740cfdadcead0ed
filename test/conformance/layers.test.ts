/** Every layer's examples: inferred shape = lowered shape = computed shape, gradients against finite differences, defaults and words. */
import { describe, expect, it } from 'vitest';
import { interpret } from '../../engine/ir/interpret.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { initializerOf } from '../../engine/learn/index.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { BATCH, layerProgram } from './layer-program.ts';

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
    const made = layerProgram(layer, example);
    expect(interpret(made.program, made.feeds).y!.shape).toEqual(example.output.map((dim) => (dim === 'N' ? BATCH : dim)));
  });

  it.each(layer.examples.map((example) => [JSON.stringify(example.settings ?? {}), example] as const))('has the gradient of finite differences %s', (_, example) => {
    const { program: made, feeds, names } = layerProgram(layer, example);
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
