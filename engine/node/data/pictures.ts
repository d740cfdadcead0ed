/** Picture files (PNG, JPEG, WebP, GIF, BMP, TIFF) as raw pixels, channels first, in the size that is asked for. */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { orientationOf } from '../../data/formats/exif.ts';
import { type Numbered, readPalettePng } from '../../data/formats/palettePng.ts';
import { readGif } from '../../data/formats/gif.ts';
import { pictureFault } from '../../data/formats/pictureFault.ts';
import { type Fit, framed, placed, type Size } from '../../data/transforms/pictures/resample.ts';
import { problem, Refusal, UserError, reasonOf } from '../../problems.ts';
import { phrase, type Value, verbatim } from '../../phrases.ts';
import { endsSync, readRegularSync } from '../files/regular.ts';

/** How the reader stores a pixel, by its number of a colour type: channels, and the bytes of one. */
const STORED = [
  { channels: 1, bytes: 1 },
  { channels: 2, bytes: 1 },
  { channels: 3, bytes: 1 },
  { channels: 4, bytes: 1 },
  { channels: 1, bytes: 2 },
  { channels: 2, bytes: 2 },
  { channels: 3, bytes: 2 },
  { channels: 4, bytes: 2 },
  { channels: 3, bytes: 4 },
  { channels: 4, bytes: 4 },
] as const;

/** Loaded when the first picture is read: most trainings read none. */
let reader: typeof import('@napi-rs/image') | undefined;
function loadReader(file: string): typeof import('@napi-rs/image') {
  try {
    return (reader ??= createRequire(import.meta.url)('@napi-rs/image') as typeof import('@napi-rs/image'));
  } catch (error) {
    throw new UserError(
      problem('file-unreadable', {
        file: verbatim(file),
        reason: phrase('no-picture-reader', { why: verbatim((error as Error).message.split('\n')[0]!) }),
      }),
    );
  }
}

/**
 * The pixels of a picture file, 0 to 255, as C×H×W with one channel (grey) or three (red, green, blue). A picture of another size is
 * stretched, or as `fit` says; shrinking averages what falls on a pixel (bilinear). Transparency is ignored, and grey is 0.299 R + 0.587 G + 0.114 B, as
 * Pillow and torchvision have it. Turned as the camera notes in the file say. No
 * picture of more than 100 million pixels is decoded. Throws a `UserError` that names the file.
 */
export function decodePicture(
  bytes: Uint8Array,
  file: string,
  [channels, height, width]: readonly [number, number, number],
  fit: Fit = 'stretch',
): Uint8Array {
  const reader = loadReader(file);
  try {
    stopAtFault(bytes);
    const picture = opened(bytes, reader.Transformer);
    const { colorType, ...found } = picture.metadataSync();
    const frame = { height, width };
    // as it lies in the file
    const lies = !isGif(bytes) && (orientationOf(bytes) ?? found.orientation ?? 1) > 4;
    const own = placed(lies ? { height: found.width, width: found.height } : found, frame, fit);
    const { pixels, stored } = sized(picture, STORED[colorType]!, own, reader);
    const whole = planes(pixels, stored, channels, own.height * own.width);
    return fit === 'stretch' ? whole : framed(whole, channels, own, frame);
  } catch (error) {
    throw undecodable(error, file);
  }
}

/** The numbers of a mask, in its own size: places in its palette, or grey values. Throws a `UserError` that names the file. */
export function numberedPicture(bytes: Uint8Array, file: string): Numbered {
  try {
    stopAtFault(bytes);
    const palette = readPalettePng(bytes);
    if (palette) return palette;
    const { width, height } = opened(bytes, loadReader(file).Transformer).metadataSync();
    const lies = !isGif(bytes) && turnedBy(bytes, file) > 4;
    const size = lies ? { height: width, width: height } : { height, width };
    return { ...size, data: Int32Array.from(decodePicture(bytes, file, [1, size.height, size.width])) };
  } catch (error) {
    throw undecodable(error, file);
  }
}

function undecodable(error: unknown, file: string): UserError {
  if (error instanceof UserError) return error;
  const reason =
    error instanceof Refusal ? error.reason : phrase('pixels-undecodable', { why: verbatim((error as Error).message) });
  return new UserError(problem('file-damaged', { file: verbatim(file), where: phrase('its-picture'), reason }));
}

/** How the camera was held, from 1 to 8. */
const turnedBy = (bytes: Uint8Array, file: string): number =>
  orientationOf(bytes) ?? new (loadReader(file).Transformer)(bytes).metadataSync().orientation ?? 1;

interface Pixels {
  /** 0 to 255, side by side. */
  readonly pixels: ArrayLike<number>;
  /** Of each. */
  readonly stored: number;
}

/** In another size. Of plain colours the reader has a way that takes half of the time. */
function sized(
  picture: import('@napi-rs/image').Transformer,
  { channels, bytes }: (typeof STORED)[number],
  { height, width }: Size,
  { FastResizeFilter, ResizeFilterType, ResizeFit }: typeof import('@napi-rs/image'),
): Pixels {
  const size = { height, width, fit: ResizeFit.Fill };
  if (channels === 3 && bytes === 1) {
    const pixels = picture.fastResize({ ...size, filter: FastResizeFilter.Bilinear }).rawPixelsSync();
    return { pixels, stored: 4 };
  }
  const decoded = picture.resize({ ...size, filter: ResizeFilterType.Triangle }).rawPixelsSync();
  const buffer = decoded.buffer.slice(decoded.byteOffset, decoded.byteOffset + decoded.byteLength);
  if (bytes === 1) return { pixels: new Uint8Array(buffer), stored: channels };
  const pixels =
    bytes === 2
      ? new Uint16Array(buffer).map((value) => Math.round(value / 257))
      : new Float32Array(buffer).map((value) => value * 255);
  return { pixels, stored: channels };
}

/** Turned as the camera says; of a GIF, which the reader does not know, the first frame. */
function opened(
  bytes: Uint8Array,
  Transformer: typeof import('@napi-rs/image').Transformer,
): import('@napi-rs/image').Transformer {
  if (isGif(bytes)) {
    const { pixels, width, height } = readGif(bytes);
    return Transformer.fromRgbaPixels(pixels, width, height);
  }
  return new Transformer(bytes).rotate(orientationOf(bytes));
}
const isGif = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'GIF8';

/** What the file itself shows to be wrong is said; the decoder might hide it, or take a few hundred bytes for a picture that fills the memory. */
function stopAtFault(bytes: Uint8Array): void {
  const fault = pictureFault({ size: bytes.length, head: bytes, tail: bytes.subarray(-TAIL) });
  if (fault !== undefined && fault !== 'unsure') throw new Refusal(fault);
}

const HEAD = 4096;
const TAIL = 64;
/** What was found of files, by path, as long as they stay as they are. */
const known = new Map<
  string,
  { readonly size: number; readonly modified: number; readonly fault: Value | undefined }
>();
const MOST_KNOWN = 500_000;

/** Why a picture file cannot be read: by its two ends, or where these do not tell by all of it. */
export function pictureFileFault(file: string): Value | undefined {
  try {
    const { size, mtimeMs: modified } = statSync(file);
    const before = known.get(file);
    if (before?.size === size && before.modified === modified) return before.fault;
    if (known.size >= MOST_KNOWN) known.clear();
    const byEnds = pictureFault(endsSync(file, HEAD, TAIL));
    const fault = byEnds === 'unsure' ? wholeFault(file) : byEnds;
    known.set(file, { size, modified, fault });
    return fault;
  } catch (error) {
    return reasonOf(error);
  }
}

function wholeFault(file: string): Value | undefined {
  try {
    stopAtFault(readRegularSync(file));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Pixels side by side as planes of `wanted` channels. */
function planes(pixels: ArrayLike<number>, stored: number, wanted: number, size: number): Uint8Array {
  const out = new Uint8Array(wanted * size);
  const [red, green, blue] = stored >= 3 ? [0, 1, 2] : [0, 0, 0];
  if (wanted === 3)
    for (let i = 0, at = 0; i < size; i++, at += stored) {
      out[i] = pixels[at + red]!;
      out[i + size] = pixels[at + green]!;
      out[i + 2 * size] = pixels[at + blue]!;
    }
  else
    for (let i = 0, at = 0; i < size; i++, at += stored)
      out[i] =
        stored < 3
          ? pixels[at]!
          : (19595 * pixels[at]! + 38470 * pixels[at + 1]! + 7471 * pixels[at + 2]! + 0x8000) >> 16;
  return out;
}
