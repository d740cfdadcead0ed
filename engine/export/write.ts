/**
 * Writes an exported project, whole or not at all: every file is written aside before the first takes its place, and what was there
 * comes back where that fails. A file that a person changed since it was exported is not overwritten unasked, one that no export wrote
 * never.
 */
import { problem, UserError } from '../problems.ts';
import { contentName } from '../files/contentName.ts';
import { exists, type FileSystem, readText } from '../files/fileSystem.ts';
import { writeFile, writeProblem } from '../files/write.ts';
import { phrase, someNames, verbatim } from '../phrases.ts';

/** Says which files of the folder this program wrote, and what they were: a line each, the name of the content and that of the file. */
const MARK = '.layerloom-export';
/** Where files wait until all are written, and where those wait that they replace. */
const [FRESH, FORMER] = ['.layerloom-new', '.layerloom-old'];
const WHEN_FULL = phrase('export-again-when-full');

type Files = Readonly<Record<string, string | Uint8Array>>;
/** By the file's name the contents that are this program's. */
type Mark = ReadonlyMap<string, ReadonlySet<string>>;

interface Writing {
  /** Also files that a person changed. */
  readonly overwrite?: boolean;
}

/**
 * Gives the names of the files. Throws a `UserError` where the folder holds files of the same names that no export wrote (write-failed),
 * or that were changed since (export-changed).
 */
export async function writeProject(
  files: FileSystem,
  folder: string,
  project: Files,
  { overwrite = false }: Writing = {},
): Promise<string[]> {
  const at = (name: string) => placeIn(files, folder, name);
  const [mark, names] = [await readMark(files, folder), await namesOf(project)];
  const there = await contentsOf(files, folder, new Set([...names.keys(), ...mark.keys()]));
  const differs = [...there].filter(([name, content]) => !mark.get(name)?.has(content) && names.get(name) !== content);
  const foreign = differs.filter(([name]) => !mark.has(name)).map(([name]) => name);
  if (foreign.length > 0)
    throw new UserError(
      problem('write-failed', {
        path: verbatim(folder),
        reason: phrase('other-files-in-it', { names: foreign.map(verbatim) }),
      }),
    );
  const changed = differs.map(([name]) => name).filter((name) => names.has(name));
  if (changed.length > 0 && !overwrite)
    throw new UserError(
      problem('export-changed', { folder: verbatim(folder), files: someNames(changed.map(verbatim)) }),
    );
  const isNew = !(await exists(files, folder));
  try {
    // what a person changed and the new project does not have is theirs
    const stale = [...there.keys()].filter((name) => !names.has(name) && !differs.some(([other]) => other === name));
    for (const [name, content] of Object.entries(project))
      await writeFile(files, at(`${FRESH}/${name}`), content, WHEN_FULL);
    // cut short in between, files of either project are this program's
    const both = new Map([
      ...mark,
      ...[...names].map(([name, one]) => [name, new Set([one, ...(mark.get(name) ?? [])])] as const),
    ]);
    await writeFile(files, at(MARK), markText(both), WHEN_FULL);
    await exchange(
      files,
      folder,
      [...names.keys()],
      [...there.keys()].filter((name) => names.has(name) || stale.includes(name)),
    );
    await writeFile(
      files,
      at(MARK),
      markText(new Map([...names].map(([name, one]) => [name, new Set([one])]))),
      WHEN_FULL,
    );
  } catch (error) {
    await files.removeFolder(isNew ? folder : at(FRESH));
    throw writeProblem(folder, error, WHEN_FULL);
  }
  await files.removeFolder(at(FRESH));
  await files.removeFolder(at(FORMER));
  return [...names.keys()];
}

/** Puts the files that wait into their places, and those that lie there aside; all of it back where one cannot be moved. */
async function exchange(
  files: FileSystem,
  folder: string,
  fresh: readonly string[],
  former: readonly string[],
): Promise<void> {
  const at = (name: string) => placeIn(files, folder, name);
  await files.removeFolder(at(FORMER));
  const done: (readonly [from: string, to: string])[] = [];
  const move = async (from: string, to: string) => {
    await makeRoom(files, at(to));
    await files.rename(at(from), at(to));
    done.push([from, to]);
  };
  try {
    for (const name of former) await move(name, `${FORMER}/${name}`);
    for (const name of fresh) await move(`${FRESH}/${name}`, name);
  } catch (error) {
    for (const [from, to] of done.toReversed()) await files.rename(at(to), at(from));
    throw error;
  }
}

/** The folder of a file that will be moved there. */
async function makeRoom(files: FileSystem, file: string): Promise<void> {
  const folder = files.paths.dirname(file);
  if (await exists(files, folder)) return;
  // folders are made on the way to a file
  const first = files.paths.join(folder, '.layerloom');
  await files.write(first, '');
  await files.remove(first);
}

/** Adds files to a project that was written: they are this program's from then on, too. */
export async function addToProject(files: FileSystem, folder: string, more: Files): Promise<void> {
  const names = await namesOf(more);
  const mark = new Map([
    ...(await readMark(files, folder)),
    ...[...names].map(([name, one]) => [name, new Set([one])] as const),
  ]);
  for (const [name, content] of Object.entries(more))
    await writeFile(files, placeIn(files, folder, name), content, WHEN_FULL);
  await writeFile(files, placeIn(files, folder, MARK), markText(mark), WHEN_FULL);
}

const placeIn = (files: FileSystem, folder: string, name: string): string =>
  files.paths.join(folder, ...name.split('/'));

async function namesOf(project: Files): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [name, content] of Object.entries(project))
    names.set(name, await contentName(content as string | Uint8Array<ArrayBuffer>));
  return names;
}

/** What of these files is there, by the names of their contents. */
async function contentsOf(files: FileSystem, folder: string, names: ReadonlySet<string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of names) {
    const file = placeIn(files, folder, name);
    if (await exists(files, file)) found.set(name, await contentName(await files.read(file).catch(() => '')));
  }
  return found;
}

async function readMark(files: FileSystem, folder: string): Promise<Mark> {
  const file = placeIn(files, folder, MARK);
  const mark = new Map<string, Set<string>>();
  if (!(await exists(files, file))) return mark;
  for (const line of (await readText(files, file)).split('\n')) {
    const [, content, name] = /^([\w-]{43}) (.+)$/.exec(line) ?? [];
    if (name !== undefined) mark.set(name, (mark.get(name) ?? new Set()).add(content!));
  }
  return mark;
}

const markText = (mark: Mark): string =>
  [...mark].flatMap(([name, contents]) => [...contents].map((one) => `${one} ${name}\n`)).join('');
