/** Prediction needs a network and its weights, and nothing of a training. */
import { expect, it } from 'vitest';
import { interpreterEngine } from '../../test/training/interpreter-engine.ts';
import { type Document, documentSchema } from '../graph/document.ts';
import { tensor } from '../types/tensor.ts';
import { TrainedModel } from './trained.ts';

const network = (training: object, rest: object = {}): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [2] }, position: { x: 0, y: 0 } },
        { id: 'out', type: 'dense', settings: { units: 2 }, position: { x: 0, y: 72 }, ...rest },
      ],
      edges: [{ from: { node: 'x', port: 'output' }, to: { node: 'out', port: 'input' } }],
    },
    training,
  });

const tensors = new Map([
  ['out.weight', tensor('float32', [2, 2], [1, 2, 3, 4])],
  ['out.bias', tensor('float32', [2], [0.5, -0.5])],
]);

const predicted = async (document: Document) => {
  const model = await TrainedModel.open(
    interpreterEngine,
    document,
    { tensors, fits: {} },
    { device: 'cpu', threads: 1 },
  );
  return model.predict({ x: tensor('float32', [1, 2], [1, -1]) });
};

it.each([
  ['no loss', network({})],
  ['only frozen layers', network({ losses: [{ loss: { type: 'crossEntropy' } }] }, { frozen: true })],
  ['a loss on an output that is not there', network({ losses: [{ output: 'gone', loss: { type: 'crossEntropy' } }] })],
  [
    'a loss, a metric and an optimizer of another version',
    network({
      losses: [{ loss: { type: 'later' } }],
      metrics: [{ type: 'later' }],
      optimizer: { type: 'later' },
    }),
  ],
])('predicts with %s', async (_, document) => {
  expect([...(await predicted(document))['output:out']!.data]).toEqual([-0.5, -1.5]);
});

it('reads an output as the loss does where there is one', async () => {
  const results = await predicted(network({ losses: [{ loss: { type: 'crossEntropy' } }] }));
  const [first, second] = results['readout:out']!.data as Float32Array;
  expect(first! + second!).toBeCloseTo(1, 6);
  expect(first! / second!).toBeCloseTo(Math.exp(1), 5);
});
