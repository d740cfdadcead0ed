/** How many batches lie ready before the step asks for them. */

/** What they may take, in bytes. */
export const READY_BYTES = 64 << 20;
const USUAL = 16;
/**
 * Of small batches as many as have so many rows, in so many bytes: a step on them is over before a thread wakes, and many are read at
 * once while those that lie ready are learned from.
 */
const ROWS = 4096;
const SMALL_BYTES = 8 << 20;

/** `batch`: rows that a step takes; `slot`: bytes of the largest batch that is ever to lie there. At least two. */
export function batchesReady(batch: number, slot: number): number {
  const usual = Math.min(USUAL, Math.floor(READY_BYTES / Math.max(1, slot)));
  const small = Math.min(Math.ceil(ROWS / batch), Math.floor(SMALL_BYTES / Math.max(1, slot)));
  return Math.max(2, usual, small);
}
