/**
 * The memory that the data thread and the training thread share: a ring of slots, each for one batch. The data thread fills them
 * ahead of the step; a slot belongs to the one or the other by two counters. Neither needs messages for a batch, so a step that
 * blocks its thread keeps nobody waiting.
 */
import { BYTES, type DType, type TensorData } from '../../types/dtype.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';

/** The counters, by their place. */
export const FILLED = 0;
export const TAKEN = 1;
/** The number of the newest pass that was asked for. */
export const PASS = 2;

export interface FeedSpec {
  readonly name: string;
  readonly dtype: DType;
  /** Of one row. */
  readonly shape: Shape;
}

export interface RingMemory {
  readonly feeds: readonly FeedSpec[];
  /** Rows that fit a slot. */
  readonly capacity: number;
  readonly counters: SharedArrayBuffer;
  readonly slots: readonly SharedArrayBuffer[];
}

/** One batch's place: what pass it is of, how many rows, which, and their feeds. No rows at all mark the end of a pass. */
export interface Slot {
  /** Rows that fit it. */
  readonly capacity: number;
  readonly pass: Int32Array;
  readonly count: Int32Array;
  readonly rows: Int32Array;
  readonly feeds: Readonly<Record<string, TensorData>>;
}

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
const bytesOf = ({ dtype, shape }: FeedSpec, capacity: number): number =>
  aligned(capacity * sizeOf(shape) * BYTES[dtype]);

/** A ring of `depth` slots for `capacity` rows each. */
export function allocateRing(feeds: readonly FeedSpec[], capacity: number, depth: number): RingMemory {
  const bytes = 8 + aligned(4 * capacity) + feeds.reduce((sum, feed) => sum + bytesOf(feed, capacity), 0);
  const slots = Array.from({ length: depth }, () => new SharedArrayBuffer(bytes));
  return { feeds, capacity, counters: new SharedArrayBuffer(12), slots };
}

export const countersOf = ({ counters }: RingMemory): Int32Array => new Int32Array(counters);

export function slotsOf({ feeds, capacity, slots }: RingMemory): Slot[] {
  return slots.map((buffer) => {
    let at = 8 + aligned(4 * capacity);
    const views: Record<string, TensorData> = {};
    for (const feed of feeds) {
      const size = capacity * sizeOf(feed.shape);
      views[feed.name] =
        feed.dtype === 'float32'
          ? new Float32Array(buffer, at, size)
          : feed.dtype === 'int32'
            ? new Int32Array(buffer, at, size)
            : new Uint8Array(buffer, at, size);
      at += bytesOf(feed, capacity);
    }
    return {
      capacity,
      pass: new Int32Array(buffer, 0, 1),
      count: new Int32Array(buffer, 4, 1),
      rows: new Int32Array(buffer, 8, capacity),
      feeds: views,
    };
  });
}
