/** Writes an exported project. Files of another project are not overwritten. */
import { problem, UserError } from '../problems.ts';
import { exists, type FileSystem, readText } from '../files/fileSystem.ts';
import { writeFile } from '../files/write.ts';
import { phrase, verbatim } from '../phrases.ts';

/** Says which program wrote the folder, so that exporting again may replace the files. */
const MARK = '.layerloom-export';
const WHEN_FULL = phrase('export-again-when-full');

/** Gives the names of the files. Throws a `UserError` where the folder holds files of the same names that no export wrote. */
export async function writeProject(
  files: FileSystem,
  folder: string,
  project: Readonly<Record<string, string | Uint8Array>>,
): Promise<string[]> {
  const at = (name: string) => files.paths.join(folder, ...name.split('/'));
  const ours = (await exists(files, at(MARK))) ? (await readText(files, at(MARK))).split('\n') : [];
  const others = Object.keys(project).filter((name) => !ours.includes(name));
  const there = await Promise.all(others.map((name) => exists(files, at(name))));
  const foreign = others.filter((_, i) => there[i]);
  if (foreign.length > 0)
    throw new UserError(
      problem('write-failed', {
        path: verbatim(folder),
        reason: phrase('other-files-in-it', { names: foreign.map(verbatim) }),
      }),
    );
  // the mark first: what is cut short can be exported again into the same folder
  const all = { [MARK]: `${Object.keys(project).join('\n')}\n`, ...project };
  for (const [name, content] of Object.entries(all)) await writeFile(files, at(name), content, WHEN_FULL);
  return Object.keys(project);
}

/** Adds files to a project that was written: they are this program's from then on, too. */
export async function addToProject(
  files: FileSystem,
  folder: string,
  more: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const at = (name: string) => files.paths.join(folder, ...name.split('/'));
  const known = (await exists(files, at(MARK))) ? (await readText(files, at(MARK))).split('\n').filter(Boolean) : [];
  const names = [...new Set([...known, ...Object.keys(more)])];
  await writeFile(files, at(MARK), `${names.join('\n')}\n`, WHEN_FULL);
  for (const [name, content] of Object.entries(more)) await writeFile(files, at(name), content, WHEN_FULL);
}
