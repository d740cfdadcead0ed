import { PASSED_ON } from '../common/examples.ts';
import { defineLayer } from '../define.ts';
import { summary } from '../common/summary.ts';

export const identity = defineLayer({
  id: 'identity',
  title: 'Identity',
  family: 'shape',
  doc: 'Passes its input on as it is: a place for a name, an end for a loss, the plain path beside a block.',
  formula: 'y = x',
  source: { title: 'PyTorch: Identity', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Identity.html' },
  keywords: ['pass', 'skip', 'nothing', 'output'],
  settings: {},
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  nonNegative: 'kept',
  outputs: [{ name: 'output', doc: 'The same.' }],
  summary: () => summary('as-it-is', 'as it is'),
  infer: ([x]) => [x!],
  lower: (_, [x]) => x!,
  stepwise: () => true,
  spell: () => ({ layersModel: { call: 'activation', layout: 'any', args: { activation: 'linear' } } }),
  torch: () => ({ module: 'nn.Identity' }),
  examples: PASSED_ON,
});
