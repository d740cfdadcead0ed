/** Writing a file so that a person is told what to do where it fails. */
import { problem, UserError, reasonOf } from '../problems.ts';
import type { Content, FileError, FileSystem } from './fileSystem.ts';
import { phrase, verbatim } from '../phrases.ts';

const TRY_AGAIN = phrase('try-again-when-free');

/** Writes a file whole or not at all. Throws a `UserError` (disk-full, write-failed); `whenFull` is what a person then does. */
export async function writeFile(
  files: FileSystem,
  file: string,
  content: Content,
  whenFull = TRY_AGAIN,
): Promise<void> {
  try {
    await files.write(file, content);
  } catch (error) {
    throw writeProblem(file, error, whenFull);
  }
}

/** What the user can do about a failed write. */
export function writeProblem(file: string, error: unknown, whenFull = TRY_AGAIN): UserError {
  if (error instanceof UserError) return error;
  const { code } = error as FileError;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new UserError(problem('disk-full', { path: verbatim(file), todo: whenFull }));
  return new UserError(problem('write-failed', { path: verbatim(file), reason: reasonOf(error, REASONS) }));
}

const REASONS = {
  EACCES: 'may-not-write-there',
  EPERM: 'may-not-write-there',
  EROFS: 'disk-read-only',
  ENOENT: 'folder-not-there',
  ENOTDIR: 'path-holds-file',
  EEXIST: 'path-holds-file',
} as const;
