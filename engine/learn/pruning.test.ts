import { describe, expect, it } from 'vitest';
import { isPruned, nextMasks, sparsityAt } from './pruning.ts';

const PRUNING = { sparsity: 0.8, scope: 'layer', begin: 0, end: 1 } as const;
const kernel = (...weight: number[]) => ({
  weight: Float32Array.from(weight),
  mask: new Float32Array(weight.length).fill(1),
});
const masks = (...args: Parameters<typeof nextMasks>) => nextMasks(...args).map((mask) => [...mask]);

describe('the schedule of pruning', () => {
  const rises = (pruning: Parameters<typeof sparsityAt>[0], steps: number) =>
    Array.from({ length: steps }, (_, done) => sparsityAt(pruning, done, steps));

  it('rises by the cubic of Zhu and Gupta, from the step behind its begin to its end', () => {
    // 0.8 (1 - (1 - i/4)³): 0.8 of 37/64, 56/64, 63/64, 64/64
    expect(rises({ ...PRUNING, begin: 0.2, end: 0.6 }, 10)).toEqual([
      null,
      null,
      null,
      expect.closeTo(0.4625, 12),
      expect.closeTo(0.7, 12),
      expect.closeTo(0.7875, 12),
      0.8,
      null,
      null,
      null,
    ]);
  });

  it('takes fifty rises where there are more steps, evenly, and ends before the last step', () => {
    const told = rises(PRUNING, 1001).flatMap((share, done) => (share === null ? [] : [[done, share] as const]));
    expect(told.map(([done]) => done)).toEqual(Array.from({ length: 50 }, (_, i) => 20 * (i + 1)));
    expect(told[24]![1]).toBeCloseTo(0.8 * (1 - 0.125), 12);
    expect(told.at(-1)![1]).toBe(0.8);
    // lengths that fifty does not divide
    for (const steps of [52, 73, 99, 1234]) {
      const shares = rises(PRUNING, steps).filter((share) => share !== null);
      expect([shares.length, shares.at(-1)], String(steps)).toEqual([50, 0.8]);
    }
  });

  it('prunes at once where begin and end are one, and never where nothing is asked for', () => {
    expect(rises({ ...PRUNING, begin: 0.5, end: 0.5 }, 4)).toEqual([null, null, 0.8, null]);
    expect(rises({ ...PRUNING, begin: 1 }, 3)).toEqual([null, null, 0.8]);
    expect(rises(PRUNING, 1)).toEqual([0.8]);
    expect(rises({ ...PRUNING, sparsity: 0 }, 5)).toEqual([null, null, null, null, null]);
    expect([6, 7].map((done) => isPruned({ ...PRUNING, end: 0.6 }, done, 10))).toEqual([false, true]);
    expect(isPruned({ ...PRUNING, sparsity: 0 }, 0, 10)).toBe(true);
  });
});

describe('masks', () => {
  const [first, second] = [kernel(0.5, -0.1, 2, -3), kernel(10, -20, 0.3, 0.2, 40, -50)];

  it('take the smallest magnitudes of each kernel, or of all', () => {
    expect(masks([first, second], 0.5, 'layer')).toEqual([
      [0, 0, 1, 1],
      [0, 1, 0, 0, 1, 1],
    ]);
    expect(masks([first, second], 0.5, 'network')).toEqual([
      [0, 0, 0, 1],
      [1, 1, 0, 0, 1, 1],
    ]);
  });

  it('keep what is pruned, and count it', () => {
    const held = { weight: Float32Array.of(0, 0, 0, 5), mask: Float32Array.of(1, 1, 0, 1) };
    expect(masks([held], 0.25, 'layer')).toEqual([[1, 1, 0, 1]]);
    expect(masks([held], 0, 'layer')).toEqual([[1, 1, 0, 1]]);
    expect(masks([held], 0.5, 'layer')).toEqual([[0, 1, 0, 1]]);
    expect([...held.mask]).toEqual([1, 1, 0, 1]);
  });

  it('are as many as asked for whatever is equal, by what a sort says', () => {
    const weight = Float32Array.from({ length: 5000 }, (_, i) => Math.fround(Math.sin(i * i) * 10 ** ((i % 90) - 45)));
    weight.fill(-1e-3, 100, 900);
    const [mask] = nextMasks([{ weight, mask: new Float32Array(5000).fill(1) }], 0.8, 'layer');
    const order = [...weight.keys()].sort((p, q) => Math.abs(weight[p]!) - Math.abs(weight[q]!) || p - q);
    const expected = new Float32Array(5000).fill(1);
    for (const i of order.slice(0, 4000)) expected[i] = 0;
    expect(mask).toEqual(expected);
  });
});
