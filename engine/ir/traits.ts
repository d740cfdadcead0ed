/**
 * What passes and runtimes ask of a primitive without knowing which one it is: one row for each, so that a new primitive does not
 * compile until its traits are said.
 */
import type { Prim } from './prims.ts';

export interface Traits {
  /** How many operands it takes; `some` check it themselves. */
  readonly operands: number | 'some';
  /** The number at a place of the result comes from those at that place of the operands. */
  readonly elementwise: boolean;
  /** Operands of several shapes stretch to a common one by NumPy's rule. */
  readonly broadcasts: boolean;
  /** Its operands may change places without a bit of the result changing. */
  readonly commutative: boolean;
  /** A table that is known before the program runs. */
  readonly constant: boolean;
  /** It keeps rows apart: axis 0 counts images, and each gives its own of the result. Products with weights that all of them share, too. */
  readonly rowwise: boolean;
  /** The result has the operand's numbers in their order: nothing need be computed or copied. */
  readonly view: boolean;
  /** A runtime may write the result over an operand of its size that nothing else reads. */
  readonly reusesOperand: boolean;
  /** It may be given one memory for the result and an operand of its shape: each number is read just before the one at its place is written. */
  readonly inPlace: boolean;
  /** The numbers that it gives: between two ends, perhaps (`bounded`); some of its first operand's (`operand`); any. */
  readonly range: 'bounded' | 'operand' | 'any';
}

const PLAIN = {
  operands: 1,
  elementwise: false,
  broadcasts: false,
  commutative: false,
  constant: false,
  rowwise: false,
  view: false,
  reusesOperand: false,
  inPlace: false,
  range: 'any',
} as const satisfies Traits;
const PAIR = { ...PLAIN, operands: 2 } as const;
const CONSTANT = { ...PLAIN, operands: 0, constant: true } as const;
const MOVED = { ...PLAIN, range: 'operand' } as const;
const UNARY = { ...PLAIN, elementwise: true, reusesOperand: true } as const;
const BINARY = { ...PAIR, elementwise: true, broadcasts: true } as const;
/** Its result has the type of its operands. */
const ARITHMETIC = { ...BINARY, reusesOperand: true } as const;

export const TRAITS = {
  fill: CONSTANT,
  constant: CONSTANT,
  iota: CONSTANT,
  randomUniform: PLAIN,

  neg: { ...UNARY, inPlace: true },
  abs: { ...UNARY, inPlace: true },
  sign: { ...UNARY, range: 'bounded' },
  exp: UNARY,
  log: UNARY,
  sqrt: { ...UNARY, inPlace: true },
  sin: { ...UNARY, range: 'bounded' },
  cos: { ...UNARY, range: 'bounded' },
  tanh: { ...UNARY, range: 'bounded' },
  sigmoid: { ...UNARY, range: 'bounded' },
  softplus: UNARY,
  erf: { ...UNARY, range: 'bounded' },
  floor: UNARY,
  relu: UNARY,
  not: UNARY,
  cast: { ...UNARY, reusesOperand: false },
  stopGradient: { ...UNARY, reusesOperand: false, view: true, range: 'operand' },

  add: { ...ARITHMETIC, commutative: true, inPlace: true },
  sub: { ...ARITHMETIC, inPlace: true },
  mul: { ...ARITHMETIC, commutative: true, inPlace: true },
  div: { ...ARITHMETIC, inPlace: true, range: 'bounded' },
  pow: ARITHMETIC,
  // not commutative: which zero or NaN they give depends on the order
  max: { ...ARITHMETIC, inPlace: true, range: 'bounded' },
  min: { ...ARITHMETIC, inPlace: true, range: 'bounded' },
  eq: { ...BINARY, commutative: true },
  lt: BINARY,
  le: BINARY,
  and: { ...ARITHMETIC, commutative: true },
  or: { ...ARITHMETIC, commutative: true },
  select: { ...BINARY, operands: 3, inPlace: true },

  matmul: PAIR,
  conv: { ...PAIR, rowwise: true },
  convInputGrad: { ...PAIR, rowwise: true },
  convWeightGrad: PAIR,

  maxPool: { ...MOVED, rowwise: true },
  maxPoolGrad: { ...PLAIN, operands: 3, rowwise: true },
  avgPool: { ...PLAIN, rowwise: true },
  avgPoolGrad: { ...PLAIN, rowwise: true },

  sum: PLAIN,
  mean: PLAIN,
  reduceMax: PLAIN,
  reduceMin: PLAIN,
  argMax: PLAIN,
  topK: PLAIN,
  cumsum: PLAIN,
  softmax: { ...PLAIN, range: 'bounded' },
  logSoftmax: PLAIN,
  standardize: PLAIN,

  reshape: { ...MOVED, view: true },
  transpose: MOVED,
  broadcast: PLAIN,
  concat: { ...MOVED, operands: 'some' },
  slice: MOVED,
  pad: PLAIN,
  reverse: MOVED,

  gather: { ...MOVED, operands: 2 },
  scatterAdd: PAIR,
  gatherElements: PAIR,
  scatterElementsAdd: PAIR,

  scan: { ...PLAIN, operands: 'some', range: 'bounded' },
  foreign: { ...PLAIN, operands: 'some' },
} as const satisfies { readonly [P in Prim]: Traits };

/** The primitives that have a trait. */
export type PrimWith<T extends keyof Traits> = {
  [P in Prim]: (typeof TRAITS)[P][T] extends true ? P : never;
}[Prim];
