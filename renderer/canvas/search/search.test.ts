import { describe, expect, it } from 'vitest';
import { LAYERS } from '../../../engine/layers/index.ts';
import { sortedByFit } from '../../state/canvas/fits.ts';
import { byFamily, findLayers } from './search.ts';

const find = (query: string) => findLayers(query, LAYERS).map(({ id }) => id);

describe('finding layers', () => {
  it('finds by title, by id, by other names and by what the text says', () => {
    expect(find('conv2d')[0]).toBe('conv2d');
    expect(find('Conv 2')[0]).toBe('conv2d');
    expect(find('linear')[0]).toBe('dense');
    expect(find('fc')[0]).toBe('dense');
    expect(find('residual')).toContain('add');
    expect(find('pool max')[0]).toBe('maxPool1d');
    expect(find('xyzzy')).toEqual([]);
  });

  it('finds by the short names of the field, and in spite of slips', () => {
    const short = {
      bn: 'batchNorm',
      ln: 'layerNorm',
      relu6: 'relu6',
      attn: 'multiHeadAttention',
      mha: 'multiHeadAttention',
      gap: 'globalPool2d',
      dw: 'depthwiseConv2d',
      bilstm: 'lstm',
      concat: 'concatenate',
      skip: 'add',
    };
    for (const [typed, id] of Object.entries(short)) expect(find(typed).slice(0, 3), typed).toContain(id);
    const slips = {
      drpout: 'dropout',
      'bacth norm': 'batchNorm',
      convolutoin: 'conv2d',
      sofmax: 'softmax',
      desne: 'dense',
    };
    for (const [typed, id] of Object.entries(slips)) expect(find(typed), typed).toContain(id);
  });

  it('puts what does not fit behind what does, and what only tells of it last', () => {
    const type = { dtype: 'float32', shape: ['N', 32, 26, 26] } as const;
    const found = findLayers('max pool', sortedByFit(LAYERS, type));
    expect(found.filter(({ misfit }) => misfit === undefined).map(({ id }) => id)[0]).toBe('maxPool2d');
    expect(found.find(({ id }) => id === 'maxPool1d')!.misfit).toMatch(/N×32×26×26/);
    // Adaptive pool's text says that it stands before a Dense
    expect(findLayers('dense', sortedByFit(LAYERS, type))[0]!.id).toBe('dense');
    expect(findLayers('', sortedByFit(LAYERS, type)).at(-1)!.misfit).toBeDefined();
    expect(byFamily(sortedByFit(LAYERS, type)).at(-1)!.title).toBe('Do not fit here');
  });

  it('puts titles before texts', () => {
    const found = find('relu');
    expect(found[0]).toBe('relu');
    // ELU's text speaks of ReLU, its title does not
    expect(found.indexOf('leakyRelu')).toBeLessThan(found.indexOf('elu'));
  });

  it('lists every layer once, by family', () => {
    const groups = byFamily(findLayers('', LAYERS));
    expect(
      groups
        .flatMap((group) => group.layers)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(LAYERS.map(({ id }) => id).sort());
    expect(groups[0]!.title).toBe('Data');
  });
});
