import { verbatim } from '../../phrases.ts';
import { UserError } from '../../problems.ts';
import { boolean, choice, int, path } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import { DamagedRow } from '../damaged.ts';
import { type PictureRow, readPictureFolder } from './pictureFolder.ts';

export const pictures = defineDataset({
  id: 'pictures',
  title: 'Folder of pictures',
  doc:
    'A folder with one folder of pictures for each class, named after it. Where it holds the folders "train", "val" and ' +
    '"test" instead, the classes lie in those. Hidden files and what is no picture are passed over. Pictures are read ' +
    'when they are needed and stretched to one size.',
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
    skipDamaged: boolean({
      label: 'Skip damaged',
      default: false,
      doc: 'Pictures that cannot be read are passed over and told; else they keep the training from starting.',
    }),
  },
  required: ['folder'],
  async open(files, { folder, width, height, colours, skipDamaged }) {
    const shape = [colours === 'grey' ? 1 : 3, height, width] as const;
    const { classes, rows, notes } = await readPictureFolder(files, folder);
    const columns: readonly Column[] = [
      { name: 'image', kind: 'image', shape, dtype: 'float32', range: [0, 255] },
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes },
    ];
    const table = (part: readonly PictureRow[]) => tableOf(files, part, columns);
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

function tableOf(files: Files, rows: readonly PictureRow[], columns: readonly Column[]): Table {
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
        if (pixels) data.set(pixelsOf(files, file, shape, { row: indices[i]!, rows: rows.length }), i * size);
        else data[i] = label;
      }
      return { dtype: (pixels ? image : label).dtype, shape: [indices.length, ...(pixels ? shape : [])], data };
    },
  };
}

function pixelsOf(
  files: Files,
  file: string,
  shape: readonly [number, number, number],
  { row, rows }: { readonly row: number; readonly rows: number },
): Uint8Array {
  try {
    return files.picture(file, shape);
  } catch (error) {
    const [found] = error instanceof UserError ? error.problems : [];
    if (found?.code !== 'file-damaged') throw error;
    throw new DamagedRow(row, rows, { file: verbatim(file), reason: found.values.reason! });
  }
}
