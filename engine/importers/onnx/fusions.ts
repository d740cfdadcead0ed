/** Several nodes of a model that are one layer: what exporters take apart is put together again. */
import { type Fused, only, type Readers, readsCoded, withoutCoding } from './coded.ts';
import { int, ints, type Op } from './read.ts';
import { activationOf } from './activations.ts';
import { batchNorm, layerNormOf, rmsNormOf } from './ops/normalization.ts';
import { product } from './ops/products.ts';
import { conv } from './ops/windows.ts';
import { type Known, kindOf, sizeIn } from './tensors.ts';
import { MADE, type Translator } from './translator.ts';
import type { Value, Wire } from './values.ts';

/** What begins at a node and is one layer; undefined where it is just this node. */
export function fuse(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const coded = withoutCoding(op, t, readers);
  if (coded || readsCoded(op, t)) return coded;
  if (op.domain !== '') return undefined;
  if (op.type === 'MatMul') return withOffsets(op, t, readers);
  if (op.type === 'Conv') return withBias(op, t, readers);
  if (op.type === 'Sub') return byRunningStatistics(op, t, readers);
  if (op.type === 'ReduceMean') return overLastAxis(op, t, readers);
  return byRootMeanSquare(op, t, readers) ?? activationOf({ op, t, readers });
}

/** A product with known weights and offsets behind it: Dense with a bias. */
function withOffsets(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const sum = only(readers, op);
  if (sum?.type !== 'Add') return undefined;
  const other = sum.inputs.find((name) => name !== op.outputs[0]);
  const [a, b, c] = [t.value(op.inputs[0]), t.value(op.inputs[1]), t.there(other)];
  if (!a || a.known || !b?.known || b.shape.length !== 2 || !c?.known) return undefined;
  if (c.shape.length !== 1 || sizeIn(c.shape) !== b.shape[1] || kindOf(c.type) !== 'float') return undefined;
  return { ops: [op, sum], values: [[sum.outputs[0]!, product(op, t, a, b, c)]] };
}

/** A convolution and the number that is added to each of its maps: its bias. */
function withBias(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const sum = only(readers, op);
  if (sum?.type !== 'Add' || op.inputs[2]) return undefined;
  const other = sum.inputs.find((name) => name !== op.outputs[0]);
  const [x, w, c] = [t.value(op.inputs[0]), t.value(op.inputs[1]), t.there(other)];
  if (!x || x.known || !w?.known || !c?.known || kindOf(c.type) !== 'float') return undefined;
  const rank = w.shape.length;
  const aligned = [...Array<number>(Math.max(0, rank - c.shape.length)).fill(1), ...c.shape];
  const isPerMap = aligned.length === rank && aligned.every((size, axis) => size === (axis === 1 ? w.shape[0] : 1));
  if (!isPerMap) return undefined;
  return { ops: [op, sum], values: [[sum.outputs[0]!, conv(op, t, [x, w, c]) as Value]] };
}

/** The one node behind another, where it is of that type, and what else goes into it, where that is known. */
function next(
  { op, type, t, readers }: { op: Op; type: string; t: Translator; readers: Readers },
  first = false,
): { readonly op: Op; readonly other: Known } | undefined {
  const found = only(readers, op);
  if (found?.type !== type || found.domain !== '' || found.inputs.length !== 2) return undefined;
  const at = found.inputs.indexOf(op.outputs[0]!);
  const other = t.there(found.inputs[1 - at]);
  return other?.known && kindOf(other.type) === 'float' && (at === 0 || !first) ? { op: found, other } : undefined;
}

/** What batch norms of PyTorch and Keras add to the variance. */
const EPSILON = 1e-5;

/** (x - mean) / deviation * scale + offset, with a number of each for every map: a batch norm. */
function byRunningStatistics(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const [x, mean] = [t.value(op.inputs[0]), t.there(op.inputs[1])];
  if (!x || x.known || x.batch !== 0 || x.shape.length < 2 || !mean?.known) return undefined;
  const divided = next({ op, type: 'Div', t, readers }, true);
  const scaled = divided && next({ op: divided.op, type: 'Mul', t, readers });
  const moved = scaled && next({ op: scaled.op, type: 'Add', t, readers });
  if (!moved) return undefined;
  const maps = x.shape[1]!;
  const all = [scaled.other, moved.other, mean, divided.other];
  const isPerMap = ({ shape }: Known) => {
    const aligned = [...Array<number>(Math.max(0, x.shape.length - shape.length)).fill(1), ...shape];
    return aligned.length === x.shape.length && aligned.every((size, axis) => size === (axis === 1 ? maps : 1));
  };
  if (!all.every(isPerMap)) return undefined;
  const perMap = (one: Known): Known => ({ ...one, shape: [maps] });
  const variance = Float32Array.from(divided.other.data, (number) => number * number - EPSILON);
  if (!variance.every((number) => number >= 0)) return undefined;
  const statistics = [perMap(mean), { ...perMap(divided.other), data: variance }];
  const norm = batchNorm(op, t, [x, perMap(scaled.other), perMap(moved.other), ...statistics]) as Value;
  return { ops: [op, divided.op, scaled.op, moved.op], values: [[moved.op.outputs[0]!, norm]] };
}

/** (x - mean x) / sqrt(mean (x - mean x)^2 + epsilon) * scale + offset over the last axis: a layer norm. */
function overLastAxis(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const x = t.value(op.inputs[0]);
  const centered = only(readers, op);
  if (!x || x.known || !isOverLast(op, t, x) || centered?.type !== 'Sub') return undefined;
  if (centered.inputs[0] !== op.inputs[0] || centered.inputs[1] !== op.outputs[0]) return undefined;
  const around = readers(centered.outputs[0]!);
  const square = around.find((one) => isSquare(one, centered.outputs[0]!, t));
  const mean = square && only(readers, square);
  const kept =
    mean?.type === 'ReduceMean' && isOverLast(mean, t, x) ? next({ op: mean, type: 'Add', t, readers }) : undefined;
  const root = kept && only(readers, kept.op);
  const divided = root?.type === 'Sqrt' ? only(readers, root) : undefined;
  if (divided?.type !== 'Div' || divided.inputs[0] !== centered.outputs[0] || !around.includes(divided))
    return undefined;
  if (new Set(around).size !== 2) return undefined;
  const scaled = next({ op: divided, type: 'Mul', t, readers });
  const moved = scaled && next({ op: scaled.op, type: 'Add', t, readers });
  if (!moved || sizeIn(kept!.other.shape) !== 1) return undefined;
  const width = x.shape.at(-1)!;
  const isVector = ({ shape }: Known) => sizeIn(shape) === width && shape.at(-1) === width;
  const epsilon = Number(Number(kept!.other.data[0]).toPrecision(6));
  if (!isVector(scaled.other) || !isVector(moved.other) || !(epsilon > 0)) return undefined;
  const norm = layerNormOf(t, op, x, scaled.other, moved.other, epsilon);
  const ops = [op, centered, square!, mean!, kept!.op, root!, divided, scaled.op, moved.op];
  return { ops, values: [[moved.op.outputs[0]!, norm]] };
}

/** x / sqrt(mean(x^2) + epsilon) * scale over the last axis, with a learned scale: an RMS norm. */
function byRootMeanSquare(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const name = op.inputs[0];
  const x = isSquare(op, name!, t) ? t.there(name) : undefined;
  const mean = x && !x.known ? only(readers, op) : undefined;
  if (mean?.type !== 'ReduceMean' || !isOverLast(mean, t, x as Wire)) return undefined;
  const kept = next({ op: mean, type: 'Add', t, readers });
  const root = kept && sizeIn(kept.other.shape) === 1 ? only(readers, kept.op) : undefined;
  const behind = root?.type === 'Sqrt' ? only(readers, root) : undefined;
  const inverse = behind?.type === 'Reciprocal' ? [behind] : [];
  const normed = inverse.length > 0 ? only(readers, behind!) : behind;
  const [first, second] = normed?.inputs ?? [];
  const isNormed =
    inverse.length > 0
      ? normed?.type === 'Mul' && [first, second].includes(name) && [first, second].includes(behind!.outputs[0])
      : normed?.type === 'Div' && first === name && second === root?.outputs[0];
  if (!isNormed) return undefined;
  const same = only(readers, normed!);
  const casts = same?.type === 'Cast' ? [same] : [];
  const scaled = next({ op: casts[0] ?? normed!, type: 'Mul', t, readers });
  const width = x!.shape.at(-1)!;
  if (!scaled || sizeIn(scaled.other.shape) !== width || scaled.other.shape.at(-1) !== width) return undefined;
  const { name: learned } = scaled.other;
  const epsilon = Number(Number(kept!.other.data[0]).toPrecision(6));
  if (learned === undefined || learned.startsWith(MADE) || !(epsilon > 0)) return undefined;
  const norm = rmsNormOf(t, op, x as Wire, scaled.other, epsilon);
  const ops = [op, mean, kept!.op, root!, ...inverse, normed!, ...casts, scaled.op];
  return { ops, values: [[scaled.op.outputs[0]!, norm]] };
}

/** Whether a mean is over the last axis alone, which stays. */
function isOverLast(op: Op, t: Translator, x: Wire): boolean {
  const given = t.there(op.inputs[1]);
  const axes = given?.known ? Array.from(given.data, Number) : ints(op, 'axes');
  const last = x.shape.length - 1;
  return axes?.length === 1 && (axes[0] === -1 || axes[0] === last) && int(op, 'keepdims', 1) === 1 && x.batch !== last;
}

function isSquare({ type, inputs }: Op, name: string, t: Translator): boolean {
  if (type === 'Mul') return inputs[0] === name && inputs[1] === name;
  const power = t.there(inputs[1]);
  return (
    type === 'Pow' &&
    inputs[0] === name &&
    power?.known === true &&
    sizeIn(power.shape) === 1 &&
    Number(power.data[0]) === 2
  );
}
