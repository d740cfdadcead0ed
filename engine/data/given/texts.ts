/** Texts: in a folder or a file for each class, or one long text. */
import { TEXTS } from '../datasets/pictureFolder.ts';
import { answerColumns } from '../datasets/answers.ts';
import { TABLE_FILES } from '../datasets/tableFile.ts';
import { AS_FOUND } from '../tables.ts';
import type { Recognizer } from './define.ts';
import { classFolders } from './folders.ts';

export const classTexts: Recognizer = async ({ folder, files: given, folders }, files) => {
  if (folder === undefined) return undefined;
  const texts = given.filter(({ name }) => TEXTS.rows.test(name));
  const alone = folders.length === 0 && texts.length > 1 && texts.length === given.length;
  return alone || (await classFolders(files, folder, TEXTS))
    ? { type: 'labelled-texts', settings: { folder } }
    : undefined;
};

/** A table of texts that are asked, and what is answered. */
export const promptsAndAnswers: Recognizer = async ({ files: given, folders }, files) => {
  const [file] = given;
  if (!file || given.length > 1 || folders.length > 0 || !TABLE.test(file.name)) return undefined;
  const { columns } = await files.table(file.path, AS_FOUND);
  return answerColumns(columns) ? { type: 'answers', settings: { file: file.path } } : undefined;
};
const TABLE = new RegExp(`\\.(${TABLE_FILES.filter((one) => one !== 'txt').join('|')})$`, 'i');

/** Of a text file so many bytes say whether it is a table. */
const HEAD = 1 << 16;
const LINES = 50;

/** One text, unless its lines are those of a table: as many separators in nearly each. */
export const longText: Recognizer = async ({ files: given, folders }, files) => {
  const [file] = given;
  if (!file || given.length > 1 || folders.length > 0 || !TEXTS.rows.test(file.name)) return undefined;
  const head = new TextDecoder().decode((await files.read(file.path)).subarray(0, HEAD));
  const lines = head
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES);
  const isTable = [',', ';', '\t', '|'].some((separator) => {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const alike = counts.filter((count) => count === counts[0]).length;
    return counts[0]! > 0 && alike >= lines.length * 0.9;
  });
  return isTable ? undefined : { type: 'text', settings: { file: file.path } };
};
