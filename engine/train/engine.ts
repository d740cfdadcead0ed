/** What the training loop asks of a runtime. `engine/node` has one implementation for each: ONNX Runtime, TensorFlow.js. */
import type { CompiledModel, ProgramKind } from '../passes/compiled.ts';
import type { EstimateMemory } from '../passes/memory.ts';
import type { Tensor } from '../types/tensor.ts';
import type { Value as TextValue } from '../phrases.ts';

/** Tensors by the program's names. */
export type Tensors = Readonly<Record<string, Tensor>>;

export interface Device {
  readonly engine: string;
  /** Within the engine: `cpu`, `webgpu`, `wasm`, `native`. */
  readonly id: string;
  /** `CPU, 2 threads · ONNX Runtime`. */
  readonly title: TextValue;
  /** The model of the hardware, where it is known. */
  readonly hardware?: string;
  readonly available: boolean;
  /** Why not, and what to do. */
  readonly reason?: TextValue;
  readonly memoryBytes?: number;
  /** Of a one-second self-test; undefined until it has run. Its message has no full stop. */
  readonly selfTest?: { readonly passed: boolean; readonly gflops?: number; readonly message: TextValue };
  /** An add-on that `loom engines add` can fetch, where this device needs one. */
  readonly addon?: { readonly name: string; readonly installed: boolean };
}

/** A device as its engine knows it. */
export interface Candidate extends Device {
  /** Only its self-test can tell whether it is really there. */
  readonly uncertain?: boolean;
}

export interface EngineOptions {
  readonly device: string;
  readonly threads: number;
  /** The weights never change: programs may hold them, which makes them faster and training impossible. */
  readonly fixed?: boolean;
}

/** One model on one device. It owns the weights, running statistics and optimizer slots ("the state"). */
export interface Session {
  /**
   * Runs a program on the fed data, targets and scalars; the state is added. `train` advances the state. Returns the
   * outputs that are not state. Returned arrays are valid until the next call.
   */
  run(kind: ProgramKind, batch: number, feeds: Tensors): Promise<Tensors>;
  /** Whether it has the program `observe`. */
  readonly observes: boolean;
  /** Prepares a program, so that its first run is not slower than the others. */
  warm(kind: ProgramKind, batch: number): Promise<void>;
  /** The state as it is: weights, running statistics, slots. Arrays are valid until the next call: copying all of it would double what it takes. */
  read(): Promise<Map<string, Tensor>>;
  /** Replaces those parts of the state that `state` names. */
  write(state: ReadonlyMap<string, Tensor>): Promise<void>;
  /**
   * Takes the last `train` step back, once only: weights and running statistics are what they were before it, to find out what
   * went wrong; optimizer slots need not be.
   */
  rollback(): Promise<void>;
  close(): Promise<void>;
}

export interface Engine {
  readonly id: 'onnx' | 'tfjs';
  readonly title: string;
  /** The device that every machine has. */
  readonly fallback: string;
  /** The likeliest choice first. */
  devices(): Promise<Candidate[]>;
  /** What a training takes in memory, where that can be foreseen. */
  readonly estimateMemory?: EstimateMemory;
  /** The state's tensors are the session's from then on. */
  open(model: CompiledModel, state: ReadonlyMap<string, Tensor>, options: EngineOptions): Promise<Session>;
}
