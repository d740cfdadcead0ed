import { int } from '../engine/settings.ts';
import { NOISE_SETTINGS } from '../engine/data/diffusion/noiseSchedule.ts';
import { defineBlock, type LayerOutput, type Net } from './common/build.ts';
import { channelsOut } from './common/images.ts';
import { defineTemplate } from './define.ts';

const groups = int({ label: 'Groups', default: 8, min: 1, doc: 'Of the norms; they divide all channels.' });
const channelsIn = int({ label: 'Channels before', default: 64, min: 1, doc: 'That reach the block.' });

/** Norm, SiLU, convolution, twice; between them the step is told to every channel. */
const residual = defineBlock({
  id: 'residual',
  name: 'Residual block with time',
  doc: 'Two convolutions, each behind a norm and a SiLU, added to what goes in; the step of the diffusion is added to every channel between them.',
  settings: { before: channelsIn, channels: channelsOut, groups },
  inputs: ['input', 'time'],
  build(net, { channels, groups }, x, time) {
    const convolved = (y: LayerOutput, name: string) =>
      net.conv(
        net.activate(net.add('groupNorm', y, { groups, epsilon: 1e-5 }, `norm${name}`), 'silu'),
        `conv${name}`,
        channels,
        3,
        {
          padding: 1,
        },
      );
    const told = net.add('reshape', net.dense(net.activate(time!, 'silu'), 'time_emb_proj', channels), {
      shape: [channels, 1, 1],
    });
    const first = net.add('expression', { ports: { x: convolved(x!, '1'), time: told } }, { formula: 'x + time' });
    return net.sum(convolved(first, '2'), net.conv(x!, 'conv_shortcut', channels, 1));
  },
});

/** Every place of a map looks at every other. */
function attended(net: Net, x: LayerOutput, name: string): LayerOutput {
  const [channels, height, width] = x.shape as [number, number, number];
  const places = net.add(
    'permute',
    net.add('reshape', net.add('groupNorm', x, { groups: 8, epsilon: 1e-5 }, `${name}.group_norm`), {
      shape: [channels, height * width],
    }),
    { order: [2, 1] },
  );
  const looked = net.add('multiHeadAttention', places, { heads: 4 }, name);
  return net.sum(
    net.add('reshape', net.add('permute', looked, { order: [2, 1] }), { shape: [channels, height, width] }),
    x,
  );
}

export const diffusion = defineTemplate({
  id: 'diffusion',
  title: 'Diffusion U-Net',
  family: 'images',
  doc: 'Learns to tell the noise on a picture; taken off step by step, it draws new pictures out of nothing but noise.',
  story: {
    purpose:
      'To make new pictures, better than the adversarial networks before it and trained as plainly as a classifier.',
    novelty:
      'A picture is drowned in noise in many small steps, and a U-Net learns to undo one of them: it is told the step and ' +
      'foretells the noise. Drawing runs the steps backwards.',
    paper: {
      title: 'Ho, Jain and Abbeel 2020, Denoising Diffusion Probabilistic Models',
      url: 'https://arxiv.org/abs/2006.11239',
    },
    beware:
      'It foretells the noise, not the picture, and the loss weighs all steps alike, which the bound that it comes from ' +
      'does not. Few steps are enough to draw with where no noise is added on the way (DDIM, Song, Meng and Ermon 2020).',
  },
  settings: {
    width: int({
      label: 'Width',
      default: 16,
      min: 8,
      doc: 'Channels of the first stage; each stage has twice as many. A multiple of 8.',
    }),
    ...NOISE_SETTINGS,
  },
  small: { width: 8, steps: 50 },
  build(net, { width }) {
    const x = net.input([1, 28, 28]);
    const waves = net.add('timeEmbedding', net.input([1]), { width });
    const time = net.dense(
      net.activate(net.dense(waves, 'time_embedding.linear_1', 4 * width), 'silu'),
      'time_embedding.linear_2',
      4 * width,
    );
    const block = (y: LayerOutput, channels: number, name: string) =>
      net.block(residual, { ports: { input: y, time } }, { before: y.shape[0]!, channels }, { name });
    const [a, b, c] = [width, 2 * width, 4 * width];
    const first = block(net.conv(x, 'conv_in', a, 3, { padding: 1 }), a, 'down.0');
    const second = block(net.conv(first, 'down.0.downsample', a, 3, { stride: 2, padding: 1 }), b, 'down.1');
    const third = block(net.conv(second, 'down.1.downsample', b, 3, { stride: 2, padding: 1 }), c, 'down.2');
    const middle = block(attended(net, third, 'mid.attention'), c, 'mid');
    const wider = (y: LayerOutput, name: string, channels: number) =>
      net.conv(net.add('upsample2d', y, {}), name, channels, 3, { padding: 1 });
    const up = block(net.concat([wider(middle, 'up.0.upsample', b), second]), b, 'up.0');
    const top = block(net.concat([wider(up, 'up.1.upsample', a), first]), a, 'up.1');
    const last = net.activate(net.add('groupNorm', top, { groups: 8, epsilon: 1e-5 }, 'conv_norm_out'), 'silu');
    net.conv(last, 'conv_out', 1, 3, { padding: 1 });
  },
  data: ({ steps, schedule }) => ({
    dataset: { type: 'noised-digits', settings: { steps, schedule } },
    inputs: { input_1: { column: 'noised' }, input_2: { column: 'time' } },
    targets: { target: { column: 'noise' } },
  }),
  training: () => ({
    losses: [{ target: 'target', loss: { type: 'meanSquaredError' } }],
    optimizer: { type: 'adam' },
    learningRate: 0.001,
    warmUp: 100,
    schedule: { type: 'cosine' },
    averaging: { type: 'exponential' },
    clipping: { type: 'globalNorm', threshold: 1 },
    batchSize: 64,
    epochs: 1,
  }),
});
