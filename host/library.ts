/** The person's own blocks: a `.loom-block` file for each, in one folder. Nothing of a block is looked at here. */
import type { FileSystem } from '../engine/files/fileSystem.ts';
import { type Guard, unguarded } from '../engine/files/locks.ts';
import { writeFile, writeProblem } from '../engine/files/write.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { CallResults } from '../engine/protocol.ts';
import { openDocument } from './documents.ts';
import { Queue } from './queue.ts';
import { phrase, verbatim } from '../engine/phrases.ts';

const ENDING = '.loom-block';
/** What Windows gives to no file. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

export class Library {
  readonly #files: FileSystem;
  readonly #folder: string;
  /** Another host may change the folder, too. */
  readonly #guard: Guard;
  /** One change at a time, so that two blocks never take the same name. */
  readonly #changes = new Queue();

  constructor(files: FileSystem, folder: string, guard = unguarded) {
    this.#files = files;
    this.#folder = folder;
    this.#guard = guard;
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const guarded = () =>
      this.#guard(this.#at('.lock'), work).catch((error: unknown) => {
        throw writeProblem(this.#folder, error);
      });
    return this.#changes.run(guarded);
  }

  /** Every file of the folder; of one that cannot be read, why. */
  async list(): Promise<CallResults['library.list']> {
    const files = await Promise.all(
      (await this.#names()).map(async (file) => {
        try {
          return [{ file, text: (await openDocument(this.#files, this.#at(file))).text, failure: null }];
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
      await writeFile(this.#files, this.#at(file), text);
      // on a disk where letters are equal whatever their case, the two may be one file
      if (replaces !== undefined && replaces.toLowerCase() !== file.toLowerCase())
        await this.#files.remove(this.#own(replaces));
      return { file };
    });
  }

  remove(file: string): Promise<void> {
    return this.#change(() => this.#files.remove(this.#own(file)));
  }

  #at(file: string): string {
    return this.#files.paths.join(this.#folder, file);
  }

  /** Where a file lies that a window names. */
  #own(file: string): string {
    if (this.#files.paths.basename(file) !== file || /[\\/]/.test(file) || !file.endsWith(ENDING))
      throw new UserError(
        problem('bad-request', {
          call: verbatim('library'),
          reason: phrase('no-file-of-library', { file: verbatim(file) }),
        }),
      );
    return this.#at(file);
  }

  async #names(): Promise<string[]> {
    const names = await this.#files.list(this.#folder).catch(() => []);
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
