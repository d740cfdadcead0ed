/**
 * The ONNX pass: each primitive as nodes of standard ONNX operators (opset 18), and some, for the CPU alone, as
 * operators of ONNX Runtime's own. Shapes are static.
 */
import {
  type AvgPoolParams,
  apply,
  type ConvParams,
  type PoolParams,
  type Rules,
  type Window,
} from '../../ir/prims.ts';
import type { Equation, Program, Value } from '../../ir/program.ts';
import { MIX_MULTIPLIERS, MIX_SHIFTS } from '../../ir/random.ts';
import { placesInOrder, type Shape, sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { convInputGrad } from './gradients/convInputGrad.ts';
import { convWeightGrad } from './gradients/convWeightGrad.ts';
import { channelFusions } from './fusions/channels.ts';
import { maskFusions } from './fusions/masks.ts';
import { nanFusions } from './fusions/nan.ts';
import { recurrentLoops } from './fusions/recurrent.ts';
import { rowScatters } from './fusions/scatterRows.ts';
import { sumsWithScattered } from './fusions/scatterOnto.ts';
import { sumsOfProducts } from './fusions/sumOfProduct.ts';
import { wideBiases } from './fusions/wideBias.ts';
import {
  type NodeContext,
  convAttributes,
  type Fusion,
  reshape,
  scalar,
  transpose,
  windowAttributes,
} from './nodeContext.ts';
import { graft } from './graft.ts';
import { type Attribute, ModelWriter, onnxType } from './model.ts';

/**
 * Outer products with so many columns are written as Mul (4096×25088: 40 ms, as Gemm 210), narrower ones as Gemm
 * (262144×9: 0.15 ms, as Mul 1.7).
 */
const OUTER_BY_MUL = 512;

type Names = string | readonly string[];

const node =
  (op: string, attributes: Readonly<Record<string, Attribute>> = {}) =>
  (_: unknown, { m, x }: NodeContext): Names =>
    m.node(op, x, attributes);
/**
 * Operands of one shape, or scalars. A scalar beside a shape that ends in 1, like the weights of a 1×1 convolution, is
 * reshaped to as many axes: otherwise ONNX Runtime broadcasts it for each element (2048×512×1×1 times a scalar: 3.2 ms,
 * this way 0.11).
 */
const elementwise =
  (op: string) =>
  (_: unknown, { m, x, values, outputs: [y] }: NodeContext): string =>
    m.node(
      op,
      x.map((name, i) =>
        values[i]!.shape.length === 0 && y!.shape.at(-1) === 1
          ? reshape(
              m,
              name,
              y!.shape.map(() => 1),
            )
          : name,
      ),
    );
const along =
  (op: string) =>
  ({ axis }: { axis: number }, { m, x }: NodeContext): Names =>
    m.node(op, x, { axis });
/**
 * Since opset 18 the axes of all reductions are an input. Where axes are kept, those of size 1 are reduced with the
 * others: ONNX Runtime sums memory that lies together on all threads, but not where the last axis stays (64×224×224×1
 * to 64×1×1×1: 0.25 ms and 4.3).
 */
const reduce =
  (op: string) =>
  ({ axes, keep }: { axes: readonly number[]; keep: boolean }, { m, x, values: [value] }: NodeContext): Names => {
    if (axes.length === 0) return m.node('Identity', x);
    const all = keep ? value!.shape.flatMap((dim, axis) => (dim === 1 || axes.includes(axis) ? [axis] : [])) : axes;
    return m.node(op, [x[0]!, m.ints(all)], { keepdims: keep ? 1 : 0 });
  };

const poolAttributes = (params: PoolParams) => ({ ...windowAttributes(params), kernel_shape: params.size });

/** ONNX pools refuse padding as large as the window, which dilation can ask for. */
const padsItself = ({ size, padding }: PoolParams): boolean =>
  padding.every(([before, after], axis) => Math.max(before, after) < size[axis]!);
const paddedShape = (shape: Shape, { padding }: Window): number[] =>
  shape.map((dim, axis) => (axis < 2 ? dim : dim + padding[axis - 2]![0] + padding[axis - 2]![1]));
/** Max pooling with the padding written into x. */
function padFirst(m: ModelWriter, x: string, params: PoolParams): { x: string; params: PoolParams } {
  const pads = [0, 0, ...params.padding.map(([before]) => before), 0, 0, ...params.padding.map(([, after]) => after)];
  return {
    x: m.node('Pad', [x, m.ints(pads), scalar(m, Number.NEGATIVE_INFINITY)], { mode: 'constant' }),
    params: { ...params, padding: params.padding.map(() => [0, 0] as const) },
  };
}
const maxPool = (params: PoolParams, call: NodeContext): string => {
  const { x, params: pool } = padsItself(params) ? { x: call.x[0]!, params } : padFirst(call.m, call.x[0]!, params);
  return call.m.node('MaxPool', [x], poolAttributes(pool));
};

const overlaps = ({ size, stride, dilation }: PoolParams): boolean =>
  size.some((s, axis) => stride[axis]! < s || dilation[axis]! > 1);

/**
 * The places of the maxima come from the forward MaxPool, where the program has it, counted flat over the whole tensor.
 * Where windows overlap or there is padding, gradients of one place are added up; otherwise MaxUnpool puts them there
 * (32×10×24×24 in windows of 2×2: 50 µs instead of 250).
 */
function maxPoolGrad(params: PoolParams, { m, x, values, outputs }: NodeContext): string {
  const [shape] = values.map((value) => value.shape) as [Shape];
  if (!padsItself(params)) {
    const first = padFirst(m, x[0]!, params);
    const whole = maxPoolGrad(first.params, {
      m,
      x: [first.x, ...x.slice(1)],
      values: [{ ...values[0]!, shape: paddedShape(shape, params) }, ...values.slice(1)],
      outputs,
    });
    const start = params.padding.map(([before]) => before);
    return m.node('Slice', [
      whole,
      m.ints(start),
      m.ints(start.map((before, axis) => before + shape[axis + 2]!)),
      m.ints(start.map((_, axis) => axis + 2)),
    ]);
  }
  const places = m.further(x[1]!, 'MaxPool', x[0]!) ?? m.nodes('MaxPool', [x[0]!], 2, poolAttributes(params))[1]!;
  if (!overlaps(params) && params.padding.every(([before, after]) => before === 0 && after === 0))
    return m.node('MaxUnpool', [x[2]!, places, m.ints(shape)], { kernel_shape: params.size, strides: params.stride });
  const zeros = m.node('ConstantOfShape', [m.ints([sizeOf(shape)])]);
  const flat = m.node('ScatterElements', [zeros, reshape(m, places, [-1]), reshape(m, x[2]!, [-1])], {
    axis: 0,
    reduction: 'add',
  });
  return reshape(m, flat, shape);
}

/** dx of average pooling: a transposed convolution of each channel with a kernel of ones. */
function avgPoolGrad(params: AvgPoolParams & { inputSize: readonly number[] }, { m, x, values }: NodeContext): string {
  const [n, c, ...spatial] = values[0]!.shape as [number, number, ...number[]];
  const ones = m.constant('float32', [1, 1, ...params.size], Array(sizeOf(params.size)).fill(1));
  const conv: ConvParams = { ...params, groups: 1 };
  const count = params.countPadding
    ? scalar(m, sizeOf(params.size))
    : m.node(
        'Conv',
        [m.node('Expand', [scalar(m, 1), m.ints([1, 1, ...params.inputSize])]), ones],
        windowAttributes(params),
      );
  const rows = reshape(m, m.node('Div', [x[0]!, count]), [n * c, 1, ...spatial]);
  const dy = { shape: [n * c, 1, ...spatial] } as unknown as Value;
  const kernel = { shape: [1, 1, ...params.size] } as unknown as Value;
  const dx = convInputGrad(
    { ...conv, inputSize: params.inputSize },
    { m, x: [rows, ones], values: [dy, kernel], outputs: [] },
  );
  return reshape(m, dx, [n, c, ...params.inputSize]);
}

/**
 * Runs of so many numbers, for which Transpose is slower than Gather. With single numbers neither takes long enough to
 * matter.
 */
const SHORT_RUNS = { least: 2, most: 8 };
/** A Gather also reads its table of places: worth it where so many runs share one place. */
const FOR_EACH_PLACE = 8;

/**
 * A Transpose that moves short runs in the middle of a value is written as a Gather, which uses all threads
 * (96×112×56×2×4 with the 56 and 2 exchanged: 5 ms instead of 7).
 */
function rearrangement(
  { order }: { readonly order: readonly number[] },
  { m, x, values: [value] }: NodeContext,
): string {
  const { shape } = value!;
  const first = order.findIndex((axis, i) => axis !== i);
  const end = order.findLastIndex((axis, i) => axis !== i) + 1;
  const [before, run] = [sizeOf(shape.slice(0, first)), sizeOf(shape.slice(end))];
  if (first < 0 || run < SHORT_RUNS.least || run > SHORT_RUNS.most || before < FOR_EACH_PLACE)
    return transpose(m, x[0]!, order);
  const places = placesInOrder(
    shape.slice(first, end),
    order.slice(first, end).map((axis) => axis - first),
  );
  const runs = m.node(
    'Gather',
    [reshape(m, x[0]!, [before, places.length, run]), m.constant('int64', [places.length], places)],
    { axis: 1 },
  );
  return reshape(
    m,
    runs,
    order.map((axis) => shape[axis]!),
  );
}

/** The hash of `ir/random.ts` on uint32; ONNX multiplies modulo 2^32 as it does. */
function mixed(m: ModelWriter, x: string): string {
  const shift = (v: string, by: number) =>
    m.node('BitwiseXor', [v, m.node('BitShift', [v, m.constant('uint32', [], [by])], { direction: 'RIGHT' })]);
  const times = (v: string, by: number) => m.node('Mul', [v, m.constant('uint32', [], [by])]);
  return shift(
    times(shift(times(shift(x, MIX_SHIFTS[0]), MIX_MULTIPLIERS[0]), MIX_SHIFTS[1]), MIX_MULTIPLIERS[1]),
    MIX_SHIFTS[2],
  );
}

const rules: Rules<[NodeContext], Names> = {
  fill: ({ dtype, shape, value }, { m }) => {
    const one = m.constant(dtype, [], [value]);
    return shape.length === 0 ? m.node('Identity', [one]) : m.node('Expand', [one, m.ints(shape)]);
  },
  constant: ({ dtype, shape, values }, { m }) => m.node('Identity', [m.constant(dtype, shape, values)]),
  iota: ({ dtype, shape, axis }, { m }) => {
    const range = m.constant(
      dtype,
      shape.map((dim, i) => (i === axis ? dim : 1)),
      Array.from({ length: shape[axis]! }, (_, i) => i),
    );
    return m.node('Expand', [range, m.ints(shape)]);
  },
  randomUniform: ({ shape, stream }, { m, x }) => {
    const uint = (v: string) => m.node('Cast', [v], { to: onnxType('uint32') });
    const streamMix = mixed(m, m.node('Identity', [m.constant('uint32', [], [(stream + 0x9e3779b9) >>> 0])]));
    const key = mixed(m, m.node('BitwiseXor', [mixed(m, uint(x[0]!)), streamMix]));
    const counter = m.node(
      'Range',
      [0, sizeOf(shape), 1].map((v) => m.constant('int64', [], [v])),
    );
    const bits = mixed(m, m.node('Add', [uint(counter), key]));
    const high = m.node('BitShift', [bits, m.constant('uint32', [], [8])], { direction: 'RIGHT' });
    return reshape(m, m.node('Mul', [m.node('Cast', [high], { to: onnxType('float32') }), scalar(m, 2 ** -24)]), shape);
  },
  neg: node('Neg'),
  abs: node('Abs'),
  sign: node('Sign'),
  exp: node('Exp'),
  log: node('Log'),
  sqrt: node('Sqrt'),
  sin: node('Sin'),
  cos: node('Cos'),
  tanh: node('Tanh'),
  sigmoid: node('Sigmoid'),
  softplus: node('Softplus'),
  erf: node('Erf'),
  floor: node('Floor'),
  relu: node('Relu'),
  not: node('Not'),
  cast: ({ to }, { m, x }) => m.node('Cast', x, { to: onnxType(to) }),
  stopGradient: node('Identity'),
  add: elementwise('Add'),
  sub: elementwise('Sub'),
  mul: elementwise('Mul'),
  div: elementwise('Div'),
  pow: elementwise('Pow'),
  max: elementwise('Max'),
  min: elementwise('Min'),
  eq: elementwise('Equal'),
  lt: elementwise('Less'),
  le: elementwise('LessOrEqual'),
  and: elementwise('And'),
  or: elementwise('Or'),
  select: elementwise('Where'),
  matmul: ({ transposeA, transposeB }, { m, x: [a, b], values, outputs }) => {
    const [p, q] = values.map(({ shape }) => shape.length) as [number, number];
    if (p === 2 && q === 2) {
      const shared = values[0]!.shape[transposeA ? 0 : 1];
      // such as the gradient of a dense layer for one sample
      if (shared === 1 && outputs[0]!.shape[1]! >= OUTER_BY_MUL)
        return m.node('Mul', [reshape(m, a!, [outputs[0]!.shape[0]!, 1]), reshape(m, b!, [1, outputs[0]!.shape[1]!])]);
      return m.node('Gemm', [a!, b!], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
    }
    const flip = (name: string, rank: number) => transpose(m, name, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
    return m.node('MatMul', [transposeA ? flip(a!, p) : a!, transposeB ? flip(b!, q) : b!]);
  },
  conv: (params, { m, x }) => m.node('Conv', x, convAttributes(params)),
  convInputGrad,
  convWeightGrad,
  maxPool,
  maxPoolGrad,
  avgPool: ({ countPadding, ...params }, { m, x, values }) => {
    if (params.dilation.every((d) => d === 1) && padsItself(params))
      return m.node('AveragePool', x, {
        strides: params.stride,
        pads: windowAttributes(params).pads,
        kernel_shape: params.size,
        count_include_pad: countPadding ? 1 : 0,
      });
    const [n, c, ...spatial] = values[0]!.shape as [number, number, ...number[]];
    const ones = m.constant('float32', [1, 1, ...params.size], Array(sizeOf(params.size)).fill(1));
    const sums = m.node('Conv', [reshape(m, x[0]!, [n * c, 1, ...spatial]), ones], windowAttributes(params));
    const count = countPadding
      ? scalar(m, sizeOf(params.size))
      : m.node('Conv', [m.node('Expand', [scalar(m, 1), m.ints([1, 1, ...spatial])]), ones], windowAttributes(params));
    const mean = m.node('Div', [sums, count]);
    const places = params.size.map(
      (size, i) =>
        Math.floor(
          (spatial[i]! + params.padding[i]![0] + params.padding[i]![1] - params.dilation[i]! * (size - 1) - 1) /
            params.stride[i]!,
        ) + 1,
    );
    return reshape(m, mean, [n, c, ...places]);
  },
  avgPoolGrad,
  sum: reduce('ReduceSum'),
  mean: reduce('ReduceMean'),
  reduceMax: reduce('ReduceMax'),
  reduceMin: reduce('ReduceMin'),
  argMax: ({ axis }, { m, x }) =>
    m.node('Cast', [m.node('ArgMax', x, { axis, keepdims: 0 })], { to: onnxType('int32') }),
  topK: ({ axis, k }, { m, x, values }) => {
    const ranked =
      values[0]!.dtype !== 'float32'
        ? x[0]!
        : m.node('Where', [m.node('IsNaN', x), scalar(m, Number.POSITIVE_INFINITY), x[0]!]);
    return m.node('Cast', [m.nodes('TopK', [ranked, m.ints([k])], 2, { axis })[1]!], { to: onnxType('int32') });
  },
  cumsum: ({ axis, exclusive, reverse }, { m, x }) =>
    m.node('CumSum', [x[0]!, m.constant('int64', [], [axis])], {
      exclusive: exclusive ? 1 : 0,
      reverse: reverse ? 1 : 0,
    }),
  softmax: along('Softmax'),
  logSoftmax: along('LogSoftmax'),
  standardize: ({ axes, epsilon }, { m, x: [x] }) => {
    const mean = m.node('ReduceMean', [x!, m.ints(axes)], { keepdims: 1 });
    const centred = m.node('Sub', [x!, mean]);
    const variance = m.node('ReduceMean', [m.node('Mul', [centred, centred]), m.ints(axes)], { keepdims: 1 });
    return [m.node('Div', [centred, m.node('Sqrt', [m.node('Add', [variance, scalar(m, epsilon)])])]), mean, variance];
  },
  reshape: ({ to }, { m, x }) => reshape(m, x[0]!, to),
  transpose: rearrangement,
  broadcast: ({ to }, { m, x }) => m.node('Expand', [x[0]!, m.ints(to)]),
  concat: along('Concat'),
  slice: ({ start, stop, step }, { m, x }) =>
    m.node('Slice', [x[0]!, m.ints(start), m.ints(stop), m.ints(start.map((_, axis) => axis)), m.ints(step)]),
  pad: ({ padding, value }, { m, x, values }) =>
    m.node(
      'Pad',
      [
        x[0]!,
        m.ints([...padding.map(([low]) => low), ...padding.map(([, high]) => high)]),
        m.constant(values[0]!.dtype, [], [value]),
      ],
      { mode: 'constant' },
    ),
  reverse: ({ axes }, { m, x }) =>
    m.node('Slice', [
      x[0]!,
      m.ints(axes.map(() => -1)),
      m.ints(axes.map(() => -(2 ** 31))),
      m.ints(axes),
      m.ints(axes.map(() => -1)),
    ]),
  gather: along('Gather'),
  // the indices, spread over all axes of dy, let ScatterElements add up equal ones; ScatterND would race
  scatterAdd: ({ axis }, { m, x: [which, dy], values: [w, d], outputs }) => {
    const rank = w!.shape.length;
    const flat = [...d!.shape.slice(0, axis), sizeOf(w!.shape), ...d!.shape.slice(axis + rank)];
    const column = reshape(
      m,
      which!,
      flat.map((dim, i) => (i === axis ? dim : 1)),
    );
    const zeros = m.node('ConstantOfShape', [m.ints(outputs[0]!.shape)]);
    return m.node('ScatterElements', [zeros, m.node('Expand', [column, m.ints(flat)]), reshape(m, dy!, flat)], {
      axis,
      reduction: 'add',
    });
  },
  gatherElements: along('GatherElements'),
  scatterElementsAdd: ({ axis }, { m, x: [which, dy], outputs }) =>
    m.node('ScatterElements', [m.node('ConstantOfShape', [m.ints(outputs[0]!.shape)]), which!, dy!], {
      axis,
      reduction: 'add',
    }),
  // the body sees constants of the loop by their outer names
  foreign: (params, { m, x }) => graft(m, params, x),
  scan: ({ body, carries, scanned, reverse }, { m, x }) => {
    const inner = m.subgraph();
    const names = new Map<Value, string>(
      body.inputs.map(({ value }, i) => [
        value,
        i < carries + scanned ? inner.argument(value.dtype, value.shape) : x[i]!,
      ]),
    );
    // each result is written by its own node: an Identity in each step costs as much as what it copies
    const titles = new Map(body.outputs.map(({ value }, i) => [value, inner.resultName(i)]));
    lowerEquations(inner, body, names, titles);
    for (const { value } of body.outputs) inner.result(names.get(value)!, value.dtype, value.shape);
    const direction = reverse ? 1 : 0;
    return m.nodes('Scan', x.slice(0, carries + scanned), body.outputs.length, {
      body: inner,
      num_scan_inputs: scanned,
      scan_input_directions: Array<number>(scanned).fill(direction),
      scan_output_directions: Array<number>(body.outputs.length - carries).fill(direction),
    });
  },
};

/** Slices that tile a value along one axis, by the value: one Split gives all of them. */
function cuts(equations: readonly Equation[]): ReadonlyMap<Value, readonly Equation<'slice'>[]> {
  const of = new Map<Value, Equation<'slice'>[]>();
  for (const equation of equations)
    if (equation.prim === 'slice' && equation.params.step.every((step) => step === 1))
      of.set(equation.inputs[0]!, [...(of.get(equation.inputs[0]!) ?? []), equation]);
  return new Map(
    [...of].flatMap(([whole, pieces]) => {
      const axis = whole.shape.findIndex((dim, i) => pieces[0]!.outputs[0]!.shape[i] !== dim);
      const inOrder = pieces.toSorted((p, q) => p.params.start[axis]! - q.params.start[axis]!);
      let end = 0;
      const fits = inOrder.every(({ params: { start }, outputs: [piece] }) => {
        const follows = start[axis] === end && piece!.shape.every((dim, i) => i === axis || dim === whole.shape[i]);
        end += piece!.shape[axis]!;
        return follows;
      });
      return pieces.length > 1 && fits && end === whole.shape[axis] ? [[whole, inOrder] as const] : [];
    }),
  );
}

/** Sums that are written together with one of their terms. */
const sums = (program: Program): ReadonlyMap<Equation, Fusion> =>
  new Map([...sumsWithScattered(program), ...sumsOfProducts(program)]);

/**
 * Writes the equations as nodes. `names` begins with the names of the inputs and receives those of all values, except
 * what fusions took. A value with a title is written under that name, if it can be.
 */
function lowerEquations(
  m: ModelWriter,
  program: Program,
  names: Map<Value, string>,
  titles: ReadonlyMap<Value, string> = new Map(),
  fusions: ReadonlyMap<Equation, Fusion> = sums(program),
): void {
  const { equations } = program;
  const pieces = cuts(equations);
  const taken = new Set([...fusions.values()].flatMap((fusion) => fusion.taken));
  for (const equation of equations) {
    if (taken.has(equation)) continue;
    const before = m.size;
    const cut = equation.prim === 'slice' ? pieces.get(equation.inputs[0]!) : undefined;
    if (cut?.includes(equation as Equation<'slice'>)) {
      if (names.has(equation.outputs[0]!)) continue;
      const axis = equation.inputs[0]!.shape.findIndex((dim, i) => equation.outputs[0]!.shape[i] !== dim);
      const results = m.nodes(
        'Split',
        [names.get(equation.inputs[0]!)!, m.ints(cut.map(({ outputs: [piece] }) => piece!.shape[axis]!))],
        cut.length,
        { axis },
      );
      cut.forEach(({ outputs: [piece] }, i) => names.set(piece!, results[i]!));
      continue;
    }
    const call = {
      m,
      x: equation.inputs.map((value) => names.get(value)!),
      values: equation.inputs,
      outputs: equation.outputs,
    };
    const result = fusions.get(equation)?.write(m, names) ?? apply(rules, equation, call);
    const list = typeof result === 'string' ? [result] : result;
    equation.outputs.forEach((output, i) => {
      const title = titles.get(output);
      names.set(output, title !== undefined && m.retitle(list[i]!, title, before) ? title : list[i]!);
    });
  }
}

/** The names of a program's inputs and outputs in the model, where both share one namespace. */
export const onnxInput = (name: string): string => `in ${name}`;
export const onnxOutput = (name: string): string => `out ${name}`;
export const onnxStaged = (index: number): string => `staged ${index}`;

/** The program as an ONNX model; inputs that have a value in `fixed` are part of it. */
export const toOnnx = (program: Program, fixed?: ReadonlyMap<string, Tensor>): Uint8Array =>
  written(program, { fixed }).finish();

export interface Writing {
  /** Inputs that are part of the model. */
  readonly fixed?: ReadonlyMap<string, Tensor> | undefined;
  /** Values that are made outputs, so that whoever runs the model says where they are written. */
  readonly staged?: readonly Value[];
  /** Whether it may use fusions for ONNX Runtime's CPU kernels. */
  readonly fused?: boolean;
  /** Whether loops of recurrent layers are written as ONNX's own operators. */
  readonly recurrent?: boolean;
}

/** The model before it is encoded. */
export function written(
  program: Program,
  { fixed = new Map(), staged = [], fused = false, recurrent = false }: Writing = {},
): ModelWriter {
  const { inputs, outputs } = program;
  const m = new ModelWriter();
  const names = new Map<Value, string>();
  for (const { name, value } of inputs) {
    const held = fixed.get(name);
    if (held)
      m.initializer(
        onnxInput(name),
        value.dtype,
        value.shape,
        new Uint8Array(held.data.buffer as ArrayBuffer, held.data.byteOffset, held.data.byteLength),
      );
    else m.input(onnxInput(name), value.dtype, value.shape);
    names.set(value, onnxInput(name));
  }
  // an output that is the only one of its value is written by its own node; ONNX Runtime would copy what an Identity
  // renames
  const results = [
    ...outputs.map(({ name, value }) => ({ title: onnxOutput(name), value })),
    ...staged.map((value, i) => ({ title: onnxStaged(i), value })),
  ];
  // with staged values among the results, so that no fusion takes them
  const whole: Program = { ...program, outputs: results.map(({ title, value }) => ({ name: title, value })) };
  const fusions = new Map([
    ...(fused
      ? [
          ...channelFusions(whole),
          ...maskFusions(whole),
          ...rowScatters(whole),
          ...nanFusions(whole, (equation, call) => apply(rules, equation, call) as string),
        ]
      : []),
    ...sums(whole),
    ...(recurrent ? recurrentLoops(whole) : []),
    ...(fused ? wideBiases(whole) : []),
  ]);
  lowerEquations(m, program, names, new Map(results.map(({ title, value }) => [value, title])), fusions);
  for (const { title, value } of results) {
    if (names.get(value) !== title) m.rename(names.get(value)!, title);
    m.output(title, value.dtype, value.shape);
  }
  return m;
}
