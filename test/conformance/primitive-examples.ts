/** Small programs of every primitive, with ties, odd strides and broadcasting where they matter: for tests of every runtime. */
import { Builder } from '../../engine/ir/builder.ts';
import type { Prim, Prims } from '../../engine/ir/prims.ts';
import type { Program, Value } from '../../engine/ir/program.ts';
import { normalFrom, randomStream } from '../../engine/ir/random.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import type { DType } from '../../engine/types/dtype.ts';
import { type Shape, sizeOf } from '../../engine/types/shape.ts';
import { LOOPS, loopParams } from './loops.ts';

interface Operand {
  readonly shape: Shape;
  readonly dtype?: DType;
  /** How the numbers are drawn; normal unless told. `coarse` rounds to halves, so that there are ties and zeros. */
  readonly draw?: 'normal' | 'positive' | 'coarse' | number;
}
export interface PrimitiveExample {
  readonly operands: readonly Operand[];
  readonly make: (b: Builder, x: readonly Value[]) => readonly Value[];
}

const emit = <P extends Prim>(prim: P, params: Prims[P], ...operands: readonly Operand[]): PrimitiveExample => ({ operands, make: (b, x) => b.emitAll(prim, params, ...x) });
const of = (...shape: number[]): Operand => ({ shape });
const drawn = (draw: Operand['draw'], ...shape: number[]): Operand => ({ shape, draw });
const index = (below: number, ...shape: number[]): Operand => ({ shape, dtype: 'int32', draw: below });
const flag = (...shape: number[]): Operand => ({ shape, dtype: 'bool', draw: 2 });
const none = {};

const window = (rank: number, { stride = 1, padding = [0, 0] as readonly [number, number], dilation = 1 } = {}) => ({
  stride: Array<number>(rank).fill(stride),
  padding: Array<readonly [number, number]>(rank).fill(padding),
  dilation: Array<number>(rank).fill(dilation),
});
const WINDOWS = [{}, { stride: 2 }, { padding: [1, 1] as const }, { stride: 2, padding: [0, 1] as const }, { dilation: 2 }, { stride: 2, dilation: 2, padding: [2, 1] as const }];
const SPATIAL: Readonly<Record<number, number[]>> = { 1: [9], 2: [8, 7], 3: [6, 5, 5] };
const KERNEL: Readonly<Record<number, number[]>> = { 1: [3], 2: [3, 2], 3: [2, 2, 2] };
const RANKS = [1, 2, 3];
const across = <T>(make: (rank: number, w: ReturnType<typeof window>) => T): T[] => RANKS.flatMap((rank) => WINDOWS.map((w) => make(rank, window(rank, w))));
const counts = (rank: number, { stride, padding, dilation }: ReturnType<typeof window>): number[] =>
  KERNEL[rank]!.map((k, i) => Math.floor((SPATIAL[rank]![i]! + padding[i]![0] + padding[i]![1] - dilation[i]! * (k - 1) - 1) / stride[i]!) + 1);
const convolutions = across((rank, w) => [1, 2].map((groups) => ({ rank, params: { ...w, groups } }))).flat();
const pools = across((rank, w) => ({ rank, params: { ...w, size: KERNEL[rank]! } }));

/** Both sums over rows and columns, kept and not. */
const reductions = (prim: 'sum' | 'mean' | 'reduceMax' | 'reduceMin') =>
  [{ axes: [0, 2], keep: false }, { axes: [1], keep: true }, { axes: [0, 1, 2], keep: false }].map((params) => emit(prim, params, drawn('coarse', 3, 4, 5)));
const elementwise = (prim: 'neg' | 'abs' | 'sign' | 'exp' | 'sin' | 'cos' | 'tanh' | 'sigmoid' | 'softplus' | 'erf' | 'relu' | 'stopGradient') => [emit(prim, none, of(2, 7)), emit(prim, none, drawn('coarse', 9))];
const broadcasting = (prim: 'add' | 'sub' | 'mul' | 'div' | 'max' | 'min' | 'eq' | 'lt' | 'le') => [
  emit(prim, none, drawn('coarse', 2, 3, 4), prim === 'div' ? drawn('positive', 3, 1) : drawn('coarse', 3, 1)),
  emit(prim, none, drawn('coarse', 4), prim === 'div' ? drawn('positive', 2, 4) : drawn('coarse', 2, 4)),
  emit(prim, none, of(), drawn('positive', 2)),
];
const matmul = (transposeA: boolean, transposeB: boolean, a: number[], b: number[]) => emit('matmul', { transposeA, transposeB }, of(...a), of(...b));

export const PRIMITIVE_EXAMPLES: { readonly [P in Prim]: readonly PrimitiveExample[] } = {
  fill: [emit('fill', { dtype: 'float32', shape: [2, 3], value: 1.5 }), emit('fill', { dtype: 'int32', shape: [], value: 7 })],
  constant: [emit('constant', { dtype: 'float32', shape: [3], values: [1, -2, 0.5] }), emit('constant', { dtype: 'bool', shape: [2], values: [1, 0] })],
  iota: [emit('iota', { dtype: 'int32', shape: [3, 4], axis: 0 }), emit('iota', { dtype: 'float32', shape: [3, 4], axis: 1 })],
  randomUniform: [emit('randomUniform', { shape: [5, 7], stream: 3 }, index(1000))],
  neg: elementwise('neg'),
  abs: elementwise('abs'),
  sign: elementwise('sign'),
  exp: elementwise('exp'),
  log: [emit('log', none, drawn('positive', 6))],
  sqrt: [emit('sqrt', none, drawn('positive', 6))],
  sin: elementwise('sin'),
  cos: elementwise('cos'),
  tanh: elementwise('tanh'),
  sigmoid: elementwise('sigmoid'),
  softplus: elementwise('softplus'),
  erf: elementwise('erf'),
  floor: [emit('floor', none, of(9))],
  relu: elementwise('relu'),
  not: [emit('not', none, flag(6))],
  cast: [emit('cast', { to: 'float32' }, index(9, 6)), emit('cast', { to: 'int32' }, drawn('positive', 6)), emit('cast', { to: 'bool' }, drawn('coarse', 12)), emit('cast', { to: 'float32' }, flag(6))],
  stopGradient: elementwise('stopGradient'),
  add: broadcasting('add'),
  sub: broadcasting('sub'),
  mul: broadcasting('mul'),
  div: broadcasting('div'),
  pow: [emit('pow', none, drawn('positive', 2, 3), drawn('positive', 3)), { operands: [of(5)], make: (b, [x]) => [b.pow(x!, 2)] }],
  max: broadcasting('max'),
  min: broadcasting('min'),
  eq: [...broadcasting('eq'), emit('eq', none, index(3, 4, 1), index(3, 3))],
  lt: broadcasting('lt'),
  le: broadcasting('le'),
  and: [emit('and', none, flag(6), flag(6))],
  or: [emit('or', none, flag(6), flag(6))],
  select: [emit('select', none, flag(2, 3), of(2, 3), of(2, 3)), emit('select', none, flag(3), of(2, 1, 1), of(2, 1))],
  matmul: [
    ...[false, true].flatMap((a) => [false, true].flatMap((b) => [matmul(a, b, a ? [4, 3] : [3, 4], b ? [5, 4] : [4, 5]), matmul(a, b, a ? [2, 4, 3] : [2, 3, 4], b ? [2, 5, 4] : [2, 4, 5])])),
    matmul(false, false, [2, 3, 4], [4, 5]),
    matmul(false, true, [2, 2, 3, 4], [5, 4]),
    matmul(true, false, [2, 4, 3], [4, 5]),
    matmul(false, false, [2, 1, 3, 4], [3, 4, 5]),
  ],
  conv: [
    ...convolutions.map(({ rank, params }) => emit('conv', params, of(2, 4, ...SPATIAL[rank]!), of(6, 4 / params.groups, ...KERNEL[rank]!))),
    ...across((rank, w) => emit('conv', { ...w, groups: 4 }, of(2, 4, ...SPATIAL[rank]!), of(4, 1, ...KERNEL[rank]!))),
  ],
  convInputGrad: convolutions.map(({ rank, params }) => emit('convInputGrad', { ...params, inputSize: SPATIAL[rank]! }, of(2, 6, ...counts(rank, params)), of(6, 4 / params.groups, ...KERNEL[rank]!))),
  convWeightGrad: convolutions.map(({ rank, params }) => emit('convWeightGrad', { ...params, kernel: KERNEL[rank]! }, of(2, 4, ...SPATIAL[rank]!), of(2, 6, ...counts(rank, params)))),
  maxPool: pools.map(({ rank, params }) => emit('maxPool', params, drawn('coarse', 2, 3, ...SPATIAL[rank]!))),
  maxPoolGrad: pools.map(({ rank, params }) => ({
    operands: [drawn('coarse', 2, 3, ...SPATIAL[rank]!), of(2, 3, ...counts(rank, params))],
    make: (b, [x, dy]) => [b.stopGradient(b.emit('maxPoolGrad', params, x!, b.maxPool(x!, params), dy!))],
  })),
  avgPool: pools.flatMap(({ rank, params }) => [true, false].map((countPadding) => emit('avgPool', { ...params, countPadding }, of(2, 3, ...SPATIAL[rank]!)))),
  avgPoolGrad: pools.flatMap(({ rank, params }) => [true, false].map((countPadding) => emit('avgPoolGrad', { ...params, countPadding, inputSize: SPATIAL[rank]! }, of(2, 3, ...counts(rank, params))))),
  sum: reductions('sum'),
  mean: reductions('mean'),
  reduceMax: reductions('reduceMax'),
  reduceMin: reductions('reduceMin'),
  argMax: [emit('argMax', { axis: 1 }, drawn('coarse', 4, 6)), emit('argMax', { axis: 0 }, of(4, 3))],
  cumsum: [false, true].flatMap((exclusive) => [false, true].flatMap((reverse) => [0, 1].map((axis) => emit('cumsum', { axis, exclusive, reverse }, of(3, 4))))),
  softmax: [0, 1, 2].map((axis) => emit('softmax', { axis }, of(2, 3, 4))),
  logSoftmax: [0, 1, 2].map((axis) => emit('logSoftmax', { axis }, of(2, 3, 4))),
  standardize: [[0, 2], [1], [2]].map((axes) => emit('standardize', { axes, epsilon: 1e-3 }, of(4, 3, 5))),
  reshape: [emit('reshape', { to: [6, 2] }, of(3, 4))],
  transpose: [emit('transpose', { order: [2, 0, 3, 1] }, of(2, 3, 4, 2)), emit('transpose', { order: [4, 0, 3, 1, 2] }, of(2, 3, 1, 2, 2))],
  broadcast: [emit('broadcast', { to: [2, 3, 4] }, of(3, 1)), emit('broadcast', { to: [2, 3, 2, 2, 2] }, of(2, 1, 2, 1, 2)), emit('broadcast', { to: [2, 3] }, index(5, 1, 3))],
  concat: [emit('concat', { axis: 1 }, of(2, 1, 2), of(2, 3, 2), of(2, 2, 2))],
  slice: [
    emit('slice', { start: [1, 0, 2], stop: [3, 3, 5], step: [1, 1, 1] }, of(4, 3, 6)),
    emit('slice', { start: [1, 0, 0], stop: [4, 3, 6], step: [2, 2, 4] }, of(4, 3, 6)),
    emit('slice', { start: [0, 1], stop: [6, 7], step: [3, 2] }, of(6, 7)),
  ],
  pad: [emit('pad', { padding: [[1, 0], [0, 2]], value: 0 }, of(2, 3)), emit('pad', { padding: [[0, 0], [2, 1]], value: -1.5 }, of(2, 3))],
  reverse: [emit('reverse', { axes: [0, 2] }, of(2, 3, 4))],
  gather: [emit('gather', { axis: 0 }, of(5, 3), index(5, 2, 4)), emit('gather', { axis: 1 }, of(2, 5, 3), index(5, 6))],
  scatterAdd: [emit('scatterAdd', { axis: 0, size: 5 }, index(5, 2, 4), of(2, 4, 3)), emit('scatterAdd', { axis: 1, size: 5 }, index(5, 6), of(2, 6, 3))],
  gatherElements: [emit('gatherElements', { axis: 1 }, of(3, 5), index(5, 3, 2)), emit('gatherElements', { axis: 0 }, of(4, 2, 3), index(4, 6, 2, 3))],
  scan: LOOPS.flatMap((loop) => [false, true].map((reverse) => emit('scan', loopParams(loop, reverse), ...[...loop.carries, ...loop.slices.map((shape) => [3, ...shape]), ...loop.constants].map((shape) => of(...shape))))),
  scatterElementsAdd: [emit('scatterElementsAdd', { axis: 1, size: 5 }, index(5, 3, 7), of(3, 7))],
};

/** The example as a program: its outputs, a random projection of the float ones as loss, and the loss's gradients by our own differentiation. */
export function primitiveProgram({ operands, make }: PrimitiveExample, name: string): { program: Program; feeds: Record<string, { shape: Shape; data: Float64Array }>; names: string[] } {
  const uniform = randomStream(5, name);
  const normal = normalFrom(uniform);
  const draws = { normal, positive: () => 0.3 + 2 * uniform(), coarse: () => Math.round(2 * normal()) / 2 };
  const b = new Builder();
  const feeds: Record<string, { shape: Shape; data: Float64Array }> = {};
  const declare = (input: string, { shape, dtype = 'float32', draw = 'normal' }: Operand): Value => {
    const next = typeof draw === 'number' ? () => Math.floor(uniform() * draw) : draws[draw];
    feeds[input] = { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(next())) };
    return b.input(input, dtype, shape);
  };
  const x = operands.map((operand, i) => declare(`x${i}`, operand));
  const y = make(b, x);
  y.forEach((value, i) => b.output(`y${i}`, value));
  const learned = x.filter(({ dtype }) => dtype === 'float32');
  const judged = y.filter(({ dtype }) => dtype === 'float32');
  if (learned.length > 0 && judged.length > 0) {
    const loss = judged.map((value, i) => b.sum(b.mul(value, declare(`projection${i}`, { shape: value.shape })))).reduce((p, q) => b.add(p, q));
    b.output('loss', loss);
    differentiate(b, loss, learned).forEach((gradient, i) => b.output(`d x${x.indexOf(learned[i]!)}`, gradient));
  }
  return { program: b.finish(), feeds, names: b.finish().outputs.flatMap(({ name: output }) => (output.startsWith('d ') ? [output.slice(2)] : [])) };
}
