import { phrase } from '../../../phrases.ts';
import { allocate } from '../../../types/dtype.ts';
import { formatShape } from '../../../types/shape.ts';
import { defineTransform } from '../../define.ts';

export const threeChannels = defineTransform({
  id: 'threeChannels',
  title: 'Three channels',
  doc: 'Makes red, green and blue of one channel, all three equal to it: for networks that read colours. A picture of three stays as it is.',
  settings: {},
  column: (before) =>
    before.shape.length === 3 && (before.shape[0] === 3 || before.shape[0] === 1) && before.dtype === 'float32'
      ? { ...before, shape: [3, ...before.shape.slice(1)] }
      : { expected: phrase('pictures-of-channels'), received: formatShape(before.shape) },
  apply(batch) {
    const [rows, channels, height, width] = batch.shape as [number, number, number, number];
    if (channels !== 1 || width === undefined) return batch;
    const plane = height * width;
    const out = allocate('float32', rows * 3 * plane);
    for (let at = 0; at < rows * 3; at++) {
      const row = Math.floor(at / 3);
      out.set((batch.data as Float32Array).subarray(row * plane, (row + 1) * plane), at * plane);
    }
    return { dtype: 'float32', shape: [rows, 3, height, width], data: out };
  },
  lower: (b, pictures) =>
    pictures.shape.length === 4 && pictures.shape[1] === 1 ? b.concat([pictures, pictures, pictures], 1) : pictures,
});
