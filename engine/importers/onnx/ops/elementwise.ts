/** Operators that work place by place. Whole numbers and truths are calculated as numbers, which hold them exactly up to 2^24. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { phrase, verbatim } from '../../../phrases.ts';
import { RANGES } from '../fold.ts';
import { float, int, type Op, text } from '../read.ts';
import { type Known, kindOf, sizeIn, typeName } from '../tensors.ts';
import { literal, type Translator } from '../translator.ts';
import { isScalar, Unmapped, type Value, type Wire } from '../values.ts';
import { type Rule, type RuleTable, STANDING } from './define.ts';

type Settings = Readonly<Record<string, unknown>>;

/** A layer of the document that is this very operator. */
const layer =
  (type: string, settings: (op: Op) => Settings = () => ({})): Rule =>
  (op, t, [x]) => {
    const wire = t.as(t.asWire(x!), 'float32');
    return t.through({ type, name: op.called, settings: settings(op) }, wire);
  };
/** A formula of one input. */
const formula =
  (of: (x: string, op: Op) => string): Rule =>
  (op, t, [x]) =>
    t.formula(op, ([name]) => of(name!, op), [t.asWire(x!)], x!.type);

/** The angle whose tangent is x, where x lies from -1 to 1, within 2e-8 (Abramowitz and Stegun 4.4.49). */
const ARCTANGENT = [
  -0.3333314528, 0.1999355085, -0.1420889944, 0.1065626393, -0.07528964, 0.0429096138, -0.0161657367, 0.0028662257,
];
const arctangent = (x: string): string => {
  const more = ARCTANGENT.reduceRight((rest, factor) => `${x} * ${x} * (${literal(factor)} + ${rest})`, '0');
  return `${x} * (1 + ${more})`;
};
const HALF_PI = '1.57079633';

const atan: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  // beyond 1 by the angle of the inverse
  const within = t.formula(op, ([a]) => `min(abs(${a}), 1) / max(abs(${a}), 1)`, [wire], x!.type);
  const angle = t.formula(op, ([a]) => arctangent(a!), [within], x!.type);
  return t.formula(op, ([a, b]) => `sign(${a}) * (abs(${a}) > 1 ? ${HALF_PI} - ${b} : ${b})`, [wire, angle], x!.type);
};
/** By half the angle, whose tangent never leaves -1 to 1. */
const asin =
  (of: (angle: string) => string): Rule =>
  (op, t, [x]) => {
    const half = t.formula(op, ([a]) => `${a} / (1 + sqrt(1 - ${a} * ${a}))`, [t.asWire(x!)], x!.type);
    return t.formula(op, ([a]) => of(`2 * ${arctangent(a!)}`), [half], x!.type);
  };

/** A truth, as 1 or 0. */
const truth =
  (of: (names: readonly string[]) => string): Rule =>
  (op, t, inputs) =>
    t.formula(op, (names) => `${of(names)} ? 1 : 0`, operands(t, inputs), Type.BOOL);

const operands = (t: Translator, inputs: readonly (Value | undefined)[]): Value[] => {
  const there = inputs.filter((value) => value !== undefined);
  // of numbers alone there is no formula
  return there.every(isScalar) ? [t.asWire(there[0]!), ...there.slice(1)] : there;
};
const joined =
  (of: (names: readonly string[]) => string, type?: number): Rule =>
  (op, t, inputs) =>
    t.formula(op, of, operands(t, inputs), type ?? inputs.at(-1)!.type);

/** A sum or product: as the layer of that name where shapes are equal or stretch, scaled where one is a number. */
const arithmetic =
  (type: 'add' | 'multiply' | 'subtract' | 'divide', sign: string): Rule =>
  (op, t, inputs) => {
    const values = operands(t, inputs);
    if (values.length === 1) return values[0]!;
    if (kindOf(values[0]!.type) === 'int' && type === 'divide')
      return t.formula(
        op,
        ([a, b]) => `${a} / ${b} >= 0 ? floor(${a} / ${b}) : ceil(${a} / ${b})`,
        values,
        values[0]!.type,
      );
    const [a, b] = values;
    if (values.length === 2 && (isScalar(a!) || isScalar(b!))) {
      const scaled = scale(op, t, type, a!, b!);
      if (scaled) return scaled;
    }
    if (values.length > 2 || values.some(isScalar))
      return t.formula(op, (names) => names.join(` ${sign} `), values, values[0]!.type);
    const { about, ends } = t.meet(values);
    const [p, q] = ends.map((end) => t.as({ ...about, end: end as Wire['end'], type: Type.FLOAT }, 'float32').end);
    const same = t.drawing.typeOf(p!).shape.join() === t.drawing.typeOf(q!).shape.join();
    const result = values[0]!.type;
    if (type === 'add' && !same) return t.formula(op, (names) => names.join(' + '), values, result);
    const many = type === 'add' || type === 'multiply';
    const id = t.add({ type, name: op.called, inputs: many ? { inputs: [p!, q!] } : { a: p!, b: q! } });
    return t.wire(id, { ...about, type: result });
  };

/** With a number: the layer that scales and shifts. */
function scale(op: Op, t: Translator, type: string, a: Value, b: Value): Wire | undefined {
  const [x, number] = isScalar(b) ? [a, b] : [b, a as Known];
  if (x.known || x.shape.length < number.shape.length) return undefined;
  const value = Number(number.data[0]);
  if (!Number.isFinite(value)) return undefined;
  const first = isScalar(a) && !isScalar(b);
  const settings =
    type === 'add'
      ? { offset: value }
      : type === 'multiply'
        ? { factor: value }
        : type === 'subtract'
          ? first
            ? { factor: -1, offset: value }
            : { offset: -value }
          : undefined;
  return settings && t.through({ type: 'scale', name: op.called, settings }, t.as(x, 'float32'));
}

const cast =
  (to: (op: Op, inputs: readonly (Value | undefined)[]) => number): Rule =>
  (op, t, inputs) => {
    const type = to(op, inputs);
    const [x] = inputs;
    const kind = kindOf(type);
    if (!kind) throw new Unmapped(phrase('onnx-type', { type: verbatim(typeName(type)) }));
    const wire = t.asWire(x!);
    const from = kindOf(wire.type);
    if (from === kind || kind === 'float' || from === 'bool') return { ...wire, type };
    if (kind === 'bool') return t.formula(op, ([a]) => `${a} != 0 ? 1 : 0`, [wire], type);
    return { ...t.as(wire, 'int32'), type };
  };

const clip: Rule = (op, t, [x, low, high]) => {
  const [least, most] = [
    low ?? float(op, 'min', Number.NEGATIVE_INFINITY),
    high ?? float(op, 'max', Number.POSITIVE_INFINITY),
  ];
  const bound = (value: Value | number): number | undefined =>
    typeof value === 'number' ? value : isScalar(value) ? Number(value.data[0]) : undefined;
  const [from, to] = [bound(least), bound(most)];
  if (from === undefined || to === undefined) {
    const values = [t.asWire(x!), ...[low, high].filter((value) => value !== undefined)];
    return t.formula(
      op,
      ([a, b, c]) => (low ? (high ? `min(max(${a}, ${b}), ${c})` : `max(${a}, ${b})`) : `min(${a}, ${b})`),
      values,
      x!.type,
    );
  }
  const wire = t.as(t.asWire(x!), 'float32');
  const [hasLow, hasHigh] = [Number.isFinite(from), Number.isFinite(to)];
  if (!hasLow && !hasHigh) return wire;
  if (from === 0 && to === 6) return t.through({ type: 'relu6', name: op.called }, wire);
  if (from === 0 && !hasHigh) return t.through({ type: 'relu', name: op.called }, wire);
  const said = (a: string) =>
    hasLow && hasHigh
      ? `clip(${a}, ${literal(from)}, ${literal(to)})`
      : hasLow
        ? `max(${a}, ${literal(from)})`
        : `min(${a}, ${literal(to)})`;
  return t.formula(op, ([a]) => said(a!), [wire], x!.type);
};

const prelu: Rule = (op, t, [x, slope]) => {
  const wire = t.asWire(x!);
  const channels = wire.shape[1];
  const perChannel =
    slope!.known &&
    wire.batch === 0 &&
    wire.outer * wire.inner === 1 &&
    wire.shape.length > 1 &&
    sizeIn(slope!.shape) === channels &&
    slope!.shape[slope!.shape.length - wire.shape.length + 1] === channels;
  if (
    slope!.known &&
    (perChannel || sizeIn(slope!.shape) === 1) &&
    wire.batch === 0 &&
    wire.shape.length > 1 &&
    wire.outer * wire.inner === 1
  ) {
    const weight = t.weight(slope as never, [sizeIn(slope!.shape)]);
    return t.through(
      {
        type: 'prelu',
        name: op.called,
        settings: { slopes: sizeIn(slope!.shape) === 1 ? 'one' : 'channel' },
        weights: { weight },
      },
      wire,
    );
  }
  return t.formula(op, ([a, b]) => `${a} < 0 ? ${b} * ${a} : ${a}`, [wire, slope!], x!.type);
};

const halfEven = (x: string): string =>
  `floor(${x} + 0.5) == ${x} + 0.5 and floor(${x} + 0.5) % 2 == 1 ? floor(${x} + 0.5) - 1 : floor(${x} + 0.5)`;

/** The last axis alone; another one is brought there and back. */
export function alongLast(t: Translator, wire: Wire, axis: number, apply: (wire: Wire) => Wire): Wire {
  if (axis === wire.batch) fail(wire);
  // in the document the batch stands first, so the last axis of all is the last that is not the batch
  const axes = wire.shape.map((_, i) => i).filter((i) => i !== wire.batch);
  if (axes.at(-1) === axis) return apply(wire);
  const order = [...axes.filter((i) => i !== axis), axis].map((i) => axes.indexOf(i));
  const lead = wire.batch !== null && wire.outer * wire.inner > 1 ? [0] : [];
  const full = [...lead, ...order.map((i) => i + lead.length)];
  const back = full.map((_, i) => full.indexOf(i));
  const turned = t.permute(wire.end, full);
  const done = apply({ ...wire, end: turned, shape: shapeOf(t, turned), batch: null });
  return { ...wire, end: t.permute(done.end, back) };
}
const shapeOf = (t: Translator, end: Wire['end']): number[] => t.drawing.typeOf(end).shape.slice(1) as number[];
function fail(wire: Wire): never {
  throw new Unmapped(phrase('onnx-along-batch', { count: wire.shape.length }));
}

const softmax =
  (type: 'softmax' | 'logSoftmax'): Rule =>
  (op, t, [x]) => {
    const wire = t.as(t.asWire(x!), 'float32');
    const given = int(op, 'axis', t.opset < 13 ? 1 : -1);
    const axis = given < 0 ? given + wire.shape.length : given;
    // before version 13 all axes from there on were one
    if (t.opset < 13 && axis < wire.shape.length - 1 && sizeIn(wire.shape.slice(axis)) !== wire.shape[axis]) {
      if (wire.batch !== null && wire.batch >= axis) fail(wire);
      const sample = t.drawing.typeOf(wire.end).shape.slice(1) as number[];
      const kept = sample.length - (wire.shape.length - axis);
      const flat = t.reshape(wire.end, [...sample.slice(0, kept), sizeIn(sample.slice(kept))]);
      const done = t.drawing.end(t.add({ type, name: op.called, inputs: { input: flat } }));
      return { ...wire, end: t.reshape(done, sample) };
    }
    if (axis === wire.batch) fail(wire);
    return alongLast(t, wire, axis, (one) => ({
      ...one,
      end: t.drawing.end(t.add({ type, name: op.called, inputs: { input: one.end } })),
    }));
  };

const hardSigmoid: Rule = (op, t, [x]) => {
  const [alpha, beta] = [float(op, 'alpha', 0.2), float(op, 'beta', 0.5)];
  const wire = t.as(t.asWire(x!), 'float32');
  if (Math.abs(alpha - 1 / 6) < 1e-7 && beta === 0.5) return t.through({ type: 'hardSigmoid', name: op.called }, wire);
  return t.formula(op, ([a]) => `clip(${literal(alpha)} * ${a} + ${literal(beta)}, 0, 1)`, [wire], x!.type);
};

export const quantized: Rule = (op, t, [x, scale, zero]) => {
  const type = zero?.type ?? (int(op, 'output_dtype', 0) || Type.UINT8);
  const [low, high] = RANGES[type] ?? [];
  if (low === undefined || int(op, 'block_size', 0) !== 0)
    throw new Unmapped(phrase('onnx-type', { type: verbatim(typeName(type)) }));
  const along = (value: Value) => t.along(value, x!.shape, int(op, 'axis', 1));
  const values = [t.asWire(x!), along(scale!), ...(zero ? [along(zero)] : [])];
  return t.formula(op, ([a, b, c = '0']) => `clip(${rounded(`${a} / ${b}`)} + ${c}, ${low}, ${high})`, values, type);
};
const rounded = (x: string): string => `(${halfEven(`(${x})`)})`;
const dequantized: Rule = (op, t, [x, scale, zero]) => {
  if (int(op, 'block_size', 0) !== 0) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('block_size') }));
  const along = (value: Value) => t.along(value, x!.shape, int(op, 'axis', 1));
  const values = [t.asWire(x!), along(scale!), ...(zero ? [along(zero)] : [])];
  return t.formula(op, ([a, b, c = '0']) => `(${a} - ${c}) * ${b}`, values, scale!.type);
};

const power: Rule = (op, t, [x, y]) => {
  if (!isScalar(y!)) return t.formula(op, ([a, b]) => `${a} ^ ${b}`, operands(t, [x, y]), x!.type);
  const exponent = Number(y.data[0]);
  const wire = t.asWire(x!);
  const of = (a: string): string =>
    exponent === 0.5
      ? `sqrt(${a})`
      : exponent === -0.5
        ? `1 / sqrt(${a})`
        : exponent === 3
          ? `${a} * ${a} * ${a}`
          : `${a} ^ ${literal(exponent)}`;
  return t.formula(op, ([a]) => of(a!), [wire], x!.type);
};

const same: Rule = (_, t, [x]) => (x!.known ? x! : t.asWire(x!));

function standing(op: Op, t: Translator, [x]: Parameters<Rule>[2]): Value {
  const wire = t.asWire(x!);
  const id = t.add({ type: 'identity', name: op.called, inputs: { input: wire.end } });
  return { ...wire, end: t.drawing.end(id) };
}

export const ELEMENTWISE: RuleTable = {
  Add: arithmetic('add', '+'),
  Sum: arithmetic('add', '+'),
  Sub: arithmetic('subtract', '-'),
  Mul: arithmetic('multiply', '*'),
  Div: arithmetic('divide', '/'),
  Mean: (op, t, inputs) =>
    t.formula(op, (names) => `(${names.join(' + ')}) / ${names.length}`, operands(t, inputs), inputs[0]!.type),
  Pow: power,
  Max: (op, t, inputs) =>
    inputs.length === 1 ? inputs[0]! : joined((names) => `max(${names.join(', ')})`)(op, t, inputs),
  Min: (op, t, inputs) =>
    inputs.length === 1 ? inputs[0]! : joined((names) => `min(${names.join(', ')})`)(op, t, inputs),
  Mod: (op, t, inputs) =>
    int(op, 'fmod', 0)
      ? joined(([a, b]) => `${a} - ${b} * (${a} / ${b} >= 0 ? floor(${a} / ${b}) : ceil(${a} / ${b}))`)(op, t, inputs)
      : joined(([a, b]) => `${a} % ${b}`)(op, t, inputs),
  Equal: truth(([a, b]) => `${a} == ${b}`),
  Greater: truth(([a, b]) => `${a} > ${b}`),
  GreaterOrEqual: truth(([a, b]) => `${a} >= ${b}`),
  Less: truth(([a, b]) => `${a} < ${b}`),
  LessOrEqual: truth(([a, b]) => `${a} <= ${b}`),
  And: truth(([a, b]) => `${a} != 0 and ${b} != 0`),
  Or: truth(([a, b]) => `${a} != 0 or ${b} != 0`),
  Xor: truth(([a, b]) => `(${a} != 0 and ${b} == 0) or (${a} == 0 and ${b} != 0)`),
  Not: truth(([a]) => `${a} == 0`),
  IsNaN: truth(([a]) => `${a} != ${a}`),
  IsInf: (op, t, [x]) => {
    const [up, down] = [int(op, 'detect_positive', 1), int(op, 'detect_negative', 1)];
    const of = (a: string) =>
      [...(up ? [`${a} == 1 / 0`] : []), ...(down ? [`${a} == 0 - 1 / 0`] : [])].join(' or ') ||
      `${a} != ${a} and ${a} == ${a}`;
    return truth(([a]) => of(a!))(op, t, [t.asWire(x!)]);
  },
  Where: (op, t, inputs) =>
    t.formula(op, ([c, a, b]) => `${c} != 0 ? ${a} : ${b}`, operands(t, inputs), inputs[1]!.type),

  Identity: same,
  [STANDING]: standing,
  Dropout: (op, t, [x, ratio, training]) => {
    if (training && !(training.known && Number(training.data[0]) === 0))
      throw new Unmapped(phrase('onnx-attribute', { name: verbatim('training_mode') }));
    const rate = ratio?.known ? Number(ratio.data[0]) : float(op, 'ratio', 0.5);
    const wire = t.as(t.asWire(x!), 'float32');
    if (op.outputs.filter((name) => name !== '').length > 1)
      throw new Unmapped(phrase('onnx-attribute', { name: verbatim('mask') }));
    return rate > 0 && rate < 1 ? t.through({ type: 'dropout', name: op.called, settings: { rate } }, wire) : wire;
  },
  Cast: cast((op) => int(op, 'to', Type.FLOAT)),
  CastLike: cast((_, [, like]) => like!.type),

  Relu: layer('relu'),
  Sigmoid: layer('sigmoid'),
  Tanh: layer('tanh'),
  Softsign: layer('softsign'),
  Softplus: layer('softplus'),
  Mish: layer('mish'),
  HardSwish: layer('hardSwish'),
  Elu: layer('elu', (op) => ({ alpha: float(op, 'alpha', 1) })),
  Selu: (op, t, inputs) => {
    const [alpha, gamma] = [float(op, 'alpha', 1.6732632423543772), float(op, 'gamma', 1.0507009873554805)];
    return Math.abs(alpha - 1.6732632) < 1e-5 && Math.abs(gamma - 1.050701) < 1e-5
      ? layer('selu')(op, t, inputs)
      : formula((x) => `${literal(gamma)} * (${x} > 0 ? ${x} : ${literal(alpha)} * (exp(min(${x}, 0)) - 1))`)(
          op,
          t,
          inputs,
        );
  },
  Celu: (op, t, inputs) => {
    const alpha = literal(float(op, 'alpha', 1));
    return formula((x) => `max(${x}, 0) + min(0, ${alpha} * (exp(min(${x}, 0) / ${alpha}) - 1))`)(op, t, inputs);
  },
  LeakyRelu: (op, t, inputs) => {
    const slope = float(op, 'alpha', 0.01);
    return slope >= 0
      ? layer('leakyRelu', () => ({ slope }))(op, t, inputs)
      : formula((x) => `${x} < 0 ? ${literal(slope)} * ${x} : ${x}`)(op, t, inputs);
  },
  Gelu: layer('gelu', (op) => ({ form: text(op, 'approximate', 'none') === 'tanh' ? 'tanh' : 'exact' })),
  HardSigmoid: hardSigmoid,
  Swish: (op, t, inputs) =>
    float(op, 'alpha', 1) === 1
      ? layer('silu')(op, t, inputs)
      : formula((x) => `${x} * sigmoid(${literal(float(op, 'alpha', 1))} * ${x})`)(op, t, inputs),
  ThresholdedRelu: layer('threshold', (op) => ({ threshold: float(op, 'alpha', 1) })),
  Shrink: formula((x, op) => {
    const [lambd, bias] = [literal(float(op, 'lambd', 0.5)), literal(float(op, 'bias', 0))];
    return `${x} < 0 - ${lambd} ? ${x} + ${bias} : ${x} > ${lambd} ? ${x} - ${bias} : 0`;
  }),
  Clip: clip,
  PRelu: prelu,
  Softmax: softmax('softmax'),
  LogSoftmax: softmax('logSoftmax'),
  QuantizeLinear: quantized,
  DequantizeLinear: dequantized,

  Exp: formula((x) => `exp(${x})`),
  Log: formula((x) => `log(${x})`),
  Sqrt: formula((x) => `sqrt(${x})`),
  Abs: formula((x) => `abs(${x})`),
  Neg: formula((x) => `-${x}`),
  Sign: formula((x) => `sign(${x})`),
  Reciprocal: formula((x) => `1 / ${x}`),
  Floor: formula((x) => `floor(${x})`),
  Ceil: formula((x) => `ceil(${x})`),
  Round: formula(halfEven),
  Erf: formula((x) => `erf(${x})`),
  Sin: formula((x) => `sin(${x})`),
  Cos: formula((x) => `cos(${x})`),
  Tan: formula((x) => `sin(${x}) / cos(${x})`),
  Sinh: formula((x) => `(exp(${x}) - exp(-${x})) / 2`),
  Cosh: formula((x) => `(exp(${x}) + exp(-${x})) / 2`),
  Asinh: formula((x) => `sign(${x}) * log(abs(${x}) + sqrt(${x} * ${x} + 1))`),
  Acosh: formula((x) => `log(${x} + sqrt(${x} * ${x} - 1))`),
  Atan: atan,
  Asin: asin((angle) => angle),
  Acos: asin((angle) => `${HALF_PI} - ${angle}`),
  Atanh: formula((x) => `0.5 * log((1 + ${x}) / (1 - ${x}))`),
};
