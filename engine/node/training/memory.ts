/** Whether a training fits this machine, and the largest batch that does. */
import { totalmem } from 'node:os';
import type { Document } from '../../graph/document.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { compile } from '../../passes/compile.ts';
import { type Problem, problem, UserError } from '../../problems.ts';
import type { MemoryReport } from '../../protocol.ts';
import type { EstimateMemory } from '../../passes/memory.ts';
import { estimateOnnxMemory } from '../../targets/onnx/memory/estimate.ts';
import { formatBytes } from '../../types/bytes.ts';
import {
  type CompiledDocument,
  type DataMemory,
  largestBatch,
  likelyTargets,
  type MemoryPlan,
  partsText,
  planMemory,
} from '../../train/memory.ts';

/** What is free, and what this process has already. Only Linux tells what it could free at once; elsewhere all of the memory counts. */
export function availableMemory(): number {
  const all = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return process.platform === 'linux' ? Math.min(all, process.availableMemory() + process.memoryUsage.rss()) : all;
}

/** The plan, held against this machine. */
export function reportMemory(
  compiled: CompiledDocument,
  data: DataMemory,
  estimate: EstimateMemory,
  available = availableMemory(),
): MemoryReport {
  const plan = planMemory(compiled, data, estimate);
  const largest = largestBatch((batch) => planMemory(compiled, data, estimate, batch).peak, available);
  return { plan, available, largest, problem: plan.peak > available ? shortage(plan, available, largest) : null };
}

/** On the default engine, before the data is read, which takes `dataset` bytes. Null where the document cannot be trained yet. */
export function foreseeMemory(document: Document, checked: CheckedGraph, dataset: number): MemoryReport | null {
  const targets = likelyTargets(document, checked);
  if (!targets) return null;
  try {
    const model = compile(document, targets, checked);
    return reportMemory({ document, checked, model }, { dataset }, estimateOnnxMemory);
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
  available = availableMemory(),
): MemoryPlan {
  const plan = planMemory(compiled, data, estimate);
  if (plan.peak <= available) return plan;
  throw new UserError(reportMemory(compiled, data, estimate, available).problem!);
}

function shortage(plan: MemoryPlan, available: number, largest: number): Problem {
  const todo =
    largest > 0
      ? `Set the batch size to ${largest} or less, or end other programs.`
      : 'Even one row at a time does not fit: make the network smaller, or choose an optimizer that remembers less, such as SGD without momentum.';
  const repairs =
    largest > 0
      ? [
          {
            title: `Set the batch size to ${largest}`,
            actions: [{ kind: 'configure', path: ['training', 'batchSize'], value: largest } as const],
          },
        ]
      : [];
  return problem(
    'memory-short',
    { needed: formatBytes(plan.peak), parts: partsText(plan), available: formatBytes(available), todo },
    { repairs },
  );
}
