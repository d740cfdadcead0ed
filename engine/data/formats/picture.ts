/** Names of files that hold pictures. */
export const PICTURE = /\.(png|jpe?g|webp|bmp|gif|tiff?)$/i;

/** Pixels that are decoded of one picture: what they take is several bytes each, whatever the file has. */
export const MOST_PIXELS = 100_000_000;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size that a picture's header promises, without anything decoded; undefined where no header of a known form is whole. */
export function pictureSize(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  try {
    if (text(0, 4) === '\x89PNG') return { width: view.getUint32(16), height: view.getUint32(20) };
    if (text(0, 4) === 'GIF8') return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (text(0, 2) === 'BM') return sizeOfBitmap(view);
    if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return sizeOfWebp(view, text(12, 4));
    if (text(0, 2) === '\xff\xd8') return sizeOfJpeg(view);
    if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*') return sizeOfTiff(view, text(0, 2) === 'II');
    return text(4, 4) === 'ftyp' ? sizeOfAvif(view) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // the header breaks off
    throw error;
  }
}

/** Heights are negative where the rows lie from the top down; the oldest headers have 16 bits for each. */
const sizeOfBitmap = (view: DataView): Size =>
  view.getUint32(14, true) === 12
    ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
    : { width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) };

/** In 14 bits each, or of a picture with extras in 24, less one. */
function sizeOfWebp(view: DataView, kind: string): Size | undefined {
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const of24 = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  return kind === 'VP8X' ? { width: of24(24), height: of24(27) } : undefined;
}

/** In the segment that starts the frame: 0xc0 to 0xcf, without those of tables and extensions. */
function sizeOfJpeg(view: DataView): Size | undefined {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xff) at++;
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff || marker === 0xda) return undefined;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
}

/** The tags 256 and 257 of the first directory, of 16 or 32 bits. */
function sizeOfTiff(view: DataView, little: boolean): Size {
  const start = view.getUint32(4, little);
  const size = { width: 0, height: 0 };
  for (let entry = 0; entry < view.getUint16(start, little); entry++) {
    const at = start + 2 + 12 * entry;
    const tag = view.getUint16(at, little);
    const value =
      view.getUint16(at + 2, little) === 3 ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
    if (tag === 256) size.width = value;
    if (tag === 257) size.height = value;
  }
  return size;
}

/** The largest of the boxes that say a size ("ispe"): a picture may have several parts. */
function sizeOfAvif(view: DataView): Size | undefined {
  let largest: Size | undefined;
  for (let at = 8; at + 16 <= Math.min(view.byteLength, 1 << 16); at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
