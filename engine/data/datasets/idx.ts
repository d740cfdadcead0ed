import { phrase, verbatim } from '../../phrases.ts';
import { path } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { defineDataset, type Files } from '../define.ts';
import { readIdx } from '../formats/idx.ts';
import type { RawArray } from '../table.ts';
import { type Arrays, damaged, openArrays, readWith } from './files.ts';

const file = (label: string, doc: string) =>
  path({ label, default: '', doc, extensions: ['idx', 'ubyte', 'idx1-ubyte', 'idx3-ubyte', 'gz'] });

/** Without test files. */
const SHARE = { value: '', text: 'a share of the rows' };

export const idx = defineDataset({
  id: 'idx',
  title: 'IDX files',
  doc: 'Pictures and labels in the format of the MNIST files, packed by gzip or not.',
  source: { title: 'The IDX file format', url: 'http://yann.lecun.com/exdb/mnist/' },
  settings: {
    images: file('Images', 'The file of pictures (or any numbers) to learn from.'),
    labels: file('Labels', 'The file of their labels.'),
    testImages: {
      ...file('Test images', 'Pictures to test on; left empty, a share of the rows is kept for testing.'),
      blank: SHARE,
    },
    testLabels: { ...file('Test labels', 'Their labels.'), blank: SHARE },
  },
  required: ['images', 'labels'],
  async open(files, { images, labels, testImages, testLabels }) {
    const train = await pair(files, images, labels);
    const alone = testImages && testLabels ? '' : testImages || testLabels;
    const test = testImages && testLabels ? await pair(files, testImages, testLabels) : NOTHING;
    const opened = openArrays({ ...train, file: images }, { ...test, file: testImages });
    if (alone === '') return opened;
    const note = phrase('file-left-aside', { file: verbatim(alone), reason: phrase('no-test-partner') });
    return { ...opened, notes: [...(opened.notes ?? []), note] };
  },
});

const NOTHING: Arrays = { arrays: new Map(), aside: new Map() };

/** Throws a `UserError` where pictures and labels have each other's place, or labels are none. */
async function pair(files: Files, images: string, labels: string): Promise<Arrays> {
  const arrays = new Map<string, RawArray>([
    ['image', await readWith(files, images, readIdx)],
    ['label', await readWith(files, labels, readIdx)],
  ]);
  const [rows, classes] = ['image', 'label'].map((name) => arrays.get(name)!.shape.slice(1)) as [number[], number[]];
  if (classes.length > 0)
    throw rows.length === 0
      ? damaged(
          images,
          phrase('pictures-and-labels-swapped', { labels: verbatim(labels), shape: formatShape(classes) }),
        )
      : damaged(labels, phrase('labels-of-several', { shape: formatShape(classes) }));
  return { arrays, aside: new Map() };
}
