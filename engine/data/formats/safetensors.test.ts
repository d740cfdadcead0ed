import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../types/tensor.ts';
import { halfBits } from './elements.ts';
import { Refusal } from '../../problems.ts';
import { readMetadata, readSafetensors, storedSafetensors, writeSafetensors } from './safetensors.ts';

/** Single numbers and the bits of NumPy's float16 of them. */
const NUMPY: readonly (readonly [number, number])[] = [
  [0.0, 0x0000],
  [-0, 0x8000],
  [1.0, 0x3c00],
  [-1.0, 0xbc00],
  [0.10000000149011612, 0x2e66],
  [0.3333333432674408, 0x3555],
  [65504.0, 0x7bff],
  [65519.0, 0x7bff],
  [65520.0, 0x7c00],
  [-70000.0, 0xfc00],
  [6.0999998822808266e-5, 0x03ff],
  [6.097555160522461e-5, 0x03ff],
  [5.960000137861243e-8, 0x0001],
  [2.9800000689306216e-8, 0x0000],
  [2.9802322387695312e-8, 0x0000],
  [8.939999673884813e-8, 0x0001],
  [9.999999717180685e-10, 0x0000],
  [2049.0, 0x6800],
  [2051.0, 0x6802],
  [1.00048828125, 0x3c00],
  [1.0009765625, 0x3c01],
  [0.999755859375, 0x3c00],
  [1234.5670166015625, 0x64d3],
  [3.1415927410125732, 0x4248],
  [-7.300000106624793e-6, 0x807a],
];

describe('numbers of 16 bits', () => {
  it.each(NUMPY)('%d is written as NumPy does', (value, bits) => expect(halfBits(value)).toBe(bits));

  it('take half the room and are read back as the nearest to what they were', () => {
    const values = Float32Array.from(NUMPY.flatMap(([value, bits]) => ((bits & 0x7fff) === 0x7c00 ? [] : [value])));
    const tensors = new Map<string, Tensor>([
      ['kernel', { dtype: 'float32', shape: [values.length], data: values }],
      ['state', { dtype: 'float32', shape: [2], data: Float32Array.of(0.1, 1e9) }],
    ]);
    const [plain, small] = [writeSafetensors(tensors), writeSafetensors(tensors, undefined, new Set(['kernel']))];
    const numbers = (bytes: Uint8Array<ArrayBuffer>) =>
      bytes.length - 8 - Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect([numbers(plain), numbers(small)]).toEqual([4 * values.length + 8, 2 * values.length + 8]);
    const read = readSafetensors(small);
    expect([...read.get('state')!.data]).toEqual([...tensors.get('state')!.data]);
    expect(read.get('kernel')!.dtype).toBe('float32');
    values.forEach((value, i) =>
      expect(Math.abs(read.get('kernel')!.data[i]! - value)).toBeLessThanOrEqual(
        Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
      ),
    );
  });

  it('are not used where a number would become infinite', () => {
    const data = Float32Array.of(1, 70_000);
    const read = readSafetensors(
      writeSafetensors(new Map([['w', { dtype: 'float32', shape: [2], data }]]), undefined, new Set(['w'])),
    );
    expect([...read.get('w')!.data]).toEqual([1, 70_000]);
  });
});

/** A file of a header and bytes of numbers. */
function file(header: object | string, numbers: Uint8Array | number = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const start = new Uint8Array(8);
  new DataView(start.buffer).setBigUint64(0, BigInt(text.length), true);
  return Uint8Array.from([...start, ...text, ...(typeof numbers === 'number' ? new Uint8Array(numbers) : numbers)]);
}
const entry = (dtype: string, shape: unknown, from: number, to: number) => ({ dtype, shape, data_offsets: [from, to] });

/** Bytes, and what PyTorch makes of them in each of its forms of 8 bits. */
const BYTES = [0, 1, 8, 56, 64, 123, 124, 126, 127, 128, 129, 252, 255];
it.each([
  ['F8_E4M3', [0, 0.001953125, 0.015625, 1, 2, 352, 384, 448, NaN, -0, -0.001953125, -384, NaN]],
  ['F8_E5M2', [0, 2 ** -16, 2 ** -13, 0.5, 2, 57344, Infinity, NaN, NaN, -0, -(2 ** -16), -Infinity, NaN]],
  ['F8_E4M3FNUZ', [0, 0.0009765625, 0.0078125, 0.5, 1, 176, 192, 224, 240, NaN, -0.0009765625, -192, -240]],
  ['F8_E5M2FNUZ', [0, 2 ** -17, 2 ** -14, 0.25, 1, 28672, 32768, 49152, 57344, NaN, -(2 ** -17), -32768, -57344]],
])('numbers of 8 bits are read by value: %s', (type, values) => {
  const read = readSafetensors(file({ w: entry(type, [13], 0, 13) }, Uint8Array.from(BYTES)));
  expect([...read.get('w')!.data]).toEqual(values);
});

describe('safetensors', () => {
  it('hold tensors of every type of the format, and of types that come after it', () => {
    const types = { F8_E8M0: 1, C64: 8, LATER: 3 };
    let at = 0;
    const places = Object.entries(types).map(([type, bytes]) => [type, entry(type, [2], at, (at += 2 * bytes))]);
    const packed = { F4: entry('F4', [2], at, at + 1), F6_E2M3: entry('F6_E2M3', [4], at + 1, at + 4) };
    const stored = storedSafetensors(file({ ...Object.fromEntries(places), ...packed }, at + 4));
    expect([...stored].map(([name, { type, numbers }]) => [name, type, numbers])).toEqual(
      [...Object.keys(types), 'F4', 'F6_E2M3'].map((type) => [type, type, undefined]),
    );
    expect(() => readSafetensors(file({ w: entry('F8_E8M0', [1], 0, 1) }, 1))).toThrow(
      'its tensor "w" has elements of type F8_E8M0, which are not read; save it as float32',
    );
  });

  it.each<[string, object | string, number]>([
    ['two tensors on the same bytes', { a: entry('F32', [2], 0, 8), b: entry('F32', [2], 4, 12) }, 12],
    ['all tensors on the same bytes', { a: entry('F32', [2], 0, 8), b: entry('F32', [2], 0, 8) }, 8],
    ['a gap', { a: entry('F32', [1], 0, 4), b: entry('F32', [1], 8, 12) }, 12],
    ['a gap before the first', { a: entry('F32', [1], 4, 8) }, 8],
    ['more bytes than tensors', { a: entry('F32', [1], 0, 4) }, 8],
    ['fewer bytes than tensors', { a: entry('F32', [2], 0, 8) }, 4],
    ['more bytes for a tensor than it takes', { a: entry('F32', [1], 0, 8) }, 8],
    ['half a byte', { a: entry('F4', [3], 0, 2) }, 2],
    ['places backwards', { a: entry('F32', [0], 8, 0) }, 8],
    ['a place that is none', { a: { dtype: 'F32', shape: [1], data_offsets: [0] } }, 4],
    ['places that are no whole numbers', { a: entry('F32', [1], 0, 4.5) }, 4],
    ['a shape that is none', { a: entry('F32', [-1], 0, 4) }, 4],
    ['a shape of fractions', { a: entry('F32', [0.5], 0, 2) }, 2],
    ['a shape without end', { a: entry('F32', [2 ** 31, 2 ** 31, 2 ** 31], 0, 0) }, 0],
    ['no shape', { a: { dtype: 'F32', data_offsets: [0, 4] } }, 4],
    ['no type', { a: { shape: [1], data_offsets: [0, 4] } }, 4],
    ['an entry that is none', { a: null }, 0],
    ['notes that are no text', { __metadata__: { epoch: 3 } }, 0],
    ['notes that are a list', { __metadata__: ['a'] }, 0],
    ['a list', '[]', 0],
    ['text that is no JSON', '{"a":', 0],
    [
      'one name twice',
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
      2,
    ],
    ['one field twice', '{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}', 1],
    ['notes twice', '{"__metadata__":{},"__metadata__":{}}', 0],
  ])('with %s are refused', (_, header, numbers) =>
    expect(() => storedSafetensors(file(header, numbers))).toThrow(Refusal),
  );

  it('with a header beyond the file or what the format allows are refused', () => {
    const long = file({});
    new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);
    expect(() => storedSafetensors(long)).toThrow('its header is longer than');
    expect(() => storedSafetensors(new Uint8Array(7))).toThrow('too short');
  });

  it('may have names and notes of any kind, and tensors without numbers', () => {
    const named = { __proto__x: entry('F32', [0, 3], 0, 0), 'a "quoted" {name}': entry('U8', [], 0, 1) };
    const header = JSON.stringify({ ...named, __metadata__: { a: '{"a": "a"}' } }).replace('__proto__x', '__proto__');
    const stored = storedSafetensors(file(header, 1));
    expect([...stored.keys()].sort()).toEqual(['__proto__', 'a "quoted" {name}']);
    expect(readMetadata(file(header, 1))).toEqual({ a: '{"a": "a"}' });
  });
});
