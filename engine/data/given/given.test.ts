import { describe, expect, it } from 'vitest';
import { problem, UserError } from '../../problems.ts';
import { wavOf } from '../../../test/training/sounds.ts';
import { verbatim } from '../../phrases.ts';
import type { Files } from '../define.ts';
import { recognize } from './index.ts';

/**
 * Files by their paths; a text is its content, of a table the names in its one column. Pictures are grey and of 28 by 20 pixels, sounds
 * last a tenth of a second.
 */
function filesOf(tree: Readonly<Record<string, string>>): Files {
  const within = (folder: string) => Object.keys(tree).filter((path) => path.startsWith(`${folder}/`));
  return {
    async list(folder: string) {
      const names = within(folder).map((path) => path.slice(folder.length + 1));
      if (names.length === 0)
        throw new UserError(problem('dataset-missing', { what: verbatim(folder), where: verbatim(folder) }));
      const folders = new Set(names.flatMap((name) => (name.includes('/') ? [name.split('/')[0]!] : [])));
      const files = names.filter((name) => !name.includes('/'));
      return [
        ...[...folders].map((name) => ({ name, isFolder: true })),
        ...files.map((name) => ({ name, isFolder: false })),
      ];
    },
    read: async (path: string) => new TextEncoder().encode(tree[path]),
    table: async (path: string) => {
      const classes = tree[path]!.split('\n').slice(1);
      return {
        columns: classes.length > 0 ? [{ name: 'file', kind: 'category', classes }] : [],
        rows: classes.length,
        texts: (_: number, rows: ArrayLike<number>) => Array.from(rows, (row) => classes[row]),
      };
    },
    bytes: () => TONE,
    pictureFault: () => undefined,
    numbered: () => ({ width: 28, height: 20, data: new Int32Array(560) }),
    picture: (_: string, shape: readonly number[]) => new Uint8Array(shape.reduce((a, b) => a * b, 1)),
  } as unknown as Files;
}
/**
 * A table has the names of all that lies below the folder that it is for, which is said behind its own: `labels.csv:pics`; or
 * `labels.csv:pics:bare`, those names without their endings.
 */
const files = (...paths: readonly string[]) =>
  filesOf(
    Object.fromEntries(
      paths.map((given) => {
        const [path, folder, bare] = given.split(':') as [string, string?, string?];
        const within = paths.filter((one) => folder !== undefined && one.startsWith(`${folder}/`) && one !== given);
        const names = within.map((one) => one.slice(folder!.length + 1));
        return [path, ['file', ...names.map((one) => (bare ? one.replace(/\.\w+$/, '') : one))].join('\n')];
      }),
    ),
  );
const TONE = wavOf(new Float32Array(800), 8000);
const FORM = { rate: 8000, seconds: 0.1 };
const FORMAT = { width: 28, height: 20, colours: 'grey' };

describe('what a person gives', () => {
  it.each([
    ['pictures by class', ['/d/cat/1.png', '/d/dog/2.png'], ['/d'], 'pictures', { folder: '/d', ...FORMAT }],
    [
      'parts of them',
      ['/d/train/a/1.png', '/d/train/b/1.png', '/d/test/a/2.png'],
      ['/d/'],
      'pictures',
      { folder: '/d', ...FORMAT },
    ],
    ['pictures and masks', ['/d/images/1.png', '/d/masks/1.png'], ['/d'], 'picture-pairs', { folder: '/d', ...FORMAT }],
    [
      'a table of pictures, and their folder',
      ['/d/labels.csv:/d/pics', '/d/pics/1.png'],
      ['/d'],
      'labelled-pictures',
      { table: '/d/labels.csv', folder: '/d/pics', ...FORMAT },
    ],
    [
      'the same, given one by one',
      ['/a/labels.csv:/b/pics', '/b/pics/1.png'],
      ['/a/labels.csv', '/b/pics'],
      'labelled-pictures',
      { table: '/a/labels.csv', folder: '/b/pics', ...FORMAT },
    ],
    [
      'a table beside pictures',
      ['/d/labels.csv:/d', '/d/1.png'],
      ['/d'],
      'labelled-pictures',
      { table: '/d/labels.csv', ...FORMAT },
    ],
    [
      'a table that names the folders of the pictures, too',
      ['/d/labels.csv:/d', '/d/cat/1.png', '/d/dog/1.png'],
      ['/d'],
      'labelled-pictures',
      { table: '/d/labels.csv', ...FORMAT },
    ],
    [
      'a table of identifiers, which are the names of sounds without their endings',
      ['/d/labels.csv:/d/clips:bare', '/d/sample_submission.csv:/d/clips:bare', '/d/clips/1.wav', '/d/clips/2.wav'],
      ['/d'],
      'labelled-sounds',
      { table: '/d/labels.csv', folder: '/d/clips', ...FORM },
    ],
    [
      'pictures by class beside a table that names none',
      ['/d/notes.csv', '/d/cat/1.png', '/d/dog/1.png'],
      ['/d'],
      'pictures',
      { folder: '/d', ...FORMAT },
    ],
    [
      'a table to learn from and one to test on, with a folder for each',
      ['/d/train.csv:/d/train', '/d/test.csv:/d/test', '/d/train/1.png', '/d/train/2.png', '/d/test/3.png'],
      ['/d'],
      'labelled-pictures',
      {
        ...{ table: '/d/train.csv', folder: '/d/train', test: '/d/test.csv', testFolder: '/d/test' },
        ...FORMAT,
      },
    ],
    [
      'two tables beside the pictures of both',
      ['/d/train.csv:/d', '/d/test.csv:/d', '/d/1.png', '/d/2.png'],
      ['/d'],
      'labelled-pictures',
      { table: '/d/train.csv', test: '/d/test.csv', ...FORMAT },
    ],
    [
      'a table of sounds, and their folder',
      ['/d/labels.csv:/d/clips', '/d/notes.csv', '/d/clips/1.wav', '/d/clips/2.wav'],
      ['/d'],
      'labelled-sounds',
      { table: '/d/labels.csv', folder: '/d/clips', ...FORM },
    ],
    [
      'a table of sounds in a folder of its own',
      ['/d/meta/labels.csv:/d/audio', '/d/audio/1.wav', '/d/audio/2.wav'],
      ['/d'],
      'labelled-sounds',
      { table: '/d/meta/labels.csv', folder: '/d/audio', ...FORM },
    ],
    [
      'pictures by class beside what a system leaves',
      ['/d/train/Thumbs.db', '/d/train/a/1.png', '/d/train/b/1.png', '/d/val/a/1.png'],
      ['/d'],
      'pictures',
      { folder: '/d', ...FORMAT },
    ],
    ['sounds by class', ['/d/high/1.wav', '/d/low/2.wav'], ['/d'], 'sounds', { folder: '/d', ...FORM }],
    ['texts by class', ['/d/a/1.txt', '/d/b/1.txt'], ['/d'], 'labelled-texts', { folder: '/d' }],
    ['a file of texts for each class', ['/d/a.txt', '/d/b.txt'], ['/d'], 'labelled-texts', { folder: '/d' }],
    [
      'two tables',
      ['/d/train.csv', '/d/test.csv'],
      ['/d/test.csv', '/d/train.csv'],
      'table',
      { file: '/d/train.csv', test: '/d/test.csv' },
    ],
    [
      'two tables beside a form, notes, and a table to be looked up in',
      ['/d/train.csv', '/d/test.csv', '/d/sample_submission.csv', '/d/data_description.txt', '/d/stores.csv'],
      ['/d'],
      'table',
      { file: '/d/train.csv', test: '/d/test.csv' },
    ],
    ['a form alone', ['/d/submission.csv'], ['/d'], 'table', { file: '/d/submission.csv' }],
    ['a folder with a table', ['/d/birds.csv', '/d/.DS_Store'], ['/d'], 'table', { file: '/d/birds.csv' }],
    [
      'arrays',
      ['/x_train.npy', '/y_train.npy', '/x_test.npy', '/y_test.npy'],
      ['/x_train.npy', '/y_test.npy', '/x_test.npy', '/y_train.npy'],
      'numpy',
      { inputs: '/x_train.npy', targets: '/y_train.npy', testInputs: '/x_test.npy', testTargets: '/y_test.npy' },
    ],
    ['an archive', ['/a.npz'], ['/a.npz'], 'numpy', { inputs: '/a.npz' }],
    [
      'files of MNIST',
      [
        '/d/train-images-idx3-ubyte',
        '/d/train-labels-idx1-ubyte',
        '/d/t10k-images-idx3-ubyte',
        '/d/t10k-labels-idx1-ubyte',
      ],
      ['/d'],
      'idx',
      {
        images: '/d/train-images-idx3-ubyte',
        labels: '/d/train-labels-idx1-ubyte',
        testImages: '/d/t10k-images-idx3-ubyte',
        testLabels: '/d/t10k-labels-idx1-ubyte',
      },
    ],
    ['anything else by itself', ['/a.dat'], ['/a.dat'], 'table', { file: '/a.dat' }],
  ] as const)('%s', async (_, tree, given, type, settings) => {
    expect(await recognize(files(...tree), given)).toEqual({ type, settings });
  });

  it('a text file is a text, unless its lines are those of a table', async () => {
    const tree = filesOf({
      '/story.txt': 'Call me Ishmael.\nSome years ago, never mind\nhow long',
      '/t.txt': 'a\tb\n1\t2\n3\t4',
    });
    expect(await recognize(tree, ['/story.txt'])).toEqual({ type: 'text', settings: { file: '/story.txt' } });
    expect(await recognize(tree, ['/t.txt'])).toEqual({ type: 'table', settings: { file: '/t.txt' } });
  });

  it('what is none of it is refused by name', async () => {
    await expect(recognize(files('/d/a.exe', '/d/b.dll'), ['/d'])).rejects.toThrow('"a.exe"');
  });
});
