import { expect, it, vi } from 'vitest';
import { newestOnly } from './newest.ts';

it('asks the first at once and of the others only the newest, with a pause between', async () => {
  vi.useFakeTimers();
  const asked: number[] = [];
  const ask = newestOnly(async (question: number) => {
    asked.push(question);
    if (question === 1) throw new Error('the host is busy');
  }, 50);
  for (const question of [1, 2, 3]) ask(question);
  expect(asked).toEqual([1]);
  await vi.advanceTimersByTimeAsync(49);
  expect(asked).toEqual([1]);
  await vi.advanceTimersByTimeAsync(2);
  expect(asked).toEqual([1, 3]);
  vi.useRealTimers();
});
