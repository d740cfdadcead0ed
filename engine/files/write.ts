/** Writing a file so that a person is told what to do where it fails. */
import { problem, UserError } from '../problems.ts';
import type { Content, FileError, FileSystem } from './fileSystem.ts';

const TRY_AGAIN = 'Free some space, then try again. What was there before is untouched.';

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
  const { code, message } = error as FileError;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new UserError(problem('disk-full', { path: file, todo: whenFull }));
  return new UserError(problem('write-failed', { path: file, reason: REASONS[code ?? ''] ?? message }));
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'part of the path is a file',
  EISDIR: 'it is a folder',
};
