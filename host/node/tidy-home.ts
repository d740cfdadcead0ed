/** The folder of what Layerloom keeps, made ready at its start: its person's alone, and without what writers left that were killed. */
import { chmodSync, mkdirSync } from 'node:fs';
import { chmod, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { sweep } from '../../engine/node/files/disk.ts';
import { machine } from '../../engine/node/machine.ts';
import { isTraining } from '../../engine/runs/list.ts';
import { PAGE } from '../web/browser.ts';

/** Where it cannot be made or changed, who writes there says so. */
function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch {
    // a disk that is read-only, or another's folder
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** An earlier version wrote with the permissions that files usually have. */
async function makeFilesPrivate(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => {});
  for (const name of await namesIn(folder)) await chmod(path.join(folder, name), 0o600).catch(() => {});
}

/** A checkpoint that was being written when its training was killed. */
async function sweepRun(run: string): Promise<void> {
  await sweep(run);
  const checkpoints = path.join(run, 'checkpoints');
  const left = (await namesIn(checkpoints)).filter((name) => /^\.\d+\.tmp$/.test(name));
  if (left.length === 0 || (await isTraining(machine, run))) return;
  for (const name of left) await rm(path.join(checkpoints, name), { recursive: true, force: true });
}

/** The page that led a browser here is read within a moment. */
async function sweepPages(home: string): Promise<void> {
  for (const name of (await namesIn(home)).filter((name) => PAGE.test(name))) {
    const page = path.join(home, name);
    const { mtimeMs } = await stat(page);
    if (Date.now() - mtimeMs > 60_000) await rm(page, { force: true });
  }
}

/** What a page sent and went away from. */
async function sweepSent(home: string): Promise<void> {
  const folder = path.join(home, 'data', 'sent');
  for (const name of await namesIn(folder)) {
    const { mtimeMs } = await stat(path.join(folder, name));
    if (Date.now() - mtimeMs > 3_600_000) await rm(path.join(folder, name), { force: true });
  }
}

/** The folders of documents that were saved from here. */
async function savedIn(home: string): Promise<readonly string[]> {
  try {
    const recent = JSON.parse(await readFile(path.join(home, 'recent.json'), 'utf8')) as readonly { path: string }[];
    return [...new Set(recent.map((entry) => path.dirname(entry.path)))];
  } catch {
    return [];
  }
}

/** Private at once; done when what was left behind is gone. */
export async function tidyHome(home: string): Promise<void> {
  const autosave = path.join(home, 'autosave');
  makePrivate(home);
  try {
    await makeFilesPrivate(autosave);
    const runs = path.join(home, 'runs');
    for (const folder of [home, autosave, path.join(home, 'library'), ...(await savedIn(home))]) await sweep(folder);
    for (const run of await namesIn(runs)) await sweepRun(path.join(runs, run));
    await sweepPages(home);
    await sweepSent(home);
  } catch {
    // nothing that was left behind keeps anybody from working
  }
}
