import { UserError } from '../../problems.ts';
import { type FolderOf, readClassFolder } from '../datasets/pictureFolder.ts';
import type { Files } from '../define.ts';

/** Whether a folder has two classes or more of what is looked for. */
export async function classFolders(files: Files, folder: string, of: FolderOf): Promise<boolean> {
  try {
    return (await readClassFolder(files, folder, of)).classes.length > 1;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
