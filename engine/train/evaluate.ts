/** Loss and metrics over a split. */
import type { Pipeline, Split } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import type { Session, Tensors } from './engine.ts';
import type { Metrics } from './events.ts';
import { Totals } from './metrics.ts';

/** Rows in a batch of evaluation. */
const BATCH = 500;

/** `each` sees every batch's rows and results, and lets messages arrive if it waits. */
export async function evaluateSplit(
  document: Document,
  session: Session,
  data: Pipeline,
  split: Split,
  each: (rows: Int32Array, results: Tensors, feeds: Tensors) => void | Promise<void> = () => {},
): Promise<Metrics> {
  const totals = new Totals(document.training);
  for (let start = 0; start < split.rows.length; start += BATCH) {
    const rows = split.rows.subarray(start, start + BATCH);
    const feeds = data.read(split, rows);
    const results = await session.run('evaluate', rows.length, feeds);
    totals.add(results, rows.length);
    await each(rows, results, feeds);
  }
  return totals.values();
}
