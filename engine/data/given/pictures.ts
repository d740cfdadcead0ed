/** Pictures: in a folder for each class, or beside their masks. */
import { PICTURES, picturesUnder } from '../datasets/pictureFolder.ts';
import { lookAtPictures } from '../datasets/pictures/look.ts';
import { hasPairs, lookAtMasks } from '../datasets/pictures/pairs.ts';
import type { Files } from '../define.ts';
import type { Recognizer } from './define.ts';
import { classFolders } from './folders.ts';

export const pairs: Recognizer = async ({ folder }, files) => {
  if (folder === undefined || !(await hasPairs(files, folder))) return undefined;
  const { type, settings } = await withFormat(files, folder, 'picture-pairs');
  return { type, settings: { ...settings, ...(await lookAtMasks(files, folder)) } };
};

export const classPictures: Recognizer = async ({ folder }, files) =>
  folder !== undefined && (await classFolders(files, folder, PICTURES))
    ? withFormat(files, folder, 'pictures')
    : undefined;

/** With the size and colours of the pictures, where they are small and all alike. */
async function withFormat(files: Files, folder: string, type: string) {
  const { pictures } = await picturesUnder(files, folder);
  return { type, settings: { folder, ...lookAtPictures(files, pictures) } };
}
