/** What datasets of picture files share: the settings of how these are read, and reading rows of them. */
import { type Value, verbatim } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import { boolean, choice, int } from '../../../settings.ts';
import { allocate, type TensorData } from '../../../types/dtype.ts';
import { sizeOf } from '../../../types/shape.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { DamagedRow } from '../../damaged.ts';
import type { Column, Files } from '../../define.ts';
import type { Fit } from '../../transforms/pictures/resample.ts';
import { fitSetting } from '../../transforms/pictures/resize.ts';
import type { FileRows } from '../files.ts';

export const pictureSettings = {
  width: int({ label: 'Width', default: 64, min: 1, doc: 'Of every picture, in pixels.' }),
  height: int({ label: 'Height', default: 64, min: 1, doc: 'Of every picture, in pixels.' }),
  colours: choice(['grey', 'rgb'], {
    label: 'Colours',
    default: 'rgb',
    doc: 'One channel of grey, or red, green and blue.',
    names: { grey: 'Grey', rgb: 'Red, green, blue' },
  }),
  fit: fitSetting,
  skipDamaged: boolean({
    label: 'Skip damaged',
    default: false,
    doc: 'Pictures that cannot be read are passed over and told; else they keep the training from starting.',
  }),
};

export interface PictureSettings {
  readonly width: number;
  readonly height: number;
  readonly colours: 'grey' | 'rgb';
  readonly fit: Fit;
  readonly skipDamaged: boolean;
}

export const pictureShape = ({ width, height, colours }: Pick<PictureSettings, 'width' | 'height' | 'colours'>) =>
  [channelsOf({ colours }), height, width] as const;

export const pictureColumn = (
  name: string,
  settings: Pick<PictureSettings, 'width' | 'height' | 'colours'>,
): Column => ({
  name,
  kind: 'image',
  shape: pictureShape(settings),
  dtype: 'float32',
  range: [0, 255],
});

export const channelsOf = ({ colours }: Pick<PictureSettings, 'colours'>): number => (colours === 'grey' ? 1 : 3);

/** Rows of a column of pictures. Throws a `DamagedRow` for the first that cannot be read. */
export function readPicture(
  files: Files,
  { shape, dtype }: Column,
  { fit }: Pick<PictureSettings, 'fit'>,
  { rows, fileOf, called }: FileRows,
  indices: ArrayLike<number>,
  into?: TensorData,
): Tensor {
  const size = sizeOf(shape);
  const data = into ?? allocate(dtype, indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const file = fileOf(indices[i]!);
    const read = () => files.picture(file, shape as readonly [number, number, number], fit);
    data.set(orDamaged(read, called?.(indices[i]!) ?? verbatim(file), { row: indices[i]!, rows }), i * size);
  }
  return { dtype, shape: [indices.length, ...shape], data } as Tensor;
}

/** What a picture file is read as. Throws a `DamagedRow` where it is none that can be read. */
export function orDamaged<T>(
  read: () => T,
  file: Value,
  { row, rows }: { readonly row: number; readonly rows: number },
): T {
  try {
    return read();
  } catch (error) {
    const [found] = error instanceof UserError ? error.problems : [];
    if (found?.code !== 'file-damaged') throw error;
    throw new DamagedRow(row, rows, { file, reason: found.values.reason! });
  }
}
