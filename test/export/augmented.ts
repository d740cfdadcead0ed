/** Documents whose rows are augmented in every way that there is, between them. */
import type { Document } from '../../engine/graph/document.ts';
import { AUGMENTATIONS } from '../../engine/data/augment/index.ts';
import { forecaster, sequenceTagger } from '../../templates/sequences.ts';
import { unet } from '../../templates/segmentation.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';

const step = (type: string, settings: Document['data']['inputs'][string]['transforms'][number]['settings'] = {}) => ({
  type,
  settings,
});
const all = (ids: readonly string[]) => ids.map((type) => ({ type, settings: { share: 1 } }));

/** Masks that come into another size with their pictures, one-hot so that they can be blended. */
function segmentation(): Document {
  const made = unet.make({ classes: 4, size: 12, depth: 1, width: 1 / 16 });
  return {
    ...made,
    data: {
      ...made.data,
      dataset: { type: 'shapes', settings: { rows: 30, size: 16, kinds: 3 } },
      augment: all(['rotate', 'zoom', 'colour', 'noise', 'cutMix', 'mixup']),
      inputs: Object.fromEntries(
        Object.entries(made.data.inputs).map(([node, config]) => [
          node,
          {
            ...config,
            transforms: [
              step('resize', { width: 14, height: 14 }),
              step('crop', { width: 12, height: 12 }),
              step('scale'),
              step('normalize'),
            ],
          },
        ]),
      ),
      targets: {
        target: {
          column: 'mask',
          transforms: [
            step('resize', { width: 14, height: 14 }),
            step('crop', { width: 12, height: 12 }),
            step('oneHot', { classes: 4 }),
          ],
        },
      },
    },
  };
}

/** Grey pictures without an axis of channels, and every augmentation that leaves class numbers be. */
function digits(): Document {
  const made = mnistCnn();
  const changing = AUGMENTATIONS.filter(({ steps }) => steps).map(({ id }) => id);
  return { ...made, data: { ...made.data, augment: all(changing) } };
}

/** Steps and tokens, which are changed as they are fed. */
const sequence = (made: Document, ids: readonly string[]): Document => ({
  ...made,
  data: { ...made.data, augment: all(ids) },
});

export const AUGMENTED: Readonly<Record<string, () => Document>> = {
  segmentation,
  digits,
  series: () => sequence(forecaster.make({}), ['timeMask', 'timeStretch']),
  tokens: () => sequence(sequenceTagger.make({}), ['tokenDropout']),
};
