/** Files, as everything that keeps something asks for them: on a disk, in memory, in a browser's storage. */

/** Of a file: whole, or in parts, which are written one after the other. */
export type Content = string | Uint8Array | readonly Uint8Array[];

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Bytes that are read where they lie, a part at a time. */
export interface ByteSource {
  readonly size: number;
  /** Those from this place on, as many as `into` takes; gives how many there were. */
  read(into: Uint8Array, from: number): number;
}

export interface OpenFile extends ByteSource {
  close(): void;
}

/** How paths are put together and taken apart; Node's `path` is one. */
export interface Paths {
  join(...parts: string[]): string;
  resolve(...parts: string[]): string;
  dirname(path: string): string;
  basename(path: string, suffix?: string): string;
  extname(path: string): string;
}

/** What fails throws a `FileError`. */
export interface FileSystem {
  readonly paths: Paths;
  /** A regular file: of a device, a pipe or a socket, or of more than `most` bytes, nothing is read. */
  read(file: string, most?: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes of a regular file from one place up to another, or to its end where that comes first. */
  readPart(file: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /** A regular file, of which a part is read at a time: more of it is never in memory. Whoever asked for it closes it. */
  open(file: string): Promise<OpenFile>;
  /** Whole or not at all; folders on the way to it are made. */
  write(file: string, content: Content): Promise<void>;
  /** Adds to the end at once: whoever is told of it afterwards can read it. */
  append(file: string, content: string | Uint8Array): void;
  /** The names of what lies in a folder. */
  list(folder: string): Promise<readonly string[]>;
  stat(path: string): Promise<FileStat>;
  /** The file that a link points at. */
  realPath(path: string): Promise<string>;
  /** Folders on the way to where it goes are made. */
  rename(from: string, to: string): Promise<void>;
  /** A file; nothing where there is none. */
  remove(file: string): Promise<void>;
  /** With everything in it; nothing where there is none. */
  removeFolder(folder: string): Promise<void>;
}

/** An error with the POSIX name of what went wrong: `ENOENT`, `ENOSPC`. */
export interface FileError extends Error {
  readonly code?: string;
}

export const exists = (files: FileSystem, path: string): Promise<boolean> =>
  files.stat(path).then(
    () => true,
    () => false,
  );

export const readText = async (files: FileSystem, file: string): Promise<string> =>
  new TextDecoder().decode(await files.read(file));
