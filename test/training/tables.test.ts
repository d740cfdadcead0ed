/** From a table to a trained network, by the command line. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { commandLineIn } from '../command-line.ts';
import { metricsInWords } from '../../engine/learn/metricText.ts';
import { homeIn, temporaryFolder } from './small.ts';

const base = temporaryFolder();
const loom = commandLineIn(base);
homeIn(base);
beforeAll(() => {
  // Palmer Archipelago penguins (Horst, Hill and Gorman 2020), CC0: two of them were not measured
  copyFileSync(path.join(import.meta.dirname, 'fixtures', 'penguins.csv'), path.join(base, 'penguins.csv'));
});

test('data tells what a table holds', async () => {
  const { code, out } = await loom('data', 'penguins.csv', '--json');
  expect(code).toBe(0);
  const { rows, columns } = JSON.parse(out) as { rows: number; columns: Record<string, unknown>[] };
  expect(rows).toBe(344);
  expect(columns[0]).toMatchObject({ name: 'Species', kind: 'category', classes: ['Adelie', 'Chinstrap', 'Gentoo'] });
  expect(columns[5]).toMatchObject({ name: 'Body Mass (g)', kind: 'number', missing: 2, whole: true });
  expect((await loom('data', 'penguins.csv')).out).toMatch(
    /344 rows\n.*\nSpecies +category +target +3 +0 +0 +0 +Adelie, Chinstrap, Gentoo/,
  );
  expect((await loom('data', 'nowhere.csv')).err).toContain('nowhere.csv');
});

test('what is proposed for a table trains as it stands: three kinds of penguins are told apart', async () => {
  const made = await loom('new', '--data', 'penguins.csv', '--target', 'Species', '--out', 'species.loom');
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('from 6 columns of 344 rows: 3 classes') });
  const { code, out, err } = await loom('train', 'species.loom', '--epochs', '25', '--out', 'run', '--json');
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  const last = JSON.parse(out.trim().split('\n').at(-1)!) as { test: { accuracy: number } };
  expect(last.test.accuracy).toBeGreaterThan(0.95);
});

test('rows are predicted by the names of their columns; what was never seen counts as missing, and is told', async () => {
  const rows = [
    'Sex,Body Mass (g),Flipper Length (mm),Beak Depth (mm),Beak Length (mm),Island,Remark',
    'FEMALE,3200,180,18.5,37,Torgersen,fine',
    'MALE,5700,225,15,50,Atlantis,far away',
    ',,222,14.5,48,Biscoe,',
  ];
  writeFileSync(path.join(base, 'new.csv'), rows.join('\n'));
  const { code, err } = await loom(
    ...['predict', 'species.loom', '--weights', 'run', '--input', 'new.csv', '--output', 'out.csv'],
  );
  expect(code).toBe(0);
  expect(err).toContain(
    'The training never saw 1 value of the column "Island", which counts as missing: "Atlantis" in row 2.',
  );
  const [head, ...lines] = readFileSync(path.join(base, 'out.csv'), 'utf8').trim().split('\n');
  expect(head).toBe('predicted,probability,output.Adelie,output.Chinstrap,output.Gentoo');
  const cells = lines.map((line) => line.split(','));
  expect(cells.map(([predicted]) => predicted)).toEqual(['Adelie', 'Gentoo', 'Gentoo']);
  for (const [, probability, ...chances] of cells) {
    expect(Number(probability)).toBe(Math.max(...chances.map(Number)));
    expect(chances.reduce((sum, chance) => sum + Number(chance), 0)).toBeCloseTo(1, 5);
  }
  writeFileSync(path.join(base, 'few.csv'), 'Sex,Island\nMALE,Biscoe\n');
  const few = await loom(
    ...['predict', 'species.loom', '--weights', 'run', '--input', 'few.csv', '--output', 'few-out.csv'],
  );
  expect(few).toMatchObject({ code: 1, err: expect.stringContaining('no column "Beak Length (mm)"') });
});

describe('what cannot be read is counted and told with its place', () => {
  const write = (name: string, rows: readonly string[]) =>
    writeFileSync(path.join(base, name), `x,y,c\n${rows.join('\n')}\n`);
  const rows = Array.from({ length: 200 }, (_, i) => `${(i % 3) + (i % 7) / 10},${i % 5},${'abc'[i % 3]}`);
  beforeAll(async () => {
    write('whole.csv', rows);
    await loom('new', '--data', 'whole.csv', '--target', 'c', '--out', 'whole.loom');
    expect(await loom('train', 'whole.loom', '--steps', '2', '--out', 'whole')).toMatchObject({ code: 0 });
    write('odd.csv', ['1,2,a', 'soon,1,b', ',1,a', '1e999,2,c', '2,3,b']);
  }, 60_000);
  const predict = (...more: string[]) =>
    loom('predict', 'whole.loom', '--weights', 'whole', '--input', 'odd.csv', '--output', 'answers.csv', ...more);

  test('by data, in its columns and in its JSON', async () => {
    write('some.csv', ['soon,1,b', ',1,a', '1e999,2,c', ...rows]);
    const { out, err } = await loom('data', 'some.csv');
    expect(out).toMatch(/different +empty +unreadable +out of range.*\nx +number +input +\d+ +1 +1 +1\n/);
    expect(err).toContain(
      'some.csv, column "x": values that are no numbers count as missing, 1 of 202. The first is "soon" in row 1.',
    );
    expect(err).toContain('count as missing, 1 of 202. The first is "1e999" in row 3.');
    const { columns } = JSON.parse((await loom('data', 'some.csv', '--json')).out);
    expect(columns[0]).toMatchObject({ missing: 1, unreadable: 2, outOfRange: 1, firstOutOfRange: { row: 3 } });
  });

  test('of arrays by data, with the row of the first', async () => {
    const data = Float32Array.from({ length: 12 }, (_, i) =>
      i === 7 ? Number.NaN : i === 10 ? Number.POSITIVE_INFINITY : i,
    );
    writeFileSync(path.join(base, 'odd.npy'), writeNpy({ shape: [4, 3], data }));
    const { out, err } = await loom('data', 'odd.npy', '--json');
    expect(JSON.parse(out).arrays).toMatchObject([{ nan: 1, infinite: 1, firstOdd: { row: 2, value: 'NaN' } }]);
    expect(err).toBe('');
    expect((await loom('data', 'odd.npy')).err).toMatch(/odd\.npy, array ".*": row 3 \(counted from 1\) holds NaN\./);
  });

  test('by predict, which stops, or leaves such rows without an answer', async () => {
    const stopped = await predict();
    expect(stopped).toMatchObject({ code: 1, out: '' });
    expect(stopped.err).toContain(
      'odd.csv, column "x": 3 of 5 rows have no number that can be computed with (empty 1, unreadable 1, out of range 1), the first in row 2: "soon".',
    );
    const skipped = await predict('--skip');
    expect(skipped).toMatchObject({ code: 0 });
    expect(skipped.err).toContain(
      'odd.csv: 3 rows have no answer, since they lack a number that is read, the first of them row 2.',
    );
    const answers = readFileSync(path.join(base, 'answers.csv'), 'utf8').trim().split('\n').slice(1);
    expect(answers.map((line) => line === ',,,,')).toEqual([false, true, true, true, false]);
  });

  test('lines that do not fit are left out where that is asked for, and stay so', async () => {
    write('lines.csv', [...rows, '1,2,3,a']);
    const stopped = await loom('new', '--data', 'lines.csv', '--out', 'lines.loom');
    expect(stopped.err).toMatch(/lines\.csv: 1\. The first is line 202, "1,2,3,a".*\nWith --skip/);
    const made = await loom('new', '--data', 'lines.csv', '--out', 'lines.loom', '--skip');
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining('1 line was left out, line 202') });
    expect(await loom('check', 'lines.loom')).toMatchObject({ code: 0 });
  });
});

test('a number is predicted in its own unit; rows without it are left out', async () => {
  const made = await loom('new', '--data', 'penguins.csv', '--target', 'Body Mass (g)', '--out', 'mass.loom');
  expect(made.err).toContain('Predict the number "Body Mass (g)" from 6 columns of 342 rows');
  const { out } = await loom('train', 'mass.loom', '--epochs', '25', '--out', 'mass', '--json');
  const last = JSON.parse(out.trim().split('\n').at(-1)!) as { test: Record<string, number> };
  expect(last.test.r2).toBeGreaterThan(0.75);
  expect(last.test.meanAbsoluteError).toBeLessThan(400);
});

test('a column that is not there is named with those that are', async () => {
  const { code, err } = await loom('new', '--data', 'penguins.csv', '--target', 'Mass', '--out', 'none.loom');
  expect(code).toBe(1);
  expect(err).toContain('penguins.csv has no column "Mass". It has Species, Island');
});

test('trains straight from a file, and from a table that ships with the program', async () => {
  const { code, out, err } = await loom(
    ...['train', '--data', 'penguins.csv', '--target', 'Species', '--epochs', '2', '--out', 'straight', '--json'],
  );
  expect(code, err).toBe(0);
  expect(err).toContain('Predict "Species" from 6 columns of 344 rows');
  expect(JSON.parse(out.trim().split('\n').at(-1)!)).toMatchObject({
    event: 'finished',
    test: { loss: expect.any(Number) },
  });
  const iris = await loom('train', '--data', 'ready:iris', '--epochs', '60', '--out', 'iris', '--json');
  expect(iris.code, iris.err).toBe(0);
  expect(iris.err).toContain('Predict "species" from 4 columns of 150 rows: 3 classes');
  expect(JSON.parse(iris.out.trim().split('\n').at(-1)!).test.accuracy).toBeGreaterThan(0.85);
});

test('the ready tables hold what they say', async () => {
  const rows = async (name: string) =>
    JSON.parse((await loom('data', `ready:${name}`, '--json')).out) as { rows: number };
  for (const [name, count] of [
    ['iris', 150],
    ['penguins', 344],
    ['weather', 1461],
    ['co2', 741],
    ['gapminder', 682],
  ] as const)
    expect((await rows(name)).rows, name).toBe(count);
});

test('what is kept of tables is told, and taken away; a file is then read anew', async () => {
  const kept = async (...more: string[]) =>
    JSON.parse((await loom('data', '--kept', ...more, '--json')).out) as Record<string, number>;
  const before = await kept();
  expect(before.tables).toBeGreaterThan(1);
  expect(before.bytes).toBeGreaterThan(10_000);
  await kept('--clear');
  expect(await kept()).toEqual({ tables: 0, bytes: 0, cleared: false });
  expect((await loom('data', 'penguins.csv')).out).toContain('344 rows');
});

test('several columns are predicted at once, each by an output of its own, judged and told in its own units', async () => {
  const made = await loom(
    ...['new', '--data', 'penguins.csv', '--target', 'Species,Body Mass (g)', '--target', 'Sex', '--out', 'two.loom'],
  );
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('"Species", "Body Mass (g)" and "Sex" at once') });
  // two rows have no mass, eight more no sex
  expect(made.err).toContain('of 334 rows');
  const { code, out, err } = await loom('train', 'two.loom', '--epochs', '12', '--out', 'both', '--json');
  expect(code, err).toBe(0);
  const last = JSON.parse(out.trim().split('\n').at(-1)!) as { test: Record<string, number> };
  expect(Object.keys(last.test)).toEqual([
    ...['loss', 'Species.accuracy', 'Body Mass (g).meanAbsoluteError', 'Body Mass (g).r2', 'Sex.accuracy'],
  ]);
  expect(last.test['Species.accuracy']).toBeGreaterThan(0.9);
  expect(last.test['Body Mass (g).meanAbsoluteError']).toBeLessThan(500);
  const judged = await loom('evaluate', 'two.loom', '--weights', 'both', '--json');
  const { targets, ...measured } = JSON.parse(judged.out);
  expect(measured).toMatchObject(last.test);
  // in words with the figures of each class
  const told = await loom('evaluate', 'two.loom', '--weights', 'both');
  expect(told.out).toContain(`test: ${metricsInWords(last.test)}`);
  for (const { class: name, count } of targets[0].perClass)
    expect(told.out).toMatch(new RegExp(`^${name} +${count} +[\\d.]+ %`, 'm'));
  // each column has figures of its own
  expect(targets.map(({ column }: { column: string }) => column)).toEqual(['Species', 'Body Mass (g)', 'Sex']);
  const [species, mass, sex] = targets;
  for (const { count, wrong, classes, confusion, name } of [
    { ...species, name: 'Species' },
    { ...sex, name: 'Sex' },
  ]) {
    expect(confusion.flat().reduce((a: number, b: number) => a + b)).toBe(count);
    expect(confusion).toHaveLength(classes.length);
    expect(1 - wrong / count).toBeCloseTo(last.test[`${name}.accuracy`]!, 10);
  }
  const { truths, predictions } = mass.scatter as { truths: number[]; predictions: number[] };
  const off = truths.reduce((sum, truth, i) => sum + Math.abs(truth - predictions[i]!), 0) / truths.length;
  expect(off).toBeCloseTo(last.test['Body Mass (g).meanAbsoluteError']!, 2);
  writeFileSync(
    path.join(base, 'rows.csv'),
    'Island,Beak Length (mm),Beak Depth (mm),Flipper Length (mm)\nTorgersen,37,18.5,180\nBiscoe,50,15,225\n',
  );
  await loom('predict', 'two.loom', '--weights', 'both', '--input', 'rows.csv', '--output', 'both.csv');
  const [head, ...lines] = readFileSync(path.join(base, 'both.csv'), 'utf8').trim().split('\n');
  expect(head).toBe(
    'Species.predicted,Species.probability,Species.Adelie,Species.Chinstrap,Species.Gentoo,Body Mass (g),' +
      'Sex.predicted,Sex.probability,Sex..,Sex.FEMALE,Sex.MALE',
  );
  const cells = lines.map((line) => line.split(','));
  expect(cells.map(([predicted]) => predicted)).toEqual(['Adelie', 'Gentoo']);
  for (const [, , , , , mass] of cells) {
    expect(Number(mass)).toBeGreaterThan(2500);
    expect(Number(mass)).toBeLessThan(6500);
  }
});
