/** Documents that between them have every layer, loss, metric, optimizer and way of learning, each with data to feed it. */
import { readFileSync } from 'node:fs';
import { Transformer } from '@napi-rs/image';
import { zipSync } from 'fflate';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { randomStream } from '../../engine/ir/random.ts';
import type { Layer, LayerExample } from '../../engine/layers/define.ts';
import { LAYERS, nodePorts } from '../../engine/layers/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { resolveSettings } from '../../engine/settings.ts';
import type { TensorType } from '../../engine/types/tensor.ts';

export const BATCH = 4;
export const ROWS = 20;

export interface ExportCase {
  readonly name: string;
  readonly document: Document;
  /** The columns of `data.npz`. */
  readonly columns: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Int32Array }>
  >;
  /** Other data files, by their paths. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

type Column = ExportCase['columns'][string];
const uniform = randomStream(5, 'export cases');
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const floats = (...row: number[]): Column => ({
  shape: [ROWS, ...row],
  data: Float32Array.from({ length: ROWS * size(row) }, () => 2 * uniform() - 1),
});
const whole = (below: number, ...row: number[]): Column => ({
  shape: [ROWS, ...row],
  data: Int32Array.from({ length: ROWS * size(row) }, () => Math.floor(uniform() * below)),
});

interface Part {
  readonly id: string;
  readonly type: string;
  readonly settings?: object;
  /** The node for each input port, or `node/port`; undefined where nothing is connected. */
  readonly from?: readonly (string | undefined)[];
  readonly rest?: object;
}

/** A document of these nodes; the training is given in part. */
function documentOf(
  name: string,
  parts: readonly Part[],
  training: object,
  {
    inputs,
    targets,
    dataset = { type: 'numpy', settings: { inputs: 'data.npz' } },
  }: { inputs?: object; targets?: object; dataset?: object } = {},
  columns: ExportCase['columns'] = {},
): ExportCase {
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    name,
    graph: {
      nodes: parts.map(({ id, type, settings = {}, rest = {} }) => ({
        id,
        type,
        settings,
        position: { x: 0, y: 0 },
        ...rest,
      })),
      edges: parts.flatMap(({ id, type, settings = {}, from = [] }) => {
        const ports = nodePorts({ type, settings: settings as never }).inputs;
        return from.flatMap((source, i) => {
          const [node, port = 'output'] = source?.split('/') ?? [];
          return node === undefined
            ? []
            : [{ from: { node, port }, to: { node: id, port: (ports[i] ?? ports.at(-1)!).name } }];
        });
      }),
    },
    data: { dataset, inputs, targets, split: { validation: 0, test: 0 } },
    training: { batchSize: BATCH, ...training },
  });
  return { name, document, columns };
}

/** Layers whose inputs must keep away from 0 for numbers to be compared. */
const POSITIVE: ReadonlySet<string> = new Set(['divide']);
/** Settings with which a layer that draws numbers gives the same ones each time. */
const STILL: Readonly<Record<string, object>> = { rrelu: { low: 0.2, high: 0.2 }, gaussianNoise: { deviation: 0 } };
const still = ({ id, settings }: Layer): object =>
  STILL[id] ?? { ...('rate' in settings && { rate: 0 }), ...('dropout' in settings && { dropout: 0 }) };

/** Whether a loss can judge the output: whole numbers have no error to be squared. */
function isJudged(layer: Layer, { inputs, settings }: LayerExample): boolean {
  const outputs = layer.infer(inputs, resolveSettings(layer.settings, settings ?? {}).settings);
  // the batch norm before it wants channels
  const normal = inputs.every((type) => type?.dtype !== 'float32' || type.shape.length > 1);
  return normal && !('rejected' in outputs) && outputs[0]!.dtype === 'float32';
}

/** Few different numbers, so that many are equal and many are 0. */
const ties = (...row: number[]): Column => ({
  shape: [ROWS, ...row],
  data: Float32Array.from({ length: ROWS * size(row) }, () => Math.floor(uniform() * 3) - 1),
});

/**
 * All examples of a layer side by side, each behind something that learns, so that gradients flow through it: a batch norm, or for
 * numbers that are `tied` one that is added at each place, which says what gradient each of equal numbers gets.
 */
function layerCase(layer: Layer, tied = false): ExportCase {
  const { id, examples } = layer;
  const parts: Part[] = [];
  const columns: Record<string, Column> = {};
  const inputs: Record<string, object> = {};
  const targets: Record<string, object> = {};
  const losses: object[] = [];
  // no column has truth values: 0 and 1 stand for them where the layer bears that
  const fed = examples
    .map((example) => ({
      ...example,
      inputs: example.inputs.map(
        (type: TensorType | undefined) => type && (type.dtype === 'bool' ? { ...type, dtype: 'int32' as const } : type),
      ) as TensorType[],
    }))
    .filter((example) => isJudged(layer, example));
  fed.forEach(({ inputs: types, settings, output, below = 2 }, e) => {
    const from = types.map((type: TensorType | undefined, i) => {
      if (!type) return undefined;
      const { dtype, shape } = type;
      const name = `in_${e}_${i}`;
      const row = shape.slice(1) as number[];
      parts.push({ id: name, type: 'input', settings: { shape: row, values: dtype } });
      columns[name] = dtype === 'int32' ? whole(below, ...row) : tied ? ties(...row) : floats(...row);
      inputs[name] = { column: name };
      if (dtype === 'int32') return name;
      if (tied) {
        parts.push({
          id: `own_${e}_${i}`,
          type: 'parameter',
          settings: { shape: row, initializer: { type: 'zeros' } },
        });
        parts.push({ id: `norm_${e}_${i}`, type: 'add', from: [name, `own_${e}_${i}`] });
      } else parts.push({ id: `norm_${e}_${i}`, type: 'batchNorm', from: [name] });
      if (!POSITIVE.has(id)) return `norm_${e}_${i}`;
      parts.push({ id: `positive_${e}_${i}`, type: 'softplus', from: [`norm_${e}_${i}`] });
      return `positive_${e}_${i}`;
    });
    parts.push({ id: `layer_${e}`, type: id, settings: { ...settings, ...still(layer) }, from });
    columns[`t_${e}`] = floats(...(output.slice(1) as number[]));
    targets[`t_${e}`] = { column: `t_${e}` };
    losses.push({
      output: `layer_${e}`,
      target: `t_${e}`,
      loss: { type: 'meanSquaredError' },
      // what is resized is equal but for rounding, which is no tie
      weight: tied && settings?.otherSizes === 'resize' ? 0 : e === 0 ? 1 : 0.5,
    });
  });
  return documentOf(
    `${tied ? 'tied' : 'layer'}-${id}`,
    parts,
    { losses, optimizer: { type: 'sgd' }, learningRate: 0.05 },
    { inputs, targets },
    columns,
  );
}

const DENSE: readonly Part[] = [
  { id: 'in', type: 'input', settings: { shape: [6] } },
  { id: 'hidden', type: 'dense', settings: { units: 5 }, from: ['in'] },
  { id: 'bend', type: 'tanh', from: ['hidden'] },
  { id: 'out', type: 'dense', settings: { units: 3 }, from: ['bend'] },
];
/** Two vectors a sample. */
const TWINS: readonly Part[] = [
  ...DENSE.slice(0, -1),
  { id: 'both', type: 'dense', settings: { units: 6 }, from: ['bend'] },
  { id: 'out', type: 'reshape', settings: { shape: [2, 3] }, from: ['both'] },
];
const dense = (
  name: string,
  training: object,
  target: Column,
  transforms: readonly object[] = [],
  parts = DENSE,
  inputTransforms: readonly object[] = [],
): ExportCase =>
  documentOf(
    name,
    parts,
    training,
    { inputs: { in: { column: 'x', transforms: inputTransforms } }, targets: { target: { column: 'y', transforms } } },
    { x: floats(6), y: target },
  );
const MSE = [{ target: 'target', loss: { type: 'meanSquaredError' } }];
const learned = (name: string, type: string, settings: object, rest: object = {}) =>
  dense(`learn-${name}`, { losses: MSE, optimizer: { type, settings }, learningRate: 0.02, ...rest }, floats(3));
const judged = (
  name: string,
  type: string,
  settings: object,
  target: Column,
  metrics: readonly (string | readonly [type: string, settings: object])[] = [],
  transforms: readonly object[] = [],
) =>
  dense(
    `loss-${name}`,
    {
      losses: [{ target: 'target', loss: { type, settings } }],
      metrics: metrics.map((metric) =>
        typeof metric === 'string'
          ? { type: metric, settings: metric === 'topK' ? { k: 2 } : metric.endsWith('Auc') ? { bins: 100_000 } : {} }
          : { type: metric[0], settings: metric[1] },
      ),
    },
    target,
    transforms,
  );

const CLASSIFYING = [
  'accuracy',
  'balancedAccuracy',
  'topK',
  'precision',
  'recall',
  'f1',
  'iou',
  'confusionMatrix',
  'matthews',
  'cohenKappa',
  'logLoss',
  'perplexity',
  'tokenAccuracy',
  'rocAuc',
  'prAuc',
];
const MEASURING = [
  'meanAbsoluteError',
  'meanSquaredError',
  'rootMeanSquaredError',
  'meanAbsolutePercentageError',
  'r2',
];

const residual: ExportCase = documentOf(
  'residual',
  [
    { id: 'in', type: 'input', settings: { shape: [2, 8, 8] } },
    {
      id: 'stem conv',
      type: 'conv2d',
      settings: { filters: 4, padding: 'same', initializer: { type: 'he-normal' } },
      from: ['in'],
      rest: { regularization: { l1: 0.001, l2: 0.01 } },
    },
    { id: 'norm', type: 'batchNorm', from: ['stem conv'] },
    { id: 'relu', type: 'relu', from: ['norm'] },
    {
      id: 'left',
      type: 'conv2d',
      settings: { filters: 4, padding: 'explicit', explicitPadding: [1, 1] },
      from: ['relu'],
      rest: { frozen: true },
    },
    {
      id: 'grouped',
      type: 'conv2d',
      settings: { filters: 4, padding: 'same', groups: 2, initializer: { type: 'uniform' } },
      from: ['relu'],
      rest: { regularization: { l1: 0, l2: 0.02 } },
    },
    { id: 'sum', type: 'add', from: ['left', 'relu'] },
    { id: 'both', type: 'concatenate', from: ['sum', 'grouped'] },
    {
      id: 'pool',
      type: 'maxPool2d',
      settings: { kernel: [3, 3], stride: [2, 2], padding: 'explicit', explicitPadding: [1, 1] },
      from: ['both'],
    },
    { id: 'flat', type: 'flatten', from: ['pool'] },
    { id: 'global', type: 'globalPool2d', from: ['both'] },
    { id: 'digit', type: 'dense', settings: { units: 3 }, from: ['flat'] },
    {
      id: 'size',
      type: 'dense',
      settings: { units: 1, initializer: { type: 'xavier-normal' } },
      from: ['global'],
      rest: { label: 'size of it' },
    },
  ],
  {
    losses: [
      { output: 'digit', target: 'class', loss: { type: 'crossEntropy', settings: { labelSmoothing: 0.1 } } },
      { output: 'size', target: 'how large', loss: { type: 'huber', settings: { delta: 0.5 } }, weight: 0.3 },
    ],
    optimizer: { type: 'sgd', settings: { momentum: 0.9, nesterov: true, weightDecay: 0.01 } },
    clipping: { type: 'globalNorm', threshold: 0.5 },
    metrics: [{ type: 'accuracy' }],
  },
  {
    inputs: {
      in: {
        column: 'image',
        transforms: [
          { type: 'scale', settings: { divisor: 2, subtract: 0.1, divide: 3 } },
          { type: 'standardize', settings: { per: 'channel' } },
        ],
      },
    },
    targets: { class: { column: 'class' }, 'how large': { column: 'size' } },
  },
  { image: floats(2, 8, 8), class: whole(3), size: floats(1) },
);

const words: ExportCase = documentOf(
  'words',
  [
    { id: 'in', type: 'input', settings: { shape: [6], values: 'int32' } },
    { id: 'embedding', type: 'embedding', settings: { vocabulary: 9, width: 4 }, from: ['in'] },
    { id: 'norm', type: 'layerNorm', from: ['embedding'] },
    { id: 'mixed', type: 'conv1d', settings: { filters: 3 }, from: ['norm'] },
    { id: 'gelu', type: 'gelu', from: ['mixed'] },
    { id: 'each', type: 'dense', settings: { units: 2 }, from: ['gelu'] },
  ],
  { losses: [{ loss: { type: 'meanAbsoluteError' } }], optimizer: { type: 'adam' }, learningRate: 0.01 },
  { inputs: { in: { column: 'tokens' } }, targets: { target: { column: 'y' } } },
  { tokens: whole(9, 6), y: floats(3, 2) },
);

/** Those of which a case has something to learn: not what only turns whole numbers into others. */
const layers = LAYERS.filter(
  (layer) =>
    layer.inputs.length > 0 &&
    layer.examples.some((example) => isJudged(layer, example)) &&
    checkGraph(layerCase(layer).document.graph).parameters > 0,
);

/** Each state that a layer gives besides its output read by another, and a word of TensorFlow.js where there are no biases. */
const recurrent: ExportCase = documentOf(
  'recurrent',
  [
    { id: 'in', type: 'input', settings: { shape: [4, 3] } },
    { id: 'reader', type: 'lstm', settings: { units: 3, direction: 'backward', returns: 'sequence' }, from: ['in'] },
    { id: 'plain', type: 'lstm', settings: { units: 3, bias: false, returns: 'sequence' }, from: ['reader'] },
    { id: 'simple', type: 'simpleRnn', settings: { units: 3, bias: false }, from: ['plain'] },
    { id: 'writer', type: 'lstm', settings: { units: 3 }, from: ['reader', 'reader/state', 'reader/cell'] },
    { id: 'sum', type: 'add', from: ['simple', 'writer'] },
  ],
  { losses: MSE, optimizer: { type: 'sgd' }, learningRate: 0.05 },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(4, 3), y: floats(3) },
);

/** Pictures of a video each by themselves, through layers that TensorFlow.js has words for when they read pictures alone. */
const video: ExportCase = documentOf(
  'each-step',
  [
    { id: 'in', type: 'input', settings: { shape: [3, 2, 6, 5] } },
    { id: 'conv', type: 'conv2d', settings: { filters: 3, padding: 'same' }, from: ['in'], rest: { steps: 1 } },
    { id: 'norm', type: 'batchNorm', from: ['conv'], rest: { steps: 1 } },
    { id: 'pool', type: 'globalPool2d', from: ['norm'], rest: { steps: 1 } },
    { id: 'reader', type: 'gru', settings: { units: 3 }, from: ['pool'] },
  ],
  { losses: MSE, optimizer: { type: 'sgd' }, learningRate: 0.05 },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(3, 2, 6, 5), y: floats(3) },
);

/** What is said, at moments that nothing names: classes for each of them, and shorter rows of labels. */
const spoken: ExportCase = documentOf(
  'loss-ctc',
  [
    { id: 'in', type: 'input', settings: { shape: [6, 3] } },
    { id: 'out', type: 'dense', settings: { units: 4 }, from: ['in'] },
  ],
  { losses: [{ target: 'target', loss: { type: 'ctc' } }], optimizer: { type: 'sgd' } },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(6, 3), y: whole(4, 2) },
);

const SCHEDULES: readonly (readonly [type: string, settings: Readonly<Record<string, unknown>>])[] = [
  ['step', { every: 3, gamma: 0.5, unit: 'steps' }],
  ['multiStep', { milestones: [2, 4], gamma: 0.5, unit: 'steps' }],
  ['exponential', { gamma: 0.5, unit: 'epochs' }],
  ['linear', { start: 0.1, end: 1, unit: 'steps' }],
  ['polynomial', { power: 3, lowest: 0.1, length: 7 }],
  ['cosine', { lowest: 0.2, unit: 'steps' }],
  ['cosineRestarts', { period: 2, multiplier: 2, unit: 'steps' }],
  ['cosineRestarts', { period: 3, lowest: 0.1, unit: 'steps' }],
  ['oneCycle', { shape: 'cosine' }],
  ['oneCycle', { shape: 'linear', end: 100 }],
  ['inverseSquareRoot', { rise: 3 }],
  ['points', { at: [1, 3], factors: [1, 0.1], unit: 'steps' }],
  ['points', { at: [1, 3], factors: [1, 0.1], between: 'hold', unit: 'steps' }],
  ['reduceOnPlateau', { factor: 0.5, patience: 1, cooldown: 1 }],
];

/** Layers with rules of their own, some printed as classes, whose weights lie otherwise than those that TensorFlow.js has. */
const ruledParts: readonly Part[] = [
  { id: 'in', type: 'input', settings: { shape: [2, 6, 6] } },
  {
    id: 'conv',
    type: 'conv2d',
    settings: { filters: 4 },
    from: ['in'],
    rest: { learningRate: 0.5, constraint: { type: 'maxNorm', settings: { limit: 0.3 } } },
  },
  {
    id: 'grouped',
    type: 'conv2d',
    settings: { filters: 4, groups: 2 },
    from: ['conv'],
    rest: { constraint: { type: 'unitNorm', settings: {} } },
  },
  { id: 'norm', type: 'layerNorm', from: ['grouped'] },
  { id: 'flat', type: 'flatten', from: ['norm'] },
  {
    id: 'hidden',
    type: 'dense',
    settings: { units: 5 },
    from: ['flat'],
    rest: { constraint: { type: 'nonNegative', settings: {} } },
  },
  { id: 'out', type: 'dense', settings: { units: 3 }, from: ['hidden'], rest: { learningRate: 2 } },
];
const ruled: ExportCase = documentOf(
  'learn-ruled',
  ruledParts,
  {
    losses: MSE,
    optimizer: { type: 'adamW', settings: { weightDecay: 0.5 } },
    learningRate: 0.02,
    weightDecayOn: 'weights',
    // not so much that AdamW makes whole steps of what is rounding
    clipping: { type: 'adaptive', threshold: 0.2 },
    accumulation: 2,
    schedule: { type: 'cosine', settings: {} },
  },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(2, 6, 6), y: floats(3) },
);

/** The same weights in several places: a layer applied twice, and one whose weights layers of other kinds or settings take, with others of their own. */
const shared: ExportCase = documentOf(
  'shared',
  [
    { id: 'words', type: 'input', settings: { shape: [4], values: 'int32' } },
    { id: 'embedding', type: 'embedding', settings: { vocabulary: 5, width: 3 }, from: ['words'] },
    { id: 'left', type: 'dense', settings: { units: 3 }, from: ['embedding'], rest: { shares: 'both' } },
    { id: 'bend', type: 'tanh', from: ['left'] },
    {
      id: 'both',
      type: 'dense',
      settings: { units: 3 },
      from: ['bend'],
      rest: { regularization: { l1: 0, l2: 0.05 }, learningRate: 0.5 },
    },
    { id: 'plain', type: 'dense', settings: { units: 3, bias: false }, from: ['both'], rest: { shares: 'both' } },
    { id: 'norm', type: 'layerNorm', from: ['plain'] },
    { id: 'again', type: 'layerNorm', from: ['norm'], rest: { shares: 'norm' } },
    { id: 'out', type: 'dense', settings: { units: 5 }, from: ['again'], rest: { shares: 'embedding' } },
  ],
  { losses: [{ target: 'target', loss: { type: 'crossEntropy' } }], optimizer: { type: 'adam' }, learningRate: 0.05 },
  { inputs: { words: { column: 'words' } }, targets: { target: { column: 'next' } } },
  { words: whole(5, 4), next: whole(5, 4) },
);

/** Layers that depend on no input, and one that adds to the loss. */
const fixed: ExportCase = documentOf(
  'fixed',
  [
    { id: 'in', type: 'input', settings: { shape: [2, 3] } },
    { id: 'scale', type: 'constant', settings: { shape: [2, 3], values: [1, 2, 3, -1, 0.5, 0] } },
    { id: 'same', type: 'constant', settings: { shape: [2, 3], values: [0.5] } },
    { id: 'learned', type: 'parameter', settings: { shape: [2, 3] } },
    { id: 'scaled', type: 'multiply', from: ['in', 'scale'] },
    { id: 'sum', type: 'add', from: ['scaled', 'same', 'learned'] },
    { id: 'held', type: 'activityPenalty', settings: { l1: 0.1, l2: 0.3 }, from: ['sum'] },
    { id: 'flat', type: 'flatten', from: ['held'] },
    { id: 'out', type: 'dense', settings: { units: 3 }, from: ['flat'] },
  ],
  { losses: MSE, optimizer: { type: 'sgd' }, learningRate: 0.05 },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(2, 3), y: floats(3) },
);

/** Every initializer that TensorFlow.js lacks, on layers that it has and others; a matrix, kernels, and one whose axes lie otherwise. */
const initialized: ExportCase = documentOf(
  'initialized',
  [
    { id: 'in', type: 'input', settings: { shape: [3, 6, 6] } },
    {
      id: 'dirac',
      type: 'conv2d',
      settings: { filters: 4, kernel: [3, 3], initializer: { type: 'dirac' } },
      from: ['in'],
    },
    {
      id: 'grouped',
      type: 'conv2d',
      settings: { filters: 4, groups: 2, initializer: { type: 'orthogonal', settings: { gain: 2 } } },
      from: ['dirac'],
    },
    {
      id: 'kernels',
      type: 'conv2d',
      settings: { filters: 5, kernel: [2, 2], initializer: { type: 'orthogonal' } },
      from: ['grouped'],
    },
    { id: 'flat', type: 'flatten', from: ['kernels'] },
    {
      id: 'identity',
      type: 'dense',
      settings: { units: 4, initializer: { type: 'identity', settings: { gain: 0.5 } } },
      from: ['flat'],
    },
    {
      id: 'sparse',
      type: 'dense',
      settings: { units: 6, initializer: { type: 'sparse', settings: { sparsity: 0.3, deviation: 1 } } },
      from: ['identity'],
    },
    {
      id: 'cut',
      type: 'dense',
      settings: { units: 40, initializer: { type: 'truncated-normal', settings: { deviation: 1, limit: 0.5 } } },
      from: ['sparse'],
    },
    {
      id: 'out',
      type: 'dense',
      settings: { units: 3, initializer: { type: 'truncated-normal', settings: { deviation: 1 } } },
      from: ['cut'],
    },
  ],
  { losses: MSE, optimizer: { type: 'sgd' }, learningRate: 1e-5 },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(3, 6, 6), y: floats(3) },
);

/** Blocks in blocks, repeated, with settings that depend on the repetition; a state that goes from one repetition to the next. */
const blocks: ExportCase = (() => {
  const at = { x: 0, y: 0 };
  const node = (id: string, type: string, settings: object = {}, rest: object = {}) => ({
    id,
    type,
    settings,
    position: at,
    ...rest,
  });
  const wire = (from: string, to: string, port = 'input') => ({
    from: { node: from, port: 'output' },
    to: { node: to, port },
  });
  const residualBlock = {
    id: 'residual',
    name: 'Residual block',
    settings: [{ name: 'width', kind: 'int', label: 'Width', default: 4 }],
    nodes: [
      node('in', 'blockInput'),
      node('conv', 'conv2d', { filters: { '=': 'width' }, kernel: [3, 3], padding: 'same' }),
      node('norm', 'groupNorm', { groups: 2 }),
      node('skip', 'conv2d', { filters: { '=': 'width' }, kernel: [1, 1] }),
      node('sum', 'add'),
      node('out', 'blockOutput'),
    ],
    edges: [
      wire('in', 'conv'),
      wire('conv', 'norm'),
      wire('in', 'skip'),
      wire('norm', 'sum', 'inputs'),
      wire('skip', 'sum', 'inputs'),
      wire('sum', 'out'),
    ],
  };
  const stage = {
    id: 'stage',
    name: 'Stage',
    settings: [],
    nodes: [
      node('in', 'blockInput'),
      node('unit', 'block', { width: { '=': '4 * (i + 1)' } }, { block: 'residual', repeat: 2, learningRate: 0.5 }),
      node('relu', 'relu'),
      node('out', 'blockOutput'),
    ],
    edges: [
      { from: { node: 'in', port: 'output' }, to: { node: 'unit', port: 'in' } },
      { from: { node: 'unit', port: 'out' }, to: { node: 'relu', port: 'input' } },
      wire('relu', 'out'),
    ],
  };
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'blocks',
    graph: {
      nodes: [
        node('x', 'input', { shape: [2, 4, 4] }),
        node('stages', 'block', {}, { block: 'stage', repeat: 2, regularization: { l1: 0, l2: 0.01 } }),
        node('pool', 'globalPool2d'),
        node('y', 'dense', { units: 3 }),
      ],
      edges: [
        { from: { node: 'x', port: 'output' }, to: { node: 'stages', port: 'in' } },
        { from: { node: 'stages', port: 'out' }, to: { node: 'pool', port: 'input' } },
        wire('pool', 'y'),
      ],
      blocks: [residualBlock, stage],
    },
    data: {
      dataset: { type: 'numpy', settings: { inputs: 'data.npz' } },
      inputs: { x: { column: 'x' } },
      targets: { target: { column: 'y' } },
      split: { validation: 0, test: 0 },
    },
    training: {
      batchSize: BATCH,
      losses: [{ loss: { type: 'crossEntropy' } }],
      optimizer: { type: 'adam' },
      learningRate: 0.01,
      metrics: [{ type: 'accuracy' }],
    },
  });
  return { name: 'blocks', document, columns: { x: floats(2, 4, 4), y: whole(3) } };
})();

/** Folders of picture files of several sizes and kinds. */
function pictureFiles(): Record<string, Uint8Array> {
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const [width, height] = [5 + (i % 4), 8 - (i % 3)];
    const picture = Transformer.fromRgbaPixels(
      Uint8Array.from({ length: 4 * width * height }, (_, at) => (at % 4 === 3 ? 255 : Math.floor(256 * uniform()))),
      width,
      height,
    );
    return [
      `pictures/${i % 2 === 0 ? 'cat' : 'dog'}/${String(i).padStart(2, '0')}.png`,
      i % 5 === 0 ? picture.grayscale().pngSync() : picture.pngSync(),
    ] as [string, Uint8Array];
  });
  const { files } = JSON.parse(
    readFileSync(new URL('../conformance/fixtures/pictures.json', import.meta.url), 'utf8'),
  ) as { files: Record<string, string> };
  // kinds that not every reader knows, in place of some of the rows
  const kinds = ['interlaced.gif', 'seen-through.gif', 'turned-6.png', 'turned-7.webp', 'turned-8.jpeg'];
  kinds.forEach((kind, i) => {
    rows[i] = [
      `pictures/${i % 2 === 0 ? 'cat' : 'dog'}/0${i}.${kind.split('.')[1]}`,
      Buffer.from(files[kind]!, 'base64'),
    ];
  });
  return { ...Object.fromEntries(rows), 'pictures/dog/notes.txt': new Uint8Array() };
}
const pictures = (name: string, colours: string, test: boolean): ExportCase => {
  const files = pictureFiles();
  const [some] = Object.values(files) as [Uint8Array];
  const parted = [
    ...Object.entries(files).flatMap(
      ([file, bytes]) =>
        [
          [file.replace('pictures/', 'pictures/all/train/'), bytes],
          [file.replace('pictures/', 'pictures/all/Val/').replace('/cat/', '/Cat/'), bytes],
          [file.replace('pictures/', 'pictures/all/test/').replace('/dog/', '/dog/old/'), bytes],
        ] as const,
    ),
    ...['__MACOSX/train/cat/00.png', 'all/train/.git/a.png', 'all/train/cat/._00.png', 'all/test/bird/a.png'].map(
      (file) => [`pictures/${file}`, some] as const,
    ),
  ];
  return {
    ...documentOf(
      `pictures-${name}`,
      [
        { id: 'in', type: 'input', settings: { shape: [colours === 'grey' ? 1 : 3, 4, 6] } },
        { id: 'conv', type: 'conv2d', settings: { filters: 2, kernel: [3, 3] }, from: ['in'] },
        { id: 'flat', type: 'flatten', from: ['conv'] },
        { id: 'out', type: 'dense', settings: { units: 2 }, from: ['flat'] },
      ],
      {
        losses: [{ target: 'target', loss: { type: 'crossEntropy' } }],
        optimizer: { type: 'sgd' },
        learningRate: 0.05,
      },
      {
        dataset: { type: 'pictures', settings: { folder: 'pictures', width: 6, height: 4, colours } },
        inputs: { in: { column: 'image', transforms: [{ type: 'scale', settings: {} }] } },
        targets: { target: { column: 'label' } },
      },
      { label: whole(2) },
    ),
    files: test ? Object.fromEntries(parted) : files,
  };
};

/** An IDX file of bytes. */
function idxFile({ shape, data }: Column): Uint8Array {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((length, axis) => head.writeUInt32BE(length, 4 + 4 * axis));
  return Buffer.concat([head, Uint8Array.from(data)]);
}
/** The other forms in which arrays lie in files: IDX and single .npy files, each with rows of its own to test on. */
const arrayFiles = (
  name: string,
  dataset: object,
  input: string,
  target: string,
  make: (x: Column, y: Column) => Record<string, Uint8Array>,
): ExportCase => ({
  ...documentOf(
    `files-${name}`,
    [
      { id: 'in', type: 'input', settings: { shape: [1, 3, 2] } },
      { id: 'flat', type: 'flatten', from: ['in'] },
      { id: 'out', type: 'dense', settings: { units: 3 }, from: ['flat'] },
    ],
    { losses: [{ target: 'target', loss: { type: 'crossEntropy' } }], optimizer: { type: 'sgd' }, learningRate: 0.05 },
    {
      dataset,
      inputs: { in: { column: input, transforms: [{ type: 'scale', settings: { divisor: 100 } }] } },
      targets: { target: { column: target } },
    },
    { [target]: whole(3) },
  ),
  files: make(whole(200, 3, 2), whole(3)),
});
const bytes = ({ shape, data }: Column) => writeNpy({ shape, data: Uint8Array.from(data) });
const FILES: readonly ExportCase[] = [
  arrayFiles('idx', { type: 'idx', settings: { images: 'images', labels: 'labels' } }, 'image', 'label', (x, y) => ({
    images: idxFile(x),
    labels: idxFile(y),
  })),
  arrayFiles(
    'npy',
    { type: 'numpy', settings: { inputs: 'x.npy', targets: 'y.npy', testInputs: 'x.npy', testTargets: 'y.npy' } },
    'input',
    'target',
    (x, y) => ({ 'x.npy': bytes(x), 'y.npy': bytes(y) }),
  ),
  arrayFiles('parts', { type: 'numpy', settings: { inputs: 'parts.npz' } }, 'x', 'y', (x, y) => ({
    'parts.npz': zipSync({
      'x_train.npy': bytes(x),
      'y_train.npy': bytes(y),
      'x_test.npy': bytes(x),
      'y_test.npy': bytes(y),
    }),
  })),
];

/** Data that no project can make itself: it goes along. */
const madeUp: ExportCase = documentOf(
  'files-made-up',
  [
    { id: 'in', type: 'input', settings: { shape: [2] } },
    { id: 'out', type: 'dense', settings: { units: 3 }, from: ['in'] },
  ],
  { losses: [{ target: 'target', loss: { type: 'crossEntropy' } }], optimizer: { type: 'sgd' }, learningRate: 0.05 },
  {
    dataset: { type: 'points', settings: { form: 'blobs', classes: 3, rows: ROWS } },
    inputs: { in: { column: 'point', transforms: [{ type: 'standardize', settings: { per: 'value' } }] } },
    targets: { target: { column: 'label' } },
  },
  { label: whole(3) },
);

/** One output that says yes or no. */
const yesOrNo: ExportCase = dense(
  'loss-single',
  {
    losses: [{ target: 'target', loss: { type: 'binaryCrossEntropy' } }],
    metrics: CLASSIFYING.filter((type) => type !== 'topK').map((type) => ({
      type,
      settings: type.endsWith('Auc') ? { bins: 100_000 } : {},
    })),
  },
  whole(2),
  [],
  DENSE.map((part) => (part.id === 'out' ? { ...part, settings: { units: 1 } } : part)),
);

/** Samples that count more or less, or not at all, for each of two losses on one column of weights. */
const weighed: ExportCase = documentOf(
  'loss-sample-weights',
  [...DENSE, { id: 'size', type: 'dense', settings: { units: 2 }, from: ['bend'] }],
  {
    losses: [
      {
        output: 'out',
        target: 'target',
        loss: { type: 'crossEntropy', settings: { labelSmoothing: 0.1, classWeights: [1, 2, 0.5] } },
        sampleWeights: 'counts',
      },
      { output: 'size', target: 'size', loss: { type: 'meanAbsoluteError' }, weight: 0.5, sampleWeights: 'counts' },
    ],
    optimizer: { type: 'adam' },
    learningRate: 0.02,
  },
  {
    inputs: { in: { column: 'x' } },
    targets: { target: { column: 'y' }, size: { column: 'size' }, counts: { column: 'counts' } },
  },
  { x: floats(6), y: whole(3), size: floats(2), counts: whole(3) },
);

/** Several batches to an update of losses that count rows each in its own way, with penalties on layers and weights. */
const gathered = (): ExportCase =>
  documentOf(
    'learn-accumulated-terms',
    [
      ...DENSE.map((part) =>
        part.id === 'hidden' ? { ...part, rest: { regularization: { l1: 0.03, l2: 0.05 } } } : part,
      ),
      { id: 'held', type: 'activityPenalty', settings: { l1: 0.1, l2: 0.3 }, from: ['bend'] },
      { id: 'size', type: 'dense', settings: { units: 2 }, from: ['held'] },
      { id: 'share', type: 'dense', settings: { units: 2 }, from: ['held'] },
    ],
    {
      losses: [
        {
          output: 'out',
          target: 'target',
          loss: { type: 'crossEntropy', settings: { classWeights: [1, 2, 0.5], ignore: true, ignored: 1 } },
        },
        { output: 'size', target: 'size', loss: { type: 'meanAbsoluteError' }, weight: 0.5 },
        { output: 'share', target: 'size', loss: { type: 'meanSquaredError' }, weight: 2, sampleWeights: 'counts' },
      ],
      optimizer: { type: 'adam' },
      learningRate: 0.02,
      accumulation: 2,
    },
    {
      inputs: { in: { column: 'x' } },
      targets: { target: { column: 'y' }, size: { column: 'size' }, counts: { column: 'counts' } },
    },
    { x: floats(6), y: whole(3), size: floats(2), counts: whole(3) },
  );

/** What is not taken of a value has no gradient, though the one that reaches it is infinite; a penalty of a weight at 0 has none either. */
const guarded = (): ExportCase =>
  documentOf(
    'guarded',
    [
      { id: 'in', type: 'input', settings: { shape: [6] } },
      {
        id: 'zero',
        type: 'dense',
        settings: { units: 6, initializer: { type: 'zeros' } },
        from: ['in'],
        rest: { regularization: { l1: 0.1, l2: 0 } },
      },
      { id: 'hidden', type: 'dense', settings: { units: 6 }, from: ['in'] },
      { id: 'bend', type: 'relu', from: ['hidden'] },
      {
        id: 'root',
        type: 'expression',
        settings: { formula: 'sqrt(a) + log(max(a, 0) + 1) + relu(a) ^ 0.5' },
        from: ['bend'],
      },
      { id: 'sum', type: 'add', from: ['root', 'zero'] },
      { id: 'out', type: 'dense', settings: { units: 3 }, from: ['sum'] },
    ],
    { losses: MSE, optimizer: { type: 'sgd' }, learningRate: 0.05 },
    { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
    { x: floats(6), y: floats(3) },
  );

/** Places that layers find are handed on to layers that pick there, and no gradient passes them. */
const places = (): ExportCase =>
  documentOf(
    'places',
    [
      { id: 'in', type: 'input', settings: { shape: [6] } },
      { id: 'hidden', type: 'dense', settings: { units: 12 }, from: ['in'] },
      { id: 'steps', type: 'reshape', settings: { shape: [4, 3] }, from: ['hidden'] },
      { id: 'scores', type: 'dense', settings: { units: 4 }, from: ['in'] },
      { id: 'first', type: 'argMax', from: ['scores'] },
      { id: 'best', type: 'topK', settings: { k: 2 }, from: ['scores'] },
      { id: 'chosen', type: 'gather', from: ['steps', 'first'] },
      { id: 'pair', type: 'gather', from: ['steps', 'best/indices'] },
      { id: 'rows', type: 'embedding', settings: { vocabulary: 4, width: 3 }, from: ['best/indices'] },
      { id: 'flat', type: 'flatten', from: ['pair'] },
      { id: 'drawn', type: 'flatten', from: ['rows'] },
      { id: 'all', type: 'concatenate', from: ['chosen', 'flat', 'best', 'drawn'] },
      { id: 'out', type: 'dense', settings: { units: 3 }, from: ['all'] },
    ],
    { losses: MSE, optimizer: { type: 'sgd' }, learningRate: 0.05 },
    { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
    { x: floats(6), y: floats(3) },
  );

/** Nothing but noise moves the weights. */
const noise: ExportCase = dense(
  'noise',
  {
    losses: [{ ...MSE[0], weight: 0 }],
    optimizer: { type: 'sgd', settings: { momentum: 0 } },
    learningRate: 1,
    gradientNoise: { deviation: 0.5, decay: 1 },
  },
  floats(3),
  [],
  DENSE.map((part) => (part.id === 'hidden' ? { ...part, settings: { units: 500 } } : part)),
);

const AVERAGES: readonly (readonly [type: string, settings: object])[] = [
  ['cohenKappa', {}],
  ['cohenKappa', { weights: 'linear' }],
  ['cohenKappa', { weights: 'quadratic' }],
  ['tokenAccuracy', { ignored: 1 }],
  ['perplexity', { ignore: true, ignored: 1 }],
  ...['precision', 'recall', 'f1', 'iou'].flatMap((type) =>
    ['macro', 'micro', 'weighted', 'class'].map((average) => [type, { average, class: 1 }] as const),
  ),
  ['rocAuc', { average: 'class', class: 2, bins: 100_000 }],
];

/** Matrices whose rows and columns lie in other places, rates of single layers, constraints and averages of them. */
const ruledMatrices: ExportCase = documentOf(
  'learn-ruled-matrices',
  ruledParts,
  {
    losses: MSE,
    optimizer: { type: 'adafactor', settings: {} },
    learningRate: 0.005,
    averaging: { type: 'exponential', decay: 0.5 },
  },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(2, 6, 6), y: floats(3) },
);

/** Batch norm whose running statistics are averaged beside the weights, and such whose stay as they are. */
const averagedStatistics: ExportCase = documentOf(
  'learn-averaged-statistics',
  [
    { id: 'in', type: 'input', settings: { shape: [6] } },
    { id: 'moving', type: 'batchNorm', from: ['in'] },
    { id: 'hidden', type: 'dense', settings: { units: 4 }, from: ['moving'] },
    { id: 'kept', type: 'batchNorm', from: ['hidden'], rest: { frozen: true, frozenStatistics: true } },
    { id: 'out', type: 'dense', settings: { units: 3 }, from: ['kept'] },
  ],
  { losses: MSE, learningRate: 0.02, averaging: { type: 'exponential', decay: 0.5 } },
  { inputs: { in: { column: 'x' } }, targets: { target: { column: 'y' } } },
  { x: floats(6), y: floats(3) },
);

/** Those that EXPORT_CASES names, a regular expression, or all. */
const wanted = new RegExp(process.env.EXPORT_CASES ?? '');
/** More than half of each kernel becomes zero, in three rises. */
const HALF = { sparsity: 0.6, begin: 0, end: 0.6 };
const ALL: readonly ExportCase[] = [
  ...layers.map((layer) => layerCase(layer)),
  ...layers.map((layer) => layerCase(layer, true)),
  residual,
  averagedStatistics,
  words,
  recurrent,
  video,
  spoken,
  learned('sgd', 'sgd', { momentum: 0 }),
  learned('clipped', 'sgd', { momentum: 0.5 }, { clipping: { type: 'value', threshold: 0.02 } }),
  learned(
    'stopping',
    'sgd',
    {},
    { earlyStopping: { monitor: 'meanAbsoluteError', patience: 2 }, metrics: [{ type: 'meanAbsoluteError' }] },
  ),
  learned('adam', 'adam', { weightDecay: 0.1 }),
  learned('adamw', 'adamW', {}),
  learned('adagrad', 'adagrad', {}),
  learned('rmsprop', 'rmsprop', {}),
  learned('rmsprop-centred', 'rmsprop', { centered: true, momentum: 0.5 }),
  learned('sgd-dampened', 'sgd', { momentum: 0.9, dampening: 0.3 }),
  learned('amsgrad', 'adam', { amsgrad: true }),
  learned('adagrad-slowing', 'adagrad', { rateDecay: 0.1, start: 0.5, weightDecay: 0.1 }),
  learned('adadelta', 'adadelta', { epsilon: 0.01 }),
  learned('adamax', 'adamax', {}),
  learned('lion', 'lion', { weightDecay: 0.1 }),
  learned('nadam', 'nAdam', { weightDecay: 0.1 }),
  learned('radam', 'rAdam', { beta2: 0.5 }),
  learned('lamb', 'lamb', { weightDecay: 0.1 }),
  learned('adafactor', 'adafactor', {}),
  learned(
    'adafactor-decaying',
    'adafactor',
    { weightDecay: 0.1, threshold: 2, smallest: 0.5, beta2Decay: -0.5 },
    { weightDecayOn: 'weights' },
  ),
  learned('averaged', 'sgd', {}, { averaging: { type: 'exponential', decay: 0.7, start: 1 } }),
  learned('averaged-equally', 'adam', {}, { averaging: { type: 'equal' } }),
  learned('averaged-late', 'sgd', {}, { averaging: { type: 'equal', start: 1, every: 2 } }),
  learned('averaged-accumulated', 'sgd', {}, { averaging: { type: 'exponential', decay: 0.5 }, accumulation: 2 }),
  learned('half', 'sgd', {}, { savedAs: 'float16' }),
  learned('accumulated', 'adam', {}, { accumulation: 2 }),
  dense(
    'learn-accumulated-weighted',
    {
      losses: [
        {
          target: 'target',
          loss: { type: 'crossEntropy', settings: { classWeights: [0.5, 2, 1], ignore: true, ignored: 1 } },
        },
      ],
      metrics: [{ type: 'accuracy' }],
      optimizer: { type: 'sgd' },
      learningRate: 0.5,
      accumulation: 2,
    },
    whole(3),
  ),
  learned('clipped-norm', 'sgd', {}, { clipping: { type: 'norm', threshold: 0.02 } }),
  ruled,
  ruledMatrices,
  shared,
  fixed,
  initialized,
  noise,
  blocks,
  pictures('grey', 'grey', false),
  pictures('parted', 'rgb', true),
  ...FILES,
  madeUp,
  ...SCHEDULES.map(([type, settings]) =>
    learned(
      `schedule-${type}-${Object.values(settings).join('-')}`,
      'adamW',
      { weightDecay: 0.1 },
      { schedule: { type, settings } },
    ),
  ),
  learned('warm-up', 'sgd', {}, { warmUp: 3 }),
  learned('warm-up-cosine', 'sgd', {}, { warmUp: 3, schedule: { type: 'cosine', settings: {} } }),
  judged(
    'weighted',
    'crossEntropy',
    { classWeights: [0.5, 2, 1], labelSmoothing: 0.1, ignore: true, ignored: 1 },
    whole(3),
  ),
  judged('focal', 'focal', {}, whole(3)),
  judged('likelihood', 'negativeLogLikelihood', { classWeights: [0.5, 2, 1] }, whole(3)),
  judged('margin', 'multiMargin', { squared: true }, whole(3)),
  judged('distribution', 'kullbackLeibler', {}, whole(3), [], [{ type: 'oneHot', settings: { classes: 3 } }]),
  judged('rare-yes', 'binaryCrossEntropy', { positiveWeight: 3 }, whole(2, 3)),
  judged('binary-focal', 'binaryFocal', {}, whole(2, 3)),
  judged('hinge', 'hinge', { squared: true }, whole(2, 3)),
  judged('dice', 'dice', {}, whole(2, 3)),
  judged('iou', 'iou', {}, whole(2, 3)),
  judged('smooth-l1', 'smoothL1', { beta: 0.3 }, floats(3)),
  judged('log-cosh', 'logCosh', {}, floats(3)),
  judged('percentage', 'meanAbsolutePercentageError', { epsilon: 0.5 }, floats(3)),
  judged('logarithmic', 'meanSquaredLogarithmicError', {}, floats(3)),
  judged('poisson', 'poisson', { full: true }, whole(5, 3)),
  judged('cosine', 'cosine', {}, floats(3)),
  judged('contrastive', 'contrastive', {}, whole(2)),
  judged('triplet', 'triplet', {}, whole(2)),
  judged('classes', 'crossEntropy', {}, whole(3), CLASSIFYING),
  judged('one-hot', 'crossEntropy', { labelSmoothing: 0.2 }, whole(3), CLASSIFYING, [
    { type: 'oneHot', settings: { classes: 3 } },
  ]),
  judged('several-yes', 'binaryCrossEntropy', {}, whole(2, 3), ['labelAccuracy', 'labelF1', 'exactMatch']),
  judged('yes-no', 'binaryCrossEntropy', {}, whole(2, 3), [
    ['iou', { mask: true }],
    ['iou', { mask: true, average: 'macro' }],
  ]),
  judged('averages', 'crossEntropy', {}, whole(3), AVERAGES),
  yesOrNo,
  weighed,
  judged('absolute', 'meanAbsoluteError', {}, floats(3), MEASURING),
  judged('huber', 'huber', {}, floats(3), ['r2']),
  dense(
    'standardized',
    { losses: MSE, metrics: MEASURING.map((type) => ({ type })) },
    floats(3),
    [{ type: 'standardize', settings: { per: 'column' } }],
    DENSE,
    [{ type: 'standardize', settings: { per: 'value' } }],
  ),
  dense('own-units', { losses: MSE, metrics: MEASURING.map((type) => ({ type })) }, floats(3), [
    { type: 'clip', settings: { least: -2, greatest: 3 } },
    { type: 'robust', settings: { from: 0.2, to: 0.9 } },
    { type: 'log', settings: {} },
    { type: 'minMax', settings: { from: -1, to: 2 } },
  ]),
  learned('pruned', 'adam', {}, { pruning: HALF }),
  learned('pruned-together', 'sgd', { momentum: 0.9 }, { pruning: { ...HALF, scope: 'network' } }),
  learned('pruned-averaged', 'sgd', {}, { pruning: HALF, averaging: { type: 'exponential', decay: 0.5 } }),
  gathered(),
  guarded(),
  places(),
  dense(
    'loss-pairs',
    { losses: [{ target: 'target', loss: { type: 'contrastivePairs' } }], metrics: [{ type: 'pairAccuracy' }] },
    whole(3),
    [],
    TWINS,
  ),
];
export const CASES = ALL.filter(({ name }) => wanted.test(name));
