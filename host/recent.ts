/** The files that were opened or saved last, newest first. */
import { z } from 'zod';
import { type FileSystem, readText } from '../engine/files/fileSystem.ts';
import { type Guard, unguarded } from '../engine/files/locks.ts';
import type { CallResults } from '../engine/protocol.ts';
import { Queue } from './queue.ts';

const KEEP = 20;
const schema = z.array(z.object({ path: z.string(), opened: z.number() }));

export class RecentFiles {
  readonly #files: FileSystem;
  readonly #file: string;
  /** Another host may change the list, too. */
  readonly #guard: Guard;
  readonly #changes = new Queue();

  constructor(files: FileSystem, file: string, guard = unguarded) {
    this.#files = files;
    this.#guard = guard;
    this.#file = file;
  }

  add(file: string): Promise<void> {
    return this.#write(file, [{ path: file, opened: Date.now() }]);
  }

  remove(file: string): Promise<void> {
    return this.#write(file, []);
  }

  /** Those that are still there. */
  async list(): Promise<CallResults['files.recent']> {
    const entries = await this.#read();
    const there = await Promise.all(
      entries.map(({ path: file }) =>
        this.#files.stat(file).then(
          ({ kind }) => kind === 'file',
          () => false,
        ),
      ),
    );
    return entries
      .filter((_, i) => there[i])
      .map((entry) => ({ ...entry, name: this.#files.paths.basename(entry.path, '.loom') }));
  }

  /** What stands for the file now, before the others. A list that cannot be written is no reason to fail what the person did. */
  #write(file: string, entries: z.infer<typeof schema>): Promise<void> {
    const change = async () => {
      const others = (await this.#read()).filter((entry) => entry.path !== file);
      const text = JSON.stringify([...entries, ...others].slice(0, KEEP), null, 2);
      await this.#files.write(this.#file, `${text}\n`);
    };
    return this.#changes.run(() => this.#guard(`${this.#file}.lock`, change).catch(() => {}));
  }

  async #read(): Promise<z.infer<typeof schema>> {
    try {
      return schema.parse(JSON.parse(await readText(this.#files, this.#file)));
    } catch {
      return [];
    }
  }
}
