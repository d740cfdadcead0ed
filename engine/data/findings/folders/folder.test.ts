/** What is found in folders by class that have something of each, and what comes of the cures. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentSchema } from '../../../graph/document.ts';
import { applyRepair } from '../../../graph/repair.ts';
import { diskFiles } from '../../../node/data/disk-files.ts';
import { type Problem, wordProblem } from '../../../problems.ts';
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
  for (let i = 0; i < 120; i++) put(`p/train/cat/${String(i).padStart(3, '0')}.bmp`, bitmap(8, 8, i));
  for (let i = 0; i < 12; i++) put(`p/train/dog/${String(i).padStart(3, '0')}.bmp`, bitmap(8, 8, 130 + i));
  for (let i = 0; i < 3; i++) put(`p/train/owl/${i}.bmp`, bitmap(8, 8, 150 + i));
  put('p/train/cat/again.bmp', bitmap(8, 8, 0));
  put('p/train/dog/wrong.bmp', bitmap(8, 8, 5));
  put('p/train/cat/wide.bmp', bitmap(120, 20, 7));
  put('p/test/cat/seen.bmp', bitmap(8, 8, 9));
  put('p/test/cat/new.bmp', bitmap(8, 8, 200));
  put('p/test/owl/new.bmp', bitmap(8, 8, 201));
  for (const name of ['good', 'bad'])
    put(`t/${name}.txt`, `${Array.from({ length: 12 }, (_, i) => `${name} ${i}`).join('\n')}\nthe very same\n`);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const said = (found: readonly Problem[]) => Object.fromEntries(found.map((one) => [one.code, wordProblem(one)]));
const pictures = { type: 'pictures', settings: { folder: 'p', width: 8, height: 8 } };

it('names the files that are there twice, the classes with few, and the pictures unlike the others', async () => {
  const found = said(await folderFindings(pictures, files, WORK));
  expect(Object.keys(found).sort()).toEqual([
    ...['data-class-untested', 'data-few-rows', 'data-imbalance', 'data-picture-shapes', 'data-picture-sizes'],
    ...['data-same', 'data-same-across', 'data-same-classes'],
  ]);
  expect(found['data-same']).toContain(
    '1 are there again, such as train/cat/again.bmp, which is the same as train/cat/000.bmp',
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

it('weighs classes and keeps shapes by one press, after which neither is said', async () => {
  const document = documentSchema.parse({
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
      dataset: pictures,
      split: { method: 'random', validation: 0 },
      inputs: { input: { column: 'image' } },
      targets: { out: { column: 'label' } },
    },
    training: { losses: [{ target: 'out', loss: { type: 'crossEntropy' } }] },
  });
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
