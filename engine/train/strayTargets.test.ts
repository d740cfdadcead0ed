import { expect, it } from 'vitest';
import { documentSchema } from '../graph/document.ts';
import { engineOf } from '../node/devices/engines.ts';
import { compile, type TargetTypes } from '../passes/compile.ts';
import { wordProblem } from '../problems.ts';
import { tensor } from '../types/tensor.ts';
import { initialState } from './initial.ts';
import { TrainedModel } from './trained.ts';

const position = { x: 0, y: 0 };
const chain = (...nodes: readonly (readonly [id: string, type: string, settings: object])[]) => ({
  nodes: nodes.map(([id, type, settings]) => ({ id, type, settings, position })),
  edges: nodes
    .slice(1)
    .map(([id], i) => ({ from: { node: nodes[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
});

const LABELS: TargetTypes = { target: { dtype: 'int32', shape: ['N'] } };
async function opened(graph: object, input: object = {}, loss = 'crossEntropy') {
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph,
    data: { dataset: null, inputs: { input: { column: 'x', ...input } }, targets: { target: { column: 'y' } } },
    training: { losses: [{ loss: { type: loss } }] },
  });
  const tensors = initialState(compile(document, LABELS), 0);
  const runtime = { device: 'cpu', threads: 1 };
  return TrainedModel.open(engineOf('onnx'), document, { tensors, fits: { 'input:input': [{}] } }, runtime, LABELS);
}

it('refuses a class number that one-hot rows have no place for', async () => {
  const transforms = [{ type: 'oneHot', settings: { classes: 3 } }];
  const model = await opened(chain(['input', 'input', { shape: [3] }], ['dense', 'dense', { units: 2 }]), {
    transforms,
  });
  const predicted = (...classes: number[]) => model.predict({ input: tensor('float32', [classes.length], classes) });
  await expect(predicted(0, 2)).resolves.toBeDefined();
  for (const value of [-1, 3, 0.5, Number.NaN])
    await expect(predicted(1, value)).rejects.toThrow(
      `"x" has ${value} in row 2 (counted from 1), but One-hot takes 0 to 2.`,
    );
  await model.close();
});

it('refuses tokens that are no whole numbers or not in the vocabulary', async () => {
  const model = await opened(
    chain(
      ['input', 'input', { shape: [2], values: 'int32' }],
      ['embedding', 'embedding', { vocabulary: 5, width: 3 }],
      ['flatten', 'flatten', {}],
      ['dense', 'dense', { units: 3 }],
    ),
  );
  const predicted = (...tokens: number[]) => model.predict({ input: tensor('float32', [1, 2], tokens) }, true);
  await expect(predicted(0, 4)).resolves.toBeDefined();
  for (const token of [5, -1]) await expect(predicted(0, token)).rejects.toThrow('takes the tokens 0 to 4');
  for (const token of [0.5, Number.NaN, 3e9]) await expect(predicted(0, token)).rejects.toThrow('whole numbers');
  await model.close();
});

it.each(['crossEntropy', 'negativeLogLikelihood', 'focal', 'multiMargin'])(
  'says which labels %s has no output for',
  async (loss) => {
    const model = await opened(chain(['input', 'input', { shape: [2] }], ['dense', 'dense', { units: 3 }]), {}, loss);
    const said = (...labels: number[]) =>
      model.strayTargets({ 'target:target': tensor('int32', [labels.length], labels) }).map(wordProblem);
    expect(said(0, 1, 2)).toEqual([]);
    for (const label of [-1, 3])
      expect(said(0, label)).toEqual([
        `The label in row 2 (counted from 1) is ${label}, but the network has 3 outputs (labels 0 to 2). Change the last layer, or correct the data.`,
      ]);
    await model.close();
  },
);
