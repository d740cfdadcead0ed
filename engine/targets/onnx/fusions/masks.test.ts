/** Masks in one pass are those of a comparison, for infinities and zeros of either sign, too. */
import { expect, it } from 'vitest';
import { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { interpret } from '../../../ir/interpret.ts';
import { load } from '../../../node/onnx/load.ts';
import { tensor } from '../../../types/tensor.ts';
import { maskFusions } from './masks.ts';

const NUMBERS = [-Infinity, -3, -1e-30, -0, 0, 1.1754943508222875e-38, 1e-30, 1, 3e38, Infinity];

it.each<readonly [what: string, mask: (b: Builder, x: Value) => Value, fused: number]>([
  ['above zero', (b, x) => b.lt(b.fill(0), x), 1],
  ['above another number', (b, x) => b.lt(b.fill(1), x), 0],
  ['below zero', (b, x) => b.lt(x, b.fill(0)), 0],
  ['whole numbers above zero', (b, x) => b.lt(b.fill(0, [], 'int32'), b.cast(b.sign(x), 'int32')), 0],
])('%s', async (_, mask, fused) => {
  const b = new Builder();
  const x = b.input('x', 'float32', [NUMBERS.length]);
  b.output('y', b.cast(mask(b, x), 'float32'));
  const program = b.finish();
  expect(maskFusions(program).size).toBe(fused);
  const feeds = { x: tensor('float32', [NUMBERS.length], NUMBERS) };
  const y = tensor('float32', [NUMBERS.length]);
  const executable = await load(program, { device: 'cpu', threads: 1 });
  await executable.run([feeds.x], [y]);
  await executable.release();
  expect([...y.data]).toEqual([...interpret(program, feeds).y!.data]);
});

it('a comparison that something else reads stays', () => {
  const b = new Builder();
  const mask = b.lt(b.fill(0), b.input('x', 'float32', [3]));
  b.output('y', b.cast(mask, 'float32'));
  b.output('z', b.cast(b.not(mask), 'float32'));
  expect(maskFusions(b.finish()).size).toBe(0);
});
