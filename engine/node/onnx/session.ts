/** One model on ONNX Runtime: programs compiled on first use, the state in buffers that every program shares. */
import { stateNames } from '../../ir/program.ts';
import { onnxFormsFor } from '../../targets/onnx/forms/index.ts';
import { statePlaces } from '../../targets/onnx/memory/inPlace.ts';
import type { CompiledModel, ProgramKind } from '../../passes/compiled.ts';
import type { EngineOptions, Session, Tensors } from '../../train/engine.ts';
import { allocate, type TensorData } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { DeviceMemory } from './deviceMemory.ts';
import type { Executable } from './executable.ts';
import { load } from './load.ts';

interface Loaded {
  readonly executable: Executable;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Buffers for the inputs that are fed, and for the outputs that are not state. */
  readonly fed: ReadonlyMap<string, Tensor>;
  readonly results: ReadonlyMap<string, Tensor>;
  /** Tensors of the state that it advances by writing the spare buffer; the others of the state it overwrites. */
  readonly written: readonly string[];
  /** Of the state, in whose new memory each of the values is made that are staged. */
  readonly staged: readonly string[];
}

/** Larger weights stay outside of programs, in bytes: a program takes three copies of them while it is loaded, and one for each batch size. */
const MOST_FIXED = 128 << 20;

const room = ({ dtype, shape }: Pick<Tensor, 'dtype' | 'shape'>): Tensor => ({
  dtype,
  shape,
  data: allocate(dtype, sizeOf(shape)),
});

export class OnnxSession implements Session {
  readonly observes = true;
  readonly #model: CompiledModel;
  readonly #options: EngineOptions;
  readonly #loaded = new Map<string, Promise<Loaded>>();
  /**
   * Two buffers for each tensor of the state: a step reads one and writes the other, then they change places. Optimizer slots that
   * nothing else reads are overwritten where they lie, which spares a tenth of the step of mlp/128; they need no second buffer.
   */
  readonly #state = new Map<string, { current: Tensor; spare?: Tensor }>();

  /** Where the state lies, if not in this process. */
  readonly #memory: DeviceMemory | undefined;

  /** What the last run advanced. */
  #lastWritten: readonly string[] = [];

  constructor(model: CompiledModel, state: ReadonlyMap<string, Tensor>, options: EngineOptions) {
    this.#model = model;
    this.#options = options;
    // two tensors may have been given one array; each is overwritten by itself
    const taken = new Set<TensorData>();
    for (const [name, given] of state) {
      const current = taken.has(given.data) ? ({ ...given, data: given.data.slice() } as Tensor) : given;
      taken.add(current.data);
      this.#state.set(name, { current });
    }
    this.#memory = this.#fixed() ? undefined : DeviceMemory.of(options.device);
  }

  async run(kind: ProgramKind, batch: number, feeds: Tensors): Promise<Tensors> {
    const { executable, inputs, outputs, fed, results, written, staged } = await this.#load(kind, batch);
    for (const [name, { data }] of fed) {
      const feed = feeds[name];
      if (!feed) throw new Error(`internal: the program ${kind} was not fed "${name}"`);
      data.set(feed.data as never);
    }
    await this.#memory?.bring(inputs.flatMap((name) => this.#state.get(name)?.current ?? []));
    await executable.run(
      inputs.map((name) => fed.get(name) ?? this.#state.get(name)!.current),
      outputs.map((name) => results.get(name) ?? this.#bufferFor(name, written)),
      staged.map((name) => this.#bufferFor(name, written)),
    );
    this.#exchange(written);
    if (written.length > 0) this.#lastWritten = written;
    return Object.fromEntries(results);
  }

  #bufferFor(name: string, written: readonly string[]): Tensor {
    const buffers = this.#state.get(name)!;
    if (!written.includes(name)) return buffers.current;
    buffers.spare ??= room(buffers.current);
    return buffers.spare;
  }

  /** What a step wrote becomes current, or the other way round. */
  #exchange(names: readonly string[]): void {
    for (const name of names) {
      const { current, spare } = this.#state.get(name)!;
      this.#state.set(name, { current: spare!, spare: current });
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

  async read(): Promise<Map<string, Tensor>> {
    const state = this.#current();
    await this.#memory?.fetch([...state.values()]);
    return state;
  }

  write(state: ReadonlyMap<string, Tensor>): Promise<void> {
    for (const [name, { data }] of state) {
      const current = this.#state.get(name)?.current;
      if (!current) continue;
      current.data.set(data as never);
      this.#memory?.forget(current);
    }
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#memory?.release();
    for (const loaded of this.#loaded.values()) await (await loaded).executable.release();
    this.#loaded.clear();
  }

  #current(): Map<string, Tensor> {
    return new Map([...this.#state].map(([name, { current }]) => [name, current]));
  }

  /** The weights, where programs shall hold them. */
  #fixed(): Map<string, Tensor> | undefined {
    const weights = this.#current();
    const bytes = [...weights.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    return this.#options.fixed && bytes <= MOST_FIXED ? weights : undefined;
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
    const program = this.#model.program(kind, batch, onnxFormsFor(this.#options.device));
    const state = new Set(stateNames(program));
    const { overwritten, staged } = statePlaces(program, new Set(this.#model.slots.map(({ name }) => name)));
    return {
      executable: await load(program, this.#options, {
        fixed: this.#fixed(),
        memory: this.#memory,
        staged: [...staged.keys()],
      }),
      inputs: program.inputs.map(({ name }) => name),
      outputs: program.outputs.map(({ name }) => name),
      fed: new Map(
        program.inputs.filter(({ name }) => !this.#state.has(name)).map(({ name, value }) => [name, room(value)]),
      ),
      results: new Map(
        program.outputs.filter(({ name }) => !state.has(name)).map(({ name, value }) => [name, room(value)]),
      ),
      written: [...state].filter((name) => !overwritten.has(name)),
      staged: [...staged.values()],
    };
  }
}
