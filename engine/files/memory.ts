/** Files in memory: nothing is kept. What needs a disk's files runs over them where there is none, as in a page or in tests. */
import { inMemory } from './byteSource.ts';
import type { Content, FileError, FileStat, FileSystem, OpenFile } from './fileSystem.ts';
import { slashPaths } from './paths.ts';

interface Entry {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly modified: number;
}

export class MemoryFiles implements FileSystem {
  readonly paths = slashPaths;
  readonly #files = new Map<string, Entry>();
  readonly #folders = new Set(['/']);

  async read(file: string, most = Number.POSITIVE_INFINITY): Promise<Uint8Array<ArrayBuffer>> {
    const { bytes } = this.#file(file);
    if (bytes.length > most) throw failure('EFBIG', file);
    return bytes.slice();
  }

  async readPart(file: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#file(file).bytes.slice(from, to);
  }

  async open(file: string): Promise<OpenFile> {
    return { ...inMemory(this.#file(file).bytes), close() {} };
  }

  async write(file: string, content: Content): Promise<void> {
    const path = slashPaths.resolve(file);
    if (this.#folders.has(path)) throw failure('EISDIR', path);
    this.#makeFolder(slashPaths.dirname(path));
    this.#files.set(path, { bytes: bytesOf(content), modified: Date.now() });
  }

  append(file: string, content: string | Uint8Array): void {
    const path = slashPaths.resolve(file);
    if (this.#folders.has(path)) throw failure('EISDIR', path);
    if (!this.#folders.has(slashPaths.dirname(path))) throw failure('ENOENT', path);
    const before = this.#files.get(path)?.bytes ?? new Uint8Array();
    this.#files.set(path, { bytes: bytesOf([before, bytesOf(content)]), modified: Date.now() });
  }

  async list(folder: string): Promise<readonly string[]> {
    const path = slashPaths.resolve(folder);
    if (this.#files.has(path)) throw failure('ENOTDIR', path);
    if (!this.#folders.has(path)) throw failure('ENOENT', path);
    return [...this.#folders, ...this.#files.keys()]
      .filter((other) => other !== path && slashPaths.dirname(other) === path)
      .map((other) => slashPaths.basename(other))
      .sort();
  }

  async stat(given: string): Promise<FileStat> {
    const path = slashPaths.resolve(given);
    if (this.#folders.has(path)) return { kind: 'folder', size: 0, modified: 0 };
    const { bytes, modified } = this.#file(path);
    return { kind: 'file', size: bytes.length, modified };
  }

  async realPath(path: string): Promise<string> {
    await this.stat(path);
    return slashPaths.resolve(path);
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [slashPaths.resolve(from), slashPaths.resolve(to)];
    await this.stat(source);
    this.#makeFolder(slashPaths.dirname(target));
    const moved = (path: string): string => target + path.slice(source.length);
    for (const path of [...this.#folders].filter((path) => within(path, source))) {
      this.#folders.delete(path);
      this.#folders.add(moved(path));
    }
    for (const [path, entry] of [...this.#files].filter(([path]) => within(path, source))) {
      this.#files.delete(path);
      this.#files.set(moved(path), entry);
    }
  }

  async remove(file: string): Promise<void> {
    const path = slashPaths.resolve(file);
    if (this.#folders.has(path)) throw failure('EISDIR', path);
    this.#files.delete(path);
  }

  async removeFolder(folder: string): Promise<void> {
    const path = slashPaths.resolve(folder);
    for (const paths of [this.#files, this.#folders])
      for (const other of [...paths.keys()]) if (within(other, path)) paths.delete(other);
  }

  #file(file: string): Entry {
    const path = slashPaths.resolve(file);
    const found = this.#files.get(path);
    if (found) return found;
    throw failure(this.#folders.has(path) ? 'EISDIR' : 'ENOENT', path);
  }

  #makeFolder(path: string): void {
    if (this.#folders.has(path)) return;
    if (this.#files.has(path)) throw failure('ENOTDIR', path);
    this.#makeFolder(slashPaths.dirname(path));
    this.#folders.add(path);
  }
}

/** Whether a path is a folder's or of something in it. */
const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

const failure = (code: string, path: string): FileError => Object.assign(new Error(`${code}: ${path}`), { code });

function bytesOf(content: Content): Uint8Array<ArrayBuffer> {
  if (typeof content === 'string') return Uint8Array.from(new TextEncoder().encode(content));
  const parts = content instanceof Uint8Array ? [content] : content;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
