/** The element types a tensor can have. Integers carry tokens, labels and indices; everything learned is float32. */
export type DType = 'float32' | 'int32' | 'bool';

export const DTYPES: readonly DType[] = ['float32', 'int32', 'bool'];

/** The array that holds a tensor's elements in row-major order; `bool` is one byte an element, 0 or 1. */
export interface DataOf {
  float32: Float32Array;
  int32: Int32Array;
  bool: Uint8Array;
}
export type TensorData = DataOf[DType];

export const BYTES: Readonly<Record<DType, number>> = { float32: 4, int32: 4, bool: 1 };

/** A zero-filled array for `size` elements. */
export function allocate<D extends DType>(dtype: D, size: number): DataOf[D] {
  const make: { [K in DType]: (n: number) => DataOf[K] } = {
    float32: (n) => new Float32Array(n),
    int32: (n) => new Int32Array(n),
    bool: (n) => new Uint8Array(n),
  };
  return make[dtype](size);
}
