/** Exported PyTorch projects read data themselves, and find in them what the engine finds: `npm run test:pytorch`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readWav, resampled } from '../../engine/data/formats/wav.ts';
import { recognize } from '../../engine/data/given/index.ts';
import { proposeData } from '../../engine/data/given/propose.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { proposeFirst } from '../../engine/data/series/propose.ts';
import { exportProject } from '../../engine/export/project.ts';
import { tableTextOf } from '../../engine/export/tableText.ts';
import type { Document } from '../../engine/graph/document.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { seriesReader } from '../../engine/targets/python/data/series.ts';
import { COLUMNS_PY } from '../../engine/targets/python/tables/columns.ts';
import { documentFromTable } from '../../templates/fromTable.ts';
import { documentFromData } from '../../templates/proposed/data.ts';
import { writeSounds } from '../training/sounds.ts';
import { bitmap } from './bitmap.ts';
import { hours, ofHours } from './hours.ts';
import { python } from './python.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'loom-pytorch-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = diskFiles(folder);

/** What a program of the project says of a document's data, as JSON. */
async function said<T>(document: Document, program: string): Promise<T> {
  const to = path.join(folder, document.name);
  await exportProject(computeMachine, document, exportTargetOf('pytorch')!, { folder: to, base: folder });
  writeFileSync(path.join(to, 'look.py'), `import json\nfrom data import *\n\n${program}`);
  return JSON.parse(execFileSync(python(), ['look.py'], { cwd: to, encoding: 'utf8', maxBuffer: 1 << 28 })) as T;
}

/** A file of two channels of noise. */
function wavFile(code: number, bits: number): Uint8Array {
  let seed = 7;
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
  const chunk = (name: string, bytes: Uint8Array) =>
    Buffer.concat([Buffer.from(name), Buffer.from(Uint32Array.of(bytes.length).buffer), bytes]);
  const rate = 11_025;
  const about = Buffer.alloc(40);
  [code, 2, rate & 0xffff, rate >> 16, 0, 0, 0, bits, 0, 0, 0, 0, 1].forEach((value, i) =>
    about.writeUInt16LE(value, 2 * i),
  );
  const samples = Array.from({ length: 120 }, (_, i) => Math.sin(i));
  const noise = Uint8Array.from({ length: 15 * bits }, () => next() >> 16);
  const floats = bits === 32 ? Float32Array.from(samples) : Float64Array.from(samples);
  const data = code === 3 ? new Uint8Array(floats.buffer) : noise;
  return chunk(
    'RIFF',
    Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', about), chunk('junk', Buffer.alloc(4)), chunk('data', data)]),
  );
}

it('sounds in every form, at other rates, and their log-mel spectrograms', async () => {
  writeSounds(path.join(folder, 'tones'), 8);
  const proposal = await proposeData(files, await recognize(files, [path.join(folder, 'tones')]));
  const document = documentFromData(proposal, 'tones');
  const forms = [
    [1, 8],
    [1, 16],
    [1, 24],
    [1, 32],
    [3, 32],
    [3, 64],
    [0xfffe, 16],
  ] as const;
  mkdirSync(path.join(folder, 'wavs'));
  const wavs = forms.map(([code, bits]) => {
    const bytes = wavFile(code, bits);
    writeFileSync(path.join(folder, 'wavs', `${code}-${bits}.wav`), bytes);
    return readWav(bytes);
  });
  const names = forms.map(([code, bits]) => path.join(folder, 'wavs', `${code}-${bits}.wav`));
  const seen = await said<{ wavs: number[][][]; rows: number[][]; heard: number[]; labels: number[] }>(
    document,
    `found = [read_wav(name) for name in ${JSON.stringify(names)}]
wavs = [[resampled(samples, rate, to).tolist() for to in (rate, 8000, 16000)] for rate, samples in found]
splits, fits = open_data()
table, rows = splits["train"]
heard, target = INPUTS[0], list(TARGETS.values())[0]
print(json.dumps({
    "wavs": wavs,
    "rows": [splits[part][1].tolist() for part in ("train", "validation", "test")],
    "heard": heard(table[heard.column][rows], fits).ravel().tolist(),
    "labels": target(table[target.column][rows], fits).tolist(),
}))
`,
  );
  const wanted = wavs.map((wav) => [wav.samples, resampled(wav, 8000), resampled(wav, 16_000)].map((one) => [...one]));
  seen.wavs.flat(2).forEach((value, i) => expect(value).toBeCloseTo(wanted.flat(2)[i]!, 6));
  expect(seen.wavs.map((one) => one.map(({ length }) => length))).toEqual(
    wanted.map((one) => one.map((x) => x.length)),
  );
  const pipeline = await Pipeline.open(document, files);
  const { train, validation, test } = pipeline.splits;
  expect(seen.rows).toEqual([train, validation, test].map(({ rows }) => [...rows]));
  const feeds = Object.entries(pipeline.read(train, train.rows));
  const [heard, labels] = ['input:', 'target:'].map((kind) => feeds.find(([name]) => name.startsWith(kind))![1].data);
  expect(seen.labels).toEqual([...labels!]);
  expect(seen.heard.length).toBe(heard!.length);
  expect(Math.max(...seen.heard.map((value, i) => Math.abs(value - heard![i]!)))).toBeLessThan(1e-5);
});

it.each(['cut', 'fill', 'follow'] as const)('windows of a table over time: %s', async (gaps) => {
  const file = path.join(folder, 'hours.csv');
  writeFileSync(file, hours());
  const checked = documentFromTable(await proposeFirst(files, 'ready:co2'), `hours-${gaps}`);
  const document = ofHours(checked, file, gaps);
  const to = path.join(folder, document.name);
  mkdirSync(to);
  const { dataset } = await Pipeline.open(document, files);
  const described = tableTextOf(document.data, await Pipeline.open(document, files));
  const reader = seriesReader(document, described)!;
  writeFileSync(path.join(to, 'columns.py'), COLUMNS_PY);
  writeFileSync(
    path.join(to, 'look.py'),
    `import datetime, json\nimport numpy as np\nfrom columns import Column, read_columns\n\n${reader.functions}\ndef read_tables():\n${reader
      .body([])
      .map((line) => `    ${line}\n`)
      .join('')}\nprint(json.dumps({name: rows.ravel().tolist() for name, rows in read_tables()["train"].items()}))`,
  );
  const seen = JSON.parse(execFileSync(python(), ['look.py'], { cwd: to, encoding: 'utf8' })) as Record<
    string,
    number[]
  >;
  const all = Int32Array.from({ length: dataset.train.rows }, (_, i) => i);
  expect(all.length).toBeGreaterThan(10);
  for (const { name } of dataset.columns) expect(seen[name], name).toEqual([...dataset.train.read(name, all).data]);
});

it.each([
  ['image', 'kind'],
  ['sound', 'size'],
] as const)('files that a table names without endings, and what it says of them: %s, %s', async (content, target) => {
  const inside = path.join(folder, `named-${content}`);
  const below = path.join(inside, 'files');
  mkdirSync(below, { recursive: true });
  if (content === 'sound') writeSounds(below, 4);
  else
    for (let i = 0; i < 12; i++) writeFileSync(path.join(below, `${String(i).padStart(4, '0')}.bmp`), bitmap(20 * i));
  const names = Array.from({ length: 12 }, (_, i) =>
    content === 'image' ? String(i).padStart(4, '0') : `${['falling', 'rising', 'steady'][i % 3]}/${Math.floor(i / 3)}`,
  );
  const rows = names.map((name, i) => `${name};${i % 2 ? 'odd' : ''};"${i},5"`);
  writeFileSync(path.join(inside, 'labels.csv'), `id;kind;size\n${[...rows, ';odd;1,0'].join('\n')}\n`);
  const proposal = await proposeData(files, await recognize(files, [inside]), target);
  const document = documentFromData(proposal, `named-${content}`);
  const seen = await said<{ rows: number[][]; read: Record<string, number[]> }>(
    document,
    `splits, fits = open_data()
table, _ = splits["train"]
every = np.arange(12)
print(json.dumps({
    "rows": [splits[part][1].tolist() for part in ("train", "validation", "test")],
    "read": {name: np.asarray(column[every]).ravel().tolist() for name, column in table.items()},
}))
`,
  );
  const { splits, dataset } = await Pipeline.open(document, files);
  expect(seen.rows).toEqual([splits.train, splits.validation, splits.test].map((split) => [...split.rows]));
  const all = Int32Array.from({ length: dataset.train.rows }, (_, i) => i);
  expect(Object.keys(seen.read).sort()).toEqual([content, target].sort());
  for (const [name, read] of Object.entries(seen.read)) {
    const { data } = dataset.train.read(name, all);
    expect(read.length, name).toBe(data.length);
    expect(Math.max(...read.map((value, i) => Math.abs(value - data[i]!))), name).toBeLessThan(1e-5);
  }
});
