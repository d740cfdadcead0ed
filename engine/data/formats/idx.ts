/** IDX, the format of the MNIST files: a type, the sizes of the axes, the numbers in big-endian order (http://yann.lecun.com/exdb/mnist/). */
import type { RawArray } from '../table.ts';
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

const READERS: Readonly<
  Record<number, { bytes: number; make: (view: DataView, at: number, size: number) => RawArray['data'] }>
> = {
  8: { bytes: 1, make: (view, at, size) => new Uint8Array(view.buffer, view.byteOffset + at, size) },
  9: { bytes: 1, make: (view, at, size) => new Int8Array(view.buffer, view.byteOffset + at, size) },
  11: { bytes: 2, make: (view, at, size) => Int16Array.from({ length: size }, (_, i) => view.getInt16(at + 2 * i)) },
  12: { bytes: 4, make: (view, at, size) => Int32Array.from({ length: size }, (_, i) => view.getInt32(at + 4 * i)) },
  13: {
    bytes: 4,
    make: (view, at, size) => Float32Array.from({ length: size }, (_, i) => view.getFloat32(at + 4 * i)),
  },
  14: {
    bytes: 8,
    make: (view, at, size) => Float64Array.from({ length: size }, (_, i) => view.getFloat64(at + 8 * i)),
  },
};

/** Reads an IDX file. Throws an `Error` that says what is wrong where the bytes are not such a file or are cut off. */
export function readIdx(bytes: Uint8Array): RawArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = bytes.length >= 4 && view.getUint16(0) === 0 ? READERS[view.getUint8(2)] : undefined;
  if (!reader) throw new Refusal(phrase('not-idx'));
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw new Refusal(phrase('header-cut-off'));
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== start + size * reader.bytes)
    throw new Refusal(phrase('header-promises-bytes', { promised: size * reader.bytes, found: bytes.length - start }));
  return { shape, data: reader.make(view, start, size) };
}
