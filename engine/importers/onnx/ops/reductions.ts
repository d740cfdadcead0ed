/** Operators that make fewer numbers of many, and those that look for places: sums, largest ones, running sums. */
import { TensorProto_DataType as Type } from 'onnx-buf';
import { phrase, verbatim } from '../../../phrases.ts';
import { listOf } from '../fold.ts';
import { int, ints, type Op } from '../read.ts';
import { type Known, kindOf } from '../tensors.ts';
import type { Translator } from '../translator.ts';
import { axisIn, BatchMixed, normalAxis, sampleOf, Unmapped, type Wire } from '../values.ts';
import type { Rule, RuleTable } from './define.ts';

type Operation = 'mean' | 'sum' | 'max' | 'min' | 'norm';

const axesOf = (op: Op, t: Translator, wire: Wire): number[] => {
  const value = t.known(op.inputs[1]);
  const given = value ? listOf(value) : ints(op, 'axes');
  if (given && given.length > 0) return given.map((axis) => normalAxis(axis, wire.shape.length)).sort((a, b) => a - b);
  return int(op, 'noop_with_empty_axes', 0) === 1 ? [] : wire.shape.map((_, i) => i);
};

/** Over axes of the model, which are kept with size 1 or go. */
export function reduceOver(
  t: Translator,
  op: Op,
  given: Wire,
  axes: readonly number[],
  operation: Operation,
  keep: boolean,
): Wire {
  const wire = t.as(given, 'float32');
  if (wire.batch !== null && axes.includes(wire.batch)) throw new BatchMixed();
  if (axes.length === 0) return wire;
  const rank = wire.shape.length;
  const spatial = axes.length === rank - 2 && axes.every((axis, i) => axis === i + 2);
  const pool = operation === 'mean' ? 'average' : operation === 'max' ? 'max' : undefined;
  const gone = (shape: readonly number[]) => shape.filter((_, i) => !axes.includes(i));
  const batchNow = wire.batch === null ? null : wire.batch - axes.filter((axis) => axis < wire.batch!).length;
  let slim: Wire;
  if (spatial && pool && rank > 3 && rank < 6 && wire.batch === 0 && wire.outer * wire.inner === 1)
    slim = t.through(
      { type: `globalPool${rank - 2}d`, name: op.called, settings: { kind: pool } },
      wire,
      wire.shape.slice(0, 2),
    );
  else {
    const ends = [...axes].reverse().reduce(
      (end, axis) =>
        t.drawing.end(
          t.add({
            type: 'reduce',
            name: op.called,
            settings: { operation, axis: axisIn(wire, axis) },
            inputs: { input: end },
          }),
        ),
      wire.end,
    );
    slim = { ...wire, shape: gone(wire.shape), batch: batchNow, end: ends };
    t.verify(slim);
  }
  if (!keep) return slim;
  const about = { ...wire, shape: wire.shape.map((size, i) => (axes.includes(i) ? 1 : size)) };
  return { ...about, end: t.reshape(slim.end, sampleOf(about)) };
}

const reduce =
  (operation: Operation, before?: (x: string) => string, after?: (x: string) => string): Rule =>
  (op, t, [x]) => {
    const wire = t.asWire(x!);
    const axes = axesOf(op, t, wire);
    const first = before ? t.formula(op, ([a]) => before(a!), [wire], wire.type) : wire;
    const done = reduceOver(t, op, first, axes, operation, int(op, 'keepdims', 1) === 1);
    const whole = after ? t.formula(op, ([a]) => after(a!), [done], wire.type) : done;
    return { ...whole, type: wire.type };
  };

/** Of axes whose numbers are few. */
const MOST_FACTORS = 64;
const product: Rule = (op, t, [x]) => {
  const wire = t.asWire(x!);
  const axes = axesOf(op, t, wire);
  if (wire.batch !== null && axes.includes(wire.batch)) throw new BatchMixed();
  const keep = int(op, 'keepdims', 1) === 1;
  return [...axes].reverse().reduce((sum, axis) => {
    const count = sum.shape[axis]!;
    if (count > MOST_FACTORS) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('axes') }));
    const parts = Array.from({ length: count }, (_, start) => t.part(sum, axis, { start, step: 1, count: 1 }));
    const whole = parts.length === 1 ? parts[0]! : t.formula(op, (names) => names.join(' * '), parts, sum.type);
    return keep ? whole : reduceOver(t, op, whole, [axis], 'sum', false);
  }, wire);
};

const argMax =
  (smallest: boolean): Rule =>
  (op, t, [x]) => {
    const wire = t.as(t.asWire(x!), 'float32');
    const axis = normalAxis(int(op, 'axis', 0), wire.shape.length);
    if (axis === wire.batch) throw new BatchMixed();
    if (int(op, 'select_last_index', 0) === 1 && wire.shape[axis]! > 1)
      throw new Unmapped(phrase('onnx-attribute', { name: verbatim('select_last_index') }));
    const seen = smallest ? t.through({ type: 'scale', settings: { factor: -1 } }, wire) : wire;
    const id = t.add({
      type: 'argMax',
      name: op.called,
      settings: { axis: axisIn(wire, axis) },
      inputs: { input: seen.end },
    });
    const keep = int(op, 'keepdims', 1) === 1;
    const batch = wire.batch !== null && axis < wire.batch ? wire.batch - 1 : wire.batch;
    const slim = { ...wire, type: Type.INT64, shape: wire.shape.toSpliced(axis, 1), batch, end: t.drawing.end(id) };
    if (!keep) return slim;
    const about = { ...slim, shape: wire.shape.with(axis, 1), batch: wire.batch };
    return { ...about, end: t.reshape(slim.end, sampleOf(about)) };
  };

const topK: Rule = (op, t, [x, count]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const k = count ? Number((count as Known).data?.[0]) : int(op, 'k', 1);
  if (!Number.isInteger(k)) throw new Unmapped(phrase('onnx-not-known', { name: verbatim('k') }));
  const axis = normalAxis(int(op, 'axis', -1), wire.shape.length);
  const settings = { k, axis: axisIn(wire, axis), smallest: int(op, 'largest', 1) === 0 };
  const id = t.add({ type: 'topK', name: op.called, settings, inputs: { input: wire.end } });
  const shape = wire.shape.with(axis, k);
  return [t.wire(id, { ...wire, shape }), t.wire(id, { ...wire, shape, type: Type.INT64 }, 'indices')];
};

const oneHot: Rule = (op, t, [x, depth, values]) => {
  if (!depth?.known || !values?.known) throw new Unmapped(phrase('onnx-not-known', { name: verbatim('depth') }));
  const [classes, off, on] = [Number(depth.data[0]), Number(values.data[0]), Number(values.data[1])];
  const given = t.asWire(x!);
  const inside = t.formula(op, ([i]) => `${i} < 0 ? ${i} + ${classes} : ${i}`, [given], given.type);
  const wire = t.as(inside, 'int32');
  const id = t.add({ type: 'oneHot', name: op.called, settings: { classes }, inputs: { input: wire.end } });
  const shape = [...wire.shape, classes];
  let hot = t.wire(id, { ...wire, type: values.type, shape });
  if (off !== 0 || on !== 1) hot = t.through({ type: 'scale', settings: { factor: on - off, offset: off } }, hot);
  const rank = shape.length;
  const axis = normalAxis(int(op, 'axis', -1), rank);
  const order = Array.from({ length: rank - 1 }, (_, i) => i).toSpliced(axis, 0, rank - 1);
  return t.turn(hot, order);
};

const cumSum: Rule = (op, t, [x, along]) => {
  if (!along?.known) throw new Unmapped(phrase('onnx-not-known', { name: verbatim('axis') }));
  const wire = t.as(t.asWire(x!), 'float32');
  const axis = axisIn(wire, normalAxis(Number(along.data[0]), wire.shape.length));
  const sum = t.through(
    { type: 'cumulativeSum', name: op.called, settings: { axis, reverse: int(op, 'reverse', 0) === 1 } },
    wire,
  );
  return int(op, 'exclusive', 0) === 1 ? t.formula(op, ([a, b]) => `${a} - ${b}`, [sum, wire], wire.type) : sum;
};

const lpNormalization: Rule = (op, t, [x]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const axis = normalAxis(int(op, 'axis', -1), wire.shape.length);
  const one = int(op, 'p', 2) === 1;
  const seen = one ? t.formula(op, ([a]) => `abs(${a})`, [wire], wire.type) : wire;
  const length = reduceOver(t, op, seen, [axis], one ? 'sum' : 'norm', true);
  return t.formula(op, ([a, b]) => `${b} > 0 ? ${a} / ${b} : 0`, [wire, length], wire.type);
};

const hardmax: Rule = (op, t, [x]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const axis = normalAxis(int(op, 'axis', t.opset < 13 ? 1 : -1), wire.shape.length);
  if (t.opset < 13 && axis !== wire.shape.length - 1)
    throw new Unmapped(phrase('onnx-attribute', { name: verbatim('axis') }));
  const id = t.add({ type: 'argMax', settings: { axis: axisIn(wire, axis) }, inputs: { input: wire.end } });
  const batch = wire.batch !== null && axis < wire.batch ? wire.batch - 1 : wire.batch;
  const best = { ...wire, shape: wire.shape.toSpliced(axis, 1), batch, end: t.drawing.end(id) };
  const classes = wire.shape[axis]!;
  const hot = t.add({ type: 'oneHot', name: op.called, settings: { classes }, inputs: { input: best.end } });
  const shape = [...best.shape, classes];
  const rank = shape.length;
  return t.turn(
    t.wire(hot, { ...best, shape }),
    Array.from({ length: rank - 1 }, (_, i) => i).toSpliced(axis, 0, rank - 1),
  );
};

const globalLpPool: Rule = (op, t, [x]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  if (int(op, 'p', 2) !== 2) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('p') }));
  const axes = wire.shape.map((_, i) => i).slice(2);
  return reduceOver(t, op, wire, axes, 'norm', true);
};

const gatherElements: Rule = (op, t, [x, indices]) => {
  if (!indices?.known) throw new Unmapped(phrase('onnx-not-known', { name: verbatim('indices') }));
  const wire = t.asWire(x!);
  const axis = normalAxis(int(op, 'axis', 0), wire.shape.length);
  // the same places for all that stands beside the axis
  const rows = listOf(indices);
  const inner = indices.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const count = indices.shape[axis]!;
  const first = Array.from({ length: count }, (_, i) => rows[i * inner]!);
  const alike = rows.every((place, i) => place === first[Math.floor(i / inner) % count]);
  const whole = indices.shape.every((size, i) => i === axis || size === wire.shape[i]);
  if (!alike || !whole || kindOf(wire.type) !== 'float')
    throw new Unmapped(phrase('onnx-not-known', { name: verbatim('indices') }));
  return t.pick(
    wire,
    axis,
    first.map((place) => (place < 0 ? place + wire.shape[axis]! : place)),
  );
};

export const REDUCTIONS: RuleTable = {
  ReduceMean: reduce('mean'),
  ReduceSum: reduce('sum'),
  ReduceMax: reduce('max'),
  ReduceMin: reduce('min'),
  ReduceL2: reduce('norm'),
  ReduceL1: reduce('sum', (x) => `abs(${x})`),
  ReduceSumSquare: reduce('sum', (x) => `${x} * ${x}`),
  ReduceLogSum: reduce('sum', undefined, (x) => `log(${x})`),
  ReduceLogSumExp: reduce(
    'sum',
    (x) => `exp(${x})`,
    (x) => `log(${x})`,
  ),
  ReduceProd: product,
  ArgMax: argMax(false),
  ArgMin: argMax(true),
  TopK: topK,
  OneHot: oneHot,
  CumSum: cumSum,
  LpNormalization: lpNormalization,
  Hardmax: hardmax,
  GlobalLpPool: globalLpPool,
  GatherElements: gatherElements,
};
