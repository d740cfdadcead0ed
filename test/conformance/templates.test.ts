/** Templates are the networks of the literature: same weights by name and shape, same numbers, and they train. */
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../engine/graph/document.ts';
import { readWeightsFile } from '../../engine/runs/weightsFile.ts';
import { TrainedModel } from '../../engine/train/trained.ts';
import { openData } from '../../engine/train/openData.ts';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { initialState } from '../../engine/train/initial.ts';
import { fitWeights } from '../../engine/train/fit.ts';
import { tensor, type TensorType } from '../../engine/types/tensor.ts';
import { type Template, TEMPLATES, templateOf } from '../../templates/index.ts';
import { distance, FIXTURES, references } from './templates.ts';

const called = (template: string, settings: object) =>
  `${template} ${Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')}`.trim();

describe('have the weights of their reference, by name and shape', () => {
  it.each(references.shapes.map((reference) => [called(reference.template, reference.settings), reference] as const))(
    '%s',
    (_, { template, settings, parameters, weights }) => {
      const checked = checkGraph(templateOf(template)!.make(settings).graph);
      expect(checked.problems).toEqual([]);
      const ours = Object.fromEntries(
        [...checked.nodes.values()].flatMap(({ node, weights }) =>
          Object.entries(weights).map(([name, { shape }]) => [`${node.label ?? node.id}.${name}`, shape]),
        ),
      );
      expect(ours).toEqual(weights);
      expect(checked.parameters).toBe(parameters);
    },
  );
});

it('have a reference for every size that they offer', () => {
  const whole = (template: Template, settings: object) =>
    JSON.stringify(
      Object.entries(template.settings).map(([name, field]) => [
        name,
        (settings as Record<string, unknown>)[name] ?? field.default,
      ]),
    );
  const known = new Set(
    references.shapes.map(
      ({ template, settings }) => `${template} ${whole(templateOf(template)!, { ...settings, names: undefined })}`,
    ),
  );
  // what the demonstrations show does not hang on a count
  const offered = TEMPLATES.filter(({ family }) => family !== 'demonstrations').flatMap((template) =>
    (template.sizes ?? []).map(
      (size) => [called(template.id, size), `${template.id} ${whole(template, size)}`] as const,
    ),
  );
  expect(offered.filter(([, size]) => !known.has(size)).map(([name]) => name)).toEqual([]);
});

describe('compute what their reference computes', () => {
  it.each(
    references.numbers
      .filter(({ long }) => !long)
      .map((reference) => [called(reference.template, reference.settings), reference] as const),
  )('%s', async (_, reference) => {
    const far = await distance(reference);
    expect(far.logits, 'logits').toBeLessThan(1e-4);
    expect(far.gradients, 'gradients').toBeLessThan(1e-3);
    expect(far.loss, 'loss').toBeLessThan(1e-4);
  });
});

describe('load what Hugging Face saved, with nothing left over, and compute the same', () => {
  const [gpt, llama, clip, bert, vit] = [
    { template: 'gpt', settings: { vocabulary: 50, length: 9, layers: 2, width: 16, heads: 2 }, logits: 'gpt2-thin' },
    {
      template: 'llama',
      settings: { vocabulary: 50, length: 9, layers: 2, width: 16, heads: 4, keyHeads: 2, hidden: 24 },
      logits: 'llama-thin',
    },
    {
      template: 'clip',
      settings: {
        ...{ size: 14, channels: 3, patch: 7, layers: 2, width: 16, heads: 2, projection: 10 },
        ...{ vocabulary: 50, length: 9, textLayers: 2, textWidth: 12, textHeads: 3 },
      },
      logits: 'clip-thin',
    },
    {
      template: 'bert',
      // what Hugging Face computes without a mask
      settings: {
        classes: 3,
        vocabulary: 50,
        length: 9,
        positions: 16,
        paddingToken: -1,
        layers: 2,
        width: 16,
        heads: 2,
      },
      logits: 'bert-thin',
    },
    {
      template: 'vit',
      settings: { form: 'mini', patch: 7, size: 28, classes: 10, names: 'hugging-face' },
      logits: 'vit-thin',
    },
  ];
  it.each([
    // the whole network's own state dict, with the tied output layer
    ['gpt2-thin.pth', gpt!],
    ['gpt2-thin.safetensors', gpt!],
    // as OpenAI's weights were published: no head, no prefix, and masks among the weights
    ['gpt2-thin-base.safetensors', gpt!],
    ['llama-thin.pth', llama!],
    ['llama-thin.safetensors', llama!],
    ['clip-thin.safetensors', clip!],
    ['bert-thin.pth', bert!],
    ['bert-thin.safetensors', bert!],
    // transformers calls the parts otherwise in memory than in its files
    ['vit-thin.pth', vit!],
    ['vit-thin.safetensors', vit!],
  ])('%s', async (file, { template, settings, logits }) => {
    const weights = await readWeightsFile(disk, path.join(FIXTURES, 'weights', file));
    const expected = JSON.parse(readFileSync(path.join(FIXTURES, 'weights', `${logits}.json`), 'utf8')) as {
      input: number[][];
      logits: number[][];
    };
    const trained = await TrainedModel.open(onnxEngine, templateOf(template)!.make(settings), weights, {
      device: 'cpu',
      threads: 1,
    });
    try {
      expect(fitWeights(trained.model, weights.tensors)).toMatchObject({ fresh: [], left: [] });
      const [first, ...others] = trained.model.inputs;
      const shapeOf = ({ type }: { readonly type: TensorType }) => [2, ...(type.shape.slice(1) as number[])];
      const data = expected.input.flat(3);
      const { outputs } = trained.model;
      const found = await trained.predict(
        {
          [first!.node!]:
            first!.type.dtype === 'int32'
              ? tensor('int32', shapeOf(first!), data)
              : tensor('float32', shapeOf(first!), data),
          ...Object.fromEntries(others.map((input) => [input.node!, tensor('int32', shapeOf(input))])),
        },
        true,
      );
      const flat = expected.logits.flat();
      const largest = Math.max(...flat.map(Math.abs));
      const ours = found[outputs[0]!.name]!.data;
      expect(ours.length).toBe(flat.length);
      expect(Math.max(...flat.map((value, i) => Math.abs(ours[i]! - value))) / largest).toBeLessThan(1e-4);
    } finally {
      await trained.close();
    }
  });
});

/** Two repetitions at most: one that follows another of its kind is like every later one. */
function shortened(document: Document): Document {
  const nodes = document.graph.nodes.map((node) =>
    typeof node.repeat === 'number' ? { ...node, repeat: Math.min(node.repeat, 2) } : node,
  );
  return { ...document, graph: { ...document.graph, nodes } };
}

describe('take a training step on their recommended data', () => {
  it.each(TEMPLATES.map((template) => [template.id, template] as const))('%s', async (_, template) => {
    const document = shortened(template.make(template.small ?? {}));
    // finds everything that would keep it from being trained
    const { checked, data } = await openData(document, diskFiles(import.meta.dirname));
    const model = compile(document, data.targetTypes, checked);
    const rows = data.splits.train.rows.subarray(0, 4);
    const scalars = model.scalars({ step: 1, learningRate: document.training.learningRate });
    const feeds = {
      ...data.read(data.splits.train, rows),
      ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, tensor('float32', [], [value])])),
      '@seed': tensor('int32', [], [7]),
    };
    const start = initialState(model, 0);
    const session = await onnxEngine.open(model, start, { device: 'cpu', threads: 1 });
    try {
      const { loss } = await session.run('train', rows.length, feeds);
      expect(Number.isFinite(loss!.data[0])).toBe(true);
      const after = await session.read();
      for (const [name, { data }] of after)
        expect(
          data.every((value) => Number.isFinite(value)),
          name,
        ).toBe(true);
      expect(
        model.weights.some(
          ({ name, trainable }) =>
            trainable && after.get(name)!.data.some((value, i) => value !== start.get(name)!.data[i]),
        ),
        'a weight changed',
      ).toBe(true);
    } finally {
      await session.close();
    }
  });
});
