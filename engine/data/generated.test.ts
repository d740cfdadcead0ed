/** The datasets that are made: the same rows from the same seed, and rows that are what they say they are. */
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../node/data/disk-files.ts';
import { sizeOf } from '../types/shape.ts';
import type { OpenDataset } from './define.ts';
import { datasetOf } from './index.ts';
import { openDataset } from './pipeline.ts';

const files = diskFiles('.');
const open = (type: string, settings: Record<string, unknown> = {}): Promise<OpenDataset> =>
  openDataset({ type, settings } as Parameters<typeof openDataset>[0], files);

const ROWS = Array.from({ length: 40 }, (_, i) => i);
/** A column of the first rows, row by row. */
function rowsOf(data: OpenDataset, name: string, part: 'train' | 'test' = 'train'): number[][] {
  const { data: numbers } = data[part]!.read(name, ROWS);
  const size = sizeOf(data.columns.find((column) => column.name === name)!.shape);
  return ROWS.map((row) => Array.from(numbers.subarray(row * size, (row + 1) * size), Number));
}
const words = (data: OpenDataset, name: string): string[][] =>
  rowsOf(data, name).map((row) =>
    row.map((number) => data.columns.find((column) => column.name === name)!.classes![number]!),
  );

describe.each(['points', 'waves', 'shapes', 'sequence-tasks', 'sentences'])('%s', (type) => {
  it('have the same rows from the same seed in any order, others from another, and others to test on', async () => {
    const [one, again, other] = [
      await open(type, { rows: 300 }),
      await open(type, { rows: 300 }),
      await open(type, { rows: 300, seed: 1 }),
    ];
    expect([one.train.rows, one.test!.rows]).toEqual([300, 60]);
    for (const { name } of one.columns.filter(({ name }) => name !== 'segments')) {
      const rows = rowsOf(one, name);
      expect(rowsOf(again, name)).toEqual(rows);
      expect(rowsOf(other, name)).not.toEqual(rows);
      expect(rowsOf(one, name, 'test')).not.toEqual(rows);
      expect(Array.from(again.train.read(name, [7]).data, Number)).toEqual(rows[7]);
    }
  });

  it('give what their columns say', async () => {
    const { columns, train } = await open(type, { rows: 50 });
    for (const { name, shape, dtype, classes, range } of columns) {
      const { data, ...read } = train.read(name, [3, 4]);
      expect(read).toEqual({ dtype, shape: [2, ...shape] });
      const [least, most] = range ?? [0, (classes?.length ?? Infinity) - 1];
      for (const value of data)
        if (classes || range) expect(value >= least && value <= most, `${name} ${value}`).toBe(true);
      expect(data.every((value) => Number.isFinite(value))).toBe(true);
    }
  });
});

describe('sequence tasks', () => {
  it.each<[string, (source: string[]) => string[]]>([
    ['copy', (s) => s],
    ['reverse', (s) => [...s].reverse()],
    ['sort', (s) => [...s].sort()],
  ])('%s', async (task, expected) => {
    const data = await open('sequence-tasks', { task, length: 7, symbols: 5 });
    const [sources, shifted, targets] = ['source', 'shifted', 'target'].map((name) => words(data, name));
    sources!.forEach((source, i) => {
      expect(targets![i]).toEqual(expected(source));
      expect(shifted![i]).toEqual(['_', ...targets![i]!.slice(0, -1)]);
    });
    expect(new Set(sources!.flat())).toEqual(new Set('abcde'));
  });

  it('addition, of numbers too long for a float', async () => {
    const data = await open('sequence-tasks', { task: 'addition', length: 51 });
    const [sources, targets] = ['source', 'target'].map((name) =>
      words(data, name).map((row) => row.join('').replace(/_+$/, '')),
    );
    sources!.forEach((source, i) => {
      const [a, b] = source.split('+').map(BigInt) as [bigint, bigint];
      expect([...targets![i]!].reverse().join('')).toBe(String(a + b));
    });
    expect(Math.max(...sources!.map((source) => source.length))).toBeGreaterThan(30);
  });
});

describe('sentences', () => {
  it('judge by the word behind "is", which "not" turns around', async () => {
    const data = await open('sentences', { vocabulary: 12 });
    const labels = rowsOf(data, 'label').flat();
    const texts = words(data, 'tokens').map((text) => text.join(' '));
    texts.forEach((text, i) => {
      const [, turned, word] = /is (not )?(?:very )?(good|bad|great|awful) \./.exec(text)!;
      expect((word === 'good' || word === 'great') !== Boolean(turned), text).toBe(labels[i] === 1);
    });
    expect(texts.some((text) => text.includes('is not'))).toBe(true);
    expect(new Set(labels)).toEqual(new Set([0, 1]));
  });

  it('have words that are two parts of speech, told by their place', async () => {
    const data = await open('sentences');
    const [texts, tags] = [words(data, 'tokens'), words(data, 'tags')];
    const seen = new Set(
      texts.flatMap((text, i) => text.flatMap((word, place) => (word === 'play' ? [tags[i]![place]!] : []))),
    );
    expect(seen).toEqual(new Set(['noun', 'verb']));
    texts.forEach((text, i) =>
      text.forEach((word, place) => {
        if (word === '.') expect(tags[i]![place]).toBe('full stop');
        if (word === '_') expect(tags[i]![place]).toBe('none');
      }),
    );
  });

  it('fit into the shortest texts', async () => {
    for (const length of [4, 5, 6, 7])
      expect(
        words(await open('sentences', { length }), 'tokens').every((text) => text.includes('.') && text.includes('is')),
      ).toBe(true);
  });
});

it('waves go on as they were: sums of two sine waves obey one linear recurrence', async () => {
  const data = await open('waves', { noise: 0, length: 40, horizon: 10 });
  const [past, future] = [rowsOf(data, 'past'), rowsOf(data, 'future')];
  past.forEach((row, i) => {
    const x = [...row, ...future[i]!];
    // x[t] + x[t+4] = a (x[t+1] + x[t+3]) + b x[t+2], fitted on the past alone
    const terms = (t: number) => [x[t]! + x[t + 4]!, x[t + 1]! + x[t + 3]!, x[t + 2]!] as const;
    let [pp, pq, qq, py, qy] = [0, 0, 0, 0, 0];
    for (let t = 0; t + 4 < row.length; t++) {
      const [y, p, q] = terms(t);
      [pp, pq, qq, py, qy] = [pp + p * p, pq + p * q, qq + q * q, py + p * y, qy + q * y];
    }
    const det = pp * qq - pq * pq;
    const [a, b] = [(py * qq - qy * pq) / det, (qy * pp - py * pq) / det];
    for (let t = row.length - 4; t + 4 < x.length; t++) {
      const [y, p, q] = terms(t);
      expect(Math.abs(y - a * p - b * q)).toBeLessThan(1e-3);
    }
  });
});

it('shapes are bright where the mask says so, and the foremost kind is the label', async () => {
  const data = await open('shapes', { size: 24, channels: 1, shapes: 3, kinds: 4 });
  const [images, masks, labels] = ['image', 'mask', 'label'].map((name) => rowsOf(data, name));
  const mean = (values: readonly number[]) => values.reduce((a, c) => a + c, 0) / values.length;
  images!.forEach((image, i) => {
    const mask = masks![i]!;
    expect(mask).toContain(labels![i]![0]! + 1);
    expect(mean(image.filter((_, pixel) => mask[pixel] !== 0))).toBeGreaterThan(
      10 + mean(image.filter((_, pixel) => mask[pixel] === 0)),
    );
  });
});

it('points of circles lie on their circle', async () => {
  const data = await open('points', { form: 'circles', classes: 3, noise: 0 });
  const labels = rowsOf(data, 'label');
  rowsOf(data, 'point').forEach(([x, y], i) =>
    expect(Math.hypot(x!, y!)).toBeCloseTo((2 * (labels[i]![0]! + 1)) / 3, 5),
  );
});

describe('text', () => {
  it('is Moby-Dick where no file is given, each piece one place ahead in "next"', async () => {
    const data = await open('text', { length: 32 });
    expect(words(data, 'tokens')[0]!.join('')).toBe('CHAPTER 1. Loomings.\n\nCall me Is');
    const [tokens, next] = [rowsOf(data, 'tokens'), rowsOf(data, 'next')];
    next.forEach((row, i) => expect(row).toEqual([...tokens[i]!.slice(1), tokens[i + 1]?.[0] ?? row.at(-1)]));
    expect(data.test!.rows / (data.train.rows + data.test!.rows)).toBeCloseTo(0.1, 2);
    expect(Object.keys(datasetOf('text')!.settings)).toEqual([
      'file',
      'by',
      'tokenizer',
      'length',
      'vocabulary',
      'encoding',
    ]);
  });

  it('keeps the most frequent characters and has one number for the rest', async () => {
    const data = await open('text', { length: 32, vocabulary: 5 });
    const { classes } = data.columns[0]!;
    expect(classes).toHaveLength(5);
    expect(classes).toContain(' ');
    expect(
      words(data, 'tokens')
        .flat()
        .filter((character) => character === '\uFFFD').length,
    ).toBeGreaterThan(100);
  });

  it('too short for one piece is refused', async () => {
    await expect(open('text', { file: 'package.json', length: 100_000 })).rejects.toThrow(
      /characters are too few for pieces of 100,000/,
    );
  });
});
