import { expect, it } from 'vitest';
import { Builder } from '../../../ir/builder.ts';
import type { Program } from '../../../ir/program.ts';
import { statePlaces } from './inPlace.ts';

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
  expect([...statePlaces(b.finish(), new Set(['w', 'slot', 'other', 'kept'])).overwritten]).toEqual(['slot']);
});

/** What is made in the memory of the next state, as the primitives that make it. */
function stagedIn(program: Program, slots: readonly string[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [value, name] of statePlaces(program, new Set(slots)).staged)
    (found[name] ??= []).push(program.equations.find(({ outputs }) => outputs.includes(value))!.prim);
  return found;
}

it('makes large values where what comes of them will lie, unless what lies there is still to be read', () => {
  const b = new Builder();
  const [w, m, v, x] = ['w', 'm', 'v', 'x'].map((name) => b.input(name, 'float32', [256, 256]));
  const g = b.matmul(x!, w!);
  // of the two summands only the first may: the second is made before the old slot has been read
  const momentum = b.add(b.mul(m!, 0.9), b.mul(g, 0.1));
  b.output('m', momentum);
  // read twice on its way
  const squares = b.mul(g, g);
  b.output('v', b.add(b.mul(b.max(v!, squares), 0.9), b.mul(squares, 0.1)));
  // a second buffer: the whole way back to what others need as well
  b.output('w', b.sub(w!, b.mul(b.div(momentum, b.sqrt(b.add(squares, 1))), 0.01)));
  expect(stagedIn(b.finish(), ['m', 'v'])).toEqual({ m: ['mul'], v: ['mul', 'max'], w: ['mul', 'div', 'sqrt', 'add'] });

  const small = new Builder();
  const one = small.input('one', 'float32', [8]);
  small.output('one', small.sub(one, small.mul(small.exp(one), 0.5)));
  expect(stagedIn(small.finish(), [])).toEqual({});
});
