/** In which order the rows of a split are read, and what gives them. */
import type { Pipeline, SplitName } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import { permuting, randomStream } from '../ir/random.ts';
import { atOnce, type Slices } from '../slices.ts';
import type { Tensors } from './engine.ts';

type LastBatch = Document['training']['lastBatch'];

/** How many batches of a size so many rows make. */
export const batchesIn = (rows: number, size: number, lastBatch: LastBatch = 'keep'): number =>
  lastBatch === 'drop' && rows >= size ? Math.floor(rows / size) : Math.ceil(rows / size);

/** How many batches an epoch learns from. */
export const stepsIn = ({ batchSize, lastBatch }: Document['training'], rows: number): number =>
  batchesIn(rows, batchSize, lastBatch);

/** One pass over a split. */
export interface Pass {
  readonly split: SplitName;
  /** Rows in a batch; the last may be smaller. */
  readonly size: number;
  /** What becomes of it then; kept where left out. */
  readonly lastBatch?: LastBatch;
  /** In the random order of an epoch, and augmented; in the split's own order and as they are where left out. */
  readonly shuffle?: { readonly seed: number; readonly epoch: number };
  /** The first batch to give, for a pass that goes on. */
  readonly from?: number;
}

export interface Batch {
  /** Which rows of the split's table they are. */
  readonly rows: Int32Array;
  readonly feeds: Tensors;
}

export interface BatchSource {
  /** Begins a pass; what was prepared of another is thrown away. */
  start(pass: Pass): void;
  /** The next batch, or null at the end of the pass. Its arrays are valid until the next call. */
  next(): Batch | null | Promise<Batch | null>;
}

/** The random order of so many rows in an epoch. */
export const shuffling = (rows: number, { seed, epoch }: NonNullable<Pass['shuffle']>): Slices<Int32Array> =>
  permuting(rows, randomStream(seed, `shuffle/${epoch}`));

/** The rows of a pass's batches in turn. `order`: that of its epoch, where it is made already; it is used up. */
export function* batchRows(
  rows: Int32Array,
  { size, lastBatch, shuffle, from = 0 }: Pass,
  order = shuffle && atOnce(shuffling(rows.length, shuffle)),
): Generator<Int32Array> {
  const end = batchesIn(rows.length, size, lastBatch) * size;
  for (let start = from * size; start < end; start += size) {
    const batch = (order ?? rows).subarray(start, start + size);
    if (order) for (let i = 0; i < batch.length; i++) batch[i] = rows[batch[i]!]!;
    yield batch;
  }
}

/** Reads each batch when it is asked for. */
export function directBatches(data: Pipeline): BatchSource {
  let next: () => Batch | null = () => null;
  return {
    start(pass) {
      const split = data.splits[pass.split];
      const batches = batchRows(split.rows, pass);
      next = () => {
        const { value: rows } = batches.next() as IteratorResult<Int32Array, undefined>;
        return rows ? data.batch(split, rows, undefined, pass.shuffle) : null;
      };
    },
    next: () => next(),
  };
}
