/**
 * A message as one frame. Plain messages are JSON text. Where a message holds typed arrays, or numbers that JSON cannot say,
 * the frame is binary: the length of a JSON head (uint32, little-endian), the head `{ message, parts }`, then the arrays, each at
 * a multiple of eight bytes. In the head's message null stands in their places, and `parts` says what belongs where.
 */
import type { Message } from '../protocol.ts';

export type Frame = string | Uint8Array<ArrayBuffer>;

const ARRAYS = {
  Float32Array,
  Float64Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
} as const;
type ArrayName = keyof typeof ARRAYS;
type AnyArray = InstanceType<(typeof ARRAYS)[ArrayName]>;

type Part =
  | { readonly at: readonly (string | number)[]; readonly array: ArrayName; readonly length: number }
  | { readonly at: readonly (string | number)[]; readonly number: 'NaN' | 'Infinity' | '-Infinity' };

const ALIGN = 8;
const aligned = (size: number) => Math.ceil(size / ALIGN) * ALIGN;

/** A frame that no encoder wrote. */
export class GarbledFrame extends Error {}

export function encode(message: Message): Frame {
  const parts: Part[] = [];
  const arrays: AnyArray[] = [];
  const plain = strip(message, [], parts, arrays);
  if (parts.length === 0) return JSON.stringify(plain);
  const head = new TextEncoder().encode(JSON.stringify({ message: plain, parts }));
  let offset = aligned(4 + head.length);
  const frame = new Uint8Array(arrays.reduce((size, { byteLength }) => size + aligned(byteLength), offset));
  new DataView(frame.buffer).setUint32(0, head.length, true);
  frame.set(head, 4);
  for (const array of arrays) {
    frame.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += aligned(array.byteLength);
  }
  return frame;
}

/** The value with null in place of what JSON cannot say; that goes to `parts` and `arrays`. */
function strip(value: unknown, at: readonly (string | number)[], parts: Part[], arrays: AnyArray[]): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    parts.push({ at, number: String(value) as 'NaN' });
    return null;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const array = value as AnyArray;
    // a Node Buffer is a Uint8Array of another name
    const name =
      value.constructor.name in ARRAYS
        ? (value.constructor.name as ArrayName)
        : value instanceof Uint8Array
          ? 'Uint8Array'
          : undefined;
    if (name === undefined) throw new Error(`internal: a ${value.constructor.name} cannot be sent`);
    parts.push({ at, array: name, length: array.length });
    arrays.push(array);
    return null;
  }
  if (Array.isArray(value))
    return value.map((item, i) =>
      typeof item === 'number' && Number.isFinite(item) ? item : strip(item, [...at, i], parts, arrays),
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, strip(item, [...at, key], parts, arrays)]),
  );
}

/** Throws `GarbledFrame`. Arrays of the message may look into the frame's memory. */
export function decode(frame: string | ArrayBuffer | Uint8Array): Message {
  try {
    return asMessage(
      typeof frame === 'string'
        ? JSON.parse(frame)
        : assemble(frame instanceof Uint8Array ? frame : new Uint8Array(frame)),
    );
  } catch (error) {
    throw error instanceof GarbledFrame ? error : new GarbledFrame((error as Error).message);
  }
}

function assemble(given: Uint8Array): unknown {
  // typed arrays can only look at aligned memory
  const bytes = given.byteOffset % ALIGN === 0 ? given : given.slice();
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (4 + length > bytes.length) throw new GarbledFrame('the head is cut off');
  const { message, parts } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as {
    message: unknown;
    parts: readonly Part[];
  };
  const root = { message };
  let offset = aligned(4 + length);
  for (const part of parts) {
    let value: AnyArray | number;
    if ('array' in part) {
      if (!Object.hasOwn(ARRAYS, part.array) || !Number.isInteger(part.length) || part.length < 0)
        throw new GarbledFrame('there is no such array');
      value = new ARRAYS[part.array](bytes.buffer as ArrayBuffer, bytes.byteOffset + offset, part.length);
      if (offset + value.byteLength > bytes.length) throw new GarbledFrame('an array is cut off');
      offset += aligned(value.byteLength);
    } else value = Number(part.number);
    put(root, ['message', ...part.at], value);
  }
  return root.message;
}

/** Sets a place that is there and null; others are left alone, so a frame cannot reach what it does not hold. */
function put(root: object, at: readonly (string | number)[], value: unknown): void {
  let place = root as Record<string | number, unknown>;
  for (const key of at.slice(0, -1)) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key))
      throw new GarbledFrame('a part has no place');
    place = place[key] as Record<string | number, unknown>;
  }
  const last = at.at(-1)!;
  if (typeof place !== 'object' || place === null || !Object.hasOwn(place, last) || place[last] !== null)
    throw new GarbledFrame('a part has no place');
  place[last] = value;
}

const isEvent = (value: unknown): boolean => {
  const { kind, name } = (value ?? {}) as Record<string, unknown>;
  return kind === 'event' && typeof name === 'string';
};

function asMessage(value: unknown): Message {
  const message = value as Record<string, unknown>;
  const ok =
    typeof message === 'object' &&
    message !== null &&
    ((message.kind === 'call' && Number.isSafeInteger(message.id) && typeof message.name === 'string') ||
      (message.kind === 'cancel' && Number.isSafeInteger(message.id)) ||
      (message.kind === 'answer' && Number.isSafeInteger(message.id)) ||
      (message.kind === 'failure' &&
        Number.isSafeInteger(message.id) &&
        Array.isArray(message.problems) &&
        typeof message.message === 'string') ||
      (message.kind === 'progress' &&
        Number.isSafeInteger(message.id) &&
        typeof message.done === 'number' &&
        typeof message.total === 'number') ||
      message.kind === 'ping' ||
      message.kind === 'pong' ||
      isEvent(message) ||
      (message.kind === 'events' && Array.isArray(message.events) && message.events.every(isEvent)));
  if (!ok) throw new GarbledFrame('it is no message');
  return value as Message;
}
