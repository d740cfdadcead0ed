/**
 * The graph pass: each primitive as operators of TensorFlow that TensorFlow.js runs. Maps stay with their channels last from one
 * convolution to the next: a value has a node for each order of its axes that something reads.
 */
import { foreignOnly } from '../../ir/interpret.ts';
import { type AvgPoolParams, apply, type ConvParams, type PoolParams, type Prims, type Rules } from '../../ir/prims.ts';
import type { Equation, Value } from '../../ir/program.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import { sameShape, type Shape, sizeOf, stridesOf } from '../../types/shape.ts';
import { turned } from './turned.ts';
import { flag, type GraphType, GraphWriter, list, type Ref, text, typeOf } from './graph.ts';

/** As in the program, or with the channels (axis 1) moved to the end. */
type Order = 'own' | 'last';
type Placed = Partial<Record<Order, Ref>>;

/** N×C×...: what stands where the channels are last. */
const toLast = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
const toOwn = (rank: number): number[] => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
/** Where an axis lies once the channels are last. */
const lastAxis = (axis: number, rank: number): number => (axis === 0 ? 0 : axis === 1 ? rank - 1 : axis - 1);

interface Call {
  readonly x: readonly Value[];
  readonly outputs: readonly Value[];
}

export class Lowering {
  readonly g = new GraphWriter();
  readonly #places = new Map<Value, Placed>();

  /** A value that is there from the beginning. */
  give(value: Value, ref: Ref): void {
    this.#places.set(value, { own: ref });
  }

  run(equations: readonly Equation[]): void {
    for (const equation of equations) {
      const made = apply(this.#rules, equation, { x: equation.inputs, outputs: equation.outputs });
      const placed = Array.isArray(made) ? (made as Placed[]) : [made as Placed];
      equation.outputs.forEach((output, i) => this.#places.set(output, placed[i]!));
    }
  }

  /** The node of a value, its axes in this order. */
  read(value: Value, order: Order = 'own'): Ref {
    const placed = this.#places.get(value)!;
    const known = placed[order];
    if (known) return known;
    const other = placed[order === 'own' ? 'last' : 'own']!;
    const made = this.#turned(other, order === 'own' ? toOwn(other.shape.length) : toLast(other.shape.length));
    this.#places.set(value, { ...placed, [order]: made });
    return made;
  }

  /** Another order of axes; of a weight one that is written so. */
  #turned(x: Ref, order: readonly number[]): Ref {
    const weight = this.g.weights.find(({ name }) => name === x.name);
    if (!weight || x.shape.length < 2) return this.g.transpose(x, order);
    const shape = order.map((axis) => x.shape[axis]!);
    return this.g.weight(x.name, shape, weight.data && turned(weight.data, x.shape, order), x.dtype);
  }

  /** Whether a value is known with its channels last alone. */
  #isLast(value: Value): boolean {
    const placed = this.#places.get(value)!;
    return placed.own === undefined;
  }

  /** Where one of the operands has its channels last, and the others may have them so. */
  #orderOf(values: readonly Value[]): Order {
    const rank = Math.max(...values.map(({ shape }) => shape.length));
    const fits = values.every(({ shape }) => shape.length === rank || shape.length === 0);
    return fits && values.some((value) => this.#isLast(value)) ? 'last' : 'own';
  }

  #elementwise(op: string, values: readonly Value[], output: Value, dtype?: GraphType): Placed {
    const order = this.#orderOf(values);
    const operands = values.map((value) => this.read(value, value.shape.length === 0 ? 'own' : order));
    const rank = output.shape.length;
    const shape = order === 'own' ? output.shape : toLast(rank).map((axis) => output.shape[axis]!);
    return { [order]: this.g.op(op, operands, { shape, dtype: dtype ?? operands.at(-1)!.dtype }) };
  }

  #unary =
    (op: string) =>
    (_: unknown, { x, outputs: [y] }: Call): Placed =>
      this.#elementwise(op, x, y!);
  #binary =
    (op: string, dtype?: GraphType) =>
    (_: unknown, { x, outputs: [y] }: Call): Placed =>
      this.#elementwise(op, x, y!, dtype);
  #same = (_: unknown, { x: [x] }: Call): Placed => this.#places.get(x!)!;

  #reduce =
    (op: 'Sum' | 'Mean' | 'Max' | 'Min') =>
    ({ axes, keep }: Prims['sum'], { x: [x] }: Call): Placed => {
      const rank = x!.shape.length;
      // what is left is in the program's order only where no axis stays between the batch and the channels
      const left = Array.from({ length: rank }, (_, i) => i).filter((i) => !axes.includes(i));
      if (!this.#isLast(x!) || (!keep && left.some((axis) => axis > 1)))
        return { own: this.g.reduce(op, this.read(x!), axes, keep) };
      const made = this.g.reduce(
        op,
        this.read(x!, 'last'),
        axes.map((axis) => lastAxis(axis, rank)),
        keep,
      );
      return keep ? { last: made } : { own: made };
    };

  /** Along any axis by way of the last one. */
  #alongLast(x: Ref, axis: number, f: (x: Ref) => Ref): Ref {
    const last = x.shape.length - 1;
    if (axis === last) return f(x);
    const order = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
    return this.g.transpose(f(this.g.transpose(x, order)), order);
  }

  /** Maps as an image: a sequence becomes one of height 1. */
  #image(x: Ref): Ref {
    return x.shape.length === 3 ? this.g.reshape(x, [x.shape[0]!, 1, x.shape[1]!, x.shape[2]!]) : x;
  }
  #fromImage(y: Ref, rank: number): Ref {
    return rank === 3 ? this.g.reshape(y, [y.shape[0]!, y.shape[2]!, y.shape[3]!]) : y;
  }

  #conv({ stride, padding, dilation, groups }: ConvParams, x: Value, w: Value, output: Value): Placed {
    const kernel = this.#turned(this.read(w), [...w.shape.map((_, i) => i).slice(2), 1, 0]);
    const image = this.g.pad(this.read(x, 'last'), [[0, 0], ...padding, [0, 0]]);
    return { last: this.#convolved({ stride, dilation, groups }, image, kernel, output.shape.slice(2)) };
  }

  /** x [N, ..., C] under a kernel [..., C / groups, M], without padding. */
  #convolved(
    { stride, dilation, groups }: Pick<ConvParams, 'stride' | 'dilation' | 'groups'>,
    x: Ref,
    kernel: Ref,
    size: Shape,
  ): Ref {
    if (stride.some((step) => step > 1) && dilation.some((step) => step > 1)) {
      // TensorFlow.js does not do both at once: the holes are filled with zeros
      const filled = dilation.reduce((one, step, i) => this.#spread(one, i, step), kernel);
      return this.#convolved({ stride, dilation: dilation.map(() => 1), groups }, x, filled, size);
    }
    const rank = x.shape.length;
    const filters = kernel.shape.at(-1)!;
    const channels = x.shape.at(-1)!;
    if (rank < 5 && groups > 1 && groups === channels && groups === filters)
      return this.#depthwise({ stride, dilation }, x, kernel, size);
    if (groups > 1) {
      const kernels = this.g.split(kernel, groups, kernel.shape.length - 1);
      const parts = this.g
        .split(x, groups, rank - 1)
        .map((part, i) => this.#convolved({ stride, dilation, groups: 1 }, part, kernels[i]!, size));
      return this.g.concat(parts, rank - 1);
    }
    const line = rank === 3;
    const filter = line ? this.g.reshape(kernel, [1, ...kernel.shape]) : kernel;
    const image = this.#image(x);
    const three = rank === 5;
    const made = this.g.op(
      three ? 'Conv3D' : 'Conv2D',
      [image, filter],
      { shape: [image.shape[0]!, ...(line ? [1] : []), ...size, filters] },
      window(stride, dilation, three ? 'NDHWC' : 'NHWC'),
    );
    return this.#fromImage(made, rank);
  }

  #depthwise({ stride, dilation }: Pick<ConvParams, 'stride' | 'dilation'>, x: Ref, kernel: Ref, size: Shape): Ref {
    const image = this.#image(x);
    const spatial = x.shape.length === 3 ? [1, kernel.shape[0]!] : kernel.shape.slice(0, -2);
    const channels = x.shape.at(-1)!;
    const filter = this.g.reshape(kernel, [...spatial, channels, 1]);
    // of a stride that differs by axis, TensorFlow.js's depthwise convolution takes the first for both
    const both = x.shape.length === 3 ? [stride[0]!, stride[0]!] : stride;
    const made = this.g.op(
      'DepthwiseConv2dNative',
      [image, filter],
      { shape: [image.shape[0]!, ...(x.shape.length === 3 ? [1] : []), ...size, channels] },
      window(both, dilation, 'NHWC'),
    );
    return this.#fromImage(made, x.shape.length);
  }

  /** The adjoint of a convolution by its x: dy with the stride's holes filled, under the kernel turned around. */
  #convInputGrad(
    { stride, padding, dilation, groups, inputSize }: Prims['convInputGrad'],
    dy: Value,
    w: Value,
  ): Placed {
    const spatial = stride.map((_, i) => i + 1);
    const open = stride.reduce((y, step, i) => this.#spread(y, i + 1, step), this.read(dy, 'last'));
    const around = stride.map((_, i): [number, number] => {
      const reach = dilation[i]! * (w.shape[i + 2]! - 1);
      const before = reach - padding[i]![0];
      return [before, inputSize[i]! - open.shape[i + 1]! + reach - before];
    });
    const image = this.g.pad(open, [[0, 0], ...around, [0, 0]]);
    const kernel = this.#turned(this.read(w), [...w.shape.map((_, i) => i).slice(2), 0, 1]);
    const turnedAround = this.g.op('ReverseV2', [kernel, this.g.ints(spatial.map((axis) => axis - 1))], {
      shape: kernel.shape,
    });
    const plain = { stride: stride.map(() => 1), dilation, groups: 1 };
    const rank = image.shape.length;
    const kernels = this.g.split(turnedAround, groups, rank - 2);
    const parts = this.g
      .split(image, groups, rank - 1)
      .map((part, i) => this.#convolved(plain, part, kernels[i]!, inputSize));
    return { last: this.g.concat(parts, rank - 1) };
  }

  /** `step - 1` zeros between the elements along an axis. */
  #spread(x: Ref, axis: number, step: number): Ref {
    if (step === 1) return x;
    const length = x.shape[axis]!;
    const column = this.g.reshape(x, [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)]);
    const padded = this.g.pad(
      column,
      column.shape.map((_, i): [number, number] => [0, i === axis + 1 ? step - 1 : 0]),
    );
    const open = this.g.reshape(padded, x.shape.with(axis, length * step));
    return this.g.slice(
      open,
      x.shape.map(() => 0),
      x.shape.with(axis, (length - 1) * step + 1),
    );
  }

  #pool(op: 'MaxPool' | 'AvgPool', params: PoolParams, x: Value, y: Value, value: number): Ref {
    const { size, stride, padding, dilation } = params;
    const image = this.g.pad(this.read(x, 'last'), [[0, 0], ...padding, [0, 0]], value);
    const places = y.shape.slice(2);
    const rank = image.shape.length;
    const three = rank === 5;
    // MaxPool3D of TensorFlow.js 4.22 on WebAssembly gives 0 where all of a window is below that
    if (dilation.some((step) => step > 1) || (three && op === 'MaxPool')) return this.#taps(op, params, image, places);
    const line = rank === 3;
    const given = this.#image(image);
    const made = this.g.op(
      three ? `${op}3D` : op,
      [given],
      { shape: [given.shape[0]!, ...(line ? [1] : []), ...places, given.shape.at(-1)!] },
      {
        ...window(line ? [1, ...stride] : stride, dilation, three ? 'NDHWC' : 'NHWC'),
        ksize: list([1, ...(line ? [1] : []), ...size, 1]),
      },
    );
    return this.#fromImage(made, rank);
  }

  /** What each place of a window sees, put together. */
  #taps(op: 'MaxPool' | 'AvgPool', { size, stride, dilation }: PoolParams, image: Ref, places: Shape): Ref {
    const all = size.reduce<number[][]>(
      (before, s) => before.flatMap((tap) => Array.from({ length: s }, (_, k) => [...tap, k])),
      [[]],
    );
    const counts = [image.shape[0]!, ...places, image.shape.at(-1)!];
    const seen = all.map((tap) =>
      this.g.slice(image, [0, ...tap.map((k, i) => k * dilation[i]!), 0], counts, [1, ...stride, 1]),
    );
    const whole = seen.reduce((a, b) => this.g.binary(op === 'MaxPool' ? 'Maximum' : 'Add', a, b, counts));
    return op === 'MaxPool' ? whole : this.g.binary('RealDiv', whole, this.g.scalar(sizeOf(size)), counts);
  }

  #avgPool(params: AvgPoolParams, x: Value, y: Value): Placed {
    const whole = this.#pool('AvgPool', params, x, y, 0);
    if (params.countPadding) return { last: whole };
    const share = this.g.constant(
      'float32',
      [1, ...y.shape.slice(2), 1],
      covered(params, x.shape.slice(2), y.shape.slice(2)),
    );
    return { last: this.g.binary('RealDiv', whole, share, whole.shape) };
  }

  #matmul({ transposeA, transposeB }: Prims['matmul'], a: Ref, b: Ref, shape: Shape): Ref {
    const flat = { transpose_a: flag(transposeA), transpose_b: flag(transposeB), T: typeOf('float32') };
    if (a.shape.length === 2 && b.shape.length === 2) return this.g.op('MatMul', [a, b], { shape }, flat);
    // many matrices against one: all their rows in one product
    if (b.shape.length === 2 && !transposeA) {
      const rows = sizeOf(a.shape.slice(0, -1));
      const product = this.g.op(
        'MatMul',
        [this.g.reshape(a, [rows, a.shape.at(-1)!]), b],
        { shape: [rows, shape.at(-1)!] },
        flat,
      );
      return this.g.reshape(product, shape);
    }
    const lead = shape.slice(0, -2);
    const [left, right] = [a, b].map((one) =>
      sameShape(one.shape.slice(0, -2), lead) ? one : this.g.broadcast(one, [...lead, ...one.shape.slice(-2)]),
    );
    const attr = { adj_x: flag(transposeA), adj_y: flag(transposeB), T: typeOf('float32') };
    return this.g.op('BatchMatMulV2', [left!, right!], { shape }, attr);
  }

  /** 0, 1, 2 ... along an axis. */
  #iota(shape: Shape, axis: number, dtype: GraphType): Ref {
    const length = shape[axis]!;
    const limit = this.g.reshape(this.g.shape([length]), []);
    const line = this.g.op(
      'Range',
      [this.g.scalar(0, 'int32'), limit, this.g.scalar(1, 'int32')],
      { shape: [length], dtype: 'int32' },
      { Tidx: typeOf('int32') },
    );
    const placed = this.g.reshape(
      line,
      shape.map((_, i) => (i === axis ? length : 1)),
    );
    return this.g.cast(this.g.broadcast(placed, shape), dtype);
  }

  /** Elements whose places along an axis are given: by flat places, which are counted together. */
  #gatherElements(x: Ref, which: Ref, axis: number): Ref {
    const strides = stridesOf(x.shape);
    const scaled = (ref: Ref, by: number) => this.g.binary('Mul', ref, this.g.scalar(by, 'int32'), ref.shape);
    const parts = which.shape.flatMap((dim, i) =>
      i === axis
        ? [scaled(which, strides[i]!)]
        : dim === 1
          ? []
          : [scaled(this.#iota(which.shape, i, 'int32'), strides[i]!)],
    );
    const flat = parts.reduce((a, b) => this.g.binary('Add', a, b, which.shape));
    return this.#gather(
      this.g.reshape(x, [sizeOf(x.shape)]),
      this.g.reshape(flat, [sizeOf(which.shape)]),
      0,
      which.shape,
    );
  }
  #gather(x: Ref, which: Ref, axis: number, shape: Shape): Ref {
    const flat = this.g.reshape(which, [sizeOf(which.shape)]);
    const dims = [...x.shape.slice(0, axis), flat.shape[0]!, ...x.shape.slice(axis + 1)];
    const found = this.g.op(
      'GatherV2',
      [x, flat, this.g.scalar(axis, 'int32')],
      { shape: dims },
      { batch_dims: { i: '0' } },
    );
    return this.g.reshape(found, shape);
  }

  /** A loop over time, step after step. */
  #scan({ body, carries, scanned, reverse }: Prims['scan'], x: readonly Value[]): Placed[] {
    const sequences = x.slice(carries, carries + scanned).map((value) => this.read(value));
    const count = sequences[0]!.shape[0]!;
    let carried = x.slice(0, carries).map((value) => this.read(value));
    const results: Ref[][] = body.outputs.slice(carries).map(() => []);
    for (const at of Array.from({ length: count }, (_, i) => (reverse ? count - 1 - i : i))) {
      const moments = sequences.map((sequence) => {
        const start = sequence.shape.map((_, i) => (i === 0 ? at : 0));
        return this.g.reshape(this.g.slice(sequence, start, sequence.shape.with(0, 1)), sequence.shape.slice(1));
      });
      const given = [...carried, ...moments, ...x.slice(carries + scanned).map((value) => this.read(value))];
      body.inputs.forEach(({ value }, i) => this.give(value, given[i]!));
      this.run(body.equations);
      const made = body.outputs.map(({ value }) => this.read(value));
      carried = made.slice(0, carries);
      made.slice(carries).forEach((one, i) => (results[i]![at] = one));
    }
    const stacked = results.map((parts) =>
      this.g.op('Pack', parts, { shape: [count, ...parts[0]!.shape] }, { axis: { i: '0' }, N: { i: String(count) } }),
    );
    return [...carried, ...stacked].map((own) => ({ own }));
  }

  readonly #rules: Rules<[Call], Placed | readonly Placed[]> = {
    fill: ({ dtype, shape, value }) => ({
      own:
        sizeOf(shape) === 1
          ? this.g.constant(dtype, shape, [value])
          : this.g.op(
              'Fill',
              [this.g.shape(shape), this.g.scalar(value, dtype)],
              { shape, dtype },
              { T: typeOf(dtype) },
            ),
    }),
    constant: ({ dtype, shape, values }) => ({ own: this.g.constant(dtype, shape, values) }),
    iota: ({ dtype, shape, axis }) => ({ own: this.#iota(shape, axis, dtype) }),
    randomUniform: () => {
      throw refused(phrase('random-predictions'));
    },
    neg: this.#unary('Neg'),
    abs: this.#unary('Abs'),
    sign: this.#unary('Sign'),
    exp: this.#unary('Exp'),
    log: this.#unary('Log'),
    sqrt: this.#unary('Sqrt'),
    sin: this.#unary('Sin'),
    cos: this.#unary('Cos'),
    tanh: this.#unary('Tanh'),
    sigmoid: this.#unary('Sigmoid'),
    softplus: this.#unary('Softplus'),
    erf: this.#unary('Erf'),
    floor: this.#unary('Floor'),
    relu: this.#unary('Relu'),
    not: this.#unary('LogicalNot'),
    cast: ({ to }, { x: [x] }) => {
      const order = this.#isLast(x!) ? 'last' : 'own';
      return { [order]: this.g.cast(this.read(x!, order), to) };
    },
    stopGradient: this.#same,
    add: this.#binary('Add'),
    sub: this.#binary('Sub'),
    mul: this.#binary('Mul'),
    div: this.#binary('RealDiv'),
    pow: this.#binary('Pow'),
    max: this.#binary('Maximum'),
    min: this.#binary('Minimum'),
    eq: this.#binary('Equal', 'bool'),
    lt: this.#binary('Less', 'bool'),
    le: this.#binary('LessEqual', 'bool'),
    and: this.#binary('LogicalAnd', 'bool'),
    or: this.#binary('LogicalOr', 'bool'),
    select: (_, { x, outputs: [y] }) => {
      const [condition, a, b] = x.map((value) => this.g.broadcast(this.read(value), y!.shape));
      return { own: this.g.op('SelectV2', [condition!, a!, b!], { shape: y!.shape, dtype: a!.dtype }) };
    },
    matmul: (params, { x: [a, b], outputs: [y] }) => ({
      own: this.#matmul(params, this.read(a!), this.read(b!), y!.shape),
    }),
    conv: (params, { x: [x, w], outputs: [y] }) => this.#conv(params, x!, w!, y!),
    convInputGrad: (params, { x: [dy, w] }) => this.#convInputGrad(params, dy!, w!),
    convWeightGrad: () => trainingOnly('convWeightGrad'),
    maxPool: (params, { x: [x], outputs: [y] }) => ({
      last: this.#pool('MaxPool', params, x!, y!, Number.NEGATIVE_INFINITY),
    }),
    maxPoolGrad: () => trainingOnly('maxPoolGrad'),
    avgPool: (params, { x: [x], outputs: [y] }) => this.#avgPool(params, x!, y!),
    avgPoolGrad: () => trainingOnly('avgPoolGrad'),
    sum: this.#reduce('Sum'),
    mean: this.#reduce('Mean'),
    reduceMax: this.#reduce('Max'),
    reduceMin: this.#reduce('Min'),
    argMax: ({ axis }, { x: [x], outputs: [y] }) => ({
      own: this.g.op('ArgMax', [this.read(x!), this.g.scalar(axis, 'int32')], { shape: y!.shape, dtype: 'int32' }),
    }),
    topK: ({ axis, k }, { x: [x] }) => ({
      own: this.#alongLast(this.read(x!), axis, (rows) => {
        const shape = rows.shape.with(-1, k);
        const made = this.g.op(
          'TopKV2',
          [rows, this.g.scalar(k, 'int32')],
          { shape, dtype: 'int32' },
          { sorted: flag(true) },
        );
        return { ...made, name: `${made.name}:1` };
      }),
    }),
    cumsum: ({ axis, exclusive, reverse }, { x: [x] }) => ({
      own: this.g.op(
        'Cumsum',
        [this.read(x!), this.g.scalar(axis, 'int32')],
        { shape: x!.shape },
        { exclusive: flag(exclusive), reverse: flag(reverse) },
      ),
    }),
    softmax: ({ axis }, { x: [x] }) => ({
      own: this.#alongLast(this.read(x!), axis, (rows) => this.g.unary('Softmax', rows)),
    }),
    logSoftmax: ({ axis }, { x: [x] }) => ({
      own: this.#alongLast(this.read(x!), axis, (rows) => this.g.unary('LogSoftmax', rows)),
    }),
    standardize: ({ axes, epsilon }, { x: [value] }) => {
      const x = this.read(value!);
      const mean = this.g.reduce('Mean', x, axes, true);
      const centred = this.g.binary('Sub', x, mean, x.shape);
      const variance = this.g.reduce('Mean', this.g.unary('Square', centred), axes, true);
      const root = this.g.unary('Sqrt', this.g.binary('Add', variance, this.g.scalar(epsilon), variance.shape));
      return [{ own: this.g.binary('RealDiv', centred, root, x.shape) }, { own: mean }, { own: variance }];
    },
    reshape: ({ to }, { x: [x] }) => ({ own: this.g.reshape(this.read(x!), to) }),
    transpose: ({ order }, { x: [x] }) => {
      // what only brings the channels to the end is there already
      if (this.#isLast(x!) && sameShape(order, toLast(order.length))) return { own: this.read(x!, 'last') };
      return { own: this.#turned(this.read(x!), order) };
    },
    broadcast: ({ to }, { x: [x] }) => ({ own: this.g.broadcast(this.read(x!), to) }),
    concat: ({ axis }, { x }) => {
      const order = this.#orderOf(x);
      const rank = x[0]!.shape.length;
      return {
        [order]: this.g.concat(
          x.map((value) => this.read(value, order)),
          order === 'own' ? axis : lastAxis(axis, rank),
        ),
      };
    },
    slice: ({ start, step }, { x: [x], outputs: [y] }) => ({ own: this.g.slice(this.read(x!), start, y!.shape, step) }),
    pad: ({ padding, value }, { x: [x] }) => ({ own: this.g.pad(this.read(x!), padding, value) }),
    reverse: ({ axes }, { x: [x] }) => ({
      own: this.g.op('ReverseV2', [this.read(x!), this.g.ints(axes)], { shape: x!.shape }),
    }),
    gather: ({ axis }, { x: [x, which], outputs: [y] }) => ({
      own: this.#gather(this.read(x!), this.read(which!), axis, y!.shape),
    }),
    scatterAdd: () => trainingOnly('scatterAdd'),
    gatherElements: ({ axis }, { x: [x, which] }) => ({
      own: this.#gatherElements(this.read(x!), this.read(which!), axis),
    }),
    scatterElementsAdd: () => trainingOnly('scatterElementsAdd'),
    scan: (params, { x }) => this.#scan(params, x),
    foreign: ({ op }) => {
      throw foreignOnly(op);
    },
  };
}

const window = (stride: readonly number[], dilation: readonly number[], format: 'NHWC' | 'NDHWC') => {
  const sized = (values: readonly number[]) =>
    list([1, ...(format === 'NHWC' && values.length === 1 ? [1] : []), ...values, 1]);
  return {
    strides: sized(stride),
    dilations: sized(dilation),
    padding: text('VALID'),
    data_format: text(format),
    T: typeOf('float32'),
  };
};

/** Which part of each window lies on the input and not on its padding. */
function covered({ size, stride, padding, dilation }: PoolParams, input: Shape, places: Shape): number[] {
  const along = places.map((count, i) =>
    Array.from({ length: count }, (_, at) => {
      const first = at * stride[i]! - padding[i]![0];
      const inside = Array.from({ length: size[i]! }, (_, k) => first + k * dilation[i]!);
      return inside.filter((place) => place >= 0 && place < input[i]!).length / size[i]!;
    }),
  );
  return along.reduce<number[]>((all, line) => all.flatMap((share) => line.map((one) => share * one)), [1]);
}

const refused = (what: Parameters<typeof problem<'export-unsupported'>>[1]['what']): UserError =>
  new UserError([problem('export-unsupported', { target: verbatim('TensorFlow.js'), what })]);

/** What only training asks for stands in no program of predictions. */
function trainingOnly(name: string): never {
  throw new Error(`internal: ${name} stands in a program of predictions`);
}
