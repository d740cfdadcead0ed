/** From a table of texts to a trained network, by the command line. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Texts } from '../../engine/data/language/ragged.ts';
import { wordsOf } from '../../engine/data/language/words.ts';
import type { Document } from '../../engine/graph/document.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { columnSteps } from '../../engine/train/inspect/steps.ts';
import { commandLineIn } from '../command-line.ts';
import { homeIn, temporaryFolder } from './small.ts';

const base = temporaryFolder();
const loom = commandLineIn(base);
homeIn(base);
beforeAll(() => {
  // passages of the Brown corpus (Francis and Kucera 1964), made by fixtures/make_brown.py
  copyFileSync(path.join(import.meta.dirname, 'fixtures', 'brown.csv'), path.join(base, 'brown.csv'));
});

test('a column of sentences is text, and the network that is proposed reads it word by word', async () => {
  const { columns } = JSON.parse((await loom('data', 'brown.csv', '--json')).out);
  expect(columns).toMatchObject([
    { name: 'passage', kind: 'text', prose: true },
    { name: 'category', kind: 'category', classes: ['government', 'hobbies', 'religion', 'romance'] },
  ]);
  const { err } = await loom('new', '--data', 'brown.csv', '--target', 'category', '--out', 'brown.loom');
  expect(err).toContain('"passage" is read as 96 words; 4.8 % of the texts are longer and are cut.');
  const { data } = JSON.parse(readFileSync(path.join(base, 'brown.loom'), 'utf8'));
  expect(data.inputs.input_1.transforms.map(({ type }: { type: string }) => type)).toEqual(
    ['normalizeText', 'lowerCase', 'tokenize', 'truncate', 'pad'], // one after the other, as they are shown
  );
});

test('rows are seen after each transform, also before the last one stands there', async () => {
  const document = parseDocument(readFileSync(path.join(base, 'brown.loom'), 'utf8'), 'a');
  const look = (one: Document) => columnSteps(one, diskFiles(base), ['inputs', 'input_1'], { offset: 1, count: 2 });
  const { total, rows, steps } = (await look(document))!;
  expect({ total, rows: rows.length }).toEqual({ total: 519, rows: 2 });
  expect(steps.map(({ transform }) => transform)).toEqual([
    ...[null, 'normalizeText', 'lowerCase', 'tokenize', 'truncate', 'pad'],
  ]);
  const [raw, , lower, tokens, , padded] = steps;
  const texts = (raw!.values as Texts).texts;
  expect((lower!.values as Texts).texts).toEqual(texts.map((text) => text.toLowerCase()));
  expect(wordsOf(texts[0]!.toLowerCase())).toHaveLength(tokens!.names![0]!.length);
  expect(padded!.names![0]!.at(-1)).toBe('<pad>');
  const input = document.data.inputs.input_1!;
  const inputs = { input_1: { ...input, transforms: input.transforms.slice(0, 3) } };
  const shorter = await look({ ...document, data: { ...document.data, inputs } });
  expect(shorter!.steps.at(-1)).toMatchObject({ transform: 'tokenize', names: tokens!.names });
});

test('passages are told apart much better than by guessing the most frequent category', async () => {
  const { code, out, err } = await loom('train', 'brown.loom', '--epochs', '12', '--out', 'run', '--json');
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('phrases.text-cut');
  expect(out).toContain('phrases.words-unknown');
  const last = JSON.parse(out.trim().split('\n').at(-1)!) as { test: { accuracy: number } };
  expect(last.test.accuracy).toBeGreaterThan(0.6); // a quarter of the passages is of each category
});

test('texts of another table are predicted by the name of their column; words that were never seen are counted', async () => {
  const texts = [
    'She kissed him, and he looked at her hair and her eyes and said nothing.',
    'Congress and the federal agencies shall report on industrial development under section 3 of the act.',
    'Xyzzy plugh',
  ];
  writeFileSync(path.join(base, 'new.csv'), ['id,passage', ...texts.map((text, i) => `${i},"${text}"`)].join('\n'));
  const { code, err } = await loom(
    ...['predict', 'brown.loom', '--weights', 'run', '--input', 'new.csv', '--output', 'out.csv'],
  );
  expect({ code, err }).toMatchObject({
    code: 0,
    err: expect.stringMatching(/\d+ of 3\d tokens of "passage" are not/),
  });
  const [head, ...lines] = readFileSync(path.join(base, 'out.csv'), 'utf8').trim().split('\n');
  expect(head).toBe('predicted,probability,output.government,output.hobbies,output.religion,output.romance');
  expect(lines.slice(0, 2).map((line) => line.split(',')[0])).toEqual(['romance', 'government']);
});
