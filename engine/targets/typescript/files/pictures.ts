/** `src/pictures.ts` of an exported project: picture files as the engine reads them (`node/pictures.ts`, `data/datasets/pictures.ts`). */
export const PICTURES = `/** Picture files as numbers from 0 to 255, channels before height and width. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ResizeFilterType, ResizeFit, Transformer } from '@napi-rs/image';
import type { Numbers } from './arrays.ts';

/** Of every picture: 1 channel is grey, 3 are red, green and blue. */
export type Shape = [channels: 1 | 3, height: number, width: number];

/** How the library stores a pixel, by its number of a colour type: channels, and the bytes of one. */
const STORED = [[1, 1], [2, 1], [3, 1], [4, 1], [1, 2], [2, 2], [3, 2], [4, 2], [3, 4], [4, 4]] as const;

/** One picture, turned as its camera says and stretched. */
function decode(file: string, [channels, height, width]: Shape): Uint8Array {
  const picture = new Transformer(readFileSync(file)).rotate();
  const [stored, bytes] = STORED[picture.metadataSync().colorType]!;
  const { buffer, byteOffset, byteLength } = picture.resize({ width, height, filter: ResizeFilterType.Triangle, fit: ResizeFit.Fill }).rawPixelsSync();
  const own = buffer.slice(byteOffset, byteOffset + byteLength);
  const pixels =
    bytes === 1
      ? new Uint8Array(own)
      : bytes === 2
        ? new Uint16Array(own).map((x) => Math.round(x / 257))
        : new Float32Array(own).map((x) => x * 255);
  const size = height * width;
  const out = new Uint8Array(channels * size);
  for (let i = 0; i < size; i++) {
    const at = i * stored;
    const [red, green, blue] = stored < 3 ? [pixels[at]!, pixels[at]!, pixels[at]!] : [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    // grey as Pillow and torchvision have it
    if (channels === 1) out[i] = stored < 3 ? red : (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
    else [out[i], out[size + i], out[2 * size + i]] = [red, green, blue];
  }
  return out;
}

/** Picture files, one row each. */
export function readPictures(files: readonly string[], shape: Shape): Numbers {
  const size = shape[0] * shape[1] * shape[2];
  const data = new Uint8Array(files.length * size);
  files.forEach((file, i) => data.set(decode(file, shape), i * size));
  return { shape: [files.length, ...shape], data };
}

export interface Pictures {
  image: Numbers;
  label: Numbers;
}

const entries = (folder: string, folders: boolean): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() === folders)
    .map(({ name }) => name)
    .sort();

/** Every picture of the classes' folders; a label is the place of its class in the list. */
function readClasses(folder: string, classes: readonly string[], shape: Shape): Pictures {
  const rows = classes.flatMap((name, label) =>
    entries(path.join(folder, name), false)
      .filter((file) => /\\.(png|jpe?g|webp|bmp|gif|tiff?)$/i.test(file))
      .map((file) => ({ file: path.join(folder, name, file), label })),
  );
  return { image: readPictures(rows.map(({ file }) => file), shape), label: { shape: [rows.length], data: Int32Array.from(rows, ({ label }) => label) } };
}

/** A folder with one folder for each class. Where it holds the folders train and test instead, the classes lie in those. */
export function readPictureFolder(folder: string, shape: Shape): { train: Pictures; test?: Pictures } {
  const found = entries(folder, true);
  if (!found.includes('train') || found.some((name) => name !== 'train' && name !== 'test')) return { train: readClasses(folder, found, shape) };
  const classes = entries(path.join(folder, 'train'), true);
  const part = (name: string) => readClasses(path.join(folder, name), classes, shape);
  return { train: part('train'), ...(found.includes('test') && { test: part('test') }) };
}
`;
