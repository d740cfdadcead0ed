import { verbatim } from '../../phrases.ts';
import { UserError } from '../../problems.ts';
import type { Choice } from '../../graph/document.ts';
import { boolean, choice, int, path, resolveSettings } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import { DamagedRow } from '../damaged.ts';
import { fit } from '../transforms/pictures/resize.ts';
import type { Fit } from '../transforms/pictures/resample.ts';
import { type PictureRow, readPictureFolder } from './pictureFolder.ts';

export const pictures = defineDataset({
  id: 'pictures',
  title: 'Folder of pictures',
  doc:
    'A folder with one folder of pictures for each class, named after it. Where it holds the folders "train", "val" and ' +
    '"test" instead, the classes lie in those. Hidden files and what is no picture are passed over. Pictures are read ' +
    'when they are needed and brought into one size.',
  settings: {
    folder: path({
      label: 'Folder',
      default: '',
      doc: 'Holds a folder for each class, or the folders train, val and test.',
    }),
    width: int({ label: 'Width', default: 64, min: 1, doc: 'Of every picture, in pixels.' }),
    height: int({ label: 'Height', default: 64, min: 1, doc: 'Of every picture, in pixels.' }),
    colours: choice(['grey', 'rgb'], {
      label: 'Colours',
      default: 'rgb',
      doc: 'One channel of grey, or red, green and blue.',
      names: { grey: 'Grey', rgb: 'Red, green, blue' },
    }),
    fit,
    skipDamaged: boolean({
      label: 'Skip damaged',
      default: false,
      doc: 'Pictures that cannot be read are passed over and told; else they keep the training from starting.',
    }),
  },
  required: ['folder'],
  async open(files, { folder, width, height, colours, fit, skipDamaged }) {
    const shape = [colours === 'grey' ? 1 : 3, height, width] as const;
    const { classes, rows, notes } = await readPictureFolder(files, folder);
    const columns: readonly Column[] = [
      { name: 'image', kind: 'image', shape, dtype: 'float32', range: [0, 255] },
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes },
    ];
    const table = (part: readonly PictureRow[]) => tableOf(files, part, columns, fit);
    return {
      columns,
      train: table(rows.train),
      ...(rows.validation.length > 0 && { validation: table(rows.validation) }),
      ...(rows.test.length > 0 && { test: table(rows.test) }),
      skipsDamaged: skipDamaged,
      notes,
    };
  },
});

/** How pictures in files are read, where that is what a document learns from: the shape of a row, and how they fill it. */
export function pictureFormat(
  choice: Choice | null,
): { readonly shape: readonly [number, number, number]; readonly fit: Fit } | undefined {
  if (choice?.type !== pictures.id) return undefined;
  const { width, height, colours, fit } = resolveSettings(pictures.settings, choice.settings).settings as {
    readonly width: number;
    readonly height: number;
    readonly colours: string;
    readonly fit: Fit;
  };
  return { shape: [colours === 'grey' ? 1 : 3, height, width], fit };
}

function tableOf(files: Files, rows: readonly PictureRow[], columns: readonly Column[], fit: Fit): Table {
  const [image, label] = columns as readonly [Column, Column];
  const shape = image.shape as readonly [number, number, number];
  const size = shape[0] * shape[1] * shape[2];
  return {
    rows: rows.length,
    damage(row) {
      const { file } = rows[row]!;
      const reason = files.pictureFault(file);
      return reason === undefined ? undefined : { file: verbatim(file), reason };
    },
    read(name, indices, into) {
      const pixels = name === image.name;
      const data = into ?? allocate(pixels ? 'float32' : 'int32', indices.length * (pixels ? size : 1));
      for (let i = 0; i < indices.length; i++) {
        const { file, label } = rows[indices[i]!]!;
        if (pixels)
          data.set(
            pixelsOf(() => files.picture(file, shape, fit), file, { row: indices[i]!, rows: rows.length }),
            i * size,
          );
        else data[i] = label;
      }
      return { dtype: (pixels ? image : label).dtype, shape: [indices.length, ...(pixels ? shape : [])], data };
    },
  };
}

/** What a picture file is read as. Throws a `DamagedRow` where it is none that can be read. */
export function pixelsOf<T>(
  read: () => T,
  file: string,
  { row, rows }: { readonly row: number; readonly rows: number },
): T {
  try {
    return read();
  } catch (error) {
    const [found] = error instanceof UserError ? error.problems : [];
    if (found?.code !== 'file-damaged') throw error;
    throw new DamagedRow(row, rows, { file: verbatim(file), reason: found.values.reason! });
  }
}
