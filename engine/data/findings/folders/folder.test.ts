/** What is found in folders by class that have something of each, and what comes of the cures. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Document, documentSchema } from '../../../graph/document.ts';
import { applyRepair } from '../../../graph/repair.ts';
import { diskFiles } from '../../../node/data/disk-files.ts';
import { type Problem, wordProblem } from '../../../problems.ts';
import { word } from '../../../texts/index.ts';
import { pairs as pairsGiven } from '../../given/pictures.ts';
import { describeDataset } from '../../preview.ts';
import { findings } from '../facts.ts';
import { folderFindings } from './folder.ts';

const base = mkdtempSync(path.join(tmpdir(), 'folders-'));
const files = diskFiles(base);
const WORK = { breathe: async () => {} };

/** A bitmap of one colour: its header, then blue, green and red of each pixel. */
function bitmap(width: number, height: number, colour: number): Uint8Array {
  const line = 4 * Math.ceil((3 * width) / 4);
  const bytes = new Uint8Array(54 + line * height).fill(colour, 54);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  for (const [at, value] of [
    [2, bytes.length],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
  ] as const)
    view.setUint32(at, value, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  return bytes;
}

function put(name: string, content: Uint8Array | string): void {
  const file = path.join(base, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

beforeAll(() => {
  vi.stubEnv('LAYERLOOM_HOME', path.join(base, 'home'));
  for (let i = 0; i < 120; i++) put(`p/train/cat/${String(i).padStart(3, '0')}.bmp`, bitmap(8, 8, i));
  for (let i = 0; i < 12; i++) put(`p/train/dog/${String(i).padStart(3, '0')}.bmp`, bitmap(8, 8, 130 + i));
  for (let i = 0; i < 3; i++) put(`p/train/owl/${i}.bmp`, bitmap(8, 8, 150 + i));
  put('p/train/cat/again.bmp', bitmap(8, 8, 0));
  put('p/train/dog/wrong.bmp', bitmap(8, 8, 5));
  put('p/train/cat/wide.bmp', bitmap(120, 20, 7));
  put('p/test/cat/seen.bmp', bitmap(8, 8, 9));
  put('p/test/cat/new.bmp', bitmap(8, 8, 200));
  put('p/test/owl/new.bmp', bitmap(8, 8, 201));
  // of masks the numbers are grey values: 0, 2, but never 1
  for (let i = 0; i < 6; i++) {
    put(`m/pictures/${i}.bmp`, bitmap(8, 8, i === 4 ? 3 : i));
    const size = i === 5 ? 4 : 8;
    put(`m/masks/${i}.bmp`, bitmap(size, size, i < 2 ? 0 : 2));
  }
  // black, eight greys and white; black and white alone
  for (let i = 0; i < 3; i++)
    for (const folder of ['blurred', 'painted']) {
      put(`${folder}/pictures/${i}.bmp`, bitmap(8, 24, i));
      const mask = bitmap(8, 24, 0);
      for (let row = 0; row < 24; row++)
        mask.fill(
          row < 8 ? 0 : row >= 16 || folder === 'painted' ? 255 : 28 * (row - 7),
          54 + 24 * row,
          54 + 24 * (row + 1),
        );
      put(`${folder}/masks/${i}.bmp`, mask);
    }
  for (let i = 0; i < 31; i++) put(`l/${i}.bmp`, bitmap(8, 8, i === 7 ? 6 : i));
  for (let i = 90; i < 92; i++) put(`l/${i}.bmp`, bitmap(8, 8, i));
  const lines = Array.from({ length: 31 }, (_, i) => `${i}.bmp,${i === 30 ? 'rare' : 'usual'}`);
  put('l/labels.csv', `file,kind\n${lines.join('\n')}\n`);
  for (const name of ['good', 'bad'])
    put(`t/${name}.txt`, `${Array.from({ length: 12 }, (_, i) => `${name} ${i}`).join('\n')}\nthe very same\n`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true, force: true });
});

const said = (found: readonly Problem[]) => Object.fromEntries(found.map((one) => [one.code, wordProblem(one)]));
const pairs = {
  type: 'picture-pairs',
  settings: { folder: 'm', width: 8, height: 8, classes: 'ground, cat, dog' },
};
const pictures = { type: 'pictures', settings: { folder: 'p', width: 8, height: 8 } };

it('names the files that are there twice, the classes with few, and the pictures unlike the others', async () => {
  const found = said(await folderFindings(pictures, files, WORK));
  expect(Object.keys(found).sort()).toEqual([
    ...['data-class-untested', 'data-few-rows', 'data-imbalance', 'data-picture-shapes', 'data-picture-sizes'],
    ...['data-same', 'data-same-across', 'data-same-classes'],
  ]);
  expect(found['data-same']).toContain(
    'There again: 1, such as train/cat/again.bmp, which is the same as train/cat/000.bmp',
  );
  expect(found['data-same-across']).toContain('test/cat/seen.bmp, which is the same as train/cat/009.bmp');
  expect(found['data-same-classes']).toContain(
    'train/cat/005.bmp of "cat", which is the same as train/dog/wrong.bmp of "dog"',
  );
  expect(found['data-few-rows']).toContain('"owl" (3)');
  expect(found['data-class-untested']).toContain('"dog"');
  expect(found['data-imbalance']).toMatch(/122 training rows are "cat", and 3 are "owl"/);
  expect(found['data-picture-sizes']).toContain('train/cat/wide.bmp 120×20');
});

const learning = (dataset: object, label: string) =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Pictures',
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape: [3, 8, 8] }, position: { x: 0, y: 0 } },
        { id: 'd', type: 'dense', settings: { units: 3 }, position: { x: 0, y: 72 } },
        { id: 'out', type: 'output', position: { x: 0, y: 144 } },
      ],
      edges: [],
    },
    data: {
      dataset,
      split: { method: 'random', validation: 0 },
      inputs: { input: { column: 'image' } },
      targets: { out: { column: label } },
    },
    training: { losses: [{ target: 'out', loss: { type: 'crossEntropy' } }] },
  });

it('leaves copies out by one press: they are named in the document, and stay where they are', async () => {
  let document: Document = learning(pictures, 'label');
  for (const code of ['data-same-across', 'data-same-classes', 'data-same']) {
    const found = await findings(document, files, WORK);
    document = applyRepair(document, found.find((one) => one.code === code)!.repairs[0]!);
    expect(said(await findings(document, files, WORK))).not.toHaveProperty(code);
  }
  expect(document.data.dataset!.settings.leftOut).toEqual({
    'test/cat/seen.bmp': 'leaveOut',
    'train/cat/005.bmp': 'leaveOut',
    'train/cat/again.bmp': 'leaveOut',
    'train/dog/wrong.bmp': 'leaveOut',
  });
  const { rows, notes } = await describeDataset(document.data.dataset!, files);
  expect([rows.train, rows.test, notes.map(word)]).toEqual([
    135,
    2,
    expect.arrayContaining(['4 files are left out, as is asked for.']),
  ]);
  expect(existsSync(path.join(base, 'p/test/cat/seen.bmp'))).toBe(true);
});

it('looks at masks: their sizes, those with nothing in them, classes that none has; copies are found as well', async () => {
  const found = said(await folderFindings(pairs, files, WORK));
  expect(found).toMatchObject({
    'data-mask-sizes': expect.stringContaining(
      'Of 6 pictures 1 have a mask of another size, such as pictures/5.bmp of 8×8, whose mask has 4×4.',
    ),
    'data-mask-classes': expect.stringContaining('Classes without a pixel in 6 masks that were looked at: cat.'),
    'data-masks-empty': expect.stringContaining(
      'Of 6 masks that were looked at 2 hold nothing but "ground", such as pictures/0.bmp',
    ),
    'data-same': expect.stringContaining('pictures/4.bmp, which is the same as pictures/3.bmp'),
  });
  const document = learning(pairs, 'mask');
  const copies = (await findings(document, files, WORK)).find(({ code }) => code === 'data-same')!;
  const cured = applyRepair(document, copies.repairs[0]!);
  expect((await describeDataset(cured.data.dataset!, files)).rows.train).toBe(5);
});

it('reads masks of greys as the nearest of those that stand for classes, by one press or from the start', async () => {
  for (const [folder, code, text] of [
    [
      'blurred',
      'data-masks-blurred',
      'hold 0, 255, and 8 other greys between these on 33.3 % of the pixels, such as 224 in pictures/0.bmp: they were ' +
        'resampled or kept as JPEG. Each grey counts as a class, 225 in all.',
    ],
    ['painted', 'data-masks-painted', 'hold 0, 255 and nothing else. Taken for class numbers, these make 2 classes'],
  ] as const) {
    const document = learning({ type: 'picture-pairs', settings: { folder, width: 8, height: 24 } }, 'mask');
    const problem = (await findings(document, files, WORK)).find((one) => one.code === code)!;
    expect(wordProblem(problem)).toContain(text);
    const cured = applyRepair(document, problem.repairs[0]!);
    expect(said(await findings(cured, files, WORK))).not.toHaveProperty(code);
    const { columns, notes } = await describeDataset(cured.data.dataset!, files);
    expect(columns[1]!.classes).toEqual(['0', '1']);
    expect(notes.map(word)).toEqual([expect.stringContaining('black and white')]);
    expect((await pairsGiven({ folder, folders: [], files: [] }, files))!.settings).toMatchObject({
      masks: 'blackWhite',
    });
  }
});

it('looks at pictures that a table names: files without a row, copies, classes out of balance', async () => {
  const labelled = { type: 'labelled-pictures', settings: { table: 'l/labels.csv', width: 8, height: 8 } };
  const found = said(await folderFindings(labelled, files, WORK));
  expect(found).toMatchObject({
    'data-files-without-row': 'Files in l that have no row in the table and are not used: 2, such as 90.bmp.',
    'data-imbalance': expect.stringContaining('30 training rows are "usual", and 1 are "rare"'),
    'data-same': expect.stringContaining('7.bmp, which is the same as 6.bmp'),
  });
  const document = learning(labelled, 'kind');
  const copies = (await findings(document, files, WORK)).find(({ code }) => code.startsWith('data-same'))!;
  const { rows, notes } = await describeDataset(applyRepair(document, copies.repairs[0]!).data.dataset!, files);
  expect([rows.train, notes.map(word).join()]).toEqual([30, expect.stringContaining('1 file is left out')]);
});

it('weighs classes and keeps shapes by one press, after which neither is said', async () => {
  const document = learning(pictures, 'label');
  const found = await findings(document, files, WORK);
  const cure = (code: string) => found.find((one) => one.code === code)!.repairs[0]!;
  const weighed = applyRepair(document, cure('data-imbalance'));
  const weights = weighed.training.losses[0]!.loss.settings.classWeights as number[];
  // all / (classes * rows of it), as scikit-learn's "balanced" has it
  expect(weights.map((weight) => weight.toFixed(3))).toEqual(['0.377', '3.538', '15.333']);
  const shaped = applyRepair(document, cure('data-picture-shapes'));
  expect(said(await findings(shaped, files, WORK))).not.toHaveProperty('data-picture-shapes');
});

it('holds texts against each other', async () => {
  const texts = { type: 'labelled-texts', settings: { folder: 't' } };
  const found = said(await folderFindings(texts, files, WORK));
  expect(Object.keys(found)).toEqual(['data-same-classes']);
  expect(found['data-same-classes']).toContain('the very same of "bad"');
});

it('gives up where nobody waits any more', async () => {
  const breathe = async () => {
    throw new Error('enough');
  };
  await expect(folderFindings(pictures, files, { breathe })).rejects.toThrow('enough');
});
