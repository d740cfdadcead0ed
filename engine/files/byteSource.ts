import type { ByteSource, FileSystem } from './fileSystem.ts';

/** Gives a file to `use`, which reads of it what it needs while it lasts. */
export async function withFile<T>(
  files: Pick<FileSystem, 'open'>,
  file: string,
  use: (opened: ByteSource) => Promise<T>,
): Promise<T> {
  const opened = await files.open(file);
  try {
    return await use(opened);
  } finally {
    opened.close();
  }
}

export const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read(into, from) {
    const part = bytes.subarray(from, from + into.length);
    into.set(part);
    return part.length;
  },
});

/** A file in memory, or where it lies. */
export type Bytes = Uint8Array | ByteSource;

export const sourceOf = (file: Bytes): ByteSource => (file instanceof Uint8Array ? inMemory(file) : file);

/**
 * The bytes of a file from one place up to another: of one in memory its own, else those that are read. Throws a `RangeError` where they
 * are not all within it.
 */
export function within(file: Bytes, from: number, to: number): Uint8Array {
  const bytes = file instanceof Uint8Array ? file.subarray(from, to) : bytesOf(file, from, to);
  // of a file that has become shorter meanwhile, the disk fails
  if (from < 0 || bytes.length !== to - from) throw Object.assign(new RangeError('outside the file'), { code: 'EIO' });
  return bytes;
}

/** The bytes from one place up to another as a source of their own. */
export const partOf = (source: ByteSource, from: number, to: number): ByteSource => ({
  size: to - from,
  read(into, at) {
    const left = to - from - at;
    return left <= 0 ? 0 : source.read(left < into.length ? into.subarray(0, left) : into, from + at);
  },
});

/** One behind the other. */
export const joined = (parts: readonly ByteSource[]): ByteSource => ({
  size: parts.reduce((sum, { size }) => sum + size, 0),
  read(into, from) {
    let [filled, start] = [0, 0];
    for (const part of parts) {
      const at = from + filled - start;
      if (at < part.size && filled < into.length) filled += part.read(into.subarray(filled), at);
      start += part.size;
      // what was to come of it is not there
      if (filled < into.length && from + filled < start) break;
    }
    return filled;
  },
});

/** Those from one place up to another, or to the end where that comes first. */
export function bytesOf(source: ByteSource, from = 0, to = source.size): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, Math.min(to, source.size) - from));
  return bytes.subarray(0, source.read(bytes, from));
}

/** So many bytes are looked at together where all of a source is. */
const PART = 1 << 20;

/** All bytes, a part at a time; each part is overwritten by the next. */
export function* partsOf(source: ByteSource): Generator<Uint8Array> {
  const part = new Uint8Array(Math.min(PART, source.size));
  for (let at = 0; at < source.size; ) {
    const count = source.read(part, at);
    if (count === 0) return;
    yield part.subarray(0, count);
    at += count;
  }
}
