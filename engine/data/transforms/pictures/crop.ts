import { int, number } from '../../../settings.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { defineTransform } from '../../define.ts';
import { hasPlaces, placedAnew, planesOf, unfit } from './places.ts';
import { framed, type Size } from './resample.ts';
import { framedWithin } from './within.ts';

/** Where the corner of a picture lies in a frame. */
const cornered = ({ height, width }: Size, frame: Size, across: number, down: number) => ({
  height,
  width,
  top: Math.trunc((frame.height - height) * down),
  left: Math.trunc((frame.width - width) * across),
});

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
    const { planes, ...own } = planesOf(shape);
    const out = framed(data as Float32Array | Int32Array, planes, cornered(own, frame, across, down), frame);
    return { dtype, shape: [...shape.slice(0, -2), frame.height, frame.width], data: out } as Tensor;
  },
  lower: (b, rows, { across, down, ...frame }) =>
    framedWithin(b, rows, cornered(planesOf(rows.shape), frame, across, down), frame),
});
