import { int, number } from '../../settings.ts';
import { border } from './common/border.ts';
import { COLOURS, chosen, MOVES, type Operation, sideOf, TONES } from './common/operations.ts';
import { defineAugmentation, often } from './define.ts';

const nothing: Operation = () => [];
const OPERATIONS = [nothing, ...MOVES, ...COLOURS, ...TONES];

export const randAugment = defineAugmentation({
  id: 'randAugment',
  title: 'RandAugment',
  doc:
    'Some of fourteen changes, one after the other, all of one strength: shear, shift, rotate, brightness, colour, contrast, sharpness, ' +
    'posterize, solarize, automatic contrast, equalize, or nothing.',
  source: {
    title: 'Cubuk et al. 2020: RandAugment: Practical automated data augmentation',
    url: 'https://arxiv.org/abs/1909.13719',
  },
  settings: {
    changes: int({ label: 'Changes', default: 2, min: 1, max: 10, doc: 'How many follow each other.' }),
    strength: number({ label: 'Strength', default: 9, min: 0, max: 30, doc: 'Of each, from 0 to 30.' }),
    border,
    share: often(1),
  },
  steps: (chance, { changes, strength, border }, scene) =>
    Array.from({ length: changes }, () => {
      const [operation, side] = [chosen(chance, OPERATIONS), sideOf(chance)];
      return operation(strength / 30, side, scene, border);
    }).flat(),
});
