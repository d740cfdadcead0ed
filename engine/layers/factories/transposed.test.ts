import { describe, expect, it } from 'vitest';
import { wordProblem } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { transposedConv2d } from '../convolution/transposedConv2d.ts';

describe('a transposed convolution whose size makes no sense', () => {
  const refusal = (given: Readonly<Record<string, unknown>>) => {
    const result = transposedConv2d.infer(
      [{ dtype: 'float32', shape: ['N', 4, 2, 2] }],
      resolveSettings(transposedConv2d.settings, given).settings,
    );
    return 'rejected' in result ? result.rejected({ node: 'up_1', name: 'up_1', layer: transposedConv2d }) : undefined;
  };

  it('is refused, with a repair where one is plain', () => {
    const problem = refusal({ padding: 'explicit', explicitPadding: [3, 3] })!;
    expect(wordProblem(problem)).toBe(
      'Transposed conv 2D "up_1": Padding must be small enough to leave something. It is 3×3.',
    );
    expect(problem.repairs[0]!.actions).toEqual([{ kind: 'set', node: 'up_1', setting: 'padding', value: 'same' }]);
    // more than the stride would belong to one place more of the input
    expect(refusal({ padding: 'valid', outputPadding: [2, 0] })?.setting).toBe('outputPadding');
    expect(refusal({ groups: 3 })?.code).toBe('groups-mismatch');
  });

  it('is none otherwise', () => {
    expect(refusal({ padding: 'explicit', explicitPadding: [2, 1] })).toBeUndefined();
    expect(refusal({ padding: 'same', outputPadding: [5, 5] })).toBeUndefined();
  });
});
