import { expect, it } from 'vitest';
import { Builder } from '../ir/builder.ts';
import { inPlaceNames } from './inPlace.ts';

it('finds the state that everything has read before it is written', () => {
  const b = new Builder();
  const [w, slot, other, kept] = ['w', 'slot', 'other', 'kept'].map((name) => b.input(name, 'float32', [2, 2]));
  const g = b.matmul(w!, b.input('x', 'float32', [2, 2]));
  const next = b.add(b.mul(slot!, 0.9), g);
  b.output('slot', next);
  // read by an equation on which its next value does not depend
  b.output('w', b.sub(w!, next));
  b.output('y', b.matmul(w!, w!));
  // overwritten row by row while it is still read
  b.output('other', b.matmul(other!, g));
  // nothing is computed
  b.output('kept', kept!);
  expect(inPlaceNames(b.finish())).toEqual(['slot']);
});
