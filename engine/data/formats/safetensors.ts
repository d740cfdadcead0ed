/** Safetensors: 8 bytes of header length, a JSON header, the tensors one after the other (https://github.com/huggingface/safetensors). */
import { type Bytes, sourceOf, within } from '../../files/byteSource.ts';
import type { DType } from '../../types/dtype.ts';
import { formatShape, type Shape, sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { jsonOf } from './json.ts';
import { bitsOf, halfBits, isElementType, numbersOf } from './elements.ts';
import { exactTensorOf, type StoredTensor } from './stored.ts';
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

/** Which of the tensors that are to be written with 16 bits hold numbers beyond 65504, and so are not. */
export const beyondHalf = (tensors: ReadonlyMap<string, Tensor>, half: ReadonlySet<string>): string[] =>
  [...tensors].flatMap(([name, tensor]) => (half.has(name) && !halved(tensor) ? [name] : []));

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

/** The longest header that is read, in bytes: of some hundred thousand tensors. The format allows three times as much. */
const MOST_HEADER = 32 << 20;
/** Lists within an entry within the header. */
const MOST_DEPTH = 3;

interface Header {
  readonly tensors: ReadonlyMap<string, unknown>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the numbers begin. */
  readonly start: number;
}

/** The header and where the numbers begin. Throws a `Refusal` that says what is wrong where the bytes are not such a file. */
function readHeader(file: Bytes): Header {
  const { size } = sourceOf(file);
  if (size < 8) throw new Refusal(phrase('not-safetensors'));
  const first = within(file, 0, 8);
  const length = Number(new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true));
  if (length > size - 8 || length > MOST_HEADER) throw new Refusal(phrase('header-too-long'));
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(within(file, 8, 8 + length));
    header = jsonOf(text, MOST_DEPTH);
  } catch {
    throw new Refusal(phrase('header-not-json'));
  }
  if (!isRecord(header)) throw new Refusal(phrase('header-no-tensors'));
  const twice = repeatedName(text);
  if (twice !== undefined) throw new Refusal(phrase('tensors-of-one-name', { name: verbatim(twice) }));
  const { __metadata__: metadata = {}, ...tensors } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((note) => typeof note === 'string'))
    throw new Refusal(phrase('metadata-not-text'));
  return {
    tensors: new Map(Object.entries(tensors)),
    metadata: metadata as Readonly<Record<string, string>>,
    start: 8 + length,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name that an object of a JSON text has twice, of which `JSON.parse` would keep the last. */
function repeatedName(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') open.push(new Set());
    else if (json[at] === '}') open.pop();
    if (json[at] !== '"') continue;
    const start = at++;
    while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
    let next = at + 1;
    while (/\s/.test(json.charAt(next))) next++;
    if (json[next] !== ':') continue;
    const key = JSON.parse(json.slice(start, at + 1)) as string;
    if (open.at(-1)!.has(key)) return key;
    open.at(-1)!.add(key);
  }
  return undefined;
}

/** The file's own notes, by name. */
export const readMetadata = (file: Bytes): Readonly<Record<string, string>> => readHeader(file).metadata;

/**
 * Every tensor as the file has it. Throws a `Refusal` where the file does not keep to the format: tensors lie one behind the other from
 * the header to the file's end, each of just the bytes of its type and shape. A type that the format did not have yet is not measured.
 */
export function storedSafetensors(file: Bytes): Map<string, StoredTensor> {
  const { tensors, start } = readHeader(file);
  const { size } = sourceOf(file);
  const places = [...tensors].map(([name, entry]) => ({ name, ...placeOf(name, entry) }));
  let end = 0;
  for (const { name, from, to } of [...places].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end)
      throw new Refusal(phrase(from < end ? 'tensor-overlaps' : 'tensor-behind-gap', { name: verbatim(name) }));
    end = to;
  }
  if (start + end !== size) throw new Refusal(phrase('header-promises-bytes', { promised: end, found: size - start }));
  return new Map(
    places.map(({ name, type, shape, from, to }) => [
      name,
      {
        type,
        shape,
        numbers: isElementType(type) ? numbersOf(type, within(file, start + from, start + to)) : undefined,
      },
    ]),
  );
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Throws a `Refusal` where the entry is none, or type and shape need other bytes than it names. */
function placeOf(name: string, entry: unknown): { type: string; shape: Shape; from: number; to: number } {
  const { dtype: type, shape, data_offsets: place } = isRecord(entry) ? entry : {};
  const [from, to, ...more] = Array.isArray(place) ? (place as unknown[]) : [];
  const isPlace = isWhole(from) && isWhole(to) && from <= to && more.length === 0;
  if (typeof type !== 'string' || !Array.isArray(shape) || !shape.every(isWhole) || !isPlace)
    throw new Refusal(phrase('tensor-entry-damaged', { name: verbatim(name) }));
  const promised = isElementType(type) ? (sizeOf(shape) * bitsOf(type)) / 8 : to - from;
  if (promised !== to - from)
    throw new Refusal(
      phrase('tensor-does-not-fit', {
        name: verbatim(name),
        type: verbatim(type),
        shape: formatShape(shape),
        promised,
        found: to - from,
      }),
    );
  return { type, shape, from, to };
}

/** The tensors of a file whose numbers are all to be read, as they are. Throws a `Refusal` where some cannot be. */
export const readSafetensors = (bytes: Uint8Array): Map<string, Tensor> =>
  new Map([...storedSafetensors(bytes)].map(([name, stored]) => [name, exactTensorOf(name, stored)]));
