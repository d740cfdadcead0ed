/**
 * A document's data may lie anywhere, and a document may come from anybody. What lies in the document's own folder came with it; other
 * files are read once the person has allowed it, which is remembered.
 */
import { z } from 'zod';
import { isNetworkPath } from '../engine/data/paths.ts';
import { readText } from '../engine/files/fileSystem.ts';
import { type Guard, unguarded } from '../engine/files/locks.ts';
import { writeFile } from '../engine/files/write.ts';
import { phrase, verbatim } from '../engine/phrases.ts';
import { problem, UserError } from '../engine/problems.ts';
import { type Places, resolvePath } from './places.ts';

const schema = z.array(z.string());

export class OutsideData {
  readonly #places: Places;
  readonly #file: string;
  readonly #guard: Guard;

  constructor(places: Places, guard = unguarded) {
    this.#places = places;
    this.#file = places.machine.files.paths.join(places.home, 'data.json');
    this.#guard = guard;
  }

  /** Throws a `UserError` (data-outside) that names what was not allowed yet. `folder`: the document's, if it has one. */
  async check(paths: readonly string[], folder: string | null): Promise<void> {
    if (paths.length === 0) return;
    const allowed = await this.#allowed();
    const refused: string[] = [];
    for (const path of paths) {
      const whole = this.#resolve(path, folder);
      if (await this.#isWithin(whole, folder)) continue;
      const known = await Promise.all(allowed.map((one) => this.#isWithin(whole, one)));
      if (!known.includes(true) && (await this.#isThere(whole))) refused.push(whole);
    }
    if (refused.length > 0) throw new UserError(problem('data-outside', { paths: refused.map(verbatim) }));
  }

  /** Files, or folders with all that is in them. */
  allow(paths: readonly string[], folder: string | null): Promise<void> {
    return this.#guard(`${this.#file}.lock`, async () => {
      const all = new Set([...(await this.#allowed()), ...paths.map((path) => this.#resolve(path, folder))]);
      await writeFile(this.#places.machine.files, this.#file, `${JSON.stringify([...all].slice(-MOST), null, 2)}\n`);
    });
  }

  #resolve(path: string, folder: string | null): string {
    return isNetworkPath(path) ? path.trim() : resolvePath(this.#places, path, folder ?? this.#places.userFolder);
  }

  /** Links are followed, on both sides; another machine is not even asked. */
  async #isWithin(path: string, folder: string | null): Promise<boolean> {
    if (folder === null) return false;
    if (isNetworkPath(path) || isNetworkPath(folder)) return path === folder;
    const { files } = this.#places.machine;
    const real = (place: string) => files.realPath(place).catch(() => place);
    const above = await real(folder);
    for (let at = await real(path); ; ) {
      if (at === above) return true;
      const parent = files.paths.dirname(at);
      if (parent === at) return false;
      at = parent;
    }
  }

  /** What is not there cannot be read, and nobody is asked whether a device may be: it never is. */
  async #isThere(path: string): Promise<boolean> {
    if (isNetworkPath(path)) return true;
    const { files } = this.#places.machine;
    const kind = await files.stat(path).then(
      (found) => found.kind,
      () => null,
    );
    if (kind === 'other')
      throw new UserError(problem('file-unreadable', { file: verbatim(path), reason: phrase('no-regular-file') }));
    return kind !== null;
  }

  async #allowed(): Promise<readonly string[]> {
    try {
      return schema.parse(JSON.parse(await readText(this.#places.machine.files, this.#file)));
    } catch {
      return [];
    }
  }
}

/** That are remembered, the newest. */
const MOST = 1000;
