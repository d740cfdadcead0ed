/** A program loaded into ONNX Runtime, by whichever of its interfaces. */
import type { Tensor } from '../../types/tensor.ts';

export interface Executable {
  /**
   * Runs on tensors in the order of the program's inputs and outputs; results are written into `outputs`. Values that were staged may be
   * made in the memory of `staged`, in their order. The same tensor objects should be used again and again: handles are kept for each
   * until `release`.
   */
  run(inputs: readonly Tensor[], outputs: readonly Tensor[], staged?: readonly Tensor[]): Promise<void>;
  release(): Promise<void>;
}
