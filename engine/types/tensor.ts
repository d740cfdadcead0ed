import { allocate, BYTES, type DataOf, type DType } from './dtype.ts';
import { type Dim, formatShape, type Shape, sameShape, sizeOf } from './shape.ts';
import { type Verbatim, verbatim } from './verbatim.ts';

/** What flows along a wire of the document. Images are channel-first: `N×C×H×W`. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

/** A tensor in memory. */
export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: Shape;
  readonly data: DataOf[D];
}

/** A tensor over `data`, or zeros. Throws where `data` does not have the size that `shape` asks for. */
export function tensor<D extends DType>(dtype: D, shape: Shape, data?: DataOf[D] | readonly number[]): Tensor<D> {
  const size = sizeOf(shape);
  let filled: DataOf[D];
  if (data === undefined) filled = allocate(dtype, size);
  else if (Array.isArray(data)) {
    filled = allocate(dtype, data.length);
    filled.set(data as readonly number[]);
  } else filled = data as DataOf[D];
  if (filled.length !== size)
    throw new Error(`internal: ${filled.length} values for a tensor of shape ${formatShape(shape)}`);
  return { dtype, shape, data: filled };
}

/** Bytes of one sample. */
export const bytesOf = ({ dtype, shape }: TensorType): number =>
  shape.reduce<number>((size, dim) => (dim === 'N' ? size : size * dim), BYTES[dtype]);

export function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

/** `N×20×4×4`, with the element type in front where it is not float32: `int32 N×100`. */
export function formatType({ dtype, shape }: TensorType): Verbatim {
  return dtype === 'float32' ? formatShape(shape) : verbatim(`${dtype} ${formatShape(shape)}`);
}
