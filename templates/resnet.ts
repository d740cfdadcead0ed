import { choice, int } from '../engine/settings.ts';
import { defineBlock, firstThen, type Formula, formula, type Net, type LayerOutput } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { squeezed, squeezeExcitation } from './common/excitation.ts';
import { channelsOut, divisible, imageData, imageSettings, sgd, stride, widened, width } from './common/images.ts';

/** Blocks in each of the four stages. */
const STAGES = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

const project = choice(['identity', 'projection'], {
  label: 'Shortcut',
  default: 'identity',
  doc: 'The input itself, or brought to the new shape by a 1×1 convolution.',
  names: { identity: 'Identity', projection: 'Projection' },
});

const projection = defineBlock({
  id: 'projection',
  name: 'Projection',
  doc: 'A shortcut between maps of different shapes: a 1×1 convolution and a norm.',
  settings: { channels: channelsOut, stride },
  build: (net, { channels, stride }, x) => net.norm(net.conv(x, '0', channels, 1, { stride, bias: false }), '1'),
});
/** The input as it is added in the end. */
const shortcutOf = (net: Net, x: LayerOutput, channels: Formula, stride: Formula): LayerOutput =>
  net.block(
    projection,
    x,
    { channels, stride },
    { name: 'downsample', repeat: formula("shortcut == 'projection'"), naming: '{name}' },
  );

/** What is added to the input, its channels weighed where the block squeezes and excites. */
const weighed = (net: Net, x: LayerOutput, channels: Formula, squeezed: Formula | undefined): LayerOutput =>
  squeezed
    ? net.block(squeezeExcitation({ inner: 'relu', gate: 'sigmoid' }), x, { squeezed, channels }, { name: 'se' })
    : x;
const basic = (excites: boolean) =>
  defineBlock({
    ...(excites
      ? {
          id: 'basicSE',
          name: 'Basic block, SE',
          doc: 'Two 3×3 convolutions compute what is added to the input; its channels are weighed before.',
        }
      : { id: 'basic', name: 'Basic block', doc: 'Two 3×3 convolutions compute what is added to the input.' }),
    settings: { channels: channelsOut, stride, shortcut: project, ...(excites && { squeezed }) },
    build(net, { channels, stride, squeezed }, x) {
      const y = net.relu(net.norm(net.conv(x, 'conv1', channels, 3, { stride, padding: 1, bias: false }), 'bn1'));
      const computed = net.norm(net.conv(y, 'conv2', channels, 3, { padding: 1, bias: false }), 'bn2');
      return net.relu(net.sum(weighed(net, computed, channels, squeezed), shortcutOf(net, x, channels, stride)));
    },
  });

const narrow = 'A 1×1 convolution narrows the maps for a 3×3 one, another widens them again;';
const bottleneck = (excites: boolean) =>
  defineBlock({
    ...(excites
      ? {
          id: 'bottleneckSE',
          name: 'Bottleneck, SE',
          doc: `${narrow} its channels are weighed, and the input is added.`,
        }
      : { id: 'bottleneck', name: 'Bottleneck', doc: `${narrow} the input is added.` }),
    settings: {
      width: int({ label: 'Width', default: 64, min: 1, doc: 'Channels of the 3×3 convolution.' }),
      channels: { ...channelsOut, default: 256 },
      stride,
      groups: int({ label: 'Groups', default: 1, min: 1, doc: 'Into which the 3×3 convolution is cut.' }),
      dilation: int({ label: 'Dilation', default: 1, min: 1, doc: 'Pixels from tap to tap of the 3×3 convolution.' }),
      shortcut: project,
      ...(excites && { squeezed }),
    },
    build(net, { width, channels, stride, groups, dilation, squeezed }, x) {
      let y = net.relu(net.norm(net.conv(x, 'conv1', width, 1, { bias: false }), 'bn1'));
      y = net.relu(
        net.norm(net.conv(y, 'conv2', width, 3, { stride, padding: dilation, dilation, groups, bias: false }), 'bn2'),
      );
      const computed = net.norm(net.conv(y, 'conv3', channels, 1, { bias: false }), 'bn3');
      return net.relu(net.sum(weighed(net, computed, channels, squeezed), shortcutOf(net, x, channels, stride)));
    },
  });

export interface ResNetShape {
  readonly depth: '18' | '34' | '50' | '101' | '152';
  readonly groups: number;
  readonly groupWidth: number;
  readonly width: number;
  /** Keep the size of the maps in the last two stages and look further apart instead (segmentation). */
  readonly dilated?: boolean;
  /** For small images: a 3×3 convolution that keeps their size, in place of a 7×7 one and a pool that quarter it. */
  readonly stem?: 'large' | 'small';
  /** Blocks weigh their channels (squeeze and excitation), which are squeezed to so many times fewer. */
  readonly reduction?: number;
}

/** The network without its head, under torchvision's names, and timm's with squeeze and excitation. */
export function resnetBody(
  net: Net,
  x: LayerOutput,
  { depth, groups, groupWidth, width, dilated = false, stem = 'large', reduction }: ResNetShape,
): LayerOutput {
  const [kernel, quarter] = stem === 'large' ? ([7, 2] as const) : ([3, 1] as const);
  const first = { stride: quarter, padding: (kernel - 1) / 2, bias: false };
  x = net.relu(net.norm(net.conv(x, 'conv1', widened(64, width), kernel, first), 'bn1'));
  if (stem === 'large') x = net.pool('max', x, 3, { stride: 2, padding: 1 });
  STAGES[depth].forEach((repeat, stage) => {
    const planes = widened(64 << stage, width);
    const channels = Number(depth) < 50 ? planes : 4 * planes;
    const looksFurther = dilated && stage >= 2;
    const first = stage === 0 || looksFurther ? 1 : 2;
    const settings = {
      channels,
      stride: firstThen(first, 1),
      shortcut: firstThen(first === 1 && x.shape[0] === channels ? 'identity' : 'projection', 'identity'),
      // as timm rounds it
      ...(reduction && { squeezed: divisible(channels / reduction, 8, 0) }),
    };
    const at = { name: `layer${stage + 1}`, repeat };
    if (Number(depth) < 50) x = net.block(basic(Boolean(reduction)), x, settings, at);
    else {
      const dilation = looksFurther ? firstThen(2 ** (stage - 2), 2 ** (stage - 1)) : 1;
      const inner = Math.floor((planes * groupWidth) / 64) * groups;
      x = net.block(bottleneck(Boolean(reduction)), x, { ...settings, width: inner, groups, dilation }, at);
    }
  });
  return x;
}

const deep = { depth: ['50', '101', '152'] };
const shape = {
  depth: choice(['18', '34', '50', '101', '152'], {
    label: 'Depth',
    default: '18',
    doc: 'Layers with weights. From 50 on the blocks narrow, convolve and widen.',
  }),
  groups: int({
    label: 'Groups',
    default: 1,
    min: 1,
    when: deep,
    doc: 'More than one makes it a ResNeXt: the 3×3 convolutions are cut into groups.',
  }),
  groupWidth: int({
    label: 'Group width',
    default: 64,
    min: 1,
    when: deep,
    doc: 'Channels of a group in the first stage; 128 with one group is the wide ResNet.',
  }),
};

/** "ResNet-50", "ResNeXt-50 (32×4d)", "Wide ResNet-50 (×2)". */
function nameOf({ depth, groups, groupWidth }: Pick<ResNetShape, 'depth' | 'groups' | 'groupWidth'>): string {
  if (Number(depth) < 50) return `ResNet-${depth}`;
  if (groups > 1) return `ResNeXt-${depth} (${groups}×${groupWidth}d)`;
  return groupWidth === 64 ? `ResNet-${depth}` : `Wide ResNet-${depth} (×${groupWidth / 64})`;
}

export const resnet = defineTemplate({
  id: 'resnet',
  title: 'ResNet',
  family: 'images',
  doc: 'Every block learns what to add to its input, so that a hundred layers train as easily as ten. With wide and grouped (ResNeXt) forms.',
  story: {
    purpose:
      'To make depth pay: until then, adding layers to a good network made it worse, even on its own training data. Won ImageNet 2015.',
    novelty:
      'Shortcuts: a block computes a difference, and the identity passes around it, so gradients reach the first layers whole.',
    paper: {
      title: 'He, Zhang, Ren and Sun 2015, Deep Residual Learning for Image Recognition',
      url: 'https://arxiv.org/abs/1512.03385',
    },
    beware:
      'The last ReLU of a block stands after the sum, not before it. From 50 layers on the paper halves the maps in the ' +
      'first 1×1 convolution; torchvision, whose weights everybody loads, does it in the 3×3 one ("v1.5", half a ' +
      'percent better). The 152-layer network has no more channels than the 50-layer one, only more blocks.',
  },
  settings: {
    ...shape,
    ...imageSettings(),
    width,
  },
  sizes: [
    { depth: '18' },
    { depth: '34' },
    { depth: '50' },
    { depth: '101' },
    { depth: '152' },
    { depth: '50', groupWidth: 128 },
    { depth: '101', groupWidth: 128 },
    { depth: '50', groups: 32, groupWidth: 4 },
    { depth: '101', groups: 32, groupWidth: 8 },
    { depth: '101', groups: 64, groupWidth: 4 },
  ],
  small: { depth: '18', width: 1 / 16, size: 32, classes: 10 },
  name: nameOf,
  build(net, { classes, size, channels, ...shape }) {
    net.dense(net.add('globalPool2d', resnetBody(net, net.input([channels, size, size]), shape)), 'fc', classes);
  },
  data: imageData,
  training: () => sgd(0.1, 1e-4),
});

export const seResnet = defineTemplate({
  id: 'se-resnet',
  title: 'SE-ResNet',
  family: 'images',
  doc: 'A ResNet whose blocks look at the whole picture and turn each of their channels up or down.',
  story: {
    purpose: 'More accuracy for hardly more work. Won the last ImageNet challenge of its kind, 2017.',
    novelty:
      'Squeeze and excitation: each channel’s mean over the picture goes through two small layers that give each channel ' +
      'a weight between 0 and 1. It fits into any network: the MobileNets from v3 on and EfficientNet have it.',
    paper: { title: 'Hu, Shen and Sun 2018, Squeeze-and-Excitation Networks', url: 'https://arxiv.org/abs/1709.01507' },
    beware:
      'Channels are weighed before the sum, so the shortcut passes whole. The network that won was a larger one (SENet-154). ' +
      'Weights have timm’s names and sizes: it squeezes to a sixteenth, but to whole eights, so to 8 where the paper has 4.',
  },
  settings: {
    ...shape,
    reduction: int({
      label: 'Reduction',
      default: 16,
      min: 1,
      doc: 'How many times fewer channels are in the middle of squeeze and excitation, rounded to whole eights.',
    }),
    stem: choice(['large', 'small'], {
      label: 'Stem',
      default: 'large',
      doc: 'A 7×7 convolution and a pool that quarter the image, or for small images a 3×3 one that keeps its size.',
      names: { large: 'Large', small: 'Small' },
    }),
    ...imageSettings(),
    width,
  },
  sizes: [
    { depth: '18' },
    { depth: '34' },
    { depth: '50' },
    { depth: '101' },
    { depth: '152' },
    { depth: '50', groups: 32, groupWidth: 4 },
    { depth: '101', groups: 32, groupWidth: 8 },
    { depth: '18', width: 1 / 8, stem: 'small', size: 28, channels: 1, classes: 10 },
  ],
  small: { depth: '18', width: 1 / 8, stem: 'small', size: 28, channels: 1, classes: 10 },
  name: ({ stem, ...shape }) => `SE-${nameOf(shape)}${stem === 'small' ? ' for small images' : ''}`,
  build(net, { classes, size, channels, ...shape }) {
    net.dense(net.add('globalPool2d', resnetBody(net, net.input([channels, size, size]), shape)), 'fc', classes);
  },
  data: imageData,
  training: ({ stem }) => sgd(0.1, 1e-4, stem === 'small' ? { warmUp: 200, epochs: 10 } : {}),
});
