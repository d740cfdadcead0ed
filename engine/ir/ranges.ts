/**
 * Between which numbers the values of a program lie, and whether they are finite, by interval arithmetic. A finite value is one
 * wherever what the program reads is finite: no logarithm, root or quotient in it can leave what is defined, and no product of two
 * numbers without bounds is in it, which may overflow. Only what a dataset gives (`input:`, `target:`) and what formulas make of it
 * has no bounds; whatever has some is taken to be no larger than `USUAL`, weights and what layers with weights give among them:
 * a network with larger ones is lost already.
 */
import { sizeOf } from '../types/shape.ts';
import { apply, type Prims, type Rules } from './prims.ts';
import type { Equation, Program, Value } from './program.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
  /** `number`: perhaps an infinity, never NaN. */
  readonly kind: 'finite' | 'number' | 'any';
}

const USUAL = 1e15;
/** What is smaller may be 0, as a divisor. */
const SMALLEST = 1e-18;
/** exp of more is infinite as float32. */
const LARGEST_EXPONENT = 88;
const DATA = /^(input|target):/;
const ALL = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } as const;
const ANY: Range = { ...ALL, kind: 'any' };
const FINITE: Range = { ...ALL, kind: 'finite' };

const usual = (end: number): number => (Number.isFinite(end) ? Math.min(Math.max(end, -USUAL), USUAL) : end);
const finite = (low: number, high: number): Range => ({ low: usual(low), high: usual(high), kind: 'finite' });
const isBounded = (range: Range): boolean => size(range) < Number.POSITIVE_INFINITY;
const size = ({ low, high }: Range): number => Math.max(Math.abs(low), Math.abs(high));
const areFinite = (...ranges: readonly Range[]): boolean => ranges.every(({ kind }) => kind === 'finite');
/** Where all operands are finite, these bounds; else nothing is known. */
const where = (operands: readonly Range[], range: () => Range): Range => (areFinite(...operands) ? range() : ANY);

/** Whatever is one of these. */
function union(...ranges: readonly Range[]): Range {
  const kinds = ranges.map(({ kind }) => kind);
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
    kind: kinds.includes('any') ? 'any' : kinds.includes('number') ? 'number' : 'finite',
  };
}

/** 0 where one of them is. */
const times = (p: number, q: number): number => (p === 0 || q === 0 ? 0 : p * q);

function product(p: Range, q: Range): Range {
  if (!areFinite(p, q) || !(isBounded(p) || isBounded(q))) return ANY;
  const ends = [times(p.low, q.low), times(p.low, q.high), times(p.high, q.low), times(p.high, q.high)];
  return finite(Math.min(...ends), Math.max(...ends));
}

function quotient(p: Range, q: Range): Range {
  if (Math.max(q.low, -q.high) < SMALLEST) return ANY;
  return areFinite(p, q) ? product(p, finite(1 / q.high, 1 / q.low)) : ANY;
}

function power(p: Range, q: Range): Range {
  if (!areFinite(p, q) || q.low !== q.high) return ANY;
  const exponent = q.low;
  // a root, and powers that grow no faster than what is raised
  if (exponent >= 0 && exponent <= 1 && p.low >= 0) return finite(p.low ** exponent, p.high ** exponent);
  if (p.low < SMALLEST && !(Number.isInteger(exponent) && exponent >= 0)) return ANY;
  const largest = Math.max(Math.abs(p.low) ** exponent, Math.abs(p.high) ** exponent, 1);
  return Number.isFinite(largest) ? finite(-largest, largest) : ANY;
}

/** A sum of so many. */
const sumOf = (x: Range, count: number): Range => where([x], () => finite(times(x.low, count), times(x.high, count)));
/** Sums of products: of what is never negative they are never negative. */
const contraction = (p: Range, q: Range): Range =>
  where([p, q], () => finite(p.low >= 0 && q.low >= 0 ? 0 : -USUAL, USUAL));
/** Sums of some of them. */
const gathered = (x: Range): Range =>
  where([x], () => finite(x.low >= 0 ? 0 : x.low * USUAL, x.high <= 0 ? 0 : x.high * USUAL));

interface Site {
  readonly x: readonly Range[];
  readonly equation: Equation;
}
type Row<P> = (params: P, site: Site) => readonly Range[];

const always =
  (low: number, high: number): Row<unknown> =>
  () => [finite(low, high)];
const between =
  (low: number, high: number): Row<unknown> =>
  (_, { x }) => [where(x, () => finite(low, high))];
const monotone =
  (f: (end: number) => number, from = ALL.low, to = ALL.high): Row<unknown> =>
  (_, { x: [x] }) => [x!.low >= from && x!.high <= to ? where([x!], () => finite(f(x!.low), f(x!.high))) : ANY];
const two =
  (f: (p: Range, q: Range) => Range): Row<unknown> =>
  (_, { x: [p, q] }) => [f(p!, q!)];
const some: Row<unknown> = (_, { x: [x] }) => [x!];
const oneOf: Row<unknown> = (_, { x }) => [union(...x)];
const summed: Row<unknown> = (_, { x: [x] }) => [gathered(x!)];
const contracted: Row<unknown> = two(contraction);
const reduced = ({ axes }: Prims['sum'], { equation }: Site): number =>
  axes.reduce((count, axis) => count * equation.inputs[0]!.shape[axis]!, 1);

const rules: Rules<[Site], readonly Range[]> = {
  fill: ({ value }) => [{ low: value, high: value, kind: kindOf(value) }],
  constant: ({ values }) => [union(...values.map((value) => ({ low: value, high: value, kind: kindOf(value) })))],
  iota: ({ shape, axis }) => [finite(0, shape[axis]!)],
  randomUniform: always(0, 1),

  neg: (_, { x: [x] }) => [{ low: -x!.high, high: -x!.low, kind: x!.kind }],
  abs: (_, { x: [x] }) => [{ low: Math.max(0, x!.low, -x!.high), high: size(x!), kind: x!.kind }],
  sign: between(-1, 1),
  exp: monotone(Math.exp, ALL.low, LARGEST_EXPONENT),
  log: monotone(Math.log, Number.MIN_VALUE),
  sqrt: monotone(Math.sqrt, 0),
  sin: between(-1, 1),
  cos: between(-1, 1),
  tanh: between(-1, 1),
  sigmoid: between(0, 1),
  softplus: monotone((end) => Math.max(end, 0) + Math.log1p(Math.exp(-Math.abs(end)))),
  erf: between(-1, 1),
  floor: monotone(Math.floor),
  relu: (_, { x: [x] }) => [{ low: Math.max(0, x!.low), high: Math.max(0, x!.high), kind: x!.kind }],
  not: always(0, 1),
  cast: ({ to }, { x: [x] }) => [to === 'bool' ? finite(0, 1) : x!],
  stopGradient: some,

  add: two((p, q) => where([p, q], () => finite(p.low + q.low, p.high + q.high))),
  sub: two((p, q) => where([p, q], () => finite(p.low - q.high, p.high - q.low))),
  mul: (_, { x: [p, q], equation }) => {
    const found = product(p!, q!);
    return [equation.inputs[0] === equation.inputs[1] ? { ...found, low: Math.max(0, found.low) } : found];
  },
  div: two(quotient),
  pow: two(power),
  max: two((p, q) => ({ ...union(p, q), low: Math.max(p.low, q.low) })),
  min: two((p, q) => ({ ...union(p, q), high: Math.min(p.high, q.high) })),
  eq: always(0, 1),
  lt: always(0, 1),
  le: always(0, 1),
  and: always(0, 1),
  or: always(0, 1),
  select: (_, { x: [, p, q] }) => [union(p!, q!)],

  matmul: contracted,
  conv: contracted,
  convInputGrad: contracted,
  convWeightGrad: contracted,

  maxPool: some,
  maxPoolGrad: (_, { x: [, , dy] }) => [gathered(dy!)],
  avgPool: (_, { x: [x] }) => [where([x!], () => finite(Math.min(0, x!.low), Math.max(0, x!.high)))],
  avgPoolGrad: summed,

  sum: (params, site) => [sumOf(site.x[0]!, reduced(params, site))],
  mean: (_, { x: [x] }) => [where([x!], () => x!)],
  reduceMax: some,
  reduceMin: some,
  argMax: always(0, USUAL),
  topK: always(0, USUAL),
  cumsum: summed,
  softmax: between(0, 1),
  logSoftmax: between(ALL.low, 0),
  standardize: ({ axes, epsilon }, { x: [x], equation }) => {
    if (epsilon < SMALLEST || x!.kind !== 'finite') return [ANY, ANY, ANY];
    const most = Math.sqrt(reduced({ axes, keep: true }, { x: [x!], equation }));
    return [finite(-most, most), x!, finite(0, ALL.high)];
  },

  reshape: some,
  transpose: some,
  broadcast: some,
  concat: oneOf,
  slice: some,
  // an infinity is there for a maximum to pass over
  pad: ({ value }, { x: [x] }) => [Number.isFinite(value) ? union(x!, finite(value, value)) : x!],
  reverse: some,

  gather: some,
  scatterAdd: (_, { x: [, dy] }) => [gathered(dy!)],
  gatherElements: some,
  scatterElementsAdd: (_, { x: [, dy] }) => [gathered(dy!)],

  scan: looped,
  foreign: ({ dtypes }) => dtypes.map(() => ANY),
};

const kindOf = (value: number): Range['kind'] =>
  Number.isFinite(value) ? 'finite' : Number.isNaN(value) ? 'any' : 'number';

/** What is carried has no bounds; it is finite if it starts so and each turn leaves it so. */
function looped({ body, carries }: Prims['scan'], { x, equation }: Site): readonly Range[] {
  let carried = x.slice(0, carries).map(({ kind }) => (kind === 'finite' ? FINITE : ANY));
  for (;;) {
    const found = walk(
      body.equations,
      new Map(body.inputs.map(({ value }, i) => [value, i < carries ? carried[i]! : x[i]!])),
    );
    const next = body.outputs.map(({ value }) => found.get(value)!);
    const still = carried.map((range, i) => (range.kind === 'finite' && next[i]!.kind === 'finite' ? FINITE : ANY));
    if (still.every((range, i) => range.kind === carried[i]!.kind))
      return equation.outputs.map((_, i) => (i < carries ? still[i]! : next[i]!));
    carried = still;
  }
}

function walk(equations: readonly Equation[], known: Map<Value, Range>): Map<Value, Range> {
  for (const equation of equations) {
    const x = equation.inputs.map((value) => known.get(value) ?? ANY);
    apply(rules, equation, { x, equation }).forEach((range, i) => {
      const output = equation.outputs[i]!;
      // an empty tensor has no number that could be outside
      known.set(output, sizeOf(output.shape) === 0 ? FINITE : range);
    });
  }
  return known;
}

/** The range of every value of a program. */
export function rangesOf({ inputs, equations }: Program): ReadonlyMap<Value, Range> {
  const given = inputs.map(({ name, value }) => [value, DATA.test(name) ? FINITE : finite(-USUAL, USUAL)] as const);
  return walk(equations, new Map(given));
}
