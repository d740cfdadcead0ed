/** Loss and metrics over a split. */
import type { SplitName } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import type { Batch, BatchSource } from './batches.ts';
import type { Session, Tensors } from './engine.ts';
import { Totals } from './metrics.ts';

const MOST_ROWS = 500;
/** What the largest tensor of a batch may take. */
const MOST_BYTES = 32 << 20;

/** How many rows are evaluated at a time: many, as nothing has to be remembered for gradients, but not more than memory bears. */
export function evaluationBatch(checked: CheckedGraph): number {
  const sizes = [...checked.nodes.values()].flatMap(({ outputs }) =>
    outputs.map(({ shape }) => shape.slice(1).reduce<number>((size, dim) => size * Number(dim), 4)),
  );
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / Math.max(4, ...sizes))));
}

/** `each` sees every batch with its results, lets messages arrive if it waits, and breaks off if it gives false. */
export async function evaluateSplit(
  document: Document,
  session: Session,
  source: BatchSource,
  split: SplitName,
  size: number,
  each: (batch: Batch, results: Tensors) => Promise<boolean>,
): Promise<Totals> {
  const totals = new Totals(document.training);
  source.start({ split, size });
  for (let batch = await source.next(); batch; batch = await source.next()) {
    const results = await session.run('evaluate', batch.rows.length, batch.feeds);
    totals.add(results);
    if (!(await each(batch, results))) break;
  }
  return totals;
}
