/**
 * The prefetching loader: threads of their own read batches ahead, so that the training step does not wait for data. Each has every
 * so-manieth batch and a ring for it, so that their order, and with it every bit, is the same for any number of them.
 */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import { type Fits, isCostly, type KnownData } from '../../data/pipeline.ts';
import type { ReadingWork } from '../../data/tables.ts';
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
  /** Batches that may lie ready, in all threads together; as many as suit their size where left out. */
  readonly depth: number | undefined;
  /** Its number among the threads, and how many there are. */
  readonly lane: number;
  readonly of: number;
}

/** What the first thread found, for the others. */
export interface Shared {
  readonly known: KnownData;
  /** Rows that fit a slot. */
  readonly capacity: number;
}

export interface Ready extends DataFacts {
  readonly kind: 'ready';
  readonly ring: RingMemory;
  readonly known: Shared | null;
}
export interface AlsoReady {
  readonly kind: 'also-ready';
  readonly ring: RingMemory;
}
export type DataMessage =
  | Ready
  | AlsoReady
  /** How far a file is read that takes long. */
  | { readonly kind: 'reading'; readonly done: number; readonly total: number }
  /** Something that showed only while batches were read. */
  | { readonly kind: 'told'; readonly note: Phrase }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] | null; readonly message: string };

/** Longest time that a wait for a data thread keeps messages from arriving, in milliseconds. */
const LONGEST_WAIT = 50;
/** More threads would hold more memory than they are worth. */
const MOST_THREADS = 8;

/** One of the threads: its ring, and what of it was looked into. */
class Lane {
  readonly worker: Worker;
  readonly #counters: Int32Array;
  readonly #feeds: RingMemory['feeds'];
  readonly #slots: readonly Slot[];
  /** Of each slot, by their sizes, the batches that it has held: looks into its memory, made once. */
  readonly #batches: readonly Map<number, Batch>[];
  #pass = 0;
  /** The slot of the last batch is not given back yet. */
  #holds = false;

  constructor(worker: Worker, ring: RingMemory) {
    this.worker = worker;
    this.#counters = countersOf(ring);
    this.#feeds = ring.feeds;
    this.#slots = slotsOf(ring);
    this.#batches = this.#slots.map(() => new Map());
  }

  start(pass: Pass): void {
    this.worker.postMessage(pass);
    Atomics.store(this.#counters, PASS, ++this.#pass);
    // the thread may be asleep for either: for a pass to begin, or for a free slot
    Atomics.notify(this.#counters, PASS);
    Atomics.notify(this.#counters, TAKEN);
  }

  /** `breathe` is called while there is none yet, and throws where none will come. */
  async next(breathe: () => Promise<void>): Promise<Batch | null> {
    for (;;) {
      const taken = Atomics.load(this.#counters, TAKEN);
      while (Atomics.load(this.#counters, FILLED) === taken) {
        if (Atomics.wait(this.#counters, FILLED, taken, LONGEST_WAIT) === 'timed-out') await breathe();
      }
      this.#holds = true;
      const at = taken % this.#slots.length;
      const { pass, count } = this.#slots[at]!;
      if (pass[0] === this.#pass) return count[0] === 0 ? null : this.#batch(at, count[0]!);
      // batches of a pass that was broken off are passed over
      this.giveBack();
    }
  }

  giveBack(): void {
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
}

export class Loader implements OpenSource {
  readonly facts: DataFacts;
  readonly checked: CheckedGraph;
  readonly #lanes: readonly Lane[];
  onNote: ((note: Phrase) => void) | undefined;
  readonly #told = new Set<string>();
  /** The lane of the next batch, and of the last. */
  #turn = 0;
  #last: Lane | undefined;
  #failure: Error | undefined;

  private constructor(lanes: readonly Lane[], checked: CheckedGraph, facts: DataFacts) {
    this.facts = facts;
    this.checked = checked;
    this.#lanes = lanes;
    for (const { worker } of lanes) {
      worker.on('message', (said: DataMessage) => {
        if (said.kind === 'failed') this.#failure = failureOf(said);
        if (said.kind === 'told') this.#tell(said.note);
      });
      worker.on('error', (error) => (this.#failure = error));
      worker.on('exit', () => (this.#failure ??= new Error('a data thread ended')));
      worker.unref(); // it waits for passes for ever, and must not keep a process that has failed
    }
  }

  /** Each thread comes upon a damaged row by itself. */
  #tell(note: Phrase): void {
    const text = JSON.stringify(note);
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.onNote?.(note);
  }

  /** Opens the document's data in threads. Throws a `UserError` with everything that keeps it from being trained on. */
  static async open(
    document: Document,
    base: string,
    { checked: known, fits, depth, threads, work }: SourceOptions = {},
  ): Promise<Loader> {
    const of = threads ?? (isCostly(document) ? Math.min(MOST_THREADS, availableParallelism()) : 1);
    const workers = Array.from({ length: of }, (_, lane) =>
      startThread('engine/node/loader/data-thread.ts', {
        ...{ document, base, fits, depth, lane, of },
      } satisfies DataRequest),
    );
    try {
      // while the threads load their code
      const checked = known ?? checkGraph(document.graph);
      const [first, ...others] = workers as [Worker, ...Worker[]];
      first.postMessage(checked);
      const ready = await answerOf(first, work);
      if (ready.kind !== 'ready') throw new Error('internal: the data thread spoke before it was ready');
      const { kind: _, ring, known: shared, ...facts } = ready;
      const rest = others.map(async (worker) => {
        worker.postMessage(shared);
        return new Lane(worker, (await answerOf(worker)).ring);
      });
      return new Loader([new Lane(first, ring), ...(await Promise.all(rest))], checked, facts);
    } catch (error) {
      await Promise.all(workers.map((worker) => worker.terminate()));
      throw error;
    }
  }

  start(pass: Pass): void {
    this.#last?.giveBack();
    this.#last = undefined;
    this.#turn = 0;
    for (const lane of this.#lanes) lane.start(pass);
  }

  /** A batch lies in the shared memory itself: its slot is given back with the next call. */
  async next(): Promise<Batch | null> {
    this.#last?.giveBack();
    this.#last = this.#lanes[this.#turn]!;
    this.#turn = (this.#turn + 1) % this.#lanes.length;
    return this.#last.next(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#failure) throw this.#failure;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()));
  }
}

/** That a thread is ready, and on the way to it how far it is. Throws where it cannot be, and where it is not wanted any more. */
async function answerOf(worker: Worker, { signal, progress }: ReadingWork = {}): Promise<Ready | AlsoReady> {
  signal?.throwIfAborted();
  const ended = once(worker, 'exit').then(() => Promise.reject(new Error('the data thread ended')));
  // it clears away what it has made, and says that it failed
  const stop = () => worker.postMessage(null);
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      const [said] = (await Promise.race([once(worker, 'message'), ended])) as [DataMessage];
      if (said.kind === 'ready' || said.kind === 'also-ready') return said;
      if (said.kind === 'told') throw new Error('internal: the data thread spoke before it was ready');
      if (said.kind === 'reading') progress?.(said.done, said.total);
      else {
        signal?.throwIfAborted();
        throw failureOf(said);
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

const failureOf = ({ problems, message }: Extract<DataMessage, { kind: 'failed' }>): Error =>
  problems ? new UserError(problems) : new Error(message);
