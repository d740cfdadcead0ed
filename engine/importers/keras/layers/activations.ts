/** Activations: layers of their own, and what other layers put behind themselves. */
import { phrase } from '../../../phrases.ts';
import { type Flow, floats, inRowOf, withFirst } from '../../common/flow.ts';
import { type LayerCall, Unmapped, unmappedSetting } from '../call.ts';
import type { Converters } from './define.ts';

/** What stands for an activation: a layer with settings, or a formula over x. `last`: it works along the last axis. */
interface Word {
  readonly type: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly last?: boolean;
}
const formula = (text: string): Word => ({ type: 'expression', settings: { formula: text } });

/** By Keras's name. */
const WORDS: Readonly<Record<string, Word>> = {
  relu: { type: 'relu' },
  relu6: { type: 'relu6' },
  leaky_relu: { type: 'leakyRelu', settings: { slope: 0.2 } },
  elu: { type: 'elu' },
  selu: { type: 'selu' },
  celu: { type: 'celu' },
  gelu: { type: 'gelu' },
  silu: { type: 'silu' },
  swish: { type: 'silu' },
  mish: { type: 'mish' },
  softplus: { type: 'softplus' },
  softsign: { type: 'softsign' },
  sigmoid: { type: 'sigmoid' },
  tanh: { type: 'tanh' },
  hard_sigmoid: { type: 'hardSigmoid' },
  hard_silu: { type: 'hardSwish' },
  hard_swish: { type: 'hardSwish' },
  hard_tanh: { type: 'hardTanh' },
  softmax: { type: 'softmax', last: true },
  log_softmax: { type: 'logSoftmax', last: true },
  glu: { type: 'glu', last: true },
  exponential: formula('exp(x)'),
  log_sigmoid: formula('-softplus(-x)'),
  tanh_shrink: formula('x - tanh(x)'),
  squareplus: formula('(x + sqrt(x ^ 2 + 4)) / 2'),
  hard_shrink: formula('abs(x) > 0.5 ? x : 0'),
  soft_shrink: formula('sign(x) * relu(abs(x) - 0.5)'),
};
/** What meant another function before version 3. */
const OLDER: Readonly<Record<string, Word>> = { hard_sigmoid: formula('clip(0.2 * x + 0.5, 0, 1)') };

/** The name of an activation as a setting has it: a text, or an object of its class. */
export function activationName(value: unknown): string {
  if (value === null || value === undefined) return 'linear';
  if (typeof value === 'string') return value;
  const { class_name: kind, config } = value as { class_name?: unknown; config?: unknown };
  if (kind === 'function' && typeof config === 'string') return config;
  throw unmappedSetting('activation', value);
}

/** Puts an activation behind a flow; the same flow where it is none. `suffix` '': under the layer's own name. */
export function activated(
  call: LayerCall,
  x: Flow,
  value = call.setting('activation'),
  suffix = activationName(value),
): Flow {
  const name = activationName(value);
  if (name === 'linear') return x;
  const known = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  const word = (call.version < 3 ? OLDER[name] : undefined) ?? known;
  if (!word) throw unmappedSetting('activation', name);
  const { type, settings = {}, last = false } = word;
  const more = suffix === '' ? {} : { suffix };
  return call.each(type, settings, last ? call.flows.asItIs(x) : x, more);
}

/** ReLU with its ceiling, its slope below and its threshold. */
function rectified(call: LayerCall): Flow {
  const most = call.setting('max_value');
  const [slope, threshold] = [call.number('negative_slope', 0), call.number('threshold', 0)];
  const ceiling = typeof most === 'number' ? most : undefined;
  if (threshold === 0 && ceiling === undefined)
    return slope === 0 ? call.each('relu') : call.each('leakyRelu', { slope });
  if (threshold === 0 && slope === 0 && ceiling === 6) return call.each('relu6');
  const below = slope === 0 ? '0' : `${slope} * (x - ${threshold})`;
  const above = ceiling === undefined ? 'x' : `min(x, ${ceiling})`;
  return call.each('expression', { formula: `x >= ${threshold} ? ${above} : ${below}` });
}

function softmax(call: LayerCall): Flow {
  call.expect('axis', -1, call.rank);
  return activated(call, call.x, 'softmax', '');
}

/** One slope, one for each channel, or one for each number of a row. */
function prelu(call: LayerCall): Flow {
  const { x, rank } = call;
  const shape = call.flows.shape(x);
  const value = call.setting('shared_axes') ?? [];
  const shared = Array.isArray(value) ? (value as unknown[]) : [value];
  const slopes = shape.map((size, axis) => (shared.includes(axis + 1) ? 1 : size));
  const free = slopes.flatMap((size, axis) => (size > 1 ? [axis] : []));
  if (free.length > 1) throw new Unmapped(phrase('import-slopes'));
  const [channel] = free;
  const given = call.arrays([slopes])?.[0];
  const weights = given && { weight: floats([given.data.length], inRowOf(given.data, x)) };
  if (channel === undefined) return call.each('prelu', { slopes: 'one' }, x, { weights });
  const from = rank === 1 ? x : call.flows.inOrder(x, withFirst(rank, channel));
  return call.each('prelu', { slopes: 'channel' }, from, { weights });
}

/** An activation by its name, whatever the settings say. */
export const named =
  (name: string) =>
  (call: LayerCall): Flow =>
    activated(call, call.x, name, '');

export const ACTIVATIONS: Converters = {
  Activation: (call) =>
    activationName(call.setting('activation')) === 'linear'
      ? call.each('identity')
      : activated(call, call.x, undefined, ''),
  ReLU: rectified,
  ThresholdedReLU: (call) => call.each('threshold', { threshold: call.number('theta', 1), value: 0 }),
  LeakyReLU: (call) => call.each('leakyRelu', { slope: call.number('negative_slope', call.number('alpha', 0.3)) }),
  ELU: (call) => call.each('elu', { alpha: call.number('alpha', 1) }),
  PReLU: prelu,
  Softmax: softmax,
};
