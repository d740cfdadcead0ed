/** Input types for examples, and examples that several layers have. */
import type { TensorType } from '../../types/tensor.ts';
import type { LayerExample } from '../define.ts';

export const sequence = (length: number, features: number): TensorType => ({
  dtype: 'float32',
  shape: ['N', length, features],
});
/** An optional input without a wire. */
export const none = undefined as unknown as TensorType;

/** Of layers that pass on whatever they receive. */
export const PASSED_ON: readonly LayerExample[] = [
  { inputs: [{ dtype: 'float32', shape: ['N', 4] }], output: ['N', 4] },
  { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], output: ['N', 2, 3, 3] },
  { inputs: [{ dtype: 'int32', shape: ['N', 3] }], output: ['N', 3], below: 5 },
  { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 1], batch: 1 },
  { inputs: [{ dtype: 'float32', shape: ['N', 5, 2] }], output: ['N', 5, 2] },
  { inputs: [{ dtype: 'float32', shape: ['N'] }], output: ['N'], batch: 5 },
];
