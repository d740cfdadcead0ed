import { int, number } from '../../../settings.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { defineTransform } from '../../define.ts';
import { hasPlaces, placedAnew, planesOf, unfit } from './places.ts';
import { framed } from './resample.ts';

export const crop = defineTransform({
  id: 'crop',
  title: 'Crop',
  doc: 'Cuts a part of this size out, without changing its pixels. A smaller picture gets black (class 0 in masks) beside it.',
  settings: {
    width: int({ label: 'Width', default: 64, min: 1, max: 16_384, unit: 'pixels', doc: 'Of the part.' }),
    height: int({ label: 'Height', default: 64, min: 1, max: 16_384, unit: 'pixels', doc: 'Of the part.' }),
    across: number({
      label: 'Across',
      default: 0.5,
      min: 0,
      max: 1,
      doc: 'Where it lies: 0 at the left, 0.5 in the middle, 1 at the right.',
    }),
    down: number({
      label: 'Down',
      default: 0.5,
      min: 0,
      max: 1,
      doc: 'Where it lies: 0 at the top, 0.5 in the middle, 1 at the bottom.',
    }),
  },
  column: (before, { width, height }) => (hasPlaces(before) ? placedAnew(before, height, width) : unfit(before)),
  apply({ dtype, shape, data }, { across, down, ...frame }) {
    const { planes, height, width } = planesOf(shape);
    const [top, left] = [Math.trunc((frame.height - height) * down), Math.trunc((frame.width - width) * across)];
    const out = framed(data as Float32Array | Int32Array, planes, { height, width, top, left }, frame);
    return { dtype, shape: [...shape.slice(0, -2), frame.height, frame.width], data: out } as Tensor;
  },
});
