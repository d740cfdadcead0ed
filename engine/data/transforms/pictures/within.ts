/** Pictures and masks in another size and in a frame, as `resample.ts` has them, within a program. */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';
import { planesOf } from './places.ts';
import { nearest, type Size, shares } from './resample.ts';

/** Rows whose last two axes are height and width: between pixels as products with their shares, of class numbers the nearest. */
export function resampledWithin(b: Builder, rows: Value, to: Size): Value {
  const from = planesOf(rows.shape);
  if (from.height === to.height && from.width === to.width) return rows;
  const across = alongLast(b, rows, to.width);
  return upright(b, alongLast(b, upright(b, across), to.height));
}

/** The last two axes in each other's place. */
function upright(b: Builder, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  return b.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

function alongLast(b: Builder, x: Value, to: number): Value {
  const lead = x.shape.slice(0, -1);
  const from = x.shape.at(-1)!;
  if (x.dtype === 'int32') return b.gather(x, b.constant(nearest(from, to), [to], 'int32'), lead.length);
  const weights = new Array<number>(from * to).fill(0);
  shares(from, to).forEach((share, place) =>
    share.weights.forEach((weight, i) => {
      weights[(share.first + i) * to + place] = weight;
    }),
  );
  const lines = b.reshape(x, [sizeOf(lead), from]);
  return b.reshape(b.matmul(lines, b.constant(weights, [from, to])), [...lead, to]);
}

/** In a frame: what lies outside is cut, what is not covered is 0. */
export function framedWithin(
  b: Builder,
  rows: Value,
  own: Size & { readonly top: number; readonly left: number },
  frame: Size,
): Value {
  const lead = rows.shape.slice(0, -2);
  const kept = ([length, before, whole]: readonly [number, number, number]) =>
    [Math.max(0, -before), Math.min(length, whole - before)] as const;
  const axes = [
    [own.height, own.top, frame.height],
    [own.width, own.left, frame.width],
  ] as const;
  const ranges = axes.map(kept);
  const cut = b.slice(
    rows,
    [...lead.map(() => 0), ...ranges.map(([start]) => start)],
    [...lead, ...ranges.map(([, stop]) => stop)],
  );
  const beside = axes.map(
    ([length, before, whole]) => [Math.max(0, before), Math.max(0, whole - before - length)] as const,
  );
  return b.pad(cut, [...lead.map(() => [0, 0] as const), ...beside]);
}
