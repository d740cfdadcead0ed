/** Numbers of an exported project beside those of the engine: off by 1e-4 at most, of the wanted number where that is above 1. */
import { expect } from 'vitest';

export function close(given: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void {
  expect(given.length, what).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++)
    expect(
      Math.abs(given[i]! - wanted[i]!) / Math.max(1, Math.abs(wanted[i]!)),
      `${what} ${i}: ${given[i]}, not ${wanted[i]}`,
    ).toBeLessThan(1e-4);
}
