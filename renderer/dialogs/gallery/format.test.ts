import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../../engine/texts/index.ts';
import { roundedCount } from './format.ts';

afterEach(() => setLanguage('en'));

it.each<readonly [count: number, english: string, chinese: string]>([
  [1234, '1,234', '1,234'],
  [2_710_000, '2.7 million', '271 万'],
  [25_557_032, '25.6 million', '2,556 万'],
  [138_357_544, '138 million', '1.4 亿'],
  [4_089_000_000, '4.1 billion', '40.9 亿'],
])('%i is told in the units of the language', (count, english, chinese) => {
  expect(roundedCount(count)).toBe(english);
  setLanguage('zh-CN');
  expect(roundedCount(count)).toBe(chinese);
});
