/** What works number by number, and reductions. */
import { TYPES } from '../archive.ts';
import { type Attributes, type Emitter, Foreign } from '../emit.ts';
import type { Write, Writers } from './define.ts';

const same =
  (type: string, attributes: (e: Emitter) => Attributes = () => ({})): Write =>
  (e) =>
    e.give(type, [e.x], attributes(e));

/** Of two, the second times `alpha`. */
const sum =
  (type: 'Add' | 'Sub', turned = false): Write =>
  (e) => {
    const alpha = e.number('alpha', 1);
    const other = alpha === 1 ? e.operand('other') : e.op('Mul', [e.operand('other'), e.scalar(alpha)]);
    e.give(type, turned ? [other, e.x] : [e.x, other]);
  };
const two =
  (type: string): Write =>
  (e) =>
    e.give(type, [e.operand('self'), e.operand('other')]);

function clamp(e: Emitter, low?: number, high?: number): void {
  const bound = (name: string, given?: number) => {
    const value = e.arg(name) ?? given;
    return value === undefined ? undefined : typeof value === 'number' ? e.scalar(value) : e.needed(name);
  };
  e.give('Clip', [e.x, bound('min', low), bound('max', high)]);
}

const reduce =
  (type: string): Write =>
  (e) => {
    const dims = e.arg('dim') === undefined ? undefined : e.list('dim');
    const keep = e.flag('keepdim') ? 1 : 0;
    e.give(type, [e.x, dims && dims.length > 0 ? e.ints(dims) : undefined], { keepdims: dims ? keep : 0 });
  };

function norm(e: Emitter): void {
  const order = e.number('ord' in e.node.args ? 'ord' : 'p', 2);
  if (order !== 1 && order !== 2) throw new Foreign('ord');
  e.give(`ReduceL${order}`, [e.x, e.ints(e.list('dim'))], { keepdims: e.flag('keepdim') ? 1 : 0 });
}

/** Numbers keep their kind; between kinds there is a cast. */
function cast(e: Emitter): void {
  const type = e.arg('dtype');
  const wanted = typeof type === 'number' ? TYPES[type]?.[0] : undefined;
  if (type !== undefined && wanted === undefined) throw new Foreign('dtype');
  if (wanted === undefined) return e.alias(e.node.outputs[0]!, e.x);
  e.give('Cast', [e.x], { to: wanted });
}

const passed: Write = (e) => e.alias(e.node.outputs[0]!, e.x);

/** Of the largest along an axis: the numbers, and where they stand. */
function maximum(e: Emitter): void {
  const [axis, keep] = [e.axis('dim'), e.flag('keepdim') ? 1 : 0];
  const [values, places] = e.node.outputs;
  e.op('ReduceMax', [e.x, e.ints([axis])], { keepdims: keep }, values);
  if (places) e.op('ArgMax', [e.x], { axis, keepdims: keep }, places);
}

function prelu(e: Emitter): void {
  const slope = e.needed('weight');
  const [count] = e.shapeOf(slope);
  const shape = [count!, ...new Array<number>(Math.max(0, e.rank - 2)).fill(1)];
  e.give('PRelu', [e.x, shape.length === 1 ? slope : e.op('Reshape', [slope, e.ints(shape)])]);
}

const DROPOUT: Write = (e) => e.give('Dropout', [e.x, e.scalar(e.number('p', 0.5))]);

const PLAIN: Readonly<Record<string, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softsign: 'Softsign',
  mish: 'Mish',
  hardswish: 'HardSwish',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  abs: 'Abs',
  neg: 'Neg',
  sign: 'Sign',
  reciprocal: 'Reciprocal',
  floor: 'Floor',
  ceil: 'Ceil',
  round: 'Round',
  erf: 'Erf',
  sin: 'Sin',
  cos: 'Cos',
  silu: 'Swish',
};
const PAIRS: Readonly<Record<string, string>> = {
  mul: 'Mul',
  div: 'Div',
  maximum: 'Max',
  minimum: 'Min',
  eq: 'Equal',
  gt: 'Greater',
  ge: 'GreaterOrEqual',
  lt: 'Less',
  le: 'LessOrEqual',
  logical_and: 'And',
  logical_or: 'Or',
};

export const ELEMENTWISE: Writers = {
  ...Object.fromEntries(Object.entries(PLAIN).map(([name, type]) => [name, same(type)])),
  ...Object.fromEntries(Object.entries(PAIRS).map(([name, type]) => [name, two(type)])),
  ne: (e) => e.give('Not', [e.op('Equal', [e.operand('self'), e.operand('other')])]),
  logical_not: same('Not'),
  add: sum('Add'),
  sub: sum('Sub'),
  rsub: sum('Sub', true),
  pow: (e) => e.give('Pow', [e.operand('self'), e.operand('exponent')]),
  square: (e) => e.give('Mul', [e.x, e.x]),
  rsqrt: (e) => e.give('Reciprocal', [e.op('Sqrt', [e.x])]),
  hardsigmoid: same('HardSigmoid', () => ({ alpha: { float: 1 / 6 }, beta: { float: 0.5 } })),
  hardtanh: (e) => clamp(e, e.number('min_val', -1), e.number('max_val', 1)),
  relu6: (e) => clamp(e, 0, 6),
  clamp: (e) => clamp(e),
  clip: (e) => clamp(e),
  clamp_min: (e) => clamp(e),
  clamp_max: (e) => clamp(e),
  gelu: same('Gelu', (e) => ({ approximate: e.text('approximate', 'none') })),
  leaky_relu: same('LeakyRelu', (e) => ({ alpha: { float: e.number('negative_slope', 0.01) } })),
  elu: same('Elu', (e) => {
    if (e.number('scale', 1) !== 1 || e.number('input_scale', 1) !== 1) throw new Foreign('scale');
    return { alpha: { float: e.number('alpha', 1) } };
  }),
  selu: same('Selu'),
  celu: same('Celu', (e) => ({ alpha: { float: e.number('alpha', 1) } })),
  softplus(e) {
    if (e.number('beta', 1) !== 1) throw new Foreign('beta');
    e.give('Softplus', [e.x]);
  },
  prelu,
  softmax: same('Softmax', (e) => ({ axis: e.axis('dim') })),
  _softmax: same('Softmax', (e) => ({ axis: e.axis('dim') })),
  log_softmax: same('LogSoftmax', (e) => ({ axis: e.axis('dim') })),
  _log_softmax: same('LogSoftmax', (e) => ({ axis: e.axis('dim') })),
  glu(e) {
    const [axis, half] = [e.axis('dim', -1), e.fresh()];
    const gate = e.fresh();
    e.ops('Split', [e.x], { axis, num_outputs: 2 }, [half, gate]);
    e.give('Mul', [half, e.op('Sigmoid', [gate])]);
  },
  dropout: DROPOUT,
  feature_dropout: passed,
  alpha_dropout: passed,
  mean: reduce('ReduceMean'),
  sum: reduce('ReduceSum'),
  amax: reduce('ReduceMax'),
  amin: reduce('ReduceMin'),
  logsumexp: reduce('ReduceLogSumExp'),
  max: maximum,
  argmax: (e) => e.give('ArgMax', [e.x], { axis: e.axis('dim'), keepdims: e.flag('keepdim') ? 1 : 0 }),
  linalg_vector_norm: norm,
  norm,
  cumsum: (e) => e.give('CumSum', [e.x, e.int(e.axis('dim'))]),
  where: (e) => e.give('Where', [e.needed('condition'), e.operand('self'), e.operand('other')]),
  masked_fill: (e) => e.give('Where', [e.needed('mask'), e.operand('value'), e.x]),
  to: cast,
  _to_copy: cast,
  ...Object.fromEntries(
    ['contiguous', 'detach', 'alias', 'lift_fresh_copy', 'identity', 'detach_', 'type_as'].map((name) => [
      name,
      passed,
    ]),
  ),
};
