/** What each primitive refuses; what it accepts is tested by random calls (`test/conformance/random-primitives.test.ts`). */
import { describe, expect, it } from 'vitest';
import type { DType } from '../types/dtype.ts';
import { inferTypes } from './infer.ts';
import type { Prim } from './prims.ts';
import { parseProgram } from './text.ts';

const of =
  (dtype: DType) =>
  (...shape: number[]) => ({ dtype, shape });
const [f, i, yes] = [of('float32'), of('int32'), of('bool')];
const window = { stride: [1], padding: [[0, 0]], dilation: [1] };
const body = parseProgram(
  'input a:float32[2] "h"\ninput b:float32[2] "x"\nc:float32[2] = add a b\noutput c "h"\noutput c "y"',
);
const loop = { body, carries: 1, scanned: 1, reverse: false };

const ILLEGAL: readonly [Prim, object, readonly { dtype: DType; shape: readonly number[] }[], string][] = [
  ['exp', {}, [], 'exp: expected 1 operand, got 0'],
  ['add', {}, [f(2)], 'add: expected 2 operands, got 1'],
  ['fill', { dtype: 'float32', shape: [], value: 0 }, [f(2)], 'fill: expected 0 operands, got 1'],
  ['exp', {}, [i(2)], 'exp: expected float32, got int32'],
  ['neg', {}, [yes(2)], 'neg: arithmetic on bool'],
  ['add', {}, [f(2), i(2)], 'add: arithmetic on float32 and int32'],
  ['add', {}, [f(2), f(3)], 'add: 2 and 3 do not broadcast'],
  ['lt', {}, [f(2), i(2)], 'lt: comparing float32 with int32'],
  ['and', {}, [f(2), yes(2)], 'and: expected bool, got float32'],
  ['select', {}, [f(2), f(2), f(2)], 'select: expected bool, got float32'],
  ['select', {}, [yes(2), f(2), i(2)], 'select: select between two element types'],
  ['constant', { dtype: 'float32', shape: [3], values: [1] }, [], 'constant: 1 values for 3'],
  ['iota', { dtype: 'int32', shape: [2], axis: 1 }, [], 'iota: axis 1 of 2'],
  ['randomUniform', { shape: [2], stream: 0 }, [i(1)], 'randomUniform: the seed has shape 1, expected scalar'],
  ['matmul', { transposeA: false, transposeB: false }, [f(2, 3), f(2, 3)], 'matmul: matmul of 2×3 by 2×3'],
  ['conv', { ...window, groups: 1 }, [f(1, 2, 5), f(4, 3, 3)], 'conv: conv of 2 channels by 4×3×3 in 1 groups'],
  ['conv', { ...window, groups: 1 }, [f(1, 2, 2), f(4, 2, 3)], 'conv: window 3 does not fit length 2 in dimension 0'],
  [
    'convInputGrad',
    { ...window, groups: 1, inputSize: [5] },
    [f(1, 4, 5), f(4, 2, 3)],
    'convInputGrad: dy has shape 1×4×5, expected 1×4×3',
  ],
  [
    'convWeightGrad',
    { ...window, groups: 1, kernel: [3] },
    [f(1, 2, 5), f(1, 4, 5)],
    'convWeightGrad: dy has shape 1×4×5, expected 1×4×3',
  ],
  ['maxPool', { ...window, size: [2, 2] }, [f(1, 1, 5)], 'maxPool: a window of rank 2 on 1 spatial dimensions'],
  [
    'maxPoolGrad',
    { ...window, size: [2] },
    [f(1, 1, 5), f(1, 1, 4), f(1, 1, 5)],
    'maxPoolGrad: dy has shape 1×1×5, expected 1×1×4',
  ],
  ['sum', { axes: [2], keep: false }, [f(2, 3)], 'sum: axis 2 of 2×3'],
  ['sum', { axes: [0, 0], keep: false }, [f(2, 3)], 'sum: an axis twice in [0, 0]'],
  ['sum', { axes: [-1], keep: false }, [f(2, 3)], 'sum: axis -1 of 2×3'],
  ['mean', { axes: [0], keep: false }, [i(2)], 'mean: expected float32, got int32'],
  ['argMax', { axis: 1 }, [f(2)], 'argMax: axis 1 of 2'],
  ['topK', { axis: 0, k: 3 }, [f(2)], 'topK: 3 of 2 elements'],
  ['softmax', { axis: 2 }, [f(2, 3)], 'softmax: axis 2 of 2×3'],
  ['standardize', { axes: [3], epsilon: 1e-5 }, [f(2, 3)], 'standardize: axis 3 of 2×3'],
  ['reshape', { to: [4] }, [f(2, 3)], 'reshape: reshape of 2×3 to 4'],
  ['transpose', { order: [0, 0] }, [f(2, 3)], 'transpose: transpose of 2×3 by [0, 0]'],
  ['broadcast', { to: [2, 4] }, [f(2, 3)], 'broadcast: broadcast has shape scalar, expected 2×4'],
  ['broadcast', { to: [] }, [f(2)], 'broadcast: broadcast has shape 2, expected scalar'],
  ['concat', { axis: 0 }, [], 'concat: concat of nothing'],
  ['concat', { axis: 0 }, [f(2, 3), f(2, 4)], 'concat: an operand of concat has shape 0×4, expected 0×3'],
  ['concat', { axis: 0 }, [f(2, 3), f(2)], 'concat: 1 entries of another operand’s shape for 2×3'],
  ['slice', { start: [0], stop: [1], step: [1] }, [f(2, 3)], 'slice: 1 entries of start for 2×3'],
  ['slice', { start: [0], stop: [3], step: [1] }, [f(2)], 'slice: slice [0] to [3] of 2'],
  ['pad', { padding: [[1, 1]], value: 0 }, [f(2, 3)], 'pad: 1 entries of padding for 2×3'],
  ['reverse', { axes: [2] }, [f(2, 3)], 'reverse: axis 2 of 2×3'],
  ['gather', { axis: 0 }, [f(2, 3), f(2)], 'gather: expected int32, got float32'],
  ['gather', { axis: 2 }, [f(2, 3), i(2)], 'gather: axis 2 of 2×3'],
  ['scatterAdd', { axis: 0, size: 4 }, [i(2), f(3, 3)], 'scatterAdd: the tensor of indices has shape 2, expected 3'],
  ['scatterAdd', { axis: 1, size: 4 }, [i(2), f(3)], 'scatterAdd: indices 2 at axis 1 of 3'],
  [
    'gatherElements',
    { axis: 0 },
    [f(2, 3), i(2, 4)],
    'gatherElements: the tensor of indices has shape 0×4, expected 0×3',
  ],
  [
    'scatterElementsAdd',
    { axis: 0, size: 4 },
    [i(2), f(3)],
    'scatterElementsAdd: the tensor of indices has shape 2, expected 3',
  ],
  ['scan', loop, [f(2)], 'scan: expected 2 operands, got 1'],
  ['scan', loop, [f(2), f(5, 3)], 'scan: operand 1 has shape 5×3, expected 5×2'],
  ['scan', loop, [f(2), i(5, 2)], 'scan: operand 1 is int32, the body expects float32'],
  ['scan', { ...loop, scanned: 0 }, [f(2), f(2)], 'scan: a loop without a sequence'],
];

describe('types', () => {
  it.each(ILLEGAL)('%s %j is refused', (prim, params, inputs, message) => {
    expect(() => inferTypes(prim, params as never, inputs)).toThrow(`internal: ${message}`);
  });
});
