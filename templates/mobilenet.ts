import { choice, int, number } from '../engine/settings.ts';
import { defineBlock, firstThen, formula, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate } from './define.ts';
import {
  channelsOut,
  classify,
  divisible,
  imageData,
  imageSettings,
  shortcut,
  stride,
  width,
} from './common/images.ts';
import { type Excitation, squeezed, squeezeExcitation } from './common/excitation.ts';

const training = () =>
  classify({
    optimizer: { type: 'rmsprop', settings: { momentum: 0.9, weightDecay: 4e-5 } },
    learningRate: 0.001,
    schedule: { type: 'cosine' },
    batchSize: 64,
    epochs: 90,
  });

const EPSILON = { epsilon: 0.001 };

const separable = defineBlock({
  id: 'separable',
  name: 'Depthwise separable convolution',
  doc: 'A 3×3 convolution of each channel by itself, and a 1×1 one across channels; a norm and a ReLU6 behind each.',
  settings: {
    channels: channelsOut,
    stride,
    place: int({
      label: 'Place',
      default: 0,
      min: 0,
      doc: 'Of its first convolution among the reference’s layers, whose numbers are their names.',
    }),
  },
  build(net, { channels, stride }, x) {
    const after = (y: LayerOutput, at: string) =>
      net.activate(net.norm(y, `layer.{${at}}.normalization`, EPSILON), 'relu6');
    const [depth, point] = ['place + 2 * i', 'place + 2 * i + 1'];
    const y = after(
      net.add(
        'depthwiseConv2d',
        x,
        { kernel: [3, 3], stride: [stride, stride], padding: 'same', bias: false },
        `layer.{${depth}}.convolution`,
      ),
      depth,
    );
    return after(net.conv(y, `layer.{${point}}.convolution`, channels, 1, { bias: false }), point);
  },
});

/** Channels, stride, repeats. */
const V1 = [
  [64, 1, 1],
  [128, 2, 1],
  [128, 1, 1],
  [256, 2, 1],
  [256, 1, 1],
  [512, 2, 1],
  [512, 1, 5],
  [1024, 2, 1],
  [1024, 1, 1],
] as const;

export const mobilenet = defineTemplate({
  id: 'mobilenet',
  title: 'MobileNet v1',
  family: 'images',
  doc: 'Convolutions taken apart into one for each channel and one across channels: an eighth of the work.',
  story: {
    purpose: 'Vision on telephones.',
    novelty:
      'Depthwise separable convolutions all the way, and two numbers, width and image size, that trade accuracy for speed.',
    paper: {
      title: 'Howard et al. 2017, MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications',
      url: 'https://arxiv.org/abs/1704.04861',
    },
    beware:
      'A norm and a ReLU stand after both halves. The padding is TensorFlow’s, one pixel more after than before where ' +
      'the stride is 2; PyTorch ports that pad both sides alike compute slightly different numbers.',
  },
  settings: { ...imageSettings(), width },
  sizes: [{}, { width: 0.75 }, { width: 0.5 }, { width: 0.25 }],
  small: { width: 1 / 8, size: 32, classes: 10 },
  name: ({ width }) => `MobileNet v1${width === 1 ? '' : ` (×${width})`}`,
  build(net, { classes, size, channels, width }) {
    const w = (count: number) => Math.max(Math.floor(count * width), 8);
    // Hugging Face's names
    const x = net.scope('mobilenet_v1', () => {
      let x = net.add(
        'conv2d',
        net.input([channels, size, size]),
        { filters: w(32), kernel: [3, 3], stride: [2, 2], padding: 'same', bias: false },
        'conv_stem.convolution',
      );
      x = net.activate(net.norm(x, 'conv_stem.normalization', EPSILON), 'relu6');
      let place = 0;
      for (const [filters, stride, repeats] of V1) {
        x = net.block(
          separable,
          x,
          { channels: w(filters), stride, place },
          { naming: '', ...(repeats > 1 && { repeat: repeats }) },
        );
        place += 2 * repeats;
      }
      return x;
    });
    net.dense(net.dropout(net.add('globalPool2d', x), 0.001), 'classifier', classes);
  },
  data: imageData,
  training,
});

type Norm = Readonly<Record<string, unknown>>;

/** A convolution with its norm and activation, as torchvision names them. */
const conv = (
  net: Net,
  x: LayerOutput,
  name: string,
  filters: number,
  kernel: number,
  activation: string,
  { stride = 1, norm = {} }: { readonly stride?: number; readonly norm?: Norm } = {},
): LayerOutput =>
  net.scope(name, () =>
    net.activate(
      net.norm(net.conv(x, '0', filters, kernel, { stride, padding: (kernel - 1) / 2, bias: false }), '1', norm),
      activation,
    ),
  );

interface Inverted {
  readonly id: string;
  readonly name: string;
  /** Whether a 1×1 convolution to more channels stands first. */
  readonly expands: boolean;
  readonly activation: string;
  readonly norm?: Norm;
  /** The activations of squeeze and excitation, where it has them. */
  readonly excitation?: Excitation | false;
  /** Whether samples pass by in training. */
  readonly drops?: boolean;
  /** The projection's convolution and norm are not in a module of their own. */
  readonly bare?: boolean;
}
const rate = number({
  label: 'Drop rate',
  default: 0,
  min: 0,
  max: 1,
  doc: 'Share of the samples that pass by in training.',
});

const residual = (drops: boolean) =>
  defineBlock({
    id: 'residual',
    name: 'Residual sum',
    doc: 'Adds what went into the block.',
    settings: { ...(drops && { rate }) },
    inputs: ['input', 'shortcut'],
    build: (net, { rate }, x, shortcut) => net.sum(rate ? net.add('dropPath', x, { rate }) : x, shortcut),
  });

/** The block of MobileNet v2 and v3 and of EfficientNet: narrow, wide, narrow. Layers are numbered as torchvision does it. */
const inverted = ({
  id,
  name,
  expands,
  activation,
  norm = {},
  excitation = false,
  drops = false,
  bare = false,
}: Inverted) =>
  defineBlock({
    id,
    name,
    doc:
      `${expands ? 'Expands the channels, convolves' : 'Convolves'} each channel by itself${excitation ? ', weighs them' : ''} ` +
      'and projects them to few without an activation.',
    settings: {
      channels: channelsOut,
      expanded: int({ label: 'Expanded', default: 64, min: 1, doc: 'Channels of the depthwise convolution.' }),
      kernel: int({ label: 'Kernel', default: 3, min: 1, doc: 'Height and width of the depthwise filters.' }),
      stride,
      shortcut,
      ...(excitation && { squeezed }),
      ...(drops && { rate }),
    },
    build(net, { channels, expanded, kernel, stride, shortcut, squeezed, rate }, x) {
      let place = 0;
      const next = (build: (place: string) => LayerOutput) => build(String(place++));
      const after = (x: LayerOutput, name: string) => net.activate(net.norm(x, `${name}.1`, norm), activation);
      let y = expands ? next((at) => after(net.conv(x, `${at}.0`, expanded, 1, { bias: false }), at)) : x;
      y = next((at) =>
        after(net.depthwise(y, `${at}.0`, kernel, { stride, padding: formula('(kernel - 1) / 2') }), at),
      );
      if (excitation && squeezed)
        y = next((name) => net.block(squeezeExcitation(excitation), y, { squeezed, channels: expanded }, { name }));
      y = next((at) =>
        net.norm(
          net.conv(y, bare ? at : `${at}.0`, channels, 1, { bias: false }),
          bare ? String(place) : `${at}.1`,
          norm,
        ),
      );
      return net.block(residual(drops), [y, x], { ...(rate && { rate }) }, { repeat: shortcut, naming: '' });
    },
  });

/** Expansion, channels, repeats, first stride. */
const V2 = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

export const mobilenetV2 = defineTemplate({
  id: 'mobilenet-v2',
  title: 'MobileNet v2',
  family: 'images',
  doc: 'Inverted residuals: blocks are wide inside and narrow where they are joined.',
  story: {
    purpose: 'Vision on telephones, with less memory moved about than MobileNet v1.',
    novelty:
      'A residual block turned inside out, narrow, wide, narrow, and without a nonlinearity on the narrow side, where it would destroy information.',
    paper: {
      title: 'Sandler, Howard, Zhu, Zhmoginov and Chen 2018, MobileNetV2: Inverted Residuals and Linear Bottlenecks',
      url: 'https://arxiv.org/abs/1801.04381',
    },
    beware:
      'The first block has no expansion. Only blocks with stride 1 whose channels stay the same have a shortcut. The ' +
      'last width is not scaled down for narrow networks.',
  },
  settings: { ...imageSettings(), width },
  sizes: [{}],
  small: { width: 1 / 8, size: 32, classes: 10 },
  name: () => 'MobileNet v2',
  build(net, { classes, size, channels, width }) {
    const activation = 'relu6';
    const x = net.scope('features', () => {
      let x = conv(net, net.input([channels, size, size]), '0', divisible(32 * width), 3, activation, { stride: 2 });
      let place = 1;
      for (const [expansion, filters, repeat, first] of V2) {
        const [inner, outer, expands] = [x.shape[0]!, divisible(filters * width), expansion > 1];
        const kind = inverted({
          id: expands ? 'inverted' : 'invertedFirst',
          name: expands ? 'Inverted residual' : 'Inverted residual (t = 1)',
          expands,
          activation,
          bare: true,
        });
        const settings = {
          channels: outer,
          expanded: firstThen(inner * expansion, outer * expansion),
          stride: firstThen(first, 1),
          shortcut: firstThen(first === 1 && inner === outer, true),
        };
        x = net.block(kind, x, settings, { repeat, naming: `{${place} + i}.conv` });
        place += repeat;
      }
      return conv(net, x, String(place), divisible(1280 * Math.max(1, width)), 1, activation);
    });
    net.dense(net.dropout(net.add('globalPool2d', x), 0.2), 'classifier.1', classes);
  },
  data: imageData,
  training,
});

/** Kernel, expanded, channels, squeeze and excitation, hard swish, stride; then what the dense layer has. */
const V3 = {
  large: {
    dense: 1280,
    rows: [
      [3, 16, 16, false, false, 1],
      [3, 64, 24, false, false, 2],
      [3, 72, 24, false, false, 1],
      [5, 72, 40, true, false, 2],
      [5, 120, 40, true, false, 1],
      [5, 120, 40, true, false, 1],
      [3, 240, 80, false, true, 2],
      [3, 200, 80, false, true, 1],
      [3, 184, 80, false, true, 1],
      [3, 184, 80, false, true, 1],
      [3, 480, 112, true, true, 1],
      [3, 672, 112, true, true, 1],
      [5, 672, 160, true, true, 2],
      [5, 960, 160, true, true, 1],
      [5, 960, 160, true, true, 1],
    ],
  },
  small: {
    dense: 1024,
    rows: [
      [3, 16, 16, true, false, 2],
      [3, 72, 24, false, false, 2],
      [3, 88, 24, false, false, 1],
      [5, 96, 40, true, true, 2],
      [5, 240, 40, true, true, 1],
      [5, 240, 40, true, true, 1],
      [5, 120, 48, true, true, 1],
      [5, 144, 48, true, true, 1],
      [5, 288, 96, true, true, 2],
      [5, 576, 96, true, true, 1],
      [5, 576, 96, true, true, 1],
    ],
  },
} as const;

export const mobilenetV3 = defineTemplate({
  id: 'mobilenet-v3',
  title: 'MobileNet v3',
  family: 'images',
  doc: 'The inverted residuals of v2, chosen by a search, with squeeze and excitation and hard swish.',
  story: {
    purpose: 'The best that could be had on a telephone in 2019.',
    novelty:
      'Architecture search for the blocks, hand work for the ends, and hard swish: a swish made of pieces that telephones are fast at.',
    paper: { title: 'Howard et al. 2019, Searching for MobileNetV3', url: 'https://arxiv.org/abs/1905.02244' },
    beware:
      'Squeezing is to a quarter of the expanded channels, not of the block’s. The last 1×1 convolution stands after the pool and so has become a dense layer.',
  },
  settings: {
    form: choice(['large', 'small'], {
      label: 'Form',
      default: 'large',
      doc: 'Fifteen blocks or eleven.',
      names: { large: 'Large', small: 'Small' },
    }),
    ...imageSettings(),
    width,
  },
  sizes: [{ form: 'large' }, { form: 'small' }],
  small: { form: 'small', width: 1 / 8, size: 32, classes: 10 },
  name: ({ form }) => `MobileNet v3 ${form}`,
  build(net, { form, classes, size, channels, width }) {
    const { dense, rows } = V3[form];
    const norm = { epsilon: 0.001, momentum: 0.01 };
    const w = (count: number) => divisible(count * width);
    const x = net.scope('features', () => {
      let x = conv(net, net.input([channels, size, size]), '0', w(16), 3, 'hardSwish', { stride: 2, norm });
      rows.forEach(([kernel, wide, filters, excites, swish, stride], i) => {
        const [before, expanded, outer] = [x.shape[0]!, w(wide), w(filters)];
        const expands = expanded !== before;
        const kind = inverted({
          id: ['inverted', expands ? '' : 'First', excites ? 'SE' : '', swish ? 'HS' : 'RE'].join(''),
          name: [
            'Inverted residual',
            ...(expands ? [] : ['no expansion']),
            ...(excites ? ['SE'] : []),
            swish ? 'hard swish' : 'ReLU',
          ].join(', '),
          expands,
          activation: swish ? 'hardSwish' : 'relu',
          norm,
          excitation: excites && { inner: 'relu', gate: 'hardSigmoid' },
        });
        x = net.block(
          kind,
          x,
          {
            channels: outer,
            expanded,
            kernel,
            stride,
            shortcut: stride === 1 && before === outer,
            ...(excites && { squeezed: divisible(Math.floor(expanded / 4)) }),
          },
          { name: String(i + 1), naming: `${i + 1}.block` },
        );
      });
      return conv(net, x, String(rows.length + 1), 6 * x.shape[0]!, 1, 'hardSwish', { norm });
    });
    const hidden = net.add(
      'hardSwish',
      net.dense(net.add('globalPool2d', x), 'classifier.0', divisible(dense * width)),
    );
    net.dense(net.dropout(hidden, 0.2), 'classifier.3', classes);
  },
  data: imageData,
  training,
});

/** Expansion, kernel, first stride, channels, repeats. */
const EFFICIENT = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;
const SCALES = {
  b0: [1, 1, 0.2],
  b1: [1, 1.1, 0.2],
  b2: [1.1, 1.2, 0.3],
  b3: [1.2, 1.4, 0.3],
  b4: [1.4, 1.8, 0.4],
} as const;

export const efficientnet = defineTemplate({
  id: 'efficientnet',
  title: 'EfficientNet',
  family: 'images',
  doc: 'A small network found by search, and a rule for growing it: depth, width and image size together.',
  story: {
    purpose: 'More accuracy for each multiplication.',
    novelty: 'Compound scaling: one number grows all three measures of a network in fixed proportion.',
    paper: {
      title: 'Tan and Le 2019, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks',
      url: 'https://arxiv.org/abs/1905.11946',
    },
    beware:
      'Squeezing is to a quarter of the block’s input channels, not of the expanded ones as in MobileNet v3. Blocks ' +
      'drop out whole in training (stochastic depth), more often the deeper they lie.',
  },
  settings: {
    form: choice(['b0', 'b1', 'b2', 'b3', 'b4'], {
      label: 'Form',
      default: 'b0',
      doc: 'How far it is scaled up.',
      names: { b0: 'B0', b1: 'B1', b2: 'B2', b3: 'B3', b4: 'B4' },
    }),
    ...imageSettings(),
    width,
  },
  sizes: [
    { form: 'b0' },
    { form: 'b1', size: 240 },
    { form: 'b2', size: 288 },
    { form: 'b3', size: 300 },
    { form: 'b4', size: 380 },
  ],
  small: { form: 'b0', width: 1 / 8, size: 32, classes: 10 },
  name: ({ form }) => `EfficientNet-${form.toUpperCase()}`,
  build(net, { form, classes, size, channels, width }) {
    const [scale, depth, dropout] = SCALES[form];
    const w = (count: number) => divisible(count * scale * width);
    const blocks = EFFICIENT.reduce((sum, [, , , , repeats]) => sum + Math.ceil(repeats * depth), 0);
    let block = 0;
    const x = net.scope('features', () => {
      let x = conv(net, net.input([channels, size, size]), '0', w(32), 3, 'silu', { stride: 2 });
      EFFICIENT.forEach(([expansion, kernel, first, filters, repeats], stage) => {
        const [inner, outer, repeat] = [x.shape[0]!, w(filters), Math.ceil(repeats * depth)];
        const kind = inverted({
          id: `mbconv${expansion}`,
          name: `MBConv${expansion}`,
          expands: expansion > 1,
          activation: 'silu',
          excitation: { inner: 'silu', gate: 'sigmoid' },
          drops: true,
        });
        const settings = {
          channels: outer,
          expanded: firstThen(divisible(inner * expansion), divisible(outer * expansion)),
          kernel,
          stride: firstThen(first, 1),
          shortcut: firstThen(first === 1 && inner === outer, true),
          squeezed: firstThen(Math.max(1, Math.floor(inner / 4)), Math.max(1, Math.floor(outer / 4))),
          rate: formula(`0.2 * (${block} + i) / ${blocks}`),
        };
        x = net.block(kind, x, settings, { name: String(stage + 1), repeat, naming: `${stage + 1}.{i}.block` });
        block += repeat;
      });
      return conv(net, x, String(EFFICIENT.length + 1), 4 * x.shape[0]!, 1, 'silu');
    });
    net.dense(net.dropout(net.add('globalPool2d', x), dropout), 'classifier.1', classes);
  },
  data: imageData,
  training,
});
