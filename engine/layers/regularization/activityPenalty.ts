import { verbatim } from '../../phrases.ts';
import { number } from '../../settings.ts';
import { defineLayer } from '../define.ts';
import { summary } from '../common/summary.ts';

export const activityPenalty = defineLayer({
  id: 'activityPenalty',
  title: 'Activity penalty',
  family: 'regularization',
  doc: 'Passes its input on unchanged and adds to the loss how large it is, as a mean over the samples: L1 makes activations sparse, L2 keeps them small.',
  formula: 'L \\leftarrow L + \\tfrac{1}{N} (\\lambda_1 \\sum |x| + \\lambda_2 \\sum x^2)',
  source: {
    title: 'Keras: ActivityRegularization',
    url: 'https://keras.io/api/layers/regularization_layers/activity_regularization/',
  },
  keywords: ['activity regularization', 'sparsity', 'l1', 'l2'],
  settings: {
    l1: number({ label: 'L1', default: 0, min: 0, doc: 'Times the sum of the magnitudes of a sample.' }),
    l2: number({ label: 'L2', default: 0.01, min: 0, doc: 'Times the sum of the squares of a sample.' }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same numbers.' }],
  summary: ({ l1, l2 }) =>
    l1 > 0 || l2 > 0
      ? [...(l1 > 0 ? [verbatim(`L1 ${l1}`)] : []), ...(l2 > 0 ? [verbatim(`L2 ${l2}`)] : [])]
      : summary('none', 'none'),
  infer: ([x]) => [x!],
  lower({ b, penalty }, [x], { l1, l2 }) {
    // the mean over the samples of what their numbers add up to
    const perSample = (sizes: typeof x) => b.mul(b.mean(sizes!), b.size(x!) / x!.shape[0]!);
    if (l1 > 0) penalty(b.mul(perSample(b.abs(x!)), l1));
    if (l2 > 0) penalty(b.mul(perSample(b.square(x!)), l2));
    return x!;
  },
  torch: (_, { l1, l2 }) => ({ module: 'ActivityPenalty', args: { l1, l2 } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { l1: 0.5, l2: 0 }, output: ['N', 2, 3, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { l1: 0.2, l2: 0.3 }, output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { l1: 0, l2: 0 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 7] }], settings: { l1: 1 }, output: ['N', 7], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], settings: { l2: 2 }, output: ['N', 3, 4] },
  ],
});
