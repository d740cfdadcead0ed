/** From a folder of sounds, and from a table over time, to a trained network, by the command line. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandLineIn } from '../command-line.ts';
import { homeIn, temporaryFolder } from './small.ts';
import { writeSounds } from './sounds.ts';

const base = temporaryFolder();
const loom = commandLineIn(base);
homeIn(base);
beforeAll(() => {
  writeSounds(path.join(base, 'tones'), 8);
  writeFileSync(path.join(base, 'tones', 'about.txt'), 'tones');
});

test('sounds by class are told, become a network that trains as it stands, and are predicted one by one', async () => {
  const told = await loom('data', 'tones', '--json');
  expect(told.code).toBe(0);
  const { rows, notes, dataset, proposal } = JSON.parse(told.out) as Record<string, never>;
  expect(rows).toMatchObject({ train: 24 });
  expect(dataset).toMatchObject({ type: 'sounds', settings: { rate: 8000, seconds: 0.3 } });
  expect(proposal).toBe(
    'Learn 3 classes (falling, rising, steady) from 24 sounds, by their log-mel spectrograms: cross-entropy.',
  );
  expect(notes).toContainEqual(expect.stringContaining('is of no class and is passed over: about.txt'));
  expect(notes).toContain('6 of 24 sounds have 4000 samples a second and are brought to 8000.');
  const made = await loom('new', '--data', 'tones', '--out', 'tones.loom');
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('from 24 sounds') });
  const { code, out } = await loom('train', 'tones.loom', '--steps', '30', '--out', 'run', '--json');
  expect(code).toBe(0);
  const last = JSON.parse(out.trim().split('\n').at(-1)!) as { train: { accuracy: number } };
  expect(last.train.accuracy).toBeGreaterThan(0.6);
  const input = path.join('tones', 'rising', '1.wav');
  const predicted = await loom(...['predict', 'tones.loom', '--weights', 'run'], '--input', input, '--output', 'p.csv');
  expect(predicted.code).toBe(0);
  const [head, row] = readFileSync(path.join(base, 'p.csv'), 'utf8').trim().split('\n');
  expect(head).toMatch(/^file,.*falling.*rising.*steady/);
  expect(row).toMatch(/^1\.wav,/);
});

test('sounds that a table names are told row by row, and what is to be learned of them is chosen', async () => {
  const kinds = ['falling', 'rising', 'steady'];
  const rows = kinds.flatMap((kind, k) => [0, 1, 2, 3, 4, 5].map((i) => `${kind}/${i}.wav,${kind},${100 * k + i}`));
  const write = (...more: readonly string[]) =>
    writeFileSync(path.join(base, 'tones', 'labels.csv'), ['file,kind,pitch', ...rows, ...more].join('\n'));
  write(',rising,3', 'gone.wav,rising,7');
  const refused = await loom('data', 'tones', '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({
    dataset: { type: 'labelled-sounds', settings: { rate: 8000, seconds: 0.3 } },
    rows: { train: 19 },
    columns: [{ name: 'sound' }, { name: 'kind', classes: kinds }, { name: 'pitch', kind: 'number' }],
    notes: expect.arrayContaining(['1 row has nothing in "file" and is left out.']),
    problems: [
      { message: expect.stringMatching(/1 of 19 files cannot be read: .*gone\.wav in row 20 \(there is no such file/) },
    ],
    findings: expect.arrayContaining([
      expect.objectContaining({
        message: expect.stringMatching(/^Files in tones that have no row in the table and are not used: 6/),
      }),
    ]),
  });
  write();
  const other = await loom('new', '--data', 'tones', '--target', 'height', '--out', 'none.loom');
  expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/"height".*"?sound"?, "?kind"?, "?pitch/) });
  const made = await loom('new', '--data', 'tones', '--target', 'pitch', '--out', 'pitch.loom');
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('Learn the number "pitch" of 18 sounds') });
  const run = await loom('train', 'pitch.loom', '--steps', '3', '--out', 'pitch', '--json');
  expect(run.code).toBe(0);
  const input = path.join('tones', 'rising');
  const predicted = await loom(
    ...['predict', 'pitch.loom', '--weights', 'pitch'],
    '--input',
    input,
    '--output',
    'n.csv',
  );
  expect(predicted.code).toBe(0);
  const lines = readFileSync(path.join(base, 'n.csv'), 'utf8').trim().split('\n');
  expect([lines[0], lines.length]).toEqual(['file,pitch', 9]);
  rmSync(path.join(base, 'tones', 'labels.csv'));
  // one breaks off, and one is empty
  const whole = readFileSync(path.join(base, input, '1.wav'));
  mkdirSync(path.join(base, 'some'));
  for (const [name, bytes] of [
    ['a', whole],
    ['b', whole.subarray(0, 900)],
    ['c', ''],
  ] as const)
    writeFileSync(path.join(base, 'some', `${name}.wav`), bytes);
  const asked = ['predict', 'pitch.loom', '--weights', 'pitch', '--input', 'some', '--output', 's.csv'];
  expect(await loom(...asked)).toMatchObject({
    code: 1,
    err: expect.stringContaining(
      '2 of 3 files cannot be read: b.wav (it breaks off before its end), c.wav (it is empty).',
    ),
  });
  expect(await loom(...asked, '--skip')).toMatchObject({
    code: 0,
    err: expect.stringContaining('2 files have no answer, since they cannot be read: b.wav (it breaks off'),
  });
  expect(readFileSync(path.join(base, 's.csv'), 'utf8')).toMatch(/^file,pitch\na\.wav,[\d.-]+\nb\.wav,\nc\.wav,\n$/);
});

test('the newest steps of a table over time are foretold from', async () => {
  const made = await loom('new', '--data', 'ready:co2', '--time', 'Date', '--out', 'co2.loom');
  expect(made.code).toBe(0);
  const trained = await loom('train', 'co2.loom', '--steps', '5', '--out', 'co2', '--json');
  const last = JSON.parse(trained.out.trim().split('\n').at(-1)!) as { forecast: { baselines: { id: string }[] } };
  expect(last.forecast.baselines.map(({ id }) => id)).toEqual(['last', 'season', 'linear']);
  const rows = Array.from(
    { length: 30 },
    (_, i) => `20${10 + Math.floor(i / 12)}-${(i % 12) + 1}-01,${390 + i},${390 + i}`,
  );
  writeFileSync(path.join(base, 'new.csv'), ['Date,CO2,adjusted CO2', ...rows].join('\n'));
  const foretold = await loom(
    ...['predict', 'co2.loom', '--weights', 'co2', '--input', 'new.csv', '--output', 'f.csv'],
  );
  expect(foretold).toMatchObject({ code: 0 });
  const lines = readFileSync(path.join(base, 'f.csv'), 'utf8').trim().split('\n');
  expect(lines.map((line) => line.split(',').length)).toEqual([12, 12]);
  // it begins with what was last known
  expect(Math.abs(Number(lines[1]!.split(',')[0]) - 419)).toBeLessThan(5);
});

test('what is no sound is refused by its name', async () => {
  writeFileSync(path.join(base, 'tones', 'steady', '0.wav'), 'RIFF');
  const refused = await loom('data', 'tones');
  expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/0\.wav.*does not begin as a WAV file does/) });
});
