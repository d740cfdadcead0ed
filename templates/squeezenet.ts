import { choice, int } from '../engine/settings.ts';
import { defineBlock } from './common/build.ts';
import { defineTemplate } from './define.ts';
import { imageData, imageSettings, sgd, widened, width } from './common/images.ts';

/** Places of pools (`P`) and fire modules with their squeezed channels, behind the first convolution and its ReLU. */
const FORMS = {
  '1.0': { filters: 96, kernel: 7, plan: ['P', 16, 16, 32, 'P', 32, 48, 48, 64, 'P', 64] },
  '1.1': { filters: 64, kernel: 3, plan: ['P', 16, 16, 'P', 32, 32, 'P', 48, 48, 64, 64] },
} as const;

const fire = defineBlock({
  id: 'fire',
  name: 'Fire module',
  doc: 'A 1×1 convolution squeezes the channels; 1×1 and 3×3 ones side by side expand them again.',
  settings: {
    squeeze: int({ label: 'Squeeze', default: 16, min: 1, doc: 'Channels of the 1×1 convolution that squeezes.' }),
    expand: int({ label: 'Expand', default: 64, min: 1, doc: 'Channels of each of the two that expand.' }),
  },
  build(net, { squeeze, expand }, x) {
    const s = net.relu(net.conv(x, 'squeeze', squeeze, 1));
    return net.concat([
      net.relu(net.conv(s, 'expand1x1', expand, 1)),
      net.relu(net.conv(s, 'expand3x3', expand, 3, { padding: 1 })),
    ]);
  },
});

export const squeezenet = defineTemplate({
  id: 'squeezenet',
  title: 'SqueezeNet',
  family: 'images',
  doc: 'As good as AlexNet with a fiftieth of the weights: channels are squeezed before every 3×3 convolution.',
  story: {
    purpose: 'To fit on small devices: 5 MB of weights, and half a megabyte after compression.',
    novelty:
      'Fire modules: a 1×1 convolution squeezes the channels, 1×1 and 3×3 ones side by side expand them again. No dense ' +
      'layer: the last convolution has a map for each class, and the mean of the map is the answer.',
    paper: {
      title: 'Iandola, Han, Moskewicz, Ashraf, Dally and Keutzer 2016, SqueezeNet',
      url: 'https://arxiv.org/abs/1602.07360',
    },
    beware:
      'The half megabyte of the title is the network after Deep Compression; its weights as they train are 5 MB. ' +
      'Version 1.1 is by the same authors, with 2.4 times less work for the same accuracy.',
  },
  settings: {
    version: choice(['1.0', '1.1'], {
      label: 'Version',
      default: '1.1',
      doc: '1.0 is the paper’s; 1.1 pools earlier.',
    }),
    ...imageSettings(),
    width,
  },
  sizes: [{ version: '1.0' }, { version: '1.1' }],
  small: { width: 1 / 8, size: 64, classes: 10 },
  name: ({ version }) => `SqueezeNet ${version}`,
  build(net, { version, classes, size, channels, width }) {
    const { filters, kernel, plan } = FORMS[version];
    let x = net.input([channels, size, size]);
    net.scope('features', () => {
      x = net.relu(net.conv(x, '0', widened(filters, width), kernel, { stride: 2 }));
      plan.forEach((step, i) => {
        const squeeze = step === 'P' ? 0 : widened(step, width);
        x =
          step === 'P'
            ? net.pool('max', x, 3, { stride: 2, ceil: true })
            : net.block(fire, x, { squeeze, expand: 4 * squeeze }, { name: String(i + 2) });
      });
    });
    net.add('globalPool2d', net.relu(net.conv(net.dropout(x, 0.5), 'classifier.1', classes, 1)));
  },
  data: imageData,
  training: () => sgd(0.01, 2e-4),
});
