/** Reads regular files only, and no more of one than it said it has: a device has no end, and a pipe may never say a word. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileError, OpenFile } from '../../files/fileSystem.ts';

// where something else has come into its place meanwhile, opening it does not wait for who writes it
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** The system takes no more at once. */
const PART = 1 << 30;

const failure = (code: string, message: string): FileError => Object.assign(new Error(message), { code });

interface Stat {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Throws a `FileError`: EISDIR, ENOTREG of a device, a pipe or a socket, EFBIG above `most` bytes. */
export function assertRegular(found: Stat, most = Number.POSITIVE_INFINITY): void {
  if (found.isDirectory()) throw failure('EISDIR', 'it is a folder');
  if (!found.isFile()) throw failure('ENOTREG', 'it is no regular file');
  if (found.size > most) throw failure('EFBIG', 'it is too large');
}

function room(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch {
    throw failure('EFBIG', 'it is too large');
  }
}

/** The bytes of a regular file of at most `most` bytes. */
export const readRegular = (file: string, most?: number): Promise<Uint8Array<ArrayBuffer>> =>
  readRegularPart(file, 0, Number.POSITIVE_INFINITY, most);

/** Those from one place up to another, or to its end where that comes first. */
export async function readRegularPart(
  file: string,
  from: number,
  to: number,
  most?: number,
): Promise<Uint8Array<ArrayBuffer>> {
  assertRegular(await stat(file), most);
  const handle = await open(file, FLAGS);
  try {
    const found = await handle.stat();
    assertRegular(found, most);
    const bytes = room(Math.max(0, Math.min(to, found.size) - from));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(PART, bytes.length - at), from + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return at === bytes.length ? bytes : bytes.slice(0, at);
  } finally {
    await handle.close();
  }
}

/** The same at once. */
export function readRegularSync(file: string, most?: number): Uint8Array<ArrayBuffer> {
  assertRegular(statSync(file), most);
  const handle = openSync(file, FLAGS);
  try {
    const found = fstatSync(handle);
    assertRegular(found, most);
    const bytes = room(found.size);
    const at = filled(handle, bytes, 0);
    return at === bytes.length ? bytes : bytes.slice(0, at);
  } finally {
    closeSync(handle);
  }
}

/** A regular file, of which a part is read at a time. */
export function openRegular(file: string): OpenFile {
  assertRegular(statSync(file));
  const handle = openSync(file, FLAGS);
  try {
    const found = fstatSync(handle);
    assertRegular(found);
    return {
      size: found.size,
      read: (into, from) => filled(handle, into, from),
      close: () => closeSync(handle),
    };
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

/** Reads from a place of an open file on until `into` is full or the file ends; gives how many bytes there were. */
function filled(handle: number, into: Uint8Array, from: number): number {
  let at = 0;
  while (at < into.length) {
    const count = readSync(handle, into, at, Math.min(PART, into.length - at), from + at);
    if (count === 0) break;
    at += count;
  }
  return at;
}

/** How large a regular file is, its first bytes, and its last. */
export function endsSync(
  file: string,
  first: number,
  last: number,
): { readonly size: number; readonly head: Uint8Array; readonly tail: Uint8Array } {
  const handle = openSync(file, FLAGS);
  try {
    const found = fstatSync(handle);
    assertRegular(found);
    const { size } = found;
    const read = (at: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(handle, bytes, 0, length, at));
    };
    const head = read(0, Math.min(first, size));
    const length = Math.min(last, size);
    return { size, head, tail: head.length === size ? head.subarray(size - length) : read(size - length, length) };
  } finally {
    closeSync(handle);
  }
}
