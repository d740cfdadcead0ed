/** Operators that work place by place, products of matrices, and what stands behind a product within one node. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import type { Attribute } from '../../../targets/onnx/model.ts';
import type { Rule, RuleTable } from './define.ts';
import { type Emitter, type Held, plainly } from './emitter.ts';
import { asJson, flag, float, type GraphNode, NotRead, text, texts } from './nodes.ts';

const same =
  (type: string, attributes: (node: GraphNode) => Readonly<Record<string, Attribute>> = () => ({})): Rule =>
  (e, node, inputs) =>
    e.together(inputs, (names) => e.op(type, names, attributes(node)));
/** Of several operators one behind the other. */
const chain =
  (make: (e: Emitter, names: readonly string[]) => string): Rule =>
  (e, _, inputs) =>
    e.together(inputs, (names) => make(e, names));

const scalar = (e: Emitter, value: number): string => e.writer.constant('float32', [], [value]);

const leakyRelu = (alpha: number) => ({ alpha: { float: alpha } });
const ACTIVATIONS: RuleTable = {
  Relu: same('Relu'),
  Relu6: chain((e, [x]) => e.op('Clip', [x!, scalar(e, 0), scalar(e, 6)])),
  Elu: same('Elu'),
  LeakyRelu: same('LeakyRelu', (node) => leakyRelu(float(node, 'alpha', 0.2))),
  Prelu: same('PRelu'),
  Selu: same('Selu'),
  Sigmoid: same('Sigmoid'),
  Tanh: same('Tanh'),
};

/** What a fused node says of itself behind its product: offsets, and a function. */
export function fusedBehind(e: Emitter, node: GraphNode, product: Held, more: readonly Held[]): Held {
  const rest = [...more];
  return texts(node, 'fused_ops').reduce<Held>((sum, op) => {
    if (op === 'BiasAdd') return e.together([sum, rest.shift()!], (names) => e.op('Add', names));
    if (op === 'LeakyRelu')
      return e.together([sum], (names) => e.op(op, names, leakyRelu(float(node, 'leakyrelu_alpha', 0.2))));
    const rule = Object.hasOwn(ACTIVATIONS, op) ? ACTIVATIONS[op] : undefined;
    if (!rule) throw new NotRead();
    return rule(e, node, op === 'Prelu' ? [sum, rest.shift()!] : [sum]) as Held;
  }, product);
}

/** TensorFlow's types, by their names and their numbers. */
const TYPES: Readonly<Record<string, number>> = {
  DT_FLOAT: Type.FLOAT,
  1: Type.FLOAT,
  DT_DOUBLE: Type.DOUBLE,
  2: Type.DOUBLE,
  DT_INT32: Type.INT32,
  3: Type.INT32,
  DT_UINT8: Type.UINT8,
  4: Type.UINT8,
  DT_INT64: Type.INT64,
  9: Type.INT64,
  DT_BOOL: Type.BOOL,
  10: Type.BOOL,
  DT_HALF: Type.FLOAT16,
  19: Type.FLOAT16,
};
export const typeOf = (said: unknown): number | undefined =>
  Object.hasOwn(TYPES, String(said)) ? TYPES[String(said)] : undefined;

const cast: Rule = (e, node, inputs) => {
  const to = typeOf(asJson(node.attr.DstT).type);
  if (to === undefined) throw new NotRead();
  return e.together(inputs, (names) => e.op('Cast', names, { to }));
};

/** A matrix with its last two axes in the other order. */
function swapped(e: Emitter, held: Held | undefined): Held {
  const rank = held?.rank ?? held?.shape?.length;
  if (rank === undefined || rank < 2) throw new NotRead();
  const perm = Array.from({ length: rank }, (_, i) => i);
  [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
  return plainly(e.op('Transpose', [e.plain(held)], { perm }), rank);
}

const matMul =
  (left: string, right: string, atLeast?: number): Rule =>
  (e, node, [a, b, ...more]) => {
    const known = (held: Held | undefined): Held | undefined => (held && atLeast ? { ...held, rank: atLeast } : held);
    const x = flag(node, left) ? swapped(e, known(a)) : a;
    const y = flag(node, right) ? swapped(e, known(b)) : b;
    const ranks = [x?.rank, y?.rank];
    const rank = ranks.every((one) => one !== undefined) ? Math.max(...ranks) : atLeast;
    return fusedBehind(e, node, plainly(e.op('MatMul', [e.plain(x), e.plain(y)]), rank), more);
  };

const softmax =
  (type: string): Rule =>
  (e, _, [x]) =>
    e.along(x, -1, (name, axis) => e.op(type, [name], { axis }));

const biasAdd: Rule = (e, node, [x, bias]) => {
  if (!text(node, 'data_format', 'NHWC').startsWith('NC'))
    return e.together([x!, bias!], (names) => e.op('Add', names));
  // what has its channels first already meets them as what is turned does
  const rank = x?.rank;
  if (rank === undefined || rank < 3) throw new NotRead();
  return plainly(e.op('Add', [e.plain(x), e.first(bias, rank)]), rank);
};

const selected: Rule = (e, _, inputs) => e.together(inputs, (names) => e.op('Where', names));
const kept: Rule = (_, __, [x]) => {
  if (!x) throw new NotRead();
  return x;
};

const einsum: Rule = (e, node, inputs) => {
  const equation = text(node, 'equation', '');
  const out = equation.split('->')[1];
  const names = inputs.map((one) => e.plain(one));
  return plainly(e.op('Einsum', names, { equation }), out && /^\w+$/.test(out) ? out.length : undefined);
};

/** The angle at which a point lies, between −π and π; of the origin 0. */
const angle = chain((e, [y, x]) => {
  const [zero, half] = [scalar(e, 0), scalar(e, Math.PI / 2)];
  const isUpright = e.op('Equal', [x!, zero]);
  const across = e.op('Where', [isUpright, scalar(e, 1), x!]);
  const turn = e.op('Where', [e.op('Less', [y!, zero]), scalar(e, -Math.PI), scalar(e, Math.PI)]);
  const beyond = e.op('Where', [e.op('Less', [x!, zero]), turn, zero]);
  const leaning = e.op('Add', [e.op('Atan', [e.op('Div', [y!, across])]), beyond]);
  return e.op('Where', [isUpright, e.op('Mul', [e.op('Sign', [y!]), half]), leaning]);
});

const alike = (list: string): RuleTable => Object.fromEntries(list.split(' ').map((type) => [type, same(type)]));

export const ELEMENTWISE: RuleTable = {
  ...ACTIVATIONS,
  ...alike('Add Sub Mul Div Pow Exp Log Sqrt Abs Neg Sign Floor Ceil Round Sin Cos Tan Sinh Cosh Asinh Acosh Atanh'),
  ...alike('Acos Asin Atan Erf Reciprocal Softplus Softsign Greater Less Equal'),
  AddV2: same('Add'),
  AddN: same('Sum'),
  RealDiv: same('Div'),
  Maximum: same('Max'),
  Minimum: same('Min'),
  GreaterEqual: same('GreaterOrEqual'),
  LessEqual: same('LessOrEqual'),
  LogicalAnd: same('And'),
  LogicalOr: same('Or'),
  LogicalNot: same('Not'),
  NotEqual: chain((e, names) => e.op('Not', [e.op('Equal', names)])),
  FloorDiv: chain((e, names) => e.op('Floor', [e.op('Div', names)])),
  FloorMod: same('Mod'),
  Rsqrt: chain((e, names) => e.op('Reciprocal', [e.op('Sqrt', names)])),
  Inv: same('Reciprocal'),
  Square: chain((e, [x]) => e.op('Mul', [x!, x!])),
  SquaredDifference: chain((e, names) => {
    const apart = e.op('Sub', names);
    return e.op('Mul', [apart, apart]);
  }),
  // nothing by nothing is nothing there
  DivNoNan: chain((e, [x, y]) => {
    const by = e.op('Equal', [y!, scalar(e, 0)]);
    return e.op('Where', [by, scalar(e, 0), e.op('Div', [x!, e.op('Where', [by, scalar(e, 1), y!])])]);
  }),
  Atan2: angle,
  ZerosLike: chain((e, [x]) => e.op('Sub', [x!, x!])),
  Log1p: chain((e, [x]) => e.op('Log', [e.op('Add', [x!, scalar(e, 1)])])),
  Expm1: chain((e, [x]) => e.op('Sub', [e.op('Exp', [x!]), scalar(e, 1)])),
  ClipByValue: same('Clip'),
  SelectV2: selected,
  Select: selected,
  Cast: cast,
  BiasAdd: biasAdd,
  Softmax: softmax('Softmax'),
  LogSoftmax: softmax('LogSoftmax'),
  MatMul: matMul('transpose_a', 'transpose_b', 2),
  _FusedMatMul: matMul('transpose_a', 'transpose_b', 2),
  BatchMatMul: matMul('adj_x', 'adj_y'),
  BatchMatMulV2: matMul('adj_x', 'adj_y'),
  Einsum: einsum,
  Identity: kept,
  StopGradient: kept,
  Snapshot: kept,
  PreventGradient: kept,
  PlaceholderWithDefault: kept,
};
