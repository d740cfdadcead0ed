/** A loss that leapt up: what too high a learning rate does before anything else, and the rate to try then. */
import { optimizerOf } from '../../../engine/learn/index.ts';
import type { Document } from '../../../engine/graph/document.ts';

export interface Leap {
  /** The loss of the first step. */
  readonly from: number;
  /** The highest one, and at which step it was. */
  readonly to: number;
  readonly step: number;
}

/** So many times the first loss is no noise of batches any more. */
const FAR = 10;

/** The leap of a run's loss, step by step; null where it never came far above where it began. */
export function leapOf(steps: ArrayLike<number>, losses: ArrayLike<number>): Leap | null {
  const from = losses[0];
  if (from === undefined || !Number.isFinite(from)) return null;
  let highest = 0;
  for (let i = 1; i < losses.length; i++) if (losses[i]! > losses[highest]!) highest = i;
  const to = losses[highest]!;
  return Number.isFinite(to) && to > FAR * Math.abs(from) ? { from, to, step: steps[highest]! } : null;
}

/** A tenth of the rate, or what the optimizer is usually given where that is less still. */
export function gentlerRate({ learningRate, optimizer }: Document['training']): number {
  const usual = optimizerOf(optimizer.type)?.learningRate ?? learningRate;
  return Number(Math.min(usual, learningRate / 10).toPrecision(2));
}
