import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../engine/protocol.ts';
import { filterRuns, runName } from './names.ts';

const settings = { learningRate: 0.01, optimizer: 'adam', schedule: 'constant', batchSize: 32, layers: 5, seed: 1 };
const run = (id: string, changed: Partial<typeof settings> = {}, more: Partial<RunSummary> = {}): RunSummary => ({
  id,
  name: 'Digits',
  folder: `/${id}`,
  created: new Date(2020, 1, 2, 10, 30).toISOString(),
  state: 'finished',
  epoch: 1,
  epochs: 1,
  seed: 1,
  seconds: 1,
  best: null,
  hasWeights: true,
  verdict: null,
  resumable: false,
  settings: { ...settings, ...changed },
  ...more,
});
const nameOf = (one: RunSummary, all: readonly RunSummary[]) =>
  runName(one, all).replace(/^Digits · .*?10:30/, 'Digits');

describe('runs', () => {
  it('are named by what differs between those of one document', () => {
    const all = [run('a'), run('b', { learningRate: 0.1, batchSize: 64 }), run('c', {}, { name: 'Other' })];
    expect(all.map((one) => nameOf(one, all))).toEqual([
      'Digits · rate 0.01 · batch 32',
      'Digits · rate 0.1 · batch 64',
      expect.stringMatching(/^Other · .*10:30$/),
    ]);
    const others = [run('a'), run('b', { optimizer: 'sgd', schedule: 'cosine' })];
    expect(others.map((one) => nameOf(one, others))).toEqual(['Digits · Adam · constant', 'Digits · SGD · cosine']);
  });

  it('that are alike are told apart by the second', () => {
    const at = (second: number) => ({ created: new Date(2020, 1, 2, 10, 30, second).toISOString() });
    const all = [run('a', {}, at(5)), run('b', {}, at(40)), run('c', { seed: 2 }, at(50))];
    expect(all.map((one) => nameOf(one, all))).toEqual(['Digits:05 · seed 1', 'Digits:40 · seed 1', 'Digits · seed 2']);
  });

  it('are called as the person called them', () => {
    const all = [run('a', {}, { label: 'The good one' }), run('b', { seed: 7 })];
    expect(all.map((one) => nameOf(one, all))).toEqual(['The good one', 'Digits · seed 7']);
  });

  it('are found by name, state and settings', () => {
    const all = [run('a', {}, { label: 'The good one' }), run('b', { optimizer: 'sgd' }, { state: 'failed' })];
    const found = (search: string) => filterRuns(all, search).map(({ id }) => id);
    expect([found(''), found('GOOD'), found('failed'), found('optimizer=sgd digits'), found('good sgd')]).toEqual([
      ['a', 'b'],
      ['a'],
      ['b'],
      ['b'],
      [],
    ]);
  });
});
