import { defineDataset } from '../../define.ts';
import { PICTURE } from '../../formats/picture.ts';
import { pictureColumn, pictureSettings, readPicture } from '../pictures/read.ts';
import { leftOutSetting } from '../pictureFolder.ts';
import { labelledSettings, type NamedKind, openLabelled } from './files.ts';

/** Pictures among the names of a table. */
export const NAMED_PICTURES: NamedKind = { rows: PICTURE, unnamed: 'no-column-of-pictures' };

export const labelledPictures = defineDataset({
  id: 'labelled-pictures',
  title: 'Pictures with a table',
  doc:
    'A table with the name of a picture file in each row, and what is to be learned of it: a class, several classes in one cell (cat|dog), ' +
    'or numbers. The pictures lie in a folder, or beside the table.',
  settings: { ...labelledSettings, ...pictureSettings, leftOut: leftOutSetting },
  required: ['table'],
  open(files, settings) {
    const column = pictureColumn('image', settings);
    return openLabelled(files, settings, NAMED_PICTURES, {
      column,
      fault: (file) => files.pictureFault(file),
      read: (rows, indices, into) => readPicture(files, column, settings, rows, indices, into),
    });
  },
});
