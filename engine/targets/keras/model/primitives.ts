/** The Keras pass: each primitive as an expression of `keras.ops`. Used where Keras has no word for a layer, and for losses and updates. */
import { foreignUnsupported } from '../../unsupported.ts';
import type { AvgPoolParams, PoolParams, Prims, Reduction, Rules } from '../../../ir/prims.ts';
import type { DType } from '../../../types/dtype.ts';
import type { Shape } from '../../../types/shape.ts';
import { BATCH } from '../../printed.ts';
import type { PrintContext } from '../../python/dialect.ts';
import { isNumber, literal, numberText, operand, primary, realText, tuple } from '../../python/text.ts';

type Rule = (params: unknown, x: readonly string[], context: PrintContext) => string;

const call =
  (name: string): Rule =>
  (_, x) =>
    `ops.${name}(${x.join(', ')})`;
const infix =
  (sign: string): Rule =>
  (_, [a, b]) =>
    `${operand(a!)} ${sign} ${operand(b!)}`;
const list = (numbers: readonly number[]): string => tuple(numbers.map(literal));
const axesText = (axes: readonly number[]): string => (axes.length === 1 ? String(axes[0]) : list(axes));
const reduce =
  (name: string) =>
  ({ axes, keep }: Reduction, [x]: readonly string[], { inputs: [of] }: PrintContext): string => {
    if (axes.length === 0) return x!;
    if (axes.length === of!.shape.length && !keep) return `ops.${name}(${x})`;
    return `ops.${name}(${x}, axis=${axesText(axes)}${keep ? ', keepdims=True' : ''})`;
  };
const unsupported = (name: string) => (): string => {
  throw new Error(`internal: ${name} belongs to gradients and is not printed`);
};

const pads = (padding: readonly (readonly [number, number])[]): string => tuple(padding.map(list));
const scalar = (value: number, dtype: DType): string =>
  dtype === 'bool' ? (value ? 'True' : 'False') : dtype === 'int32' ? numberText(value) : realText(value);
const dtypeText = (dtype: DType): string => literal(dtype);

function filled({ shape, value, dtype }: Prims['fill'], _: unknown, { shape: print, number }: PrintContext): string {
  // a whole number may count the rows of the batch
  const counts = value !== 0 && value % BATCH === 0;
  if (shape.length === 0 && counts)
    return dtype === 'float32' ? `ops.cast(${number(value)}, "float32")` : number(value);
  if (shape.length === 0) return scalar(dtype === 'float32' ? Number(value.toPrecision(12)) : value, dtype);
  if (dtype === 'float32' && (value === 0 || value === 1))
    return `ops.${value === 0 ? 'zeros' : 'ones'}(${print(shape)})`;
  const content = counts ? number(value) : scalar(value, dtype);
  return `ops.full(${print(shape)}, ${content}${dtype === 'float32' ? '' : `, dtype=${dtypeText(dtype)}`})`;
}

/** Rows of the batch need no count where all else is known. */
function reshaped(to: Shape, print: PrintContext['shape']): string {
  const following = to.filter((dim) => typeof dim === 'number' && dim !== 0 && dim % BATCH === 0);
  return following.length === 1 && to.every((dim) => dim !== 0)
    ? list(to.map((dim) => ((dim as number) % BATCH === 0 ? -1 : (dim as number))))
    : print(to);
}

function pooled(name: string, { size, stride, padding, dilation }: PoolParams, x: string, more = ''): string {
  return `${name}(${[x, ...[size, stride].map(list), pads(padding), list(dilation)].join(', ')}${more})`;
}

export const expressions: Rules<[readonly string[], PrintContext], string | readonly string[]> = {
  fill: filled,
  constant({ dtype, shape, values }) {
    const text = `ops.convert_to_tensor(${literal(dtype === 'bool' ? values.map(Boolean) : values)}, ${dtypeText(dtype)})`;
    return shape.length === 1 ? text : `ops.reshape(${text}, ${list(shape as number[])})`;
  },
  iota({ dtype, shape, axis }, _, { shape: print, number }) {
    const range = `ops.arange(${number(shape[axis] as number)}, dtype=${dtypeText(dtype)})`;
    if (shape.length === 1) return range;
    return `ops.broadcast_to(ops.reshape(${range}, ${list(shape.map((_, i) => (i === axis ? -1 : 1)))}), ${print(shape)})`;
  },
  randomUniform: ({ shape }, _, { shape: print }) => `keras.random.uniform(${print(shape)}, seed=self.seed)`,
  neg: (_, [x]) => `-${operand(x!)}`,
  abs: call('abs'),
  sign: call('sign'),
  exp: call('exp'),
  log: call('log'),
  sqrt: call('sqrt'),
  sin: call('sin'),
  cos: call('cos'),
  tanh: call('tanh'),
  sigmoid: call('sigmoid'),
  softplus: call('softplus'),
  erf: call('erf'),
  floor: call('floor'),
  relu: call('relu'),
  not: call('logical_not'),
  cast: ({ to }, [x]) => `ops.cast(${x}, ${dtypeText(to)})`,
  stopGradient: call('stop_gradient'),
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: (_, [a, b], { inputs: [p] }) =>
    p!.dtype === 'float32'
      ? `${operand(a!)} / ${operand(b!)}`
      : `ops.cast(ops.trunc(${operand(a!)} / ${operand(b!)}), "int32")`,
  pow: call('power'),
  max: call('maximum'),
  min: call('minimum'),
  eq: call('equal'),
  lt: call('less'),
  le: call('less_equal'),
  and: call('logical_and'),
  or: call('logical_or'),
  select: call('where'),
  matmul({ transposeA, transposeB }, [a, b]) {
    const turned = (x: string, turn: boolean) => (turn ? `ops.swapaxes(${x}, -2, -1)` : x);
    return `ops.matmul(${turned(a!, transposeA)}, ${turned(b!, transposeB)})`;
  },
  conv: ({ stride, padding, dilation }, [x, w]) =>
    `convolve(${[x, w, list(stride), pads(padding), list(dilation)].join(', ')})`,
  convInputGrad: ({ stride, padding, dilation, groups, inputSize }, [dy, w]) =>
    `enlarge(${[dy, w, list(stride), pads(padding), list(dilation), groups, list(inputSize)].join(', ')})`,
  convWeightGrad: unsupported('convWeightGrad'),
  maxPool: (params, [x]) => pooled('max_pool', params, x!),
  maxPoolGrad: unsupported('maxPoolGrad'),
  avgPool: (params: AvgPoolParams, [x]) => pooled('average_pool', params, x!, params.countPadding ? ', True' : ''),
  avgPoolGrad: unsupported('avgPoolGrad'),
  sum: reduce('sum'),
  mean: reduce('mean'),
  reduceMax: reduce('max'),
  reduceMin: reduce('min'),
  argMax: ({ axis }, [x]) => `ops.cast(ops.argmax(${x}, axis=${axis}), "int32")`,
  topK({ axis, k }, [x]) {
    const first = [...Array<string>(axis).fill(':'), `:${k}`].join(', ');
    return `ops.cast(ops.argsort(-${operand(x!)}, axis=${axis}), "int32")[${first}]`;
  },
  cumsum({ axis, exclusive, reverse }, [x]) {
    const from = reverse ? `ops.flip(${x}, axis=${axis})` : x!;
    const sums = `ops.cumsum(${from}, axis=${axis})`;
    const whole = reverse ? `ops.flip(${sums}, axis=${axis})` : sums;
    return exclusive ? `${whole} - ${operand(x!)}` : whole;
  },
  softmax: ({ axis }, [x]) => `ops.softmax(${x}, axis=${axis})`,
  logSoftmax: ({ axis }, [x]) => `ops.log_softmax(${x}, axis=${axis})`,
  standardize({ axes, epsilon }, [x]) {
    const mean = `ops.mean(${x}, axis=${axesText(axes)}, keepdims=True)`;
    const variance = `ops.var(${x}, axis=${axesText(axes)}, keepdims=True)`;
    return [`(${operand(x!)} - ${mean}) / ops.sqrt(${variance} + ${epsilon})`, mean, variance];
  },
  reshape: ({ to }, [x], { shape }) => `ops.reshape(${x}, ${to.length === 0 ? '()' : reshaped(to, shape)})`,
  transpose: ({ order }, [x]) => `ops.transpose(${x}, ${list(order)})`,
  broadcast: ({ to }, [x], { shape }) => `ops.broadcast_to(${x}, ${to.length === 0 ? '()' : shape(to)})`,
  concat: ({ axis }, x) => `ops.concatenate([${x.join(', ')}], axis=${axis})`,
  slice({ start, stop, step }, [x], { inputs: [of], number }) {
    const each = start.map((from, axis) => {
      const [end, by] = [stop[axis]!, step[axis]!];
      if (from === 0 && end === of!.shape[axis] && by === 1) return ':';
      return `${from === 0 ? '' : number(from)}:${end === of!.shape[axis] ? '' : number(end)}${by === 1 ? '' : `:${by}`}`;
    });
    while (each.at(-1) === ':') each.pop();
    return each.length === 0 ? x! : `${primary(x!)}[${each.join(', ')}]`;
  },
  pad: ({ padding, value }, [x]) =>
    `ops.pad(${x}, ${pads(padding)}${value === 0 ? '' : `, constant_values=${numberText(value)}`})`,
  reverse: ({ axes }, [x]) => axes.reduce((of, axis) => `ops.flip(${of}, axis=${axis})`, x!),
  gather: ({ axis }, [x, indices]) => `ops.take(${x}, ${indices}, axis=${axis})`,
  scatterAdd({ axis, size }, [indices, values], { inputs: [places] }) {
    if (axis !== 0 || places!.shape.length !== 1) throw new Error('internal: only whole rows are added up');
    return `ops.segment_sum(${values}, ${indices}, num_segments=${size})`;
  },
  gatherElements: ({ axis }, [x, indices]) => `ops.take_along_axis(${x}, ${indices}, axis=${axis})`,
  scatterElementsAdd: unsupported('scatterElementsAdd'),
  scan: () => {
    throw new Error('internal: a loop is a statement, which equations.ts writes');
  },
  foreign: ({ op }) => {
    throw foreignUnsupported('Keras', op);
  },
};

/** A number where a tensor is wanted. */
export const asTensor = (x: string): string => (isNumber(x) ? `ops.convert_to_tensor(${x})` : x);

/** Functions that the expressions call, by name; each is printed where it is used, and after those that it calls. */
export const HELPERS: Readonly<Record<string, string>> = {
  unbiased: `def unbiased(count):
    """What makes a variance over so many numbers an unbiased one."""
    count = ops.cast(count, "float32")
    return count / ops.maximum(count - 1, 1)
`,
  channels_last: `def channels_last(x):
    """Maps with their channels behind height and width."""
    return ops.moveaxis(x, 1, -1)
`,
  channels_first: `def channels_first(x):
    return ops.moveaxis(x, -1, 1)
`,
  convolve: `def convolve(x, kernel, strides, padding, dilation):
    """A convolution of maps with their channels first, by a kernel of outputs, inputs and its size; groups follow from these."""
    x = channels_last(ops.pad(x, ((0, 0), (0, 0), *padding)))
    kernel = ops.transpose(kernel, (*range(2, len(kernel.shape)), 1, 0))
    rate = 1 if max(dilation) == 1 else dilation
    y = ops.conv(x, kernel, strides=strides, padding="valid", data_format="channels_last", dilation_rate=rate)
    return channels_first(y)
`,
  enlarge: `def enlarge(x, kernel, strides, padding, dilation, groups, size):
    """A transposed convolution of maps with their channels first: the convolution of the map with zeros between its numbers."""
    for axis, step in enumerate(strides, 2):
        if step > 1:
            shape = x.shape
            x = ops.expand_dims(x, axis + 1)
            x = ops.pad(x, [(0, step - 1) if at == axis + 1 else (0, 0) for at in range(len(x.shape))])
            x = ops.reshape(x, (-1, *shape[1:axis], shape[axis] * step, *shape[axis + 1 :]))
    sides, cut = [], [slice(None), slice(None)]
    for length, wanted, (first, _), rate, places in zip(x.shape[2:], size, padding, dilation, kernel.shape[2:]):
        reach = rate * (places - 1)
        before = reach - first
        after = wanted + reach - before - length
        sides.append((max(before, 0), max(after, 0)))
        cut.append(slice(max(-before, 0), length + sum(sides[-1]) - max(-after, 0)))
    x = ops.pad(x, ((0, 0), (0, 0), *sides))[tuple(cut)]
    outputs, inputs, *spatial = kernel.shape
    kernel = ops.reshape(kernel, (groups, outputs // groups, inputs, *spatial))
    kernel = ops.reshape(ops.swapaxes(kernel, 1, 2), (groups * inputs, outputs // groups, *spatial))
    for axis in range(len(spatial)):
        kernel = ops.flip(kernel, axis=axis + 2)
    return convolve(x, kernel, (1,) * len(spatial), ((0, 0),) * len(spatial), dilation)
`,
  windows: `def windows(x, size, strides, dilation):
    """What each place of a window sees, along a new first axis."""
    lengths = x.shape[2:]
    counts = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(lengths, size, strides, dilation)]
    places = []
    for offsets in np.ndindex(*size):
        cut = [slice(o * d, o * d + (n - 1) * s + 1, s) for o, d, n, s in zip(offsets, dilation, counts, strides)]
        places.append(x[(slice(None), slice(None), *cut)])
    return ops.stack(places)
`,
  max_pool: `def max_pool(x, size, strides, padding, dilation):
    """The largest number of each window of maps with their channels first; the first of equal ones has the gradient."""
    if any(before or after for before, after in padding):
        x = ops.pad(x, ((0, 0), (0, 0), *padding), constant_values=float("-inf"))
    if max(dilation) == 1:
        return channels_first(ops.max_pool(channels_last(x), size, strides, "valid", "channels_last"))
    seen = windows(x, size, strides, dilation)
    return ops.take_along_axis(seen, ops.argmax(seen, axis=0, keepdims=True), axis=0)[0]
`,
  average_pool: `def average_pool(x, size, strides, padding, dilation, count_padding=False):
    """The mean of each window of maps with their channels first."""
    sides = ((0, 0), (0, 0), *padding)

    def mean(of):
        of = ops.pad(of, sides)
        if max(dilation) > 1:
            return ops.mean(windows(of, size, strides, dilation), axis=0)
        return channels_first(ops.average_pool(channels_last(of), size, strides, "valid", "channels_last"))

    return mean(x) if count_padding else mean(x) / mean(ops.ones((1, 1, *x.shape[2:])))
`,
};
