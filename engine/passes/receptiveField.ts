/**
 * The receptive field: how much of an Input one place of a node's output depends on. It is found on programs, one layer's at a time,
 * so every layer has it by what it computes: a primitive keeps places apart, slides a window over them, or mixes them all.
 * As is usual, the statistics of a normalization do not count (Araujo et al. 2019, Computing receptive fields of convolutional
 * neural networks, https://distill.pub/2019/computing-receptive-fields).
 */
import type { Edge } from '../graph/document.ts';
import { Builder } from '../ir/builder.ts';
import { apply, type Prims, type Rules, type Value, type Window } from '../ir/prims.ts';
import type { Equation } from '../ir/program.ts';
import { layerFor, layerOf, nodePorts } from '../layers/index.ts';
import { resolveSettings } from '../settings.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';
import { type CheckedGraph, type CheckedNode, wiresInto } from './check.ts';

/**
 * Along one axis of an Input: what the value has at place p sees the Input's places p·step + low to p·step + high. Element `flat` of
 * the value, counted row by row, is at place `flat / inner mod length`, which holds whatever its shape; undefined where all of the
 * value sees the same.
 */
interface AxisField {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly place: { readonly inner: number; readonly length: number } | undefined;
  /** Where places were put between those of a coarser map: its own reach, and how far its places lie apart. Only whole ones are seen. */
  readonly coarse?: { readonly reach: number; readonly apart: number };
  /** The places stand in another order than the Input's: how many are seen still holds, which does not. */
  readonly shuffled?: true;
}
interface Seen {
  /** By Input, one field for each of its axes behind the channels. */
  readonly fields: ReadonlyMap<string, readonly AxisField[]>;
  /** A window has gone over it: before that there is nothing to tell. */
  readonly hasWindow: boolean;
}
/** What a value depends on; `unclear` where that cannot be followed. */
type Dependence = Seen | 'nothing' | 'unclear';
interface FieldOperand {
  readonly dependence: Dependence;
  readonly shape: Shape;
  /** Of a constant. */
  readonly values?: readonly number[];
}

const innerOf = (shape: Shape, axis: number): number => sizeOf(shape.slice(axis + 1));
const whole = (field: AxisField): AxisField => ({
  ...field,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  place: undefined,
});
/** The axis whose places the field's are, or part of them; undefined where they are spread over several. */
function axisOf({ inner, length }: NonNullable<AxisField['place']>, shape: Shape): number | undefined {
  const axis = shape.findIndex((size, i) => innerOf(shape, i) <= inner && inner * length <= innerOf(shape, i) * size);
  return axis < 0 ? undefined : axis;
}
/** The field where `axis` of `from` has become `to` of another shape. */
const moved = (field: AxisField, from: Shape, axis: number, to: Shape, at: number): AxisField => ({
  ...field,
  place: { ...field.place!, inner: (innerOf(to, at) * field.place!.inner) / innerOf(from, axis) },
});

/** Changes every field that has a place, by the axis on which it stands. */
function change(
  { dependence, shape }: FieldOperand,
  each: (field: AxisField, axis: number) => AxisField | 'unclear',
  hasWindow = false,
): Dependence {
  if (typeof dependence === 'string') return dependence;
  const fields = new Map<string, readonly AxisField[]>();
  for (const [input, list] of dependence.fields) {
    const changed = list.map((field) => {
      const axis = field.place && axisOf(field.place, shape);
      return field.place === undefined ? field : axis === undefined ? 'unclear' : each(field, axis);
    });
    if (changed.includes('unclear')) return 'unclear';
    fields.set(input, changed as AxisField[]);
  }
  return { fields, hasWindow: dependence.hasWindow || hasWindow };
}

function join(dependences: readonly Dependence[]): Dependence {
  if (dependences.includes('unclear')) return 'unclear';
  const seen = dependences.filter((dependence) => typeof dependence !== 'string');
  if (seen.length === 0) return 'nothing';
  const fields = new Map(seen[0]!.fields);
  for (const { fields: more } of seen.slice(1))
    for (const [input, list] of more) {
      const before = fields.get(input);
      const joined: readonly (AxisField | 'unclear')[] = before
        ? list.map((field, axis) => both(before[axis]!, field))
        : list;
      if (joined.includes('unclear')) return 'unclear';
      fields.set(input, joined as AxisField[]);
    }
  return { fields, hasWindow: seen.some(({ hasWindow }) => hasWindow) };
}

function both(a: AxisField, b: AxisField): AxisField | 'unclear' {
  if (a.place && b.place && (a.place.inner !== b.place.inner || a.place.length !== b.place.length)) return 'unclear';
  const longer = a.high - a.low > b.high - b.low ? a : b;
  return {
    ...longer,
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    step: Math.max(a.step, b.step),
    place: a.place ?? b.place,
    ...((a.shuffled || b.shuffled) && { shuffled: true }),
  };
}

type In = readonly FieldOperand[];
type Rule<P extends keyof Prims> = (params: Prims[P], inputs: In, to: Shape) => Dependence;

const nothing = (): Dependence => 'nothing';
const lost = (_: unknown, inputs: In): Dependence =>
  inputs.every(({ dependence }) => dependence === 'nothing') ? 'nothing' : 'unclear';

/** Operands are aligned at their last axes; one that is stretched along an axis is seen whole from everywhere. */
const elementwise = (_: unknown, inputs: In, to: Shape): Dependence =>
  join(
    inputs.map((x) =>
      change(x, (field, axis) => {
        const at = axis + to.length - x.shape.length;
        return x.shape[axis] === to[at] ? moved(field, x.shape, axis, to, at) : whole(field);
      }),
    ),
  );

/** Mixes the places of some axes. */
const mix = (x: FieldOperand, axes: readonly number[], to: Shape): Dependence =>
  change(x, (field, axis) =>
    axes.includes(axis)
      ? whole(field)
      : moved(
          field,
          x.shape,
          axis,
          to,
          to.length === x.shape.length ? axis : axis - axes.filter((one) => one < axis).length,
        ),
  );
const reduction: Rule<'sum'> = ({ axes }, [x], to) => mix(x!, axes, to);
const along = ({ axis }: { readonly axis: number }, [x]: In, to: Shape): Dependence => mix(x!, [axis], to);

/** The field of an axis that is one of the Input's, or one whose every place stands several times in a row. */
function plain(field: AxisField, shape: Shape, axis: number): AxisField | undefined {
  const { inner, length } = field.place!;
  if (field.shuffled || inner * length !== innerOf(shape, axis) * shape[axis]!) return undefined;
  const times = shape[axis]! / length;
  return windowed(field, shape, axis, -(times - 1) / times, 0, 1 / times);
}

/** Each place of the result sees the places `first` to `last`, of which there are `ratio` for each. */
function windowed(field: AxisField, to: Shape, axis: number, first: number, last: number, ratio: number): AxisField {
  const { low, high, step, coarse = ratio < 1 ? { reach: high - low, apart: step } : undefined } = field;
  return {
    ...field,
    ...(coarse && { coarse }),
    low: low + first * step,
    high: high + last * step,
    step: step * ratio,
    place: { inner: innerOf(to, axis), length: to[axis]! },
  };
}

/** A window over the axes behind the channels; `channels` where those are mixed, too. */
const slide = (
  x: FieldOperand,
  size: readonly number[],
  { stride, padding, dilation }: Window,
  channels: boolean,
  to: Shape,
): Dependence =>
  change(
    x,
    (field, axis) => {
      if (axis < 2) return channels && axis === 1 ? whole(field) : moved(field, x.shape, axis, to, axis);
      const [before, reach] = [padding[axis - 2]![0], dilation[axis - 2]! * (size[axis - 2]! - 1)];
      const even = plain(field, x.shape, axis);
      return even ? windowed(even, to, axis, -before, reach - before, stride[axis - 2]!) : 'unclear';
    },
    true,
  );

/** What a table says of its places, row by row: which places of the axis each sees, as a window. */
function window(
  rows: readonly (readonly number[])[],
  length: number,
): readonly [first: number, last: number, ratio: number] {
  const ratio = length / rows.length;
  const firsts = rows.map((row, p) => row.findIndex((w) => w !== 0) - p * ratio);
  const lasts = rows.map((row, p) => row.findLastIndex((w) => w !== 0) - p * ratio);
  return [Math.min(...firsts), Math.max(...lasts), ratio];
}
/** The rows of a matrix, or its columns. */
const lines = (values: readonly number[], [rows, columns]: Shape, byColumn: boolean): number[][] =>
  byColumn
    ? Array.from({ length: columns! }, (_, j) => Array.from({ length: rows! }, (_, i) => values[i * columns! + j]!))
    : Array.from({ length: rows! }, (_, i) => values.slice(i * columns!, (i + 1) * columns!));

const FIELD: Rules<[In, Shape], Dependence> = {
  fill: nothing,
  constant: nothing,
  iota: nothing,
  randomUniform: nothing,
  neg: elementwise,
  abs: elementwise,
  sign: elementwise,
  exp: elementwise,
  log: elementwise,
  sqrt: elementwise,
  sin: elementwise,
  cos: elementwise,
  tanh: elementwise,
  sigmoid: elementwise,
  softplus: elementwise,
  erf: elementwise,
  floor: elementwise,
  relu: elementwise,
  not: elementwise,
  cast: elementwise,
  stopGradient: elementwise,
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  pow: elementwise,
  max: elementwise,
  min: elementwise,
  eq: elementwise,
  lt: elementwise,
  le: elementwise,
  and: elementwise,
  or: elementwise,
  select: elementwise,
  broadcast: elementwise,
  standardize: elementwise,
  matmul({ transposeA, transposeB }, inputs, to) {
    const [a, b] = inputs as [FieldOperand, FieldOperand];
    if (a.dependence !== 'nothing' && b.dependence !== 'nothing') return lost(undefined, inputs);
    // the axis that is summed over is the last of a and the last but one of b
    const [x, table, turned, byColumn, side] =
      b.dependence === 'nothing'
        ? ([a, b, transposeA, !transposeB, 2] as const)
        : ([b, a, !transposeB, transposeA, 1] as const);
    const summed = x.shape.length - (turned ? 2 : 1);
    return change(x, (field, axis) => {
      if (axis < x.shape.length - 2) return moved(field, x.shape, axis, to, axis + to.length - x.shape.length);
      if (axis !== summed) return moved(field, x.shape, axis, to, to.length - side);
      const even = table.values && table.shape.length === 2 && plain(field, x.shape, axis);
      return even
        ? windowed(
            even,
            to,
            to.length - 3 + side,
            ...window(lines(table.values, table.shape, byColumn), x.shape[axis]!),
          )
        : whole(field);
    });
  },
  conv: (params, [x, w], to) =>
    w!.dependence === 'nothing' ? slide(x!, w!.shape.slice(2), params, true, to) : lost(undefined, [x!, w!]),
  convInputGrad({ stride, padding, dilation }, [y, w], to) {
    if (w!.dependence !== 'nothing') return lost(undefined, [y!, w!]);
    return change(
      y!,
      (field, axis) => {
        if (axis < 2) return axis === 1 ? whole(field) : moved(field, y!.shape, axis, to, axis);
        const even = plain(field, y!.shape, axis);
        // place o has parts of the places i with o = i·stride − padding + tap
        const [before, reach, ratio] = [
          padding[axis - 2]![0],
          dilation[axis - 2]! * (w!.shape[axis]! - 1),
          stride[axis - 2]!,
        ];
        return even ? windowed(even, to, axis, (before - reach) / ratio, before / ratio, 1 / ratio) : 'unclear';
      },
      true,
    );
  },
  convWeightGrad: lost,
  maxPool: ({ size, ...params }, [x], to) => slide(x!, size, params, false, to),
  avgPool: ({ size, ...params }, [x], to) => slide(x!, size, params, false, to),
  maxPoolGrad: lost,
  avgPoolGrad: lost,
  sum: reduction,
  mean: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  argMax: along,
  topK: along,
  cumsum: along,
  softmax: along,
  logSoftmax: along,
  reshape: (_, [x]) => x!.dependence,
  transpose: ({ order }, [x], to) => change(x!, (field, axis) => moved(field, x!.shape, axis, to, order.indexOf(axis))),
  concat: ({ axis: joined }, inputs, to) =>
    join(
      inputs.map((x) =>
        change(x, (field, axis) =>
          axis === joined
            ? { ...field, shuffled: true, place: { inner: innerOf(to, axis), length: to[axis]! } }
            : moved(field, x.shape, axis, to, axis),
        ),
      ),
    ),
  slice: ({ start, step }, [x], to) => cut(x!, start, step, to),
  pad: ({ padding }, [x], to) =>
    cut(
      x!,
      padding.map(([before]) => -before),
      padding.map(() => 1),
      to,
    ),
  reverse: ({ axes }, [x]) => change(x!, (field, axis) => (axes.includes(axis) ? { ...field, shuffled: true } : field)),
  gather({ axis: picked }, [x, indices], to) {
    if (indices!.dependence !== 'nothing') return lost(undefined, [x!, indices!]);
    const added = indices!.shape.length - 1;
    return change(x!, (field, axis) =>
      axis === picked
        ? { ...field, shuffled: true, place: { inner: innerOf(to, axis + added), length: sizeOf(indices!.shape) } }
        : moved(field, x!.shape, axis, to, axis < picked ? axis : axis + added),
    );
  },
  scatterAdd: lost,
  gatherElements: lost,
  scatterElementsAdd: lost,
  scan: lost,
  foreign: lost,
};

/** Some of the places, or a border around them, along each axis: from `start` on, every `step`th. */
const cut = (x: FieldOperand, start: readonly number[], step: readonly number[], to: Shape): Dependence =>
  change(x, (field, axis) => {
    if (x.shape[axis] === to[axis] && start[axis] === 0 && step[axis] === 1)
      return moved(field, x.shape, axis, to, axis);
    const even = plain(field, x.shape, axis);
    return even ? windowed(even, to, axis, start[axis]!, start[axis]!, step[axis]!) : 'unclear';
  });

interface Lowered {
  readonly inputs: readonly (Value | undefined)[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Value[];
}
const lowered = new WeakMap<CheckedNode, Lowered>();

/** The layer's own equations, for one sample; once for each node. */
function programOf(checked: CheckedNode): Lowered {
  let program = lowered.get(checked);
  if (!program) {
    const layer = layerFor(checked.node)!;
    const { settings } = resolveSettings(layer.settings, checked.node.settings);
    const b = new Builder();
    const enter = (name: string, { dtype, shape }: TensorType): Value =>
      b.input(
        name,
        dtype,
        shape.map((dim) => (dim === 'N' ? 1 : dim)),
      );
    const inputs = checked.inputs.map((type, i) => (type as TensorType | undefined) && enter(`input ${i}`, type));
    const weights = Object.entries(layer.weights?.(checked.inputs, settings) ?? {}).map(
      ([name, { shape }]) => [name, enter(name, { dtype: 'float32', shape })] as const,
    );
    const ctx = {
      b,
      training: false,
      batch: 1,
      uniform: (shape: Shape) => b.fill(0.5, shape),
      update() {},
      penalty() {},
    };
    const result = layer.lower(ctx, inputs as Value[], settings, Object.fromEntries(weights));
    program = { inputs, equations: b.equations, outputs: 'id' in result ? [result] : result };
    lowered.set(checked, program);
  }
  return program;
}

/** What the outputs see of the network's Inputs where the layer's inputs see this. */
function through(checked: CheckedNode, dependences: readonly Dependence[]): Dependence[] {
  const { inputs, equations, outputs } = programOf(checked);
  const known = new Map<Value, Dependence>(
    inputs.flatMap((value, i) => (value ? [[value, dependences[i]!] as const] : [])),
  );
  const constants = new Map(
    equations.flatMap(({ prim, params, outputs: [value] }) =>
      prim === 'constant' ? [[value!, params.values] as const] : [],
    ),
  );
  const operand = (value: Value): FieldOperand => {
    const values = constants.get(value);
    return { dependence: known.get(value) ?? 'nothing', shape: value.shape, ...(values && { values }) };
  };
  for (const equation of equations) {
    const dependence = apply(FIELD, equation, equation.inputs.map(operand), equation.outputs[0]!.shape);
    for (const output of equation.outputs) known.set(output, dependence);
  }
  return outputs.map((value) => known.get(value) ?? 'nothing');
}

const places = (shape: Shape): AxisField[] =>
  shape.map((length, axis) => ({ low: 0, high: 0, step: 1, place: { inner: innerOf(shape, axis), length } }));

/** An Input's own places; one without axes behind its channels has none. */
function inputDependence(id: string, { shape }: TensorType): Dependence {
  return shape.length < 3
    ? 'nothing'
    : { fields: new Map([[id, places(shape.slice(2) as number[])]]), hasWindow: false };
}

export interface ReceptiveField {
  /** The Input node. */
  readonly input: string;
  /** Places that are seen along each of its axes behind the channels, at most all of them. */
  readonly seen: readonly number[];
  readonly of: readonly number[];
}

/**
 * What one place of a node's first output sees of each Input, by the node's flat id; that of a block's instance by what feeds its
 * first output. Empty where no window goes over an Input on the way, or where it cannot be followed (as through a loop over time).
 */
export function receptiveFields(checked: CheckedGraph, id: string): readonly ReceptiveField[] {
  const node = checked.expanded.inlined.get(id);
  const end = node ? node.outputs[0] : { node: id, port: undefined };
  if (!end) return [];
  const incoming = new Map<string, Edge[]>();
  for (const edge of checked.expanded.graph.edges) {
    const list = incoming.get(edge.to.node);
    if (list) list.push(edge);
    else incoming.set(edge.to.node, [edge]);
  }
  const above = new Set([end.node]);
  for (const node of above) for (const { from } of incoming.get(node) ?? []) above.add(from.node);
  const dependences = new Map<string, Dependence[]>();
  for (const node of checked.order) {
    if (!above.has(node)) continue;
    const found = checked.nodes.get(node)!;
    if (found.outputs.length === 0) return [];
    const { inputs } = nodePorts(found.node);
    const sources = inputs.flatMap((port) => wiresInto(port, incoming.get(node) ?? []));
    const received = sources.map(
      (edge): Dependence => (edge ? dependences.get(edge.from.node)![portIndex(checked, edge.from)]! : 'nothing'),
    );
    dependences.set(
      node,
      layerOf(found.node.type)!.fed ? [inputDependence(node, found.outputs[0]!)] : through(found, received),
    );
  }
  const dependence = dependences.get(end.node)?.[
    end.port === undefined ? 0 : portIndex(checked, { node: end.node, port: end.port })
  ];
  if (dependence === undefined || typeof dependence === 'string' || !dependence.hasWindow) return [];
  return [...dependence.fields].map(([input, fields]) => {
    const of = checked.nodes.get(input)!.outputs[0]!.shape.slice(2).map(Number);
    return { input, of, seen: fields.map((field, axis) => Math.min(of[axis]!, count(field))) };
  });
}

/** How many places of the Input are seen, where it is the most. */
function count({ low, high, coarse = { reach: 0, apart: 1 } }: AxisField): number {
  if (high === Number.POSITIVE_INFINITY) return high;
  const more = Math.floor((high - low - coarse.reach) / coarse.apart + 1e-6);
  return Math.round(coarse.reach + more * coarse.apart) + 1;
}

const portIndex = (checked: CheckedGraph, { node, port }: Edge['from']): number =>
  nodePorts(checked.nodes.get(node)!.node).outputs.findIndex(({ name }) => name === port);
