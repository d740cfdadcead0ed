/** Pictures: in a folder for each class, beside their masks, or named by the rows of a table. */
import { PICTURE } from '../formats/picture.ts';
import { PICTURES, picturesUnder } from '../datasets/pictureFolder.ts';
import { lookAtPictures } from '../datasets/pictures/look.ts';
import { hasPairs } from '../datasets/pictures/pairs.ts';
import { TABLE_FILES } from '../datasets/tableFile.ts';
import type { Files } from '../define.ts';
import type { Given, Recognizer } from './define.ts';
import { classFolders } from './folders.ts';

export const pairs: Recognizer = async ({ folder }, files) =>
  folder !== undefined && (await hasPairs(files, folder)) ? withFormat(files, folder, 'picture-pairs') : undefined;

export const classPictures: Recognizer = async ({ folder }, files) =>
  folder !== undefined && (await classFolders(files, folder, PICTURES))
    ? withFormat(files, folder, 'pictures')
    : undefined;

/** A table whose rows name pictures, which lie beside it or in a folder. */
export const labelledPictures: Recognizer = async (given, files) => {
  const tables = given.files.filter(({ name }) => TABLE.test(name));
  const [table] = tables;
  if (!table || tables.length > 1) return undefined;
  const [place] = await placesOfPictures(given, files);
  if (place === undefined) return undefined;
  const { settings } = await withFormat(files, place.folder, 'labelled-pictures');
  const { folder: _, ...format } = settings;
  return {
    type: 'labelled-pictures',
    settings: { table: table.path, ...(place.beside ? {} : { folder: place.folder }), ...format },
  };
};
const TABLE = new RegExp(`\\.(${TABLE_FILES.filter((one) => one !== 'txt').join('|')})$`, 'i');

/** Where pictures lie: beside the table, or in a folder with it. */
async function placesOfPictures({ files: given, folders, folder }: Given, files: Files) {
  if (folder !== undefined && given.some(({ name }) => PICTURE.test(name))) return [{ folder, beside: true }];
  const found = await Promise.all(
    folders.map(async ({ path }) => ({ path, pictures: (await picturesUnder(files, path)).pictures })),
  );
  return found.filter(({ pictures }) => pictures.length > 0).map(({ path }) => ({ folder: path, beside: false }));
}

/** With the size and colours of the pictures, where they are small and all alike. */
async function withFormat(files: Files, folder: string, type: string) {
  const { pictures } = await picturesUnder(files, folder);
  return { type, settings: { folder, ...lookAtPictures(files, pictures) } };
}
