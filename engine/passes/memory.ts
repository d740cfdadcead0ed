/** What a runtime takes in memory, as it says before it runs anything. */
import type { Slices } from '../slices.ts';
import type { CompiledModel, ProgramKind } from './compiled.ts';

/** What a runtime takes of a process's memory beside one copy of the model's state, in bytes. */
export interface MemoryEstimate {
  /** Its code, and the programs that it has loaded. */
  readonly programs: number;
  /** Of the state, what it holds twice: a step reads the one and writes the other. */
  readonly doubled: readonly string[];
  /** The most that intermediate results take at one time, and the results that are read back. */
  readonly results: number;
}

/**
 * What running these programs of a model takes; the first of them is the training step. Where it may be `scaled`, a batch is judged by
 * how programs of two other batches differ, and need not be compiled.
 */
export type EstimateMemory = (
  model: CompiledModel,
  programs: readonly (readonly [kind: ProgramKind, batch: number])[],
  scaled?: boolean,
) => Slices<MemoryEstimate>;
