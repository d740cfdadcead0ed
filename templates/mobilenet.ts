import { choice } from '../engine/settings.ts';
import type { Net, Wire } from './build.ts';
import { defineTemplate } from './define.ts';
import { classify, divisible, imageData, imageSettings, width } from './images.ts';

const training = () => classify({ optimizer: { type: 'rmsprop', settings: { momentum: 0.9, weightDecay: 4e-5 } }, learningRate: 0.001, schedule: { type: 'cosine' }, batchSize: 64, epochs: 90 });

export const mobilenet = defineTemplate({
  id: 'mobilenet',
  title: 'MobileNet v1',
  family: 'images',
  doc: 'Convolutions taken apart into one for each channel and one across channels: an eighth of the work.',
  story: {
    purpose: 'Vision on telephones.',
    novelty: 'Depthwise separable convolutions all the way, and two numbers, width and image size, that trade accuracy for speed.',
    paper: { title: 'Howard et al. 2017, MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications', url: 'https://arxiv.org/abs/1704.04861' },
    beware: 'A norm and a ReLU stand after both halves. The padding is TensorFlow’s, one pixel more after than before where the stride is 2; PyTorch ports that pad both sides alike compute slightly different numbers.',
  },
  settings: { ...imageSettings(), width },
  sizes: [{}, { width: 0.75 }, { width: 0.5 }, { width: 0.25 }],
  small: { width: 1 / 8, size: 32, classes: 10 },
  name: ({ width }) => `MobileNet v1${width === 1 ? '' : ` (×${width})`}`,
  build(net, { classes, size, channels, width }) {
    const w = (count: number) => Math.max(Math.floor(count * width), 8);
    const step = (x: Wire, name: string, filters: number, kernel: number, stride: number, groups: number) =>
      net.scope(name, () => {
        const y = net.add('conv2d', x, { filters, kernel: [kernel, kernel], stride: [stride, stride], padding: kernel > 1 ? 'same' : 'valid', groups, bias: false }, 'convolution');
        return net.add('relu6', net.norm(y, 'normalization', { epsilon: 0.001 }));
      });
    // Hugging Face's names
    const x = net.scope('mobilenet_v1', () => {
      let x = step(net.input([channels, size, size]), 'conv_stem', w(32), 3, 2, 1);
      [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024].forEach((filters, i, all) => {
        const stride = i > 0 && all[i - 1] !== filters && i % 2 === 1 ? 2 : 1;
        x = step(x, `layer.${2 * i}`, x.shape[0]!, 3, stride, x.shape[0]!);
        x = step(x, `layer.${2 * i + 1}`, w(filters), 1, 1, 1);
      });
      return x;
    });
    net.dense(net.dropout(net.add('globalPool2d', x), 0.001), 'classifier', classes);
  },
  data: imageData,
  training,
});

const conv = (net: Net, x: Wire, name: string, filters: number, kernel: number, { stride = 1, groups = 1, norm = {}, activation }: { stride?: number; groups?: number; norm?: object; activation?: string }) =>
  net.scope(name, () => {
    const y = net.norm(net.conv(x, '0', filters, kernel, { stride, padding: (kernel - 1) / 2, groups, bias: false }), '1', norm as Record<string, unknown>);
    return activation ? net.add(activation, y) : y;
  });

/** Expansion, channels, repeats, first stride. */
const V2 = [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]] as const;

export const mobilenetV2 = defineTemplate({
  id: 'mobilenet-v2',
  title: 'MobileNet v2',
  family: 'images',
  doc: 'Inverted residuals: blocks are wide inside and narrow where they are joined.',
  story: {
    purpose: 'Vision on telephones, with less memory moved about than MobileNet v1.',
    novelty: 'A residual block turned inside out, narrow, wide, narrow, and without a nonlinearity on the narrow side, where it would destroy information.',
    paper: { title: 'Sandler, Howard, Zhu, Zhmoginov and Chen 2018, MobileNetV2: Inverted Residuals and Linear Bottlenecks', url: 'https://arxiv.org/abs/1801.04381' },
    beware: 'The first block has no expansion. Only blocks with stride 1 whose channels stay the same have a shortcut. The last width is not scaled down for narrow networks.',
  },
  settings: { ...imageSettings(), width },
  sizes: [{}],
  small: { width: 1 / 8, size: 32, classes: 10 },
  name: () => 'MobileNet v2',
  build(net, { classes, size, channels, width }) {
    const relu6 = { activation: 'relu6' };
    const x = net.scope('features', () => {
      let x = conv(net, net.input([channels, size, size]), '0', divisible(32 * width), 3, { stride: 2, ...relu6 });
      let place = 1;
      for (const [expansion, filters, repeats, first] of V2)
        for (let i = 0; i < repeats; i++)
          x = net.scope(`${place++}.conv`, () => {
            const hidden = x.shape[0]! * expansion;
            const [outer, stride] = [divisible(filters * width), i === 0 ? first : 1];
            let y = expansion === 1 ? x : conv(net, x, '0', hidden, 1, relu6);
            const at = expansion === 1 ? 0 : 1;
            y = conv(net, y, String(at), hidden, 3, { stride, groups: hidden, ...relu6 });
            y = net.norm(net.conv(y, String(at + 1), outer, 1, { bias: false }), String(at + 2));
            return stride === 1 && x.shape[0] === outer ? net.sum(y, x) : y;
          });
      return conv(net, x, String(place), divisible(1280 * Math.max(1, width)), 1, relu6);
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
      [3, 16, 16, false, false, 1], [3, 64, 24, false, false, 2], [3, 72, 24, false, false, 1], [5, 72, 40, true, false, 2], [5, 120, 40, true, false, 1], [5, 120, 40, true, false, 1],
      [3, 240, 80, false, true, 2], [3, 200, 80, false, true, 1], [3, 184, 80, false, true, 1], [3, 184, 80, false, true, 1], [3, 480, 112, true, true, 1], [3, 672, 112, true, true, 1],
      [5, 672, 160, true, true, 2], [5, 960, 160, true, true, 1], [5, 960, 160, true, true, 1],
    ],
  },
  small: {
    dense: 1024,
    rows: [
      [3, 16, 16, true, false, 2], [3, 72, 24, false, false, 2], [3, 88, 24, false, false, 1], [5, 96, 40, true, true, 2], [5, 240, 40, true, true, 1], [5, 240, 40, true, true, 1],
      [5, 120, 48, true, true, 1], [5, 144, 48, true, true, 1], [5, 288, 96, true, true, 2], [5, 576, 96, true, true, 1], [5, 576, 96, true, true, 1],
    ],
  },
} as const;

/** Weighs the channels by what the whole picture has in them. */
export function squeezeExcite(net: Net, x: Wire, name: string, squeezed: number, { inner, gate }: { readonly inner: string; readonly gate: string }): Wire {
  return net.scope(name, () => {
    const s = net.add(inner, net.conv(net.add('adaptivePool2d', x, { size: [1, 1] }), 'fc1', squeezed, 1));
    return net.add('multiply', [x, net.add(gate, net.conv(s, 'fc2', x.shape[0]!, 1))]);
  });
}

export const mobilenetV3 = defineTemplate({
  id: 'mobilenet-v3',
  title: 'MobileNet v3',
  family: 'images',
  doc: 'The inverted residuals of v2, chosen by a search, with squeeze and excitation and hard swish.',
  story: {
    purpose: 'The best that could be had on a telephone in 2019.',
    novelty: 'Architecture search for the blocks, hand work for the ends, and hard swish: a swish made of pieces that telephones are fast at.',
    paper: { title: 'Howard et al. 2019, Searching for MobileNetV3', url: 'https://arxiv.org/abs/1905.02244' },
    beware: 'Squeezing is to a quarter of the expanded channels, not of the block’s. The last 1×1 convolution stands after the pool and so has become a dense layer.',
  },
  settings: { form: choice(['large', 'small'], { label: 'Form', default: 'large', doc: 'Fifteen blocks or eleven.', names: { large: 'Large', small: 'Small' } }), ...imageSettings(), width },
  sizes: [{ form: 'large' }, { form: 'small' }],
  small: { form: 'small', width: 1 / 8, size: 32, classes: 10 },
  name: ({ form }) => `MobileNet v3 ${form}`,
  build(net, { form, classes, size, channels, width }) {
    const { dense, rows } = V3[form];
    const norm = { epsilon: 0.001, momentum: 0.01 };
    const w = (count: number) => divisible(count * width);
    const x = net.scope('features', () => {
      let x = conv(net, net.input([channels, size, size]), '0', w(16), 3, { stride: 2, norm, activation: 'hardSwish' });
      rows.forEach(([kernel, expanded, filters, se, swish, stride], i) => {
        x = net.scope(`${i + 1}.block`, () => {
          const [hidden, activation] = [w(expanded), swish ? 'hardSwish' : 'relu'];
          let place = 0;
          let y = x;
          if (hidden !== x.shape[0]) y = conv(net, y, String(place++), hidden, 1, { norm, activation });
          y = conv(net, y, String(place++), hidden, kernel, { stride, groups: hidden, norm, activation });
          if (se) y = squeezeExcite(net, y, String(place++), divisible(Math.floor(hidden / 4)), { inner: 'relu', gate: 'hardSigmoid' });
          y = conv(net, y, String(place), w(filters), 1, { norm });
          return stride === 1 && x.shape[0] === w(filters) ? net.sum(y, x) : y;
        });
      });
      return conv(net, x, String(rows.length + 1), 6 * x.shape[0]!, 1, { norm, activation: 'hardSwish' });
    });
    const hidden = net.add('hardSwish', net.dense(net.add('globalPool2d', x), 'classifier.0', divisible(dense * width)));
    net.dense(net.dropout(hidden, 0.2), 'classifier.3', classes);
  },
  data: imageData,
  training,
});

/** Expansion, kernel, first stride, channels, repeats. */
const EFFICIENT = [[1, 3, 1, 16, 1], [6, 3, 2, 24, 2], [6, 5, 2, 40, 2], [6, 3, 2, 80, 3], [6, 5, 1, 112, 3], [6, 5, 2, 192, 4], [6, 3, 1, 320, 1]] as const;
const SCALES = { b0: [1, 1, 0.2], b1: [1, 1.1, 0.2], b2: [1.1, 1.2, 0.3], b3: [1.2, 1.4, 0.3], b4: [1.4, 1.8, 0.4] } as const;

export const efficientnet = defineTemplate({
  id: 'efficientnet',
  title: 'EfficientNet',
  family: 'images',
  doc: 'A small network found by search, and a rule for growing it: depth, width and image size together.',
  story: {
    purpose: 'More accuracy for each multiplication.',
    novelty: 'Compound scaling: one number grows all three measures of a network in fixed proportion.',
    paper: { title: 'Tan and Le 2019, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks', url: 'https://arxiv.org/abs/1905.11946' },
    beware: 'Squeezing is to a quarter of the block’s input channels, not of the expanded ones as in MobileNet v3. Blocks drop out whole in training (stochastic depth), more often the deeper they lie.',
  },
  settings: { form: choice(['b0', 'b1', 'b2', 'b3', 'b4'], { label: 'Form', default: 'b0', doc: 'How far it is scaled up.', names: { b0: 'B0', b1: 'B1', b2: 'B2', b3: 'B3', b4: 'B4' } }), ...imageSettings(), width },
  sizes: [{ form: 'b0' }, { form: 'b1', size: 240 }, { form: 'b2', size: 288 }, { form: 'b3', size: 300 }, { form: 'b4', size: 380 }],
  small: { form: 'b0', width: 1 / 8, size: 32, classes: 10 },
  name: ({ form }) => `EfficientNet-${form.toUpperCase()}`,
  build(net, { form, classes, size, channels, width }) {
    const [scale, depth, dropout] = SCALES[form];
    const w = (count: number) => divisible(count * scale * width);
    const silu = { activation: 'silu' };
    const blocks = EFFICIENT.reduce((sum, [, , , , repeats]) => sum + Math.ceil(repeats * depth), 0);
    let block = 0;
    const x = net.scope('features', () => {
      let x = conv(net, net.input([channels, size, size]), '0', w(32), 3, { stride: 2, ...silu });
      EFFICIENT.forEach(([expansion, kernel, first, filters, repeats], stage) => {
        for (let i = 0; i < Math.ceil(repeats * depth); i++)
          x = net.scope(`${stage + 1}.${i}.block`, () => {
            const [hidden, stride, before] = [divisible(x.shape[0]! * expansion), i === 0 ? first : 1, x.shape[0]!];
            let place = 0;
            let y = hidden === before ? x : conv(net, x, String(place++), hidden, 1, silu);
            y = conv(net, y, String(place++), hidden, kernel, { stride, groups: hidden, ...silu });
            y = squeezeExcite(net, y, String(place++), Math.max(1, Math.floor(before / 4)), { inner: 'silu', gate: 'sigmoid' });
            y = conv(net, y, String(place), w(filters), 1, {});
            const rate = (0.2 * block++) / blocks;
            if (stride > 1 || before !== w(filters)) return y;
            return net.sum(rate > 0 ? net.add('dropPath', y, { rate }) : y, x);
          });
      });
      return conv(net, x, String(EFFICIENT.length + 1), 4 * x.shape[0]!, 1, silu);
    });
    net.dense(net.dropout(net.add('globalPool2d', x), dropout), 'classifier.1', classes);
  },
  data: imageData,
  training,
});
