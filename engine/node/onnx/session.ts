/** One model on ONNX Runtime: programs compiled on first use, the state in buffers that every program shares. */
import * as ort from 'onnxruntime-node';
import { stateNames } from '../../ir/program.ts';
import type { CompiledModel, ProgramKind } from '../../passes/compiled.ts';
import { onnxInput, onnxOutput, toOnnx } from '../../targets/onnx/lower.ts';
import type { EngineOptions, Session, Tensors } from '../../train/engine.ts';
import { allocate, type DType, type TensorData } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';

interface Loaded {
  readonly session: ort.InferenceSession;
  /** Inputs that are fed, state apart. */
  readonly fed: readonly string[];
  /** Tensors of the state that it reads. */
  readonly read: readonly string[];
  /** Tensors of the state that it writes. */
  readonly written: readonly string[];
  /** Its other outputs, in buffers made once. */
  readonly results: ReadonlyMap<string, { readonly tensor: Tensor; readonly native: ort.Tensor }>;
}

const native = ({ dtype, shape, data }: Tensor): ort.Tensor => new ort.Tensor(dtype, data as never, shape);

export class OnnxSession implements Session {
  readonly #model: CompiledModel;
  readonly #options: EngineOptions;
  readonly #loaded = new Map<string, Promise<Loaded>>();
  /** Two buffers for each tensor of the state: a step reads one and writes the other, then they change places. */
  readonly #state = new Map<string, { current: Tensor; native: ort.Tensor; spare: Tensor; spareNative: ort.Tensor }>();

  /** What the last run advanced. */
  #lastWritten: readonly string[] = [];

  constructor(model: CompiledModel, state: ReadonlyMap<string, Tensor>, options: EngineOptions) {
    this.#model = model;
    this.#options = options;
    for (const [name, { dtype, shape, data }] of state) {
      const current = { dtype, shape, data: data.slice() as TensorData };
      const spare = { dtype, shape, data: allocate(dtype, data.length) };
      this.#state.set(name, { current, native: native(current), spare, spareNative: native(spare) });
    }
  }

  async run(kind: ProgramKind, batch: number, feeds: Tensors): Promise<Tensors> {
    const { session, fed, read, written, results } = await this.#load(kind, batch);
    const inputs: Record<string, ort.Tensor> = {};
    for (const name of read) inputs[onnxInput(name)] = this.#state.get(name)!.native;
    for (const name of fed) {
      const feed = feeds[name];
      if (!feed) throw new Error(`internal: the program ${kind} was not fed "${name}"`);
      inputs[onnxInput(name)] = native(feed);
    }
    const fetches: Record<string, ort.Tensor> = {};
    for (const name of written) fetches[onnxOutput(name)] = this.#state.get(name)!.spareNative;
    for (const [name, result] of results) fetches[onnxOutput(name)] = result.native;
    await session.run(inputs, fetches);
    this.#exchange(written);
    this.#lastWritten = written;
    return Object.fromEntries([...results].map(([name, { tensor }]) => [name, tensor]));
  }

  /** What a step wrote becomes current, or the other way round. */
  #exchange(names: readonly string[]): void {
    for (const name of names) {
      const { current, native: read, spare, spareNative } = this.#state.get(name)!;
      this.#state.set(name, { current: spare, native: spareNative, spare: current, spareNative: read });
    }
  }

  rollback(): Promise<void> {
    this.#exchange(this.#lastWritten);
    this.#lastWritten = [];
    return Promise.resolve();
  }

  async warm(kind: ProgramKind, batch: number): Promise<void> {
    await this.#load(kind, batch);
  }

  read(): Promise<Map<string, Tensor>> {
    return Promise.resolve(new Map([...this.#state].map(([name, { current }]) => [name, { ...current, data: current.data.slice() as TensorData }])));
  }

  write(state: ReadonlyMap<string, Tensor>): Promise<void> {
    for (const [name, { data }] of state) this.#state.get(name)?.current.data.set(data as never);
    return Promise.resolve();
  }

  async close(): Promise<void> {
    for (const loaded of this.#loaded.values()) await (await loaded).session.release();
    this.#loaded.clear();
  }

  #load(kind: ProgramKind, batch: number): Promise<Loaded> {
    const key = `${kind}/${batch}`;
    let loaded = this.#loaded.get(key);
    if (!loaded) {
      loaded = this.#create(kind, batch);
      this.#loaded.set(key, loaded);
    }
    return loaded;
  }

  async #create(kind: ProgramKind, batch: number): Promise<Loaded> {
    const program = this.#model.program(kind, batch);
    const session = await ort.InferenceSession.create(toOnnx(program), {
      executionProviders: [this.#options.device],
      intraOpNumThreads: this.#options.threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
    const written = stateNames(program);
    const results = program.outputs
      .filter(({ name }) => !written.includes(name))
      .map(({ name, value }): [string, { tensor: Tensor<DType>; native: ort.Tensor }] => {
        const tensor = { dtype: value.dtype, shape: value.shape, data: allocate(value.dtype, sizeOf(value.shape)) };
        return [name, { tensor, native: native(tensor) }];
      });
    const names = program.inputs.map(({ name }) => name);
    return { session, fed: names.filter((name) => !this.#state.has(name)), read: names.filter((name) => this.#state.has(name)), written, results: new Map(results) };
  }
}
