/** How numbers lie in files of weights, and what they become here: float32 for all that have fractions, int32 for all that are whole. */
import type { DType } from '../../types/dtype.ts';

interface Element {
  readonly bytes: number;
  readonly dtype: DType;
  /** Reads the number at a place. */
  reader(bytes: Uint8Array): (place: number) => number;
}

const little = (bytes: number, dtype: DType, get: (view: DataView, at: number) => number): Element => ({
  bytes,
  dtype,
  reader: (data) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return (place) => get(view, place * bytes);
  },
});

const bits = new DataView(new ArrayBuffer(4));
function half(value: number): number {
  const [exponent, fraction] = [(value >> 10) & 31, value & 1023];
  const size =
    exponent === 31
      ? fraction === 0
        ? Infinity
        : NaN
      : exponent === 0
        ? fraction * 2 ** -24
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return value & 0x8000 ? -size : size;
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
/** The bits of the nearest 16-bit number, ties to even (IEEE 754); infinite where the number is too large. */
export function halfBits(value: number): number {
  single[0] = value;
  const sign = (singleBits[0]! >>> 16) & 0x8000;
  if (Number.isNaN(value)) return sign | 0x7e00;
  const exponent = Math.max(((singleBits[0]! >>> 23) & 255) - 127, -14);
  if (exponent > 15) return sign | 0x7c00;
  const steps = Math.abs(single[0]!) * 2 ** (10 - exponent);
  const [down, rest] = [Math.floor(steps), steps % 1];
  const whole = down + (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? 1 : 0);
  // of normal numbers the first bit is not written; one step too many carries into the exponent
  return sign | (whole < 1024 ? whole : ((exponent + 15) << 10) + whole - 1024);
}

/** By their names in safetensors. */
export const elements = {
  F32: little(4, 'float32', (view, at) => view.getFloat32(at, true)),
  F64: little(8, 'float32', (view, at) => view.getFloat64(at, true)),
  F16: little(2, 'float32', (view, at) => half(view.getUint16(at, true))),
  BF16: little(2, 'float32', (view, at) => {
    bits.setUint32(0, view.getUint16(at, true) << 16);
    return bits.getFloat32(0);
  }),
  I64: little(8, 'int32', (view, at) => Number(view.getBigInt64(at, true))),
  I32: little(4, 'int32', (view, at) => view.getInt32(at, true)),
  I16: little(2, 'int32', (view, at) => view.getInt16(at, true)),
  I8: little(1, 'int32', (view, at) => view.getInt8(at)),
  U8: little(1, 'int32', (view, at) => view.getUint8(at)),
  BOOL: little(1, 'bool', (view, at) => view.getUint8(at)),
} as const;

export type ElementType = keyof typeof elements;
