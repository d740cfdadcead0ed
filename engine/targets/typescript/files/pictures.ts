/** `src/pictures.ts` of an exported project: picture files as the engine reads them (`node/pictures.ts`, `data/datasets/pictures.ts`). */
export const PICTURES = `/** Picture files as numbers from 0 to 255, channels before height and width. */
import { readdirSync, readFileSync } from 'node:fs';
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

const FOREIGN = /^(\\.|__MACOSX$|__pycache__$|@eaDir$|\\$RECYCLE\\.BIN$|System Volume Information$)/i;
const PICTURE = /\\.(png|jpe?g|webp|bmp|gif|tiff?)$/i;
/** The parts that a folder may be dealt out into, by what their folders are called. */
const PARTS: Record<string, 'train' | 'validation' | 'test'> = {
  train: 'train', training: 'train', val: 'validation', valid: 'validation', validation: 'validation', test: 'test', testing: 'test',
};

/** By code points: 1, 10, 2, B, a. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The folders or the pictures in a folder; hidden ones and those of systems are passed over. */
const entries = (folder: string, folders: boolean): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !FOREIGN.test(entry.name) && entry.isDirectory() === folders && (folders || PICTURE.test(entry.name)))
    .map(({ name }) => name)
    .sort(compare);

/** Every folder in a folder, and itself. */
const foldersUnder = (folder: string): string[] => [folder, ...entries(folder, true).flatMap((name) => foldersUnder(\`\${folder}/\${name}\`))];
const picturesUnder = (folder: string): string[] =>
  foldersUnder(folder)
    .sort(compare)
    .flatMap((place) => entries(place, false).map((name) => \`\${place}/\${name}\`));

/** The pictures of each class; a label is the place of its class in the list. */
function readClasses(folder: string, classes: readonly string[], shape: Shape): Pictures {
  const there = entries(folder, true);
  const rows = classes.flatMap((name, label) => {
    const alike = there.includes(name) ? [name] : there.filter((one) => one.toLowerCase() === name.toLowerCase() && !classes.includes(one));
    return alike.flatMap((one) => picturesUnder(\`\${folder}/\${one}\`)).map((file) => ({ file, label }));
  });
  return { image: readPictures(rows.map(({ file }) => file), shape), label: { shape: [rows.length], data: Int32Array.from(rows, ({ label }) => label) } };
}

/** Where the parts lie: the folder itself is that of training where it holds none, and one that holds but one more is gone into. */
function partsOf(folder: string, depth = 0): { train: string; validation?: string; test?: string } {
  const found: { train?: string; validation?: string; test?: string } = {};
  const folders = entries(folder, true);
  const others = folders.filter((name) => {
    const part = PARTS[name.toLowerCase()];
    if (!part || found[part]) return true;
    found[part] = \`\${folder}/\${name}\`;
    return false;
  });
  const { train, ...parts } = found;
  if (train && (others.length === 0 || Object.keys(parts).length > 0)) return { train, ...parts };
  const inner = \`\${folder}/\${folders[0]}\`;
  const wraps = folders.length === 1 && depth < 4 && entries(folder, false).length === 0;
  return wraps && entries(inner, true).length > 0 && entries(inner, false).length === 0 ? partsOf(inner, depth + 1) : { train: folder };
}

/** A folder with one folder for each class, or with the folders train, val and test that hold these. */
export function readPictureFolder(folder: string, shape: Shape): { train: Pictures; validation?: Pictures; test?: Pictures } {
  const { train, ...others } = partsOf(folder);
  const classes = entries(train, true).filter((name) => picturesUnder(\`\${train}/\${name}\`).length > 0);
  const parts = Object.entries(others).map(([part, place]) => [part, readClasses(place, classes, shape)] as const);
  return { train: readClasses(train, classes, shape), ...Object.fromEntries(parts.filter(([, { label }]) => label.data.length > 0)) };
}
`;
