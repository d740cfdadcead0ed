/**
 * The numbers of a PNG whose pixels are places in a palette: masks are often kept so, where the number is the class and the palette only
 * shows it. Decoders give the colours alone. PNG (Third Edition), W3C 2025.
 */
import { unzlibSync } from 'fflate';
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

export interface Numbered {
  readonly height: number;
  readonly width: number;
  /** Row by row. */
  readonly data: Int32Array;
}

/** Undefined of what is no PNG with a palette, or one whose rows are interlaced. Throws a `Refusal` where it breaks off. */
export function readPalettePng(bytes: Uint8Array): Numbered | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 33 || text(0) !== '\x89PNG') return undefined;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, interlace] = [bytes[24]!, bytes[25]!, bytes[28]!];
  if (colour !== 3 || interlace !== 0) return undefined;
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (text(at + 4) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
    if (text(at + 4) === 'IEND') break;
  }
  const line = Math.ceil((width * depth) / 8);
  const raw = unpacked(parts, height * (line + 1));
  const data = new Int32Array(width * height);
  let before = new Uint8Array(line);
  for (let row = 0; row < height; row++) {
    const start = row * (line + 1);
    const own = unfiltered(raw[start]!, raw.subarray(start + 1, start + 1 + line), before);
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      data[row * width + x] = (own[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
    before = own;
  }
  return { height, width, data };
}

function unpacked(parts: readonly Uint8Array[], size: number): Uint8Array {
  const packed = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  try {
    const raw = unzlibSync(packed, { out: new Uint8Array(size) });
    if (raw.length === size) return raw;
  } catch {
    // as what is too short
  }
  throw new Refusal(phrase('picture-breaks-off'));
}

/** A row of bytes from what its filter left of it; a pixel is one byte or less. */
function unfiltered(filter: number, row: Uint8Array, above: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const [left, up, corner] = [out[i - 1] ?? 0, above[i]!, above[i - 1] ?? 0];
    const guess =
      filter === 1
        ? left
        : filter === 2
          ? up
          : filter === 3
            ? (left + up) >> 1
            : filter === 4
              ? nearest(left, up, corner)
              : 0;
    out[i] = row[i]! + guess;
  }
  return out;
}

/** Paeth's: of the three the nearest to left + up - corner. */
function nearest(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
