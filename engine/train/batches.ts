/** In which order the rows of a split are read, and what gives them. */
import type { Pipeline, SplitName } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import { permutation, randomStream } from '../ir/random.ts';
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

/** The rows of a pass's batches in turn. */
export function* batchRows(rows: Int32Array, { size, lastBatch, shuffle, from = 0 }: Pass): Generator<Int32Array> {
  const order = shuffle && permutation(rows.length, randomStream(shuffle.seed, `shuffle/${shuffle.epoch}`));
  const end = batchesIn(rows.length, size, lastBatch) * size;
  for (let start = from * size; start < end; start += size)
    yield order ? order.subarray(start, start + size).map((at) => rows[at]!) : rows.subarray(start, start + size);
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
