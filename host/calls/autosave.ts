/**
 * Unsaved work, a file for each key: what a crash leaves behind is offered again. A window that has a document holds its lock, by which
 * every host of this home knows what was left behind and what somebody works on.
 */
import { z } from 'zod';
import { readText } from '../../engine/files/fileSystem.ts';
import type { Lock } from '../../engine/files/locks.ts';
import { writeFile, writeProblem } from '../../engine/files/write.ts';
import { problem, UserError } from '../../engine/problems.ts';
import { type CallResults, startingWeights } from '../../engine/protocol.ts';
import { Queue } from '../queue.ts';
import type { Calls, HostContext } from './define.ts';
import { phrase } from '../../engine/phrases.ts';

const schema = z.object({
  path: z.string().nullable(),
  text: z.string(),
  run: z.string().nullable().default(null),
  start: startingWeights.nullable().default(null),
  imported: z.string().nullable().catch(null),
  // what can be undone is worth less than the document: a damaged one is left out
  history: z.string().nullable().catch(null),
  saved: z.number(),
});

const WHEN_FULL = phrase('keep-safe-when-full');
/** How soon the old line of a window that is loaded anew has ended, in milliseconds. */
const RELOADS_WITHIN = 1000;
/** More than this is no document's. */
const LARGEST = 256 << 20;

export function autosaveCalls({ platform: { machine, home } }: HostContext): Calls<'autosave'> {
  const { files, locks } = machine;
  const folder = files.paths.join(home, 'autosave');
  const fileOf = (key: string) => files.paths.join(folder, `${key}.json`);
  const lockOf = (key: string) => files.paths.join(folder, `${key}.lock`);
  const turns = new Queue();
  const owners = new Owners(
    async (key) => {
      try {
        return await locks.take(lockOf(key));
      } catch (error) {
        throw writeProblem(fileOf(key), error, WHEN_FULL);
      }
    },
    (letGo) => void turns.run(letGo),
  );
  /** In the order of asking: the newest text is the one that stays, and who takes over from a window reads what it wrote last. */
  const inTurn = <T>(key: string, line: AbortSignal, work: () => Promise<T>): Promise<T> =>
    turns.run(() =>
      work().finally(() => {
        // the last word of a window that is gone: nobody else would let go of it
        if (line.aborted) owners.letGo(key, line);
      }),
    );
  const read = async (key: string): Promise<CallResults['autosave.take']> => {
    try {
      if ((await files.stat(fileOf(key))).size > LARGEST) return null;
      return schema.parse(JSON.parse(await readText(files, fileOf(key))));
    } catch {
      return null;
    }
  };
  return {
    'autosave.write': (
      { key, path: document, text, run = null, start = null, imported = null, history = null },
      { line },
    ) =>
      inTurn(key, line, async () => {
        if (!(await owners.claim(key, line))) throw new UserError(problem('autosave-taken', {}));
        const content = JSON.stringify({ path: document, text, run, start, imported, history, saved: Date.now() });
        await writeFile(files, fileOf(key), content, WHEN_FULL);
        return null;
      }),
    async 'autosave.list'() {
      const names = await files.list(folder).catch(() => []);
      const found = await Promise.all(
        names
          .filter((name) => /^[\w-]+\.json$/.test(name))
          .map(async (name) => {
            const key = name.slice(0, -'.json'.length);
            const there = await files.stat(fileOf(key)).catch(() => null);
            return there && !(await locks.isHeld(lockOf(key))) ? [{ key, saved: there.modified }] : [];
          }),
      );
      return found.flat().sort((a, b) => b.saved - a.saved);
    },
    async 'autosave.take'({ key }, { line }) {
      // a window that is loaded anew may ask before its old line has ended
      await owners.waitFor(key, line);
      return inTurn(key, line, async () => {
        if (!(await owners.claim(key, line))) return null;
        // read under the lock: who had it before may have saved and dropped it a moment ago
        const kept = await read(key);
        if (!kept) owners.letGo(key, line);
        return kept;
      });
    },
    'autosave.drop': ({ key }, { line }) =>
      inTurn(key, line, async () => {
        if (!(await owners.claim(key, line))) return null;
        await files.remove(fileOf(key));
        owners.letGo(key, line);
        return null;
      }),
  };
}

/** Which window of this host has which key, and the locks by which other hosts know that one has. */
class Owners {
  readonly #take: (key: string) => Promise<Lock | undefined>;
  readonly #later: (letGo: () => Promise<void>) => void;
  readonly #held = new Map<string, { readonly line: AbortSignal; readonly lock: Promise<Lock | undefined> }>();

  /** `later` does it after what the window has asked for before it was gone. */
  constructor(take: (key: string) => Promise<Lock | undefined>, later: (letGo: () => Promise<void>) => void) {
    this.#take = take;
    this.#later = later;
  }

  /** False where another window has it. */
  async claim(key: string, line: AbortSignal): Promise<boolean> {
    const before = this.#held.get(key);
    if (before) return before.line === line && (await before.lock) !== undefined;
    const lock = this.#take(key);
    this.#held.set(key, { line, lock });
    line.addEventListener('abort', () => this.#later(async () => this.letGo(key, line)));
    const taken = await lock.catch((error: unknown) => {
      this.#held.delete(key);
      throw error;
    });
    if (!taken) this.#held.delete(key);
    return taken !== undefined;
  }

  /** Until no other line has the key, for a moment. */
  async waitFor(key: string, line: AbortSignal): Promise<void> {
    const held = this.#held.get(key);
    if (!held || held.line === line) return;
    await new Promise<void>((resolve) => {
      held.line.addEventListener('abort', () => resolve());
      setTimeout(resolve, RELOADS_WITHIN);
    });
    await held.lock.catch(() => {});
  }

  letGo(key: string, line: AbortSignal): void {
    const held = this.#held.get(key);
    if (held?.line !== line) return;
    this.#held.delete(key);
    void held.lock.then((lock) => lock?.release());
  }
}
