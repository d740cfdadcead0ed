/** Operations of `keras.ops` between layers, with plain numbers among their arguments. */
import { phrase } from '../../../phrases.ts';
import { asItIs, type Flow } from '../../common/flow.ts';
import { type LayerCall, Unmapped, unmappedSetting } from '../call.ts';
import { type Argument, ELLIPSIS, Ref, Span } from '../model.ts';
import { named } from './activations.ts';
import type { Converters } from './define.ts';
import { aligned, combined, concatenated, permuted, reshapedTo, sampleAxis } from './shape.ts';

/** An argument by its place or its name; settings of an operation stand among either, or among its own. */
const argument = (call: LayerCall, at: number, name: string): Argument | undefined =>
  call.call.args[at] ?? call.call.kwargs[name] ?? (call.setting(name) as Argument | undefined);

/** Of two values, one of which may be a plain number. */
const binary =
  (type: string, formula: (a: string, b: string) => string, sign?: string) =>
  (call: LayerCall): Flow => {
    const given = [argument(call, 0, 'x1'), argument(call, 1, 'x2')];
    if (given.every((one) => one instanceof Ref)) {
      if (sign === undefined) {
        const [a, b] = aligned(call);
        return call.draw('expression', { formula: formula('a', 'b') }, { a: a!, b: b! }, { order: a!.order });
      }
      return combined(type, sign)(call);
    }
    const [a, b] = given.map((one) => {
      if (one instanceof Ref) return 'x';
      if (typeof one !== 'number' || !Number.isFinite(one)) throw new Unmapped(phrase('import-argument'));
      return `(${one})`;
    });
    return call.each('expression', { formula: formula(a!, b!) });
  };

const unary =
  (formula: string) =>
  (call: LayerCall): Flow =>
    call.each('expression', { formula });

/** Sums, means and extremes along axes. */
const reduction =
  (operation: string) =>
  (call: LayerCall): Flow => {
    const { x, rank } = call;
    const value = argument(call, 1, 'axis');
    const keep = argument(call, 2, 'keepdims') === true;
    const axes = (Array.isArray(value) ? (value as unknown[]) : [value]).map((axis) => sampleAxis(axis, rank));
    let y = x;
    for (const axis of [...axes].sort((a, b) => b - a)) {
      const suffix = y === x ? {} : { suffix: String(axis + 1) };
      const order = keep ? y.order : y.order.filter((one) => one !== axis).map((one) => (one > axis ? one - 1 : one));
      y = call.draw('reduce', { operation, axis: y.order.indexOf(axis) + 1, keep }, { input: y }, { order, ...suffix });
    }
    return y;
  };

/** Slices and single places: `x[:, 1:, 0]`. */
function getItem(call: LayerCall): Flow {
  const key = argument(call, 1, 'key');
  const [batch, ...rest] = (Array.isArray(key) ? key : [key]) as Argument[];
  const whole = (one: Argument | undefined) =>
    one === ELLIPSIS || (one instanceof Span && [one.start, one.stop, one.step].every((part) => part == null));
  if (!whole(batch)) throw new Unmapped(phrase('import-argument'));
  let y = call.flows.asItIs(call.x);
  const dots = batch === ELLIPSIS ? 0 : rest.indexOf(ELLIPSIS);
  const missing = y.order.length - (batch === ELLIPSIS ? rest.length : rest.length - (dots >= 0 ? 1 : 0));
  const filled = new Array<Argument>(Math.max(0, missing)).fill(new Span(null, null, null));
  const items = dots < 0 ? rest : rest.toSpliced(dots, batch === ELLIPSIS ? 0 : 1, ...filled);
  let axis = 1;
  for (const [i, item] of items.entries()) {
    const suffix = i === items.length - 1 ? {} : { suffix: String(i + 1) };
    if (whole(item)) axis++;
    else if (item instanceof Span) {
      const [start, stop, step] = [item.start ?? 0, item.stop ?? 0, item.step ?? 1];
      if (![start, stop, step].every(Number.isInteger) || (step as number) < 1 || item.stop === 0)
        throw new Unmapped(phrase('import-argument'));
      y = call.draw('slice', { axis, start, end: stop, step }, { input: y }, suffix);
      axis++;
    } else if (Number.isInteger(item)) {
      const at = item as number;
      const cut = call.draw(
        'slice',
        { axis, start: at, end: at === -1 ? 0 : at + 1 },
        { input: y },
        { suffix: `at_${i + 1}` },
      );
      y = call.draw('squeeze', { axis }, { input: cut }, { order: asItIs(y.order.length - 1), ...suffix });
    } else throw new Unmapped(phrase('import-argument'));
  }
  return y === call.x ? call.each('identity') : y;
}

function transpose(call: LayerCall): Flow {
  const axes = argument(call, 1, 'axes');
  if (!Array.isArray(axes) || axes[0] !== 0) throw unmappedSetting('axes', axes);
  return permuted(
    call,
    axes.slice(1).map((axis) => (axis as number) - 1),
  );
}

function expandDims(call: LayerCall): Flow {
  const x = call.flows.asItIs(call.x);
  const axis = argument(call, 1, 'axis');
  const at = sampleAxis(axis, x.order.length + 1);
  return call.draw('unsqueeze', { axis: at + 1 }, { input: x }, { order: asItIs(x.order.length + 1) });
}

function squeeze(call: LayerCall): Flow {
  const x = call.flows.asItIs(call.x);
  const at = sampleAxis(argument(call, 1, 'axis'), x.order.length);
  return call.draw('squeeze', { axis: at + 1 }, { input: x }, { order: asItIs(x.order.length - 1) });
}

function reshape(call: LayerCall): Flow {
  const target = argument(call, 1, 'newshape');
  return reshapedTo(call, Array.isArray(target) ? target.slice(1) : target);
}

function clip(call: LayerCall): Flow {
  const [low, high] = [argument(call, 1, 'x_min'), argument(call, 2, 'x_max')];
  if (typeof low !== 'number' || typeof high !== 'number') throw new Unmapped(phrase('import-argument'));
  return call.each('hardTanh', { low, high });
}

function matmul(call: LayerCall): Flow {
  const [a, b] = call.inputs.map((flow) => call.flows.asItIs(flow));
  if (!a || !b) throw new Unmapped(phrase('import-nothing-in'));
  return call.draw('matmul', {}, { a, b });
}

/** Where a sequence is no padding: the mask of its tokens, or of steps all of whose features are the value. */
function notEqual(call: LayerCall): Flow {
  const value = argument(call, 1, 'x2');
  if (typeof value !== 'number' || call.rank > 2) throw new Unmapped(phrase('import-argument'));
  const y = call.draw('masking', { value }, { input: call.flows.asItIs(call.x) });
  return { end: { node: y.end.node, port: 'mask' }, order: [0] };
}

/** Of a mask, of which that is already taken. */
function any(call: LayerCall): Flow {
  if (call.x.end.port !== 'mask') throw new Unmapped(phrase('import-argument'));
  return call.x;
}

/** By the operation's class. Those that are also layers have the same word. */
export const OPERATIONS: Converters = {
  Add: binary('add', (a, b) => `${a} + ${b}`, '+'),
  Subtract: binary('subtract', (a, b) => `${a} - ${b}`, '-'),
  Multiply: binary('multiply', (a, b) => `${a} * ${b}`, '*'),
  Divide: binary('divide', (a, b) => `${a} / ${b}`, '/'),
  TrueDivide: binary('divide', (a, b) => `${a} / ${b}`, '/'),
  Power: binary('power', (a, b) => `${a} ^ ${b}`),
  Maximum: binary('maximum', (a, b) => `max(${a}, ${b})`),
  Minimum: binary('minimum', (a, b) => `min(${a}, ${b})`),
  Exp: unary('exp(x)'),
  Log: unary('log(x)'),
  Sqrt: unary('sqrt(x)'),
  Rsqrt: unary('1 / sqrt(x)'),
  Square: unary('x * x'),
  Absolute: unary('abs(x)'),
  Abs: unary('abs(x)'),
  Negative: unary('-x'),
  Reciprocal: unary('1 / x'),
  Sin: unary('sin(x)'),
  Cos: unary('cos(x)'),
  Sign: unary('sign(x)'),
  Floor: unary('floor(x)'),
  Ceil: unary('ceil(x)'),
  Erf: unary('erf(x)'),
  Tanh: named('tanh'),
  Relu: named('relu'),
  Relu6: named('relu6'),
  Sigmoid: named('sigmoid'),
  Softplus: named('softplus'),
  Softsign: named('softsign'),
  Silu: named('silu'),
  LogSigmoid: named('log_sigmoid'),
  HardSigmoid: named('hard_sigmoid'),
  HardSilu: named('hard_silu'),
  Selu: named('selu'),
  Gelu: (call) => call.each('gelu', { form: (argument(call, 1, 'approximate') ?? true) === false ? 'exact' : 'tanh' }),
  LeakyRelu: (call) => call.each('leakyRelu', { slope: Number(argument(call, 1, 'negative_slope') ?? 0.2) }),
  Elu: (call) => call.each('elu', { alpha: Number(argument(call, 1, 'alpha') ?? 1) }),
  Softmax(call) {
    const axis = argument(call, 1, 'axis') ?? -1;
    if (axis !== -1 && axis !== call.rank) throw unmappedSetting('axis', axis);
    return named('softmax')(call);
  },
  LogSoftmax: named('log_softmax'),
  Mean: reduction('mean'),
  Sum: reduction('sum'),
  Max: reduction('max'),
  Min: reduction('min'),
  Clip: clip,
  Reshape: reshape,
  Transpose: transpose,
  ExpandDims: expandDims,
  Squeeze: squeeze,
  GetItem: getItem,
  NotEqual: notEqual,
  Any: any,
  Matmul: matmul,
  Concatenate: (call) => concatenated(call, argument(call, 1, 'axis')),
  Identity: (call) => call.each('identity'),
};
