/** The prefetching loader: a thread of its own reads batches ahead, so that the training step does not wait for data. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Fits } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import type { Phrase } from '../../phrases.ts';
import { type Problem, UserError } from '../../problems.ts';
import type { Batch, Pass } from '../../train/batches.ts';
import type { DataFacts, OpenSource, SourceOptions } from '../../train/source.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { startThread } from '../programs.ts';
import { countersOf, FILLED, PASS, type RingMemory, type Slot, slotsOf, TAKEN } from './ring.ts';

export interface DataRequest {
  readonly document: Document;
  readonly base: string;
  readonly fits: Fits | undefined;
  /** Batches that may lie ready. */
  readonly depth: number;
}

export type DataMessage =
  | ({ readonly kind: 'ready'; readonly ring: RingMemory } & DataFacts)
  /** Something that showed only while batches were read. */
  | { readonly kind: 'told'; readonly note: Phrase }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] | null; readonly message: string };

/** Longest time that a wait for the data thread keeps messages from arriving, in milliseconds. */
const LONGEST_WAIT = 50;
export const PREFETCH = 16;

export class Loader implements OpenSource {
  readonly facts: DataFacts;
  readonly checked: CheckedGraph;
  readonly #worker: Worker;
  readonly #counters: Int32Array;
  readonly #feeds: RingMemory['feeds'];
  readonly #slots: readonly Slot[];
  /** Of each slot, by their sizes, the batches that it has held: looks into its memory, made once. */
  readonly #batches: readonly Map<number, Batch>[];
  onNote: ((note: Phrase) => void) | undefined;
  #pass = 0;
  /** The slot of the last batch is not given back yet. */
  #holds = false;
  #failure: Error | undefined;

  private constructor(
    worker: Worker,
    checked: CheckedGraph,
    { ring, ...facts }: Extract<DataMessage, { kind: 'ready' }>,
  ) {
    this.facts = facts;
    this.checked = checked;
    this.#worker = worker;
    this.#counters = countersOf(ring);
    this.#feeds = ring.feeds;
    this.#slots = slotsOf(ring);
    this.#batches = this.#slots.map(() => new Map());
    worker.on('message', (said: DataMessage) => {
      if (said.kind === 'failed') this.#failure = failureOf(said);
      if (said.kind === 'told') this.onNote?.(said.note);
    });
    worker.on('error', (error) => (this.#failure = error));
    worker.on('exit', () => (this.#failure ??= new Error('the data thread ended')));
    worker.unref(); // it waits for passes for ever, and must not keep a process that has failed
  }

  /** Opens the document's data in the thread. Throws a `UserError` with everything that keeps it from being trained on. */
  static async open(
    document: Document,
    base: string,
    { checked: known, fits, depth = PREFETCH }: SourceOptions = {},
  ): Promise<Loader> {
    const worker = startThread('engine/node/loader/data-thread.ts', {
      document,
      base,
      fits,
      depth,
    } satisfies DataRequest);
    // while the thread loads its code
    const checked = known ?? checkGraph(document.graph);
    worker.postMessage(checked);
    const ended = once(worker, 'exit').then(() => Promise.reject(new Error('the data thread ended')));
    const [said] = (await Promise.race([once(worker, 'message'), ended])) as [DataMessage];
    if (said.kind === 'ready') return new Loader(worker, checked, said);
    await worker.terminate();
    throw said.kind === 'failed' ? failureOf(said) : new Error('internal: the data thread spoke before it was ready');
  }

  start(pass: Pass): void {
    this.#worker.postMessage(pass);
    Atomics.store(this.#counters, PASS, ++this.#pass);
    // the thread may be asleep for either: for a pass to begin, or for a free slot
    Atomics.notify(this.#counters, PASS);
    Atomics.notify(this.#counters, TAKEN);
  }

  /** A batch lies in the shared memory itself: its slot is given back with the next call. */
  async next(): Promise<Batch | null> {
    this.#giveBack();
    for (;;) {
      const taken = Atomics.load(this.#counters, TAKEN);
      while (Atomics.load(this.#counters, FILLED) === taken) {
        if (Atomics.wait(this.#counters, FILLED, taken, LONGEST_WAIT) !== 'timed-out') continue;
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#failure) throw this.#failure;
      }
      this.#holds = true;
      const at = taken % this.#slots.length;
      const { pass, count } = this.#slots[at]!;
      if (pass[0] === this.#pass) return count[0] === 0 ? null : this.#batch(at, count[0]!);
      // batches of a pass that was broken off are passed over
      this.#giveBack();
    }
  }

  #giveBack(): void {
    if (!this.#holds) return;
    this.#holds = false;
    const taken = Atomics.add(this.#counters, TAKEN, 1) + 1;
    // the thread sleeps until the ring is half empty
    if ((Atomics.load(this.#counters, FILLED) - taken) * 2 <= this.#slots.length) Atomics.notify(this.#counters, TAKEN);
  }

  #batch(at: number, size: number): Batch {
    let batch = this.#batches[at]!.get(size);
    if (!batch) {
      const { rows, feeds } = this.#slots[at]!;
      const tensors = this.#feeds.map(({ name, dtype, shape }) => [
        name,
        { dtype, shape: [size, ...shape], data: feeds[name]!.subarray(0, size * sizeOf(shape)) } as Tensor,
      ]);
      batch = { rows: rows.subarray(0, size), feeds: Object.fromEntries(tensors) as Record<string, Tensor> };
      this.#batches[at]!.set(size, batch);
    }
    return batch;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

const failureOf = ({ problems, message }: Extract<DataMessage, { kind: 'failed' }>): Error =>
  problems ? new UserError(problems) : new Error(message);
