/** Prompts and answers: what a file of JSON lines is read as, and the network that is proposed for it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { recognize } from '../../engine/data/given/index.ts';
import { proposeData } from '../../engine/data/given/propose.ts';
import { openDataset, Pipeline } from '../../engine/data/pipeline.ts';
import type { Document } from '../../engine/graph/document.ts';
import { tokenizerOf } from '../../engine/data/language/tokenizer.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { documentFromData } from '../../templates/proposed/data.ts';
import { homeIn, temporaryFolder } from './small.ts';

const base = temporaryFolder();
const FRUITS = ['apple', 'lemon', 'plum', 'kiwi'] as const;
const COLOURS = ['red.', 'yellow.', 'blue.', 'green.'] as const;
homeIn(base);
beforeAll(() => {
  const rows = Array.from({ length: 64 }, (_, i) => ({ prompt: `${FRUITS[i % 4]!}?`, answer: COLOURS[i % 4]! }));
  const lines = [...rows, { prompt: 'nothing', answer: '' }].map((row) => JSON.stringify(row));
  writeFileSync(path.join(base, 'fruits.jsonl'), lines.join('\n'));
  writeFileSync(path.join(base, 'other.csv'), 'question,number\nwhy,1\nhow,2\n');
});
const open = (settings: object) =>
  openDataset({ type: 'answers', settings: { file: path.join(base, 'fruits.jsonl'), ...settings } }, diskFiles(base));

test('rows are prompt and answer, of which the tokens of the answer and its end count', async () => {
  const { columns, train, tokenizer, notes } = await open({ by: 'character', length: 16 });
  expect(columns.map(({ name, shape }) => [name, shape])).toEqual([
    ['tokens', [16]],
    ['next', [16]],
    ['answered', [16]],
    ['prompt', []],
  ]);
  expect({ rows: train.rows, notes: notes!.length }).toEqual({ rows: 64, notes: 1 });
  const tokens = [...train.read('tokens', [1]).data] as number[];
  const next = [...train.read('next', [1]).data] as number[];
  const answered = [...train.read('answered', [1]).data];
  const { textOf, asked } = tokenizerOf({ ...tokenizer!, ended: 0 });
  expect(asked).toBeUndefined();
  expect(textOf(tokens.slice(0, 14))).toBe('lemon?\u001eyellow.');
  expect(textOf(next.slice(0, 14))).toBe('emon?\u001eyellow.\u0003');
  expect(answered).toEqual([...Array(6).fill(0), ...Array(8).fill(1), 0, 0]);
  // the beginning of the prompt is left out first
  const short = await open({ by: 'character', length: 9 });
  expect(textOf([...short.train.read('tokens', [1]).data] as number[])).toBe('?\u001eyellow.');
  expect([...short.train.read('answered', [1]).data].filter(Boolean)).toHaveLength(8);
});

test('tokens are learned of the training rows: what stands in a test row only is unknown', async () => {
  const lines = Array.from({ length: 20 }, (_, i) => ({ prompt: `${FRUITS[i % 4]!}?`, answer: COLOURS[i % 4]! }));
  const last = { prompt: 'sloe?', answer: 'blackish' };
  writeFileSync(
    path.join(base, 'last.jsonl'),
    [...lines, ...lines, last, last].map((row) => JSON.stringify(row)).join('\n'),
  );
  const files = diskFiles(base);
  const proposal = await proposeData(files, await recognize(files, [path.join(base, 'last.jsonl')]));
  const document = documentFromData(proposal, 'last');
  const opened = (by: string, split: Partial<Document['data']['split']>) => {
    const { data } = document;
    const settings = { ...data.dataset!.settings, by };
    const dealt = { ...data.split, validation: 0, test: 0.05, ...split };
    return Pipeline.open({ data: { ...data, dataset: { type: 'answers', settings }, split: dealt } }, files);
  };
  const lastOf = ({ dataset, fits }: Pipeline) => {
    const { textOf, size } = tokenizerOf({ ...fits.tokenizer![0]!, ended: 0 });
    const answered = dataset.train.read('answered', [41]).data;
    const next = [...dataset.train.read('next', [41]).data].filter((_, i) => answered[i] === 1) as number[];
    return { answer: textOf(next), tokens: next.length, size };
  };
  const ordered = await opened('character', { method: 'order' });
  expect([...ordered.splits.test.rows]).toEqual([40, 41]);
  expect(lastOf(ordered).answer).toBe('bla\uFFFDki\uFFFD\uFFFD\u0003');
  expect(lastOf(await opened('character', { method: 'order', test: 0 })).answer).toBe('blackish\u0003');
  // its bytes are known, but no pairs of them that stand nowhere else
  expect(lastOf(await opened('bytePair', { method: 'order', test: 0 })).tokens).toBeLessThan(
    lastOf(await opened('bytePair', { method: 'order' })).tokens,
  );
  // what was learned is kept, whatever rows it is of
  const again = await Pipeline.open(
    { data: { ...document.data, dataset: { type: 'answers', settings: proposal.dataset.settings } } },
    files,
    ordered.fits,
  );
  expect(again.fits.tokenizer).toEqual(ordered.fits.tokenizer);
  expect(lastOf(again)).toEqual(lastOf(ordered));

  const grouped = await opened('character', { method: 'group', by: 'prompt', test: 0.3 });
  const promptsOf = ({ table, rows }: Pipeline['splits']['test']) => new Set(table.read('prompt', rows).data);
  expect(promptsOf(grouped.splits.test).size).toBeGreaterThan(0);
  const learned = promptsOf(grouped.splits.train);
  for (const prompt of promptsOf(grouped.splits.test)) expect(learned).not.toContain(prompt);
  await expect(opened('character', { method: 'group', by: 'tokens' })).rejects.toThrow('Choose one of prompt');
});

test('the file is read once, whatever its texts look like', async () => {
  const disk = diskFiles(base);
  const read: string[] = [];
  const files: typeof disk = {
    ...disk,
    table: (file, options) => {
      read.push(JSON.stringify(options));
      return disk.table(file, options);
    },
  };
  const { train } = await openDataset({ type: 'answers', settings: { file: path.join(base, 'fruits.jsonl') } }, files);
  expect([train.rows, new Set(read).size]).toEqual([64, 1]);
});

test('a table without both is refused by what it has', async () => {
  await expect(
    openDataset({ type: 'answers', settings: { file: path.join(base, 'other.csv') } }, diskFiles(base)),
  ).rejects.toThrow(/no columns of prompts and of answers that are known by their names; it has question, number/);
});

test('a decoder is proposed for rows as long as they are, whose loss counts the answers', async () => {
  const files = diskFiles(base);
  const dataset = await recognize(files, [path.join(base, 'fruits.jsonl')]);
  const proposal = await proposeData(files, dataset);
  expect(proposal).toMatchObject({
    dataset: { type: 'answers', settings: { length: 16 } },
    task: { kind: 'answer' },
    rows: 64,
  });
  const document = documentFromData(proposal, 'fruits');
  expect(checkGraph(document.graph).problems).toEqual([]);
  expect(document.training.losses).toMatchObject([
    { target: 'next', sampleWeights: 'answered', loss: { type: 'crossEntropy' } },
  ]);
  expect(await recognize(files, [path.join(base, 'other.csv')])).toMatchObject({ type: 'table' });
});

test('an answer is written until it ends, without what ends it', () => {
  const tokenizer = tokenizerOf({
    by: 'character',
    tokens: ['\uFFFD', 'a', '\u001e', '\u0003'],
    asked: '\u001e',
    ended: '\u0003',
  });
  expect(tokenizer.asked).toBe('\u001e');
  expect([tokenizer.isOver!([1, 1]), tokenizer.isOver!([1, 3])]).toEqual([false, true]);
  expect(tokenizer.textOf([1, 1, 3, 1])).toBe('aa');
});
