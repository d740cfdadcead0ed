import { sequence } from '../common/examples.ts';
import { baseSetting, pairsSetting, waves } from '../common/positions.ts';
import { expectSequence } from '../common/sequences.ts';
import { defineLayer, sampleShape } from '../define.ts';
import { summary } from '../common/summary.ts';

export const sinusoidalPositions = defineLayer({
  id: 'sinusoidalPositions',
  title: 'Sinusoidal positions',
  family: 'attention',
  doc:
    'Adds waves of many lengths to a sequence, so that attention, which sees a set, can tell the places apart. Has ' +
    'no weights and knows places of any length.',
  formula: 'y_{t,2i} = x_{t,2i} + \\sin(t / b^{2i/d}), \\quad y_{t,2i+1} = x_{t,2i+1} + \\cos(t / b^{2i/d})',
  source: { title: 'Vaswani et al. 2017, Attention Is All You Need', url: 'https://arxiv.org/abs/1706.03762' },
  keywords: ['positional encoding', 'position embedding'],
  settings: { base: baseSetting, pairs: pairsSetting },
  inputs: [{ name: 'input', doc: 'N×length×features.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ base }) => summary('base', 'base {{base}}', { base }),
  infer: ([x]) => expectSequence(x!) ?? [x!],
  lower: ({ b, step }, [x], { base, pairs }) =>
    b.add(x!, waves(b, x!.shape[1]!, x!.shape[2]!, base, pairs, step?.place)),
  stepwise: () => true,
  macs: ([x]) => (x!.shape[1] as number) * (x!.shape[2] as number),
  torch: ([x], { base, pairs }) => {
    const [length, width] = sampleShape(x!);
    return {
      module: 'SinusoidalPositions',
      args: {
        length: length!,
        width: width!,
        base: base === 10000 ? undefined : base,
        interleaved: pairs === 'neighbours' ? undefined : false,
      },
    };
  },
  examples: [
    { inputs: [sequence(5, 6)], output: ['N', 5, 6] },
    { inputs: [sequence(4, 5)], output: ['N', 4, 5] },
    { inputs: [sequence(4, 6)], settings: { pairs: 'halves' }, output: ['N', 4, 6] },
    { inputs: [sequence(9, 4)], settings: { base: 100 }, output: ['N', 9, 4], batch: 2 },
    { inputs: [sequence(3, 3)], settings: { pairs: 'halves' }, output: ['N', 3, 3] },
    { inputs: [sequence(1, 1)], output: ['N', 1, 1], batch: 1 },
  ],
});
