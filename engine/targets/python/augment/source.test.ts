/** What exported Python takes an augmentation to be where a document says nothing is what the engine takes it to be. */
import { expect, it } from 'vitest';
import { AUGMENTATIONS } from '../../../data/augment/index.ts';
import { AUGMENTATION_CLASSES } from './augmentations.ts';
import { AUGMENTATION_DEFAULTS } from './source.ts';

it('has every augmentation, with its settings and what they are at first', () => {
  const ours = AUGMENTATIONS.map(({ id, settings }) => [
    id,
    Object.fromEntries(Object.entries(settings).map(([name, field]) => [name, field.default])),
  ]);
  expect(AUGMENTATION_DEFAULTS).toEqual(Object.fromEntries(ours));
  expect(Object.keys(AUGMENTATION_CLASSES)).toEqual(AUGMENTATIONS.map(({ id }) => id));
});
