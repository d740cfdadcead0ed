/** Operators that move numbers about: shapes, parts, places. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { phrase, verbatim } from '../../../phrases.ts';
import { known, listOf, partSizes, placesFor, slices, squeezed, targetShape, unsqueezed } from '../fold.ts';
import { float, floats, int, ints, type Op, tensorOf, text } from '../read.ts';
import { type Known, kindOf, sizeIn } from '../tensors.ts';
import type { Translator } from '../translator.ts';
import {
  axisIn,
  BATCH,
  BatchMixed,
  broadcast,
  growsWithBatch,
  merged,
  normalAxis,
  sampleOf,
  Unmapped,
  type Value,
  type Wire,
} from '../values.ts';
import type { Rule, RuleTable } from './define.ts';

/** A list that is an input in later versions and was an attribute before. */
const listed = (op: Op, t: Translator, input: string | undefined, name: string): number[] | undefined => {
  const value = t.known(input);
  return value ? listOf(value) : ints(op, name);
};

/**
 * The wire with another shape, whose batch is where the numbers of a batch's samples still lie together: as many stand before it, and
 * as many behind it.
 */
export function reshapeTo(t: Translator, wire: Wire, wanted: readonly number[]): Wire {
  if (wire.batch === null) {
    if (sizeIn(wanted) !== sizeIn(wire.shape)) throw new Unmapped(phrase('onnx-no-reshape'));
    return { ...wire, shape: [...wanted], end: t.reshape(wire.end, wanted) };
  }
  const { shape, batch, outer, inner } = wire;
  const [before, behind] = [sizeIn(shape.slice(0, batch)), sizeIn(shape.slice(batch + 1))];
  const [left, right] = [before * outer, inner * behind];
  const place = placeOfBatch(t, wanted, left, right);
  if (!place) throw new BatchMixed();
  const to = { ...wire, shape: place.shape, batch: place.axis, outer: place.outer, inner: place.inner };
  const [first, last] = [place.shape.slice(0, place.axis), place.shape.slice(place.axis + 1)];
  // in the document what lies around the batch within its axis comes first
  const m = outer * inner;
  const [a, b] = [shape.slice(0, batch), shape.slice(batch + 1)];
  const isPlain =
    (m === 1 || before === 1) && (to.outer * to.inner === 1 || sizeIn(first) === 1) && outer === 1 && to.outer === 1;
  if (isPlain) return { ...to, end: t.reshape(wire.end, sampleOf(to)) };
  // (outer, inner), before, behind -> before, outer, inner, behind -> as wanted
  const apart = t.reshape(wire.end, [outer, inner, sizeIn(a), sizeIn(b)]);
  const inOrder = t.permute(apart, [2, 0, 1, 3]);
  const again = t.reshape(inOrder, [sizeIn(first), to.outer, to.inner, sizeIn(last)]);
  const put = t.permute(again, [1, 2, 0, 3]);
  return { ...to, end: t.reshape(put, sampleOf(to)) };
}

function placeOfBatch(t: Translator, wanted: readonly number[], left: number, right: number) {
  let before = 1;
  for (let axis = 0; axis < wanted.length; axis++) {
    const size = wanted[axis]!;
    const behind = sizeIn(wanted.slice(axis + 1));
    const fits = left % before === 0 && right % behind === 0;
    const [outer, inner] = [left / before, right / behind];
    const isBatch = growsWithBatch(size)
      ? size === outer * BATCH * inner
      : size === outer * (t.rows ?? Number.NaN) * inner;
    if (fits && isBatch && !wanted.some((other, i) => i !== axis && growsWithBatch(other)))
      return { axis, outer, inner, shape: wanted.with(axis, outer * BATCH * inner) };
    before *= size;
  }
  return undefined;
}

const reshape: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const list = listed(op, t, op.inputs[1], 'shape');
  if (!list) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('shape') }));
  const kept = list.map((size, i) => (size === 0 && int(op, 'allowzero', 0) === 0 ? wire.shape[i]! : size));
  // a model for so many rows says that number where the batch stands
  const rest = kept.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const total = sizeIn(wire.shape);
  const isFixed = wire.batch !== null && t.rows !== undefined && !kept.some(growsWithBatch);
  const whole = isFixed ? (total / BATCH) * t.rows! : total;
  // the batch may be what is left
  const wanted = targetShape(kept, wire.shape, true).map((size, i) =>
    kept[i] === -1 ? (isFixed ? whole : total) / rest : size,
  );
  return reshapeTo(t, wire, wanted);
};

const transpose: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const rank = wire.shape.length;
  return t.turn(
    wire,
    (ints(op, 'perm') ?? wire.shape.map((_, i) => rank - 1 - i)).map((axis) => normalAxis(axis, rank)),
  );
};

const slice: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const [starts, ends] = [listed(op, t, op.inputs[1], 'starts')!, listed(op, t, op.inputs[2], 'ends')!];
  const steps = t.known(op.inputs[4]);
  const parts = slices(wire.shape, starts, ends, listed(op, t, op.inputs[3], 'axes'), steps && listOf(steps));
  const counts = parts.map(({ count }) => count);
  if (counts.includes(0)) return known(wire.type, counts, []);
  return parts.reduce((sum, one, axis) => {
    const isWhole = one.start === 0 && one.step === 1 && one.count === sum.shape[axis];
    if (axis === sum.batch && !isWhole) throw new BatchMixed();
    return isWhole ? sum : t.part(sum, axis, one);
  }, wire);
};

const split: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const axis = normalAxis(int(op, 'axis', 0), wire.shape.length);
  if (axis === wire.batch) throw new BatchMixed();
  const given = t.known(op.inputs[1]);
  const sizes = partSizes(op, wire.shape[axis]!, given && listOf(given));
  if (sizes.some((size) => size < 1)) throw new Unmapped(phrase('onnx-empty'));
  if (sizes.length === 1) return wire;
  const id = t.add({
    type: 'split',
    name: op.called,
    settings: { axis: axisIn(wire, axis), by: 'sizes', sizes },
    inputs: { input: wire.end },
  });
  return sizes.map((size, i) => t.wire(id, { ...wire, shape: wire.shape.with(axis, size) }, t.drawing.portOf(id, i)));
};

export const gather: Rule = (op, t, [x, indices]) => {
  const rank = x!.shape.length;
  const axis = normalAxis(int(op, 'axis', 0), rank);
  if (indices?.known) return gatherKnown(t, t.asWire(x!), axis, indices);
  if (!x!.known && x!.batch !== null && indices!.batch !== null) throw new BatchMixed();
  const isTable = x?.known === true && rank === 2 && axis === 0 && kindOf(x.type) === 'float';
  const places = t.as(wholeWithin(op, t, indices as Wire, x!.shape[axis]!, isTable), 'int32');
  // a table that is learned
  if (x?.known && rank === 2 && axis === 0 && kindOf(x.type) === 'float') {
    const [vocabulary, width] = x.shape as [number, number];
    const weight = t.weight(x!);
    const owner = t.owners.get('embedding', x);
    const id = t.add({
      type: 'embedding',
      name: t.ownerOf(op, x!),
      settings: { vocabulary, width },
      inputs: { input: places.end },
      ...(owner === undefined ? { weights: { weight } } : { more: { shares: owner } }),
    });
    if (owner === undefined) t.owners.set('embedding', x, id);
    return t.wire(id, { ...places, type: x!.type, shape: [...places.shape, width] });
  }
  return rowsAt(op, t, x!, axis, places);
};

/** The places of an axis that are known only when the network runs. */
function rowsAt(op: Op, t: Translator, x: Value, axis: number, places: Wire): Wire {
  const table = t.as(t.asWire(x), 'float32');
  if (table.batch !== null) throw new BatchMixed();
  const shape = table.shape.toSpliced(axis, 1, ...places.shape);
  const batch = places.batch === null ? null : places.batch + axis;
  if (batch !== null && merged(places) > 1) throw new BatchMixed();
  const id = t.add({
    type: 'gather',
    name: op.called,
    settings: { axis: axis + 1 },
    inputs: { input: table.end, indices: places.end },
  });
  return t.wire(id, { ...places, type: table.type, shape, batch });
}

/** Places in several axes at once, a number for each: rows of a table that has these axes as one. */
const gatherNd: Rule = (op, t, [x, indices]) => {
  const lead = int(op, 'batch_dims', 0);
  const size = indices!.shape.at(-1) ?? 0;
  const [ones, axes] = [x!.shape.slice(0, lead), x!.shape.slice(lead, lead + size)];
  const table = t.asWire(x!);
  if (axes.length < size || size === 0) throw new Unmapped(phrase('onnx-no-place'));
  if (table.batch !== null || ones.some((one) => one !== 1)) throw new BatchMixed();
  const wire = t.asWire(indices!);
  const last = wire.shape.length - 1;
  const parts = axes.map((_, i) => t.part(wire, last, { start: i, step: 1, count: 1 }));
  const strides = axes.map((_, i) => sizeIn(axes.slice(i + 1)));
  const place = (name: string, i: number) => `(${name} < 0 ? ${name} + ${axes[i]} : ${name}) * ${strides[i]}`;
  const flat = t.as(
    t.formula(op, (names) => names.map(place).join(' + '), parts, Type.INT64),
    'int32',
  );
  const places = reshapeAxes(t, flat, flat.shape.slice(0, -1), last);
  const rows = reshapeTo(t, table, [sizeIn(axes), ...x!.shape.slice(lead + size)]);
  return rowsAt(op, t, rows, 0, places);
};

/** Places that count from the end are brought to the front, where the model may have some: its indices are not known here. */
const wholeWithin = (op: Op, t: Translator, indices: Wire, size: number, isTable: boolean): Wire =>
  isTable && t.held(indices) === 'int32' && t.isInput(indices)
    ? indices
    : t.formula(op, ([i]) => `${i} < 0 ? ${i} + ${size} : ${i}`, [indices], indices.type);

/**
 * What is picked of all rows behind each other as each row has it: a view of PyTorch's by strides, as its exporter writes one. Undefined
 * where rows take of others.
 */
function pickedOfRows(t: Translator, wire: Wire, { shape, data }: Known): Wire | undefined {
  const [rows, ...each] = shape;
  const size = wire.inner;
  if (wire.outer !== 1 || wire.shape.length !== 1 || wire.shape[0] !== BATCH * size || rows !== BATCH) return undefined;
  const count = sizeIn(each);
  const places = Array.from({ length: count }, (_, i) => Number(data[i]));
  const isOwn = (place: number): boolean => place >= 0 && place < size;
  if (!places.every(isOwn)) return undefined;
  for (let i = 0; i < data.length; i++)
    if (data[i] !== size * Math.floor(i / count) + places[i % count]!) return undefined;
  return gatherKnown(t, reshapeTo(t, wire, [BATCH, size]), 1, {
    known: true,
    type: Type.INT64,
    shape: each,
    data: places,
  });
}

function gatherKnown(t: Translator, wire: Wire, axis: number, indices: Known): Wire {
  const own = axis === wire.batch ? pickedOfRows(t, wire, indices) : undefined;
  if (own) return own;
  if (axis === wire.batch) throw new BatchMixed();
  const size = wire.shape[axis]!;
  const places = listOf(indices).map((place) => (place < 0 ? place + size : place));
  if (places.some((place) => place < 0 || place >= size)) throw new Unmapped(phrase('onnx-no-place'));
  const step = (places[1] ?? places[0]! + 1) - places[0]!;
  const even = step > 0 && places.every((place, i) => place === places[0]! + i * step);
  const part = even
    ? t.part(wire, axis, { start: places[0]!, step, count: places.length })
    : t.pick(wire, axis, places);
  return reshapeAxes(t, part, part.shape.toSpliced(axis, 1, ...indices.shape), axis);
}

/** Another shape that leaves the batch alone; `at`: the axis that changed. */
function reshapeAxes(t: Translator, wire: Wire, shape: readonly number[], at: number): Wire {
  const moved = shape.length - wire.shape.length;
  const batch = wire.batch === null ? null : wire.batch > at ? wire.batch + moved : wire.batch;
  const about = { ...wire, shape, batch };
  return { ...about, end: t.reshape(wire.end, sampleOf(about)) };
}

const squeeze: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const axes = listed(op, t, op.inputs[1], 'axes')?.map((axis) => normalAxis(axis, wire.shape.length));
  const gone = axes ?? wire.shape.flatMap((size, i) => (size === 1 ? [i] : []));
  if (wire.batch !== null && gone.includes(wire.batch)) throw new BatchMixed();
  if (gone.some((axis) => wire.shape[axis] !== 1)) throw new Unmapped(phrase('onnx-no-reshape'));
  const batch = wire.batch === null ? null : wire.batch - gone.filter((axis) => axis < wire.batch!).length;
  const about = { ...wire, shape: squeezed(wire.shape, gone), batch };
  return { ...about, end: t.reshape(wire.end, sampleOf(about)) };
};

const unsqueeze: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const axes = listed(op, t, op.inputs[1], 'axes') ?? [];
  const shape = unsqueezed(wire.shape, axes);
  const added = axes.map((axis) => normalAxis(axis, shape.length));
  const kept = shape.map((_, i) => i).filter((i) => !added.includes(i));
  const about = { ...wire, shape, batch: wire.batch === null ? null : kept[wire.batch]! };
  return { ...about, end: t.reshape(wire.end, sampleOf(about)) };
};

const flatten: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const given = int(op, 'axis', 1);
  const axis = given < 0 ? given + wire.shape.length : given;
  const to = [sizeIn(wire.shape.slice(0, axis)), sizeIn(wire.shape.slice(axis))];
  if (axis === 1 && wire.batch === 0 && merged(wire) === 1 && wire.shape.length > 2)
    return t.through({ type: 'flatten', name: op.called }, wire, to);
  return reshapeTo(t, wire, to);
};

/** Axes of size 1 repeated, and new ones before them. */
export function expandTo(t: Translator, x: Value, given: readonly number[]): Value {
  const sizes = given;
  const to = broadcast([
    x.shape.map((size) => (growsWithBatch(size) ? 1 : size)),
    sizes.map((size) => (growsWithBatch(size) ? 1 : size)),
  ]);
  const rank = to.length;
  const batchInTarget = sizes.findIndex(growsWithBatch);
  const place = batchInTarget < 0 ? undefined : batchInTarget + rank - sizes.length;
  if (x.known && place === undefined) {
    const places = placesFor(x.shape, to);
    const data = Array.from(places, (at) => Number(x.data[at]));
    return known(x.type, to, data, x);
  }
  if (x.known && place !== undefined && sizeIn(x.shape) === 1 && sizes[batchInTarget] === BATCH) {
    const settings = { shape: to.toSpliced(place, 1), values: [Number(x.data[0])] };
    const shape = to.with(place, BATCH);
    return t.wire(t.add({ type: 'constant', settings }), { type: Type.FLOAT, shape, batch: place, outer: 1, inner: 1 });
  }
  const wire = t.asWire(x);
  const own = wire.batch === null ? undefined : wire.batch + rank - wire.shape.length;
  if (own !== undefined && place !== undefined && own !== place) throw new BatchMixed();
  const full = [...Array<number>(rank - wire.shape.length).fill(1), ...wire.shape];
  const start: Wire = { ...wire, shape: full, batch: own ?? null };
  let now: Wire = { ...start, end: t.reshape(wire.end, sampleOf(start)) };
  if (own === undefined && place !== undefined) {
    if (now.shape[place] !== 1 || sizes[batchInTarget] !== BATCH) throw new BatchMixed();
    const about = { ...now, shape: now.shape.with(place, BATCH), batch: place };
    now = { ...about, end: t.reshape(now.end, sampleOf(about)) };
  }
  return to.reduce((sum, size, axis) => {
    if (axis === sum.batch || sum.shape[axis] === size) return sum;
    return repeated(t, sum, axis, size);
  }, now);
}

const repeated = (t: Translator, wire: Wire, axis: number, times: number): Wire =>
  t.through(
    { type: 'repeat', settings: { axis: axisIn(wire, axis), times } },
    wire,
    wire.shape.with(axis, wire.shape[axis]! * times),
  );

const tile: Rule = (op, t, [x]) => {
  const times = listOf(t.known(op.inputs[1])!);
  return times.reduce((sum, count, axis) => (count === 1 ? sum : repeated(t, sum, axis, count)), t.asWire(x!));
};

const MODES: Readonly<Record<string, string>> = {
  constant: 'constant',
  reflect: 'reflect',
  edge: 'replicate',
  wrap: 'circular',
};
const pad: Rule = (op, t, [x]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const list = listed(op, t, op.inputs[1], 'pads') ?? ints(op, 'paddings')!;
  const rank = wire.shape.length;
  const given = t.known(op.inputs[3]);
  const axes = given ? listOf(given).map((axis) => normalAxis(axis, rank)) : wire.shape.map((_, i) => i);
  const amounts = wire.shape.map((): [number, number] => [0, 0]);
  axes.forEach((axis, i) => (amounts[axis] = [list[i]!, list[i + axes.length]!]));
  const mode = MODES[text(op, 'mode', 'constant')];
  if (!mode) throw new Unmapped(phrase('onnx-attribute', { name: verbatim(`mode ${text(op, 'mode', '')}`) }));
  const { scale, zero } = wire.coded?.by === 'bytes' ? wire.coded : { scale: 1, zero: 0 };
  const value = (Number(t.known(op.inputs[2])?.data[0] ?? float(op, 'value', 0)) - zero) * scale;
  if (wire.batch !== null && amounts[wire.batch]!.some((amount) => amount !== 0)) throw new BatchMixed();
  // what is cut off, then what is put around
  const cut = amounts.reduce((sum, [before, after], axis) => {
    if (axis === sum.batch || (before >= 0 && after >= 0)) return sum;
    const start = Math.max(0, -before);
    return t.part(sum, axis, { start, step: 1, count: sum.shape[axis]! - start - Math.max(0, -after) });
  }, wire);
  const around = amounts.map(([before, after]) => [Math.max(0, before), Math.max(0, after)] as const);
  const padded = around.flatMap((pair, axis) => (axis === wire.batch ? [] : [pair]));
  const first = padded.findIndex(([before, after]) => before + after > 0);
  if (first < 0) return cut;
  if (!Number.isFinite(value) && mode === 'constant')
    throw new Unmapped(phrase('onnx-attribute', { name: verbatim('constant_value') }));
  const settings = { amounts: padded.slice(first).flat(), mode, ...(mode === 'constant' && value !== 0 && { value }) };
  const shape = cut.shape.map((size, axis) => (axis === cut.batch ? size : size + around[axis]![0] + around[axis]![1]));
  return t.through({ type: 'pad', name: op.called, settings }, cut, shape);
};

const depthToSpace: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const block = int(op, 'blocksize', 1);
  const { end, steps } = t.layered(wire, 3);
  const [channels, height, width] = wire.shape.slice(1) as [number, number, number];
  const shape = [wire.shape[0]!, channels / block ** 2, height * block, width * block];
  if (text(op, 'mode', 'DCR') === 'CRD')
    return t.through(
      { type: 'pixelShuffle', name: op.called, settings: { factor: block } },
      { ...wire, end },
      shape,
      steps,
    );
  const lead = sampleOf(wire).slice(0, steps);
  const apart = t.reshape(end, [...lead, block, block, channels / block ** 2, height, width]);
  const turned = t.permute(apart, withLead(steps, [2, 3, 0, 4, 1]));
  const about = { ...wire, shape };
  return { ...about, end: t.reshape(turned, sampleOf(about)) };
};

const spaceToDepth: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  if (text(op, 'mode', 'DCR') !== 'DCR') throw new Unmapped(phrase('onnx-attribute', { name: verbatim('mode') }));
  const block = int(op, 'blocksize', 1);
  const { end, steps } = t.layered(wire, 3);
  const [channels, height, width] = wire.shape.slice(1) as [number, number, number];
  const lead = sampleOf(wire).slice(0, steps);
  const apart = t.reshape(end, [...lead, channels, height / block, block, width / block, block]);
  const turned = t.permute(apart, withLead(steps, [2, 4, 0, 1, 3]));
  const about = { ...wire, shape: [wire.shape[0]!, channels * block ** 2, height / block, width / block] };
  return { ...about, end: t.reshape(turned, sampleOf(about)) };
};
const withLead = (lead: number, order: readonly number[]): number[] => [
  ...Array.from({ length: lead }, (_, i) => i),
  ...order.map((axis) => axis + lead),
];

const constant: Rule = (op, t) => {
  const proto = tensorOf(op, 'value');
  if (proto) {
    const { name: _, ...value } = t.readTensor(proto);
    return t.constantsAreWeights && value.shape.length > 0 ? { ...value, name: op.outputs[0]! } : value;
  }
  if (op.attributes.has('value_float')) return known(Type.FLOAT, [], [float(op, 'value_float', 0)]);
  if (op.attributes.has('value_int')) return known(Type.INT64, [], [int(op, 'value_int', 0)]);
  const numbers = floats(op, 'value_floats') ?? ints(op, 'value_ints');
  if (!numbers) throw new Unmapped(phrase('onnx-attribute', { name: verbatim([...op.attributes.keys()].join(', ')) }));
  return known(op.attributes.has('value_floats') ? Type.FLOAT : Type.INT64, [numbers.length], numbers);
};

const constantOfShape: Rule = (op, t) => {
  const proto = tensorOf(op, 'value');
  const value = proto ? t.readTensor(proto) : known(Type.FLOAT, [1], [0]);
  const one = known(value.type, [], [Number(value.data[0])]);
  const sizes = listOf(t.known(op.inputs[0])!);
  if (sizes.includes(0)) return known(value.type, sizes, []);
  return expandTo(t, { ...one, shape: sizes.map(() => 1) }, sizes);
};

const shapeOf: Rule = (op, _, [x]) => {
  const rank = x!.shape.length;
  const within = (at: number) => Math.min(Math.max(at < 0 ? at + rank : at, 0), rank);
  const part = x!.shape.slice(within(int(op, 'start', 0)), within(int(op, 'end', rank)));
  return known(Type.INT64, [part.length], part, { sized: true });
};

const trilu: Rule = (op, t, [x]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const [rows, columns] = wire.shape.slice(-2) as [number, number];
  if (wire.batch !== null && wire.batch >= wire.shape.length - 2) throw new BatchMixed();
  const upper = int(op, 'upper', 1) === 1;
  const shift = Number(t.known(op.inputs[1])?.data[0] ?? 0);
  const mask = Array.from({ length: rows * columns }, (_, i) => {
    const over = (i % columns) - Math.floor(i / columns) - shift;
    return Number(upper ? over >= 0 : over <= 0);
  });
  return t.formula(op, ([a, m]) => `${m} != 0 ? ${a} : 0`, [wire, known(Type.FLOAT, [rows, columns], mask)], x!.type);
};

const eyeLike: Rule = (op, _, [x]) => {
  const [rows, columns] = x!.shape as [number, number];
  if (x!.shape.some(growsWithBatch)) throw new BatchMixed();
  const shift = int(op, 'k', 0);
  const data = Array.from({ length: rows * columns }, (_, i) =>
    Number((i % columns) - Math.floor(i / columns) === shift),
  );
  return known(int(op, 'dtype', x!.type), [rows, columns], data);
};

export const SHAPE: RuleTable = {
  Reshape: reshape,
  Transpose: transpose,
  Slice: slice,
  Split: split,
  Gather: gather,
  GatherND: gatherNd,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Expand: (_, t, [x, shape]) => {
    if (!shape?.known) throw new Unmapped(phrase('onnx-not-known', { name: verbatim('shape') }));
    return expandTo(t, x!, listOf(shape));
  },
  Tile: tile,
  Pad: pad,
  Concat: (op, t, inputs) => t.concat(inputs as Value[], normalAxis(int(op, 'axis', 0), inputs[0]!.shape.length)),
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Shape: shapeOf,
  Size: (_, __, [x]) => known(Type.INT64, [], [sizeIn(x!.shape)], { sized: true }),
  Trilu: trilu,
  EyeLike: eyeLike,
};
