import { expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { differences, flatSettings, mainSettings } from './flatSettings.ts';

it('flattens a document, and tells in what others differ from it', () => {
  const document = mnistCnn();
  const { nodes } = document.graph;
  const other = {
    ...document,
    training: {
      ...document.training,
      learningRate: 0.5,
      optimizer: { type: 'adam', settings: { beta1: 0.8 } },
      earlyStopping: { monitor: 'loss', patience: 3, minimumChange: 0 },
    },
    graph: {
      ...document.graph,
      nodes: nodes.map((node) =>
        node.id === 'conv2d_1' ? { ...node, settings: { ...node.settings, filters: 99 } } : node,
      ),
    },
  };
  const found = differences([flatSettings(document), flatSettings(other)]);
  expect(Object.fromEntries(found.map(({ path, values }) => [path, values]))).toEqual({
    learningRate: [document.training.learningRate, 0.5],
    optimizer: ['sgd', 'adam'],
    'optimizer.momentum': [0.9, undefined],
    'optimizer.beta1': [undefined, 0.8],
    'earlyStopping.monitor': [undefined, 'loss'],
    'earlyStopping.patience': [undefined, 3],
    'earlyStopping.minimumChange': [undefined, 0],
    'conv2d_1.filters': [10, 99],
  });
  expect(mainSettings(other)).toMatchObject({ learningRate: 0.5, optimizer: 'adam', layers: nodes.length });
  expect(differences([flatSettings(document), flatSettings(mnistCnn())])).toEqual([]);
});
