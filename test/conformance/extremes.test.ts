/**
 * NaN, infinities, signed zeros, huge and tiny numbers: ONNX Runtime does with them what the interpreter does. Its MaxPool, ReduceMax and
 * ReduceMin may pass over a NaN by themselves; with the engine's fusions they do not. A MaxPool of -Infinity alone gives the lowest finite
 * number.
 */
import { describe, expect, it } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import type { Prim, Prims } from '../../engine/ir/prims.ts';
import { runOnnx } from './onnx-run.ts';

const EXTREMES = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  1e30,
  -1e30,
  1e-40,
  -1e-40,
  100,
  -100,
  0.5,
  3.4e38,
  88.8,
  -103.5,
  20,
  -20,
  1.5,
  2.5,
  -0.5,
].map(Math.fround);
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const ROWS: readonly (readonly number[])[] = [
  [1, nan, 2],
  [nan, 1, 2],
  [1, 2, nan],
  [-infinity, -infinity, 1],
  [-infinity, -infinity, -infinity],
  [infinity, 1, 2],
  [1e30, 1, 2],
  [1000, 999, -1000],
  [-0, 0, -0],
  [3, 3, 3],
];

/** [call, interpreter, ONNX Runtime] of each place where the two differ by more than rounding; zeros are one. */
async function differences<P extends Prim>(
  prim: P,
  params: Prims[P],
  operands: readonly { shape: readonly number[]; data: number[] }[],
  call: (i: number) => string,
): Promise<string[]> {
  const b = new Builder();
  b.output('y', b.emit(prim, params, ...operands.map(({ shape }, i) => b.input(`x${i}`, 'float32', shape))));
  const program = b.finish();
  const feeds = Object.fromEntries(operands.map((operand, i) => [`x${i}`, operand]));
  const expected = [...interpret(program, feeds).y!.data];
  const actual = Array.from((await runOnnx(program, feeds, true)).y!.data, Number);
  const agree = (p: number, q: number) =>
    p === q || Object.is(p, q) || (Number.isFinite(p) && Math.abs(p - q) <= 2e-6 * Math.abs(p) + 1e-8);
  return expected.flatMap((p, i) => (agree(p, actual[i]!) ? [] : [`${call(i)} = ${p}, ONNX Runtime: ${actual[i]}`]));
}

describe('extreme numbers', () => {
  it.each([
    'neg',
    'abs',
    'sign',
    'exp',
    'log',
    'sqrt',
    'sin',
    'cos',
    'tanh',
    'sigmoid',
    'softplus',
    'erf',
    'floor',
    'relu',
  ] as const)('%s', async (prim) => {
    expect(
      await differences(prim, {}, [{ shape: [EXTREMES.length], data: EXTREMES }], (i) => `${prim}(${EXTREMES[i]})`),
    ).toEqual([]);
  });

  it.each(['add', 'sub', 'mul', 'div', 'pow', 'max', 'min', 'eq', 'lt', 'le'] as const)('%s', async (prim) => {
    const n = EXTREMES.length;
    const pairs = [
      { shape: [n, 1], data: EXTREMES },
      { shape: [n], data: EXTREMES },
    ];
    expect(
      await differences(prim, {}, pairs, (i) => `${prim}(${EXTREMES[Math.floor(i / n)]}, ${EXTREMES[i % n]})`),
    ).toEqual([]);
  });

  const along = (i: number) => `row ${ROWS[Math.floor((i * ROWS.length) / ROWS.flat().length)]!.join(', ')}`;
  const rows = [{ shape: [ROWS.length, 1, 3], data: ROWS.flat() }];
  it.each([
    ['softmax', { axis: 2 }],
    ['logSoftmax', { axis: 2 }],
    ['argMax', { axis: 2 }],
    ['cumsum', { axis: 2, exclusive: false, reverse: false }],
    ['sum', { axes: [2], keep: true }],
    ['mean', { axes: [2], keep: true }],
  ] as const)('%s along rows', async (prim, params) => {
    expect(await differences(prim, params as never, rows, along)).toEqual([]);
  });

  it.each([
    ['maxPool', { size: [3], stride: [1], padding: [[0, 0]], dilation: [1] }],
    ['reduceMax', { axes: [2], keep: false }],
    ['reduceMin', { axes: [2], keep: false }],
  ] as const)('%s along rows', async (prim, params) => {
    const clean = ROWS.filter((row) => row.some((v) => v !== -infinity));
    expect(
      await differences(
        prim,
        params as never,
        [{ shape: [clean.length, 1, 3], data: clean.flat() }],
        (i) => `row ${clean[i]!.join(', ')}`,
      ),
    ).toEqual([]);
  });
});
