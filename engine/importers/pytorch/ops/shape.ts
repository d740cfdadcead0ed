/** What puts tensors into other shapes, products of them, and recurrent layers. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { tensorValue } from '../../onnx/tensors.ts';
import { type Emitter, Foreign } from '../emit.ts';
import { Named } from '../program.ts';
import { namesIn } from '../steady.ts';
import type { Write, Writers } from './define.ts';

/** The number of PyTorch's truths. */
const BOOL = 12;

/** To the sizes that the graph says come of it. */
const reshape: Write = (e) => {
  const name = 'self' in e.node.args ? 'self' : 'input';
  e.reshaped(e.x, e.sizesOf(name), e.outputSizes(), e.node.outputs[0]);
};

function transpose(e: Emitter, [a, b]: readonly [number, number]): void {
  const order = Array.from({ length: e.rank }, (_, axis) => (axis === a ? b : axis === b ? a : axis));
  e.give('Transpose', [e.x], { perm: order });
}

/** Parts along an axis, each as long as the graph says. */
function split(e: Emitter): void {
  const axis = e.axis('dim', 0);
  const lengths = e.node.outputs.map((_, i) => e.outputSizes(i)[axis]!.size);
  if (!lengths.every((length) => length !== undefined)) throw new Foreign('sizes');
  e.ops('Split', [e.x, e.ints(lengths)], { axis }, e.node.outputs);
}
function unbind(e: Emitter): void {
  const axis = e.axis('dim', 0);
  e.node.outputs.forEach((name, i) => {
    if (name !== '') e.op('Gather', [e.x, e.int(i)], { axis }, name);
  });
}

/** Rows of one axis by their numbers; of several axes the places that lists choose together. */
function index(e: Emitter): void {
  const list = e.arg('indices');
  const places = Array.isArray(list) ? (list as readonly (Named | undefined)[]) : [];
  const axis = places.findIndex((one) => one !== undefined);
  const chosen = places.filter((one) => one !== undefined);
  // truths choose as many as there are
  if (chosen.length === 0 || chosen.some(({ name }) => e.meta(name).dtype === BOOL)) throw new Foreign('indices');
  if (chosen.length === 1) return e.give('Gather', [e.x, e.named(chosen[0]!.name)], { axis });
  const [self] = namesIn(e.arg('self'));
  const isKnown = [self!, ...chosen.map(({ name }) => name)].every((name) => e.isSteady(name));
  if (axis === 0 && isKnown && chosen.length === places.length) return together(e, chosen);
  if (places.length === 2 && e.countsSamples(chosen[0]!.name)) return onePlace(e, chosen[1]!.name);
  throw new Foreign('indices');
}

/** Places among so many, those that count from the end brought to the front. */
const fromFront = (e: Emitter, place: string, size: number): string =>
  e.op('Where', [e.op('Less', [place, e.int(0)]), e.op('Add', [place, e.int(size)]), place]);

/** Of numbers that are known: the first axes as one, and places in it. */
function together(e: Emitter, chosen: readonly Named[]): void {
  const sizes = e.knownSizes('self');
  const [first, rest] = [sizes.slice(0, chosen.length), sizes.slice(chosen.length)];
  const places = chosen.map(({ name }, axis) => {
    const place = fromFront(e, e.named(name), first[axis]!);
    return e.op('Mul', [place, e.int(first.slice(axis + 1).reduce((a, b) => a * b, 1))]);
  });
  const flat = places.reduce((sum, one) => e.op('Add', [sum, one]));
  e.give('Gather', [e.op('Reshape', [e.x, e.ints([-1, ...rest])]), flat], { axis: 0 });
}

/** Of each sample one place of its first axis, as what a token that ends a text comes to: a sum in which the others count nothing. */
function onePlace(e: Emitter, place: string): void {
  const [, steps, ...rest] = e.sizesOf('self');
  if (steps?.size === undefined || e.meta(place).sizes.length !== 1) throw new Foreign('indices');
  const at = e.op('Unsqueeze', [e.op('Cast', [e.named(place)], { to: Type.INT64 }), e.ints([1])]);
  const all = e.ints(Array.from({ length: steps.size }, (_, i) => i));
  const is = e.op('Cast', [e.op('Equal', [fromFront(e, at, steps.size), all])], { to: Type.FLOAT });
  const wide = rest.length === 0 ? is : e.op('Unsqueeze', [is, e.ints(rest.map((_, i) => i + 2))]);
  e.give('ReduceSum', [e.op('Mul', [e.x, wide]), e.ints([1])], { keepdims: 0 });
}

/** For each place the number that stands at an index along an axis; of a list that is known those of it. */
function picked(e: Emitter): void {
  const [self, axis] = [namesIn(e.arg('self'))[0]!, e.axis('dim')];
  const isList = e.sizesOf('self').every(({ size }, i) => i === axis || size === 1);
  if (isList && e.isSteady(self))
    e.give('Gather', [e.op('Reshape', [e.x, e.ints([-1])]), e.needed('index')], { axis: 0 });
  else e.give('GatherElements', [e.x, e.needed('index')], { axis });
}

/** A weight that is kept as its directions and their lengths (Salimans and Kingma 2016), as what it comes to. */
function ofDirections(e: Emitter): void {
  const [direction, length, axis] = [e.needed('v'), e.needed('g'), e.number('dim', 0)];
  const others = e.sizesOf('v').flatMap((_, i) => (i === axis ? [] : [i]));
  const long = e.op('Sqrt', [
    e.op('ReduceSum', [e.op('Mul', [direction, direction]), e.ints(others)], { keepdims: 1 }),
  ]);
  e.give('Mul', [direction, e.op('Div', [length, long])]);
}

/** Each number less the one before it along an axis. */
function differences(e: Emitter): void {
  if (e.number('n', 1) !== 1 || e.tensor('append') !== undefined) throw new Foreign('n');
  const [axis, before] = [e.axis('dim', -1), e.tensor('prepend')];
  const x = before === undefined ? e.x : e.op('Concat', [before, e.x], { axis });
  const part = (start: number, end: number) => e.op('Slice', [x, e.ints([start]), e.ints([end]), e.ints([axis])]);
  e.give('Sub', [part(1, Number.MAX_SAFE_INTEGER), part(0, -1)]);
}

/** What is written lies where the view shows; what the node gives is that view. */
const write =
  (value: (e: Emitter) => number): Write =>
  (e) => {
    const held = e.held('self');
    if (!held) throw new Foreign('self');
    held.write(value(e));
    e.holdsPart(held);
  };

/** A copy of a weight may be written into. */
function clone(e: Emitter): void {
  const weight = e.weight(e.x);
  const numbers = () => weight && Float32Array.from(tensorValue(weight)?.data ?? []);
  if (!weight || !e.holds(weight.dims.map(Number), numbers)) e.alias(e.node.outputs[0]!, e.x);
}

function slice(e: Emitter): void {
  const [axis, start, end, step] = [
    e.axis('dim', 0),
    e.number('start', 0),
    e.number('end', Number.MAX_SAFE_INTEGER),
    e.number('step', 1),
  ];
  const held = e.held('self');
  if (held) return e.holdsPart(held.slice(axis, start, end, step));
  if (start === 0 && end >= Number.MAX_SAFE_INTEGER && step === 1) return e.alias(e.node.outputs[0]!, e.x);
  e.give('Slice', [e.x, ...[start, end, axis, step].map((one) => e.ints([one]))]);
}

/** Sizes that stay are as they are; the batch is stretched along what goes in. */
function expand(e: Emitter): void {
  const [from, to] = [e.sizesOf('self'), e.outputSizes()];
  const missing = to.length - from.length;
  const kept = to.map(({ size, open }, i) => {
    const before = from[i - missing];
    if (open !== undefined) return before?.open === open ? 1 : undefined;
    return before?.size === size ? 1 : size!;
  });
  if (kept.every((size) => size === 1) && missing === 0) return e.alias(e.node.outputs[0]!, e.x);
  const open = kept.indexOf(undefined);
  if (open < 0) return e.give('Expand', [e.x, e.ints(kept as number[])]);
  // as many as there are of what goes in
  const count = e.countOf(to[open]!.open!);
  const parts = kept.map((size) => (size === undefined ? count : e.ints([size])));
  e.give('Expand', [e.x, e.op('Concat', parts, { axis: 0 })]);
}

/** Each axis rolled by so many places. */
function roll(e: Emitter): void {
  const [shifts, dims] = [e.list('shifts'), e.list('dims')];
  let x = e.x;
  dims.forEach((dim, i) => {
    const axis = dim < 0 ? dim + e.rank : dim;
    const { size } = e.sizesOf('self')[axis]!;
    if (size === undefined) throw new Foreign('sizes');
    const by = ((shifts[i]! % size) + size) % size;
    if (by === 0) return;
    const part = (start: number, end: number) => e.op('Slice', [x, e.ints([start]), e.ints([end]), e.ints([axis])]);
    const [tail, head] = [part(size - by, size), part(0, size - by)];
    x = e.op('Concat', [tail, head], { axis });
  });
  e.alias(e.node.outputs[0]!, x);
}

function linear(e: Emitter): void {
  const [x, weight, bias] = [e.x, e.needed('weight'), e.tensor('bias')];
  if (e.rank === 2) return e.give('Gemm', [x, weight, ...(bias === undefined ? [] : [bias])], { transB: 1 });
  const product = [x, e.op('Transpose', [weight], { perm: [1, 0] })];
  if (bias === undefined) return e.give('MatMul', product);
  e.give('Add', [e.op('MatMul', product), bias]);
}

/** Scaled products of queries and keys, their softmax, and the values by it. */
function attention(e: Emitter): void {
  const [query, key, value] = [e.needed('query'), headsOf(e, 'key'), headsOf(e, 'value')];
  const sizes = e.sizesOf('query');
  const [rank, width] = [sizes.length, sizes.at(-1)!.size];
  if (width === undefined) throw new Foreign('query');
  const order = Array.from({ length: rank }, (_, axis) => axis)
    .with(rank - 2, rank - 1)
    .with(rank - 1, rank - 2);
  const scores = e.op('MatMul', [query, e.op('Transpose', [key], { perm: order })]);
  let scaled = e.op('Mul', [scores, e.scalar(e.number('scale', 1 / Math.sqrt(width)))]);
  if (e.flag('is_causal')) scaled = e.op('Add', [scaled, causal(e)]);
  const mask = e.arg('attn_mask');
  if (mask instanceof Named) {
    const isTruth = e.meta(mask.name).dtype === BOOL;
    const added = e.needed('attn_mask');
    scaled = isTruth ? e.op('Where', [added, scaled, e.scalar(-1e9)]) : e.op('Add', [scaled, added]);
  }
  e.give('MatMul', [e.op('Softmax', [scaled], { axis: -1 }), value]);
}
/** Keys or values of which several heads of queries share each, once for each of them. */
function headsOf(e: Emitter, name: 'key' | 'value'): string {
  const x = e.needed(name);
  if (!e.flag('enable_gqa')) return x;
  const [wanted, there] = [e.sizesOf('query').at(-3)?.size, e.sizesOf(name).at(-3)?.size];
  if (wanted === undefined || there === undefined) throw new Foreign('enable_gqa');
  const shared = wanted / there;
  const heads = Array.from({ length: wanted }, (_, head) => Math.floor(head / shared));
  return shared === 1 ? x : e.op('Gather', [x, e.ints(heads)], { axis: e.sizesOf(name).length - 3 });
}
function causal(e: Emitter): string {
  const [rows, columns] = [e.sizesOf('query').at(-2)!.size, e.sizesOf('key').at(-2)!.size];
  if (rows === undefined || columns === undefined || rows * columns > 1 << 24) throw new Foreign('is_causal');
  return e.tensorOf(
    [rows, columns],
    Float32Array.from({ length: rows * columns }, (_, i) => (i % columns > Math.floor(i / columns) ? -1e9 : 0)),
  );
}

const GATES: Readonly<Record<string, readonly number[]>> = { LSTM: [0, 3, 1, 2], GRU: [1, 0, 2], RNN: [0] };

/** Layers of one kind on top of each other, the gates in ONNX's order. What it starts from is zero, or not known here. */
const recurrent =
  (type: 'LSTM' | 'GRU' | 'RNN'): Write =>
  (e) => {
    const [layers, both, biased] = [e.number('num_layers', 1), e.flag('bidirectional'), e.flag('has_biases', true)];
    const params = e.tensors('params');
    const [ways, each] = [both ? 2 : 1, biased ? 4 : 2];
    if (params.length !== layers * ways * each || !e.isZero('hx')) throw new Foreign('hx');
    let x = e.x;
    for (let layer = 0; layer < layers; layer++) {
      const own = Array.from({ length: ways }, (_, way) => params.slice((layer * ways + way) * each).slice(0, each));
      x = oneLayer(e, type, x, own, layer === layers - 1 ? (layers === 1 ? 'only' : 'last') : 'inner');
    }
  };

/** `own`: the weights of each direction. Where it is the only layer its last states are given too. */
function oneLayer(
  e: Emitter,
  type: 'LSTM' | 'GRU' | 'RNN',
  x: string,
  own: readonly (readonly string[])[],
  place: 'only' | 'last' | 'inner',
): string {
  const [rows, width] = e.shapeOf(own[0]![0]!) as [number, number];
  const [units, ways, first] = [e.shapeOf(own[0]![1]!)[1]!, own.length, e.flag('batch_first')];
  const gates = GATES[type]!;
  const part = (from: number, to: number) =>
    stacked(
      e,
      own.flatMap((list) => list.slice(from, to)),
      gates,
    );
  const bias = own[0]!.length === 4 ? e.tensorOf([ways, 2 * rows], part(2, 4)) : undefined;
  const weights = [e.tensorOf([ways, rows, width], part(0, 1)), e.tensorOf([ways, rows, units], part(1, 2)), bias];
  const attributes = {
    hidden_size: units,
    direction: ways === 2 ? 'bidirectional' : 'forward',
    layout: first ? 1 : 0,
    ...(type === 'GRU' && { linear_before_reset: 1 }),
  };
  const outputs = [e.fresh(), e.fresh(), ...(type === 'LSTM' ? [e.fresh()] : [])];
  e.ops(type, [x, ...weights], attributes, outputs);
  const steps = first ? outputs[0]! : e.op('Transpose', [outputs[0]!], { perm: [0, 2, 1, 3] });
  if (place === 'only')
    e.node.outputs.slice(1).forEach((name, i) => {
      if (name === '') return;
      if (first) e.op('Transpose', [outputs[i + 1]!], { perm: [1, 0, 2] }, name);
      else e.alias(name, outputs[i + 1]!);
    });
  return e.op('Reshape', [steps, e.ints([0, 0, ways * units])], {}, place === 'inner' ? undefined : e.node.outputs[0]);
}

/** Weights one behind the other, the blocks of each in another order. */
function stacked(e: Emitter, names: readonly string[], gates: readonly number[]): Float32Array {
  const all = names.map((name) => {
    const proto = e.weight(name);
    const value = proto && tensorValue(proto);
    if (!value) throw new Foreign(name);
    return Float32Array.from(value.data);
  });
  const out = new Float32Array(all.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of all) {
    const size = one.length / gates.length;
    gates.forEach((from, to) => out.set(one.subarray(from * size, (from + 1) * size), at + to * size));
    at += one.length;
  }
  return out;
}

const filled =
  (value: (e: Emitter) => number): Write =>
  (e) =>
    e.fill(value(e));

export const SHAPE: Writers = {
  ...Object.fromEntries(
    ['view', 'reshape', '_unsafe_view', 'flatten', 'unflatten', 'view_as'].map((name) => [name, reshape]),
  ),
  permute: (e) => e.give('Transpose', [e.x], { perm: e.list('dims').map((axis) => (axis < 0 ? axis + e.rank : axis)) }),
  transpose: (e) => transpose(e, [e.axis('dim0'), e.axis('dim1')]),
  t: (e) => (e.rank < 2 ? e.alias(e.node.outputs[0]!, e.x) : transpose(e, [0, 1])),
  unsqueeze: (e) =>
    e.give('Unsqueeze', [e.x, e.ints([e.number('dim') < 0 ? e.number('dim') + e.rank + 1 : e.number('dim')])]),
  squeeze(e) {
    const dims = (e.arg('dim') === undefined ? undefined : e.list('dim'))?.filter(
      (axis) => e.sizesOf('self').at(axis)?.size === 1,
    );
    if (dims?.length === 0) return e.alias(e.node.outputs[0]!, e.x);
    e.give('Squeeze', [e.x, dims && e.ints(dims)]);
  },
  cat: (e) => e.give('Concat', e.tensors('tensors'), { axis: e.number('dim', 0) }),
  stack(e) {
    const axis = e.number('dim', 0);
    e.give(
      'Concat',
      e.tensors('tensors').map((one) => e.op('Unsqueeze', [one, e.ints([axis])])),
      { axis },
    );
  },
  chunk: split,
  split: split,
  split_with_sizes: split,
  unbind,
  select(e) {
    const [axis, at, held] = [e.axis('dim'), e.number('index'), e.held('self')];
    if (held) return e.holdsPart(held.select(axis, at));
    e.give('Gather', [e.x, e.int(at)], { axis });
  },
  slice,
  index,
  diff: differences,
  _weight_norm: ofDirections,
  clone,
  fill_: write((e) => e.known('value')),
  zero_: write(() => 0),
  copy_: write((e) => e.known('src')),
  narrow: (e) =>
    e.give('Slice', [
      e.x,
      ...[e.number('start'), e.number('start') + e.number('length'), e.axis('dim')].map((one) => e.ints([one])),
    ]),
  expand,
  expand_as: expand,
  repeat: (e) => e.give('Tile', [e.x, e.ints(e.list('repeats'))]),
  roll,
  flip(e) {
    const dims = e.list('dims');
    const each = (value: number) => e.ints(dims.map(() => value));
    e.give('Slice', [e.x, each(-1), each(-Number.MAX_SAFE_INTEGER), e.ints(dims), each(-1)]);
  },
  index_select: (e) => e.give('Gather', [e.x, e.needed('index')], { axis: e.axis('dim') }),
  gather: picked,
  embedding: (e) => e.give('Gather', [e.needed('weight'), e.needed('indices')], { axis: 0 }),
  channel_shuffle(e) {
    const [groups, sizes] = [e.number('groups'), e.sizesOf('self')];
    const channels = sizes[1]!.size;
    if (channels === undefined) throw new Foreign('sizes');
    const rest = sizes.slice(2).map((_, i) => i + 3);
    const apart = e.reshaped(e.x, sizes, [sizes[0]!, { size: groups }, { size: channels / groups }, ...sizes.slice(2)]);
    const turned = e.op('Transpose', [apart], { perm: [0, 2, 1, ...rest] });
    e.reshaped(turned, sizes, sizes, e.node.outputs[0]);
  },
  linear,
  addmm: (e) => e.give('Gemm', [e.needed('mat1'), e.needed('mat2'), e.x]),
  mm: (e) => e.give('MatMul', [e.x, e.needed('mat2')]),
  // the weight of a spectral norm is divided by such sums: what is known of them is calculated
  mv: (e) => e.give('ReduceSum', [e.op('Mul', [e.x, e.needed('vec')]), e.ints([1])], { keepdims: 0 }),
  dot: (e) => e.give('ReduceSum', [e.op('Mul', [e.x, e.needed('tensor')]), e.ints([0])], { keepdims: 0 }),
  vdot: (e) => e.give('ReduceSum', [e.op('Mul', [e.x, e.needed('other')]), e.ints([0])], { keepdims: 0 }),
  bmm: (e) => e.give('MatMul', [e.x, e.needed('mat2')]),
  matmul: (e) => e.give('MatMul', [e.x, e.needed('other')]),
  baddbmm: (e) => e.give('Add', [e.x, e.op('MatMul', [e.needed('batch1'), e.needed('batch2')])]),
  einsum: (e) => e.give('Einsum', e.tensors('tensors'), { equation: e.text('equation', '') }),
  scaled_dot_product_attention: attention,
  lstm: recurrent('LSTM'),
  gru: recurrent('GRU'),
  rnn_tanh: recurrent('RNN'),
  zeros: filled(() => 0),
  ones: filled(() => 1),
  full: filled((e) => e.number('fill_value')),
  zeros_like: filled(() => 0),
  new_zeros: filled(() => 0),
  new_ones: filled(() => 1),
  new_full: filled((e) => e.number('fill_value')),
  full_like: filled((e) => e.number('fill_value')),
  ones_like: filled(() => 1),
  scalar_tensor: (e) => e.alias(e.node.outputs[0]!, e.scalar(e.number('s'))),
  arange(e) {
    const [start, step] = [e.number('start', 0), e.number('step', 1)];
    const { size } = e.outputSizes()[0]!;
    if (size === undefined || size > 1 << 20) throw new Foreign('size');
    const values = Array.from({ length: size }, (_, i) => start + i * step);
    const isFloat = [6, 7, 8, 13].includes(e.meta(e.node.outputs[0]!).dtype);
    e.alias(e.node.outputs[0]!, isFloat ? e.floats(values) : e.ints(values));
  },
};
