/** What the Transformers' templates share: their settings, how their weights start, and how they are trained. */
import { int, number } from '../../engine/settings.ts';
import type { Recommended } from '../define.ts';
import type { Formula } from './build.ts';
import { classify } from './images.ts';

export const vocabulary = (value: number) =>
  int({ label: 'Vocabulary', default: value, min: 2, doc: 'Different tokens.' });
export const length = (value: number) => int({ label: 'Length', default: value, min: 1, doc: 'Tokens of a sequence.' });
export const layers = (value: number) =>
  int({ label: 'Layers', default: value, min: 1, max: 48, doc: 'How many stand one on the other.' });
export const width = (value: number) => int({ label: 'Width', default: value, min: 1, doc: 'Features of each place.' });
export const heads = (value: number) =>
  int({ label: 'Heads', default: value, min: 1, doc: 'Of each attention; they divide the width.' });
export const hidden = (value: number) =>
  int({
    label: 'Feed-forward',
    default: value,
    min: 0,
    doc: 'Features inside the feed-forward part; 0 is four times the width.',
  });
export const dropout = number({
  label: 'Dropout',
  default: 0.1,
  min: 0,
  max: 1,
  exclusiveMax: true,
  doc: 'In training, of attention and of what each part gives.',
});

export const normal = (deviation: number | Formula) => ({ type: 'normal', settings: { deviation } });

export const adamW = (learningRate: number, more: Recommended = {}): Recommended =>
  classify({
    optimizer: { type: 'adamW', settings: { weightDecay: 0.01 } },
    learningRate,
    warmUp: 200,
    schedule: { type: 'cosine' },
    clipping: { type: 'globalNorm', threshold: 1 },
    batchSize: 32,
    epochs: 10,
    ...more,
  });
