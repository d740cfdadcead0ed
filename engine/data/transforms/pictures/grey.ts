import { phrase } from '../../../phrases.ts';
import { allocate } from '../../../types/dtype.ts';
import { formatShape } from '../../../types/shape.ts';
import { defineTransform } from '../../define.ts';

const GREY_SHARES = [0.299, 0.587, 0.114] as const;

export const grey = defineTransform({
  id: 'grey',
  title: 'Grey',
  doc: 'Makes one channel of red, green and blue: 0.299 R + 0.587 G + 0.114 B. A picture of one channel stays as it is.',
  settings: {},
  column: (before) =>
    before.shape.length === 3 && (before.shape[0] === 3 || before.shape[0] === 1) && before.dtype === 'float32'
      ? { ...before, shape: [1, ...before.shape.slice(1)] }
      : { expected: phrase('pictures-of-channels'), received: formatShape(before.shape) },
  apply(batch) {
    const [rows, channels, height, width] = batch.shape as [number, number, number, number];
    if (channels !== 3 || width === undefined) return batch;
    const plane = height * width;
    const out = allocate('float32', rows * plane);
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < plane; i++) {
        const at = row * 3 * plane + i;
        out[row * plane + i] =
          GREY_SHARES[0] * batch.data[at]! +
          GREY_SHARES[1] * batch.data[at + plane]! +
          GREY_SHARES[2] * batch.data[at + 2 * plane]!;
      }
    return { dtype: 'float32', shape: [rows, 1, height, width], data: out };
  },
  lower(b, pictures) {
    if (pictures.shape.length !== 4 || pictures.shape[1] !== 3) return pictures;
    return b.sum(b.mul(pictures, b.constant(GREY_SHARES, [3, 1, 1])), [1], true);
  },
});
