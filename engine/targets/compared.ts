/** How many rows and steps are compared where an export is held to the engine: fewer where the network is large. */
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';

/** Rows of a step, and steps, where the network is small enough. */
const [ROWS, STEPS] = [8, 5];
/** What the steps of one comparison may take, in multiply-adds of the forward pass. */
const MOST_WORK = 4e10;

export interface Compared {
  readonly batch: number;
  readonly steps: number;
}

export function comparedRows({ training }: Document, { macs }: CheckedGraph): Compared {
  const whole = Math.min(ROWS, Math.max(1, training.batchSize));
  const fits = ({ batch, steps }: Compared) => macs * batch * steps <= MOST_WORK;
  const sizes: readonly Compared[] = [
    { batch: whole, steps: STEPS },
    { batch: Math.min(4, whole), steps: 3 },
  ];
  return sizes.find(fits) ?? { batch: Math.min(2, whole), steps: 2 };
}

/** What a project's own comparison says where Layerloom had no rows to compare when it was exported. */
export const NOT_THERE =
  'There is no parity/expected.json: Layerloom writes it where it can open the data. Export once more.';
