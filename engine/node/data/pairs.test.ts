/** Pictures with a table of labels, and pairs of pictures, as they lie on a disk. Masks are Pillow's. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DamagedRow, findDamaged, toldOfDamaged } from '../../data/damaged.ts';
import type { OpenDataset } from '../../data/define.ts';
import { readPalettePng } from '../../data/formats/palettePng.ts';
import { openDataset, Pipeline } from '../../data/pipeline.ts';
import { parseDocument } from '../../graph/file.ts';
import { wordProblem, type UserError } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import { diskFiles } from './disk-files.ts';

interface Masks {
  readonly labels: readonly number[];
  readonly files: Readonly<Record<'palette' | 'palette2' | 'grey' | 'colour' | 'blackWhite', string>>;
}
const fixtures = path.join(import.meta.dirname, '../../../test/conformance/fixtures');
const masks = JSON.parse(readFileSync(path.join(fixtures, 'masks.json'), 'utf8')) as Masks;
const pictures = JSON.parse(readFileSync(path.join(fixtures, 'pictures.json'), 'utf8')) as {
  readonly files: Readonly<Record<string, string>>;
};
const mask = (name: keyof Masks['files']) => Buffer.from(masks.files[name], 'base64');
const picture = Buffer.from(pictures.files['rgb.png']!, 'base64');

const folder = mkdtempSync(path.join(tmpdir(), 'loom-pairs-'));
const at = (name: string) => path.join(folder, name);
function write(name: string, bytes: Uint8Array | string): void {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), bytes);
}
const open = (type: string, settings: Record<string, unknown>): Promise<OpenDataset> =>
  openDataset({ type, settings } as never, diskFiles(folder));
const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: UserError) => error.problems.map(wordProblem).join(' '),
  );
const SIZE = { width: 33, height: 21 };

describe('pairs of pictures and masks', () => {
  beforeAll(() => {
    for (const part of ['train', 'val'])
      for (const [i, kind] of (['palette', 'palette2', 'grey', 'colour'] as const).entries()) {
        write(`set/${part}/Images/${i}.png`, picture);
        write(`set/${part}/masks/${i}${kind === 'grey' ? '_mask' : ''}.png`, mask(kind));
      }
    write('set/train/Images/lonely.png', picture);
  });

  it('are read by their names, whatever kind of picture the class numbers are kept in', async () => {
    const data = await open('picture-pairs', { folder: 'set', ...SIZE });
    expect([data.train.rows, data.validation!.rows, data.test]).toEqual([4, 4, undefined]);
    expect(data.columns.map(({ name, kind, shape, classes }) => [name, kind, shape, classes?.length])).toEqual([
      ['image', 'image', [3, 21, 33], undefined],
      ['mask', 'category', [21, 33], 4],
    ]);
    const { data: labels } = data.train.read('mask', [0, 2, 3]);
    for (let i = 0; i < 3; i++)
      expect(Array.from(labels.subarray(i * 693, (i + 1) * 693), Number)).toEqual(masks.labels);
    expect(data.notes!.map(word)).toEqual([
      '1 files have no other of the same name and are left out: Images/lonely.png.',
    ]);
  });

  it('have two classes in black and white, and names where they are given', async () => {
    write('bw/pictures/a.png', picture);
    write('bw/masks/a.png', mask('blackWhite'));
    const data = await open('picture-pairs', { folder: 'bw', ...SIZE, masks: 'blackWhite', classes: 'ground, thing' });
    expect(data.columns[1]!.classes).toEqual(['ground', 'thing']);
    const { data: labels } = data.train.read('mask', [0]);
    expect(Array.from(labels, Number)).toEqual(masks.labels.map((label) => (label > 1 ? 1 : 0)));
  });

  it('come into the frame together: the nearest class, whole within it or filling it', async () => {
    for (const fit of ['stretch', 'fit', 'crop']) {
      const data = await open('picture-pairs', { folder: 'set', width: 12, height: 12, fit });
      const image = data.train.read('image', [0]);
      const labels = data.train.read('mask', [0]);
      expect([image.shape, labels.shape]).toEqual([
        [1, 3, 12, 12],
        [1, 12, 12],
      ]);
      const covered = (values: ArrayLike<number>, offset: number) =>
        Array.from({ length: 12 }, (_, row) =>
          Array.from({ length: 12 }, (_, x) => values[offset + row * 12 + x]!).some((v) => v > 0),
        );
      // a picture of 33 by 21 fits in 12 by 8: two lines above and below stay empty
      if (fit === 'fit') {
        expect(covered(image.data, 0).filter(Boolean).length).toBe(8);
        expect(covered(labels.data, 0).slice(0, 2)).toEqual([false, false]);
      }
    }
  });

  it('with a label that is none of the classes are told by the name of the file, or skipped and counted', async () => {
    const data = await open('picture-pairs', { folder: 'set', ...SIZE, classes: 'a, b, c' });
    const read = () => data.train.read('mask', [0]);
    expect(read).toThrow(DamagedRow);
    const document = parseDocument(
      JSON.stringify({
        format: 'loom',
        version: 1,
        graph: { nodes: [], edges: [] },
        data: {
          dataset: {
            type: 'picture-pairs',
            settings: { folder: 'set', ...SIZE, classes: 'a, b, c', skipDamaged: true },
          },
          inputs: { x: { column: 'image', transforms: [] } },
          targets: { y: { column: 'mask', transforms: [] } },
        },
      }),
      'a test',
    );
    write('set/train/masks/1.png', mask('blackWhite').subarray(0, 60));
    const pipeline = await Pipeline.open(document, diskFiles(folder));
    const told: string[] = [];
    pipeline.onDamage = (note) => told.push(word(note));
    expect(() => pipeline.batch(pipeline.splits.train, Int32Array.of(0, 2, 3))).toThrow(
      /label 3, and there are 3 classes/,
    );
    expect(told.length).toBe(3);
    write('set/train/masks/1.png', mask('palette2'));
  });

  it('without the two folders, or without a pair, are refused with what is missing', async () => {
    write('empty/pictures/a.png', picture);
    expect(await failure(open('picture-pairs', { folder: 'empty' }))).toContain('the two folders');
    write('empty/masks/b.png', mask('grey'));
    expect(await failure(open('picture-pairs', { folder: 'empty' }))).toContain(
      'no picture has a file of the same name',
    );
  });

  it('of pictures are read as pictures to be made of them', async () => {
    write('paint/x/a.png', picture);
    write('paint/targets/a.png', picture);
    const data = await open('picture-pairs', { folder: 'paint', ...SIZE });
    expect(data.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['image', 'image'],
      ['target', 'image'],
    ]);
    expect(data.train.read('target', [0])).toEqual(data.train.read('image', [0]));
  });
});

describe('pictures with a table', () => {
  beforeAll(() => {
    for (const name of ['a.png', 'b.png', 'deep/c.png']) write(`table/${name}`, picture);
    write(
      'table/labels.csv',
      'file,kind,age,tags\na.png,cat,3.5,soft|small\nb.png,dog,7,big\ndeep/c.png,cat,1,big|soft\n,dog,2,big\n',
    );
  });

  it('have a class, a number and several classes for each', async () => {
    const data = await open('labelled-pictures', { table: 'table/labels.csv', ...SIZE });
    expect(data.columns.map(({ name, kind, shape }) => [name, kind, shape])).toEqual([
      ['image', 'image', [3, 21, 33]],
      ['kind', 'category', []],
      ['age', 'number', []],
      ['tags', 'categories', [3]],
    ]);
    const rows = [0, 1, 2];
    expect(Array.from(data.train.read('kind', rows).data)).toEqual([0, 1, 0]);
    expect(Array.from(data.train.read('age', rows).data)).toEqual([3.5, 7, 1]);
    expect(Array.from(data.train.read('tags', rows).data)).toEqual([0, 1, 1, 1, 0, 0, 1, 0, 1]);
    expect(data.train.read('image', rows).data.some((value: number) => value > 0)).toBe(true);
    expect(data.notes!.map(word).join(' ')).toContain('1');
  });

  it('whose files are missing are told by name before anything is trained', async () => {
    write('table/missing.csv', 'file,kind\na.png,cat\nnone.png,dog\nb.png,dog\n');
    const data = await open('labelled-pictures', { table: 'table/missing.csv', ...SIZE });
    const { problems } = toldOfDamaged(data, findDamaged(data));
    expect(wordProblem(problems[0]!)).toContain('none.png');
  });

  it('that lead out of their folder are refused with row and name', async () => {
    write('table/out.csv', 'file,kind\na.png,cat\n../../secret.png,dog\n');
    expect(await failure(open('labelled-pictures', { table: 'table/out.csv' }))).toContain(
      'row 2 names "../../secret.png", which lies outside',
    );
    write('table/none.csv', 'age,kind\n3,cat\n4,dog\n');
    expect(await failure(open('labelled-pictures', { table: 'table/none.csv' }))).toContain(
      'no column has the names of pictures; there are "age", "kind"',
    );
  });
});

it('places in a palette are read as Pillow keeps them, and a file that breaks off is refused', () => {
  for (const kind of ['palette', 'palette2'] as const)
    expect(Array.from(readPalettePng(mask(kind))!.data)).toEqual(masks.labels);
  expect(readPalettePng(mask('grey'))).toBeUndefined();
  const cut = mask('palette');
  expect(() => readPalettePng(cut.subarray(0, cut.length - 40))).toThrow();
});
