/**
 * Why a picture file cannot be read whole, told by its header, the size that this promises and its end: nothing is decoded, and of
 * most files only the two ends are needed. Decoders give a JPEG that breaks off with grey in place of the rest, and say nothing.
 */
import { type Phrase, phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { readGif } from './gif.ts';
import { stopAtMistaken } from './mistaken.ts';
import { MOST_PIXELS, pictureSize } from './picture.ts';

export interface Ends {
  /** Of the whole file, in bytes. */
  readonly size: number;
  /** Its first bytes, or all of them. */
  readonly head: Uint8Array;
  /** Its last bytes, at least twelve where it has so many. */
  readonly tail: Uint8Array;
}

/** Undefined where it is whole; 'unsure' where only all of its bytes tell, and the head has not all. */
export function pictureFault({ size, head, tail }: Ends): Phrase | 'unsure' | undefined {
  const whole = head.length === size;
  try {
    stopAtMistaken(head);
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  const kind = KINDS.find(({ sign }) => sign.test(latin1(head.subarray(0, 12))));
  if (!kind) return phrase('no-known-picture');
  const dimensions = pictureSize(head);
  if (!dimensions) return whole ? phrase('picture-breaks-off') : 'unsure';
  const { width, height } = dimensions;
  if (width * height > MOST_PIXELS) return phrase('picture-too-large', { width, height, most: MOST_PIXELS / 1e6 });
  if (width * height === 0) return phrase('picture-without-pixels');
  if (within(() => kind.ends(tail, head, size))) return undefined;
  if (!whole) return 'unsure';
  return within(() => kind.isWhole(head)) ? undefined : phrase('picture-breaks-off');
}

/** False where it reads beyond the bytes. */
function within(test: () => boolean): boolean {
  try {
    return test();
  } catch (error) {
    if (error instanceof RangeError || error instanceof Refusal) return false;
    throw error;
  }
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

interface Kind {
  readonly sign: RegExp;
  /** Whether its ends show that it is whole; where not, it may be all the same: programs add to the end of files. */
  ends(tail: Uint8Array, head: Uint8Array, size: number): boolean;
  /** Whether all of its bytes show it. */
  isWhole(bytes: Uint8Array): boolean;
}
const no = () => false;

const KINDS: readonly Kind[] = [
  { sign: /^\xff\xd8/, ends: (tail) => /\xff\xd9$/.test(latin1(tail)), isWhole: hasEndOfJpeg },
  { sign: /^\x89PNG/, ends: (tail) => /IEND\xae\x42\x60\x82$/.test(latin1(tail)), isWhole: hasEndOfPng },
  { sign: /^GIF8/, ends: (tail) => tail.at(-1) === 0x3b, isWhole: (bytes) => readGif(bytes).width > 0 },
  { sign: /^RIFF.{4}WEBP/s, ends: (_, head, size) => viewOf(head).getUint32(4, true) + 8 <= size, isWhole: no },
  { sign: /^BM/, ends: (_, head, size) => sizeOfBitmap(viewOf(head)) <= size, isWhole: no },
  { sign: /^(II\*\0|MM\0\*)/, ends: (_, head, size) => head.length === size && hasStrips(head), isWhole: no },
  { sign: /^.{4}ftyp/s, ends: () => true, isWhole: no },
];

/** The mark of the end behind the start of the scan: within the data of a scan it cannot stand, in a small picture in the header it does. */
function hasEndOfJpeg(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  let at = 2;
  for (; view.getUint8(at + 1) !== 0xda; at += 2 + view.getUint16(at + 2))
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xff) at++;
  for (let end = bytes.indexOf(0xff, at + 2); end >= 0; end = bytes.indexOf(0xff, end + 1))
    if (bytes[end + 1] === 0xd9) return true;
  return false;
}

/** Part by part: something may lie behind the last. */
function hasEndOfPng(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at))
    if (latin1(bytes.subarray(at + 4, at + 8)) === 'IEND') return true;
  return false;
}

/** Bytes that a bitmap takes with its header, where it is not packed (0, or with masks of colours 3 and 6); else those before its pixels. */
function sizeOfBitmap(view: DataView): number {
  const start = view.getUint32(10, true);
  if (view.getUint32(14, true) < 40 || ![0, 3, 6].includes(view.getUint32(30, true))) return start + 1;
  const [width, height, bits] = [view.getInt32(18, true), view.getInt32(22, true), view.getUint16(28, true)];
  return start + 4 * Math.ceil((width * bits) / 32) * Math.abs(height);
}

/** Whether the strips or tiles of the first picture lie within the bytes. */
function hasStrips(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  const little = bytes[0] === 0x49;
  /** The numbers of an entry, in place or where it says. */
  const numbers = (at: number): number[] => {
    const wide = view.getUint16(at + 2, little) === 4;
    const count = view.getUint32(at + 4, little);
    if (count > bytes.length) throw new RangeError();
    const from = count * (wide ? 4 : 2) <= 4 ? at + 8 : view.getUint32(at + 8, little);
    return Array.from({ length: count }, (_, i) =>
      wide ? view.getUint32(from + 4 * i, little) : view.getUint16(from + 2 * i, little),
    );
  };
  const start = view.getUint32(4, little);
  const found: Record<number, number[]> = {};
  for (let entry = 0; entry < view.getUint16(start, little); entry++) {
    const at = start + 2 + 12 * entry;
    const tag = view.getUint16(at, little);
    if ([273, 279, 324, 325].includes(tag)) found[tag] = numbers(at);
  }
  const [offsets = [], lengths = []] = found[273] ? [found[273], found[279]] : [found[324], found[325]];
  return offsets.length > 0 && offsets.every((offset, i) => offset + (lengths[i] ?? 0) <= bytes.length);
}
