import { describe, expect, it } from 'vitest';
import { LAYERS } from '../../../engine/layers/index.ts';
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
