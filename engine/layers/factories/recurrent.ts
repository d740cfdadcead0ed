/**
 * Recurrent layers: what simple RNN, LSTM, GRU and ConvLSTM share. Each is a loop over the steps of a sequence; the product with the
 * input is done for all steps at once before the loop. Weights have PyTorch's names and layout: `weight_ih_l0`, `weight_hh_l0_reverse` ...
 */
import type { Value } from '../../ir/program.ts';
import { phrase } from '../../phrases.ts';
import type { Schema, SettingsOf } from '../../settings.ts';
import { formatShape, sameShape, sizeOf } from '../../types/shape.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import type { Cell } from '../common/cells.ts';
import { byMatrix, type Connection } from '../common/connections.ts';
import { directionsOf, kernelsOf, type Recurrence, STACK_SETTINGS, stateType } from '../common/recurrence.ts';
import type { StackSettings } from '../common/recurrence.ts';
import { lowerRecurrence } from '../common/recurrentLoop.ts';
import { summary } from '../common/summary.ts';
import {
  defineLayer,
  type Layer,
  type LayerExample,
  type LayerSpec,
  type Lowering,
  reject,
  type Rejection,
  type Step,
  type Spelling,
  type WeightWord,
  type TorchSpelling,
  THIS,
  type WeightSpec,
  type WeightSpecs,
} from '../define.ts';

interface About<S extends Schema>
  extends Pick<LayerSpec<S>, 'id' | 'title' | 'doc' | 'formula' | 'source' | 'keywords'>,
    Cell<S> {
  readonly settings: S;
  /** How input and state reach the gates; by matrices where left out. */
  readonly connection?: Connection;
  /** Instead of those that all layers by matrices have. */
  readonly examples?: readonly LayerExample[];
  /** Settings of further examples. */
  readonly variants?: readonly Readonly<Record<string, unknown>>[];
  /** The word of TensorFlow.js for one layer of it. Where there are biases it has one for our two, and so learns otherwise. */
  readonly word?: (settings: SettingsOf<S>) => Word | undefined;
  /** PyTorch's module, which takes the same weights; undefined where it works otherwise. */
  readonly inTorch?: (settings: SettingsOf<S>) => TorchSpelling | undefined;
}
interface Word {
  readonly call: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Its gates in our places, where it has them in another order. */
  readonly parts?: readonly number[];
}
type Given = StackSettings & SettingsOf<Schema>;

export function recurrent<const S extends Schema>({
  gates,
  states,
  step,
  word,
  inTorch,
  settings: own,
  connection = byMatrix,
  examples,
  variants = [],
  ...about
}: About<S>): Layer {
  const recurrence: Recurrence<S> = { gates, states, step, connection };
  return defineLayer<Schema>({
    ...about,
    family: 'recurrent',
    keywords: ['recurrent', 'sequence', 'rnn', 'bidirectional', 'stacked', ...(about.keywords ?? [])],
    settings: { ...connection.settings, ...STACK_SETTINGS, ...own },
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
      const { layers, direction, returns } = given as Given;
      return [
        connection.summary(given),
        ...(layers > 1 ? [summary('layers', '{{layers}} layers', { layers })] : []),
        ...(direction === 'forward'
          ? []
          : [direction === 'both' ? summary('both-ways', 'both ways') : summary('backward', 'backward')]),
        ...(returns === 'sequence' ? [summary('every-step', 'every step')] : []),
      ];
    },
    infer: (inputs, given) => inferTypes(recurrence, inputs, given as Given),
    weights: ([x], given) => weightSpecs(recurrence, x!, given as Given),
    lower: (ctx, inputs, given, weights) =>
      ctx.step
        ? oneStep(ctx, ctx.step, recurrence, inputs, given as Given, weights)
        : lowerRecurrence(ctx, recurrence, inputs, given as Given, weights),
    stepwise: ([, ...others], given) =>
      (given as Given).direction === 'forward' &&
      (given as Given).returns === 'sequence' &&
      others.every((other) => other === undefined),
    spell: (inputs, given) => spelling(word?.(given as SettingsOf<S>), inputs, given as Given & { units: number }),
    torch: (inputs, given) =>
      recurrentInTorch(inTorch?.(given as SettingsOf<S>), inputs, states.length, given as Given & { units: number }),
    macs([x], _, given) {
      const { layers, direction } = given as Given;
      return Array.from({ length: layers }, (_, layer) => {
        const { state, ih, hh } = kernelsOf(recurrence, stepOf(x!), layer, given as Given);
        return (
          directionsOf(direction).length * (x!.shape[1] as number) * sizeOf(state.slice(1)) * (sizeOf(ih) + sizeOf(hh))
        );
      }).reduce((a, c) => a + c, 0);
    },
    examples: (examples ?? examplesOf(states.length, variants)) as never,
  });
}

/** The next step of a sequence, from the states that the one before left. */
function oneStep(
  ctx: Lowering,
  step: Step,
  recurrence: Recurrence<never>,
  [x]: readonly Value[],
  given: Given,
  weights: Readonly<Record<string, Value>>,
): readonly Value[] {
  const { connection, states } = recurrence;
  const state = connection.state(x!.shape.slice(2), given) as readonly number[];
  const shape = stateType(given, state).shape.map((dim) => (dim === 'N' ? x!.shape[0]! : dim));
  const starts = states.map(({ name }) => step.before(name, shape));
  const [output, ...ends] = lowerRecurrence(ctx, recurrence, [x!, ...starts], given, weights);
  states.forEach(({ name }, i) => step.keep(name, ends[i]!));
  return [output!, ...ends];
}

/** One step of the input, without the batch. */
const stepOf = (x: TensorType): number[] => x.shape.slice(2) as number[];

function inferTypes(
  { connection, states }: Recurrence<never>,
  inputs: readonly TensorType[],
  given: Given,
): readonly TensorType[] | Rejection {
  const { returns, direction, layers } = given;
  const [x, mask] = [inputs[0]!, inputs[states.length + 1]];
  if (x.dtype !== 'float32')
    return reject('dtype-mismatch', { expected: 'float32', received: x.dtype }, { port: 'input' });
  if (x.shape.length !== connection.rank)
    return reject('rank-mismatch', { expected: connection.expected, received: formatType(x) }, { port: 'input' });
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
  const state = stateType(given, one);
  const unfit = expectStarts(inputs, states, state) ?? expectMask(mask, x);
  return (
    unfit ?? [
      { dtype: 'float32', shape: returns === 'last' ? ['N', ...both] : ['N', x.shape[1]!, ...both] },
      ...states.map(() => state),
    ]
  );
}

function expectStarts(
  inputs: readonly TensorType[],
  states: Recurrence['states'],
  expected: TensorType,
): Rejection | undefined {
  const at = states.findIndex((_, i) => inputs[i + 1] && formatType(inputs[i + 1]!) !== formatType(expected));
  if (at < 0) return undefined;
  return reject(
    'size-mismatch',
    { expected: phrase('start-state', { shape: formatType(expected) }), received: formatType(inputs[at + 1]!) },
    { port: states[at]!.name },
  );
}

function expectMask(mask: TensorType | undefined, x: TensorType): Rejection | undefined {
  const expected: TensorType = { dtype: 'float32', shape: x.shape.slice(0, 2) };
  if (!mask || formatType({ ...mask, dtype: 'float32' }) === formatType(expected)) return undefined;
  return reject(
    'size-mismatch',
    { expected: phrase('mask-of', { steps: formatShape([x.shape[1]!]) }), received: formatType(mask) },
    { port: 'mask' },
  );
}

function weightSpecs(recurrence: Recurrence<never>, x: TensorType, given: Given): WeightSpecs {
  const { layers, direction, bias, initializer } = given;
  const { biases } = recurrence.connection;
  const ofDirection = (layer: number, ending: string): [string, WeightSpec][] => {
    const { ih, hh } = kernelsOf(recurrence, stepOf(x), layer, given);
    const inward = sizeOf(hh.slice(1));
    const spec = (shape: readonly number[]): WeightSpec => ({
      shape,
      initializer,
      fan: [inward, inward],
      ...(shape.length === 1 && { role: 'bias' as const }),
    });
    return [
      [`weight_ih${ending}`, spec(ih)],
      [`weight_hh${ending}`, spec(hh)],
      ...(bias ? biases.map((name): [string, WeightSpec] => [`${name}${ending}`, spec([ih[0]!])]) : []),
    ];
  };
  return Object.fromEntries(
    Array.from({ length: layers }, (_, layer) =>
      directionsOf(direction).map((way) => ofDirection(layer, `_l${layer}${way}`)),
    ).flat(2),
  );
}

function spelling(
  word: Word | undefined,
  inputs: readonly TensorType[],
  { units, layers, direction, returns, bias, dropout }: Given & { readonly units: number },
): Spelling {
  const alone = inputs.every((type, i) => i === 0 || type === undefined);
  // what is read backwards comes out backwards there
  if (!word || !alone || (direction === 'backward' && (layers > 1 || returns === 'sequence'))) return {};
  const weightsOf = (ending: string, within = ''): readonly WeightWord[] =>
    [
      { name: 'weight_ih', variable: 'kernel', transpose: [1, 0], argument: 'kernel' },
      { name: 'weight_hh', variable: 'recurrent_kernel', transpose: [1, 0], argument: 'recurrent' },
      ...(bias ? [{ name: 'bias_ih', variable: 'bias', plus: [`bias_hh${ending}`] }] : []),
    ].map(({ name, variable, ...weight }) => ({
      name: `${name}${ending}`,
      variable: `${within}${variable}`,
      ...weight,
      ...(word.parts && { parts: word.parts }),
    }));
  const ofLayer = (layer: number) => {
    const args = {
      units,
      ...word.args,
      ...(!bias && { useBias: false }),
      ...((returns === 'sequence' || layer < layers - 1) && { returnSequences: true }),
    };
    if (direction === 'both') {
      const each = { call: word.call, args: { name: 'each', ...args } };
      const weights = [
        ...weightsOf(`_l${layer}`, 'forward_each/'),
        ...weightsOf(`_l${layer}_reverse`, 'backward_each/'),
      ];
      return { call: 'bidirectional', args: { layer: each, mergeMode: 'concat' }, weights };
    }
    const backward = direction === 'backward';
    return {
      call: word.call,
      args: { ...args, ...(backward && { goBackwards: true }) },
      weights: weightsOf(`_l${layer}${backward ? '_reverse' : ''}`),
    };
  };
  const between = dropout > 0 ? [{ call: 'dropout', args: { rate: dropout } }] : [];
  const [spelled, ...others] = Array.from({ length: layers }, (_, layer) => ofLayer(layer));
  if (others.length > 0)
    return { layersModel: { ...spelled!, behind: others.flatMap((other) => [...between, other]) } };
  return bias || direction !== 'forward' || word.parts ? { layersModel: spelled! } : { tfjs: spelled! };
}

/** PyTorch's module gives the sequence and the last states, layers first; states are taken and given as it has them. */
function recurrentInTorch(
  word: TorchSpelling | undefined,
  inputs: readonly (TensorType | undefined)[],
  states: number,
  { units, layers, direction, returns, bias, dropout }: Given & { readonly units: number },
): TorchSpelling | undefined {
  const starts = inputs.slice(1, states + 1);
  const given = starts.filter((type) => type !== undefined).length;
  if (!word || direction === 'backward' || inputs[states + 1] || (given > 0 && given < states)) return undefined;
  const single = layers === 1 && direction === 'forward';
  const start = (i: number) => (single ? `$${i}.unsqueeze(0)` : `$${i}.transpose(0, 1).contiguous()`);
  const begun =
    given === 0 ? '' : states === 1 ? `, ${start(1)}` : `, (${starts.map((_, i) => start(i + 1)).join(', ')})`;
  const ends = Array.from({ length: states }, (_, i) => (states === 1 ? '$y[1]' : `$y[1][${i}]`));
  const last = direction === 'forward' ? '$y[0][:, -1]' : `${ends[0]}[-2:].transpose(0, 1).flatten(1)`;
  return {
    ...word,
    args: {
      input_size: inputs[0]!.shape[2] as number,
      hidden_size: units,
      num_layers: layers === 1 ? undefined : layers,
      ...word.args,
      bias: bias ? undefined : false,
      batch_first: true,
      dropout: dropout > 0 && layers > 1 ? dropout : undefined,
      bidirectional: direction === 'both' ? true : undefined,
    },
    apply: `$m($0${begun})`,
    outputs: [
      returns === 'sequence' ? '$y[0]' : last,
      ...ends.map((end) => (single ? `${end}[0]` : `${end}.transpose(0, 1)`)),
    ],
  };
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
