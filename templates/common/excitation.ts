/** Squeeze and excitation (Hu et al. 2018), as a block that others hold. */
import { int } from '../../engine/settings.ts';
import { defineBlock } from './build.ts';
import { channelsOut } from './images.ts';

/** The activation behind the squeeze, and the one that makes weights of what comes out. */
export interface Excitation {
  readonly inner: string;
  readonly gate: string;
}

export const squeezed = int({
  label: 'Squeezed',
  default: 8,
  min: 1,
  doc: 'Channels in the middle of squeeze and excitation.',
});

export const squeezeExcitation = ({ inner, gate }: Excitation) =>
  defineBlock({
    id: 'squeezeExcitation',
    name: 'Squeeze and excitation',
    doc: 'Weighs the channels by what the whole picture has in them.',
    settings: { squeezed, channels: { ...channelsOut, doc: 'That are weighed.' } },
    build(net, { squeezed, channels }, x) {
      const s = net.activate(net.conv(net.add('adaptivePool2d', x, { size: [1, 1] }), 'fc1', squeezed, 1), inner);
      return net.add('multiply', [x, net.activate(net.conv(s, 'fc2', channels, 1), gate)]);
    },
  });
