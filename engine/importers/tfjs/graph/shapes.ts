/** Operators that move numbers, join and cut tensors, and make fewer numbers of many. */
import type { Rule, RuleTable } from './define.ts';
import { axisFirst, END, type Held, listOf, numberOf, plainly, toFirst, turnedly } from './emitter.ts';
import { flag, type GraphNode, int, ints, NotRead, text } from './nodes.ts';

const reshape: Rule = (e, _, [x, to]) => {
  const rank = to?.shape?.[0];
  const shape = x?.shape && to?.numbers ? listOf(to) : undefined;
  return {
    ...plainly(e.op('Reshape', [e.plain(x), e.plain(to)]), rank),
    ...(shape?.every((size) => size > 0) && { shape }),
  };
};

const transpose: Rule = (e, _, [x, order]) => {
  const perm = listOf(order);
  const rank = perm.length;
  if ([...perm].sort((a, b) => a - b).some((axis, i) => axis !== i)) throw new NotRead();
  const is = (other: readonly number[]) => perm.every((axis, i) => axis === other[i]);
  const last = toFirst(rank).map((_, i) => toFirst(rank).indexOf(i));
  if (x && !x.shape && rank > 3) {
    if (x.turned && x.rank === rank && is(toFirst(rank))) return plainly(x.first!, rank);
    if (!x.turned && is(last)) return turnedly(e.plain(x), rank);
  }
  const shape = x?.shape && perm.map((axis) => x.shape![axis]!);
  return { ...plainly(e.op('Transpose', [e.plain(x)], { perm }), rank), shape };
};

const rankOf = (held: Held | undefined): number | undefined => held?.rank ?? held?.shape?.length;

const joined =
  (values: readonly Held[], along: Held | undefined): Rule =>
  (e) => {
    const axis = numberOf(along);
    const rank = values.find(({ turned }) => turned)?.rank;
    if (rank !== undefined && values.every((one) => rankOf(one) === rank)) {
      const names = values.map((one) => e.first(one, rank));
      return turnedly(e.op('Concat', names, { axis: axisFirst(axis, rank) }), rank);
    }
    const whole = plainly(
      e.op(
        'Concat',
        values.map((one) => e.plain(one)),
        { axis },
      ),
      rankOf(values[0]),
    );
    // a list of sizes says how many axes there are, though not all of it is known
    const isList = values.every(({ shape }) => shape?.length === 1);
    return isList ? { ...whole, shape: [values.reduce((sum, { shape }) => sum + shape![0]!, 0)] } : whole;
  };

const LOWEST = -3.4028234663852886e38;

const pads: Rule = (e, node, [x, sides, value]) => {
  const list = listOf(sides);
  const rank = list.length / 2;
  const mode = node.op === 'MirrorPad' ? text(node, 'mode', 'REFLECT') : 'CONSTANT';
  if (!x || mode === 'SYMMETRIC' || !Number.isInteger(rank)) throw new NotRead();
  const turned = x.turned && x.rank === rank;
  const order = turned ? toFirst(rank) : Array.from({ length: rank }, (_, i) => i);
  const around = e.ints([...order.map((axis) => list[2 * axis]!), ...order.map((axis) => list[2 * axis + 1]!)]);
  // without end, as what stands around maxima is: the lowest number that there is
  const endless = value?.numbers?.length === 1 && Number(value.numbers[0]) === Number.NEGATIVE_INFINITY;
  const filling = endless ? e.writer.constant('float32', [], [LOWEST]) : value && e.plain(value);
  const more = node.op === 'PadV2' && filling ? [filling] : [];
  const name = e.op('Pad', [turned ? x.first! : e.plain(x), around, ...more], { mode: mode.toLowerCase() });
  return turned ? turnedly(name, rank) : plainly(name, rank);
};

/** A cut along each axis that is not whole. */
function cut(starts: number[], ends: number[], axes: number[], steps: number[]): Rule {
  return (e, _, [x]) => {
    if (!x) throw new NotRead();
    if (axes.length === 0) return x;
    const there = x.turned ? axes.map((axis) => axisFirst(axis, x.rank!)) : axes;
    const lists = [starts, ends, there, steps].map((list) => e.ints(list));
    const name = e.op('Slice', [x.turned ? x.first! : e.plain(x), ...lists]);
    return x.turned ? turnedly(name, x.rank!) : plainly(name, rankOf(x));
  };
}

const slice: Rule = (e, node, inputs) => {
  const [begin, size] = [listOf(inputs[1]), listOf(inputs[2])];
  const axes = begin.flatMap((start, axis) => (start === 0 && size[axis] === -1 ? [] : [axis]));
  const ends = axes.map((axis) => (size[axis] === -1 ? END : begin[axis]! + size[axis]!));
  const starts = axes.map((axis) => begin[axis]!);
  const steps = axes.map(() => 1);
  const whole = cut(starts, ends, axes, steps)(e, node, inputs) as Held;
  return size.length === 1 && size[0]! > 0 ? { ...whole, shape: size } : whole;
};

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
  /** One place is taken, and the axis goes. */
  readonly gone: boolean;
}

/** What a cut says bit by bit: of each axis, and where in the result an axis of one is added. */
function cutsOf(node: GraphNode, [begin, end, step]: readonly (readonly number[])[], rank: number | undefined) {
  const bit = (name: string) => {
    const mask = int(node, name, 0);
    return (i: number): boolean => ((mask >> i) & 1) === 1;
  };
  const [begins, ends, shrunk] = [bit('begin_mask'), bit('end_mask'), bit('shrink_axis_mask')];
  const [isRest, isNew] = [bit('ellipsis_mask'), bit('new_axis_mask')];
  const rest = (rank ?? Number.NaN) - begin!.filter((_, i) => !isRest(i) && !isNew(i)).length;
  const [cuts, added]: [Cut[], number[]] = [[], []];
  let [axis, place] = [0, 0];
  for (const [i, start] of begin!.entries()) {
    const by = step![i]!;
    if (isRest(i)) {
      if (!(rest >= 0)) throw new NotRead();
      [axis, place] = [axis + rest, place + rest];
    } else if (isNew(i)) added.push(place++);
    else if (shrunk(i)) cuts.push({ axis: axis++, start, end: start === -1 ? END : start + 1, step: 1, gone: true });
    else {
      const from = begins(i) ? (by > 0 ? 0 : END) : start;
      cuts.push({ axis: axis++, start: from, end: ends(i) ? (by > 0 ? END : -END) : end![i]!, step: by, gone: false });
      place++;
    }
  }
  return { cuts, added };
}

const stridedSlice: Rule = (e, node, inputs) => {
  const lists = inputs.slice(1, 4).map(listOf);
  if (lists.length < 3 || lists[0]!.length > 31) throw new NotRead();
  const { cuts, added } = cutsOf(node, lists, rankOf(inputs[0]));
  const some = cuts.filter((one) => !(one.start === 0 && one.end === END && one.step === 1));
  const whole = cut(
    some.map((one) => one.start),
    some.map((one) => one.end),
    some.map((one) => one.axis),
    some.map((one) => one.step),
  )(e, node, inputs) as Held;
  const gone = cuts.flatMap((one) => (one.gone ? [one.axis] : []));
  const left = gone.length === 0 ? whole : (squeezed(gone)(e, node, [whole]) as Held);
  if (added.length === 0) return left;
  const rank = rankOf(left);
  return plainly(e.op('Unsqueeze', [e.plain(left), e.ints(added)]), rank === undefined ? rank : rank + added.length);
};

const reversed: Rule = (e, node, inputs) => {
  const axes = listOf(inputs[1]);
  const [starts, ends, steps] = [-1, -END, -1].map((value) => axes.map(() => value));
  return cut(starts!, ends!, axes, steps!)(e, node, inputs);
};

const squeezed =
  (axes: readonly number[]): Rule =>
  (e, _, [x]) =>
    axes.length === 0
      ? plainly(e.op('Squeeze', [e.plain(x)]))
      : e.without(x, axes, false, (name, there) => e.op('Squeeze', [name, e.ints(there)]));
const squeeze: Rule = (e, node, inputs) => {
  const given = ints(node, 'squeeze_dims');
  return squeezed(given.length > 0 ? given : ints(node, 'axis'))(e, node, inputs);
};

const reduce =
  (type: string): Rule =>
  (e, node, [x, along]) => {
    const keep = flag(node, 'keep_dims');
    const axes = listOf(along);
    return e.without(x, axes, keep, (name, there) =>
      axes.length === 0 ? name : e.op(type, [name, e.ints(there)], { keepdims: keep ? 1 : 0 }),
    );
  };
const largestAt =
  (type: string): Rule =>
  (e, _, [x, along]) =>
    e.without(x, [along ? numberOf(along) : 0], false, (name, [axis]) =>
      e.op(type, [name], { axis: axis!, keepdims: 0 }),
    );

const split =
  (count: (node: GraphNode) => number, x: number, along: number, sizes?: number): Rule =>
  (e, node, inputs) => {
    const by = sizes === undefined ? undefined : listOf(inputs[sizes]);
    const parts = by?.length ?? count(node);
    if (parts < 1 || parts > 10_000) throw new NotRead();
    let names: string[] = [];
    const whole = e.along(inputs[x], numberOf(inputs[along]), (name, axis) => {
      const size = by ? [e.ints(by)] : [];
      names = e.writer.nodes('Split', [name, ...size], parts, { axis, ...(!by && { num_outputs: parts }) });
      return names[0]!;
    });
    return names.map((name) => (whole.turned ? turnedly(name, whole.rank!) : plainly(name, whole.rank)));
  };

const pack: Rule = (e, node, inputs) => {
  const axis = int(node, 'axis', 0);
  const names = inputs.map((one) => e.op('Unsqueeze', [e.plain(one), e.ints([axis])]));
  const rank = rankOf(inputs[0]);
  const shape = rank === 0 ? [inputs.length] : undefined;
  return { ...plainly(e.op('Concat', names, { axis }), rank === undefined ? undefined : rank + 1), shape };
};
const unpack: Rule = (e, node, [x]) => {
  const [axis, count] = [int(node, 'axis', 0), int(node, 'num', 0)];
  if (count < 1 || count > 10_000) throw new NotRead();
  const parts = e.writer.nodes('Split', [e.plain(x)], count, { axis, num_outputs: count });
  return parts.map((name) => plainly(e.op('Squeeze', [name, e.ints([axis])]), x?.rank && x.rank - 1));
};

const gather: Rule = (e, node, [x, places, along]) => {
  if (int(node, 'batch_dims', 0) !== 0) throw new NotRead();
  const axis = along ? numberOf(along) : 0;
  const [from, at] = [rankOf(x), rankOf(places)];
  const rank = from === undefined || at === undefined ? undefined : from - 1 + at;
  return plainly(e.op('Gather', [e.plain(x), e.plain(places)], { axis }), rank);
};

const gatherNd: Rule = (e, _, [x, places]) => {
  const [from, at, count] = [rankOf(x), rankOf(places), places?.shape?.at(-1)];
  const rank = from === undefined || at === undefined || count === undefined ? undefined : at - 1 + from - count;
  return plainly(e.op('GatherND', [e.plain(x), e.plain(places)]), rank);
};

const shapeOf: Rule = (e, _, [x]) => {
  const rank = rankOf(x);
  const name = x?.turned
    ? e.op('Gather', [
        e.op('Shape', [x.first!]),
        e.ints(Array.from({ length: rank! }, (_, axis) => axisFirst(axis, rank!))),
      ])
    : e.op('Shape', [e.plain(x)]);
  return plainly(name, 1);
};

/** By operators whose inputs are the same there, in the order of the graph. */
const plainOp =
  (type: string, rank?: (inputs: readonly Held[]) => number | undefined, order = [0, 1]): Rule =>
  (e, _, inputs) =>
    plainly(
      e.op(
        type,
        order.map((i) => e.plain(inputs[i])),
      ),
      rank?.(inputs),
    );

const expandDims: Rule = (e, _, [x, along]) => {
  const rank = rankOf(x);
  return plainly(e.op('Unsqueeze', [e.plain(x), e.ints([numberOf(along)])]), rank === undefined ? rank : rank + 1);
};

const topK: Rule = (e, _, [x, count]) => {
  const names = e.writer.nodes('TopK', [e.plain(x), e.ints([numberOf(count)])], 2, { axis: -1 });
  return names.map((name) => plainly(name, x?.rank));
};

const cumulated: Rule = (e, node, [x, along]) =>
  plainly(
    e.op('CumSum', [e.plain(x), e.plain(along)], {
      exclusive: flag(node, 'exclusive') ? 1 : 0,
      reverse: flag(node, 'reverse') ? 1 : 0,
    }),
    x?.rank,
  );

const oneHot: Rule = (e, node, [x, depth, on, off]) => {
  const rank = rankOf(x);
  const values = e.op(
    'Concat',
    [off, on].map((one) => e.op('Unsqueeze', [e.plain(one), e.ints([0])])),
    { axis: 0 },
  );
  const axis = int(node, 'axis', -1);
  return plainly(e.op('OneHot', [e.plain(x), e.plain(depth), values], { axis }), rank === undefined ? rank : rank + 1);
};

/** A list of whole numbers of which some are said by their places, and the others are alike: all of that is known. */
const sparse: Rule = (e, _, [places, size, values, otherwise]) => {
  const dense = new Array<number>(numberOf(size)).fill(numberOf(otherwise));
  const [at, said] = [listOf(places), listOf(values)];
  at.forEach((place, i) => {
    if (place < 0 || place >= dense.length) throw new NotRead();
    dense[place] = said[i] ?? said[0]!;
  });
  return plainly(e.ints(dense), 1);
};

const sizes = ([, to]: readonly Held[]) => to?.shape?.[0];

export const SHAPES: RuleTable = {
  Reshape: reshape,
  Transpose: transpose,
  ConcatV2: (e, node, inputs) => joined(inputs.slice(0, -1), inputs.at(-1))(e, node, inputs),
  Concat: (e, node, inputs) => joined(inputs.slice(1), inputs[0])(e, node, inputs),
  Pad: pads,
  PadV2: pads,
  MirrorPad: pads,
  Slice: slice,
  StridedSlice: stridedSlice,
  ReverseV2: reversed,
  Squeeze: squeeze,
  ExpandDims: expandDims,
  Mean: reduce('ReduceMean'),
  Sum: reduce('ReduceSum'),
  Max: reduce('ReduceMax'),
  Min: reduce('ReduceMin'),
  Prod: reduce('ReduceProd'),
  ArgMax: largestAt('ArgMax'),
  ArgMin: largestAt('ArgMin'),
  Split: split((node) => int(node, 'num_split', 1), 1, 0),
  SplitV: split(() => 1, 0, 2, 1),
  Pack: pack,
  Unpack: unpack,
  Gather: gather,
  GatherV2: gather,
  GatherNd: gatherNd,
  Shape: shapeOf,
  Size: (e, _, [x]) => plainly(e.op('Size', [x?.first ?? e.plain(x)]), 0),
  SparseToDense: sparse,
  BroadcastTo: plainOp('Expand', sizes),
  Fill: plainOp('Expand', ([to]) => to?.shape?.[0], [1, 0]),
  Tile: plainOp('Tile', ([x]) => x?.rank),
  Range: plainOp('Range', () => 1, [0, 1, 2]),
  TopKV2: topK,
  OneHot: oneHot,
  Cumsum: cumulated,
};
