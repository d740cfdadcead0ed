/** Numbers that lie column by column, the first axis fastest, as Fortran and MATLAB have them. */
import { stridesOf } from '../../types/shape.ts';
import type { StoredNumbers } from './numbers.ts';

/** The same numbers row by row, the last axis fastest. */
export function rowByRow<N extends StoredNumbers>(numbers: N, shape: readonly number[]): N {
  const strides = stridesOf([...shape].reverse()).reverse();
  const out = numbers.slice() as N;
  const at = new Array<number>(shape.length).fill(0);
  let place = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = numbers[place]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      place -= shape[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return out;
}
