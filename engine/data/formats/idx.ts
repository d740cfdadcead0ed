/** IDX, the format of the MNIST files: a type, the sizes of the axes, the numbers in big-endian order (http://yann.lecun.com/exdb/mnist/). */
import { gunzipSync } from 'fflate';
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf } from '../../types/shape.ts';
import type { RawArray } from '../table.ts';
import { bitsOf, type ElementType, numbersOf } from './elements.ts';
import { exactly } from './numbers.ts';
import { checksumOf, stopAtBomb } from './zip.ts';

const TYPES: Readonly<Record<number, ElementType>> = { 8: 'U8', 9: 'I8', 11: 'I16', 12: 'I32', 13: 'F32', 14: 'F64' };

/** Reads an IDX file, packed by gzip or not. Throws a `Refusal` that says what is wrong where the bytes are not such a file or are cut off. */
export function readIdx(bytes: Uint8Array): RawArray {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return readPlain(gunzipped(bytes));
  return readPlain(bytes);
}

function readPlain(bytes: Uint8Array): RawArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes.length >= 4 && view.getUint16(0) === 0 ? TYPES[view.getUint8(2)] : undefined;
  if (!type) throw new Refusal(phrase('not-idx'));
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw new Refusal(phrase('header-cut-off'));
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const promised = (sizeOf(shape) * bitsOf(type)) / 8;
  if (bytes.length - start !== promised)
    throw new Refusal(phrase('header-promises-bytes', { promised, found: bytes.length - start }));
  return { shape, data: exactly(numbersOf(type, bytes.subarray(start), true)!, shape) };
}

/** What gzip packed; the last four bytes say how much it is. A file of several parts, or of more than 4 GB, is refused. */
function gunzipped(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 18) throw new Refusal(phrase('gzip-damaged'));
  const end = new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 8, 8);
  const [checksum, size] = [end.getUint32(0, true), end.getUint32(4, true)];
  stopAtBomb(size, bytes.length);
  try {
    const whole = gunzipSync(bytes, { out: new Uint8Array(size) });
    if (whole.length === size && checksumOf(whole) === checksum) return whole;
  } catch {
    // the same as too few bytes
  }
  throw new Refusal(phrase('gzip-damaged'));
}
