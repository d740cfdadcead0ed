import { int } from '../../settings.ts';
import { type Column, defineDataset } from '../define.ts';
import { below, generate, generated } from '../generated.ts';

const { abs, max, min, hypot } = Math;

/** Whether a place belongs to the shape; shapes reach from -1 to 1. */
const KINDS: Readonly<Record<string, (u: number, v: number) => boolean>> = {
  disc: (u, v) => hypot(u, v) < 1,
  square: (u, v) => max(abs(u), abs(v)) < 0.85,
  triangle: (u, v) => v < 0.75 && abs(u) < (v + 1) * 0.55,
  ring: (u, v) => hypot(u, v) < 1 && hypot(u, v) > 0.6,
  cross: (u, v) => max(abs(u), abs(v)) < 1 && min(abs(u), abs(v)) < 0.28,
  bar: (u, v) => abs(u) < 1 && abs(v) < 0.3,
  frame: (u, v) => max(abs(u), abs(v)) < 0.85 && max(abs(u), abs(v)) > 0.5,
  'half disc': (u, v) => hypot(u, v) < 1 && v > 0,
  hourglass: (u, v) => abs(v) < 0.9 && abs(u) < abs(v),
  corner: (u, v) => max(abs(u), abs(v)) < 0.85 && !(u > -0.3 && v < 0.3),
};
const NAMES = Object.keys(KINDS);
/** Shapes are turned by up to this much either way. */
const TILT = 0.3;

export const shapes = defineDataset({
  id: 'shapes',
  title: 'Shapes',
  doc: 'Pictures of simple shapes in any size and colour on a noisy ground, to be classified or segmented.',
  more:
    `The kinds are ${NAMES.slice(0, -1).join(', ')} and ${NAMES.at(-1)}s. The column "label" has the kind of the ` +
    'foremost; "mask" says what each pixel belongs to: 0 for the ground, then the kinds.',
  settings: {
    size: int({ label: 'Size', default: 32, min: 4, unit: 'pixels', doc: 'Height and width of a picture.' }),
    channels: int({ label: 'Channels', default: 3, min: 1, doc: '3 for colour, 1 for grey.' }),
    kinds: int({
      label: 'Kinds',
      default: NAMES.length,
      min: 1,
      max: NAMES.length,
      doc: 'How many of the kinds appear.',
    }),
    shapes: int({
      label: 'Shapes',
      default: 1,
      min: 1,
      max: 20,
      doc: 'At most so many in a picture; some may hide others.',
    }),
    ...generated(4000),
  },
  async open(_, { size, channels, kinds, shapes: most, ...made }) {
    const classes = NAMES.slice(0, kinds);
    const columns: readonly Column[] = [
      { name: 'image', kind: 'image', shape: [channels, size, size], dtype: 'float32', range: [0, 255] },
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes },
      { name: 'mask', kind: 'category', shape: [size, size], dtype: 'int32', classes: ['ground', ...classes] },
    ];
    return generate(columns, made, (next) => {
      const colour = (from: number, to: number) => Array.from({ length: channels }, () => from + (to - from) * next());
      const ground = colour(20, 110);
      const drawn = Array.from({ length: 1 + below(next, most) }, () => {
        const radius = (size * (0.2 + 0.2 * next())) / Math.sqrt(most);
        const [x, y] = [radius + (size - 2 * radius) * next(), radius + (size - 2 * radius) * next()];
        return { kind: below(next, kinds), radius, x, y, tilt: TILT * (2 * next() - 1), colour: colour(130, 250) };
      });
      return {
        label: () => drawn.at(-1)!.kind,
        mask: () => foremost(drawn, size).map((at) => (at < 0 ? 0 : 1 + drawn[at]!.kind)),
        image: () => {
          const pixels = size * size;
          const values = new Float32Array(channels * pixels);
          foremost(drawn, size).forEach((at, pixel) => {
            const paint = drawn[at]?.colour ?? ground;
            for (let channel = 0; channel < channels; channel++)
              values[channel * pixels + pixel] = Math.round(max(0, min(255, paint[channel]! + 40 * (next() - 0.5))));
          });
          return values;
        },
      };
    });
  },
});

interface Drawn {
  readonly kind: number;
  readonly radius: number;
  readonly x: number;
  readonly y: number;
  readonly tilt: number;
}

/** For each pixel the shape that is seen there, by its number; -1 where it is the ground. */
function foremost(drawn: readonly Drawn[], size: number): Int32Array {
  const seen = new Int32Array(size * size).fill(-1);
  drawn.forEach(({ kind, radius, x, y, tilt }, number) => {
    const inside = KINDS[NAMES[kind]!]!;
    const [sine, cosine] = [Math.sin(tilt), Math.cos(tilt)];
    // turned, its corners reach this far
    const reach = Math.SQRT2 * radius;
    const [left, right, top, bottom] = [x - reach, x + reach, y - reach, y + reach].map((place) =>
      max(0, min(size, Math.round(place))),
    ) as [number, number, number, number];
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const [across, down] = [(column + 0.5 - x) / radius, (row + 0.5 - y) / radius];
        if (inside(across * cosine + down * sine, down * cosine - across * sine)) seen[row * size + column] = number;
      }
  });
  return seen;
}
