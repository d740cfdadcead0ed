import { describe, expect, it } from 'vitest';
import { Builder } from '../../../ir/builder.ts';
import { memoryOf } from './peak.ts';

const MB = 2 ** 20;

describe('what a program takes while it runs', () => {
  it('is what lives at one time: results go after their last use, and may take their operand’s place', () => {
    const b = new Builder();
    const x = b.input('x', 'float32', [MB / 4]);
    const p = b.exp(x); // 1 MB, made when only r is there
    const q = b.neg(b.sqrt(x)); // 1 MB, in place
    const r = b.reshape(b.transpose(b.reshape(q, [512, 512]), [1, 0]), [MB / 4]); // 1 MB more while q lives
    b.output('y', b.add(r, p)); // outside
    expect(memoryOf(b.finish()) / MB).toBe(2);
  });

  it('updates a weight before the next gradient is computed', () => {
    const b = new Builder();
    const x = b.input('x', 'float32', [MB / 4]);
    const gradients = [1, 2, 3].map((factor) => b.exp(b.mul(x, factor)));
    gradients.forEach((gradient, i) => b.output(`w${i}`, b.sub(b.input(`w${i}`, 'float32', [MB / 4]), gradient)));
    // one gradient at a time, though all are written before the updates
    expect(memoryOf(b.finish()) / MB).toBeCloseTo(1, 2);
  });
});
