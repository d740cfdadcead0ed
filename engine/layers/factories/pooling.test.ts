import { describe, expect, it } from 'vitest';
import { wordProblem } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { averagePool1d } from '../pooling/averagePool1d.ts';
import { maxPool2d } from '../pooling/maxPool2d.ts';

describe('a pooling window that sees padding alone', () => {
  const refusal = (layer: typeof maxPool2d, shape: readonly number[], given: Readonly<Record<string, unknown>>) => {
    const result = layer.infer(
      [{ dtype: 'float32', shape: ['N', ...shape] }],
      resolveSettings(layer.settings, given).settings,
    );
    return 'rejected' in result ? result.rejected({ node: 'pool_1', name: 'pool_1', layer }) : undefined;
  };

  it('is refused, with a repair', () => {
    const problem = refusal(maxPool2d, [1, 6, 6], { padding: 'explicit', explicitPadding: [0, 2] })!;
    expect(wordProblem(problem)).toBe(
      'Max pool 2D "pool_1": Padding must be smaller than the window, so that each place of it sees the input. It is 0×2.',
    );
    expect(problem.repairs[0]!.actions).toEqual([{ kind: 'set', node: 'pool_1', setting: 'padding', value: 'valid' }]);
    // the taps of a dilated window may lie on both sides of a short input
    expect(refusal(averagePool1d, [1, 2], { dilation: [3], padding: 'same', stride: [1] })?.code).toBe('bad-setting');
  });

  it('is none where each place sees something', () => {
    expect(refusal(maxPool2d, [1, 6, 6], { padding: 'explicit', explicitPadding: [1, 1] })).toBeUndefined();
    expect(refusal(averagePool1d, [1, 8], { dilation: [3], padding: 'same', stride: [1] })).toBeUndefined();
  });
});
