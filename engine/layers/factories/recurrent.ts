/**
 * Recurrent layers: what simple RNN, LSTM, GRU and ConvLSTM share. Each is a loop over the steps of a sequence; the product with the
 * input is done for all steps at once before the loop. Weights have PyTorch's names and layout: `weight_ih_l0`, `weight_hh_l0_reverse` ...
 */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { boolean, choice, initializer, int, number, type Schema, type SettingsOf } from '../../settings.ts';
import { sameShape, sizeOf, formatShape } from '../../types/shape.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import {
  defineLayer,
  type Layer,
  type LayerExample,
  type LayerSpec,
  reject,
  type Spelling,
  THIS,
  type WeightSpec,
} from '../define.ts';
import { partAlong } from '../common/axes.ts';
import { byMatrix, type Connection } from '../common/connections.ts';
import { dropped } from '../common/noise.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

const SETTINGS = {
  returns: choice(['sequence', 'last'], {
    label: 'Gives',
    default: 'last',
    doc: 'The output of every step, or of the last one.',
    names: { sequence: 'Every step', last: 'Last step' },
  }),
  direction: choice(['forward', 'backward', 'both'], {
    label: 'Direction',
    default: 'forward',
    doc: 'Which way it reads. Both: two layers side by side, their outputs concatenated.',
    names: { forward: 'Forward', backward: 'Backward', both: 'Both' },
  }),
  layers: int({
    label: 'Layers',
    default: 1,
    min: 1,
    doc: 'How many are stacked, each reading the whole output of the one below.',
  }),
  dropout: number({
    label: 'Dropout',
    default: 0,
    min: 0,
    max: 1,
    exclusiveMax: true,
    doc: 'Between stacked layers, in training.',
  }),
  bias: boolean({ label: 'Bias', default: true, doc: 'Add learned offsets.' }),
  initializer: initializer({
    label: 'Initializer',
    default: { type: 'fan-in-uniform' },
    doc: 'How weights and biases start.',
  }),
};
type Common = SettingsOf<typeof SETTINGS>;

/** One step: `x` is the input's part of all gates [N, gates·units, ...]; `hh` computes the state's part, its bias included. */
export interface Step {
  readonly b: Builder;
  readonly x: Value;
  readonly states: readonly Value[];
  readonly hh: (h: Value) => Value;
  /** The weight and bias behind `hh`, for rules that take them apart. */
  readonly weight: Value;
  readonly bias: Value | undefined;
}

interface About<S extends Schema>
  extends Pick<LayerSpec<S>, 'id' | 'title' | 'doc' | 'formula' | 'source' | 'keywords'> {
  readonly settings: S;
  readonly gates: number;
  /** What travels from step to step; the first is the output. */
  readonly states: readonly { readonly name: string; readonly doc: string }[];
  step(step: Step, settings: SettingsOf<S>): readonly Value[];
  /** How input and state reach the gates; by matrices where left out. */
  readonly connection?: Connection;
  /** Instead of those that all layers by matrices have. */
  readonly examples?: readonly LayerExample[];
  /** Settings of further examples. */
  readonly variants?: readonly Readonly<Record<string, unknown>>[];
  /** The word of TensorFlow.js for one layer of it without biases, with the same order of gates. Where there are biases it has one for our two, and so learns otherwise. */
  readonly word?: (settings: SettingsOf<S>) => {
    readonly call: string;
    readonly args: Readonly<Record<string, unknown>>;
  };
}

/** The part of gate `index` of [N, gates·units, ...]. */
export const gate = (b: Builder, x: Value, index: number, count: number): Value => {
  const units = x.shape[1]! / count;
  return partAlong(b, x, 1, index * units, (index + 1) * units);
};

/** A step of a GRU: the input's and the state's parts of the gates [N, 3·units]; `recalled` is what the reset gate leaves of the state. */
export function gruStep(
  b: Builder,
  x: Value,
  y: Value,
  h: Value,
  recalled = (r: Value): Value => b.mul(r, gate(b, y, 2, 3)),
): Value {
  const r = b.sigmoid(b.add(gate(b, x, 0, 3), gate(b, y, 0, 3)));
  const z = b.sigmoid(b.add(gate(b, x, 1, 3), gate(b, y, 1, 3)));
  const n = b.tanh(b.add(gate(b, x, 2, 3), recalled(r)));
  return b.add(n, b.mul(z, b.sub(h, n)));
}

const directionsOf = (direction: Common['direction']): readonly ('' | '_reverse')[] =>
  direction === 'both' ? ['', '_reverse'] : [direction === 'backward' ? '_reverse' : ''];

export function recurrent<const S extends Schema>({
  gates,
  states,
  step,
  word,
  settings: own,
  connection = byMatrix,
  examples,
  variants = [],
  ...about
}: About<S>): Layer {
  const settings = { ...connection.settings, ...SETTINGS, ...own };
  /** One step of the input, without the batch. */
  const stepOf = (x: TensorType) => x.shape.slice(2) as number[];
  /** The sizes of the weights of one stacked layer, whose input has the first one's step, or what the layer below gives. */
  const kernels = (step: readonly number[], layer: number, given: Common & SettingsOf<Schema>) => {
    const { direction } = given;
    const state = connection.state(step, given);
    if ('rejected' in state) throw new Error('internal: the input does not fit');
    return {
      state,
      ...connection.kernels(gates, layer === 0 ? step[0]! : state[0]! * directionsOf(direction).length, given),
    };
  };
  return defineLayer<Schema>({
    ...about,
    family: 'recurrent',
    keywords: ['recurrent', 'sequence', 'rnn', 'bidirectional', 'stacked', ...(about.keywords ?? [])],
    settings,
    inputs: [
      { name: 'input', doc: `${connection.input}.` },
      ...states.map(({ name, doc }) => ({
        name,
        doc: `Where it starts: ${doc}. Zero without a wire.`,
        optional: true,
      })),
      {
        name: 'mask',
        doc: 'N×steps: 0 where a step is padding. There the state stays and the output is 0.',
        optional: true,
      },
    ],
    outputs: [
      { name: 'output', doc: `${connection.output}; twice as many for both directions.` },
      ...states.map(({ name, doc }) => ({ name, doc: `At the end: ${doc}.` })),
    ],
    summary: (given) => {
      const { layers, direction, returns } = given as Common;
      return [
        connection.summary(given),
        ...(layers > 1 ? [summary('layers', '{{layers}} layers', { layers })] : []),
        ...(direction === 'forward'
          ? []
          : [direction === 'both' ? summary('both-ways', 'both ways') : summary('backward', 'backward')]),
        ...(returns === 'sequence' ? [summary('every-step', 'every step')] : []),
      ];
    },
    infer(inputs, given) {
      const { returns, direction, layers } = given as Common;
      const [x, mask] = [inputs[0]!, inputs[states.length + 1]];
      if (x.dtype !== 'float32')
        return reject('dtype-mismatch', { expected: 'float32', received: x.dtype }, { port: 'input' });
      if (x.shape.length !== connection.rank)
        return reject('rank-mismatch', { expected: connection.input, received: formatType(x) }, { port: 'input' });
      const one = connection.state(stepOf(x), given);
      if ('rejected' in one) return one;
      const both = one.with(0, one[0]! * directionsOf(direction).length);
      const above = connection.state(both, given);
      // the final states of all layers are one tensor
      if (layers > 1 && ('rejected' in above || !sameShape(one, above)))
        return reject(
          'bad-setting',
          { expected: phrase('one-layer-of-maps'), received: layers },
          {
            setting: 'layers',
            repairs: [
              { title: phrase('use-one-layer'), actions: [{ kind: 'set', node: THIS, setting: 'layers', value: 1 }] },
            ],
          },
        );
      const state = stateType(given as Common, one);
      for (const [i, { name }] of states.entries()) {
        const start = inputs[i + 1];
        if (start && formatType(start) !== formatType(state))
          return reject(
            'size-mismatch',
            { expected: phrase('start-state', { shape: formatType(state) }), received: formatType(start) },
            { port: name },
          );
      }
      if (
        mask &&
        formatType({ ...mask, dtype: 'float32' }) !== formatType({ dtype: 'float32', shape: x.shape.slice(0, 2) })
      )
        return reject(
          'size-mismatch',
          { expected: phrase('mask-of', { steps: formatShape([x.shape[1]!]) }), received: formatType(mask) },
          { port: 'mask' },
        );
      return [
        { dtype: 'float32', shape: returns === 'last' ? ['N', ...both] : ['N', x.shape[1]!, ...both] },
        ...states.map(() => state),
      ];
    },
    weights([x], given) {
      const { layers, direction, bias, initializer } = given as Common;
      return Object.fromEntries(
        Array.from({ length: layers }, (_, layer) =>
          directionsOf(direction).map((way) => {
            const { ih, hh } = kernels(stepOf(x!), layer, given as never);
            const inward = sizeOf(hh.slice(1));
            const spec = (shape: readonly number[]): WeightSpec => ({
              shape,
              initializer,
              fan: [inward, inward],
              ...(shape.length === 1 && { role: 'bias' as const }),
            });
            return [
              [`weight_ih_l${layer}${way}`, spec(ih)],
              [`weight_hh_l${layer}${way}`, spec(hh)],
              ...(bias ? connection.biases.map((name) => [`${name}_l${layer}${way}`, spec([ih[0]!])] as const) : []),
            ] as [string, WeightSpec][];
          }),
        ).flat(2),
      );
    },
    lower(ctx, inputs, given, weights) {
      const { b } = ctx;
      const { layers, direction, returns, dropout } = given as Common;
      const directions = directionsOf(direction);
      const [rows, length, ...first] = inputs[0]!.shape as [number, number, ...number[]];
      const { state } = kernels(first, 0, given as never);
      const beyond = state.slice(1).map(() => 1);
      const stepsFirst = inputs[0]!.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis));
      const mask = inputs[states.length + 1];
      const real = mask && b.cast(b.reshape(b.transpose(mask, [1, 0]), [length, rows, 1, ...beyond]), 'bool');
      const starts = states.map((_, i) => {
        const all = inputs[i + 1];
        return (at: number) => {
          if (!all) return b.fill(0, [rows, ...state]);
          return all.shape.length === state.length + 1
            ? all
            : b.reshape(partAlong(b, all, 1, at, at + 1), [rows, ...state]);
        };
      });
      let sequence = b.transpose(inputs[0]!, stepsFirst);
      const ends: Value[][] = [];
      for (let layer = 0; layer < layers; layer++) {
        if (layer > 0) sequence = dropped(ctx, sequence, dropout);
        const results = directions.map((way, side) => {
          const [ih, hh, biasIh, biasHh] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(
            (name) => weights[`${name}_l${layer}${way}`],
          );
          // one number for each gate and unit, wherever it lies
          const across = (inner: Builder, bias: Value) => inner.reshape(bias, [bias.shape[0]!, ...beyond]);
          const product = connection.ofInput(b, sequence, ih!, given);
          const x = biasIh ? b.add(product, across(b, biasIh)) : product;
          const looped = b.scan(
            {
              carries: starts.map((start) => start(layer * directions.length + side)),
              sequences: real ? [x, real] : [x],
              constants: biasHh ? [hh!, biasHh] : [hh!],
              reverse: way === '_reverse',
            },
            (inner, before, [slice, isReal], [weight, bias]) => {
              const part = (h: Value) => {
                const y = connection.ofState(inner, h, weight!, given);
                return bias ? inner.add(y, across(inner, bias)) : y;
              };
              const after = step(
                { b: inner, x: slice!, states: before, hh: part, weight: weight!, bias },
                given as SettingsOf<S>,
              );
              if (!isReal) return { carries: after, results: [after[0]!] };
              return {
                carries: after.map((state, i) => inner.select(isReal, state, before[i]!)),
                results: [inner.select(isReal, after[0]!, 0)],
              };
            },
          );
          ends.push([...looped.carries]);
          return looped.results[0]!;
        });
        sequence = b.concat(results, 2);
      }
      const last = ends.slice(-directions.length);
      const output =
        returns === 'sequence'
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
    },
    spell(inputs, given): Spelling {
      const { units, layers, direction, returns, bias } = given as Common & { readonly units: number };
      const plain =
        !bias && layers === 1 && direction === 'forward' && inputs.every((type, i) => i === 0 || type === undefined);
      if (!word || !plain) return {};
      const { call, args } = word(given as SettingsOf<S>);
      return {
        tfjs: {
          call,
          args: { units, ...args, useBias: false, ...(returns === 'sequence' && { returnSequences: true }) },
          weights: [
            { name: 'weight_ih_l0', transpose: [1, 0], argument: 'kernel' },
            { name: 'weight_hh_l0', transpose: [1, 0], argument: 'recurrent' },
          ],
        },
      };
    },
    macs([x], _, given) {
      const { layers, direction } = given as Common;
      return Array.from({ length: layers }, (_, layer) => {
        const { state, ih, hh } = kernels(stepOf(x!), layer, given as never);
        return (
          directionsOf(direction).length * (x!.shape[1] as number) * sizeOf(state.slice(1)) * (sizeOf(ih) + sizeOf(hh))
        );
      }).reduce((a, c) => a + c, 0);
    },
    examples: (examples ?? examplesOf(states.length, variants)) as never,
  });
}

/** N×units (and maps), or N×(layers·directions)×units where there are several. */
function stateType({ layers, direction }: Common, state: readonly number[]): TensorType {
  const count = layers * directionsOf(direction).length;
  return { dtype: 'float32', shape: count === 1 ? ['N', ...state] : ['N', count, ...state] };
}

function examplesOf(states: number, variants: readonly Readonly<Record<string, unknown>>[]): LayerExample[] {
  const x: TensorType = { dtype: 'float32', shape: ['N', 4, 3] };
  const state = (...shape: number[]): TensorType => ({ dtype: 'float32', shape: ['N', ...shape] });
  const starts = (...shape: number[]) => Array.from({ length: states }, () => state(...shape));
  const mask: TensorType = { dtype: 'bool', shape: ['N', 4] };
  const none = starts().map(() => undefined) as unknown as TensorType[];
  return [
    { inputs: [x], settings: { units: 2 }, output: ['N', 2] },
    { inputs: [x], settings: { units: 2, returns: 'sequence' }, output: ['N', 4, 2] },
    { inputs: [x], settings: { units: 2, returns: 'sequence', direction: 'both', bias: false }, output: ['N', 4, 4] },
    { inputs: [x, ...starts(4, 2)], settings: { units: 2, layers: 2, direction: 'both' }, output: ['N', 4] },
    {
      inputs: [{ ...x, shape: ['N', 2, 3] }, ...starts(3)],
      settings: { units: 3, direction: 'backward', returns: 'sequence' },
      output: ['N', 2, 3],
    },
    { inputs: [x, ...none, mask], settings: { units: 2, direction: 'both', returns: 'sequence' }, output: ['N', 4, 4] },
    { inputs: [x], settings: { units: 2, layers: 3, dropout: 0.4 }, output: ['N', 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }], settings: { units: 1 }, output: ['N', 1], batch: 1 },
    ...variants.map(
      (settings): LayerExample => ({ inputs: [x], settings: { units: 3, ...settings } as never, output: ['N', 3] }),
    ),
  ];
}
