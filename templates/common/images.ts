/** What templates that look at images have in common. */
import { boolean, int, number } from '../../engine/settings.ts';
import type { Recommended } from '../define.ts';

/** As small as the made-up pictures can be. */
const SMALLEST_SIZE = 4;
export const imageSize = (size: number) =>
  int({
    label: 'Image size',
    default: size,
    min: SMALLEST_SIZE,
    unit: 'pixels',
    doc: 'Height and width of an image.',
  });

/** The settings of a classifier of ImageNet's images, or others. */
export const imageSettings = ({ classes = 1000, size = 224, channels = 3 } = {}) => ({
  classes: int({
    label: 'Classes',
    default: classes,
    min: 1,
    doc: 'What it tells apart: the outputs of the last layer.',
  }),
  size: imageSize(size),
  channels: int({ label: 'Image channels', default: channels, min: 1, doc: '3 for colour, 1 for grey.' }),
});
export const width = number({
  label: 'Width',
  default: 1,
  min: 0,
  exclusiveMin: true,
  max: 16,
  doc: 'Multiplies the channels of every layer; 1 is the published network.',
});
export const batchNorm = (value: boolean) =>
  boolean({ label: 'Batch norm', default: value, doc: 'After every convolution.' });

/** Settings that blocks of convolutional networks share. */
export const channelsOut = int({ label: 'Channels', default: 64, min: 1, doc: 'That leave the block.' });
export const stride = int({ label: 'Stride', default: 1, min: 1, doc: '2 halves height and width.' });
export const shortcut = boolean({
  label: 'Shortcut',
  default: true,
  doc: 'Adds what went in; left out where the shapes differ.',
});

export const widened = (channels: number, factor: number): number => Math.max(1, Math.round(channels * factor));

/** A whole number of eights close to it, at least one, and never less than this share of it: how the MobileNets count their channels. */
export function divisible(channels: number, by = 8, least = 0.9): number {
  const rounded = Math.max(by, Math.floor((channels + by / 2) / by) * by);
  return rounded < least * channels ? rounded + by : rounded;
}

/** Kinds of shapes that the made-up pictures have. */
const SHAPES = 10;

/** Made-up pictures of shapes in the network's own size, so that any network trains at once. */
export const shapesData = (
  { size, channels }: { readonly size: number; readonly channels: number },
  more: Recommended,
): Recommended => ({ type: 'shapes', settings: { size, channels, ...more } });

/** Handwritten digits where the settings are theirs, else made-up shapes; standardized as ImageNet's images are, which a user may choose instead. */
export function imageData({
  classes,
  size,
  channels,
}: {
  readonly classes: number;
  readonly size: number;
  readonly channels: number;
}): Recommended {
  const digits = channels === 1 && size === 28 && classes === 10;
  return {
    dataset: digits ? { type: 'mnist' } : shapesData({ size, channels }, { kinds: Math.min(classes, SHAPES) }),
    inputs: {
      input_1: {
        column: 'image',
        transforms: [
          { type: 'scale', settings: { divisor: 255, subtract: digits ? 0.5 : 0.45, divide: digits ? 0.5 : 0.225 } },
        ],
      },
    },
    targets: { target: { column: 'label' } },
  };
}

/** Cross-entropy of class numbers. */
export const classify = (training: Recommended): Recommended => ({
  losses: [{ target: 'target', loss: { type: 'crossEntropy' } }],
  metrics: [{ type: 'accuracy' }],
  ...training,
});

/** As its paper trained: SGD with momentum and weight decay, and a learning rate that falls. */
export const sgd = (learningRate: number, weightDecay: number, more: Recommended = {}): Recommended =>
  classify({
    optimizer: { type: 'sgd', settings: { momentum: 0.9, weightDecay } },
    learningRate,
    batchSize: 128,
    epochs: 90,
    schedule: { type: 'cosine' },
    ...more,
  });
