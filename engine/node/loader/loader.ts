/** The prefetching loader: a thread of its own reads batches ahead, so that the training step does not wait for data. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Fits, SplitName } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import type { TargetTypes } from '../../passes/compile.ts';
import { type Problem, UserError } from '../../problems.ts';
import type { Batch, BatchSource, Pass } from '../../train/batches.ts';
import { allocate } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { startThread } from '../programs.ts';
import { countersOf, FILLED, PASS, type RingMemory, slotsOf, TAKEN } from './ring.ts';

export interface DataRequest {
  readonly document: Document;
  readonly base: string;
  readonly fits: Fits | undefined;
  /** Batches that may lie ready. */
  readonly depth: number;
}

export interface DataFacts {
  readonly rows: Readonly<Record<SplitName, number>>;
  readonly targetTypes: TargetTypes;
  readonly fits: Fits;
  /** Rows in a batch of evaluation. */
  readonly evaluation: number;
}

export type DataSaid =
  | ({ readonly kind: 'ready'; readonly ring: RingMemory } & DataFacts)
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] | null; readonly message: string };

/** Longest time that a wait for the data thread keeps messages from arriving, in milliseconds. */
const PATIENCE = 50;
export const PREFETCH = 16;

export class Loader implements BatchSource {
  readonly facts: DataFacts;
  readonly #worker: Worker;
  readonly #counters: Int32Array;
  readonly #slots: ReturnType<typeof slotsOf>;
  readonly #capacity: number;
  /** The runtime refuses shared memory, so a batch is copied out of its slot into arrays that are made once. */
  readonly #own: Readonly<Record<string, Tensor>>;
  readonly #batches = new Map<number, Record<string, Tensor>>();
  #pass = 0;
  #failure: Error | undefined;

  private constructor(worker: Worker, { ring, ...facts }: Extract<DataSaid, { kind: 'ready' }>) {
    this.facts = facts;
    this.#worker = worker;
    this.#counters = countersOf(ring);
    this.#slots = slotsOf(ring);
    this.#capacity = ring.capacity;
    this.#own = Object.fromEntries(ring.feeds.map(({ name, dtype, shape }): [string, Tensor] => [name, { dtype, shape, data: allocate(dtype, ring.capacity * sizeOf(shape)) }]));
    worker.on('message', (said: DataSaid) => {
      if (said.kind === 'failed') this.#failure = failureOf(said);
    });
    worker.on('error', (error) => (this.#failure = error));
    worker.on('exit', () => (this.#failure ??= new Error('the data thread ended')));
    worker.unref(); // it waits for passes for ever, and must not keep a process that has failed
  }

  /** Opens the document's data in the thread. Throws a `UserError` with everything that keeps it from being trained on. */
  static async open(document: Document, base: string, { fits, depth = PREFETCH }: { fits?: Fits; depth?: number } = {}): Promise<Loader> {
    const worker = startThread('engine/node/loader/data-thread.ts', { document, base, fits, depth } satisfies DataRequest);
    const ended = once(worker, 'exit').then(() => Promise.reject(new Error('the data thread ended')));
    const [said] = (await Promise.race([once(worker, 'message'), ended])) as [DataSaid];
    if (said.kind === 'failed') {
      await worker.terminate();
      throw failureOf(said);
    }
    return new Loader(worker, said);
  }

  start(pass: Pass): void {
    this.#worker.postMessage(pass);
    Atomics.store(this.#counters, PASS, ++this.#pass);
    // the thread may be asleep for either: for a pass to begin, or for a free slot
    Atomics.notify(this.#counters, PASS);
    Atomics.notify(this.#counters, TAKEN);
  }

  async next(): Promise<Batch | null> {
    for (;;) {
      const taken = Atomics.load(this.#counters, TAKEN);
      while (Atomics.load(this.#counters, FILLED) === taken) {
        if (Atomics.wait(this.#counters, FILLED, taken, PATIENCE) !== 'timed-out') continue;
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#failure) throw this.#failure;
      }
      const slot = this.#slots[taken % this.#slots.length]!;
      // batches of a pass that was broken off are passed over
      const batch = slot.pass[0] === this.#pass ? this.#copy(slot) : undefined;
      Atomics.store(this.#counters, TAKEN, taken + 1);
      // the thread sleeps until the ring is half empty
      if ((Atomics.load(this.#counters, FILLED) - taken - 1) * 2 <= this.#slots.length) Atomics.notify(this.#counters, TAKEN);
      if (batch !== undefined) return batch;
    }
  }

  #copy({ count, rows, feeds }: ReturnType<typeof slotsOf>[number]): Batch | null {
    const size = count[0]!;
    if (size === 0) return null;
    let batch = this.#batches.get(size);
    if (!batch) {
      batch = Object.fromEntries(Object.entries(this.#own).map(([name, { dtype, shape, data }]) => [name, { dtype, shape: [size, ...shape], data: data.subarray(0, (data.length / this.#capacity) * size) } as Tensor]));
      this.#batches.set(size, batch);
    }
    for (const [name, { data }] of Object.entries(batch)) data.set(feeds[name]!.subarray(0, data.length) as never);
    return { rows: rows.slice(0, size), feeds: batch };
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

const failureOf = ({ problems, message }: Extract<DataSaid, { kind: 'failed' }>): Error => (problems ? new UserError(problems) : new Error(message));
