/** The network of the first tour: two convolutions, two dense layers, 21,840 parameters; handwritten digits. */
import { PITCH } from '../engine/graph/edits.ts';
import { type Document, documentSchema, FORMAT_VERSION } from '../engine/graph/document.ts';

/** A chain of layers from top to bottom. */
const LAYERS: readonly (readonly [id: string, type: string, settings?: Record<string, unknown>])[] = [
  ['input_1', 'input', { shape: [1, 28, 28] }],
  ['conv2d_1', 'conv2d', { filters: 10, kernel: [5, 5] }],
  ['maxPool2d_1', 'maxPool2d'],
  ['relu_1', 'relu'],
  ['conv2d_2', 'conv2d', { filters: 20, kernel: [5, 5] }],
  ['maxPool2d_2', 'maxPool2d'],
  ['relu_2', 'relu'],
  ['flatten_1', 'flatten'],
  ['dense_1', 'dense', { units: 50 }],
  ['relu_3', 'relu'],
  ['dense_2', 'dense', { units: 10 }],
];

export function mnistCnn(): Document {
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name: 'MNIST CNN',
    graph: {
      nodes: LAYERS.map(([id, type, settings = {}], i) => ({ id, type, settings, position: { x: 0, y: i * PITCH } })),
      edges: LAYERS.slice(1).map(([id], i) => ({
        from: { node: LAYERS[i]![0], port: 'output' },
        to: { node: id, port: 'input' },
      })),
    },
    data: {
      dataset: { type: 'mnist' },
      inputs: { input_1: { column: 'image', transforms: [{ type: 'scale', settings: { divisor: 255, subtract: 0.5, divide: 0.5 } }] } },
      targets: { target: { column: 'label' } },
    },
    training: {
      losses: [{ target: 'target', loss: { type: 'crossEntropy' } }],
      optimizer: { type: 'sgd', settings: { momentum: 0.9 } },
      learningRate: 0.01,
      metrics: [{ type: 'accuracy' }],
      batchSize: 32,
      epochs: 10,
    },
  });
}
