import {
  FILLED,
  PASS,
  TAKEN,
  allocateRing,
  countersOf,
  slotsOf
} from "./chunks/chunk-VXS3JV4I.mjs";
import {
  batchRows
} from "./chunks/chunk-FNDLZ5F7.mjs";
import {
  evaluationBatch,
  openData
} from "./chunks/chunk-IJWFZEKJ.mjs";
import "./chunks/chunk-ONEDDPGA.mjs";
import "./chunks/chunk-J7SP52UT.mjs";
import {
  UserError
} from "./chunks/chunk-PXFNG3KO.mjs";

// engine/node/loader/data-thread.ts
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
var BUDGET = 64 << 20;
var port = parentPort;
var say = (said) => port.postMessage(said);
function serve(port2, data, ring) {
  const counters = countersOf(ring);
  const slots = slotsOf(ring);
  for (let number = 1; ; number++) {
    while (Atomics.load(counters, PASS) < number) Atomics.wait(counters, PASS, number - 1);
    const pass = receiveMessageOnPort(port2).message;
    const split = data.splits[pass.split];
    const current = () => Atomics.load(counters, PASS) === number;
    const free = () => {
      let full = false;
      for (; ; ) {
        if (!current()) return false;
        const taken = Atomics.load(counters, TAKEN);
        const filled = Atomics.load(counters, FILLED) - taken;
        full ||= filled === slots.length;
        if (full ? filled * 2 <= slots.length : filled < slots.length) return true;
        Atomics.wait(counters, TAKEN, taken);
      }
    };
    const fill = (rows) => {
      const slot = slots[Atomics.load(counters, FILLED) % slots.length];
      slot.pass[0] = number;
      slot.count[0] = rows.length;
      slot.rows.set(rows);
      if (rows.length > 0)
        data.read(split, rows, Object.fromEntries(Object.entries(slot.feeds).map(([name, view]) => [name, view.subarray(0, view.length / ring.capacity * rows.length)])));
      Atomics.add(counters, FILLED, 1);
      Atomics.notify(counters, FILLED);
    };
    for (const rows of batchRows(split.rows, pass)) {
      if (!free()) break;
      fill(rows);
    }
    if (free()) fill(new Int32Array());
  }
}
try {
  const { document, base, fits, depth } = workerData;
  const { data, checked } = await openData(document, base, fits);
  const evaluation = evaluationBatch(checked);
  const ring = allocateRing(data.feeds, Math.max(document.training.batchSize, evaluation), depth, BUDGET);
  const { splits, targetTypes } = data;
  say({ kind: "ready", ring, evaluation, targetTypes, fits: data.fits, rows: { train: splits.train.rows.length, validation: splits.validation.rows.length, test: splits.test.rows.length } });
  serve(port, data, ring);
} catch (error) {
  say({ kind: "failed", problems: error instanceof UserError ? error.problems : null, message: error.stack ?? String(error) });
}
//# sourceMappingURL=data-thread.mjs.map
