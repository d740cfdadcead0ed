import { choice, int } from '../engine/settings.ts';
import { NOISE_SETTINGS } from '../engine/data/diffusion/noiseSchedule.ts';
import { defineBlock, formula, type LayerOutput } from './common/build.ts';
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

/** The step as waves, and what two dense layers make of them: all blocks hear it. */
const timeMlp = defineBlock({
  id: 'time-mlp',
  name: 'Step of the diffusion',
  doc: 'The step, told by waves of many lengths, through two dense layers.',
  settings: {
    width: int({ label: 'Width', default: 32, min: 1, doc: 'Waves; both layers have four times as many units.' }),
  },
  build(net, { width }, step) {
    const units = formula('4 * width');
    const first = net.dense(net.add('timeEmbedding', step!, { width }), 'linear_1', units);
    return net.dense(net.activate(first, 'silu'), 'linear_2', units);
  },
});

/** Every place of a map looks at every other. */
const attended = defineBlock({
  id: 'attended',
  name: 'Attention among places',
  doc: 'Every place of a map looks at every other; what it sees is added to it.',
  settings: {
    channels: channelsOut,
    side: int({ label: 'Side', default: 7, min: 1, doc: 'Height and width of the map.' }),
  },
  build(net, { channels, side }, x) {
    const normed = net.add('groupNorm', x!, { groups: 8, epsilon: 1e-5 }, 'group_norm');
    const places = net.add('permute', net.add('reshape', normed, { shape: [channels, -1] }), { order: [2, 1] });
    // its weights are the block's own
    const looked = net.add('multiHeadAttention', places, { heads: 4 }, '');
    return net.sum(
      net.add('reshape', net.add('permute', looked, { order: [2, 1] }), { shape: [channels, side, side] }),
      x!,
    );
  },
});

/** A stage on the way up. */
const up = defineBlock({
  id: 'up',
  name: 'Up with time',
  doc: 'Twice the height and width, joined to the maps of that size from the way down, and a residual block.',
  settings: { channels: channelsOut },
  inputs: ['input', 'skip', 'time'],
  build(net, { channels }, x, skip, time) {
    const wider = net.conv(net.add('upsample2d', x!, {}), 'upsample', channels, 3, { padding: 1 });
    const input = net.concat([wider, skip!]);
    return net.block(
      residual,
      { ports: { input, time } },
      { before: formula('2 * channels'), channels },
      { naming: '' },
    );
  },
});

/** Height and width of a digit. */
const SIZE = 28;

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
      'predicts what is noise. Drawing runs the steps backwards.',
    paper: {
      title: 'Ho, Jain and Abbeel 2020, Denoising Diffusion Probabilistic Models',
      url: 'https://arxiv.org/abs/2006.11239',
    },
    beware:
      'Three things are later than the paper, so that digits appear within minutes: it predicts the velocity, in which noise ' +
      'and picture are mixed so that either follows from it at every step (Salimans and Ho 2022); the noise grows by a cosine ' +
      '(Nichol and Dhariwal 2021); and two by two pixels are one place to the network (as in Peebles and Xie 2023). Noise, ' +
      'linear and patch 1 are the paper’s. More epochs draw better; so do more steps with noise added on the way, as long as ' +
      'the network is this small.',
  },
  settings: {
    width: int({
      label: 'Width',
      default: 32,
      min: 8,
      doc: 'Channels of the first stage; each stage has twice as many. A multiple of 8.',
    }),
    patch: int({
      label: 'Patch',
      default: 2,
      min: 1,
      max: 2,
      doc: 'Height and width in pixels of what the network sees as one place; 2 makes a step several times faster.',
    }),
    foretells: choice(['noise', 'velocity'], {
      label: 'Predicts',
      default: 'velocity',
      doc: 'What it learns: the noise itself (2020), or noise and picture in one number (velocity, Salimans and Ho 2022).',
      names: { noise: 'Noise', velocity: 'Velocity' },
    }),
    ...NOISE_SETTINGS,
    schedule: { ...NOISE_SETTINGS.schedule, default: 'cosine' },
  },
  small: { width: 8, steps: 50 },
  build(net, { width, patch }) {
    const x = net.input([1, SIZE, SIZE]);
    const time = net.block(timeMlp, net.input([1]), { width }, { name: 'time_embedding' });
    const block = (y: LayerOutput, channels: number, name: string) =>
      net.block(residual, { ports: { input: y, time } }, { before: y.shape[0]!, channels }, { name });
    const conv = (y: LayerOutput, name: string, channels: number, stride = 1) =>
      net.conv(y, name, channels, 3, { stride, padding: 1 });
    const entered = patch === 1 ? conv(x, 'conv_in', width) : net.conv(x, 'conv_in', width, patch, { stride: patch });
    // 28, 14 and 7 places to a side, or 14 and 7
    const stages = [block(entered, width, 'down.0')];
    for (let side = SIZE / patch; side % 2 === 0; side /= 2) {
      const [at, before] = [stages.length, stages.at(-1)!];
      const smaller = conv(before, `down.${at - 1}.downsample`, before.shape[0] as number, 2);
      stages.push(block(smaller, width * 2 ** at, `down.${at}`));
    }
    const lowest = stages.pop()!;
    const [channels, side] = lowest.shape as [number, number];
    const seen = net.block(attended, lowest, { channels, side }, { name: 'mid.attention' });
    let y = block(seen, channels, 'mid');
    for (const [at, skip] of stages.reverse().entries())
      y = net.block(
        up,
        { ports: { input: y, skip, time } },
        { channels: skip.shape[0] as number },
        { name: `up.${at}` },
      );
    const last = net.activate(net.add('groupNorm', y, { groups: 8, epsilon: 1e-5 }, 'conv_norm_out'), 'silu');
    const told = conv(last, 'conv_out', patch ** 2);
    if (patch > 1) net.add('pixelShuffle', told, { factor: patch });
  },
  data: ({ steps, schedule, foretells }) => ({
    dataset: { type: 'noised-digits', settings: { steps, schedule, repeats: 1 } },
    inputs: { input_1: { column: 'noised' }, input_2: { column: 'time' } },
    targets: { target: { column: foretells } },
  }),
  training: () => ({
    losses: [{ target: 'target', loss: { type: 'meanSquaredError' } }],
    optimizer: { type: 'adam' },
    learningRate: 0.002,
    warmUp: 100,
    schedule: { type: 'cosine' },
    // looks back over some 200 steps: a training as short as this would drag its beginning along otherwise
    averaging: { type: 'exponential', decay: 0.995 },
    clipping: { type: 'globalNorm', threshold: 1 },
    batchSize: 32,
    epochs: 1,
  }),
});
