import { describe, expect, it } from 'vitest';
import { Builder } from '../../ir/builder.ts';
import { interpret } from '../../ir/interpret.ts';
import type { Program, Value } from '../../ir/program.ts';
import { randomStream } from '../../ir/random.ts';
import { differentiate } from '../differentiate.ts';
import { simplify } from '../simplify.ts';
import { formulateForward } from './index.ts';

interface Options {
  readonly order?: 'pool last' | 'relu last' | 'no relu';
  readonly bias?: boolean;
  readonly size?: readonly [number, number];
  readonly kernel?: readonly [number, number];
  readonly padding?: number;
  readonly pool?: number;
  readonly filters?: number;
}

/** A convolution over a pool as the forward half of a step. Whole numbers: ties abound, and every sum is exact. */
function forward({ order = 'pool last', bias = true, size = [8, 8], kernel = [3, 3], padding = 0, pool = 2, filters = 4 }: Options) {
  const b = new Builder();
  const uniform = randomStream(5, 'phases');
  const feeds: Record<string, { shape: readonly number[]; data: number[] }> = {};
  const input = (name: string, shape: readonly number[]): Value => {
    feeds[name] = { shape, data: Array.from({ length: shape.reduce((p, q) => p * q, 1) }, () => Math.floor(uniform() * 3) - 1) };
    return b.input(name, 'float32', shape);
  };
  const conv = b.conv(input('x', [2, 3, ...size]), input('w', [filters, 3, ...kernel]), { stride: [1, 1], dilation: [1, 1], padding: [[padding, padding], [padding, padding]], groups: 1 });
  const y = bias ? b.add(conv, b.reshape(input('b', [filters]), [1, filters, 1, 1])) : conv;
  const max = (v: Value) => b.maxPool(v, { size: [pool, pool], stride: [pool, pool], dilation: [1, 1], padding: [[0, 0], [0, 0]] });
  const out = order === 'pool last' ? max(b.relu(y)) : order === 'relu last' ? b.relu(max(y)) : max(y);
  b.output('y', out);
  b.output('loss', b.sum(b.mul(out, input('projection', out.shape))));
  return { program: simplify(b.finish()), feeds };
}
function withGradients(program: Program): Program {
  const b = Builder.resume(program);
  const learned = program.inputs.filter(({ name }) => name !== 'projection');
  const gradients = differentiate(b, program.outputs.find(({ name }) => name === 'loss')!.value, learned.map(({ value }) => value));
  learned.forEach(({ name }, i) => b.output(`d ${name}`, gradients[i]!));
  return b.finish();
}
const pools = ({ equations }: Program): number => equations.filter(({ prim }) => prim === 'maxPool').length;

describe('a max pool over a convolution', () => {
  it.each<[string, Options]>([
    ['ReLU before the pool', {}],
    ['ReLU after the pool', { order: 'relu last' }],
    ['no ReLU, no bias', { order: 'no relu', bias: false }],
    ['odd sizes, whose last row and column no window reaches', { size: [9, 8], kernel: [3, 4] }],
    ['padding', { padding: 1, kernel: [5, 5] }],
    ['kernel of one pixel', { kernel: [1, 1] }],
  ])('gives the same numbers and gradients in phases, ties included: %s', (_, options) => {
    const { program, feeds } = forward(options);
    const formulated = formulateForward(program);
    expect([pools(program), pools(formulated)]).toEqual([1, 0]);
    const expected = interpret(withGradients(program), feeds, { precision: 'float64' });
    const actual = interpret(withGradients(formulated), feeds, { precision: 'float64' });
    for (const name of Object.keys(expected)) expect([...actual[name]!.data].map((v) => v + 0), name).toEqual([...expected[name]!.data].map((v) => v + 0));
  });

  it.each<[string, Options]>([
    ['a larger pool', { pool: 3 }],
    ['many filters', { filters: 33 }],
  ])('keeps its form: %s', (_, options) => {
    const { program } = forward(options);
    expect(pools(formulateForward(program))).toBe(1);
  });
});
