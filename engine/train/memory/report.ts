/** Whether a training fits the memory that there is, and the largest batch that does. */
import type { Document } from '../../graph/document.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { compile } from '../../passes/compile.ts';
import type { EstimateMemory } from '../../passes/memory.ts';
import { type Problem, problem, UserError } from '../../problems.ts';
import { atOnce, type Slices } from '../../slices.ts';
import { formatBytes } from '../../types/bytes.ts';
import {
  type CompiledDocument,
  type DataMemory,
  largestBatch,
  likelyTargets,
  type MemoryPlan,
  memoryParts,
  planMemory,
} from './plan.ts';
import { phrase, verbatim } from '../../phrases.ts';

/** What a training takes in memory, held against this machine. */
export interface MemoryReport {
  readonly plan: MemoryPlan;
  /** Bytes that a training may take. */
  readonly available: number;
  /** Rows of the largest batch that fits; 0 where none does. */
  readonly largest: number;
  /** Where it does not fit. */
  readonly problem: Problem | null;
}

/** A batch that is offered takes this share of what is free at most: that changes all the time, and it must still fit when it is chosen. */
const OFFERED_SHARE = 0.95;

/** The plan, held against this machine. */
export function* reportMemory(
  compiled: CompiledDocument,
  data: DataMemory,
  estimate: EstimateMemory,
  available: number,
): Slices<MemoryReport> {
  const plan = yield* planMemory(compiled, data, estimate);
  const peakAt = function* (batch: number): Slices<number> {
    return (yield* planMemory(compiled, data, estimate, batch)).peak;
  };
  const largest = yield* largestBatch(peakAt, OFFERED_SHARE * available);
  return { plan, available, largest, problem: plan.peak > available ? shortage(plan, available, largest) : null };
}

/** Before the data is read, which takes `dataset` bytes. Null where the document cannot be trained yet. */
export function* foreseeMemory(
  document: Document,
  checked: CheckedGraph,
  dataset: number,
  estimate: EstimateMemory,
  available: number,
): Slices<MemoryReport | null> {
  const targets = likelyTargets(document, checked);
  if (!targets) return null;
  yield;
  try {
    const model = compile(document, targets, checked);
    yield;
    return yield* reportMemory({ document, checked, model }, { dataset }, estimate, available);
  } catch (error) {
    // what is wrong is shown where it is
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The plan of a training that is about to start. Throws a `UserError` where it does not fit. */
export function assertFits(
  compiled: CompiledDocument,
  data: DataMemory,
  estimate: EstimateMemory,
  available: number,
): MemoryPlan {
  const plan = atOnce(planMemory(compiled, data, estimate));
  if (plan.peak <= available) return plan;
  throw new UserError(atOnce(reportMemory(compiled, data, estimate, available)).problem!);
}

function shortage(plan: MemoryPlan, available: number, largest: number): Problem {
  const todo = largest > 0 ? phrase('set-batch-or-less', { size: largest }) : phrase('no-row-fits');
  const repairs =
    largest > 0
      ? [
          {
            title: phrase('set-batch-size', { size: largest }),
            actions: [{ kind: 'configure', path: ['training', 'batchSize'], value: largest } as const],
          },
        ]
      : [];
  return problem(
    'memory-short',
    {
      needed: verbatim(formatBytes(plan.peak)),
      parts: memoryParts(plan),
      available: verbatim(formatBytes(available)),
      todo,
    },
    { repairs },
  );
}
