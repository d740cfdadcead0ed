/** The forward program of stacked recurrent layers: for each layer and direction a loop over the steps of the sequence. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import type { Schema, SettingsOf } from '../../settings.ts';
import type { Lowering } from '../define.ts';
import { partAlong } from './axes.ts';
import { dropped } from './noise.ts';
import { directionsOf, kernelsOf, type Recurrence, type StackSettings } from './recurrence.ts';

type Settings = StackSettings & SettingsOf<Schema>;
type Weights = Readonly<Record<string, Value>>;

/** `inputs`: the sequence, the states in which it starts, the mask. */
export function lowerRecurrence<S extends Schema>(
  ctx: Lowering,
  recurrence: Recurrence<S>,
  inputs: readonly Value[],
  given: Settings,
  weights: Weights,
): readonly Value[] {
  const { b } = ctx;
  const { states } = recurrence;
  const directions = directionsOf(given.direction);
  const [rows, length, ...first] = inputs[0]!.shape as [number, number, ...number[]];
  const { state } = kernelsOf(recurrence, first, 0, given);
  const stepsFirst = inputs[0]!.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis));
  const mask = inputs[states.length + 1];
  const real =
    mask && b.cast(b.reshape(b.transpose(mask, [1, 0]), [length, rows, 1, ...state.slice(1).map(() => 1)]), 'bool');
  const starts = states.map((_, i) => startOf(b, inputs[i + 1], [rows, ...state]));
  let sequence = b.transpose(inputs[0]!, stepsFirst);
  const ends: (readonly Value[])[] = [];
  for (let layer = 0; layer < given.layers; layer++) {
    if (layer > 0) sequence = dropped(ctx, sequence, given.dropout);
    const results = directions.map((direction, side) => {
      const { carries, results } = oneDirection(b, recurrence, given, {
        sequence,
        real,
        starts: starts.map((start) => () => start(layer * directions.length + side)),
        ending: `_l${layer}${direction}`,
        reverse: direction === '_reverse',
        weights,
      });
      ends.push([...carries]);
      return results[0]!;
    });
    sequence = b.concat(results, 2);
  }
  const last = ends.slice(-directions.length);
  const output =
    given.returns === 'sequence'
      ? b.transpose(sequence, stepsFirst)
      : b.concat(
          last.map(([h]) => h!),
          1,
        );
  const finals = states.map((_, i) =>
    ends.length === 1
      ? ends[0]![i]!
      : b.concat(
          ends.map((end) => b.reshape(end[i]!, [rows, 1, ...state])),
          1,
        ),
  );
  return [output, ...finals];
}

/** Where a state starts in each of the loops: with zeros, with what is given, or with the part of it that is for that loop. */
function startOf(b: Builder, given: Value | undefined, shape: readonly number[]): (loop: number) => Value {
  return (loop) => {
    if (!given) return b.fill(0, shape);
    return given.shape.length === shape.length ? given : b.reshape(partAlong(b, given, 1, loop, loop + 1), shape);
  };
}

interface Direction {
  /** [steps, N, ...] */
  readonly sequence: Value;
  /** Which steps are no padding. */
  readonly real: Value | undefined;
  readonly starts: readonly (() => Value)[];
  /** Of the names of its weights. */
  readonly ending: string;
  readonly reverse: boolean;
  readonly weights: Weights;
}

/** One layer in one direction. The product with the input is done for all steps at once before the loop. */
function oneDirection<S extends Schema>(
  b: Builder,
  { connection, step }: Recurrence<S>,
  given: Settings,
  { sequence, real, starts, ending, reverse, weights }: Direction,
) {
  const [ih, hh, biasIh, biasHh] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(
    (name) => weights[`${name}${ending}`],
  );
  // one number for each gate and unit, wherever it lies
  const across = (inner: Builder, bias: Value) =>
    inner.reshape(bias, [bias.shape[0]!, ...sequence.shape.slice(3).map(() => 1)]);
  const product = connection.ofInput(b, sequence, ih!, given);
  const x = biasIh ? b.add(product, across(b, biasIh)) : product;
  return b.scan(
    {
      carries: starts.map((start) => start()),
      sequences: real ? [x, real] : [x],
      constants: biasHh ? [hh!, biasHh] : [hh!],
      reverse,
    },
    (inner, before, [slice, isReal], [weight, bias]) => {
      const ofState = (h: Value) => {
        const y = connection.ofState(inner, h, weight!, given);
        return bias ? inner.add(y, across(inner, bias)) : y;
      };
      const after = step(
        { b: inner, x: slice!, states: before, hh: ofState, weight: weight!, bias },
        given as SettingsOf<S>,
      );
      if (!isReal) return { carries: after, results: [after[0]!] };
      return {
        carries: after.map((state, i) => inner.select(isReal, state, before[i]!)),
        results: [inner.select(isReal, after[0]!, 0)],
      };
    },
  );
}
