import { defineTransform } from '../define.ts';
import { atPlaces, bentWithin, less, straightened } from '../units/lowered.ts';
import { named, phrase } from '../../phrases.ts';
import { minimumOf } from './common/minimum.ts';
import { valuesByPlace } from './common/values.ts';

export const power = defineTransform({
  id: 'power',
  title: 'Power',
  doc:
    'Bends values so that those of the training rows lie as a bell does, of any sign (Yeo and Johnson 2000), and gives them the mean 0 ' +
    'and the deviation 1. The power is the most likely one; of more than a million rows it is learned from every nth.',
  settings: {},
  column: (before) =>
    before.kind === 'number' && before.dtype === 'float32'
      ? { ...before, whole: false }
      : { expected: phrase('numbers'), received: named(`columns.${before.kind}`, before.kind) },
  fit(batches) {
    const all = valuesByPlace(batches);
    const powers = all.map(likeliestPower);
    const moments = all.map((values, i) => bentMoments(values, powers[i]!));
    return {
      power: powers,
      mean: moments.map(({ mean }) => mean),
      deviation: moments.map(({ variance }) => Math.sqrt(variance) || 1),
    };
  },
  apply(batch, _, fit) {
    const [powers, mean, deviation] = [fit.power, fit.mean, fit.deviation] as (readonly number[])[];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const place = i % powers!.length;
      data[i] = (bent(data[i]!, powers![place]!) - mean![place]!) / deviation![place]!;
    }
    return batch;
  },
  undo(batch, _, fit) {
    const [powers, mean, deviation] = [fit.power, fit.mean, fit.deviation] as (readonly number[])[];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const place = i % powers!.length;
      data[i] = straight(data[i]! * deviation![place]! + mean![place]!, powers![place]!);
    }
    return batch;
  },
  lower(b, rows, _, fit) {
    const [powers, mean, deviation] = [fit.power, fit.mean, fit.deviation] as (readonly number[])[];
    return atPlaces(b, rows, powers!.length, 'inTurn', (values, each) =>
      b.div(less(b, bentWithin(b, values, powers!, each), mean!, each), each(deviation!)),
    );
  },
  lowerUndo(b, rows, _, fit) {
    const [powers, mean, deviation] = [fit.power, fit.mean, fit.deviation] as (readonly number[])[];
    return atPlaces(b, rows, powers!.length, 'inTurn', (values, each) =>
      straightened(b, b.add(b.mul(values, each(deviation!)), each(mean!)), powers!, each),
    );
  },
});

/** A power this near to 0, or to 2 below zero, is a logarithm. */
const LOGARITHM = 2 ** -52;

function bent(x: number, power: number): number {
  if (x < 0) return -bent(-x, 2 - power);
  return Math.abs(power) < LOGARITHM ? Math.log1p(x) : Math.expm1(power * Math.log1p(x)) / power;
}

/** The other way round; NaN where no value is bent so far. */
function straight(y: number, power: number): number {
  if (y < 0) return -straight(-y, 2 - power);
  return Math.abs(power) < LOGARITHM ? Math.expm1(y) : Math.expm1(Math.log1p(power * y) / power);
}

function bentMoments(values: Float32Array, power: number): { readonly mean: number; readonly variance: number } {
  if (values.length === 0) return { mean: 0, variance: 1 };
  let sum = 0;
  for (const value of values) sum += bent(value, power);
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (bent(value, power) - mean) ** 2;
  return { mean, variance: squares / values.length };
}

/** Values that say which power is the most likely. */
const MOST = 1_000_000;

function likeliestPower(values: Float32Array): number {
  const step = Math.ceil(values.length / MOST);
  const some = step > 1 ? values.filter((_, i) => i % step === 0) : values;
  // a single value lies as well under any power
  if (some.every((value) => value === some[0])) return 1;
  let signs = 0;
  for (const value of some) signs += Math.sign(value) * Math.log1p(Math.abs(value));
  return minimumOf(
    (power) => {
      const { variance } = bentMoments(some, power);
      return (some.length / 2) * Math.log(variance) - (power - 1) * signs;
    },
    -2,
    2,
  );
}
