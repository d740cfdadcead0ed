/** What is said of a table's columns is what pandas, SciPy and scikit-learn say. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Relation, Study, TableProfile } from '../../engine/data/study.ts';
import { smirnov } from '../../engine/data/findings/distance.ts';
import { strangersAmong } from '../../engine/data/findings/neighbours.ts';
import { AS_FOUND } from '../../engine/data/tables.ts';
import { openTable } from '../../engine/node/tables/openTable.ts';

interface Expected {
  readonly csv: string;
  readonly columns: Readonly<
    Record<string, { missing: number; distinct: number; numbers?: { far: number }; values?: Record<string, number> }>
  >;
  readonly apart: { readonly a: number[]; readonly b: number[]; readonly distance: number };
  readonly neighbours: {
    readonly rows: number[];
    readonly labels: number[];
    readonly strangers: readonly { place: number; like: number }[];
  };
  readonly relations: Readonly<Record<string, Readonly<Record<string, Relation>>>>;
}
const expected: Expected = JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures', 'columns.json'), 'utf8'));

const home = process.env.LAYERLOOM_HOME;
const folder = mkdtempSync(path.join(tmpdir(), 'columns-'));
let study: Study;
let profile: TableProfile;
const work = { breathe: async () => {} };
beforeAll(async () => {
  process.env.LAYERLOOM_HOME = path.join(folder, 'home');
  writeFileSync(path.join(folder, 'table.csv'), expected.csv);
  study = (await openTable(path.join(folder, 'table.csv'), AS_FOUND)).study;
  profile = await study.profile('label', work);
});
afterAll(() => {
  process.env.LAYERLOOM_HOME = home;
  rmSync(folder, { recursive: true, force: true });
});

/** All numbers in it to twelve digits. */
const near = (value: unknown): unknown => {
  if (typeof value === 'number')
    return Number.isInteger(value) ? value : expect.closeTo(value, 11 - Math.ceil(Math.log10(Math.abs(value) + 1)));
  if (Array.isArray(value)) return value.map(near);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, near(v)]));
  return value;
};

it('extremes, means, quartiles, histograms, missing and frequent values', () => {
  expect(profile.columns.map(({ name }) => name)).toEqual(Object.keys(expected.columns));
  for (const { name, missing, distinct, numbers, values } of profile.columns) {
    const { numbers: said, ...others } = expected.columns[name]!;
    expect([missing, distinct], name).toEqual([others.missing, others.distinct]);
    if (said) {
      const { far, ...moments } = said;
      expect(numbers, name).toMatchObject(near(moments) as object);
      expect(numbers!.outliers.count, name).toBe(far);
    } else expect(Object.fromEntries(values!.map(({ value, count }) => [value, count])), name).toEqual(others.values);
  }
});

it.each(['label', 'score'])('correlation and mutual information with %s', async (target) => {
  const { columns } = await study.profile(target, work);
  for (const { name, relation } of columns) expect(relation, name).toEqual(near(expected.relations[target]![name]));
});

it('the distance of two distributions', () => {
  const { a, b, distance } = expected.apart;
  expect(smirnov(a, b)).toBeCloseTo(distance, 12);
  expect(smirnov([...a, Number.NaN], b)).toBeCloseTo(distance, 12);
});

it('rows among neighbours of another class', async () => {
  const { rows, labels, strangers } = expected.neighbours;
  expect(strangers.length).toBeGreaterThan(2);
  expect(await strangersAmong(Float32Array.from(rows), 2, labels, work.breathe)).toEqual(strangers);
});
