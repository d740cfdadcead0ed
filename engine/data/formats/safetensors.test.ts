import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../types/tensor.ts';
import { halfBits } from './elements.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

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
