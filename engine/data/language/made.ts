/** Rows that were made of texts, kept as they are fed: each text is cut into tokens once, however many epochs read it. */
import { allocate, BYTES, type TensorData } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { OpenDataset, Table } from '../define.ts';
import type { Feed } from '../feeds.ts';

/** Bytes of all rows that are kept; what does not fit is made anew. */
const MOST_KEPT = 512 << 20;

interface Kept {
  readonly data: TensorData;
  /** 1 for each row that is there. */
  readonly there: Uint8Array;
}

export class MadeRows {
  readonly #feeds = new Map<string, Feed>();
  readonly #kept = new Map<string, Map<Table, Kept>>();

  constructor(feeds: readonly Feed[], { train, validation, test }: OpenDataset) {
    const rows = [train, validation, test].reduce((sum, table) => sum + (table?.rows ?? 0), 0);
    let left = MOST_KEPT;
    for (const feed of feeds) {
      if (feed.source.kind !== 'text') continue;
      const bytes = rows * sizeOf(feed.column.shape) * BYTES[feed.column.dtype];
      if (bytes > left) continue;
      left -= bytes;
      this.#feeds.set(feed.name, feed);
    }
  }

  keeps(feed: string): boolean {
    return this.#feeds.has(feed);
  }

  /** `make` is asked for those that are not there yet. */
  rows(feed: string, table: Table, rows: ArrayLike<number>, make: (rows: ArrayLike<number>) => Tensor): Tensor {
    const { column } = this.#feeds.get(feed)!;
    const size = sizeOf(column.shape);
    const kept = this.#of(feed, table, size);
    const missing = Array.from(rows).filter((row) => kept.there[row] === 0);
    if (missing.length > 0) {
      const { data } = make(missing);
      missing.forEach((row, i) => {
        kept.data.set(data.subarray(i * size, (i + 1) * size) as never, row * size);
        kept.there[row] = 1;
      });
    }
    const data = allocate(column.dtype, rows.length * size);
    for (let i = 0; i < rows.length; i++)
      data.set(kept.data.subarray(rows[i]! * size, (rows[i]! + 1) * size) as never, i * size);
    return { dtype: column.dtype, shape: [rows.length, ...column.shape], data } as Tensor;
  }

  #of(feed: string, table: Table, size: number): Kept {
    const tables = this.#kept.get(feed) ?? new Map<Table, Kept>();
    this.#kept.set(feed, tables);
    let kept = tables.get(table);
    if (!kept) {
      kept = {
        data: allocate(this.#feeds.get(feed)!.column.dtype, table.rows * size),
        there: new Uint8Array(table.rows),
      };
      tables.set(table, kept);
    }
    return kept;
  }
}
