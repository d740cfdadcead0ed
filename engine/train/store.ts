/** What the loop keeps: events and checkpoints. `engine/runs` implements it as a folder; tests use memory. */
import type { Fits } from '../data/pipeline.ts';
import type { SavedTotals } from '../learn/accumulation.ts';
import { AVERAGE } from '../learn/define.ts';
import type { Tensor } from '../types/tensor.ts';
import type { Metrics, TrainingEvent } from './events.ts';

/** Where the loop stands between two steps; with the tensors it is everything needed to go on bit for bit. */
export interface LoopState {
  /** Steps taken. */
  readonly step: number;
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps taken of the epoch in progress. */
  readonly stepInEpoch: number;
  /** Sums over the epoch in progress: what each loss costs and what that weighs, and those of each metric. */
  readonly sums: { readonly costs?: readonly (number | null)[]; readonly metrics: readonly SavedTotals[] };
  /** The epoch with the best monitored value, its last step and its training metrics. */
  readonly best: {
    readonly value: number;
    readonly step: number;
    readonly epoch: number;
    readonly train: Metrics;
  } | null;
  /** What was monitored after the first epoch; null where it was not defined. */
  readonly first?: number | null;
  /** Epochs without improvement. */
  readonly patience: number;
  /** What a learning-rate schedule that follows a metric remembers. */
  readonly schedule?: readonly number[];
  /** Where it prunes: metrics on validation rows of the weights it started with. */
  readonly unpruned?: Metrics | null;
  /** Time spent training, without pauses. */
  readonly seconds: number;
}

/**
 * Weights as they are to be used: a checkpoint's averages in place of the weights that it goes on learning, and of the running
 * statistics that these gathered.
 */
export function averaged(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  return new Map([...tensors].map(([name, value]) => [name, tensors.get(`${name}/${AVERAGE}`) ?? value]));
}

export interface Checkpoint {
  readonly loop: LoopState;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** What the transforms of the data learned. */
  readonly fits: Fits;
}

export interface RunStore {
  append(event: TrainingEvent): void;
  /** Writes a checkpoint whole or not at all; keeps the newest two and the best of each. Gives its path. */
  save(checkpoint: Checkpoint): Promise<string>;
  /** The checkpoint of a step. Throws a `UserError` where it is damaged or gone. */
  load(step: number): Promise<Checkpoint>;
}
