import {
  BYTES
} from "./chunk-ONEDDPGA.mjs";
import {
  sizeOf
} from "./chunk-J7SP52UT.mjs";

// engine/node/loader/ring.ts
var FILLED = 0;
var TAKEN = 1;
var PASS = 2;
var aligned = (bytes) => Math.ceil(bytes / 8) * 8;
var bytesOf = ({ dtype, shape }, capacity) => aligned(capacity * sizeOf(shape) * BYTES[dtype]);
function allocateRing(feeds, capacity, depth, budget) {
  const bytes = 8 + aligned(4 * capacity) + feeds.reduce((sum, feed) => sum + bytesOf(feed, capacity), 0);
  const fitting = Math.max(1, Math.min(depth, Math.max(2, Math.floor(budget / bytes))));
  return { feeds, capacity, depth: fitting, counters: new SharedArrayBuffer(12), slots: Array.from({ length: fitting }, () => new SharedArrayBuffer(bytes)) };
}
var countersOf = ({ counters }) => new Int32Array(counters);
function slotsOf({ feeds, capacity, slots }) {
  return slots.map((buffer) => {
    let at = 8 + aligned(4 * capacity);
    const views = {};
    for (const feed of feeds) {
      const size = capacity * sizeOf(feed.shape);
      views[feed.name] = feed.dtype === "float32" ? new Float32Array(buffer, at, size) : feed.dtype === "int32" ? new Int32Array(buffer, at, size) : new Uint8Array(buffer, at, size);
      at += bytesOf(feed, capacity);
    }
    return { pass: new Int32Array(buffer, 0, 1), count: new Int32Array(buffer, 4, 1), rows: new Int32Array(buffer, 8, capacity), feeds: views };
  });
}

export {
  FILLED,
  TAKEN,
  PASS,
  allocateRing,
  countersOf,
  slotsOf
};
//# sourceMappingURL=chunk-VXS3JV4I.mjs.map
