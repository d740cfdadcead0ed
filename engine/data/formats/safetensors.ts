/** Safetensors: 8 bytes of header length, a JSON header, the tensors one after the other (https://github.com/huggingface/safetensors). */
import { allocate, type DType } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { type ElementType, elements, halfBits } from './elements.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

const NAMES: Readonly<Record<DType, string>> = { float32: 'F32', int32: 'I32', bool: 'BOOL' };

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Numbers of 16 bits, in the order of the bytes in the file; undefined where some are too large for them. */
function halved({ data }: Tensor): Uint8Array | undefined {
  const bytes = new Uint8Array(2 * data.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) {
    const bits = halfBits(Number(data[i]));
    if ((bits & 0x7fff) === 0x7c00 && Number.isFinite(data[i])) return undefined;
    view.setUint16(2 * i, bits, true);
  }
  return bytes;
}

/**
 * The file in parts, the tensors' own memory among them; the header is padded so that the numbers are aligned to 8 bytes. Those that
 * `half` names are written with 16 bits, unless they hold numbers beyond 65504.
 */
export function safetensorsParts(
  tensors: ReadonlyMap<string, Tensor>,
  metadata?: Readonly<Record<string, string>>,
  half: ReadonlySet<string> = new Set(),
): Uint8Array[] {
  const header: Record<string, Entry | Readonly<Record<string, string>>> = metadata ? { __metadata__: metadata } : {};
  let offset = 0;
  const parts: Uint8Array[] = [];
  for (const [name, tensor] of tensors) {
    const { dtype, shape, data } = tensor;
    const small = half.has(name) ? halved(tensor) : undefined;
    const part = small ?? new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    header[name] = { dtype: small ? 'F16' : NAMES[dtype], shape, data_offsets: [offset, offset + part.length] };
    offset += part.length;
    parts.push(part);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const start = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(start.buffer).setBigUint64(0, BigInt(length), true);
  start.set(text, 8);
  return [start, ...parts];
}

/** The file's bytes. */
export function writeSafetensors(...written: Parameters<typeof safetensorsParts>): Uint8Array<ArrayBuffer> {
  const parts = safetensorsParts(...written);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The header and where the numbers begin. Throws an `Error` that says what is wrong where the bytes are not such a file. */
function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw new Refusal(phrase('not-safetensors'));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  if (length > bytes.length - 8) throw new Refusal(phrase('header-too-long'));
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw new Refusal(phrase('header-not-json'));
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new Refusal(phrase('header-no-tensors'));
  return { header: header as Record<string, unknown>, start: 8 + length };
}

/** The file's own notes, by name. */
export const readMetadata = (bytes: Uint8Array): Readonly<Record<string, string>> =>
  (readHeader(bytes).header.__metadata__ ?? {}) as Record<string, string>;

/** Reads all tensors. Throws an `Error` that says what is wrong where the bytes are not such a file. */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  const { header, start } = readHeader(bytes);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header) as [string, Entry][]) {
    if (name === '__metadata__') continue;
    const type = Object.hasOwn(elements, entry.dtype) ? elements[entry.dtype as ElementType] : undefined;
    if (!type)
      throw new Refusal(
        phrase('tensor-of-type', {
          name: verbatim(name),
          type: verbatim(entry.dtype),
          known: Object.keys(elements).map(verbatim),
        }),
      );
    const size = sizeOf(entry.shape);
    const [from, to] = entry.data_offsets;
    if (to - from !== size * type.bytes || start + to > bytes.length)
      throw new Refusal(phrase('tensor-does-not-fit', { name: verbatim(name) }));
    const data = allocate(type.dtype, size);
    const own = bytes.subarray(start + from, start + to);
    if (NAMES[type.dtype] === entry.dtype) new Uint8Array(data.buffer).set(own);
    else {
      const at = type.reader(own);
      for (let i = 0; i < size; i++) data[i] = at(i);
    }
    tensors.set(name, { dtype: type.dtype, shape: entry.shape, data });
  }
  return tensors;
}
