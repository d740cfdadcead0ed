/** Numbers of the beta and the Dirichlet distribution, from gamma ones (Marsaglia and Tsang, 2000). */
import { normalFrom } from '../../../ir/random.ts';
import type { Chance } from '../define.ts';

function gamma(chance: Chance, shape: number): number {
  if (shape < 1) return gamma(chance, shape + 1) * chance() ** (1 / shape);
  const normal = normalFrom(chance);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - chance()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** So many shares that come to 1 together. */
export function dirichlet(chance: Chance, alpha: number, count: number): number[] {
  const parts = Array.from({ length: count }, () => gamma(chance, alpha));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => (sum > 0 ? part / sum : 1 / count));
}

/** From 0 to 1, alike to both sides. */
export const beta = (chance: Chance, alpha: number): number => dirichlet(chance, alpha, 2)[0]!;
