import { choice, ints } from '../../settings.ts';
import { firstRefusal } from '../common/resample.ts';
import { adaptivePool, expectBins } from '../factories/adaptivePooling.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { expectMaps, product } from '../common/windows.ts';
import { pooledTo } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const spatialPyramidPool = defineLayer({
  id: 'spatialPyramidPool',
  title: 'Spatial pyramid pool',
  family: 'pooling',
  doc:
    'Pools the maps to grids of several sizes and lays all of them out in one row: a flat output of fixed length ' +
    'from images of any size, that still knows roughly what was where.',
  formula: 'y = [\\mathrm{pool}_{1 \\times 1}(x), \\mathrm{pool}_{2 \\times 2}(x), \\mathrm{pool}_{4 \\times 4}(x)]',
  source: {
    title: 'He et al. 2014, Spatial Pyramid Pooling in Deep Convolutional Networks',
    url: 'https://arxiv.org/abs/1406.4729',
  },
  keywords: ['spp', 'adaptive', 'multi-scale'],
  settings: {
    levels: ints({ label: 'Levels', default: [1, 2, 4], min: 1, doc: 'Height and width of each grid.' }),
    kind: choice(['max', 'average'], { label: 'Kind', default: 'max', doc: 'What a place of a grid is reduced to.' }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×height×width.' }],
  outputs: [{ name: 'output', doc: 'N×features: for each grid all places of each channel.' }],
  summary: ({ levels, kind }) => pooledTo(kind, levels),
  infer([x], { levels }) {
    if (levels.length === 0)
      return reject(
        'bad-setting',
        { expected: phrase('one-number-at-least'), received: phrase('empty') },
        { setting: 'levels' },
      );
    const places = levels.reduce((sum, level) => sum + level ** 2, 0);
    return (
      expectMaps(x!, 2) ??
      firstRefusal(levels, (level) => expectBins(sampleShape(x!).slice(1), [level, level])) ?? [
        { dtype: 'float32', shape: ['N', sampleShape(x!)[0]! * places] },
      ]
    );
  },
  lower({ b }, [x], { levels, kind }) {
    const [n, channels] = x!.shape as [number, number];
    return b.concat(
      levels.map((level) => b.reshape(adaptivePool(b, x!, kind, [level, level]), [n, channels * level ** 2])),
      1,
    );
  },
  macs: ([x], _, { levels, kind }) => (kind === 'max' ? 0 : levels.length * product(sampleShape(x!))),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 8] }], output: ['N', 42] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 7] }], settings: { levels: [1, 2] }, output: ['N', 10] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 5, 3] }],
      settings: { levels: [3, 2], kind: 'average' },
      output: ['N', 39],
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 2] }], settings: { levels: [4] }, output: ['N', 16], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 4] }],
      settings: { levels: [1, 2], kind: 'average' },
      output: ['N', 10],
      batch: 1,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1] }], settings: { levels: [1] }, output: ['N', 1], batch: 2 },
  ],
});
