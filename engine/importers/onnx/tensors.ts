/** Tensors of a model as numbers. What a tensor claims to be is held against what is there before memory is asked for. */
import { TensorProto_DataLocation, TensorProto_DataType as Type, type TensorProto } from 'onnx-buf';
import { type ElementType, numbersOf } from '../../data/formats/elements.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { formatShape } from '../../types/shape.ts';

/** Types of which several numbers lie in a byte, the first in its lowest bits. */
const PACKED: Readonly<Record<number, { readonly bits: 2 | 4; readonly signed: boolean }>> = {
  [Type.INT4]: { bits: 4, signed: true },
  [Type.UINT4]: { bits: 4, signed: false },
  [Type.INT2]: { bits: 2, signed: true },
  [Type.UINT2]: { bits: 2, signed: false },
};

/** What a type of ONNX is here. Numbers of 16 and 64 bits are calculated with 32. */
export type Kind = 'float' | 'int' | 'bool';
export function kindOf(type: number): Kind | undefined {
  if ([Type.FLOAT, Type.FLOAT16, Type.DOUBLE, Type.BFLOAT16].includes(type)) return 'float';
  if (type in PACKED) return 'int';
  if ([Type.INT8, Type.INT16, Type.INT32, Type.INT64, Type.UINT8, Type.UINT16, Type.UINT32, Type.UINT64].includes(type))
    return 'int';
  return type === Type.BOOL ? 'bool' : undefined;
}
export const typeName = (type: number): string => (Type[type] ?? `type ${type}`).toLowerCase();

/** Numbers that are known while the model is read. */
export interface Known {
  readonly known: true;
  /** ONNX's own type. */
  readonly type: number;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  /** The initializer that it is, or was made of: its values may be learned. */
  readonly name?: string;
  /** What else it is called: one initializer may be several weights of the same numbers. */
  readonly alias?: string;
  /** It was calculated from the size of something, so that numbers in it may speak of the batch. */
  readonly sized?: boolean;
  /** Of a matrix that the model turned: as it lies in the file. */
  readonly origin?: Known;
}

/** Whether these numbers stand for a weight that the file does not have. */
export const isAbsent = ({ data }: Known): boolean => data.length > 0 && Array.prototype.every.call(data, Number.isNaN);

export const sizeIn = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const BITS: Readonly<Record<number, number>> = {
  [Type.FLOAT]: 32,
  [Type.DOUBLE]: 64,
  [Type.FLOAT16]: 16,
  [Type.BFLOAT16]: 16,
  [Type.INT8]: 8,
  [Type.UINT8]: 8,
  [Type.INT16]: 16,
  [Type.UINT16]: 16,
  [Type.INT32]: 32,
  [Type.UINT32]: 32,
  [Type.INT64]: 64,
  [Type.UINT64]: 64,
  [Type.BOOL]: 8,
};
const ELEMENTS: Readonly<Record<number, ElementType>> = {
  [Type.FLOAT]: 'F32',
  [Type.DOUBLE]: 'F64',
  [Type.FLOAT16]: 'F16',
  [Type.BFLOAT16]: 'BF16',
  [Type.INT8]: 'I8',
  [Type.UINT8]: 'U8',
  [Type.INT16]: 'I16',
  [Type.UINT16]: 'U16',
  [Type.INT32]: 'I32',
  [Type.UINT32]: 'U32',
  [Type.INT64]: 'I64',
  [Type.UINT64]: 'U64',
  [Type.BOOL]: 'BOOL',
};

const bitsFor = (type: number): number => PACKED[type]?.bits ?? BITS[type] ?? 8;

/** Bytes that a tensor has, where it is as large as its dimensions say. */
export function bytesFor({ dims, dataType, name }: TensorProto): number {
  const shape = dims.map(Number);
  if (shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0) || !Number.isSafeInteger(sizeIn(shape)))
    throw new Refusal(phrase('onnx-tensor-sizes', { name: named(name) }));
  return Math.ceil((sizeIn(shape) * bitsFor(dataType)) / 8);
}

const named = (name: string) => verbatim(name.slice(0, 200) || '?');

/**
 * The numbers of a tensor; undefined for types that hold none which are read (texts, complex and very small floats). `outside` gives
 * bytes that lie in a file of their own. Throws a `Refusal` where it is not what it says.
 */
export function tensorValue(
  proto: TensorProto,
  outside?: (proto: TensorProto, length: number) => Uint8Array,
): Known | undefined {
  const { dataType: type, name } = proto;
  const kind = kindOf(type);
  if (!kind) return undefined;
  const shape = proto.dims.map(Number);
  const length = bytesFor(proto);
  const size = sizeIn(shape);
  const here = { known: true as const, type, shape, ...(name !== '' && { name }) };
  const short = (there: number): never => {
    throw new Refusal(
      phrase('onnx-tensor-short', { name: named(name), there, shape: formatShape(shape), wanted: size }),
    );
  };
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL || proto.rawData.length > 0) {
    const bytes = proto.dataLocation === TensorProto_DataLocation.EXTERNAL ? outside?.(proto, length) : proto.rawData;
    if (!bytes) throw new Refusal(phrase('onnx-outside-missing', { name: named(name) }));
    if (bytes.length !== length) short(Math.floor((bytes.length * 8) / bitsFor(type)));
    return { ...here, data: decoded(bytes, type, size) };
  }
  const listed = listOf(proto);
  if (listed.length !== size) short(listed.length);
  return { ...here, data: type === Type.FLOAT ? Float32Array.from(listed) : listed };
}

/** So many numbers of a few bits each, which lie in bytes from their lowest bits on. */
export function unpacked(bytes: Uint8Array, bits: 2 | 4 | 8, signed: boolean, size: number): Int8Array | Uint8Array {
  const out = signed ? new Int8Array(size) : new Uint8Array(size);
  const [each, most] = [8 / bits, 2 ** bits];
  for (let i = 0; i < size; i++) {
    const number = (bytes[Math.floor(i / each)]! >> (bits * (i % each))) & (most - 1);
    out[i] = signed && number >= most / 2 ? number - most : number;
  }
  return out;
}

/** The numbers in bytes; a view of them where they lie so. */
function decoded(bytes: Uint8Array, type: number, size: number): ArrayLike<number> {
  const few = PACKED[type];
  if (few) return unpacked(bytes, few.bits, few.signed, size);
  if (type === Type.FLOAT && bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, size);
  if (type === Type.FLOAT) return new Float32Array(bytes.slice().buffer);
  const found = numbersOf(ELEMENTS[type]!, bytes)!;
  return found instanceof BigInt64Array || found instanceof BigUint64Array ? Float64Array.from(found, Number) : found;
}

function listOf(proto: TensorProto): ArrayLike<number> {
  const { dataType: type } = proto;
  if (type === Type.FLOAT) return proto.floatData;
  if (type === Type.DOUBLE) return proto.doubleData;
  if (type === Type.INT64) return proto.int64Data.map(Number);
  if (type === Type.UINT32 || type === Type.UINT64) return proto.uint64Data.map(Number);
  if (type === Type.FLOAT16 || type === Type.BFLOAT16) {
    const bytes = new Uint8Array(Uint16Array.from(proto.int32Data).buffer);
    return decoded(bytes, type, proto.int32Data.length);
  }
  const few = PACKED[type];
  if (!few) return proto.int32Data;
  const bytes = Uint8Array.from(proto.int32Data);
  const size = bytes.length === bytesFor(proto) ? sizeIn(proto.dims.map(Number)) : (bytes.length * 8) / few.bits;
  return decoded(bytes, type, size);
}
