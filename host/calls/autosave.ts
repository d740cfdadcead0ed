/** Unsaved work, a file for each key: what a crash leaves behind is offered again. */
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '../../engine/node/files/atomic.ts';
import { startingWeights } from '../../engine/protocol.ts';
import type { Calls, HostContext } from './define.ts';

const schema = z.object({
  path: z.string().nullable(),
  text: z.string(),
  run: z.string().nullable().default(null),
  start: startingWeights.nullable().default(null),
  saved: z.number(),
});

const WHEN_FULL =
  'Free some space there, or save the document on another disk. Keeping it is tried again every few seconds; nothing is lost while this window is open.';

export function autosaveCalls({ home }: HostContext): Calls<'autosave'> {
  const folder = path.join(home, 'autosave');
  const fileOf = (key: string) => path.join(folder, `${key}.json`);
  return {
    async 'autosave.write'({ key, path: document, text, run = null, start = null }) {
      await writeAtomic(
        fileOf(key),
        JSON.stringify({ path: document, text, run, start, saved: Date.now() }),
        WHEN_FULL,
      );
      return null;
    },
    async 'autosave.list'() {
      const names = await readdir(folder).catch(() => []);
      const found = await Promise.all(
        names
          .filter((name) => /^[\w-]+\.json$/.test(name))
          .map(async (name) => {
            try {
              return [
                {
                  key: name.slice(0, -'.json'.length),
                  ...schema.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8'))),
                },
              ];
            } catch {
              return [];
            }
          }),
      );
      return found.flat().sort((a, b) => b.saved - a.saved);
    },
    async 'autosave.drop'({ key }) {
      await rm(fileOf(key), { force: true });
      return null;
    },
  };
}
