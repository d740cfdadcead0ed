import { describe, expect, it } from 'vitest';
import { freeSpot, NODE, overlap, portAt, snap } from './geometry.ts';

describe('geometry', () => {
  it('spreads ports evenly along their side', () => {
    expect(portAt(0, 1, 'input', 'down')).toEqual({ x: 108, y: 0 });
    expect(portAt(0, 1, 'output', 'down')).toEqual({ x: 108, y: 46 });
    expect([0, 1, 2].map((i) => portAt(i, 3, 'input', 'down').x)).toEqual([54, 108, 162]);
    expect(portAt(1, 3, 'output', 'right')).toEqual({ x: 216, y: 23 });
  });

  it('finds a place that covers nothing', () => {
    const taken = [
      { x: 0, y: 72 },
      { x: 240, y: 72 },
    ];
    const spot = freeSpot(taken, { x: 3, y: 70 }, 'down');
    expect(spot).toEqual({ x: 480, y: 72 });
    expect(taken.some((other) => overlap({ ...spot, ...NODE }, { ...other, ...NODE }))).toBe(false);
    expect(freeSpot([], { x: 3, y: 70 }, 'down')).toEqual(snap({ x: 3, y: 70 }));
  });
});
