/** The person's own blocks: a `.loom-block` file for each, in one folder. Nothing of a block is looked at here. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomic } from '../engine/node/files/atomic.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { CallResults } from '../engine/protocol.ts';
import { openDocument } from './documents.ts';

const ENDING = '.loom-block';
/** What Windows gives to no file. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

export class Library {
  readonly #folder: string;
  /** One change at a time, so that two blocks never take the same name. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Every file of the folder; of one that cannot be read, why. */
  async list(): Promise<CallResults['library.list']> {
    const files = await Promise.all(
      (await this.#names()).map(async (file) => {
        try {
          return [{ file, text: (await openDocument(path.join(this.#folder, file))).text, failure: null }];
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          return [{ file, text: null, failure: error.message }];
        }
      }),
    );
    return { folder: this.#folder, files: files.flat() };
  }

  /** Writes a block under a name of its own, made of what it is called; `replaces` is the file that it was in until now. */
  save(name: string, text: string, replaces: string | undefined): Promise<CallResults['library.save']> {
    return this.#change(async () => {
      const taken = new Set(
        (await this.#names()).filter((file) => file !== replaces).map((file) => file.toLowerCase()),
      );
      const stem = stemOf(name);
      let file = stem + ENDING;
      for (let i = 2; taken.has(file.toLowerCase()); i++) file = `${stem} ${i}${ENDING}`;
      await writeAtomic(path.join(this.#folder, file), text);
      // on a disk where letters are equal whatever their case, the two may be one file
      if (replaces !== undefined && replaces.toLowerCase() !== file.toLowerCase())
        await rm(this.#path(replaces), { force: true });
      return { file };
    });
  }

  remove(file: string): Promise<void> {
    return this.#change(() => rm(this.#path(file), { force: true }));
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  #path(file: string): string {
    if (path.basename(file) !== file || /[\\/]/.test(file) || !file.endsWith(ENDING))
      throw new UserError(problem('bad-request', { call: 'library', reason: `"${file}" is no file of the library` }));
    return path.join(this.#folder, file);
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => name.endsWith(ENDING) && !name.startsWith('.')).sort((a, b) => a.localeCompare(b));
  }
}

/** A name that every system takes for a file. */
function stemOf(name: string): string {
  const stem = name
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
    .trim();
  return stem === '' || RESERVED.test(stem) ? `block ${stem}`.trim() : stem;
}
