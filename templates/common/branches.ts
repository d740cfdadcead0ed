/** Parts of proposed networks that read one kind of data each, and what they give in the units of a target. */
import type { LayerOutput, Net } from './build.ts';

/** Numbers of a word, and how they start. */
const WORD = 64;
const SMALL = { type: 'normal', settings: { deviation: 0.1 } };
/** Filters of the first convolution, and how often a picture is halved at most. */
const FILTERS = 16;
const MOST_HALVED = 4;
/** A picture is not halved below so many pixels. */
export const SMALLEST = 4;
/** Units of the dense layers behind all that is read. */
export const HIDDEN = [64, 32];

/** Of a picture what convolutions see of it as a whole, of numbers what two dense layers make of them. */
export function features(net: Net, input: LayerOutput): LayerOutput {
  const [channels, height, width] = input.shape;
  const isPicture = input.shape.length === 3 && channels! <= 4 && Math.min(height!, width!) >= 2 * SMALLEST;
  if (!isPicture) {
    let x = input.shape.length > 1 ? net.flatten(input) : input;
    HIDDEN.forEach((units, i) => {
      x = net.relu(net.dense(x, `hidden.${i}`, units));
    });
    return x;
  }
  let x = input;
  for (let i = 0; i < MOST_HALVED && Math.min(...x.shape.slice(1)) >= 2 * SMALLEST; i++) {
    x = net.conv(x, `conv.${i}`, FILTERS * 2 ** i, 3, { padding: 1, bias: false });
    x = net.pool('max', net.relu(net.norm(x, `norm.${i}`)), 2);
  }
  return net.dropout(net.flatten(net.pool('average', x, Math.min(2, x.shape[1]!, x.shape[2]!))), 0.2);
}

/** A text as a row of numbers: the mean of those of its words. (Of the small texts tried, better than convolutions, and far quicker.) */
export function wordsInNumbers(net: Net, input: LayerOutput, vocabulary: number, name: string): LayerOutput {
  const words = net.add('embedding', input, { vocabulary, width: WORD, initializer: SMALL }, `${name}.embedding`);
  return net.add('reduce', words, { operation: 'mean', axis: 1 });
}

/** What the last layer gives is about as wide as one; the target has a size and a place of its own. */
export function inUnits({ mean, deviation }: { readonly mean: number; readonly deviation: number }): string {
  const short = (value: number) => String(Number(value.toPrecision(3)));
  return `x * ${short(deviation)} + ${short(mean)}`.replace('+ -', '- ');
}
