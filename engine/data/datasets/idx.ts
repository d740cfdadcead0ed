import { path } from '../../settings.ts';
import { defineDataset } from '../define.ts';
import { readIdx } from '../formats/idx.ts';
import type { RawArray } from '../table.ts';
import { openArrays, readWith } from './files.ts';

const file = (label: string, doc: string) =>
  path({ label, default: '', doc, extensions: ['idx', 'ubyte', 'idx1-ubyte', 'idx3-ubyte'] });

export const idx = defineDataset({
  id: 'idx',
  title: 'IDX files',
  doc: 'Pictures and labels in the format of the MNIST files.',
  source: { title: 'The IDX file format', url: 'http://yann.lecun.com/exdb/mnist/' },
  settings: {
    images: file('Images', 'The file of pictures (or any numbers) to learn from.'),
    labels: file('Labels', 'The file of their labels.'),
    testImages: file('Test images', 'Pictures to test on; left empty, a share of the rows is kept for testing.'),
    testLabels: file('Test labels', 'Their labels.'),
  },
  async open(files, { images, labels, testImages, testLabels }) {
    const read = async (pictures: string, classes: string) =>
      new Map<string, RawArray>([
        ['image', await readWith(files, pictures, readIdx)],
        ['label', await readWith(files, classes, readIdx)],
      ]);
    return openArrays(
      await read(images, labels),
      testImages && testLabels ? await read(testImages, testLabels) : new Map(),
      images,
    );
  },
});
