import { boolean } from '../../settings.ts';
import { broadcastShapes } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { all, phrase, verbatim } from '../../phrases.ts';

export const matmul = defineLayer({
  id: 'matmul',
  title: 'Matrix product',
  family: 'shape',
  doc: 'Multiplies two inputs as matrices over their last two axes; the axes before them are batches.',
  formula: 'Y = A B',
  source: { title: 'PyTorch: matmul', url: 'https://pytorch.org/docs/stable/generated/torch.matmul.html' },
  keywords: ['matmul', 'dot', 'product', 'bilinear'],
  settings: {
    transposeA: boolean({ label: 'Transpose a', default: false, doc: 'Read the first with rows and columns swapped.' }),
    transposeB: boolean({
      label: 'Transpose b',
      default: false,
      doc: 'Read the second with rows and columns swapped.',
    }),
  },
  inputs: [
    { name: 'a', doc: 'N×…×m×k.' },
    { name: 'b', doc: 'N×…×k×n.' },
  ],
  outputs: [{ name: 'output', doc: 'N×…×m×n.' }],
  summary: ({ transposeA, transposeB }) => verbatim(`a${transposeA ? 'ᵀ' : ''} b${transposeB ? 'ᵀ' : ''}`),
  infer([p, q], { transposeA, transposeB }) {
    const mismatch = () =>
      reject(
        'branches-mismatch',
        { expected: phrase('matching-matrices'), shapes: all([p!, q!].map(formatType)) },
        { port: 'b' },
      );
    for (const [x, port] of [
      [p!, 'a'],
      [q!, 'b'],
    ] as const) {
      if (x.dtype !== 'float32') return reject('dtype-mismatch', { expected: 'float32', received: x.dtype }, { port });
      if (x.shape.length < 3)
        return reject('rank-mismatch', { expected: phrase('matrices'), received: formatType(x) }, { port });
    }
    const ends = (shape: readonly (number | 'N')[], swap: boolean) =>
      swap ? [shape.at(-1)!, shape.at(-2)!] : [shape.at(-2)!, shape.at(-1)!];
    const [m, k] = ends(p!.shape, transposeA);
    const [inner, n] = ends(q!.shape, transposeB);
    const lead = broadcastShapes(p!.shape.slice(0, -2), q!.shape.slice(0, -2));
    return k === inner && lead && p!.shape.length === q!.shape.length
      ? [{ dtype: 'float32', shape: [...lead, m!, n!] }]
      : mismatch();
  },
  lower: ({ b }, [p, q], flags) => b.matmul(p!, q!, flags),
  macs: ([p], [y], { transposeA }) =>
    sampleShape(y!).reduce((a, c) => a * c, 1) * (p!.shape.at(transposeA ? -2 : -1) as number),
  torch: (_, { transposeA, transposeB }) => ({ apply: `$0${transposeA ? '.mT' : ''} @ $1${transposeB ? '.mT' : ''}` }),
  examples: [
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 2, 3] },
        { dtype: 'float32', shape: ['N', 3, 4] },
      ],
      output: ['N', 2, 4],
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 3, 2] },
        { dtype: 'float32', shape: ['N', 3, 4] },
      ],
      settings: { transposeA: true },
      output: ['N', 2, 4],
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 2, 3] },
        { dtype: 'float32', shape: ['N', 4, 3] },
      ],
      settings: { transposeB: true },
      output: ['N', 2, 4],
      batch: 1,
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 2, 2, 3] },
        { dtype: 'float32', shape: ['N', 2, 3, 2] },
      ],
      output: ['N', 2, 2, 2],
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 3, 2] },
        { dtype: 'float32', shape: ['N', 4, 3] },
      ],
      settings: { transposeA: true, transposeB: true },
      output: ['N', 2, 4],
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 1, 1] },
        { dtype: 'float32', shape: ['N', 1, 5] },
      ],
      output: ['N', 1, 5],
      batch: 5,
    },
  ],
});
