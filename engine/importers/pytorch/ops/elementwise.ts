/** What works number by number, and reductions. */
import { TensorProto_DataType as Type } from 'onnx-buf';
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

const withFactor = (e: Emitter, x: string): string => {
  const factor = e.number('value', 1);
  return factor === 1 ? x : e.op('Mul', [x, e.scalar(factor)]);
};

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

/** Of the largest or smallest along an axis: the numbers, and where they stand. Of two tensors it is by place, of one alone all of it. */
const extreme =
  (type: 'Max' | 'Min'): Write =>
  (e) => {
    if ('other' in e.node.args) return e.give(type, [e.x, e.needed('other')]);
    if (e.arg('dim') === undefined) return e.give(`Reduce${type}`, [e.x], { keepdims: 0 });
    const [axis, keep] = [e.axis('dim'), e.flag('keepdim') ? 1 : 0];
    const [values, places] = e.node.outputs;
    e.op(`Reduce${type}`, [e.x, e.ints([axis])], { keepdims: keep }, values);
    if (places) e.op(`Arg${type}`, [e.x], { axis, keepdims: keep }, places);
  };
const extremeAt =
  (type: 'ArgMax' | 'ArgMin'): Write =>
  (e) =>
    e.give(type, [e.x], { axis: e.axis('dim'), keepdims: e.flag('keepdim') ? 1 : 0 });

/** Towards zero. */
const cut = (e: Emitter, x: string, output?: string): string =>
  e.op('Mul', [e.op('Sign', [x]), e.op('Floor', [e.op('Abs', [x])])], {}, output);

function quotient(e: Emitter): void {
  const mode = e.text('rounding_mode', '');
  const output = e.node.outputs[0]!;
  const parts = [e.operand('self'), e.operand('other')];
  if (mode === '') return e.give('Div', parts);
  const whole = e.op('Div', parts);
  if (mode === 'floor') e.give('Floor', [whole]);
  else cut(e, whole, output);
}
/** What is left of a division that is rounded. */
const rest =
  (round: (e: Emitter, x: string) => string): Write =>
  (e) => {
    const [x, y] = [e.operand('self'), e.operand('other')];
    e.give('Sub', [x, e.op('Mul', [y, round(e, e.op('Div', [x, y]))])]);
  };

/** How far numbers lie about their mean over some axes; and that mean, where the node gives it too. */
function spread(e: Emitter, isRoot: boolean): void {
  const given = e.arg('dim') === undefined ? [] : e.list('dim');
  const axes = given.length > 0 ? given : Array.from({ length: e.rank }, (_, axis) => axis);
  const sizes = e.sizesOf('self');
  const count = axes.reduce((product, axis) => product * (sizes.at(axis)!.size ?? Number.NaN), 1);
  const correction = e.arg('correction') === undefined ? Number(e.flag('unbiased', true)) : e.number('correction');
  if (!(count > correction)) throw new Foreign('sizes');
  const keepdims = e.flag('keepdim') ? 1 : 0;
  const apart = e.op('Sub', [e.x, e.op('ReduceMean', [e.x, e.ints(axes)], { keepdims: 1 })]);
  const mean = e.op('ReduceMean', [e.op('Mul', [apart, apart]), e.ints(axes)], { keepdims });
  const [output, second] = e.node.outputs;
  const factor = e.scalar(count / (count - correction));
  if (isRoot) e.op('Sqrt', [e.op('Mul', [mean, factor])], {}, output);
  else e.op('Mul', [mean, factor], {}, output);
  if (second) e.op('ReduceMean', [e.x, e.ints(axes)], { keepdims }, second);
}

/** Whether one is, or all are. */
const truths =
  (type: 'ReduceMax' | 'ReduceMin'): Write =>
  (e) => {
    const dims = e.arg('dim') === undefined ? undefined : e.list('dim');
    const numbers = e.op('Cast', [e.op('Cast', [e.x], { to: BOOL })], { to: FLOAT });
    const keepdims = e.flag('keepdim') ? 1 : 0;
    e.give('Cast', [e.op(type, [numbers, dims && e.ints(dims)], { keepdims })], { to: BOOL });
  };
/** Of truths alone: whole numbers go by their bits. */
const bits =
  (type: string, inputs: readonly string[]): Write =>
  (e) => {
    if (TYPES[e.meta(e.node.outputs[0]!).dtype]?.[0] !== BOOL) throw new Foreign('dtype');
    e.give(
      type,
      inputs.map((name) => e.operand(name)),
    );
  };

/** The cosine of the angle between vectors along an axis. */
function cosine(e: Emitter): void {
  const [x, y] = [e.needed('x1'), e.needed('x2')];
  const rank = e.sizesOf('x1').length;
  const axis = e.number('dim', 1);
  const axes = e.ints([axis < 0 ? axis + rank : axis]);
  const least = e.scalar(e.number('eps', 1e-8));
  const long = (one: string) => e.op('Max', [e.op('ReduceL2', [one, axes], { keepdims: 0 }), least]);
  const along = e.op('ReduceSum', [e.op('Mul', [x, y]), axes], { keepdims: 0 });
  e.give('Div', [along, e.op('Mul', [long(x), long(y)])]);
}
const [FLOAT, BOOL] = [Type.FLOAT, Type.BOOL];

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
  tan: 'Tan',
  sinh: 'Sinh',
  cosh: 'Cosh',
  asinh: 'Asinh',
  acosh: 'Acosh',
  atanh: 'Atanh',
  atan: 'Atan',
  asin: 'Asin',
  acos: 'Acos',
  isnan: 'IsNaN',
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
  maximum: 'Max',
  minimum: 'Min',
  eq: 'Equal',
  gt: 'Greater',
  ge: 'GreaterOrEqual',
  lt: 'Less',
  le: 'LessOrEqual',
  logical_and: 'And',
  logical_or: 'Or',
  logical_xor: 'Xor',
};

export const ELEMENTWISE: Writers = {
  ...Object.fromEntries(Object.entries(PLAIN).map(([name, type]) => [name, same(type)])),
  ...Object.fromEntries(Object.entries(PAIRS).map(([name, type]) => [name, two(type)])),
  ne: (e) => e.give('Not', [e.op('Equal', [e.operand('self'), e.operand('other')])]),
  logical_not: same('Not'),
  bitwise_not: bits('Not', ['self']),
  bitwise_and: bits('And', ['self', 'other']),
  bitwise_or: bits('Or', ['self', 'other']),
  bitwise_xor: bits('Xor', ['self', 'other']),
  __and__: bits('And', ['self', 'other']),
  __or__: bits('Or', ['self', 'other']),
  __xor__: bits('Xor', ['self', 'other']),
  div: quotient,
  floor_divide: (e) => e.give('Floor', [e.op('Div', [e.operand('self'), e.operand('other')])]),
  remainder: rest((e, x) => e.op('Floor', [x])),
  fmod: rest((e, x) => cut(e, x)),
  trunc: (e) => void cut(e, e.x, e.node.outputs[0]),
  log1p: (e) => e.give('Log', [e.op('Add', [e.x, e.scalar(1)])]),
  expm1: (e) => e.give('Sub', [e.op('Exp', [e.x]), e.scalar(1)]),
  exp2: (e) => e.give('Exp', [e.op('Mul', [e.x, e.scalar(Math.LN2)])]),
  log2: (e) => e.give('Mul', [e.op('Log', [e.x]), e.scalar(Math.LOG2E)]),
  log10: (e) => e.give('Mul', [e.op('Log', [e.x]), e.scalar(Math.LOG10E)]),
  log_sigmoid: (e) => e.give('Neg', [e.op('Softplus', [e.op('Neg', [e.x])])]),
  hardshrink: same('Shrink', (e) => ({ lambd: { float: e.number('lambd', 0.5) }, bias: { float: 0 } })),
  softshrink: same('Shrink', (e) => ({
    lambd: { float: e.number('lambd', 0.5) },
    bias: { float: e.number('lambd', 0.5) },
  })),
  threshold: (e) =>
    e.give('Where', [e.op('Greater', [e.x, e.scalar(e.number('threshold'))]), e.x, e.scalar(e.number('value'))]),
  lerp: (e) => e.give('Add', [e.x, e.op('Mul', [e.operand('weight'), e.op('Sub', [e.needed('end'), e.x])])]),
  addcmul: (e) => e.give('Add', [e.x, withFactor(e, e.op('Mul', [e.needed('tensor1'), e.needed('tensor2')]))]),
  addcdiv: (e) => e.give('Add', [e.x, withFactor(e, e.op('Div', [e.needed('tensor1'), e.needed('tensor2')]))]),
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
  max: extreme('Max'),
  min: extreme('Min'),
  argmax: extremeAt('ArgMax'),
  argmin: extremeAt('ArgMin'),
  prod: reduce('ReduceProd'),
  var: (e) => spread(e, false),
  var_mean: (e) => spread(e, false),
  std: (e) => spread(e, true),
  std_mean: (e) => spread(e, true),
  any: truths('ReduceMax'),
  all: truths('ReduceMin'),
  cosine_similarity: cosine,
  linalg_vector_norm: norm,
  norm,
  cumsum(e) {
    const isTruth = e.typeOf('self') === BOOL;
    e.give('CumSum', [isTruth ? e.op('Cast', [e.x], { to: Type.INT64 }) : e.x, e.int(e.axis('dim'))]);
  },
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
