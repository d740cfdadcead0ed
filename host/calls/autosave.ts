/** Unsaved work, a file for each key: what a crash leaves behind is offered again. */
import { z } from 'zod';
import { readText } from '../../engine/files/fileSystem.ts';
import { writeFile } from '../../engine/files/write.ts';
import { startingWeights } from '../../engine/protocol.ts';
import type { Calls, HostContext } from './define.ts';
import { phrase } from '../../engine/phrases.ts';

const schema = z.object({
  path: z.string().nullable(),
  text: z.string(),
  run: z.string().nullable().default(null),
  start: startingWeights.nullable().default(null),
  saved: z.number(),
});

const WHEN_FULL = phrase('keep-safe-when-full');

export function autosaveCalls({ platform: { machine, home } }: HostContext): Calls<'autosave'> {
  const { files } = machine;
  const folder = files.paths.join(home, 'autosave');
  const fileOf = (key: string) => files.paths.join(folder, `${key}.json`);
  return {
    async 'autosave.write'({ key, path: document, text, run = null, start = null }) {
      await writeFile(
        files,
        fileOf(key),
        JSON.stringify({ path: document, text, run, start, saved: Date.now() }),
        WHEN_FULL,
      );
      return null;
    },
    async 'autosave.list'() {
      const names = await files.list(folder).catch(() => []);
      const found = await Promise.all(
        names
          .filter((name) => /^[\w-]+\.json$/.test(name))
          .map(async (name) => {
            try {
              const kept = schema.parse(JSON.parse(await readText(files, files.paths.join(folder, name))));
              return [{ key: name.slice(0, -'.json'.length), ...kept }];
            } catch {
              return [];
            }
          }),
      );
      return found.flat().sort((a, b) => b.saved - a.saved);
    },
    async 'autosave.drop'({ key }) {
      await files.remove(fileOf(key));
      return null;
    },
  };
}
