/** Axes as a person names them: 1 is the first after the batch, −1 the last; the batch itself is not to be touched. */
import { int } from '../../settings.ts';
import type { TensorType } from '../../types/tensor.ts';
import { formatType } from '../../types/tensor.ts';
import { reject, type Rejection } from '../define.ts';

export const axisSetting = (doc: string, axis = -1) => int({ label: 'Axis', default: axis, doc: `${doc} 1 is the first after the batch, −1 the last.` });

/** The axis from the front, or why there is none. `extra` is 1 where the axis may stand behind the last one. */
export function axisOf(x: TensorType, axis: number, extra = 0): number | Rejection {
  const rank = x.shape.length + extra;
  const at = axis < 0 ? axis + rank : axis;
  if (at >= 1 && at < rank) return at;
  return reject('bad-setting', { setting: 'Axis', expected: `an axis behind the batch of ${formatType(x)}`, received: String(axis) }, { setting: 'axis' });
}
