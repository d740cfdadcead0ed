import { choice } from '../engine/settings.ts';
import { defineTemplate } from './define.ts';
import { imageData, imageSettings, sgd, widened, width } from './common/images.ts';

/** Filters of the third, fourth and fifth convolution. */
const FORMS = { paper: [384, 384, 256], larger: [512, 1024, 512] } as const;

export const zfnet = defineTemplate({
  id: 'zfnet',
  title: 'ZFNet',
  family: 'images',
  doc: 'AlexNet improved by looking at what its layers respond to: smaller, denser windows in the first two convolutions.',
  story: {
    purpose:
      'To understand what a convolutional network sees, layer by layer, and to mend what looked wrong; the authors’ ' +
      'company won ImageNet 2013 with its successors.',
    novelty:
      'The pictures behind each unit, found by running the network backwards (a "deconvnet"), showed that AlexNet’s ' +
      'first filters, 11×11 at every fourth pixel, left dead units and blocky artefacts. 7×7 at every second pixel does ' +
      'better.',
    paper: {
      title: 'Zeiler and Fergus 2013, Visualizing and Understanding Convolutional Networks',
      url: 'https://arxiv.org/abs/1311.2901',
    },
    beware:
      'Its responses are normalized behind the pools, AlexNet’s before them. There are no groups: one GPU held it. ' +
      'Accounts with 512, 1024 and 512 filters in the last three convolutions describe the larger network of the ' +
      'paper’s last tables, not the one of its figure 3. The figure says 224×224 pixels and maps of 110, 55, 26 and 13; ' +
      'that takes a border of one pixel on the first convolution and pools that round up, of which the paper says ' +
      'nothing.',
  },
  settings: {
    form: choice(['paper', 'larger'], {
      label: 'Form',
      default: 'paper',
      doc: 'The network of figure 3, or the larger one of the last tables.',
      names: { paper: 'Figure 3', larger: 'Larger' },
    }),
    ...imageSettings(),
    width,
  },
  sizes: [{ form: 'paper' }, { form: 'larger' }],
  small: { width: 1 / 16, size: 64, classes: 10 },
  name: ({ form }) => `ZFNet${form === 'larger' ? ' (larger)' : ''}`,
  build(net, { form, classes, size, channels, width }) {
    const w = (count: number) => widened(count, width);
    let x = net.input([channels, size, size]);
    net.scope('features', () => {
      const pooled = (ceil: boolean) => net.pool('max', x, 3, { stride: 2, ceil });
      const normalized = () => net.add('localResponseNorm', pooled(true), { size: 5, alpha: 5e-4, beta: 0.75, k: 2 });
      x = net.relu(net.conv(x, '0', w(96), 7, { stride: 2, padding: 1 }));
      x = net.relu(net.conv(normalized(), '4', w(256), 5, { stride: 2 }));
      x = normalized();
      FORMS[form].forEach(
        (filters, i) => (x = net.relu(net.conv(x, String(8 + 2 * i), w(filters), 3, { padding: 1 }))),
      );
      x = pooled(false);
    });
    x = net.flatten(x);
    net.scope('classifier', () => {
      for (const name of ['0', '3']) x = net.dropout(net.relu(net.dense(x, name, w(4096))), 0.5);
      net.dense(x, '6', classes);
    });
  },
  data: imageData,
  training: () => sgd(0.01, 5e-4, { epochs: 70 }),
});
