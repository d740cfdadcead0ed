/** The PyTorch pass: each primitive as an expression. Used where PyTorch has no word for a layer, and for losses and updates. */
import { foreignUnsupported } from '../../unsupported.ts';
import type { AvgPoolParams, PoolParams, Prims, Reduction, Rules, Window } from '../../../ir/prims.ts';
import type { DType } from '../../../types/dtype.ts';
import type { PrintContext } from '../../python/dialect.ts';
import { isNumber, literal, numberText, operand, primary, realText } from '../../python/text.ts';

type Rule = (params: unknown, x: readonly string[], context: PrintContext) => string;

const DTYPES: Readonly<Record<DType, string>> = { float32: 'torch.float32', int32: 'torch.long', bool: 'torch.bool' };

/** A tensor, where a number alone has no methods. */
const tensor = (x: string): string => (isNumber(x) ? `torch.tensor(${x})` : primary(x));

const method =
  (name: string): Rule =>
  (_, [x]) =>
    `${tensor(x!)}.${name}()`;
const infix =
  (sign: string): Rule =>
  (_, [a, b]) =>
    `${operand(a!)} ${sign} ${operand(b!)}`;
const both =
  (name: string): Rule =>
  (_, [a, b]) =>
    `torch.${name}(${tensor(a!)}, ${tensor(b!)})`;
const axesText = (axes: readonly number[]): string => (axes.length === 1 ? String(axes[0]) : `(${axes.join(', ')})`);
const reduce =
  (name: string) =>
  ({ axes, keep }: Reduction, [x]: readonly string[], { inputs: [of] }: PrintContext): string => {
    if (axes.length === 0) return x!;
    const all = axes.length === of!.shape.length && !keep && (name === 'sum' || name === 'mean');
    return all ? `${tensor(x!)}.${name}()` : `${tensor(x!)}.${name}(${axesText(axes)}${keep ? ', keepdim=True' : ''})`;
  };
const unsupported = (name: string) => (): string => {
  throw new Error(`internal: ${name} belongs to gradients and is not printed`);
};

const oneOrAll = (values: readonly number[]): string =>
  values.every((value) => value === values[0]) ? String(values[0]) : `(${values.join(', ')})`;
const options = (all: readonly (string | false)[]): string =>
  all
    .filter(Boolean)
    .map((option) => `, ${option}`)
    .join('');
/** F.pad wants the last axis first. */
const sides = (padding: readonly (readonly [number, number])[]): string =>
  `(${[...padding].reverse().flat().join(', ')})`;
const isSymmetric = ({ padding }: Window): boolean => padding.every(([before, after]) => before === after);
const sliding = ({ stride, dilation }: Window): (string | false)[] => [
  stride.some((step) => step !== 1) && `stride=${oneOrAll(stride)}`,
  dilation.some((step) => step !== 1) && `dilation=${oneOrAll(dilation)}`,
];
const paddingOption = (window: Window): string | false =>
  isSymmetric(window) &&
  window.padding.some(([before]) => before > 0) &&
  `padding=${oneOrAll(window.padding.map(([before]) => before))}`;

function convolution(params: Window & { readonly groups: number }, [x, w]: readonly string[]): string {
  const padded = isSymmetric(params) ? x! : `F.pad(${x}, ${sides(params.padding)})`;
  const how = options([...sliding(params), paddingOption(params), params.groups > 1 && `groups=${params.groups}`]);
  return `F.conv${params.stride.length}d(${padded}, ${w}${how})`;
}

function pooled(name: string, params: PoolParams | AvgPoolParams, x: string, fill: string): string {
  const inside = isSymmetric(params) && params.padding.every(([before], i) => 2 * before <= params.size[i]!);
  const needsPad = !inside && params.padding.some(([before, after]) => before + after > 0);
  const padded = needsPad ? `F.pad(${x}, ${sides(params.padding)}${fill})` : x;
  const how = options([
    `stride=${oneOrAll(params.stride)}`,
    !needsPad && paddingOption(params),
    params.dilation.some((step) => step !== 1) && `dilation=${oneOrAll(params.dilation)}`,
  ]);
  return `F.${name}${params.stride.length}d(${padded}, ${oneOrAll(params.size)}${how})`;
}

function averaged(params: AvgPoolParams, x: string): string {
  const inside = isSymmetric(params) && params.padding.every(([before], i) => 2 * before <= params.size[i]!);
  const flat = params.dilation.every((step) => step === 1);
  const some = params.padding.some(([before, after]) => before + after > 0);
  if (flat && (inside || params.countPadding || !some)) {
    const plain = pooled('avg_pool', params, x, '');
    return some && !params.countPadding ? plain.replace(/\)$/, ', count_include_pad=False)') : plain;
  }
  const { size, stride, padding, dilation, countPadding } = params;
  return `average_pool(${[x, ...[size, stride, padding, dilation, countPadding].map(literal)].join(', ')})`;
}

const dtypeOption = (dtype: DType): string => (dtype === 'float32' ? '' : `, dtype=${DTYPES[dtype]}`);
const scalar = (value: number, dtype: DType): string =>
  dtype === 'bool' ? (value ? 'True' : 'False') : dtype === 'int32' ? numberText(value) : realText(value);

function filled({ shape, value, dtype }: Prims['fill'], _: unknown, { shape: print, number }: PrintContext): string {
  // a whole number may count the rows of the batch
  const counts = Number.isInteger(value) && dtype === 'float32';
  if (shape.length === 0 && !counts) return scalar(dtype === 'float32' ? Number(value.toPrecision(12)) : value, dtype);
  if (shape.length === 0) return number(value);
  if (counts && (value === 0 || value === 1))
    return `torch.${value === 0 ? 'zeros' : 'ones'}(${print(shape)}, device=device)`;
  return `torch.full(${print(shape)}, ${counts ? number(value) : scalar(value, dtype)}${dtypeOption(dtype)}, device=device)`;
}

export const expressions: Rules<[readonly string[], PrintContext], string | readonly string[]> = {
  fill: filled,
  constant({ dtype, shape, values }) {
    const list = dtype === 'bool' ? values.map(Boolean) : values;
    const text = `torch.tensor(${literal(list)}, dtype=${DTYPES[dtype]}, device=device)`;
    return shape.length === 1 ? text : `${text}.reshape(${literal(shape)})`;
  },
  iota({ dtype, shape, axis }, _, { shape: print, number }) {
    const range = `torch.arange(${number(shape[axis]!)}${dtype === 'float32' ? ', dtype=torch.float32' : ''}, device=device)`;
    if (shape.length === 1) return range;
    return `${range}.reshape(${literal(shape.map((_, i) => (i === axis ? -1 : 1)))}).expand(${print(shape)})`;
  },
  randomUniform: ({ shape }, _, { shape: print }) => `torch.rand(${print(shape)}, device=device)`,
  neg: (_, [x]) => `-${operand(x!)}`,
  abs: method('abs'),
  sign: method('sign'),
  exp: method('exp'),
  log: method('log'),
  sqrt: method('sqrt'),
  sin: method('sin'),
  cos: method('cos'),
  tanh: method('tanh'),
  sigmoid: method('sigmoid'),
  softplus: (_, [x]) => `F.softplus(${tensor(x!)})`,
  erf: method('erf'),
  floor: method('floor'),
  relu: (_, [x]) => `F.relu(${tensor(x!)})`,
  not: (_, [x]) => `~${primary(x!)}`,
  cast: ({ to }, [x]) => `${tensor(x!)}.${to === 'float32' ? 'float' : to === 'int32' ? 'long' : 'bool'}()`,
  stopGradient: method('detach'),
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: (_, [a, b], { inputs: [p] }) =>
    p!.dtype === 'float32' ? `${operand(a!)} / ${operand(b!)}` : `torch.div(${a}, ${b}, rounding_mode="trunc")`,
  pow: (_, [a, b]) => `${tensor(a!)} ** ${operand(b!)}`,
  max: both('maximum'),
  min: both('minimum'),
  eq: infix('=='),
  lt: infix('<'),
  le: infix('<='),
  and: infix('&'),
  or: infix('|'),
  select: (_, [c, a, b]) => `torch.where(${c}, ${a}, ${b})`,
  matmul: ({ transposeA, transposeB }, [a, b]) =>
    `${primary(a!)}${transposeA ? '.mT' : ''} @ ${primary(b!)}${transposeB ? '.mT' : ''}`,
  conv: convolution,
  convInputGrad({ stride, padding, dilation, groups, inputSize }, [dy, w]) {
    const how = options([
      stride.some((step) => step !== 1) && `stride=${oneOrAll(stride)}`,
      dilation.some((step) => step !== 1) && `dilation=${oneOrAll(dilation)}`,
      groups > 1 && `groups=${groups}`,
    ]);
    const whole = `F.conv_transpose${stride.length}d(${dy}, ${w}${how})`;
    return `fit(${whole}, ${literal(padding.map(([before]) => before))}, ${literal(inputSize)})`;
  },
  convWeightGrad: unsupported('convWeightGrad'),
  maxPool: (params, [x]) => pooled('max_pool', params, x!, ', value=float("-inf")'),
  maxPoolGrad: unsupported('maxPoolGrad'),
  avgPool: (params, [x]) => averaged(params, x!),
  avgPoolGrad: unsupported('avgPoolGrad'),
  sum: reduce('sum'),
  mean: reduce('mean'),
  reduceMax: reduce('amax'),
  reduceMin: reduce('amin'),
  argMax: ({ axis }, [x]) => `${primary(x!)}.argmax(${axis})`,
  topK: ({ axis, k }, [x]) =>
    `torch.sort(${x}, dim=${axis}, descending=True, stable=True).indices.narrow(${axis}, 0, ${k})`,
  cumsum({ axis, exclusive, reverse }, [x]) {
    const from = reverse ? `${primary(x!)}.flip(${axis})` : primary(x!);
    const back = reverse ? `.flip(${axis})` : '';
    const sums = `${from}.cumsum(${axis})${back}`;
    return exclusive ? `${sums} - ${primary(x!)}` : sums;
  },
  softmax: ({ axis }, [x]) => `${primary(x!)}.softmax(${axis})`,
  logSoftmax: ({ axis }, [x]) => `${primary(x!)}.log_softmax(${axis})`,
  standardize({ axes, epsilon }, [x]) {
    const mean = `${primary(x!)}.mean(${axesText(axes)}, keepdim=True)`;
    const variance = `${primary(x!)}.var(${axesText(axes)}, correction=0, keepdim=True)`;
    return [`(${primary(x!)} - ${mean}) / (${variance} + ${epsilon}).sqrt()`, mean, variance];
  },
  reshape: ({ to }, [x], { shape }) =>
    to.length === 0 ? `${tensor(x!)}.squeeze()` : `${tensor(x!)}.reshape(${shape(to)})`,
  transpose: ({ order }, [x]) => `${primary(x!)}.permute(${literal(order)})`,
  broadcast: ({ to }, [x], { shape }) => `${tensor(x!)}.expand(${shape(to)})`,
  concat: ({ axis }, x) => `torch.cat([${x.join(', ')}], ${axis})`,
  slice({ start, stop, step }, [x], { inputs: [of], number }) {
    const each = start.map((from, axis) => {
      const [end, by] = [stop[axis]!, step[axis]!];
      if (from === 0 && end === of!.shape[axis] && by === 1) return ':';
      return `${from === 0 ? '' : number(from)}:${end === of!.shape[axis] ? '' : number(end)}${by === 1 ? '' : `:${by}`}`;
    });
    while (each.at(-1) === ':') each.pop();
    return each.length === 0 ? x! : `${primary(x!)}[${each.join(', ')}]`;
  },
  pad: ({ padding, value }, [x]) => `F.pad(${x}, ${sides(padding)}${value === 0 ? '' : `, value=${value}`})`,
  reverse: ({ axes }, [x]) => `${primary(x!)}.flip(${axesText(axes)})`,
  gather({ axis }, [x, indices], { inputs: [, places] }) {
    if (axis === 0) return `${primary(x!)}[${indices}]`;
    const rank = places!.shape.length;
    if (rank === 1) return `${primary(x!)}.index_select(${axis}, ${indices})`;
    return `${primary(x!)}.index_select(${axis}, ${primary(indices!)}.flatten()).unflatten(${axis}, ${primary(indices!)}.shape)`;
  },
  scatterAdd({ axis, size }, [indices, values], { inputs: [places] }) {
    if (axis !== 0 || places!.shape.length !== 1) throw new Error('internal: only whole rows are added up');
    return `${primary(values!)}.new_zeros(${size}, *${primary(values!)}.shape[1:]).index_add(0, ${indices}, ${values})`;
  },
  gatherElements: ({ axis }, [x, indices]) => `${primary(x!)}.gather(${axis}, ${indices})`,
  scatterElementsAdd: unsupported('scatterElementsAdd'),
  scan: () => {
    throw new Error('internal: a loop is a statement, which equations.ts writes');
  },
  foreign: ({ op }) => {
    throw foreignUnsupported('PyTorch', op);
  },
};

/** Functions that the expressions call, by name; each is printed where it is used. */
export const HELPERS: Readonly<Record<string, string>> = {
  fit: `def fit(x, start, size):
    """A part of x that begins at \`start\` and is \`size\` large along the last axes; zeros where x ends before."""
    rank = len(size)
    sides = []
    for axis in reversed(range(rank)):
        length = x.shape[axis - rank]
        sides += [-start[axis], start[axis] + size[axis] - length]
    return F.pad(x, sides)
`,
  average_pool: `def average_pool(x, size, stride, padding, dilation, count_padding):
    """The mean of each window; windows may be dilated, and the padding may be uneven."""
    rank = len(size)
    convolve = (F.conv1d, F.conv2d, F.conv3d)[rank - 1]
    channels = x.shape[1]
    ones = x.new_ones(channels, 1, *size)
    sides = [n for pair in reversed(padding) for n in pair]

    def total(values):
        return convolve(F.pad(values, sides), ones, None, stride, 0, dilation, channels)

    return total(x) / (math.prod(size) if count_padding else total(torch.ones_like(x)))
`,
};
