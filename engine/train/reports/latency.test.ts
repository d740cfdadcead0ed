import { expect, it } from 'vitest';
import { latencyFrom } from './latency.ts';

it('says median and nearest-rank percentile of times in any order', () => {
  // 1 … 100: half of them are up to 50, and 95 of them up to 95
  const times = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1);
  expect(latencyFrom(4, times)).toEqual({ batch: 4, runs: 100, median: 50.5, p95: 95, least: 1 });
  expect(latencyFrom(1, [3])).toEqual({ batch: 1, runs: 1, median: 3, p95: 3, least: 3 });
  expect(latencyFrom(1, [9, 1, 5])).toMatchObject({ median: 5, p95: 9 });
});
