import { choice, int } from '../../../settings.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { defineTransform } from '../../define.ts';
import { hasPlaces, placedAnew, planesOf, unfit } from './places.ts';
import { FITS, framed, placed, resample, resampleNearest } from './resample.ts';
import { framedWithin, resampledWithin } from './within.ts';

export const fitSetting = choice(FITS, {
  label: 'Fit',
  default: 'stretch',
  doc: 'Of another ratio of sides: pulled to the sides, whole with black beside it, or filling the frame with its edges cut.',
  names: { stretch: 'Stretch', fit: 'Fit in', crop: 'Fill' },
});

export const resize = defineTransform({
  id: 'resize',
  title: 'Resize',
  doc: 'Brings pictures into another size, and masks with the nearest class. Shrinking takes the mean of what falls on a pixel.',
  settings: {
    width: int({ label: 'Width', default: 64, min: 1, max: 16_384, unit: 'pixels', doc: 'Afterwards.' }),
    height: int({ label: 'Height', default: 64, min: 1, max: 16_384, unit: 'pixels', doc: 'Afterwards.' }),
    fit: fitSetting,
  },
  column: (before, { width, height }) => (hasPlaces(before) ? placedAnew(before, height, width) : unfit(before)),
  apply({ dtype, shape, data }, { fit, ...frame }) {
    const { planes, ...from } = planesOf(shape);
    const own = placed(from, frame, fit);
    const sized =
      dtype === 'int32'
        ? resampleNearest(data as Int32Array, planes, from, own)
        : resample(data as Float32Array, planes, from, own);
    const out = fit === 'stretch' ? sized : framed(sized, planes, own, frame);
    return { dtype, shape: [...shape.slice(0, -2), frame.height, frame.width], data: out } as Tensor;
  },
  lower(b, rows, { fit, ...frame }) {
    const own = placed(planesOf(rows.shape), frame, fit);
    const sized = resampledWithin(b, rows, own);
    return fit === 'stretch' ? sized : framedWithin(b, sized, own, frame);
  },
});
