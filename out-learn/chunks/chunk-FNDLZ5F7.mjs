import {
  permutation,
  randomStream
} from "./chunk-J7SP52UT.mjs";

// engine/train/batches.ts
function* batchRows(rows, { size, shuffle, from = 0 }) {
  const order = shuffle && permutation(rows.length, randomStream(shuffle.seed, `shuffle/${shuffle.epoch}`));
  for (let start = from * size; start < rows.length; start += size)
    yield order ? order.subarray(start, start + size).map((at) => rows[at]) : rows.subarray(start, start + size);
}
function directBatches(data) {
  let next = () => null;
  return {
    start(pass) {
      const split = data.splits[pass.split];
      const batches = batchRows(split.rows, pass);
      next = () => {
        const { value: rows } = batches.next();
        return rows ? { rows, feeds: data.read(split, rows) } : null;
      };
    },
    next: () => next()
  };
}

export {
  batchRows,
  directBatches
};
//# sourceMappingURL=chunk-FNDLZ5F7.mjs.map
