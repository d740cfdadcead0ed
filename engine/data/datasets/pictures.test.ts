/** Folders of pictures as people have them: parts, classes in one order, what systems leave among them. */
import { describe, expect, it } from 'vitest';
import { problem, UserError, wordProblem } from '../../problems.ts';
import { verbatim } from '../../phrases.ts';
import { word } from '../../texts/index.ts';
import type { Files } from '../define.ts';
import { openDataset, Pipeline } from '../pipeline.ts';
import { describeDataset, sampleDataset } from '../preview.ts';

const none = () => Promise.reject(new Error('not asked for'));
/** A folder with these files; one whose path ends in a slash is an empty folder. The pixels of a picture are the length of its name. */
const folderOf = (...paths: readonly string[]): Files => ({
  read: none,
  packaged: none,
  shipped: none,
  table: none,
  numbered: () => ({ height: 1, width: 1, data: Int32Array.of(0) }),
  bytes: () => new Uint8Array(),
  pictureFault: () => undefined,
  picture: (file, shape) => new Uint8Array(shape[0] * shape[1] * shape[2]).fill(file.length),
  async list(place) {
    const inside = paths.filter((path) => path.startsWith(`${place}/`)).map((path) => path.slice(place.length + 1));
    if (inside.length === 0)
      throw new UserError(problem('dataset-missing', { what: verbatim(place), where: verbatim(place) }));
    const names = new Map(inside.filter(Boolean).map((path) => [path.split('/')[0]!, path.includes('/')]));
    return [...names].map(([name, isFolder]) => ({ name, isFolder })).reverse();
  },
});
const choice = { type: 'pictures', settings: { folder: 'd', width: 2, height: 2, colours: 'grey' } };

async function open(...paths: readonly string[]) {
  const files = folderOf(...paths);
  const { columns, notes = [], ...tables } = await openDataset(choice, files);
  const classes = columns[1]!.classes!;
  const labels = (part: 'train' | 'validation' | 'test') => {
    const table = tables[part];
    return table && Array.from(table.read('label', [...Array(table.rows).keys()]).data, (label) => classes[label]!);
  };
  return {
    classes,
    train: labels('train'),
    validation: labels('validation'),
    test: labels('test'),
    notes: notes.map((note) => word(note) as string),
  };
}
const refusal = async (...paths: readonly string[]) =>
  open(...paths).then(
    () => '',
    (error: UserError) => error.problems.map(wordProblem).join(),
  );

describe('a folder of pictures', () => {
  it('has a class for each folder, in the order of code points, and rows in the order of their names', async () => {
    const names = ['2', 'Ä', 'a', '10', 'B', '1', '\u{1F600}', '\uFB01'];
    const { classes, train, notes } = await open(...names.map((name) => `d/${name}/x.png`), 'd/B/w.JPG');
    expect(classes).toEqual(['1', '10', '2', 'B', 'a', 'Ä', '\uFB01', '\u{1F600}']);
    expect(train).toEqual(['1', '10', '2', 'B', 'B', 'a', 'Ä', '\uFB01', '\u{1F600}']);
    expect(notes).toEqual([]);
  });

  it('passes over what systems and tools leave among the pictures, and says so once with the count', async () => {
    const { classes, train, notes } = await open(
      'd/__MACOSX/cat/._1.png',
      'd/.git/config',
      'd/.ipynb_checkpoints/cat.png',
      'd/cat/1.png',
      'd/cat/._1.png',
      'd/cat/Thumbs.db',
      'd/cat/.ipynb_checkpoints/1.png',
      'd/dog/2.png',
      'd/3.png',
    );
    expect(classes).toEqual(['cat', 'dog']);
    expect(train).toEqual(['cat', 'dog']);
    expect(notes).toEqual([
      'In d, 7 files and folders are of no class and are passed over: ' +
        '.ipynb_checkpoints, .git, __MACOSX, 3.png, cat/._1.png, cat/.ipynb_checkpoints, cat/Thumbs.db.',
    ]);
  });

  it('has the pictures of the folders within a class, in the order in which ImageFolder walks', async () => {
    const files = folderOf('d/a/z.png', 'd/a/b/1.png', 'd/a/b-c/22.png', 'd/b/333.png', 'd/a/b/d/4444.png');
    const { train } = await openDataset(choice, files);
    const lengths = [...train.read('image', [0, 1, 2, 3, 4]).data].filter((_, i) => i % 4 === 0);
    expect(lengths).toEqual(
      ['d/a/z.png', 'd/a/b/1.png', 'd/a/b-c/22.png', 'd/a/b/d/4444.png', 'd/b/333.png'].map((path) => path.length),
    );
  });

  it.each([
    ['train', 'val', 'test'],
    ['Training', 'VALIDATION', 'Testing'],
    ['TRAIN', 'valid', 'Test'],
  ])('is dealt out where it holds the folders %s, %s and %s', async (train, validation, test) => {
    const rows = [train, validation, test].flatMap((part) => [`d/${part}/cat/1.png`, `d/${part}/dog/1.png`]);
    const found = await open(...rows, `d/${train}/dog/2.png`, 'd/docs/a.png');
    expect(found).toEqual({
      classes: ['cat', 'dog'],
      train: ['cat', 'dog', 'dog'],
      validation: ['cat', 'dog'],
      test: ['cat', 'dog'],
      notes: ['In d, 1 file or folder is of no class and is passed over: docs.'],
    });
  });

  it('may lie in folders that hold nothing else, as archives are unpacked', async () => {
    const { classes, test } = await open(
      'd/pets/pets/train/cat/1.png',
      'd/pets/pets/train/dog/1.png',
      'd/pets/pets/test/cat/1.png',
    );
    expect([classes, test]).toEqual([['cat', 'dog'], ['cat']]);
  });

  it('takes "train" among other names for a class', async () => {
    expect((await open('d/bus/1.png', 'd/car/1.png', 'd/train/1.png')).classes).toEqual(['bus', 'car', 'train']);
  });

  it('tells of classes that a part lacks, that only the test has, and that have no pictures; capitals do not matter', async () => {
    const found = await open(
      'd/train/cat/1.png',
      'd/train/dog/1.png',
      'd/train/fish/',
      'd/val/Dog/1.png',
      'd/test/CAT/1.png',
      'd/test/dog/1.png',
      'd/test/bird/1.png',
      'd/test/bird/2.png',
      'd/test/fish/1.png',
    );
    expect(found.classes).toEqual(['cat', 'dog']);
    expect([found.validation, found.test]).toEqual([['dog'], ['cat', 'dog']]);
    expect(found.notes).toEqual([
      'Without pictures to learn from, and so no classes: "fish".',
      'The validation data have no pictures of "cat".',
      '3 test pictures are left aside, as training has no pictures of their classes: "bird", "fish".',
    ]);
  });

  it('needs two classes', async () => {
    expect(await refusal('d/cat/1.png', 'd/notes.txt')).toMatch(/has only "cat"/);
    expect(await refusal('d/1.png')).toMatch(/has no folder/);
    expect(await refusal('d/cat/', 'd/dog/notes.txt')).toMatch(/hold no picture/);
    expect(await refusal('d/train/1.png', 'd/test/1.png')).toMatch(/has no folder/);
  });

  it('has a validation split of its own: no share of the training rows is taken, and its rows can be looked at', async () => {
    const files = folderOf(
      ...Array.from({ length: 20 }, (_, i) => `d/train/${i % 2 ? 'cat' : 'dog'}/${i}.png`),
      ...['cat', 'dog'].map((name) => `d/val/${name}/a.png`),
    );
    const { splits } = await Pipeline.open(
      {
        data: {
          dataset: choice,
          inputs: {},
          targets: {},
          split: { method: 'random', validation: 0.5, test: 0.1, seed: 0 },
        },
      },
      files,
    );
    expect([splits.train, splits.validation, splits.test].map(({ rows }) => rows.length)).toEqual([18, 2, 2]);
    expect((await describeDataset(choice, files)).rows).toEqual({ train: 20, validation: 2, test: null });
    const { label } = await sampleDataset(choice, files, { split: 'validation', offset: 1, count: 10 });
    expect([...label!.data]).toEqual([1]);
  });
});
