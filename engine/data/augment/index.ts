/** Every augmentation there is, in the order in which they are offered. */
import { augMix } from './augMix.ts';
import { blur } from './blur.ts';
import { colour } from './colour.ts';
import { cutMix } from './cutMix.ts';
import { cutout } from './cutout.ts';
import type { Augmentation } from './define.ts';
import { flip } from './flip.ts';
import { mixup } from './mixup.ts';
import { noise } from './noise.ts';
import { perspective } from './perspective.ts';
import { randAugment } from './randAugment.ts';
import { rotate } from './rotate.ts';
import { shear } from './shear.ts';
import { shift } from './shift.ts';
import { timeMask } from './timeMask.ts';
import { timeStretch } from './timeStretch.ts';
import { tokenDropout } from './tokenDropout.ts';
import { zoom } from './zoom.ts';

export const AUGMENTATIONS: readonly Augmentation[] = [
  flip,
  rotate,
  shift,
  zoom,
  shear,
  perspective,
  colour,
  blur,
  noise,
  cutout,
  mixup,
  cutMix,
  randAugment,
  augMix,
  timeMask,
  timeStretch,
  tokenDropout,
];

export const augmentationOf = (id: string): Augmentation | undefined => AUGMENTATIONS.find((one) => one.id === id);
