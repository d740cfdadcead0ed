/** `src/pictures.ts` of an exported project: picture files as the engine reads them (`node/pictures.ts`, `data/datasets/pictures.ts`). */
export const PICTURES = `/** Picture files as numbers from 0 to 255, channels before height and width. */
import { readFileSync } from 'node:fs';
import { FastResizeFilter, ResizeFilterType, ResizeFit, Transformer } from '@napi-rs/image';
import type { Numbers } from './arrays.ts';
import { byClass } from './class-folders.ts';
import { type Fit, framed, placed } from './frames.ts';
import { orientationOf, readGif } from './picture-files.ts';

/** Of every picture: 1 channel is grey, 3 are red, green and blue. */
export type Shape = [channels: 1 | 3, height: number, width: number];

/** How the library stores a pixel, by its number of a colour type: channels, and the bytes of one. */
const STORED = [[1, 1], [2, 1], [3, 1], [4, 1], [1, 2], [2, 2], [3, 2], [4, 2], [3, 4], [4, 4]] as const;

/** One picture, turned as its camera says and brought into its frame. */
function decode(file: string, [channels, height, width]: Shape, fit: Fit): Uint8Array {
  const bytes = readFileSync(file);
  const gif = bytes.toString('latin1', 0, 4) === 'GIF8' ? readGif(bytes) : undefined;
  const turn = gif ? undefined : orientationOf(bytes);
  const picture = gif ? Transformer.fromRgbaPixels(gif.pixels, gif.width, gif.height) : new Transformer(bytes).rotate(turn);
  const { colorType, ...found } = picture.metadataSync();
  const [kept, depth] = STORED[colorType]!;
  const lies = !gif && (turn ?? found.orientation ?? 1) > 4;
  const own = placed(lies ? { height: found.width, width: found.height } : found, { height, width }, fit);
  const size = { height: own.height, width: own.width, fit: ResizeFit.Fill };
  // of plain colours the library has a way that takes half of the time, and gives four channels
  const quick = kept === 3 && depth === 1;
  const stored = quick ? 4 : kept;
  const resized = quick ? picture.fastResize({ ...size, filter: FastResizeFilter.Bilinear }) : picture.resize({ ...size, filter: ResizeFilterType.Triangle });
  const { buffer, byteOffset, byteLength } = resized.rawPixelsSync();
  const raw = buffer.slice(byteOffset, byteOffset + byteLength);
  const pixels =
    depth === 1
      ? new Uint8Array(raw)
      : depth === 2
        ? new Uint16Array(raw).map((x) => Math.round(x / 257))
        : new Float32Array(raw).map((x) => x * 255);
  const plane = own.height * own.width;
  const out = new Uint8Array(channels * plane);
  for (let i = 0; i < plane; i++) {
    const at = i * stored;
    const [red, green, blue] = stored < 3 ? [pixels[at]!, pixels[at]!, pixels[at]!] : [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    // grey as Pillow and torchvision have it
    if (channels === 1) out[i] = stored < 3 ? red : (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
    else [out[i], out[plane + i], out[2 * plane + i]] = [red, green, blue];
  }
  return fit === 'stretch' ? out : framed(out, channels, own, { height, width });
}

/** Picture files, one row each. */
export function readPictures(files: readonly string[], shape: Shape, fit: Fit = 'stretch'): Numbers {
  const size = shape[0] * shape[1] * shape[2];
  const data = new Uint8Array(files.length * size);
  files.forEach((file, i) => data.set(decode(file, shape, fit), i * size));
  return { shape: [files.length, ...shape], data };
}

export interface Pictures {
  image: Numbers;
  label: Numbers;
}

/** A folder with one folder for each class, or with the folders train, val and test that hold these. */
export function readPictureFolder(folder: string, shape: Shape, fit: Fit = 'stretch'): { train: Pictures; validation?: Pictures; test?: Pictures } {
  return byClass(folder, PICTURE, (files, labels) => ({ image: readPictures(files, shape, fit), label: labels }));
}

const PICTURE = /\\.(png|jpe?g|webp|bmp|gif|tiff?)$/i;
`;

/** `src/picture-files.ts` of an exported project: what the library does not know of picture files (`data/formats/gif.ts`, `exif.ts`). */
export const PICTURE_FILES = `/** Parts of picture files that the library does not read. */

/** How the camera was held, from 1 to 8: the tag 274 of PNG and WebP files. Of JPEG and TIFF files the library knows it itself. */
export function orientationOf(bytes: Buffer): number | undefined {
  const png = bytes.toString('latin1', 1, 4) === 'PNG';
  if (!png && bytes.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  for (let at = png ? 8 : 12; at + 12 <= bytes.length; ) {
    const length = png ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at + 4);
    const kind = bytes.toString('latin1', png ? at + 4 : at, png ? at + 8 : at + 4);
    if (kind === 'eXIf' || kind === 'EXIF') {
      // some write the mark of JPEG files before it
      const tags = bytes.subarray(at + 8 + (bytes.toString('latin1', at + 8, at + 12) === 'Exif' ? 6 : 0), at + 8 + length);
      const read = tags.toString('latin1', 0, 2) === 'II' ? 'LE' : 'BE';
      const start = tags[\`readUInt32\${read}\`](4);
      for (let entry = start + 2; entry < start + 2 + 12 * tags[\`readUInt16\${read}\`](start); entry += 12)
        if (tags[\`readUInt16\${read}\`](entry) === 274) return tags[\`readUInt16\${read}\`](entry + 8) || undefined;
    }
    at += png ? 12 + length : 8 + length + (length % 2);
  }
  return undefined;
}

/** The first frame of a GIF: red, green, blue and 255 for each pixel. */
export function readGif(bytes: Buffer): { width: number; height: number; pixels: Uint8Array } {
  const paletteSize = (flags: number) => (flags & 0x80 ? 2 << (flags & 7) : 0);
  const [width, height, flags] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8), bytes.readUInt8(10)];
  let palette = bytes.subarray(13, 13 + 3 * paletteSize(flags));
  let outside = bytes.readUInt8(11);
  let at = 13 + palette.length;
  while (bytes.readUInt8(at) === 0x21) {
    if (bytes[at + 1] === 0xf9 && bytes.readUInt8(at + 3) & 1) outside = bytes.readUInt8(at + 6);
    for (at += 2; bytes.readUInt8(at) > 0; ) at += 1 + bytes[at]!;
    at++;
  }
  if (bytes[at] !== 0x2c) throw new Error('The GIF has no picture.');
  const [left, top, across, down] = [1, 3, 5, 7].map((offset) => bytes.readUInt16LE(at + offset)) as [number, number, number, number];
  const own = bytes.readUInt8(at + 9);
  if (own & 0x80) palette = bytes.subarray(at + 10, at + 10 + 3 * paletteSize(own));
  at += 10 + 3 * paletteSize(own);
  const indices = unpack(bytes.subarray(at + 1), bytes.readUInt8(at), across * down);
  const steps = own & 0x40 ? [[0, 8], [4, 8], [2, 4], [1, 2]] : [[0, 1]];
  const order = steps.flatMap(([first, step]) => Array.from({ length: Math.ceil(Math.max(0, down - first!) / step!) }, (_, i) => first! + i * step!));
  const canvas = new Uint8Array(width * height).fill(outside);
  order.forEach((y, row) => {
    if (top + y < height) canvas.set(indices.subarray(row * across, row * across + Math.min(across, width - left)), (top + y) * width + left);
  });
  const pixels = new Uint8Array(4 * width * height);
  canvas.forEach((index, i) => pixels.set([palette[3 * index] ?? 0, palette[3 * index + 1] ?? 0, palette[3 * index + 2] ?? 0, 255], 4 * i));
  return { width, height, pixels };
}

/** Indices from codes of growing length, each of which stands for a run that was there before. */
function unpack(blocks: Buffer, depth: number, count: number): Uint8Array {
  const parts: Buffer[] = [];
  for (let at = 0; (blocks[at] ?? 0) > 0; at += 1 + blocks[at]!) parts.push(blocks.subarray(at + 1, at + 1 + blocks[at]!));
  const data = Buffer.concat(parts);
  const clear = 1 << depth;
  const singles = Array.from({ length: clear + 2 }, (_, index) => [index]);
  const out = new Uint8Array(count);
  let [runs, size, bit, written] = [[...singles], depth + 1, 0, 0];
  let previous: number[] | undefined;
  while (written < count) {
    if (bit + size > 8 * data.length) throw new Error('The GIF breaks off.');
    let code = 0;
    for (let i = 0; i < size; i++, bit++) code |= ((data[bit >> 3]! >> (bit & 7)) & 1) << i;
    if (code === clear) {
      [runs, size, previous] = [[...singles], depth + 1, undefined];
      continue;
    }
    const run = runs[code] ?? (previous && code === runs.length ? [...previous, previous[0]!] : undefined);
    if (!run || code === clear + 1) throw new Error('The GIF is damaged.');
    out.set(run.slice(0, count - written), written);
    written += run.length;
    if (previous && runs.length < 4096) {
      runs.push([...previous, run[0]!]);
      if (runs.length === 1 << size && size < 12) size++;
    }
    previous = run;
  }
  return out;
}
`;
