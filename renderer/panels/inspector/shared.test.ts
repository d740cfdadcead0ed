import { describe, expect, it } from 'vitest';
import { layerOf } from '../../../engine/layers/index.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import { MIXED } from '../../fields/field.ts';
import { sharedSchema, sharedValues } from './shared.ts';

const of = (...ids: string[]) => {
  const nodes = mnistCnn().graph.nodes.filter(({ id }) => ids.includes(id));
  const layers = nodes.map(({ type }) => layerOf(type));
  const schema = sharedSchema(layers);
  return { schema, values: sharedValues(nodes, layers, schema) };
};

describe('several layers', () => {
  it('of one kind share all settings, mixed where they differ', () => {
    const { schema, values } = of('conv2d_1', 'conv2d_2');
    expect(Object.keys(schema)).toEqual(Object.keys(layerOf('conv2d')!.settings));
    expect(values.filters).toBe(MIXED);
    expect(values.kernel).toEqual([5, 5]);
  });

  it('of different kinds share what means the same', () => {
    expect(Object.keys(of('conv2d_1', 'dense_1').schema)).toEqual(['initializer']);
    expect(Object.keys(of('relu_1', 'dense_1').schema)).toEqual([]);
  });
});
