/** Templates are the networks of the literature: same weights by name and shape, same numbers, and they train. */
import { describe, expect, it } from 'vitest';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { initialState } from '../../engine/train/initial.ts';
import { allocate } from '../../engine/types/dtype.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { TEMPLATES, templateOf } from '../../templates/index.ts';
import { distance, references } from './templates.ts';

const called = (template: string, settings: object) => `${template} ${Object.entries(settings).map(([name, value]) => `${name}=${String(value)}`).join(' ')}`.trim();

describe('have the weights of their reference, by name and shape', () => {
  it.each(references.shapes.map((reference) => [called(reference.template, reference.settings), reference] as const))('%s', (_, { template, settings, parameters, weights }) => {
    const checked = checkGraph(templateOf(template)!.make(settings).graph);
    expect(checked.problems).toEqual([]);
    const ours = Object.fromEntries([...checked.nodes.values()].flatMap(({ node, weights }) => Object.entries(weights).map(([name, { shape }]) => [`${node.label ?? node.id}.${name}`, shape])));
    expect(ours).toEqual(weights);
    expect(checked.parameters).toBe(parameters);
  });
});

describe('compute what their reference computes', () => {
  it.each(references.numbers.filter(({ long }) => !long).map((reference) => [called(reference.template, reference.settings), reference] as const))('%s', async (_, reference) => {
    const far = await distance(reference);
    expect(far.logits, 'logits').toBeLessThan(1e-4);
    expect(far.gradients, 'gradients').toBeLessThan(1e-3);
    expect(far.loss, 'loss').toBeLessThan(1e-4);
  });
});

describe('take a training step', () => {
  it.each(TEMPLATES.map((template) => [template.id, template] as const))('%s', async (_, template) => {
    const document = template.make(template.small ?? {});
    const checked = checkGraph(document.graph);
    expect(checked.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const batch = 4;
    const outputs = checked.outputs.map((id) => checked.nodes.get(id)!.outputs[0]!);
    const judged = document.training.losses.map(({ output, target, loss }) => ({ target, loss: loss.type, type: output === undefined ? outputs[0]! : checked.nodes.get(output)!.outputs[0]! }));
    const targets = Object.fromEntries(judged.map(({ target, loss, type }) => [target, loss === 'crossEntropy' ? ({ dtype: 'int32', shape: type.shape.slice(0, -1) } as const) : type]));
    const model = compile(document, targets, checked);
    const fill = ({ dtype, shape }: { dtype: Tensor['dtype']; shape: readonly (number | 'N')[] }, below: number): Tensor => {
      const whole = shape.map((dim) => (dim === 'N' ? batch : dim));
      const data = allocate(dtype, whole.reduce((a, b) => a * b, 1));
      for (let i = 0; i < data.length; i++) data[i] = dtype === 'float32' ? Math.sin(i * 12.9898) : (i * 7) % below;
      return { dtype, shape: whole, data };
    };
    const feeds = Object.fromEntries([
      ...model.inputs.map(({ name, type }) => [name, fill(type, 2)] as const),
      ...model.targets.map(({ name, type }) => [name, fill(type, 2)] as const),
      ...Object.entries(model.scalars({ step: 1, learningRate: document.training.learningRate })).map(([name, value]) => [name, { dtype: 'float32', shape: [], data: Float32Array.of(value) } as Tensor] as const),
    ]);
    const session = await onnxEngine.open(model, initialState(model, 0), { device: 'cpu', threads: 2 });
    try {
      const { loss } = await session.run('train', batch, { ...feeds, '@seed': { dtype: 'int32', shape: [], data: Int32Array.of(7) } });
      expect(Number.isFinite(loss!.data[0])).toBe(true);
      const after = await session.read();
      for (const [name, { data }] of after) expect(data.every((value) => Number.isFinite(value)), name).toBe(true);
    } finally {
      await session.close();
    }
  });
});
