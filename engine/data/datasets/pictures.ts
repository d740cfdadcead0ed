import { verbatim } from '../../phrases.ts';
import type { Choice } from '../../graph/document.ts';
import { path, resolveSettings } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import type { Fit } from '../transforms/pictures/resample.ts';
import { leftOutSetting, type PictureRow, readPictureFolder, withoutLeftOut } from './pictureFolder.ts';
import { labelledPictures } from './labelled/pictures.ts';
import { picturePairs } from './pictures/pairs.ts';
import { pictureColumn, pictureShape, type PictureSettings, pictureSettings, readPicture } from './pictures/read.ts';
import { table } from './table.ts';

export const pictures = defineDataset({
  id: 'pictures',
  title: 'Folder of pictures',
  doc: 'A folder with one folder of pictures for each class, named after it.',
  more:
    'Where it holds the folders "train", "val" and "test" instead, the classes lie in those. Hidden files and what ' +
    'is no picture are passed over. Pictures are read when they are needed and brought into one size.',
  settings: {
    folder: path({
      label: 'Folder',
      default: '',
      doc: 'Holds a folder for each class, or the folders train, val and test.',
    }),
    ...pictureSettings,
    leftOut: leftOutSetting,
  },
  required: ['folder'],
  async open(files, { folder, leftOut, ...settings }) {
    const { classes, rows, notes } = withoutLeftOut(await readPictureFolder(files, folder), folder, leftOut);
    const columns: readonly [Column, Column] = [
      pictureColumn('image', settings),
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes },
    ];
    const table = (part: readonly PictureRow[]) => tableOf(files, part, columns, settings);
    return {
      columns,
      train: table(rows.train),
      ...(rows.validation.length > 0 && { validation: table(rows.validation) }),
      ...(rows.test.length > 0 && { test: table(rows.test) }),
      skipsDamaged: settings.skipDamaged,
      notes,
    };
  },
});

/** How pictures in files are read, where that is what a document learns from: the shape of a row, and how they fill it. */
export function pictureFormat(
  choice: Choice | null,
): { readonly shape: readonly [number, number, number]; readonly fit: Fit } | undefined {
  if (!choice || ![pictures.id, picturePairs.id, labelledPictures.id, table.id].includes(choice.type)) return undefined;
  const { colours: _, ...given } = choice.settings;
  const colours = choice.settings.colours === 'grey' ? 'grey' : 'rgb';
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => name in pictureSettings));
  const { width, height, fit } = resolveSettings(pictureSettings, known).settings;
  return { shape: pictureShape({ width, height, colours }), fit };
}

function tableOf(
  files: Files,
  rows: readonly PictureRow[],
  [image, label]: readonly [Column, Column],
  settings: PictureSettings,
): Table {
  const fileOf = (row: number) => rows[row]!.file;
  return {
    rows: rows.length,
    damage(row) {
      const reason = files.pictureFault(fileOf(row));
      return reason === undefined ? undefined : { file: verbatim(fileOf(row)), reason };
    },
    fileOf,
    read(name, indices, into) {
      if (name === image.name) return readPicture(files, image, settings, { rows: rows.length, fileOf }, indices, into);
      const data = into ?? allocate('int32', indices.length);
      for (let i = 0; i < indices.length; i++) data[i] = rows[indices[i]!]!.label;
      return { dtype: label.dtype, shape: [indices.length], data } as Tensor;
    },
  };
}
