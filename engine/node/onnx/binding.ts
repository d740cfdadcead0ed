/** ONNX Runtime through `onnxruntime-node`: every device, at the price of a copy of each output. */
import type * as ort from 'onnxruntime-node';
import { Tensor as NativeTensor } from 'onnxruntime-node';
import type { Tensor } from '../../types/tensor.ts';
import type { Executable } from './executable.ts';

export class BindingExecutable implements Executable {
  readonly #session: ort.InferenceSession;
  readonly #inputs: readonly string[];
  readonly #outputs: readonly string[];
  readonly #values = new Map<Tensor, ort.Tensor>();

  constructor(session: ort.InferenceSession, inputs: readonly string[], outputs: readonly string[]) {
    this.#session = session;
    this.#inputs = inputs;
    this.#outputs = outputs;
  }

  #valueOf(tensor: Tensor): ort.Tensor {
    let value = this.#values.get(tensor);
    if (!value) {
      value = new NativeTensor(tensor.dtype, tensor.data as never, tensor.shape);
      this.#values.set(tensor, value);
    }
    return value;
  }

  async run(inputs: readonly Tensor[], outputs: readonly Tensor[]): Promise<void> {
    // an input that nothing reads is no input of the session
    const known = new Set(this.#session.inputNames);
    const feeds = Object.fromEntries(this.#inputs.flatMap((name, i) => (known.has(name) ? [[name, this.#valueOf(inputs[i]!)]] : [])));
    await this.#session.run(feeds, Object.fromEntries(this.#outputs.map((name, i) => [name, this.#valueOf(outputs[i]!)])));
  }

  async release(): Promise<void> {
    this.#values.clear();
    await this.#session.release();
  }
}
