/** NumPy's `.npy` and `.npz` files (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
import type { Bytes } from '../../files/byteSource.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf } from '../../types/shape.ts';
import type { RawArray } from '../table.ts';
import { rowByRow } from './columnOrder.ts';
import { bitsOf, type ElementType, numbersOf } from './elements.ts';
import { exactly } from './numbers.ts';
import { type Member, startOf, unpacked, zipMembers } from './zip.ts';

/** NumPy's letters and bytes of a number. What is not here is text, dates, objects, records or complex numbers. */
const TYPES: Readonly<Record<string, ElementType>> = {
  b1: 'BOOL',
  i1: 'I8',
  i2: 'I16',
  i4: 'I32',
  i8: 'I64',
  u1: 'U8',
  u2: 'U16',
  u4: 'U32',
  u8: 'U64',
  f2: 'F16',
  f4: 'F32',
  f8: 'F64',
};
/** No header that NumPy reads without being asked twice is longer. */
const MOST_HEADER = 1 << 16;
const MOST_AXES = 64;

interface Header {
  readonly type: ElementType;
  readonly bigEndian: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

/** Throws a `Refusal` where the bytes do not begin as such a file, or its elements are no numbers. */
function headerOf(bytes: Uint8Array): Header {
  if (bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY')
    throw new Refusal(phrase('not-npy'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const before = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < before) throw new Refusal(phrase('header-cut-off'));
  if (bytes[6]! < 1 || bytes[6]! > 3) throw new Refusal(phrase('npy-too-new', { version: bytes[6]! }));
  const start = before + (before === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start - before > MOST_HEADER) throw new Refusal(phrase('header-not-understood'));
  if (start > bytes.length) throw new Refusal(phrase('header-cut-off'));
  const text = new TextDecoder().decode(bytes.subarray(before, start));
  const list = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[|\())/.exec(text);
  const shape = (list ?? '-').split(',').flatMap((size) => (size.trim() === '' ? [] : [Number.parseInt(size, 10)]));
  if (!descr || !order || shape.length > MOST_AXES || !shape.every(Number.isSafeInteger))
    throw new Refusal(phrase('header-not-understood'));
  const [, mark, name] = /^([<>|=]?)(.*)$/s.exec(descr[1] ?? 'records')!;
  const type = Object.hasOwn(TYPES, name!) ? TYPES[name!] : undefined;
  if (!type) throw new Refusal(phrase('holds-no-numbers', { type: verbatim(name!.slice(0, 40)) }));
  return { type, bigEndian: mark === '>', fortran: order === 'True' && shape.length > 1, shape, start };
}

/** Throws a `Refusal` where there are not just as many bytes as the header promises. */
function assertWhole({ type, shape, start }: Header, bytes: number): void {
  const promised = (sizeOf(shape) * bitsOf(type)) / 8;
  if (bytes - start !== promised)
    throw new Refusal(phrase('header-promises-bytes', { promised, found: bytes - start }));
}

/** One array. Throws a `Refusal` that says what is wrong where the bytes are not such a file, or hold what no number here can be. */
export function readNpy(bytes: Uint8Array): RawArray {
  const header = headerOf(bytes);
  assertWhole(header, bytes.length);
  const { type, bigEndian, fortran, shape, start } = header;
  const numbers = numbersOf(type, bytes.subarray(start), bigEndian)!;
  return { shape, data: exactly(fortran ? rowByRow(numbers, shape) : numbers, shape) };
}

/** What an archive holds: its arrays of numbers by name, and why others are none. */
export interface Archive {
  readonly arrays: ReadonlyMap<string, RawArray>;
  readonly aside: ReadonlyMap<string, Phrase>;
}

/**
 * Every array of an archive. One that is no numbers is left aside, unread. Throws a `Refusal` where the file is damaged or two
 * arrays have the same name.
 */
export function readNpz(file: Bytes): Archive {
  const arrays = new Map<string, RawArray>();
  const aside = new Map<string, Phrase>();
  for (const member of zipMembers(file)) {
    const name = member.name.replace(/\.npy$/, '');
    if (arrays.has(name) || aside.has(name)) throw new Refusal(phrase('arrays-of-one-name', { name: verbatim(name) }));
    if (member.name.endsWith('/')) continue;
    if (name === member.name) aside.set(name, phrase('not-npy'));
    else {
      const array = arrayOf(member);
      if ('text' in array) aside.set(name, array);
      else arrays.set(name, array);
    }
  }
  return { arrays, aside };
}

/** An archive's array, or why it is none. What a header promises is compared with the directory before anything is unpacked. */
function arrayOf(member: Member): RawArray | Phrase {
  try {
    assertWhole(headerOf(startOf(member, MOST_HEADER + 12)), member.size);
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  const bytes = unpacked(member);
  try {
    return readNpy(bytes);
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
}

/** A file of version 1.0, its numbers aligned to 64 bytes as NumPy's are. */
export function writeNpy({
  shape,
  data,
}: {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}): Uint8Array<ArrayBuffer> {
  const descr = data instanceof Float32Array ? '<f4' : data instanceof Int32Array ? '<i4' : '|u1';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 10, start - 1);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[start - 1] = 0x0a;
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
