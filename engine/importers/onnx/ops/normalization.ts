/** Operators that normalize. */
import { phrase, verbatim } from '../../../phrases.ts';
import { float, int, ints, type Op } from '../read.ts';
import { type Known, sizeIn } from '../tensors.ts';
import type { Translator } from '../translator.ts';
import { BatchMixed, normalAxis, Unmapped, type Value, type Wire } from '../values.ts';
import type { Rule, RuleTable } from './define.ts';
import { reduceOver } from './reductions.ts';

const vectors = (values: readonly (Value | undefined)[]): Known[] => {
  if (!values.every((value): value is Known => value?.known === true))
    throw new Unmapped(phrase('onnx-weights-not-known'));
  return values as Known[];
};

export const batchNorm: Rule = (op, t, [x, ...rest]) => {
  if (int(op, 'training_mode', 0) === 1 || op.outputs.filter((name) => name !== '').length > 1)
    throw new Unmapped(phrase('onnx-attribute', { name: verbatim('training_mode') }));
  const wire = t.as(t.asWire(x!), 'float32');
  if (wire.shape.length < 2) throw new Unmapped(phrase('onnx-axes', { count: wire.shape.length }));
  const [scale, shift, mean, variance] = vectors(rest);
  const { steps } = t.layered(wire);
  const weights = {
    weight: t.weight(scale!),
    bias: t.weight(shift!),
    running_mean: t.weight(mean!),
    running_var: t.weight(variance!),
  };
  // ONNX counts what is kept of the averages, the document what is new
  const momentum = Number((1 - float(op, 'momentum', 0.9)).toPrecision(6));
  const settings = { epsilon: float(op, 'epsilon', 1e-5), momentum: Math.min(Math.max(momentum, 0), 1) };
  return t.through({ type: 'batchNorm', name: t.ownerOf(op, scale!), settings, weights }, wire, wire.shape, steps);
};

const instanceNorm: Rule = (op, t, [x, ...rest]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const [scale, shift] = vectors(rest);
  const { steps } = t.layered(wire);
  return t.through(
    {
      type: 'instanceNorm',
      name: t.ownerOf(op, scale!),
      settings: { affine: true, epsilon: float(op, 'epsilon', 1e-5) },
      weights: { weight: t.weight(scale!), bias: t.weight(shift!) },
    },
    wire,
    wire.shape,
    steps,
  );
};

const groupNorm: Rule = (op, t, [x, ...rest]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const [scale, shift] = vectors(rest);
  const channels = wire.shape[1]!;
  const groups = int(op, 'num_groups', 1);
  // before version 21 each group had one number
  const spread = (value: Known) =>
    sizeIn(value.shape) === channels
      ? t.weight(value, [channels])
      : t.weight({
          ...value,
          shape: [channels],
          data: Float32Array.from({ length: channels }, (_, i) =>
            Number(value.data[Math.floor((i * groups) / channels)]),
          ),
        });
  const { steps } = t.layered(wire);
  return t.through(
    {
      type: 'groupNorm',
      name: t.ownerOf(op, scale!),
      settings: { groups, epsilon: float(op, 'epsilon', 1e-5) },
      weights: { weight: spread(scale!), bias: spread(shift!) },
    },
    wire,
    wire.shape,
    steps,
  );
};

/** Over the last axis, with its numbers as weights. */
export function layerNormOf(
  t: Translator,
  op: Op,
  x: Wire,
  scale: Known,
  shift: Known | undefined,
  epsilon: number,
): Wire {
  const wire = t.as(x, 'float32');
  const width = wire.shape.at(-1)!;
  if (wire.batch === wire.shape.length - 1) throw new BatchMixed();
  const weight = t.weight(scale, [width]);
  const bias = shift
    ? t.weight(shift, [width])
    : { dtype: 'float32' as const, shape: [width], data: new Float32Array(width) };
  return t.through(
    { type: 'layerNorm', name: t.ownerOf(op, scale), settings: { epsilon }, weights: { weight, bias } },
    wire,
  );
}

const layerNorm: Rule = (op, t, [x, scale, shift]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const rank = wire.shape.length;
  const axis = normalAxis(int(op, 'axis', -1), rank);
  if (op.outputs.slice(1).some((name) => name !== ''))
    throw new Unmapped(phrase('onnx-attribute', { name: verbatim('Mean') }));
  const width = sizeIn(wire.shape.slice(axis));
  const isVector = (value: Value | undefined): boolean =>
    value === undefined || (value.known === true && sizeIn(value.shape) === width);
  const epsilon = float(op, 'epsilon', 1e-5);
  if (!isVector(scale) || !isVector(shift) || epsilon <= 0) throw new Unmapped(phrase('onnx-weights-not-known'));
  if (axis === rank - 1) return layerNormOf(t, op, wire, scale as Known, shift as Known | undefined, epsilon);
  // several axes as one
  if (wire.batch !== null && wire.batch >= axis) throw new BatchMixed();
  const sample = t.drawing.typeOf(wire.end).shape.slice(1) as number[];
  const flat = t.reshape(wire.end, [...sample.slice(0, sample.length - (rank - axis)), width]);
  const about = { ...wire, end: flat, shape: [...wire.shape.slice(0, axis), width] };
  const done = layerNormOf(t, op, about, scale as Known, shift as Known | undefined, epsilon);
  return { ...wire, end: t.reshape(done.end, sample) };
};

const rmsNorm: Rule = (op, t, [x, scale]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const axis = normalAxis(int(op, 'axis', -1), wire.shape.length);
  const width = wire.shape.at(-1)!;
  if (!scale?.known || axis !== wire.shape.length - 1 || sizeIn(scale.shape) !== width || wire.batch === axis)
    throw new Unmapped(phrase('onnx-weights-not-known'));
  return rmsNormOf(t, op, wire, scale, float(op, 'epsilon', 1e-5));
};

/** Over the last axis, with its numbers as weights. */
export function rmsNormOf(t: Translator, op: Op, x: Wire, scale: Known, epsilon: number): Wire {
  const weights = { weight: t.weight(scale, [x.shape.at(-1)!]) };
  return t.through({ type: 'rmsNorm', name: t.ownerOf(op, scale), settings: { epsilon }, weights }, t.as(x, 'float32'));
}

const localResponse: Rule = (op, t, [x]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const { steps } = t.layered(wire);
  const size = int(op, 'size', 1);
  // ONNX takes the larger half behind the channel, PyTorch before it
  if (size % 2 === 0) throw new Unmapped(phrase('onnx-attribute', { name: verbatim('size') }));
  const settings = { size, alpha: float(op, 'alpha', 1e-4), beta: float(op, 'beta', 0.75), k: float(op, 'bias', 1) };
  return t.through({ type: 'localResponseNorm', name: op.called, settings }, wire, wire.shape, steps);
};

const meanVariance: Rule = (op, t, [x]) => {
  const wire = t.as(t.asWire(x!), 'float32');
  const axes = (ints(op, 'axes') ?? [0, 2, 3]).map((axis) => normalAxis(axis, wire.shape.length));
  if (wire.batch !== null && axes.includes(wire.batch)) throw new BatchMixed();
  const mean = reduceOver(t, op, wire, axes, 'mean', true);
  const centred = t.formula(op, ([a, b]) => `${a} - ${b}`, [wire, mean], wire.type);
  const square = t.formula(op, ([a]) => `${a} * ${a}`, [centred], wire.type);
  const variance = reduceOver(t, op, square, axes, 'mean', true);
  return t.formula(op, ([a, b]) => `${a} / (sqrt(${b}) + 0.000000001)`, [centred, variance], wire.type);
};

export const NORMALIZATION: RuleTable = {
  BatchNormalization: batchNorm,
  InstanceNormalization: instanceNorm,
  GroupNormalization: groupNorm,
  LayerNormalization: layerNorm,
  RMSNormalization: rmsNorm,
  LRN: localResponse,
  MeanVarianceNormalization: meanVariance,
};
