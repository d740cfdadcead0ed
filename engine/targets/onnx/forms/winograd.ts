/**
 * Convolutions of three rows by Winograd's minimal filtering F(4, 3) along the rows (Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", 2016): four rows of the result are read off at six points as polynomials are multiplied, which takes six products where there
 * were twelve. Columns stay as they were. Its gradients follow by differentiation and are made of as few products.
 *
 * The points 0, ±2/3, ±3/2, ∞ round least of those tried: 1.7 times the error of PyTorch's own convolution (64 to 256 channels, beside double
 * precision), where 0, ±1, ±2, ∞ have 2.4, and both axes at once would have the square of it.
 */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';

const TAPS = 3;
/** Rows of the result that are made together. */
const TILE = 4;
/** The finite ones. */
const POINTS = [0, 2 / 3, -2 / 3, 3 / 2, -3 / 2];
const COUNT = POINTS.length + 1;

/** What a polynomial of so many coefficients, lowest first, is at each point; at ∞ its highest one. */
const evaluation = (coefficients: number): number[][] => [
  ...POINTS.map((at) => Array.from({ length: coefficients }, (_, power) => at ** power)),
  Array.from({ length: coefficients }, (_, power) => (power === coefficients - 1 ? 1 : 0)),
];

/** The coefficients, lowest first, of the polynomial that is zero at these places. */
function zeroAt(places: readonly number[]): number[] {
  const timesRoot = (polynomial: readonly number[], at: number): number[] =>
    Array.from(
      { length: polynomial.length + 1 },
      (_, power) => (polynomial[power - 1] ?? 0) - at * (polynomial[power] ?? 0),
    );
  return places.reduce(timesRoot, [1]);
}

/** [points, taps]: a kernel's taps at the points, each divided by how far its point is from the others. */
const OF_KERNEL = evaluation(TAPS).map((row, i) =>
  row.map(
    (v) =>
      v /
      POINTS.reduce(
        (product, other, j) => (i < POINTS.length && i !== j ? product * (POINTS[i]! - other) : product),
        1,
      ),
  ),
);
/** [points, rows of the image under a tile]. */
const OF_IMAGE = [...POINTS.map((at) => [...zeroAt(POINTS.filter((other) => other !== at)), 0]), zeroAt(POINTS)];
/** [points, rows of a tile]. */
const OF_RESULT = evaluation(TILE);

/** An image [C, H, columns] under a kernel [M, C, 3, taps] of stride 1, with so many rows of zeros around. */
export interface Rows {
  readonly image: Value;
  readonly kernel: Value;
  readonly around: readonly [number, number];
  /** Of the columns. */
  readonly padding: readonly [number, number];
  readonly dilation: number;
}

/** As few channels as this, for each row of the image, do not pay for going to the points and back. */
const CHANNELS_FOR_EACH_ROW = 1;
/** As few places as this, of those whose products are spared, do not pay for taking the kernel to the points. */
const PLACES_SPARED = 360;

/**
 * Where it is faster. Forward, 4 images at 28×28 with 128 channels: 7.7 → 5.8 ms; one at 56×56 with 256: 28 → 21, at 28×28 with 512: 31 → 21. At
 * 14×14 with 256 channels the kernels cost as much as is spared with 4 images.
 */
export function suitsWinograd({ image, kernel }: Pick<Rows, 'image' | 'kernel'>): boolean {
  const [filters, channels, taps] = kernel.shape as [number, number, number];
  const [, rows, columns] = image.shape as [number, number, number];
  const each = (2 * filters * channels) / (filters + channels);
  const spared = rows - (COUNT / TAPS) * Math.ceil(rows / TILE);
  return taps === TAPS && each >= CHANNELS_FOR_EACH_ROW * rows && spared * columns >= PLACES_SPARED;
}

/** The convolution, [M, H', columns']. */
export function winograd(b: Builder, { image, kernel, around: [above, below], padding, dilation }: Rows): Value {
  const [channels, height, width] = image.shape as [number, number, number];
  const [filters, , , wide] = kernel.shape as [number, number, number, number];
  const rows = height + above + below - TAPS + 1;
  const tiles = Math.ceil(rows / TILE);
  const all = COUNT * tiles;
  /** One of the tables along a whole axis of so many rows, of which a tile sees those from `shift` on: [points · tiles, rows]. */
  const alongRows = (table: readonly (readonly number[])[], length: number, shift: number): Value => {
    const entries = Array.from({ length: all * length }, (_, i) => {
      const [point, tile] = [Math.floor(i / (tiles * length)), Math.floor(i / length) % tiles];
      return table[point]![(i % length) - tile * TILE - shift] ?? 0;
    });
    return b.constant(entries, [all, length]);
  };
  /** Points first, as groups of channels: [channels, points · tiles, columns] to [1, points · channels, tiles, columns]. */
  const pointsFirst = (x: Value, [from, to]: readonly [number, number], columns: number): Value =>
    b.transpose(b.reshape(x, [from, to, tiles * columns]), [1, 0, 2]);

  const seen = b.reshape(pointsFirst(b.matmul(alongRows(OF_IMAGE, height, -above), image), [channels, COUNT], width), [
    1,
    COUNT * channels,
    tiles,
    width,
  ]);
  // the taps first: single numbers are transposed much faster than runs of three
  const atPoints = b.constant(
    Array.from({ length: COUNT * wide * TAPS * wide }, (_, i) => {
      const [point, to, tap, from] = [
        Math.floor(i / (wide * TAPS * wide)),
        Math.floor(i / (TAPS * wide)) % wide,
        Math.floor(i / wide) % TAPS,
        i % wide,
      ];
      return to === from ? OF_KERNEL[point]![tap]! : 0;
    }),
    [COUNT * wide, TAPS * wide],
  );
  const spread = b.matmul(atPoints, b.reshape(kernel, [filters * channels, TAPS * wide]), { transposeB: true });
  const kernels = b.reshape(b.transpose(b.reshape(spread, [COUNT, wide, filters * channels]), [0, 2, 1]), [
    COUNT * filters,
    channels,
    1,
    wide,
  ]);
  const products = b.conv(seen, kernels, {
    stride: [1, 1],
    padding: [[0, 0], padding],
    dilation: [1, dilation],
    groups: COUNT,
  });
  const columns = products.shape[3]!;
  const apart = b.reshape(pointsFirst(products, [COUNT, filters], columns), [filters, all, columns]);
  return b.matmul(alongRows(OF_RESULT, rows, 0), apart, { transposeA: true });
}
