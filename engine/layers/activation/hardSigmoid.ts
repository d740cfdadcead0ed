import { below } from '../common/activations.ts';
import { activation } from '../factories/activation.ts';
import { summary } from '../common/summary.ts';

export const hardSigmoid = activation({
  id: 'hardSigmoid',
  title: 'Hard sigmoid',
  doc: 'Sigmoid made of three straight lines: cheap.',
  formula: 'y = \\min(\\max(0, x + 3), 6) / 6',
  source: { title: 'Howard et al. 2019, Searching for MobileNetV3', url: 'https://arxiv.org/abs/1905.02244' },
  probabilities: true,
  settings: {},
  short: () => summary('straight-lines', 'straight lines'),
  // TensorFlow.js's own has another slope
  spell: () => ({
    layersModel: {
      call: 'rescaling',
      layout: 'any',
      args: { scale: 1, offset: 3 },
      behind: [
        { call: 'activation', args: { activation: 'relu6' } },
        { call: 'rescaling', args: { scale: 1 / 6, offset: 0 } },
      ],
    },
  }),
  torch: () => ({ module: 'nn.Hardsigmoid' }),
  apply: (b, x) => b.select(below(b, x, 3), b.mul(b.relu(b.add(x, 3)), 1 / 6), 1),
});
