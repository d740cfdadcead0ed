/** What reads the files and folders that a person gives: the first kind that they look like. */
import type { Choice } from '../../graph/document.ts';
import { phrase, someNames, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import type { Files } from '../define.ts';
import { arrays, idxFiles } from './arrays.ts';
import { FOREIGN, type Given, namedPath, type Recognizer } from './define.ts';
import { labelledFiles } from './labelled.ts';
import { classPictures, pairs } from './pictures.ts';
import { classSounds } from './sounds.ts';
import { tables } from './tables.ts';
import { classTexts, longText, promptsAndAnswers } from './texts.ts';

/** Every kind; those that ask for more come first. */
const RECOGNIZERS: readonly Recognizer[] = [
  pairs,
  labelledFiles,
  classPictures,
  classSounds,
  classTexts,
  idxFiles,
  arrays,
  longText,
  promptsAndAnswers,
  tables,
];

/** Throws a `UserError` where nothing here reads it. */
export async function recognize(files: Files, paths: readonly string[]): Promise<Choice> {
  const given = await lookAt(files, paths);
  for (const one of RECOGNIZERS) {
    const found = await one(given, files);
    if (found) return found;
  }
  // what a file is called says nothing for sure: what is in it does
  const [only] = given.files;
  if (only && given.files.length === 1 && given.folders.length === 0 && given.folder === undefined)
    return { type: 'table', settings: { file: only.path } };
  const names = [...given.folders, ...given.files].map(({ name }) => phrase('quoted', { name: verbatim(name) }));
  throw new UserError(problem('data-unrecognized', { names: someNames(names) }));
}

async function lookAt(files: Files, paths: readonly string[]): Promise<Given> {
  const each = await Promise.all(
    paths.map(async (given) => {
      const path = given.length > 1 ? given.replace(/[\\/]+$/, '') : given;
      return { path, entries: await files.list(path).catch(() => undefined) };
    }),
  );
  const [only] = each;
  if (each.length === 1 && only?.entries) {
    const entries = only.entries.filter(({ name }) => !FOREIGN.test(name));
    const within = (isFolder: boolean) =>
      entries
        .filter((entry) => entry.isFolder === isFolder)
        .map(({ name }) => ({ path: `${only.path}/${name}`, name }));
    return { folder: only.path, folders: within(true), files: within(false) };
  }
  return {
    folder: undefined,
    folders: each.flatMap(({ path, entries }) => (entries ? [namedPath(path)] : [])),
    files: each.flatMap(({ path, entries }) => (entries ? [] : [namedPath(path)])),
  };
}
