import { describe, expect, it } from 'vitest';
import type { Block } from '../graph/document.ts';
import { variantNames } from './variants.ts';

const block = {
  id: 'basic',
  name: 'Basic block',
  settings: [
    { name: 'stride', kind: 'int', label: 'Stride', default: 1 },
    { name: 'shortcut', kind: 'choice', label: 'Shortcut', default: 'identity', options: ['identity', 'projection'] },
    { name: 'shifted', kind: 'boolean', label: 'Shifted', default: false },
  ],
} as unknown as Block;

describe('variants of a block', () => {
  it('are called by the choice that tells them apart', () => {
    expect(
      variantNames(block, [
        [{ stride: 1 }, { stride: 2 }],
        [
          { stride: 2, shortcut: 'projection' },
          { stride: 1, shortcut: 'projection' },
        ],
      ]),
    ).toEqual(['Basic block', 'Basic block projection']);
    expect(variantNames(block, [[{ shifted: true }], [{}]])).toEqual(['Basic block shifted', 'Basic block']);
  });

  it('are called by a number where no choice does', () => {
    expect(variantNames(block, [[{ stride: 2 }], [{ stride: 1 }], [{ stride: 3 }]])).toEqual([
      'Basic block stride 2',
      'Basic block',
      'Basic block stride 3',
    ]);
  });

  it('are called by two settings where neither tells them apart alone', () => {
    const [same, halved] = [{ shifted: true }, { stride: 2 }];
    expect(variantNames(block, [[same, { shifted: true, stride: 1 }], [{}], [halved]])).toEqual([
      'Basic block shifted',
      'Basic block',
      'Basic block stride 2',
    ]);
    expect(variantNames(block, [[{ ...same, ...halved }], [{}], [halved], [same]])).toEqual([
      'Basic block shifted stride 2',
      'Basic block',
      'Basic block stride 2',
      'Basic block shifted',
    ]);
  });

  it('have the name of the block where no two settings tell them apart, and where there is one', () => {
    expect(variantNames(block, [[{ stride: 2 }]])).toEqual(['Basic block']);
    expect(variantNames(block, [[{ stride: 2 }, { stride: 1 }], [{ stride: 2 }]])).toEqual([
      'Basic block',
      'Basic block',
    ]);
  });
});
