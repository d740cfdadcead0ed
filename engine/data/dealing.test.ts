/** Which rows go where: shares, classes, groups, order. */
import { describe, expect, it } from 'vitest';
import { permutation, randomStream } from '../ir/random.ts';
import { dealRows } from './dealing.ts';

const permute = (size: number) => permutation(size, randomStream(3, 'split'));
const SHARES = { validation: 0.1, test: 0.1 };
/** 1,000 rows sorted by ten classes, the last of which are few. */
const labels = Int32Array.from({ length: 1000 }, (_, row) => (row >= 985 ? 9 : Math.floor(row / 110)));
const countsOf = (rows: Int32Array, keys: ArrayLike<number>): number[] => {
  const counts = new Array<number>(10).fill(0);
  for (const row of rows) counts[keys[row]!]!++;
  return counts;
};

describe('rows are dealt out', () => {
  it.each(['random', 'stratified', 'group', 'order'] as const)('each to one part: %s', (method) => {
    const { train, validation, test } = dealRows(method, 1000, labels, SHARES, permute);
    expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    for (const rows of [train, validation, test]) expect([...rows]).toEqual([...rows].sort((a, b) => a - b));
  });

  it('by chance as they always were', () => {
    const order = permute(1000);
    const { train, validation, test } = dealRows('random', 1000, [], SHARES, permute);
    expect([...test]).toEqual([...order.slice(0, 100).sort()]);
    expect([...validation]).toEqual([...order.slice(100, 190).sort()]);
    expect(train.length).toBe(810);
  });

  it('of every class its share, to a row', () => {
    const { validation, test } = dealRows('stratified', 1000, labels, SHARES, permute);
    expect([validation.length, test.length]).toEqual([90, 100]);
    const all = countsOf(Int32Array.from(labels.keys()), labels);
    countsOf(test, labels).forEach((count, label) => expect(Math.abs(count - 0.1 * all[label]!)).toBeLessThan(1));
    countsOf(validation, labels).forEach((count, label) =>
      expect(Math.abs(count - 0.09 * all[label]!)).toBeLessThan(1.1),
    );
  });

  it('whole groups together, as near to the shares as they allow', () => {
    const groups = Int32Array.from({ length: 1000 }, (_, row) => (row * 7919) % 37);
    const { train, validation, test } = dealRows('group', 1000, groups, SHARES, permute);
    const parts = [train, validation, test].map((rows) => new Set(Array.from(rows, (row) => groups[row]!)));
    expect(parts[0]!.size + parts[1]!.size + parts[2]!.size).toBe(37);
    expect(Math.abs(test.length - 100)).toBeLessThan(28);
    expect(Math.abs(validation.length - 90)).toBeLessThan(28);
    // a single group stays to be learned from
    expect(dealRows('group', 50, new Int32Array(50), SHARES, permute).train.length).toBe(50);
  });

  it.each(['random', 'stratified', 'group', 'order'] as const)('in folds, each row validated on once: %s', (method) => {
    const folds = [1, 2, 3, 4, 5].map((chosen) =>
      dealRows(method, 1000, labels, { validation: 0.7, test: 0.1, fold: { chosen, of: 5 } }, permute),
    );
    const { test } = folds[0]!;
    for (const fold of folds) expect([...fold.test]).toEqual([...test]);
    const validated = folds.flatMap(({ validation }) => [...validation]);
    expect([...validated, ...test].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    for (const { train, validation } of folds) expect(train.length + validation.length).toBe(1000 - test.length);
    if (method === 'group') return;
    for (const { validation } of folds) expect(validation.length).toBe(180);
    if (method !== 'stratified') return;
    for (const counts of folds.map(({ validation }) => countsOf(validation, labels)))
      counts.forEach((count, label) =>
        expect(Math.abs(count - countsOf(folds[0]!.validation, labels)[label]!)).toBeLessThan(2),
      );
  });

  it('in folds of whole groups, of about the same size', () => {
    const groups = Int32Array.from({ length: 1000 }, (_, row) => (row * 7919) % 37);
    const folds = [1, 2, 3, 4].map((chosen) =>
      dealRows('group', 1000, groups, { validation: 0, test: 0, fold: { chosen, of: 4 } }, permute),
    );
    const parts = folds.map(({ validation }) => new Set(Array.from(validation, (row) => groups[row]!)));
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(37);
    for (const { validation } of folds) expect(Math.abs(validation.length - 250)).toBeLessThan(28);
  });

  it('as a column says; a part that it does not name has its share', () => {
    const parts = Int32Array.from({ length: 100 }, (_, row) => (row < 60 ? 0 : row < 80 ? 1 : 2));
    const said = dealRows('column', 100, parts, SHARES, permute);
    expect([said.train.length, said.validation[0], said.test[0]]).toEqual([60, 60, 80]);
    const two = dealRows(
      'column',
      100,
      parts.map((part) => (part === 1 ? 0 : part)),
      SHARES,
      permute,
    );
    expect([two.train.length, two.validation.length, two.test.length]).toEqual([72, 8, 20]);
  });

  it('in order: the last are tested on, those before them watched', () => {
    const { train, validation, test } = dealRows('order', 100, [], { validation: 0.2, test: 0.1 }, permute);
    expect([train[0], train.at(-1), validation[0], validation.at(-1), test[0], test.at(-1)]).toEqual([
      0, 71, 72, 89, 90, 99,
    ]);
  });

  it('windows by order so that none reaches over a border, whatever their groups', () => {
    // two series of 100 steps, in windows of 10
    const spans = [0, 1].flatMap(() => Array.from({ length: 91 }, (_, start) => [start, start + 9])).flat();
    const { train, validation, test } = dealRows('order', 182, spans, SHARES, permute);
    const [lastTrained, firstWatched] = [Math.max(...ends(train)), Math.min(...starts(validation))];
    const [lastWatched, firstTested] = [Math.max(...ends(validation)), Math.min(...starts(test))];
    expect(lastTrained).toBeLessThan(firstWatched);
    expect(lastWatched).toBeLessThan(firstTested);
    expect([train.length, validation.length, test.length]).toEqual([114, 14, 18]);
    function starts(rows: Int32Array) {
      return [...rows].map((row) => spans[2 * row]!);
    }
    function ends(rows: Int32Array) {
      return [...rows].map((row) => spans[2 * row + 1]!);
    }
  });
});
