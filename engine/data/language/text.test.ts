import { expect, test } from 'vitest';
import { USUALLY_DEALT } from '../../graph/document.ts';
import type { Files } from '../define.ts';
import { proposeData } from '../given/propose.ts';
import { openDataset } from '../pipeline.ts';
import { describeDataset } from '../preview.ts';
import { trainingRows } from '../splits.ts';
import { tokenizerOf } from './tokenizer.ts';

const LENGTH = 10;
const files = (text: string) => ({ read: async () => new TextEncoder().encode(text) }) as unknown as Files;
const choice = (settings: object) => ({
  type: 'text',
  settings: { file: 'a.txt', length: LENGTH, encoding: 'utf-8', ...settings },
});

/** A thousand parts with one of its own in a row that is learned from, one in a row that is watched, and one that is tested on. */
async function textOf(part: string, odd: readonly [learned: string, watched: string, tested: string], by: string) {
  const parts = Array.from({ length: 1000 }, () => part);
  const opened = await openDataset(choice({ by }), files(parts.join('')));
  const learned = trainingRows(opened, USUALLY_DEALT).rows;
  const watched = Array.from({ length: opened.train.rows }, (_, row) => row).find((row) => !learned.includes(row))!;
  parts[learned[3]! * LENGTH + 5] = odd[0];
  parts[watched * LENGTH + 5] = odd[1];
  parts[950] = odd[2];
  return { text: parts.join(''), watched };
}

test.each([
  ['character', 'a', ['b', '😀', 'c']],
  ['word', 'whale ', ['ship ', 'sea ', 'captain ']],
] as const)('of a text each %s is learned of the rows that are learned from', async (by, part, odd) => {
  const { text, watched } = await textOf(part, odd, by);
  const opened = await openDataset(choice({ by }), files(text), undefined, USUALLY_DEALT);
  const { tokens } = opened.tokenizer as { readonly tokens: readonly string[] };
  const trimmed = odd.map((one) => one.trim());
  expect(trimmed.map((one) => tokens.includes(one))).toEqual([true, false, false]);
  // what is not known has the number that stands for it
  const unknown = tokenizerOf(opened.tokenizer!).encode(odd[1])[0]!;
  expect(opened.train.read('tokens', [watched]).data[5]).toBe(unknown);
  // and the same are told of, proposed, and cut by in every run
  const { columns } = await describeDataset(choice({ by }), files(text), USUALLY_DEALT);
  expect(columns[0]!.classes).toEqual(opened.columns[0]!.classes);
  const { task } = await proposeData(files(text), choice({ by }));
  expect(task).toEqual({ kind: 'next', classes: opened.columns[0]!.classes });
});

test('rows that cannot be dealt out yet are told of nevertheless', async () => {
  const dealt = { ...USUALLY_DEALT, split: { ...USUALLY_DEALT.split, method: 'group' as const } };
  const { rows } = await describeDataset(choice({}), files('abc'.repeat(100)), dealt);
  expect(rows.train).toBe(26);
});

test('rows may be dealt out by what they hold before anything has a number', async () => {
  const dealt = { ...USUALLY_DEALT, split: { ...USUALLY_DEALT.split, method: 'group' as const, by: 'tokens' } };
  const text = Array.from({ length: 100 }, (_, row) => String(row % 10).repeat(LENGTH)).join('');
  const opened = await openDataset(choice({}), files(text), undefined, dealt);
  const learned = new Set(Array.from(trainingRows(opened, dealt).rows, (row) => row % 10));
  expect([learned.size, opened.columns[0]!.classes!.length]).toEqual([9, 10 + 1]);
});
