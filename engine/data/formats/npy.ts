/** NumPy's `.npy` and `.npz` files. */
import { unzipSync } from 'fflate';
import { dump, parse } from 'npyjs';
import type { RawArray } from '../table.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** One array. Throws an `Error` that says what is wrong where the bytes are not such a file. */
export function readNpy(bytes: Uint8Array): RawArray {
  if (bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY')
    throw new Refusal(phrase('not-npy'));
  const array = parse(new Uint8Array(bytes).buffer);
  if (array.fortranOrder) throw new Refusal(phrase('column-by-column'));
  const data = array.data as unknown as ArrayLike<number | bigint> & { readonly BYTES_PER_ELEMENT?: number };
  const size = array.shape.reduce((a, b) => a * b, 1);
  if (data.length !== size)
    throw new Refusal(phrase('header-promises-numbers', { promised: size, found: data.length }));
  if (typeof data[0] === 'bigint')
    return { shape: array.shape, data: Int32Array.from(data as ArrayLike<bigint>, Number) };
  if (data.BYTES_PER_ELEMENT === undefined || array.dtype === 'c8' || array.dtype === 'c16')
    throw new Refusal(phrase('holds-no-numbers', { type: verbatim(array.dtype) }));
  return { shape: array.shape, data: data as unknown as RawArray['data'] };
}

/** Every array of an archive, by name. */
export function readNpz(bytes: Uint8Array): Map<string, RawArray> {
  const files = unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  return new Map(Object.entries(files).map(([name, file]) => [name.slice(0, -4), readNpy(file)]));
}

export function writeNpy({
  shape,
  data,
}: {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}): Uint8Array<ArrayBuffer> {
  return new Uint8Array(dump(data, [...shape]));
}
