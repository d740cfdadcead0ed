/** The files that were opened or saved last, newest first. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '../engine/node/files/atomic.ts';
import type { CallResults } from '../engine/protocol.ts';

const KEEP = 20;
const schema = z.array(z.object({ path: z.string(), opened: z.number() }));

export class RecentFiles {
  readonly #file: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
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
        stat(file).then(
          (found) => found.isFile(),
          () => false,
        ),
      ),
    );
    return entries.filter((_, i) => there[i]).map((entry) => ({ ...entry, name: path.basename(entry.path, '.loom') }));
  }

  /** What stands for the file now, before the others. A list that cannot be written is no reason to fail what the person did. */
  #write(file: string, entries: z.infer<typeof schema>): Promise<void> {
    const written = this.#last.then(async () => {
      const others = (await this.#read()).filter((entry) => entry.path !== file);
      await writeAtomic(this.#file, `${JSON.stringify([...entries, ...others].slice(0, KEEP), null, 2)}\n`).catch(
        () => {},
      );
    });
    this.#last = written;
    return written;
  }

  async #read(): Promise<z.infer<typeof schema>> {
    try {
      return schema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return [];
    }
  }
}
