/** Files that are written whole or not at all. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { problem, UserError } from '../../problems.ts';

/** Of a file: whole, or in parts. */
export type Content = string | Uint8Array | readonly Uint8Array[];

const TRY_AGAIN = 'Free some space, then try again. What was there before is untouched.';

/**
 * Writes a file under a temporary name beside it, then renames it. Throws a `UserError` (disk-full, write-failed); `whenFull` is
 * what a person then does.
 */
export async function writeAtomic(file: string, content: Content, whenFull = TRY_AGAIN): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeThrough(temporary, content, 'wx');
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // what kept it from being written may keep it from being removed
    throw writeProblem(file, error, whenFull);
  }
}

/** Writes a file and waits until the disk has it. */
export async function writeThrough(file: string, content: Content, flags = 'w'): Promise<void> {
  const handle = await open(file, flags);
  try {
    // each goes on where the one before it ended
    for (const part of typeof content === 'string' || content instanceof Uint8Array ? [content] : content)
      await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What the user can do about a failed write. */
export function writeProblem(file: string, error: unknown, whenFull = TRY_AGAIN): UserError {
  if (error instanceof UserError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
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
