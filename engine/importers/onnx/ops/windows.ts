/** Operators that slide a window: convolutions and pools, and those that change the size of maps. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { phrase, verbatim } from '../../../phrases.ts';
import { known, listOf } from '../fold.ts';
import { float, int, ints, type Op, text } from '../read.ts';
import { type Known, sizeIn } from '../tensors.ts';
import type { Translator } from '../translator.ts';
import { axisIn, Unmapped, type Value, type Wire } from '../values.ts';
import { ADAPTIVE, type Rule, type RuleTable } from './define.ts';

interface Sliding {
  readonly rank: 1 | 2 | 3;
  readonly wire: Wire;
  readonly steps: number;
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly pads: readonly (readonly [number, number])[];
}

/** The window of a node; where it pads unevenly that is done before, with `value`. */
function sliding(op: Op, t: Translator, x: Value, kernel: readonly number[]): Sliding {
  const wire = t.as(t.asWire(x), 'float32');
  const rank = wire.shape.length - 2;
  if (rank < 1 || rank > 3 || kernel.length !== rank)
    throw new Unmapped(phrase('onnx-axes', { count: wire.shape.length }));
  const { steps } = t.layered(wire, rank + 1);
  const ones = kernel.map(() => 1);
  const [stride, dilation] = [ints(op, 'strides') ?? ones, ints(op, 'dilations') ?? ones];
  const given = ints(op, 'pads') ?? kernel.map(() => 0).flatMap((zero) => [zero, zero]);
  const auto = text(op, 'auto_pad', 'NOTSET');
  const pads = kernel.map((size, i): readonly [number, number] => {
    if (auto === 'VALID') return [0, 0];
    if (auto === 'NOTSET' || auto === '') return [given[i]!, given[i + rank]!];
    const length = wire.shape[i + 2]!;
    const reach = dilation[i]! * (size - 1) + 1;
    const total = Math.max((Math.ceil(length / stride[i]!) - 1) * stride[i]! + reach - length, 0);
    const less = Math.floor(total / 2);
    return auto === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
  });
  return { rank: rank as 1 | 2 | 3, wire, steps, kernel, stride, dilation, pads };
}

const isEven = (pads: Sliding['pads']): boolean => pads.every(([before, after]) => before === after);

/** The settings of the window; and the wire, padded where the layer cannot. */
function windowed(t: Translator, s: Sliding, value: number) {
  const { pads, wire } = s;
  const even = isEven(pads);
  const none = pads.every(([before, after]) => before === 0 && after === 0);
  const settings = {
    kernel: s.kernel,
    stride: s.stride,
    dilation: s.dilation,
    ...(even && !none && { padding: 'explicit', explicitPadding: pads.map(([before]) => before) }),
  };
  if (even) return { settings, wire };
  const shape = wire.shape.map((size, i) => (i < 2 ? size : size + pads[i - 2]![0] + pads[i - 2]![1]));
  const around = { amounts: pads.flat(), ...(value !== 0 && { value }) };
  return { settings, wire: t.through({ type: 'pad', settings: around }, wire, shape) };
}

const placesOf = (s: Sliding, ceil = false): number[] =>
  s.kernel.map((size, i) => {
    const [before, after] = s.pads[i]!;
    const length = s.wire.shape[i + 2]!;
    const places = (length + before + after - s.dilation[i]! * (size - 1) - 1) / s.stride[i]!;
    if (!ceil) return Math.floor(places) + 1;
    const count = Math.ceil(places) + 1;
    return (count - 1) * s.stride[i]! >= length + before ? count - 1 : count;
  });

/** A convolution with known weights, and perhaps a known bias of any shape. */
export const conv: Rule = (op, t, [x, w, b]) => {
  if (!w!.known || (b && !b.known)) throw new Unmapped(phrase('onnx-weights-not-known'));
  const s = sliding(op, t, x!, w!.shape.slice(2));
  const { settings, wire } = windowed(t, s, 0);
  const groups = int(op, 'group', 1);
  const filters = w!.shape[0]!;
  const weights = { weight: t.weight(w!), ...(b && { bias: t.weight(b as Known, [filters]) }) };
  return t.through(
    {
      type: `conv${s.rank}d`,
      name: t.ownerOf(op, w!),
      settings: { ...settings, filters, groups, bias: b !== undefined },
      weights,
    },
    wire,
    [s.wire.shape[0]!, filters, ...placesOf(s)],
    s.steps,
  );
};

const convTranspose: Rule = (op, t, [x, w, b]) => {
  if (!w!.known || (b && !b.known)) throw new Unmapped(phrase('onnx-weights-not-known'));
  const auto = text(op, 'auto_pad', 'NOTSET');
  const s = sliding(
    { ...op, attributes: new Map([...op.attributes].filter(([name]) => name !== 'auto_pad')) },
    t,
    x!,
    w!.shape.slice(2),
  );
  const groups = int(op, 'group', 1);
  const filters = w!.shape[1]! * groups;
  const extra = ints(op, 'output_padding') ?? s.kernel.map(() => 0);
  const whole = s.kernel.map((size, i) => (s.wire.shape[i + 2]! - 1) * s.stride[i]! + s.dilation[i]! * (size - 1) + 1);
  const wanted =
    ints(op, 'output_shape')?.slice(-s.rank) ??
    (auto.startsWith('SAME') ? s.stride.map((step, i) => step * s.wire.shape[i + 2]!) : undefined);
  // what is cut off before and after all that the filters write
  const cuts = s.kernel.map((_, i): [number, number] => {
    if (!wanted) return [s.pads[i]![0], s.pads[i]![1] - extra[i]!];
    const total = whole[i]! + extra[i]! - wanted[i]!;
    const less = Math.floor(total / 2);
    const [before, after] = auto === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    return [before, after - extra[i]!];
  });
  const even = cuts.every(
    ([before, after]) => before >= 0 && after <= before && before - after < Math.max(2, s.stride[0]!),
  );
  const common = { filters, kernel: s.kernel, stride: s.stride, dilation: s.dilation, groups, bias: b !== undefined };
  const weights = { weight: t.weight(w!), ...(b && { bias: t.weight(b as Known, [filters]) }) };
  const draw = (settings: object, sizes: readonly number[]): Wire =>
    t.through(
      { type: `transposedConv${s.rank}d`, name: t.ownerOf(op, w!), settings: { ...common, ...settings }, weights },
      s.wire,
      [s.wire.shape[0]!, filters, ...sizes],
      s.steps,
    );
  const sizes = whole.map((size, i) => size - cuts[i]![0] - cuts[i]![1]);
  if (even) {
    const outputPadding = cuts.map(([before, after]) => before - after);
    return draw({ padding: 'explicit', explicitPadding: cuts.map(([before]) => before), outputPadding }, sizes);
  }
  if (cuts.some((pair) => pair.some((cut) => cut < 0)))
    throw new Unmapped(phrase('onnx-attribute', { name: verbatim('output_shape') }));
  const all = draw({ padding: 'valid' }, whole);
  return cuts.reduce((sum, [before], i) => t.part(sum, i + 2, { start: before, step: 1, count: sizes[i]! }), all);
};

const LOWEST = -3.4028234663852886e38;

const maxPool: Rule = (op, t, [x]) => {
  if (op.outputs[1]) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('Indices') }));
  const s = sliding(op, t, x!, ints(op, 'kernel_shape')!);
  const ceil = int(op, 'ceil_mode', 0) === 1;
  const { settings, wire } = windowed(t, s, LOWEST);
  const shape = [s.wire.shape[0]!, s.wire.shape[1]!, ...placesOf(s, ceil)];
  return t.through(
    { type: `maxPool${s.rank}d`, name: op.called, settings: { ...settings, ceil } },
    wire,
    shape,
    s.steps,
  );
};

const averagePool: Rule = (op, t, [x]) => {
  const s = sliding(op, t, x!, ints(op, 'kernel_shape')!);
  const [ceil, counted] = [int(op, 'ceil_mode', 0) === 1, int(op, 'count_include_pad', 0) === 1];
  const { settings, wire } = windowed(t, s, 0);
  const shape = [s.wire.shape[0]!, s.wire.shape[1]!, ...placesOf(s, ceil)];
  const even = isEven(s.pads);
  if (!even && !counted && ceil) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('ceil_mode') }));
  const pooled = t.through(
    { type: `averagePool${s.rank}d`, name: op.called, settings: { ...settings, ceil, countPadding: counted || !even } },
    wire,
    shape,
    s.steps,
  );
  return even || counted
    ? pooled
    : t.formula(op, ([a, b]) => `${a} * ${b}`, [pooled, shares(s, shape.slice(2))], Type.FLOAT);
};

/** By how much more a mean is that leaves the padding out, at each place. */
function shares(s: Sliding, places: readonly number[]): Known {
  const covered = places.map((count, i) =>
    Array.from({ length: count }, (_, place) => {
      const start = place * s.stride[i]! - s.pads[i]![0];
      const taps = Array.from({ length: s.kernel[i]! }, (_, tap) => start + tap * s.dilation[i]!);
      return taps.length / taps.filter((at) => at >= 0 && at < s.wire.shape[i + 2]!).length;
    }),
  );
  const table = covered.reduce<number[]>((sum, list) => sum.flatMap((a) => list.map((b) => a * b)), [1]);
  return known(Type.FLOAT, places, table);
}

const lpPool: Rule = (op, t, [x]) => {
  const s = sliding(op, t, x!, ints(op, 'kernel_shape')!);
  const { settings, wire } = windowed(t, s, 0);
  const ceil = int(op, 'ceil_mode', 0) === 1;
  const shape = [s.wire.shape[0]!, s.wire.shape[1]!, ...placesOf(s, ceil)];
  return t.through(
    { type: `lpPool${s.rank}d`, name: op.called, settings: { ...settings, ceil, power: int(op, 'p', 2) } },
    wire,
    shape,
    s.steps,
  );
};

const globalPool =
  (kind: 'average' | 'max'): Rule =>
  (op, t, [x]) => {
    const wire = t.as(t.asWire(x!), 'float32');
    const rank = wire.shape.length - 2;
    if (rank < 1 || rank > 3) throw new Unmapped(phrase('onnx-axes', { count: wire.shape.length }));
    const { steps } = t.layered(wire, rank + 1);
    const flat = t.through(
      { type: `globalPool${rank}d`, name: op.called, settings: { kind } },
      wire,
      wire.shape.slice(0, 2),
      steps,
    );
    const about = { ...flat, shape: [...flat.shape, ...Array<number>(rank).fill(1)] };
    return {
      ...about,
      end: t.reshape(flat.end, [
        ...(t.drawing.typeOf(flat.end).shape.slice(1) as number[]),
        ...Array<number>(rank).fill(1),
      ]),
    };
  };

/** To a size of its own, whatever comes: ONNX has no operator for it. */
const adaptivePool =
  (kind: 'average' | 'max'): Rule =>
  (op, t, [x]) => {
    const wire = t.as(t.asWire(x!), 'float32');
    const size = ints(op, 'output_size')!;
    const { steps } = t.layered(wire, size.length + 1);
    const shape = [...wire.shape.slice(0, -size.length), ...size];
    return t.through(
      { type: `adaptivePool${size.length}d`, name: op.called, settings: { kind, size } },
      wire,
      shape,
      steps,
    );
  };

const resize: Rule = (op, t, inputs) => {
  const wire = t.as(t.asWire(inputs[0]!), 'float32');
  const scalesAt = op.type === 'Upsample' || t.opset < 11 ? 1 : 2;
  const sizesInput = op.type === 'Resize' && t.opset >= 11 ? t.known(op.inputs[3]) : undefined;
  const scalesInput = t.known(op.inputs[scalesAt]);
  const listed = ints(op, 'axes')?.map((axis) => (axis < 0 ? axis + wire.shape.length : axis));
  const axes = listed ?? wire.shape.map((_, i) => i);
  const given = scalesInput && sizeIn(scalesInput.shape) > 0 ? listOf(scalesInput) : undefined;
  const sizes = sizesInput && sizeIn(sizesInput.shape) > 0 ? listOf(sizesInput) : undefined;
  if (!given && !sizes) throw new Unmapped(phrase('onnx-not-known', { name: verbatim('scales') }));
  const policy = text(op, 'keep_aspect_ratio_policy', 'stretch');
  if (policy !== 'stretch' || int(op, 'antialias', 0) === 1 || int(op, 'exclude_outside', 0) === 1)
    throw new Unmapped(
      phrase('onnx-attribute', { name: verbatim(policy === 'stretch' ? 'antialias' : 'keep_aspect_ratio_policy') }),
    );
  const changed = axes.flatMap((axis, i) => {
    const length = wire.shape[axis]!;
    const wanted = sizes ? sizes[i]! : Math.floor(length * given![i]! + 1e-9);
    if (axis === wire.batch) return [];
    const scale = given ? given[i]! : wanted / length;
    return wanted === length && scale === 1 ? [] : [{ axis, length, wanted, scale }];
  });
  const coordinates = text(
    op,
    'coordinate_transformation_mode',
    t.opset < 11 || op.type === 'Upsample' ? 'asymmetric' : 'half_pixel',
  );
  const mode = text(op, 'mode', 'nearest');
  const rule = {
    coordinates,
    nearest: text(op, 'nearest_mode', op.type === 'Upsample' ? 'floor' : t.opset < 11 ? 'floor' : 'round_prefer_floor'),
  };
  if (coordinates === 'tf_crop_and_resize')
    throw new Unmapped(phrase('onnx-attribute', { name: verbatim(coordinates) }));
  return mode === 'nearest'
    ? resizeNearest(op, t, wire, changed, rule)
    : resizeSmooth(op, t, wire, changed, rule, mode, float(op, 'cubic_coeff_a', -0.75));
};

interface Stretch {
  readonly axis: number;
  readonly length: number;
  readonly wanted: number;
  readonly scale: number;
}

function placeBefore(coordinates: string, { length, wanted, scale }: Stretch, i: number): number {
  if (coordinates === 'align_corners') return wanted === 1 ? 0 : (i * (length - 1)) / (wanted - 1);
  if (coordinates === 'asymmetric') return i / scale;
  if (coordinates === 'pytorch_half_pixel' && wanted === 1) return 0;
  if (coordinates === 'half_pixel_symmetric') {
    const adjusted = wanted / (scale * length);
    const offset = (length / 2) * (1 - adjusted);
    return offset + (i + 0.5) / scale - 0.5;
  }
  return (i + 0.5) / scale - 0.5;
}

const NEAREST: Readonly<Record<string, (x: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
};

/** Whether the last axes alone change, behind a batch and channels. */
const atTheEnd = (wire: Wire, changed: readonly Stretch[]): boolean =>
  wire.batch === 0 && wire.outer * wire.inner === 1 && changed.every(({ axis }) => axis >= 2);

const newSizes = (wire: Wire, changed: readonly Stretch[]): number[] => {
  const first = Math.min(...changed.map(({ axis }) => axis));
  return wire.shape.slice(first).map((size, i) => changed.find(({ axis }) => axis === first + i)?.wanted ?? size);
};
const resized = (wire: Wire, changed: readonly Stretch[]): number[] =>
  changed.reduce((shape, { axis, wanted }) => shape.with(axis, wanted), [...wire.shape]);

function resizeNearest(
  op: Op,
  t: Translator,
  wire: Wire,
  changed: readonly Stretch[],
  rule: { coordinates: string; nearest: string },
): Wire {
  const places = changed.map((one) =>
    Array.from({ length: one.wanted }, (_, i) => {
      const at = placeBefore(rule.coordinates, one, i);
      const near = Math.abs(at - Math.round(at)) < 1e-9 ? Math.round(at) : at;
      return Math.min(Math.max(NEAREST[rule.nearest]!(near), 0), one.length - 1);
    }),
  );
  const isPlain = changed.every(({ length, wanted }, k) =>
    places[k]!.every((place, i) => place === Math.floor((i * length) / wanted)),
  );
  if (changed.length === 0) return wire;
  if (isPlain && atTheEnd(wire, changed))
    return t.through(
      { type: 'resize', name: op.called, settings: { size: newSizes(wire, changed), mode: 'nearest' } },
      wire,
      resized(wire, changed),
    );
  return changed.reduce((sum, { axis }, k) => t.pick(sum, axis, places[k]!), wire);
}

const cubicWeight = (a: number, distance: number): number => {
  const x = Math.abs(distance);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
};

function resizeSmooth(
  op: Op,
  t: Translator,
  wire: Wire,
  changed: readonly Stretch[],
  { coordinates }: { readonly coordinates: string },
  mode: string,
  a: number,
): Wire {
  if (changed.length === 0) return wire;
  const isExact = changed.every(({ length, wanted, scale }) => Math.abs(scale - wanted / length) < 1e-9);
  const plain =
    coordinates === 'align_corners' ||
    (isExact &&
      (coordinates === 'half_pixel' ||
        (coordinates === 'pytorch_half_pixel' && changed.every(({ wanted }) => wanted > 1))));
  const own = mode === 'linear' ? 'linear' : a === -0.75 ? 'cubic' : undefined;
  if (plain && own && atTheEnd(wire, changed))
    return t.through(
      {
        type: 'resize',
        name: op.called,
        settings: { size: newSizes(wire, changed), mode: own, alignCorners: coordinates === 'align_corners' },
      },
      wire,
      resized(wire, changed),
    );
  // any other way to mix places is a product with a fixed table, along one axis after the other
  return changed.reduce((sum, one) => {
    const table = new Float32Array(one.length * one.wanted);
    for (let i = 0; i < one.wanted; i++) {
      const at = placeBefore(coordinates, one, i);
      const from = Math.floor(at);
      for (let tap = mode === 'linear' ? 0 : -1; tap <= (mode === 'linear' ? 1 : 2); tap++) {
        const weight = mode === 'linear' ? 1 - Math.abs(at - from - tap) : cubicWeight(a, at - from - tap);
        const place = Math.min(Math.max(from + tap, 0), one.length - 1);
        table[i * one.length + place]! += weight;
      }
    }
    return mixed(t, op, sum, one, table);
  }, wire);
}

/** A product along an axis with a table that does not learn. */
function mixed(t: Translator, op: Op, wire: Wire, { axis, wanted }: Stretch, table: Float32Array): Wire {
  const at = axisIn(wire, axis) - 1;
  const rank = t.drawing.typeOf(wire.end).shape.length - 1;
  const order = [...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== at), at];
  const turned = t.permute(wire.end, order);
  const length = table.length / wanted;
  const id = t.add({
    type: 'dense',
    name: op.called,
    settings: { units: wanted, bias: false },
    inputs: { input: turned },
    weights: { weight: { dtype: 'float32', shape: [wanted, length], data: table } },
    more: { frozen: true, ...(rank > 2 && { steps: rank - 2 }) },
  });
  const back = order.map((_, i) => order.indexOf(i));
  const about = { ...wire, shape: wire.shape.with(axis, wanted) };
  const done = { ...about, end: t.permute(t.drawing.end(id), back) };
  t.verify(done);
  return done;
}

export const WINDOWS: RuleTable = {
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: maxPool,
  AveragePool: averagePool,
  LpPool: lpPool,
  GlobalAveragePool: globalPool('average'),
  GlobalMaxPool: globalPool('max'),
  [ADAPTIVE.average]: adaptivePool('average'),
  [ADAPTIVE.max]: adaptivePool('max'),
  Resize: resize,
  Upsample: resize,
};
