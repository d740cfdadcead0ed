import { verbatim } from '../../phrases.ts';
import { boolean, initializer, int } from '../../settings.ts';
import { defineLayer, reject, type TfjsSpelling } from '../define.ts';

export const embedding = defineLayer({
  id: 'embedding',
  title: 'Embedding',
  family: 'core',
  doc: 'Looks up a learned row of numbers for each token.',
  formula: 'y_t = E_{x_t}',
  source: {
    title: 'Bengio et al. 2003, A Neural Probabilistic Language Model',
    url: 'https://www.jmlr.org/papers/v3/bengio03a.html',
  },
  keywords: ['lookup', 'tokens', 'words'],
  settings: {
    vocabulary: int({ label: 'Vocabulary', default: 1000, min: 1, doc: 'Number of different tokens, 0 to one less.' }),
    width: int({ label: 'Width', default: 64, min: 1, doc: 'Numbers in each row.' }),
    scaled: boolean({
      label: 'Scaled',
      default: false,
      doc: 'Multiply the rows by √width, as the Transformer does before it adds positions.',
    }),
    initializer: initializer({ label: 'Initializer', default: { type: 'normal' }, doc: 'How the rows start.' }),
  },
  vocabulary: 'vocabulary',
  inputs: [{ name: 'input', doc: 'int32 tokens, N×length.' }],
  outputs: [{ name: 'output', doc: 'N×length×width.' }],
  summary: ({ vocabulary, width }) => verbatim(`${vocabulary} × ${width}`),
  infer([x], { width }) {
    if (x!.dtype !== 'int32')
      return reject('dtype-mismatch', { expected: 'int32', received: x!.dtype }, { port: 'input' });
    return [{ dtype: 'float32', shape: [...x!.shape, width] }];
  },
  weights: (_, { vocabulary, width, initializer }) => ({
    weight: { shape: [vocabulary, width], initializer, fan: [vocabulary, width] },
  }),
  lower: ({ b }, [x], { width, scaled }, { weight }) =>
    scaled ? b.mul(b.gather(weight!, x!, 0), Math.sqrt(width)) : b.gather(weight!, x!, 0),
  stepwise: () => true,
  spell(_, { vocabulary, width, scaled }) {
    const word: TfjsSpelling = {
      call: 'embedding',
      args: { inputDim: vocabulary, outputDim: width },
      weights: [{ name: 'weight', argument: 'embeddings' }],
    };
    const behind = [{ call: 'rescaling', args: { scale: Math.sqrt(width), offset: 0 } }];
    return scaled ? { layersModel: { ...word, behind } } : { tfjs: word };
  },
  torch: (_, { vocabulary, width, scaled }) => ({
    module: 'nn.Embedding',
    everywhere: true,
    args: { num_embeddings: vocabulary, embedding_dim: width },
    ...(scaled && { apply: '$m($0) * {scale}', values: { scale: Math.sqrt(width) } }),
  }),
  examples: [
    {
      inputs: [{ dtype: 'int32', shape: ['N', 5] }],
      settings: { vocabulary: 7, width: 3 },
      output: ['N', 5, 3],
      below: 7,
    },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 1] }],
      settings: { vocabulary: 2, width: 4 },
      output: ['N', 1, 4],
      below: 2,
    },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 6] }],
      settings: { vocabulary: 3, width: 1 },
      output: ['N', 6, 1],
      below: 3,
    },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 4] }],
      settings: { vocabulary: 1, width: 2 },
      output: ['N', 4, 2],
      below: 1,
    },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 3] }],
      settings: { vocabulary: 11, width: 5 },
      output: ['N', 3, 5],
      below: 4,
      batch: 1,
    },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 2, 3] }],
      settings: { vocabulary: 5, width: 2 },
      output: ['N', 2, 3, 2],
      below: 5,
    },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 3] }],
      settings: { vocabulary: 4, width: 3, scaled: true },
      output: ['N', 3, 3],
      below: 4,
    },
  ],
});
