/** What a run says while it trains: written to its `metrics.jsonl`, sent to every window, printed by `loom train --json`. */
import type { ActivationStatistics, WeightStatistics } from '../passes/observe.ts';
import type { Problem } from '../problems.ts';
import type { BestEpoch } from './bestEpoch.ts';
import type { PruningReport } from './pruning/outcome.ts';
import type { ForecastComparison } from './reports/baselines.ts';
import type { Verdict } from './verdict/verdict.ts';
import type { Value as TextValue } from '../phrases.ts';

/** By name; null where a metric is not defined. */
export type Metrics = Readonly<Record<string, number | null>>;

/** `stopping`: it was told to stop, and judges what it has learned. */
export type RunState = 'starting' | 'running' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'failed';

export type TrainingEvent =
  | {
      readonly event: 'started';
      readonly run: string;
      readonly name: string;
      readonly engine: string;
      readonly device: string;
      readonly threads: number;
      readonly parameters: number;
      readonly stepsPerEpoch: number;
      readonly epochs: number;
      readonly step: number;
      readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
    }
  /** Consecutive training steps, several to an event so that events stay below ten a second: parallel arrays. */
  | {
      readonly event: 'steps';
      readonly step: readonly number[];
      readonly loss: readonly number[];
      readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
      readonly stepsPerSecond: number;
      readonly secondsLeft: number;
      readonly learningRate: number;
    }
  | {
      readonly event: 'epoch';
      readonly epoch: number;
      readonly step: number;
      readonly train: Metrics;
      readonly validation: Metrics | null;
      readonly best: boolean;
      readonly seconds: number;
    }
  /** What a step looked like from inside: by weight, and by node. */
  | {
      readonly event: 'statistics';
      readonly step: number;
      readonly weights: Readonly<Record<string, WeightStatistics>>;
      readonly activations: Readonly<Record<string, ActivationStatistics>>;
    }
  /** A file of the data is read before the first step: so many bytes of all. It is not recorded. */
  | { readonly event: 'reading'; readonly done: number; readonly total: number }
  | { readonly event: 'checkpoint'; readonly epoch: number; readonly step: number; readonly file: string }
  | { readonly event: 'state'; readonly state: RunState }
  | { readonly event: 'log'; readonly level: 'info' | 'warning'; readonly message: TextValue }
  | { readonly event: 'failed'; readonly problem: Problem }
  /** With the metrics of the weights that are kept: those of the best epoch, or where `kept` is null of the last step. */
  | {
      readonly event: 'finished';
      readonly run: string;
      readonly reason: 'done' | 'stopped' | 'early';
      readonly kept: BestEpoch | null;
      readonly train: Metrics;
      readonly validation: Metrics | null;
      readonly test: Metrics | null;
      /** What the result is worth; null where nothing was measured, left out by earlier versions. */
      readonly verdict?: Verdict | null;
      /** Of a forecast: its errors beside those of what needs no network. */
      readonly forecast?: ForecastComparison | null;
      /** Of a training that prunes: how sparse the weights are. */
      readonly pruned?: PruningReport;
      readonly seconds: number;
      readonly waitShare: number;
      readonly peakMb: number;
    };

/** An event as `metrics.jsonl` keeps it: with its time in seconds since 1970. */
export type RecordedEvent = TrainingEvent & { readonly time: number };

/** What can be asked of a run in progress. */
export type Control = 'pause' | 'resume' | 'stop' | 'stopAndKeepBest';
