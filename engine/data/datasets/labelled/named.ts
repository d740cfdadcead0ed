/** Pictures that a table names: where they lie, and why one cannot be read. A table may come from anywhere: names lead into a folder only. */
import { phrase, type Value, verbatim } from '../../../phrases.ts';
import type { Damage, Files } from '../../define.ts';

/** The folder of the pictures, with the slash behind it: the table's own where none is said. */
export const placeOf = (table: string, folder: string): string =>
  folder === '' ? table.replace(/[^/\\]*$/, '') : `${folder.replace(/[/\\]+$/, '')}/`;

export const within = (name: string): string => name.trim().replaceAll('\\', '/');

/** Whether a name leads somewhere else than into the folder. */
export const leadsOutside = (name: string): boolean =>
  /^(\/|[A-Za-z]:)/.test(within(name)) || within(name).split('/').includes('..');

/** Why the picture of a row cannot be read, as far as that shows without decoding it; `row` from 1. */
export function damageOf(files: Files, folder: string, name: string, row: number): Damage | undefined {
  const reason = faultOf(files, folder, name);
  return reason === undefined ? undefined : { file: calledIn(row, name), reason };
}

function faultOf(files: Files, folder: string, name: string): Value | undefined {
  if (name.trim() === '') return phrase('names-no-picture');
  return leadsOutside(name) ? phrase('outside-of-pictures') : files.pictureFault(folder + within(name));
}

/** `images/7.png in row 12`. */
export const calledIn = (row: number, name: string): Value =>
  name.trim() === '' ? phrase('row-alone', { row }) : phrase('picture-in-row', { row, name: verbatim(within(name)) });
