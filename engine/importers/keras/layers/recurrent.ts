/** Recurrent layers, in one direction or both. Keras has one bias for input and state where here are two, and other orders of gates. */
import { phrase, verbatim } from '../../../phrases.ts';
import { asItIs, filledWith, type Flow, floats, turnedInPlace } from '../../common/flow.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { type LayerCall, Unmapped, unmappedSetting } from '../call.ts';
import { activationName } from './activations.ts';
import type { KerasLayer } from '../model.ts';
import type { Variable } from '../store.ts';
import type { Converters } from './define.ts';

type Matrix = Tensor<'float32'>;

export interface Kind {
  readonly type: string;
  /** Which gate of Keras's stands where here. */
  readonly gates: readonly number[];
  readonly states: readonly string[];
}
export const KINDS: Readonly<Record<string, Kind>> = {
  SimpleRNN: { type: 'simpleRnn', gates: [0], states: ['state'] },
  LSTM: { type: 'lstm', gates: [0, 1, 2, 3], states: ['state', 'cell'] },
  CuDNNLSTM: { type: 'lstm', gates: [0, 1, 2, 3], states: ['state', 'cell'] },
  // update, reset, new there; reset, update, new here
  GRU: { type: 'gru', gates: [1, 0, 2], states: ['state'] },
};

/** The rows of gates in another order. */
function gatesOf({ shape, data }: Matrix, gates: readonly number[]): Matrix {
  const size = data.length / gates.length;
  const out = new Float32Array(data.length);
  gates.forEach((from, to) => out.set(data.subarray(from * size, (from + 1) * size), to * size));
  return floats(shape, out);
}

/** The weights of one direction, under the names that they have here with this ending. */
function weightsOf(
  call: LayerCall,
  { gates, type }: Kind,
  ending: string,
  variables: readonly Variable[],
): Readonly<Record<string, Tensor>> | undefined {
  const [units, bias] = [call.whole('units'), call.flag('use_bias', true)];
  const [count, features] = [gates.length * units, call.flows.shape(call.x).at(-1)!];
  const twice = type === 'gru' && resetsAfter(call);
  const shapes = [[features, count], [units, count], ...(bias ? [twice ? [2, count] : [count]] : [])];
  const arrays = call.arrays(shapes, variables);
  if (!arrays) return undefined;
  return directionWeights(arrays, { gates, type }, ending);
}

/** Kernel, recurrent kernel and bias of one direction, as they are here. */
export function directionWeights(
  [kernel, recurrent, bias]: readonly Matrix[],
  { gates }: Pick<Kind, 'gates' | 'type'>,
  ending: string,
): Readonly<Record<string, Tensor>> {
  const count = gates.length * recurrent!.shape[0]!;
  const [ih, hh] = [kernel!, recurrent!].map((one) => gatesOf(turnedInPlace(one, [1, 0]), gates));
  const ofGates = (from: number) => gatesOf(floats([count], bias!.data.subarray(from, from + count)), gates);
  // where input and state have a bias each, they stand one below the other
  const twice = bias !== undefined && bias.data.length === 2 * count;
  return {
    [`weight_ih${ending}`]: ih!,
    [`weight_hh${ending}`]: hh!,
    ...(bias && { [`bias_ih${ending}`]: ofGates(0) }),
    ...(bias && { [`bias_hh${ending}`]: twice ? ofGates(count) : filledWith(0, count) }),
  };
}

/** Where a file does not say it, it is older than the choice. */
const resetsAfter = (call: LayerCall): boolean => call.flag('reset_after', call.version >= 3);

/** Settings that both directions have in common; what no layer here does is refused. */
function settingsOf(call: LayerCall, { type }: Kind) {
  const activation = activationName(call.setting('activation') ?? 'tanh');
  if (activation !== 'tanh' && !(type === 'simpleRnn' && activation === 'relu'))
    throw unmappedSetting('activation', activation);
  if (type !== 'simpleRnn') {
    const gate = activationName(call.setting('recurrent_activation') ?? 'sigmoid');
    if (gate !== 'sigmoid') throw unmappedSetting('recurrent_activation', gate);
  }
  if (call.number('dropout', 0) > 0 || call.number('recurrent_dropout', 0) > 0)
    call.doubts.push(phrase('import-inner-dropout'));
  if (call.flag('stateful', false)) call.doubts.push(phrase('import-stateful'));
  return {
    units: call.whole('units'),
    bias: call.flag('use_bias', true),
    returns: call.flag('return_sequences', false) ? 'sequence' : 'last',
    ...(type === 'simpleRnn' && { activation }),
    ...(type === 'gru' && { reset: resetsAfter(call) ? 'after' : 'before' }),
  };
}

/** What flows in, and the mask; states to start from come behind the sequence. */
function inputsOf(call: LayerCall, { states }: Pick<Kind, 'states'>) {
  const x = call.flows.asItIs(call.x);
  const starts = Object.fromEntries(states.map((state, i) => [state, call.inputs[i + 1]]));
  return { input: x, ...starts, ...(call.mask && { mask: call.mask }) };
}

function recurrent(call: LayerCall): Flow | Flow[] {
  const kind = KINDS[call.layer.className]!;
  const backward = call.flag('go_backwards', false);
  if (backward && call.flag('return_sequences', false)) throw unmappedSetting('go_backwards', true);
  const settings = { ...settingsOf(call, kind), direction: backward ? 'backward' : 'forward' };
  const weights = weightsOf(call, kind, backward ? '_l0_reverse' : '_l0', call.variables());
  const y = call.draw(kind.type, settings, inputsOf(call, kind), { weights, order: asItIs(outputRank(call)) });
  const output = { ...y, ...maskBehind(call) };
  if (!call.flag('return_state', false)) return output;
  return [output, ...kind.states.map((port): Flow => ({ end: { node: y.end.node, port }, order: [0] }))];
}
const outputRank = (call: LayerCall): number => (call.flag('return_sequences', false) ? 2 : 1);

/** Steps of padding repeat what came before there, and are zero here. */
function maskBehind(call: LayerCall): Pick<Flow, 'mask'> {
  const { mask } = call;
  if (!mask || !call.flag('return_sequences', false)) return {};
  if (!call.flag('zero_output_for_mask', false)) call.doubts.push(phrase('import-padding-zero'));
  return { mask };
}

/** What two directions give becomes one: side by side, or put together number by number. */
const MERGES: Readonly<Record<string, string>> = { sum: 'add', mul: 'multiply', ave: 'average' };

function bidirectional(call: LayerCall): Flow | Flow[] {
  const { className = '', config = {} } = wrapped(call, 'layer');
  const kind = Object.hasOwn(KINDS, className) ? KINDS[className]! : undefined;
  if (!kind)
    throw new Unmapped(phrase('import-unknown-layer', { name: verbatim(`Bidirectional(${className.slice(0, 80)})`) }));
  const all = call.variables();
  const way = (name: string) => all.filter(({ path }) => path.split('/').some((part) => part.startsWith(name)));
  const [there, back] = [way('forward'), way('backward')];
  const inner = call.of({ ...call.layer, className, config }, there);
  if (inner.flag('return_state', false)) throw unmappedSetting('return_state', true);
  const merge = call.setting('merge_mode') ?? null;
  const forward = weightsOf(inner, kind, '_l0', there);
  const backward = weightsOf(inner, kind, '_l0_reverse', back);
  const y = inner.draw(kind.type, { ...settingsOf(inner, kind), direction: 'both' }, inputsOf(inner, { states: [] }), {
    weights: forward && backward && { ...forward, ...backward },
    order: asItIs(outputRank(inner)),
  });
  call.doubts.push(...inner.doubts);
  const output = { ...y, ...maskBehind(inner) };
  if (merge === 'concat') return output;
  const parts = inner.draw('split', { axis: -1, by: 'count', parts: 2 }, { input: y }, { suffix: 'split' });
  const two = ['part1', 'part2'].map((port): Flow => ({ ...output, end: { node: parts.end.node, port } }));
  if (merge === null) return two;
  const type = Object.hasOwn(MERGES, merge as string) ? MERGES[merge as string] : undefined;
  if (!type) throw unmappedSetting('merge_mode', merge);
  return { ...inner.draw(type, {}, { inputs: two }, { suffix: 'merge', order: y.order }), ...maskBehind(inner) };
}

/** The layer within a wrapper. */
export function wrapped(call: LayerCall, name: string): KerasLayer {
  const value = call.setting(name) as { class_name?: unknown; config?: unknown; module?: unknown } | undefined;
  const isLayer = typeof value?.class_name === 'string' && typeof value.config === 'object' && value.config !== null;
  if (!isLayer) throw unmappedSetting(name, value);
  return {
    name: call.layer.name,
    className: value.class_name as string,
    module: 'keras.layers',
    config: value.config as KerasLayer['config'],
    calls: [],
  };
}

const MAPS = [0, 3, 1, 2];
function convLstm(call: LayerCall): Flow {
  const kernel = call.wholes('kernel_size', 2);
  const [filters, bias] = [call.whole('filters'), call.flag('use_bias', true)];
  const [activation, gate] = ['activation', 'recurrent_activation'].map((name) => activationName(call.setting(name)));
  if (activation !== 'tanh') throw unmappedSetting('activation', activation);
  if (gate !== 'sigmoid') throw unmappedSetting('recurrent_activation', gate);
  call.expect('data_format', 'channels_last');
  call.expect('go_backwards', false);
  call.expect('return_state', false);
  if (call.inputs.length > 1) throw new Unmapped(phrase('import-start-state'));
  const padding = call.text('padding', 'valid');
  const x = call.flows.inOrder(call.x, MAPS);
  const channels = call.flows.sizes(x)[1]!;
  const count = 4 * filters;
  const arrays = call.arrays([[...kernel, channels, count], [...kernel, filters, count], ...(bias ? [[count]] : [])]);
  const weights = arrays && {
    weight_ih_l0: turnedInPlace(arrays[0]!, [3, 2, 0, 1]),
    weight_hh_l0: turnedInPlace(arrays[1]!, [3, 2, 0, 1]),
    ...(bias && { bias_ih_l0: arrays[2]! }),
  };
  const sequence = call.flag('return_sequences', false);
  const settings = {
    filters,
    kernel,
    bias,
    padding,
    stride: call.wholes('strides', 2, 1),
    dilation: call.wholes('dilation_rate', 2, 1),
    returns: sequence ? 'sequence' : 'last',
  };
  return call.draw('convLstm2d', settings, { input: x }, { weights, order: sequence ? MAPS : [2, 0, 1] });
}

export const RECURRENT: Converters = {
  ...Object.fromEntries(Object.keys(KINDS).map((name) => [name, recurrent])),
  Bidirectional: bidirectional,
  ConvLSTM2D: convLstm,
};
