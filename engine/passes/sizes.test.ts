/** Sizes are judged before anything is made of them: what is too large is a problem with its bytes, found in constant memory and time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effort } from '../../test/conformance/effort.ts';
import type { Document, Node } from '../graph/document.ts';
import { emptyDocument } from '../graph/document.ts';
import { windowCount } from '../ir/infer.ts';
import { seesNothing } from '../layers/common/windows.ts';
import { wordProblem } from '../problems.ts';
import { obstaclesTo } from '../train/obstacles.ts';
import { checkGraph } from './check.ts';

const HUGE = 1_000_000_000;
const position = { x: 0, y: 0 };
const documentOf = (shape: readonly number[], type: string, settings: Node['settings']): Document => ({
  ...emptyDocument('sizes'),
  graph: {
    ...emptyDocument('sizes').graph,
    nodes: [
      { id: 'image', type: 'input', settings: { shape }, position },
      { id: 'layer', type, settings, position },
    ],
    edges: [{ from: { node: 'image', port: 'output' }, to: { node: 'layer', port: 'input' } }],
  },
});

/** [shape of the input, layer, settings, what is said first] */
const CASES: readonly (readonly [readonly number[], string, Node['settings'], string])[] = [
  [
    [1, HUGE, 2],
    'maxPool2d',
    { kernel: [3, 3], stride: [2, 2], padding: 'explicit', explicitPadding: [1, 1] },
    '7.5 GB',
  ],
  [[1, 28, 28], 'conv2d', { filters: HUGE, kernel: [3, 3] }, 'TB'],
  [[1, HUGE], 'maxPool1d', { kernel: [3], padding: 'explicit', explicitPadding: [1] }, ''],
  [[1, HUGE], 'maxPool1d', { kernel: [2], padding: 'explicit', explicitPadding: [HUGE] }, 'Padding must'],
  [[1, 4], 'averagePool1d', { kernel: [2], dilation: [HUGE], padding: 'explicit', explicitPadding: [HUGE] }, ''],
  [[1, 4], 'maxPool1d', { kernel: [2], dilation: [HUGE], padding: 'explicit', explicitPadding: [HUGE - 2] }, ''],
  [[1, 4], 'upsample1d', { factor: [HUGE] }, '15 GB'],
  [[1, HUGE], 'upsample1d', { factor: [1], mode: 'linear' }, ''],
  [[1, HUGE / 2], 'upsample1d', { factor: [2], mode: 'linear' }, 'table'],
  [[1, HUGE], 'resize', { size: [7], mode: 'nearest' }, 'table'],
  [[1, HUGE], 'resize', { size: [7], mode: 'cubic', antialias: true }, 'table'],
  [[1, HUGE], 'adaptivePool1d', { size: [7] }, 'table'],
  [[1, 4], 'adaptivePool1d', { size: [HUGE] }, ''],
  [[1, 1000, 1000], 'spatialPyramidPool', { levels: [30_000] }, ''],
  [[4], 'pad', { padding: [[0, HUGE]] }, ''],
  [[4], 'repeat', { times: HUGE }, ''],
  [[4], 'oneHot', { classes: HUGE }, ''],
  [[4], 'dense', { units: 2 * HUGE }, 'GB'],
  [[HUGE, 1], 'sinusoidalPositions', {}, ''],
  [[HUGE, 1], 'learnedPositions', {}, ''],
  [[1, HUGE], 'crop', {}, ''],
  [[1, HUGE], 'locallyConnected1d', { filters: 1, kernel: [HUGE] }, ''],
  [[8, 8], 'lstm', { layers: HUGE }, '100'],
  [[8, HUGE], 'multiHeadAttention', { heads: HUGE - 1 }, ''],
];

describe('sizes of a document', () => {
  it.each(CASES)('%j through %s %j is judged at once', (shape, type, settings, says) => {
    const start = process.cpuUsage();
    const document = documentOf(shape, type, settings);
    const checked = checkGraph(document.graph);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6, 'seconds of the processor').toBeLessThan(1);
    expect(checked.problems.map(wordProblem).join('\n')).toContain(says);
    // whoever asks what keeps it from being trained reads the same
    expect(obstaclesTo(document, checked)).toEqual(
      expect.arrayContaining([...checked.problems.filter(({ severity }) => severity === 'error')]),
    );
  });

  it('finds windows of padding alone as looking at every place does', () => {
    const lookedFor = (length: number, size: number, window: Parameters<typeof seesNothing>[2]): boolean =>
      Array.from({ length: windowCount(length, size, window, 0) }, (_, place) =>
        Array.from(
          { length: size },
          (_, tap) => place * window.stride[0]! + tap * window.dilation[0]! - window.padding[0]![0],
        ),
      ).some((taps) => taps.every((at) => at < 0 || at >= length));
    const upTo = (most: number, least = 1) => fc.integer({ min: least, max: most });
    fc.assert(
      fc.property(
        upTo(9),
        upTo(4),
        upTo(7),
        upTo(30, 0),
        upTo(30, 0),
        upTo(13),
        (length, size, stride, before, after, dilation) => {
          const window = { stride: [stride], padding: [[before, after] as const], dilation: [dilation] };
          if (windowCount(length, size, window, 0) < 1) return;
          expect(seesNothing([length], [size], window)).toBe(lookedFor(length, size, window));
        },
      ),
      effort(3000, 100_000),
    );
  });
});
