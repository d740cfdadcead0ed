/**
 * A thread that reads a run's data. The first is given the checked graph, opens the dataset and fits the transforms; others are given
 * what it found. Each then fills its own ring with its share of the batches of the passes that it is asked for: every so-manieth.
 */
import { once } from 'node:events';
import { diskFiles } from '../data/disk-files.ts';
import { setPriority } from 'node:os';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { BYTES, type TensorData } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Split } from '../../data/splits.ts';
import { batchRows, type Pass } from '../../train/batches.ts';
import { factsOf } from '../../train/source.ts';
import { batchesReady } from '../../train/memory/ready.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { UserError } from '../../problems.ts';
import { activeDocument } from '../../graph/active.ts';
import type { Moment } from '../../data/augment/rows.ts';
import { Pipeline } from '../../data/pipeline.ts';
import { openData } from '../../train/openData.ts';
import type { AlsoReady, DataMessage, DataRequest, Ready, Shared } from './loader.ts';
import { OrderAhead } from './ahead.ts';
import { allocateRing, countersOf, FILLED, PASS, type RingMemory, type Slot, slotsOf, TAKEN } from './ring.ts';

const port = parentPort!;
const post = (message: DataMessage): void => port.postMessage(message);

/** Fills the ring, pass by pass, for ever. The thread ends when it is terminated. */
function serve(
  port: MessagePort,
  data: Pipeline,
  ring: RingMemory,
  ahead: OrderAhead,
  { lane, of }: Pick<DataRequest, 'lane' | 'of'>,
): never {
  const counters = countersOf(ring);
  const slots = slotsOf(ring);
  for (let number = 1; ; number++) {
    while (Atomics.load(counters, PASS) < number) if (!ahead.work()) Atomics.wait(counters, PASS, number - 1);
    const pass = receiveMessageOnPort(port)!.message as Pass;
    const order = ahead.take(pass);
    const split = data.splits[pass.split];
    const current = () => Atomics.load(counters, PASS) === number;
    /** Waits for a free slot; false where another pass is wanted by now. A full ring is let run half empty: each waking costs. */
    const free = (): boolean => {
      let full = false;
      for (;;) {
        if (!current()) return false;
        const taken = Atomics.load(counters, TAKEN);
        const filled = Atomics.load(counters, FILLED) - taken;
        full ||= filled === slots.length;
        if (full ? filled * 2 <= slots.length : filled < slots.length) return true;
        if (!ahead.work()) Atomics.wait(counters, TAKEN, taken);
      }
    };
    const fill = (read: (slot: Slot) => Int32Array): void => {
      const slot = slots[Atomics.load(counters, FILLED) % slots.length]!;
      const taken = read(slot);
      slot.pass[0] = number;
      slot.count[0] = taken.length;
      slot.rows.set(taken);
      Atomics.add(counters, FILLED, 1);
      Atomics.notify(counters, FILLED);
    };
    const together = Math.min(batchesTogether(data, pass.size), Math.ceil(slots.length / 2));
    let batch = 0;
    let waiting: Int32Array[] = [];
    /** Fills slots with the batches that wait; false where another pass is wanted by now. */
    const flush = (): boolean => {
      const part = together > 1 ? readTogether(data, split, waiting) : undefined;
      const all = waiting.every((rows) => {
        const wanted = free();
        if (wanted) fill(part ? (slot) => part(slot, rows) : (slot) => readInto(slot, data, split, rows, pass.shuffle));
        return wanted;
      });
      waiting = [];
      return all;
    };
    for (const rows of batchRows(split.rows, pass, order)) {
      if (batch++ % of !== lane) continue;
      waiting.push(rows);
      if (waiting.length >= together && !flush()) break;
    }
    if (waiting.length > 0) flush();
    // the one whose turn is next says that it is over
    if (batch % of === lane && free()) fill(() => new Int32Array());
  }
}

/** Reads a batch into a slot; gives the rows that it has. */
function readInto(
  { feeds, capacity }: Slot,
  data: Pipeline,
  split: Split,
  rows: Int32Array,
  moment?: Moment,
): Int32Array {
  const into = (count: number): Record<string, TensorData> =>
    Object.fromEntries(
      Object.entries(feeds).map(([name, view]) => [
        name,
        view.subarray(0, (view.length / capacity) * count) as TensorData,
      ]),
    );
  return data.batch(split, rows, into, moment).rows;
}

/** Rows that are read at once at most, and bytes of them. */
const ROWS_TOGETHER = 2048;
const BYTES_TOGETHER = 1 << 20;

/**
 * How many batches are read at once: the rows of a table are small, and what each reading begins with takes longer than they do. (Of a
 * batch of 32 rows of ten columns nine tenths.) Rows that are augmented or may be damaged are read batch by batch.
 */
function batchesTogether(data: Pipeline, size: number): number {
  if (!data.readsAlike) return 1;
  const bytes = data.feeds.reduce((sum, { dtype, shape }) => sum + BYTES[dtype] * sizeOf(shape), 0);
  return Math.max(1, Math.floor(Math.min(ROWS_TOGETHER, BYTES_TOGETHER / Math.max(1, bytes)) / size));
}

/** Reads the rows of some batches at once. What it gives lays one after the other into a slot. */
function readTogether(
  data: Pipeline,
  split: Split,
  batches: readonly Int32Array[],
): (slot: Slot, batch: Int32Array) => Int32Array {
  const rows = new Int32Array(batches.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const batch of batches) {
    rows.set(batch, end);
    end += batch.length;
  }
  const read = Object.entries(data.read(split, rows)).map(([name, { data: all }]) => ({ name, all }));
  let start = 0;
  return ({ feeds }, batch) => {
    for (const { name, all } of read) {
      const size = all.length / rows.length;
      feeds[name]!.set(all.subarray(start * size, (start + batch.length) * size) as never);
    }
    start += batch.length;
    return batch;
  };
}

try {
  const { document, base, fits, depth = Number.POSITIVE_INFINITY, lane, of } = workerData as DataRequest;
  const [given] = (await once(port, 'message')) as [CheckedGraph | Shared];
  const unwanted = new AbortController();
  // whatever is said before it is ready says that it need not become it
  const hear = () => unwanted.abort();
  port.on('message', hear);
  const progress = (done: number, total: number) => post({ kind: 'reading', done, total });
  const files = diskFiles(base, { signal: unwanted.signal, ...(lane === 0 && { progress }) });
  if ('known' in given) {
    const data = await Pipeline.again(activeDocument(document), files, given.known);
    begin(data, given.capacity, { kind: 'also-ready' });
  } else {
    const opened = await openData(document, files, fits, given);
    const facts = factsOf(document, opened);
    const capacity = Math.max(document.training.batchSize, facts.evaluation);
    const known = of > 1 ? { known: opened.data.known, capacity } : null;
    begin(opened.data, capacity, { kind: 'ready', known, ...facts });
  }

  /** Never returns. */
  function begin(data: Pipeline, capacity: number, said: Omit<Ready, 'ring'> | Omit<AlsoReady, 'ring'>): void {
    // passes are taken from the line by hand
    port.off('message', hear);
    const row = data.feeds.reduce((sum, { dtype, shape }) => sum + BYTES[dtype] * sizeOf(shape), 0);
    const ready = Math.min(depth, batchesReady(document.training.batchSize, row * capacity));
    const ring = allocateRing(data.feeds, capacity, Math.max(1, Math.ceil(ready / of)));
    data.onDamage = (note) => post({ kind: 'told', note });
    post({ ...said, ring } as DataMessage);
    // On Linux this is the thread's own. With the step on every core, each waking of this thread pushed the training thread from its core
    // for as long as half a ring takes to fill: 5 to 7 % of the digits network's time, and 1 % so
    if (process.platform === 'linux') setPriority(10);
    serve(port, data, ring, new OrderAhead(data, document.training.seed), { lane, of });
  }
} catch (error) {
  post({
    kind: 'failed',
    problems: error instanceof UserError ? error.problems : null,
    message: (error as Error).stack ?? String(error),
  });
}
