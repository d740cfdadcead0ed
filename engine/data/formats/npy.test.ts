import { readFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { word } from '../../texts/index.ts';
import { readNpy, readNpz, writeNpy } from './npy.ts';

interface Written {
  readonly name: string;
  readonly file: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
const fixture = path.resolve(import.meta.dirname, '../../../test/conformance/fixtures/formats.json');
const { arrays } = JSON.parse(readFileSync(fixture, 'utf8')) as { arrays: readonly Written[] };

/** A file with this header and these bytes of numbers. */
function npy(descr: string, shape: string, bytes: ArrayLike<number> = [], version = 1): Uint8Array {
  const header = strToU8(`{'descr': ${descr}, 'fortran_order': False, 'shape': (${shape}), }\n`);
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), version, 0, header.length, 0, ...header, ...Array.from(bytes)]);
}
const longs = (...values: bigint[]) => new Uint8Array(BigInt64Array.from(values).buffer);

describe('.npy files', () => {
  it.each(arrays)('of NumPy: $name', ({ file, shape, values }) => {
    const read = readNpy(Buffer.from(file, 'base64'));
    expect([read.shape, [...read.data]]).toEqual([shape, values]);
  });

  it('are written so that they are read back', () => {
    for (const shape of [[6], [2, 3], [1, 2, 3], [0, 3]]) {
      const size = shape.reduce((a, b) => a * b, 1);
      for (const data of [Float32Array, Int32Array, Uint8Array].map((make) => new make(size).map((_, i) => i + 1))) {
        const bytes = writeNpy({ shape, data });
        expect(readNpy(bytes)).toEqual({ shape, data });
        expect(bytes.length - data.byteLength).toBe(64 * Math.ceil((bytes.length - data.byteLength) / 64));
      }
    }
  });

  it.each([
    [2n ** 24n, 2 ** 24],
    [-(2n ** 62n), -(2 ** 62)],
    [3_000_000_000n, 3e9],
  ])('hold %s exactly', (value, number) =>
    expect([...readNpy(npy("'<i8'", '1,', longs(value))).data]).toEqual([number]),
  );

  it('never wrap or round a whole number: row and value are named', () => {
    const refused = (value: bigint, rounded: string) =>
      expect(() => readNpy(npy("'<i8'", '2, 1', longs(3_000_000_000n, value)))).toThrow(
        `row 2 (counted from 1) has ${value}, which float32 cannot hold exactly; save the numbers as float32 if ${rounded} will do`,
      );
    refused(2n ** 53n + 1n, '9007199254740992');
    refused(3_000_000_001n, '3000000000');
    expect(() => readNpy(npy("'<f8'", '2,', new Uint8Array(Float64Array.of(1, 1e39).buffer)))).toThrow(
      'row 2 (counted from 1) has 1e+39, which is beyond what float32 can hold',
    );
  });

  it.each([
    ["'<U5'", 'U5'],
    ["'|O'", 'O'],
    ["'<c8'", 'c8'],
    ["'<M8[ns]'", 'M8[ns]'],
    ["'<f16'", 'f16'],
    ["[('a', '<f4')]", 'records'],
  ])('of %s hold no numbers', (descr, said) =>
    expect(() => readNpy(npy(descr, '1,', new Uint8Array(16)))).toThrow(`holds ${said}`),
  );

  it('say what is wrong with them', () => {
    expect(() => readNpy(npy("'<f4'", '2,', [0, 0, 0, 0]))).toThrow('promises 8 bytes of numbers, and there are 4');
    expect(() => readNpy(npy("'<f4'", '4294967296, 4294967296, 4294967296'))).toThrow('and there are 0');
    expect(() => readNpy(npy("'<f4'", '-1,'))).toThrow('its header is not understood');
    expect(() => readNpy(npy("'<f4'", '1,', [0, 0, 0, 0], 4))).toThrow('version 4');
    expect(() => readNpy(npy("'<f4'", '1,').subarray(0, 20))).toThrow('its header is cut off');
    expect(() => readNpy(strToU8('PK\u0003\u0004'))).toThrow('does not begin as a .npy file does');
  });
});

const ones = writeNpy({ shape: [1], data: Float32Array.of(1) });

describe('.npz archives', () => {
  it('give arrays by name, packed or not, and leave aside what is no numbers', () => {
    for (const level of [0, 9] as const) {
      const { arrays, aside } = readNpz(
        zipSync(
          { 'a.npy': ones, 'deep/b.npy': ones, 'names.npy': npy("'<U2'", '1,', [0, 0]), 'notes.txt': ones },
          { level },
        ),
      );
      expect([...arrays.keys()]).toEqual(['a', 'deep/b']);
      expect([...aside].map(([name, reason]) => [name, word(reason)])).toEqual([
        ['names', 'it holds U2, not numbers'],
        ['notes.txt', 'it does not begin as a .npy file does'],
      ]);
    }
  });

  it('refuse two arrays of one name', () => {
    const archive = zipSync({ 'x.npy': ones, 'w.npy': ones }, { level: 0 });
    const twice = Uint8Array.from(archive, (byte) => (byte === 'w'.charCodeAt(0) ? 'x'.charCodeAt(0) : byte));
    expect(() => readNpz(twice)).toThrow('two of its arrays are called "x"');
  });
});
