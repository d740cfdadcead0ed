/** GIF pictures: the first frame, as red, green, blue and 255 for each pixel. GIF89a specification, with Welch's compression (1984). */
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { MOST_PIXELS } from './picture.ts';

export interface GifPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Throws a `Refusal` where no whole first frame is in the bytes. What is seen through has its palette's colour, as Pillow gives it. */
export function readGif(bytes: Uint8Array): GifPicture {
  const at = (place: number): number => {
    if (place >= bytes.length) throw new Refusal(phrase('picture-breaks-off'));
    return bytes[place]!;
  };
  const of16 = (place: number): number => at(place) + (at(place + 1) << 8);
  const [width, height] = [of16(6), of16(8)];
  let palette = paletteAt(bytes, 13, at(10));
  let outside = at(11);
  let place = 13 + 3 * sizeOfPalette(at(10));
  for (;;) {
    const kind = at(place);
    if (kind === 0x21) {
      // a graphic control says which colour is seen through
      if (at(place + 1) === 0xf9 && at(place + 3) & 1) outside = at(place + 6);
      place = endOfBlocks(at, place + 2);
    } else if (kind === 0x2c) break;
    else throw new Refusal(phrase('picture-breaks-off'));
  }
  const [left, top, across, down] = [1, 3, 5, 7].map((offset) => of16(place + offset)) as [
    number,
    number,
    number,
    number,
  ];
  const flags = at(place + 9);
  if (flags & 0x80) palette = paletteAt(bytes, place + 10, flags);
  place += 10 + 3 * sizeOfPalette(flags);
  if (Math.max(width * height, across * down) > MOST_PIXELS)
    throw new Refusal(phrase('picture-too-large', { width, height, most: MOST_PIXELS / 1e6 }));
  const indices = unpacked(bytes.subarray(place + 1), at(place), across * down);
  const pixels = new Uint8Array(4 * width * height);
  const put = (x: number, y: number, index: number): void => {
    const to = 4 * (y * width + x);
    for (let c = 0; c < 3; c++) pixels[to + c] = palette[3 * index + c] ?? 0;
    pixels[to + 3] = 255;
  };
  if (left > 0 || top > 0 || across < width || down < height) {
    if (width * height > 0) put(0, 0, outside);
    const words = new Uint32Array(pixels.buffer);
    words.fill(words[0] ?? 0);
  }
  const order = flags & 0x40 ? interlaced(down) : undefined;
  for (let row = 0; row < down; row++)
    for (let x = 0; x < across; x++) {
      const y = top + (order ? order[row]! : row);
      if (left + x < width && y < height) put(left + x, y, indices[row * across + x]!);
    }
  return { width, height, pixels };
}

const sizeOfPalette = (flags: number): number => (flags & 0x80 ? 2 << (flags & 7) : 0);
const paletteAt = (bytes: Uint8Array, place: number, flags: number): Uint8Array =>
  bytes.subarray(place, place + 3 * sizeOfPalette(flags));

/** Behind blocks that say their lengths, the last of which is empty. */
function endOfBlocks(at: (place: number) => number, start: number): number {
  let place = start;
  for (let length = at(place); length > 0; length = at(place)) place += 1 + length;
  return place + 1;
}

/** Every eighth row, those in the middle between them, and so on. */
const interlaced = (rows: number): number[] =>
  [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ].flatMap(([first, step]) =>
    Array.from({ length: Math.max(0, Math.ceil((rows - first!) / step!)) }, (_, i) => first! + i * step!),
  );

/** Codes of growing length, each of which stands for a run of indices that was there before. */
function unpacked(blocks: Uint8Array, depth: number, count: number): Uint8Array {
  const damaged = () => new Refusal(phrase('picture-breaks-off'));
  // no code stands for more than 4096 indices
  if (depth < 1 || depth > 8 || count > 4096 * blocks.length) throw damaged();
  const clear = 1 << depth;
  const out = new Uint8Array(count);
  /** Of each code: the code that it goes on from, its last index, and how long its run is. */
  const before = new Int16Array(4096);
  const last = new Uint8Array(4096);
  const lengths = new Uint16Array(4096);
  for (let code = 0; code < clear; code++) [last[code], lengths[code]] = [code, 1];
  const next = codesOf(blocks);
  let [size, free, previous, written] = [depth + 1, clear + 2, -1, 0];
  while (written < count) {
    const code = next(size);
    if (code === undefined || code === clear + 1) throw damaged();
    if (code === clear) {
      [size, free, previous] = [depth + 1, clear + 2, -1];
      continue;
    }
    if (code > free || (code === free && previous < 0)) throw damaged();
    const known = code < free ? code : previous;
    const length = lengths[known]! + (code === free ? 1 : 0);
    let first = known;
    for (let at = written + lengths[known]! - 1; at >= written; at--) {
      if (at < count) out[at] = last[first]!;
      if (at > written) first = before[first]!;
    }
    if (code === free && written + length <= count) out[written + length - 1] = last[first]!;
    written += length;
    if (previous >= 0 && free < 4096) {
      [before[free], last[free], lengths[free]] = [previous, last[first]!, lengths[previous]! + 1];
      if (++free === 1 << size && size < 12) size++;
    }
    previous = code;
  }
  return out;
}

/** Codes of so many bits, the lowest first, out of blocks that say their lengths; undefined where these end. */
function codesOf(blocks: Uint8Array): (size: number) => number | undefined {
  let [place, left, bits, held] = [0, 0, 0, 0];
  return (size) => {
    while (held < size) {
      if (left === 0) {
        left = blocks[place++] ?? 0;
        if (left === 0) return undefined;
      }
      if (place >= blocks.length) return undefined;
      bits |= blocks[place++]! << held;
      [left, held] = [left - 1, held + 8];
    }
    const code = bits & ((1 << size) - 1);
    [bits, held] = [bits >>> size, held - size];
    return code;
  };
}
