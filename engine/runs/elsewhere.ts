/**
 * Runs that somebody else writes: an exported project that is trained, another machine through a folder that both see. Each has a small
 * file among the runs that says where it lies, by which it is listed, followed and asked like the others.
 */
import { z } from 'zod';
import { contentName } from '../files/contentName.ts';
import { exists, type FileSystem, readText } from '../files/fileSystem.ts';
import { phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import { RunFolder } from './folder.ts';

const schema = z.object({ folder: z.string(), name: z.string(), created: z.string() });
/** Where a run lies, what it is called and when it began, which is told of it while its folder is out of reach, too. */
export type Elsewhere = z.infer<typeof schema> & { readonly id: string };

const FILE = /^(elsewhere-[\w-]+)\.json$/;
const fileOf = (files: FileSystem, runs: string, id: string): string => files.paths.join(runs, `${id}.json`);

/** Those that were opened and not forgotten. */
export async function listElsewhere(files: FileSystem, runs: string): Promise<Elsewhere[]> {
  const names = await files.list(runs).catch((): readonly string[] => []);
  const ids = names.flatMap((name) => FILE.exec(name)?.[1] ?? []);
  return (await Promise.all(ids.map((id) => elsewhere(files, runs, id)))).filter((one) => one !== undefined);
}

/** Undefined where no run of this id lies elsewhere. */
export async function elsewhere(files: FileSystem, runs: string, id: string): Promise<Elsewhere | undefined> {
  if (!FILE.test(`${id}.json`)) return undefined;
  try {
    return { id, ...schema.parse(JSON.parse(await readText(files, fileOf(files, runs, id)))) };
  } catch {
    return undefined;
  }
}

/**
 * Remembers the run in a folder, or the newest of those in a folder of runs or in a project's `runs`; gives its id. One that lies among
 * the own runs is one of those. Throws a `UserError` where there is none.
 */
export async function openElsewhere(files: FileSystem, runs: string, chosen: string): Promise<string> {
  const folder = await newestIn(files, chosen);
  if (files.paths.dirname(folder) === files.paths.resolve(runs)) return files.paths.basename(folder);
  const run = new RunFolder(files, folder);
  const { name, created } = await run.info();
  // without a document it is no run that can be shown
  await run.document();
  const id = `elsewhere-${(await contentName(folder)).slice(0, 16)}`;
  await files.write(fileOf(files, runs, id), `${JSON.stringify({ folder, name, created }, null, 2)}\n`);
  return id;
}

export const forgetElsewhere = (files: FileSystem, runs: string, id: string): Promise<void> =>
  files.remove(fileOf(files, runs, id));

/** The folder of a run by its id, wherever it lies. */
export async function folderOfRun(files: FileSystem, runs: string, id: string): Promise<string> {
  return (await elsewhere(files, runs, id))?.folder ?? files.paths.join(runs, id);
}

/** Folders in a folder that are looked at. */
const MOST = 1000;

/** The folder itself where it is a run's, else that of the newest run in it or in its `runs`. */
export async function newestIn(files: FileSystem, folder: string): Promise<string> {
  const isRun = (path: string) => exists(files, files.paths.join(path, 'run.json'));
  if (await isRun(folder)) return folder;
  const within = async (path: string) =>
    (await files.list(path).catch(() => [])).slice(0, MOST).map((name) => files.paths.join(path, name));
  const found = await Promise.all(
    [...(await within(folder)), ...(await within(files.paths.join(folder, 'runs')))].map(async (path) =>
      (await isRun(path))
        ? [{ path, created: await new RunFolder(files, path).info().then(({ created }) => created) }]
        : [],
    ),
  );
  const newest = found.flat().sort((a, b) => (a.created < b.created ? 1 : -1))[0];
  if (!newest)
    throw new UserError(
      problem('file-unreadable', {
        file: verbatim(folder),
        reason: phrase((await exists(files, folder)) ? 'folder-without-record' : 'not-a-run-folder'),
      }),
    );
  return newest.path;
}
