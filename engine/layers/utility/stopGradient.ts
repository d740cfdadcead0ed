import { PASSED_ON } from '../common/examples.ts';
import { defineLayer } from '../define.ts';
import { summary } from '../common/summary.ts';

export const stopGradient = defineLayer({
  id: 'stopGradient',
  title: 'Stop gradient',
  family: 'shape',
  doc: 'Passes its input on and no gradient back: what lies before it does not learn from what lies behind it.',
  formula: 'y = x, \\quad \\frac{\\partial y}{\\partial x} := 0',
  source: { title: 'TensorFlow: stop_gradient', url: 'https://www.tensorflow.org/api_docs/python/tf/stop_gradient' },
  keywords: ['detach', 'freeze'],
  settings: {},
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same.' }],
  summary: () => summary('no-gradient', 'no gradient back'),
  infer: ([x]) => [x!],
  lower: ({ b }, [x]) => b.stopGradient(x!),
  altersGradient: true,
  torch: () => ({ apply: '$0.detach()' }),
  examples: PASSED_ON,
});
