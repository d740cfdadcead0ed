/** How numbers lie in files of weights and arrays, by their names in safetensors. */
import type { StoredNumbers } from './numbers.ts';

interface Element {
  readonly bits: number;
  /** The numbers in bytes of their own; left out for types that are none of this program's. */
  readonly read?: (own: ArrayBuffer) => StoredNumbers;
}

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

function brainHalf(value: number): number {
  bits.setUint32(0, value << 16);
  return bits.getFloat32(0);
}

/** A number of 8 bits (https://arxiv.org/abs/2209.05433): a sign, an exponent, so many bits of fraction; and which bytes are NaN. */
const small = (fractionBits: number, bias: number, none: (byte: number) => boolean) => (byte: number) => {
  if (none(byte)) return NaN;
  const [exponent, fraction] = [(byte & 127) >> fractionBits, (byte & ((1 << fractionBits) - 1)) / (1 << fractionBits)];
  const size = exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
  return byte & 128 ? -size : size;
};
/** Zero has no sign and nothing is infinite: NaN is what would be -0. */
const isMinusZero = (byte: number): boolean => byte === 128;

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

const eachByte = (value: (byte: number) => number) => (own: ArrayBuffer) =>
  Float32Array.from(new Uint8Array(own), value);

/** All of the format (https://github.com/huggingface/safetensors), so that every tensor's place in a file can be checked. */
const ELEMENTS = {
  F32: { bits: 32, read: (own) => new Float32Array(own) },
  F64: { bits: 64, read: (own) => new Float64Array(own) },
  F16: { bits: 16, read: (own) => Float32Array.from(new Uint16Array(own), half) },
  BF16: { bits: 16, read: (own) => Float32Array.from(new Uint16Array(own), brainHalf) },
  I64: { bits: 64, read: (own) => new BigInt64Array(own) },
  I32: { bits: 32, read: (own) => new Int32Array(own) },
  I16: { bits: 16, read: (own) => new Int16Array(own) },
  I8: { bits: 8, read: (own) => new Int8Array(own) },
  U64: { bits: 64, read: (own) => new BigUint64Array(own) },
  U32: { bits: 32, read: (own) => new Uint32Array(own) },
  U16: { bits: 16, read: (own) => new Uint16Array(own) },
  U8: { bits: 8, read: (own) => new Uint8Array(own) },
  // one byte each, and every byte that is not zero is true
  BOOL: { bits: 8, read: (own) => Int8Array.from(new Uint8Array(own), Math.sign) },
  C64: { bits: 64 },
  C128: { bits: 128 },
  F8_E4M3: { bits: 8, read: eachByte(small(3, 7, (byte) => (byte & 127) === 127)) },
  // the upper byte of a half
  F8_E5M2: { bits: 8, read: eachByte((byte) => half(byte << 8)) },
  F8_E8M0: { bits: 8 },
  F8_E4M3FNUZ: { bits: 8, read: eachByte(small(3, 8, isMinusZero)) },
  F8_E5M2FNUZ: { bits: 8, read: eachByte(small(2, 16, isMinusZero)) },
  F6_E2M3: { bits: 6 },
  F6_E3M2: { bits: 6 },
  F4: { bits: 4 },
} as const satisfies Readonly<Record<string, Element>>;

export type ElementType = keyof typeof ELEMENTS;

export const isElementType = (name: string): name is ElementType => Object.hasOwn(ELEMENTS, name);

/** Bits of one number. */
export const bitsOf = (type: ElementType): number => ELEMENTS[type].bits;

/** The numbers that bytes are, in memory of their own; undefined for a type that is not read. */
export function numbersOf(type: ElementType, bytes: Uint8Array, bigEndian = false): StoredNumbers | undefined {
  const { bits, read }: Element = ELEMENTS[type];
  const own = Uint8Array.from(bytes);
  const size = bits / 8;
  if (bigEndian && size > 1) for (let at = 0; at < own.length; at += size) own.subarray(at, at + size).reverse();
  return read?.(own.buffer);
}
