/** Input types for examples. */
import type { TensorType } from '../../types/tensor.ts';

export const sequence = (length: number, features: number): TensorType => ({ dtype: 'float32', shape: ['N', length, features] });
/** An optional input without a wire. */
export const none = undefined as unknown as TensorType;
