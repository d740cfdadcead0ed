/** What a Keras model was compiled with, as far as there is the same here: optimizer, losses, metrics. */
import type { Choice, Document } from '../../graph/document.ts';
import type { Imported } from '../define.ts';
import type { Drawn } from './draw.ts';
import { asRecord } from './model.ts';

type Config = Readonly<Record<string, unknown>>;

/** Settings by their names here, and there. */
const OPTIMIZERS: Readonly<Record<string, { readonly type: string; readonly settings: Config }>> = {
  sgd: { type: 'sgd', settings: { momentum: 'momentum', nesterov: 'nesterov' } },
  adam: { type: 'adam', settings: { beta1: 'beta_1', beta2: 'beta_2', epsilon: 'epsilon', amsgrad: 'amsgrad' } },
  adamw: {
    type: 'adamW',
    settings: { beta1: 'beta_1', beta2: 'beta_2', epsilon: 'epsilon', amsgrad: 'amsgrad', weightDecay: 'weight_decay' },
  },
  rmsprop: {
    type: 'rmsprop',
    settings: { alpha: 'rho', momentum: 'momentum', epsilon: 'epsilon', centered: 'centered' },
  },
  adagrad: { type: 'adagrad', settings: { epsilon: 'epsilon', start: 'initial_accumulator_value' } },
  adadelta: { type: 'adadelta', settings: { rho: 'rho', epsilon: 'epsilon' } },
  adamax: { type: 'adamax', settings: { beta1: 'beta_1', beta2: 'beta_2', epsilon: 'epsilon' } },
  nadam: { type: 'nAdam', settings: { beta1: 'beta_1', beta2: 'beta_2', epsilon: 'epsilon' } },
  lion: { type: 'lion', settings: { beta1: 'beta_1', beta2: 'beta_2' } },
};

/** `logits`: the loss here reads raw outputs, and this is the layer that Keras has before its own. */
interface Loss {
  readonly type: string;
  readonly logits?: string;
  readonly settings?: (config: Config) => Config;
}
const smoothed = (config: Config): Config =>
  typeof config.label_smoothing === 'number' && config.label_smoothing > 0
    ? { labelSmoothing: config.label_smoothing }
    : {};
const LOSSES: Readonly<Record<string, Loss>> = {
  sparse_categorical_crossentropy: { type: 'crossEntropy', logits: 'softmax' },
  categorical_crossentropy: { type: 'crossEntropy', logits: 'softmax', settings: smoothed },
  binary_crossentropy: { type: 'binaryCrossEntropy', logits: 'sigmoid' },
  mean_squared_error: { type: 'meanSquaredError' },
  mean_absolute_error: { type: 'meanAbsoluteError' },
  mean_absolute_percentage_error: { type: 'meanAbsolutePercentageError' },
  mean_squared_logarithmic_error: { type: 'meanSquaredLogarithmicError' },
  log_cosh: { type: 'logCosh' },
  huber: { type: 'huber', settings: ({ delta }) => (typeof delta === 'number' && delta > 0 ? { delta } : {}) },
  hinge: { type: 'hinge' },
};
const SHORT: Readonly<Record<string, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
  logcosh: 'log_cosh',
};
const METRICS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  acc: 'accuracy',
  sparse_categorical_accuracy: 'accuracy',
  categorical_accuracy: 'accuracy',
  mean_absolute_error: 'meanAbsoluteError',
  mean_squared_error: 'meanSquaredError',
};

/** `MeanSquaredError`, `mean_squared_error` or `mse` as the second of them, with its settings. */
function named(value: unknown): { readonly name: string; readonly config: Config } {
  const { class_name: kind, config } = asRecord(value);
  const written = typeof value === 'string' ? value : typeof kind === 'string' ? kind : '';
  const plain = kind === 'function' && typeof config === 'string' ? config : written;
  const name = plain.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return { name: SHORT[name] ?? name, config: asRecord(config) };
}

function optimizerOf(training: Config): Partial<Document['training']> {
  const { class_name: kind, config: inner } = asRecord(training.optimizer ?? training.optimizer_config);
  const { learningRate: rateOf, ...rest } = asRecord(inner);
  const config: Config = rateOf === undefined ? rest : { learning_rate: rateOf, ...rest };
  const said = kind ?? training.optimizer;
  const name = typeof said === 'string' ? said.toLowerCase() : '';
  const known = Object.hasOwn(OPTIMIZERS, name) ? OPTIMIZERS[name] : undefined;
  if (!known) return {};
  const settings = Object.entries(known.settings).flatMap(([ours, theirs]) => {
    // TensorFlow.js writes them as they are called here
    const value = config[theirs as string] ?? config[ours];
    return (typeof value === 'number' && value >= 0) || typeof value === 'boolean' ? [[ours, value] as const] : [];
  });
  const rate =
    typeof config.learning_rate === 'number'
      ? config.learning_rate
      : asRecord(asRecord(config.learning_rate).config).initial_learning_rate;
  return {
    optimizer: { type: known.type, settings: Object.fromEntries(settings) },
    ...(typeof rate === 'number' && rate > 0 && { learningRate: Number(rate.toPrecision(7)) }),
    ...clippingOf(config),
  };
}

function clippingOf(config: Config): Partial<Document['training']> {
  const given = [
    ['value', config.clipvalue],
    ['norm', config.clipnorm],
    ['globalNorm', config.global_clipnorm],
  ].find(([, threshold]) => typeof threshold === 'number' && threshold > 0);
  return given ? { clipping: { type: given[0], threshold: given[1] } as Document['training']['clipping'] } : {};
}

/** A loss for each output, where it has a counterpart that reads what the network gives there. */
function lossesOf({ document, outputs }: Drawn, training: Config): Document['training']['losses'] {
  const { loss } = training;
  const given = Array.isArray(loss) ? (loss as unknown[]) : [loss];
  if (given.length !== outputs.length) return [];
  return outputs.flatMap(({ node }, i) => {
    const { name, config } = named(given[i]);
    const known = Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
    const output = known && judged(document, node, known, config);
    if (!known || output === undefined) return [];
    const choice: Choice = { type: known.type, settings: (known.settings?.(config) ?? {}) as Choice['settings'] };
    const target = outputs.length === 1 ? 'target' : `target_${i + 1}`;
    return [{ output, target, loss: choice, weight: 1 }];
  });
}

/** The node whose output a loss reads: for one of raw outputs what stands before the softmax, unless Keras's reads them too. */
function judged({ graph }: Document, node: string, { logits }: Loss, config: Config): string | undefined {
  const last = graph.nodes.find(({ id }) => id === node);
  if (!last) return undefined;
  if (logits === undefined || config.from_logits === true) return node;
  if (last.type !== logits) return undefined;
  return graph.edges.find(({ to }) => to.node === node)?.from.node;
}

function metricsOf(training: Config): Choice[] {
  const names = [training.metrics].flat(3).map((one) => named(one).name);
  const known = names.flatMap((name) => (Object.hasOwn(METRICS, name) ? [METRICS[name]!] : []));
  return [...new Set(known)].map((type) => ({ type, settings: {} }));
}

/** The import with what of its training is known. */
export function withTraining(drawn: Drawn, saved: unknown): Imported {
  const { document, weights, report } = drawn;
  const training = asRecord(saved);
  if (Object.keys(training).length === 0) return { document, weights, report };
  const losses = lossesOf(drawn, training);
  const more = { ...optimizerOf(training), losses, ...(losses.length > 0 && { metrics: metricsOf(training) }) };
  return { document: { ...document, training: { ...document.training, ...more } }, weights, report };
}
