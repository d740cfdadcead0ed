// Messages between processes as text. V8's own serializer, which Node offers for them, ends the process in Electron 22.3.6 to 22.3.25
// (SIGTRAP in the destructor of a backing store): its memory is given back as if it were as large as what was written into it, so that
// every buffer dies whose content and capacity end on different pages of memory.
const ARRAYS = Object.fromEntries(
  [
    Float32Array,
    Float64Array,
    Int32Array,
    Uint32Array,
    Int16Array,
    Uint16Array,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
  ].map((array) => [array.name, array]),
);
const KIND = '\u0000kind';

export const write = (message) =>
  JSON.stringify(message, function (key) {
    // `Buffer` would be written by its own `toJSON`
    const value = this[key];
    if (value instanceof Map) return { [KIND]: 'Map', of: [...value] };
    if (value instanceof Set) return { [KIND]: 'Set', of: [...value] };
    if (typeof value === 'number' && !Number.isFinite(value)) return { [KIND]: 'number', of: String(value) };
    if (!ArrayBuffer.isView(value)) return value;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return {
      [KIND]: value.constructor.name in ARRAYS ? value.constructor.name : 'Uint8Array',
      of: bytes.toString('base64'),
    };
  });

export const read = (text) =>
  JSON.parse(text, (_, value) => {
    const kind = value?.[KIND];
    if (kind === undefined) return value;
    if (kind === 'Map') return new Map(value.of);
    if (kind === 'Set') return new Set(value.of);
    if (kind === 'number') return Number(value.of);
    return new ARRAYS[kind](Uint8Array.from(Buffer.from(value.of, 'base64')).buffer);
  });

/** Has an end of a line (a child, or a process that is one) send and hear texts instead. */
export function asText(end) {
  const { send, emit } = end;
  end.send = (message, ...rest) => send.call(end, write(message), ...rest);
  end.emit = (name, ...args) =>
    name === 'message' ? emit.call(end, name, read(args[0]), ...args.slice(1)) : emit.call(end, name, ...args);
}
