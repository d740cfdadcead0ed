/** ONNX Runtime through `onnxruntime-node`: every device, at the price of a copy of each output that comes out of it. */
import type * as ort from 'onnxruntime-node';
import { Tensor as NativeTensor } from 'onnxruntime-node';
import type { Tensor } from '../../types/tensor.ts';
import type { DeviceMemory } from './deviceMemory.ts';
import type { Executable } from './executable.ts';

/** What stays in a device's memory: the names of outputs that do, and where. */
export interface DeviceResident {
  readonly memory: DeviceMemory;
  readonly outputs: ReadonlySet<string>;
}

export class BindingExecutable implements Executable {
  readonly #session: ort.InferenceSession;
  readonly #inputs: readonly string[];
  readonly #outputs: readonly string[];
  readonly #kept?: DeviceResident;
  readonly #values = new Map<Tensor, ort.Tensor>();

  constructor(
    session: ort.InferenceSession,
    inputs: readonly string[],
    outputs: readonly string[],
    kept?: DeviceResident,
  ) {
    this.#session = session;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#kept = kept;
  }

  #valueOf(tensor: Tensor): ort.Tensor {
    const there = this.#kept?.memory.valueOf(tensor);
    if (there) return there;
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
    const feeds = Object.fromEntries(
      this.#inputs.flatMap((name, i) => (known.has(name) ? [[name, this.#valueOf(inputs[i]!)]] : [])),
    );
    if (!this.#kept) {
      await this.#session.run(
        feeds,
        Object.fromEntries(this.#outputs.map((name, i) => [name, this.#valueOf(outputs[i]!)])),
      );
      return;
    }
    // where some outputs stay, given arrays are not written
    const results = await this.#session.run(feeds);
    this.#outputs.forEach((name, i) => {
      if (this.#kept!.outputs.has(name)) this.#kept!.memory.keep(outputs[i]!, results[name]!);
      else outputs[i]!.data.set(results[name]!.data as never);
    });
  }

  async release(): Promise<void> {
    this.#values.clear();
    await this.#session.release();
  }
}
