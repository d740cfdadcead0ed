/** Axes as a person names them: 1 is the first after the batch, −1 the last; the batch itself is not to be touched. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { int } from '../../settings.ts';
import type { TensorType } from '../../types/tensor.ts';
import { sizeOf } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { reject, type Rejection, sampleShape, type TfjsSpelling } from '../define.ts';
import { phrase } from '../../phrases.ts';

export const axisSetting = (doc: string, axis = -1) =>
  int({
    label: 'Axis',
    default: axis,
    doc: `${doc} 1 is the first after the batch, −1 the last.`,
    blank: { value: -1, text: 'the last' },
  });

/** The axis from the front, or why there is none. `extra` is 1 where the axis may stand behind the last one. */
export function axisOf(x: TensorType, axis: number, extra = 0): number | Rejection {
  const rank = x.shape.length + extra;
  const at = axis < 0 ? axis + rank : axis;
  if (at >= 1 && at < rank) return at;
  return reject(
    'bad-setting',
    { expected: phrase('axis-behind-batch', { shape: formatType(x) }), received: axis },
    { setting: 'axis' },
  );
}

/** The places of an axis in a given order, some of them perhaps several times. */
export const readAlong = (b: Builder, x: Value, axis: number, places: readonly number[]): Value =>
  b.gather(x, b.constant(places, [places.length], 'int32'), axis);

/** The places `from` to `to` (not included) of an axis, every `step`th of them. */
export const partAlong = (b: Builder, x: Value, axis: number, from: number, to: number, step = 1): Value =>
  b.slice(
    x,
    x.shape.map((_, i) => (i === axis ? from : 0)),
    x.shape.with(axis, to),
    x.shape.map((_, i) => (i === axis ? step : 1)),
  );

/**
 * What TensorFlow.js does to the columns of pictures, done to another axis: all before it are rows meanwhile, all behind it channels.
 * `length` is that of the axis afterwards.
 */
export function alongInTfjs(
  x: TensorType,
  axis: number,
  length: number,
  word: Pick<TfjsSpelling, 'call' | 'args'>,
): TfjsSpelling {
  const shape = sampleShape(x);
  const at = axis - 1;
  const pictures = [sizeOf(shape.slice(0, at)), shape[at]!, sizeOf(shape.slice(at + 1))];
  return {
    call: 'reshape',
    args: { targetShape: pictures },
    behind: [word, { call: 'reshape', args: { targetShape: shape.with(at, length) } }],
  };
}
