/** How long an exported model takes, form by form: what `loom bench --model` and the window's export say. */
import type { Problem } from '../../problems.ts';
import type { Precision } from './deployment.ts';

/** Milliseconds of a run with so many rows. */
export interface Latency {
  readonly batch: number;
  readonly runs: number;
  readonly median: number;
  /** So long or less took 95 of 100 runs (nearest rank). */
  readonly p95: number;
  readonly least: number;
}

export interface MeasuredModel {
  readonly precision: Precision;
  /** Of the model file; null where there is none in this form. */
  readonly bytes: number | null;
  /** Of the first output that chooses a class, the share of right ones among the rows that were judged. */
  readonly accuracy: number | null;
  /** Of what the first output says, against 32 bits: root mean square of what changed, of that of its numbers. */
  readonly change: number | null;
  readonly latencies: readonly Latency[];
  /** Why it was not measured. */
  readonly problem: Problem | null;
}

export interface LatencyReport {
  /** Of ONNX Runtime, within an operator. */
  readonly threads: number;
  /** Runs that were not counted, before the others. */
  readonly warmUp: number;
  /** The split that was judged, and its rows. */
  readonly split: 'validation' | 'test' | 'train' | null;
  readonly rows: number;
  readonly models: readonly MeasuredModel[];
}

/** What is asked of a measurement. */
export interface LatencyOptions {
  /** Numbers of rows, each measured by itself. */
  readonly batches: readonly number[];
  readonly runs: number;
  readonly warmUp: number;
  readonly threads: number;
}
export const USUAL = { batch: 16, runs: 100, warmUp: 10 } as const;

/** Of times in any order. */
export function latencyFrom(batch: number, times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return {
    batch,
    runs: sorted.length,
    median: sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2,
    p95: sorted[Math.ceil(0.95 * sorted.length) - 1]!,
    least: sorted[0]!,
  };
}
