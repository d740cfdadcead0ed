import {
  apply,
  broadcastShapes,
  formatShape,
  hashName,
  normalFrom,
  normalizeAxis,
  sameShape,
  sizeOf,
  streamKey,
  stridesOf,
  uniformAt
} from "./chunk-J7SP52UT.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/graph/document.ts
import { z } from "zod";
var FORMAT_VERSION = 1;
var id = z.string().min(1).max(200).describe("Unique among its kind.");
var json = z.json();
var choice = z.strictObject({ type: z.string().min(1), settings: z.record(z.string(), json).default({}) });
var position = z.strictObject({ x: z.number(), y: z.number() });
var end = z.strictObject({ node: id, port: z.string().min(1) });
var node = z.strictObject({
  id,
  type: z.string().min(1).describe("The layer, by its id."),
  settings: z.record(z.string(), json).default({}).describe("Settings that differ from the default."),
  position,
  label: z.string().min(1).max(200).optional().describe("The user's own name; weights are named after it, else after the id."),
  frozen: z.boolean().optional().describe("Its weights do not change in training."),
  regularization: z.strictObject({ l1: z.number().min(0).default(0), l2: z.number().min(0).default(0) }).optional().describe("Added to the loss for each weight that is not a bias: l1 * sum |w| + l2 * sum w^2.")
});
var edge = z.strictObject({ from: end, to: end });
var graph = z.strictObject({
  nodes: z.array(node),
  edges: z.array(edge),
  blocks: z.array(z.strictObject({ id, name: z.string(), nodes: z.array(node), edges: z.array(edge) })).default([]),
  groups: z.array(z.strictObject({ id, title: z.string(), nodes: z.array(id) })).default([]),
  notes: z.array(z.strictObject({ id, text: z.string(), position, size: z.strictObject({ width: z.number(), height: z.number() }).optional() })).default([])
});
var column = z.strictObject({
  column: z.string().min(1).describe("A column of the dataset."),
  transforms: z.array(choice).default([]).describe("Applied in order; fitted on the training split.")
});
var data = z.strictObject({
  dataset: choice.nullable().default(null),
  inputs: z.record(id, column).default({}).describe("For each Input node the column that feeds it."),
  targets: z.record(z.string(), column).default({}).describe("For each target that a loss names its column."),
  split: z.strictObject({
    validation: z.number().min(0).max(0.9).default(0.1).describe("Share of the training rows kept for validation."),
    test: z.number().min(0).max(0.9).default(0.1).describe("Share of all rows kept for testing, where the dataset has no test split of its own."),
    seed: z.int().min(0).default(0)
  }).prefault({})
});
var training = z.strictObject({
  losses: z.array(z.strictObject({
    output: id.optional().describe("The node whose output is judged; the only output where there is one."),
    target: z.string().min(1).default("target").describe("A key of data.targets."),
    loss: choice,
    weight: z.number().default(1)
  })).default([]),
  optimizer: choice.prefault({ type: "sgd" }),
  learningRate: z.number().positive().default(0.01),
  clipping: z.strictObject({ type: z.enum(["none", "value", "globalNorm"]), threshold: z.number().positive().default(1) }).prefault({ type: "none" }),
  earlyStopping: z.strictObject({
    monitor: z.string().default("loss").describe("A validation metric."),
    patience: z.int().min(1).default(5).describe("Epochs without improvement."),
    minimumChange: z.number().min(0).default(0)
  }).nullable().default(null),
  metrics: z.array(choice).default([]),
  batchSize: z.int().min(1).default(32),
  epochs: z.int().min(1).default(10),
  seed: z.int().min(0).max(2147483647).default(0)
});
var documentSchema = z.strictObject({
  format: z.literal("loom"),
  version: z.literal(FORMAT_VERSION),
  name: z.string().default("Untitled"),
  graph: graph.prefault({ nodes: [], edges: [] }),
  data: data.prefault({}),
  training: training.prefault({})
});
var nameOf = (node2) => node2.label ?? node2.id;

// engine/ir/infer.ts
var fail = (message) => {
  throw new Error(`internal: ${message}`);
};
var float = (shape) => [{ dtype: "float32", shape }];
function want(type, dtype) {
  if (type === void 0) return fail("an operand is missing");
  if (type.dtype !== dtype) fail(`expected ${dtype}, got ${type.dtype}`);
  return type;
}
function operands(inputs, count) {
  if (inputs.length !== count) fail(`expected ${count} operands, got ${inputs.length}`);
}
function broadcast(inputs) {
  let shape = [];
  for (const input2 of inputs)
    shape = broadcastShapes(shape, input2.shape) ?? fail(`${inputs.map((i) => formatShape(i.shape)).join(" and ")} do not broadcast`);
  return shape;
}
var floatUnary = (_, inputs) => {
  operands(inputs, 1);
  return float(want(inputs[0], "float32").shape);
};
var numericUnary = (_, inputs) => {
  operands(inputs, 1);
  if (inputs[0].dtype === "bool") fail("arithmetic on bool");
  return [inputs[0]];
};
var arithmetic = (_, inputs) => {
  operands(inputs, 2);
  const [a, b] = inputs;
  if (a.dtype !== b.dtype || a.dtype === "bool") fail(`arithmetic on ${a.dtype} and ${b.dtype}`);
  return [{ dtype: a.dtype, shape: broadcast(inputs) }];
};
var floatBinary = (_, inputs) => {
  operands(inputs, 2);
  for (const input2 of inputs) want(input2, "float32");
  return float(broadcast(inputs));
};
var comparison = (_, inputs) => {
  operands(inputs, 2);
  if (inputs[0].dtype !== inputs[1].dtype) fail(`comparing ${inputs[0].dtype} with ${inputs[1].dtype}`);
  return [{ dtype: "bool", shape: broadcast(inputs) }];
};
var logical = (_, inputs) => {
  operands(inputs, 2);
  for (const input2 of inputs) want(input2, "bool");
  return [{ dtype: "bool", shape: broadcast(inputs) }];
};
var reduction = ({ axes, keep }, inputs) => {
  operands(inputs, 1);
  const { dtype, shape } = inputs[0];
  if (dtype === "bool") fail("reduction of bool");
  for (const axis of axes) if (axis < 0 || axis >= shape.length) fail(`axis ${axis} of ${formatShape(shape)}`);
  return [
    { dtype, shape: keep ? shape.map((d, i) => axes.includes(i) ? 1 : d) : shape.filter((_, i) => !axes.includes(i)) }
  ];
};
function windowCount(length, size, { stride, padding, dilation }, axis) {
  const [before, after] = padding[axis];
  return Math.floor((length + before + after - dilation[axis] * (size - 1) - 1) / stride[axis]) + 1;
}
function slide(spatial, size, window) {
  const rank = spatial.length;
  if ([size, window.stride, window.padding, window.dilation].some((entry) => entry.length !== rank))
    fail(`a window of rank ${size.length} on ${rank} spatial dimensions`);
  return spatial.map((length, axis) => {
    const count = windowCount(length, size[axis], window, axis);
    return count >= 1 ? count : fail(`window ${size[axis]} does not fit length ${length} in dimension ${axis}`);
  });
}
function convShape(params, x, w) {
  if (x.length !== w.length || x.length < 3) fail(`conv of ${formatShape(x)} by ${formatShape(w)}`);
  if (x[1] !== w[1] * params.groups || w[0] % params.groups !== 0)
    fail(`conv of ${x[1]} channels by ${formatShape(w)} in ${params.groups} groups`);
  return [x[0], w[0], ...slide(x.slice(2), w.slice(2), params)];
}
var poolShape = (params, x) => [...x.slice(0, 2), ...slide(x.slice(2), params.size, params)];
function expectShape(actual, expected, what) {
  if (formatShape(actual) !== formatShape(expected))
    fail(`${what} has shape ${formatShape(actual)}, expected ${formatShape(expected)}`);
}
var rules = {
  fill: ({ dtype, shape }) => [{ dtype, shape }],
  constant: ({ dtype, shape, values }) => {
    if (values.length !== sizeOf(shape)) fail(`${values.length} values for ${formatShape(shape)}`);
    return [{ dtype, shape }];
  },
  iota: ({ dtype, shape }) => [{ dtype, shape }],
  randomUniform: ({ shape }, inputs) => {
    operands(inputs, 1);
    expectShape(want(inputs[0], "int32").shape, [], "the seed");
    return float(shape);
  },
  neg: numericUnary,
  abs: numericUnary,
  sign: numericUnary,
  exp: floatUnary,
  log: floatUnary,
  sqrt: floatUnary,
  sin: floatUnary,
  cos: floatUnary,
  tanh: floatUnary,
  sigmoid: floatUnary,
  softplus: floatUnary,
  erf: floatUnary,
  floor: floatUnary,
  relu: floatUnary,
  not: (_, inputs) => [want(inputs[0], "bool")],
  cast: ({ to }, inputs) => [{ dtype: to, shape: inputs[0].shape }],
  stopGradient: (_, inputs) => [inputs[0]],
  add: arithmetic,
  sub: arithmetic,
  mul: arithmetic,
  div: floatBinary,
  pow: floatBinary,
  max: arithmetic,
  min: arithmetic,
  eq: comparison,
  lt: comparison,
  le: comparison,
  and: logical,
  or: logical,
  select: (_, inputs) => {
    operands(inputs, 3);
    want(inputs[0], "bool");
    if (inputs[1].dtype !== inputs[2].dtype) fail("select between two element types");
    return [{ dtype: inputs[1].dtype, shape: broadcast(inputs) }];
  },
  matmul: ({ transposeA, transposeB }, inputs) => {
    operands(inputs, 2);
    const a = want(inputs[0], "float32").shape;
    const b = want(inputs[1], "float32").shape;
    if (a.length < 2 || b.length < 2) fail(`matmul of ${formatShape(a)} by ${formatShape(b)}`);
    const [m, k] = transposeA ? [a.at(-1), a.at(-2)] : [a.at(-2), a.at(-1)];
    const [l, n] = transposeB ? [b.at(-1), b.at(-2)] : [b.at(-2), b.at(-1)];
    const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
    if (k !== l || batch === void 0) return fail(`matmul of ${formatShape(a)} by ${formatShape(b)}`);
    return float([...batch, m, n]);
  },
  conv: (params, inputs) => float(convShape(params, want(inputs[0], "float32").shape, want(inputs[1], "float32").shape)),
  convInputGrad: (params, inputs) => {
    const dy = want(inputs[0], "float32").shape;
    const w = want(inputs[1], "float32").shape;
    const x = [dy[0], w[1] * params.groups, ...params.inputSize];
    expectShape(dy, convShape(params, x, w), "dy");
    return float(x);
  },
  convWeightGrad: (params, inputs) => {
    const x = want(inputs[0], "float32").shape;
    const dy = want(inputs[1], "float32").shape;
    const w = [dy[1], x[1] / params.groups, ...params.kernel];
    expectShape(dy, convShape(params, x, w), "dy");
    return float(w);
  },
  maxPool: (params, inputs) => float(poolShape(params, want(inputs[0], "float32").shape)),
  maxPoolGrad: (params, inputs) => {
    operands(inputs, 3);
    const [x, y, dy] = inputs.map((input2) => want(input2, "float32").shape);
    expectShape(y, poolShape(params, x), "y");
    expectShape(dy, y, "dy");
    return float(x);
  },
  avgPool: (params, inputs) => float(poolShape(params, want(inputs[0], "float32").shape)),
  avgPoolGrad: (params, inputs) => {
    const dy = want(inputs[0], "float32").shape;
    const x = [dy[0], dy[1], ...params.inputSize];
    expectShape(dy, poolShape(params, x), "dy");
    return float(x);
  },
  sum: reduction,
  mean: (params, inputs) => {
    want(inputs[0], "float32");
    return reduction(params, inputs);
  },
  reduceMax: reduction,
  reduceMin: reduction,
  argMax: ({ axis }, inputs) => [{ dtype: "int32", shape: inputs[0].shape.filter((_, i) => i !== axis) }],
  cumsum: ({ axis }, inputs) => axis < inputs[0].shape.length ? [inputs[0]] : fail(`cumsum along axis ${axis}`),
  softmax: (_, inputs) => [want(inputs[0], "float32")],
  logSoftmax: (_, inputs) => [want(inputs[0], "float32")],
  standardize: ({ axes }, inputs) => {
    const x = want(inputs[0], "float32");
    const shape = x.shape.map((dim, axis) => axes.includes(axis) ? 1 : dim);
    return [x, ...float(shape), ...float(shape)];
  },
  reshape: ({ to }, inputs) => {
    const { dtype, shape } = inputs[0];
    if (sizeOf(shape) !== sizeOf(to)) fail(`reshape of ${formatShape(shape)} to ${formatShape(to)}`);
    return [{ dtype, shape: to }];
  },
  transpose: ({ order }, inputs) => {
    const { dtype, shape } = inputs[0];
    if ([...order].sort((a, b) => a - b).some((axis, i) => axis !== i) || order.length !== shape.length)
      fail(`transpose of ${formatShape(shape)} by [${order.join(", ")}]`);
    return [{ dtype, shape: order.map((axis) => shape[axis]) }];
  },
  broadcast: ({ to }, inputs) => {
    const { dtype, shape } = inputs[0];
    expectShape(broadcastShapes(shape, to) ?? [], to, "broadcast");
    return [{ dtype, shape: to }];
  },
  concat: ({ axis }, inputs) => {
    const first = inputs[0] ?? fail("concat of nothing");
    for (const input2 of inputs) {
      if (input2.dtype !== first.dtype) fail("concat of different element types");
      expectShape(input2.shape.with(axis, 0), first.shape.with(axis, 0), "an operand of concat");
    }
    return [{ dtype: first.dtype, shape: first.shape.with(axis, inputs.reduce((sum, i) => sum + i.shape[axis], 0)) }];
  },
  slice: ({ start, stop, step }, inputs) => {
    const { dtype, shape } = inputs[0];
    return [
      {
        dtype,
        shape: shape.map((dim, axis) => {
          if (start[axis] < 0 || stop[axis] > dim || start[axis] >= stop[axis] || step[axis] < 1)
            fail(`slice [${start.join(", ")}] to [${stop.join(", ")}] of ${formatShape(shape)}`);
          return Math.ceil((stop[axis] - start[axis]) / step[axis]);
        })
      }
    ];
  },
  pad: ({ padding }, inputs) => [
    { dtype: inputs[0].dtype, shape: inputs[0].shape.map((dim, axis) => dim + padding[axis][0] + padding[axis][1]) }
  ],
  reverse: (_, inputs) => [inputs[0]],
  gather: ({ axis }, inputs) => {
    const { dtype, shape } = inputs[0];
    return [{ dtype, shape: [...shape.slice(0, axis), ...want(inputs[1], "int32").shape, ...shape.slice(axis + 1)] }];
  },
  scatterAdd: ({ axis, size }, inputs) => {
    const indices2 = want(inputs[0], "int32").shape;
    const dy = want(inputs[1], "float32").shape;
    expectShape(dy.slice(axis, axis + indices2.length), indices2, "the indices of scatterAdd");
    return float([...dy.slice(0, axis), size, ...dy.slice(axis + indices2.length)]);
  },
  gatherElements: ({ axis }, inputs) => {
    const { dtype, shape } = inputs[0];
    const indices2 = want(inputs[1], "int32").shape;
    expectShape(indices2.with(axis, 0), shape.with(axis, 0), "the indices of gatherElements");
    return [{ dtype, shape: indices2 }];
  },
  scatterElementsAdd: ({ axis, size }, inputs) => {
    expectShape(want(inputs[0], "int32").shape, want(inputs[1], "float32").shape, "the indices of scatterElementsAdd");
    return float(inputs[1].shape.with(axis, size));
  },
  scan: ({ body, carries, scanned }, inputs) => {
    operands(inputs, body.inputs.length);
    if (scanned < 1) fail("a loop without a sequence");
    const length = inputs[carries].shape[0];
    body.inputs.forEach(({ value }, i) => {
      if (inputs[i].dtype !== value.dtype) fail(`operand ${i} is ${inputs[i].dtype}, the body expects ${value.dtype}`);
      const sequence = i >= carries && i < carries + scanned;
      expectShape(inputs[i].shape, sequence ? [length, ...value.shape] : value.shape, `operand ${i}`);
    });
    return body.outputs.map(({ value: { dtype, shape } }, i) => {
      if (i >= carries) return { dtype, shape: [length, ...shape] };
      expectShape(shape, inputs[i].shape, `the next value of carry ${i}`);
      return { dtype, shape };
    });
  }
};
function inferTypes(prim, params, inputs) {
  try {
    return apply(rules, { prim, params }, inputs);
  } catch (error) {
    throw new Error(`internal: ${prim}: ${error.message.replace("internal: ", "")}`, { cause: error });
  }
}

// engine/ir/builder.ts
var Builder = class _Builder {
  #inputs = [];
  #equations = [];
  #outputs = [];
  #next = 0;
  /** Continue a program's numbering, for a pass that adds equations to values it already has. */
  constructor(firstId = 0) {
    this.#next = firstId;
  }
  input(name, dtype, shape) {
    if (this.#inputs.some((input2) => input2.name === name)) throw new Error(`internal: two inputs are called ${name}`);
    const value = this.#value(dtype, shape);
    this.#inputs.push({ name, value });
    return value;
  }
  output(name, value) {
    if (this.#outputs.some((output) => output.name === name)) throw new Error(`internal: two outputs are called ${name}`);
    this.#outputs.push({ name, value });
  }
  finish() {
    return { inputs: [...this.#inputs], equations: [...this.#equations], outputs: [...this.#outputs] };
  }
  /** Equations so far, in order: what differentiation walks backwards. */
  get equations() {
    return this.#equations;
  }
  /** One equation of any primitive; its outputs. */
  emitAll(prim, params, ...inputs) {
    const types = inferTypes(prim, params, inputs);
    const outputs = types.map(({ dtype, shape }) => this.#value(dtype, shape));
    this.#equations.push({ prim, params, inputs, outputs });
    return outputs;
  }
  /** One equation; its first output. */
  emit(prim, params, ...inputs) {
    return this.emitAll(prim, params, ...inputs)[0];
  }
  /** The equations of a program once more, on these inputs; its outputs, in order. */
  inline(program, inputs) {
    const replaced = new Map(program.inputs.map(({ value }, i) => [value, inputs[i]]));
    for (const { prim, params, inputs: operands2, outputs } of program.equations)
      this.emitAll(prim, params, ...operands2.map((value) => replaced.get(value))).forEach((value, i) => replaced.set(outputs[i], value));
    return program.outputs.map(({ value }) => replaced.get(value));
  }
  /** Gives a loop that is already there a body with further results at its end; their stacked values. */
  extendScan(equation, body) {
    const at = this.#equations.indexOf(equation);
    const params = { ...equation.params, body };
    const added = inferTypes("scan", params, equation.inputs).slice(equation.outputs.length).map(({ dtype, shape }) => this.#value(dtype, shape));
    this.#equations[at] = { ...equation, params, outputs: [...equation.outputs, ...added] };
    return added;
  }
  #value(dtype, shape) {
    return { id: this.#next++, dtype, shape };
  }
  #binary(prim, a, b) {
    const dtype = typeof a === "number" ? typeof b === "number" ? "float32" : b.dtype : a.dtype;
    return this.emit(prim, {}, this.#operand(a, dtype), this.#operand(b, dtype));
  }
  #operand(x, dtype) {
    return typeof x === "number" ? this.fill(x, [], dtype) : x;
  }
  // Leaves
  fill(value, shape = [], dtype = "float32") {
    return this.emit("fill", { dtype, shape, value });
  }
  constant(values, shape = [values.length], dtype = "float32") {
    return this.emit("constant", { dtype, shape, values });
  }
  iota(shape, axis, dtype = "int32") {
    return this.emit("iota", { dtype, shape, axis });
  }
  randomUniform(seed, shape, stream) {
    return this.emit("randomUniform", { shape, stream }, seed);
  }
  // Elementwise
  neg(x) {
    return this.emit("neg", {}, x);
  }
  abs(x) {
    return this.emit("abs", {}, x);
  }
  sign(x) {
    return this.emit("sign", {}, x);
  }
  exp(x) {
    return this.emit("exp", {}, x);
  }
  log(x) {
    return this.emit("log", {}, x);
  }
  sqrt(x) {
    return this.emit("sqrt", {}, x);
  }
  sin(x) {
    return this.emit("sin", {}, x);
  }
  cos(x) {
    return this.emit("cos", {}, x);
  }
  tanh(x) {
    return this.emit("tanh", {}, x);
  }
  sigmoid(x) {
    return this.emit("sigmoid", {}, x);
  }
  softplus(x) {
    return this.emit("softplus", {}, x);
  }
  erf(x) {
    return this.emit("erf", {}, x);
  }
  floor(x) {
    return this.emit("floor", {}, x);
  }
  relu(x) {
    return this.emit("relu", {}, x);
  }
  not(x) {
    return this.emit("not", {}, x);
  }
  cast(x, to) {
    return x.dtype === to ? x : this.emit("cast", { to }, x);
  }
  stopGradient(x) {
    return this.emit("stopGradient", {}, x);
  }
  square(x) {
    return this.mul(x, x);
  }
  add(a, b) {
    return this.#binary("add", a, b);
  }
  sub(a, b) {
    return this.#binary("sub", a, b);
  }
  mul(a, b) {
    return this.#binary("mul", a, b);
  }
  div(a, b) {
    return this.#binary("div", a, b);
  }
  pow(a, b) {
    return this.#binary("pow", a, b);
  }
  max(a, b) {
    return this.#binary("max", a, b);
  }
  min(a, b) {
    return this.#binary("min", a, b);
  }
  eq(a, b) {
    return this.#binary("eq", a, b);
  }
  lt(a, b) {
    return this.#binary("lt", a, b);
  }
  le(a, b) {
    return this.#binary("le", a, b);
  }
  gt(a, b) {
    return this.lt(b, a);
  }
  ge(a, b) {
    return this.le(b, a);
  }
  and(a, b) {
    return this.emit("and", {}, a, b);
  }
  or(a, b) {
    return this.emit("or", {}, a, b);
  }
  select(condition, a, b) {
    const dtype = typeof a !== "number" ? a.dtype : typeof b !== "number" ? b.dtype : "float32";
    return this.emit("select", {}, condition, this.#operand(a, dtype), this.#operand(b, dtype));
  }
  // Products and pooling
  matmul(a, b, { transposeA = false, transposeB = false } = {}) {
    return this.emit("matmul", { transposeA, transposeB }, a, b);
  }
  conv(x, w, params) {
    return this.emit("conv", params, x, w);
  }
  maxPool(x, params) {
    return this.emit("maxPool", params, x);
  }
  avgPool(x, params) {
    return this.emit("avgPool", params, x);
  }
  // Reductions; axes may count from the back, and all are meant where none is named
  sum(x, axes, keep = false) {
    return this.emit("sum", this.#reduction(x, axes, keep), x);
  }
  mean(x, axes, keep = false) {
    return this.emit("mean", this.#reduction(x, axes, keep), x);
  }
  reduceMax(x, axes, keep = false) {
    return this.emit("reduceMax", this.#reduction(x, axes, keep), x);
  }
  reduceMin(x, axes, keep = false) {
    return this.emit("reduceMin", this.#reduction(x, axes, keep), x);
  }
  #reduction(x, axes, keep) {
    const normal = axes?.map((axis) => normalizeAxis(axis, x.shape.length)) ?? x.shape.map((_, axis) => axis);
    return { axes: normal.sort((a, b) => a - b), keep };
  }
  argMax(x, axis) {
    return this.emit("argMax", { axis: normalizeAxis(axis, x.shape.length) }, x);
  }
  cumsum(x, axis, { exclusive = false, reverse = false } = {}) {
    return this.emit("cumsum", { axis: normalizeAxis(axis, x.shape.length), exclusive, reverse }, x);
  }
  softmax(x, axis = -1) {
    return this.emit("softmax", { axis: normalizeAxis(axis, x.shape.length) }, x);
  }
  logSoftmax(x, axis = -1) {
    return this.emit("logSoftmax", { axis: normalizeAxis(axis, x.shape.length) }, x);
  }
  /** [standardized x, mean, biased variance]. */
  standardize(x, axes, epsilon) {
    const [y, mean, variance] = this.emitAll("standardize", { axes, epsilon }, x);
    return [y, mean, variance];
  }
  /**
   * A loop over axis 0 of `sequences`, see the primitive. The body is written with a builder of its own; what it takes from
   * outside is handed in through `constants`.
   */
  scan({ carries, sequences, constants = [], reverse = false }, body) {
    const inner = new _Builder();
    const enter = (name, values, skip = 0) => values.map(({ dtype, shape }, i) => inner.input(`${name} ${i}`, dtype, shape.slice(skip)));
    const next = body(inner, enter("carry", carries), enter("slice", sequences, 1), enter("constant", constants));
    next.carries.forEach((value, i) => inner.output(`carry ${i}`, value));
    next.results.forEach((value, i) => inner.output(`result ${i}`, value));
    const outputs = this.emitAll("scan", { body: inner.finish(), carries: carries.length, scanned: sequences.length, reverse }, ...carries, ...sequences, ...constants);
    return { carries: outputs.slice(0, carries.length), results: outputs.slice(carries.length) };
  }
  // Shape
  reshape(x, to) {
    return sameShape(x.shape, to) ? x : this.emit("reshape", { to }, x);
  }
  transpose(x, order) {
    return order.every((axis, i) => axis === i) ? x : this.emit("transpose", { order }, x);
  }
  broadcast(x, to) {
    return sameShape(x.shape, to) ? x : this.emit("broadcast", { to }, x);
  }
  concat(values, axis) {
    return values.length === 1 ? values[0] : this.emit("concat", { axis: normalizeAxis(axis, values[0].shape.length) }, ...values);
  }
  slice(x, start, stop, step = x.shape.map(() => 1)) {
    return this.emit("slice", { start, stop, step }, x);
  }
  pad(x, padding, value = 0) {
    return padding.every(([low, high]) => low === 0 && high === 0) ? x : this.emit("pad", { padding, value }, x);
  }
  reverse(x, axes) {
    return this.emit("reverse", { axes }, x);
  }
  // Indexing
  gather(x, indices2, axis = 0) {
    return this.emit("gather", { axis }, x, indices2);
  }
  gatherElements(x, indices2, axis) {
    return this.emit("gatherElements", { axis: normalizeAxis(axis, x.shape.length) }, x, indices2);
  }
  /** float32 one-hot rows: indices [...] to [..., depth]. */
  oneHot(indices2, depth) {
    const column2 = this.reshape(indices2, [...indices2.shape, 1]);
    return this.cast(this.eq(column2, this.iota([depth], 0)), "float32");
  }
  /** Elements of x, as a number. */
  size(x) {
    return sizeOf(x.shape);
  }
};

// engine/types/dtype.ts
var BYTES = { float32: 4, int32: 4, bool: 1 };
function allocate(dtype, size) {
  const make = {
    float32: (n) => new Float32Array(n),
    int32: (n) => new Int32Array(n),
    bool: (n) => new Uint8Array(n)
  };
  return make[dtype](size);
}

// engine/types/tensor.ts
function tensor(dtype, shape, data2) {
  const size = sizeOf(shape);
  let filled2;
  if (data2 === void 0) filled2 = allocate(dtype, size);
  else if (Array.isArray(data2)) {
    filled2 = allocate(dtype, data2.length);
    filled2.set(data2);
  } else filled2 = data2;
  if (filled2.length !== size)
    throw new Error(`internal: ${filled2.length} values for a tensor of shape ${formatShape(shape)}`);
  return { dtype, shape, data: filled2 };
}
function sameType(a, b) {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}
function formatType({ dtype, shape }) {
  return dtype === "float32" ? formatShape(shape) : `${dtype} ${formatShape(shape)}`;
}

// engine/ir/text.ts
function valueName({ id: id2 }) {
  let name = "";
  for (let n = id2 + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(97 + (n - 1) % 26) + name;
  return name;
}
var typed = (value) => `${valueName(value)}:${value.dtype}[${value.shape.join(",")}]`;
function formatParam(value) {
  if (Array.isArray(value)) return `[${value.map(formatParam).join(", ")}]`;
  if (typeof value === "object") return `<${formatStatements(value).join("; ")}>`;
  return Object.is(value, -0) ? "-0" : String(value);
}
function formatParams(params) {
  return `{${Object.entries(params).map(([name, value]) => `${name}: ${formatParam(value)}`).join(", ")}}`;
}
function formatEquation({ prim, params, inputs, outputs }) {
  const parts = [outputs.map(typed).join(" "), "=", prim, ...inputs.map(valueName)];
  return [...parts, ...Object.keys(params).length > 0 ? [formatParams(params)] : []].join(" ");
}
function formatStatements({ inputs, equations, outputs }) {
  return [
    ...inputs.map(({ name, value }) => `input ${typed(value)} ${JSON.stringify(name)}`),
    ...equations.map(formatEquation),
    ...outputs.map(({ name, value }) => `output ${valueName(value)} ${JSON.stringify(name)}`)
  ];
}

// engine/ir/verify.ts
var show = (value) => `${valueName(value)}:${value.dtype}[${value.shape.join(",")}]`;
function uniqueNames(list, what) {
  const seen = /* @__PURE__ */ new Set();
  for (const { name } of list) {
    if (seen.has(name)) throw new Error(`internal: two ${what} are called ${name}`);
    seen.add(name);
  }
}
function verify(program) {
  const { inputs, equations, outputs } = program;
  uniqueNames(inputs, "inputs");
  uniqueNames(outputs, "outputs");
  const defined = /* @__PURE__ */ new Set();
  const ids = /* @__PURE__ */ new Set();
  const define = (value) => {
    if (ids.has(value.id)) throw new Error(`internal: ${show(value)} is defined twice`);
    ids.add(value.id);
    defined.add(value);
  };
  for (const { value } of inputs) define(value);
  for (const equation of equations) {
    const fail2 = (message) => {
      throw new Error(`internal: ${message} in "${formatEquation(equation)}"`);
    };
    for (const input2 of equation.inputs) if (!defined.has(input2)) fail2(`${show(input2)} is used before it is defined`);
    if (equation.prim === "scan") verify(equation.params.body);
    const types = inferTypes(equation.prim, equation.params, equation.inputs);
    if (types.length !== equation.outputs.length) fail2(`${types.length} outputs are expected`);
    equation.outputs.forEach((output, i) => {
      if (!sameType(output, types[i])) fail2(`${types[i].dtype}[${types[i].shape.join(",")}] is inferred`);
      define(output);
    });
  }
  const typeOf = new Map(inputs.map(({ name, value }) => [name, value]));
  for (const { name, value } of outputs) {
    if (!defined.has(value)) throw new Error(`internal: the output ${name}, ${show(value)}, is never defined`);
    const before = typeOf.get(name);
    if (before && !sameType(before, value)) throw new Error(`internal: the next value of ${name} is ${show(value)}, not ${show(before)}`);
  }
  return program;
}

// engine/settings.ts
var int = (spec) => ({ kind: "int", ...spec });
var number = (spec) => ({ kind: "number", ...spec });
var boolean = (spec) => ({ kind: "boolean", ...spec });
var path = (spec) => ({ kind: "path", ...spec });
var ints = (spec) => ({ kind: "ints", ...spec });
var initializer = (spec) => ({ kind: "initializer", ...spec });
var choice2 = (options, spec) => ({ kind: "choice", options, ...spec });
function checkField(field, value) {
  switch (field.kind) {
    case "int":
    case "number": {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, exclusiveMin, exclusiveMax } = field;
      const fits = typeof value === "number" && Number.isFinite(value) && (field.kind === "number" || Number.isInteger(value)) && (exclusiveMin ? value > min : value >= min) && (exclusiveMax ? value < max : value <= max);
      return fits ? void 0 : `a ${field.kind === "int" ? "whole number" : "number"}${formatRange(min, max, exclusiveMin, exclusiveMax)}`;
    }
    case "boolean":
      return typeof value === "boolean" ? void 0 : "true or false";
    case "text":
    case "path":
      return typeof value === "string" ? void 0 : "text";
    case "choice":
      return field.options.includes(value) ? void 0 : `one of ${field.options.join(", ")}`;
    case "ints": {
      const { length, min = Number.NEGATIVE_INFINITY, allow = [] } = field;
      const fits = Array.isArray(value) && (length === void 0 || value.length === length) && value.every((v) => Number.isInteger(v) && (v >= min || allow.includes(v)));
      return fits ? void 0 : `${length ?? "a list of"} whole numbers${formatRange(min, Number.POSITIVE_INFINITY)}`;
    }
    case "initializer":
      return typeof value === "object" && value !== null && typeof value.type === "string" ? void 0 : "an initializer";
  }
}
function formatRange(min, max, exclusiveMin = false, exclusiveMax = false) {
  const low = Number.isFinite(min);
  const high = Number.isFinite(max);
  if (low && high) return ` from ${min} to ${max}${exclusiveMax ? " (not included)" : ""}`;
  if (low) return exclusiveMin ? ` above ${min}` : `, at least ${min}`;
  if (high) return exclusiveMax ? ` below ${max}` : `, at most ${max}`;
  return "";
}
function resolveSettings(schema, given) {
  const errors = [];
  const settings = {};
  for (const [name, field] of Object.entries(schema)) {
    const value = given[name] ?? field.default;
    const expected = checkField(field, value);
    if (expected !== void 0) errors.push({ setting: name, label: field.label, expected, received: JSON.stringify(value) ?? "missing" });
    settings[name] = expected === void 0 ? value : field.default;
  }
  for (const name of Object.keys(given))
    if (!(name in schema)) errors.push({ setting: name, label: name, expected: `one of ${Object.keys(schema).join(", ") || "no settings"}`, received: name });
  return { settings, errors };
}

// engine/learn/define.ts
var defineLoss = (spec) => spec;
var defineOptimizer = (spec) => spec;
var defineInitializer = (spec) => spec;
var defineMetric = (spec) => spec;

// engine/learn/initializers/index.ts
var GLOROT = { title: "Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks", url: "https://proceedings.mlr.press/v9/glorot10a.html" };
var HE = { title: "He et al. 2015, Delving Deep into Rectifiers", url: "https://arxiv.org/abs/1502.01852" };
function drawn(about, make) {
  return defineInitializer({
    ...about,
    fill({ shape, fanIn, fanOut }, settings, uniform) {
      const draw = make({ fanIn, fanOut }, settings, uniform);
      return Float32Array.from({ length: sizeOf(shape) }, draw);
    }
  });
}
var between = (uniform, bound) => () => (2 * uniform() - 1) * bound;
var normalOf = (uniform, deviation, mean = 0) => {
  const next = normalFrom(uniform);
  return () => mean + deviation * next();
};
var INITIALIZERS = [
  drawn({ id: "zeros", title: "Zeros", doc: "All 0.", settings: {} }, () => () => 0),
  drawn({ id: "ones", title: "Ones", doc: "All 1.", settings: {} }, () => () => 1),
  drawn({ id: "constant", title: "Constant", doc: "All the same value.", settings: { value: number({ label: "Value", default: 0, doc: "The value." }) } }, (_, { value }) => () => value),
  drawn(
    { id: "normal", title: "Normal", doc: "Normally distributed.", settings: { mean: number({ label: "Mean", default: 0, doc: "Centre." }), deviation: number({ label: "Deviation", default: 1, min: 0, doc: "Standard deviation." }) } },
    (_, { mean, deviation }, uniform) => normalOf(uniform, deviation, mean)
  ),
  drawn(
    { id: "uniform", title: "Uniform", doc: "Evenly spread between two bounds.", settings: { low: number({ label: "Low", default: -0.05, doc: "Smallest." }), high: number({ label: "High", default: 0.05, doc: "Largest." }) } },
    (_, { low, high }, uniform) => () => low + (high - low) * uniform()
  ),
  drawn(
    { id: "xavier-uniform", title: "Xavier uniform", doc: "Keeps the variance through tanh and sigmoid layers. Also called Glorot.", formula: "U(\\pm\\sqrt{6 / (f_{in} + f_{out})})", source: GLOROT, settings: {} },
    ({ fanIn, fanOut }, _, uniform) => between(uniform, Math.sqrt(6 / (fanIn + fanOut)))
  ),
  drawn(
    { id: "xavier-normal", title: "Xavier normal", doc: "Keeps the variance through tanh and sigmoid layers. Also called Glorot.", formula: "N(0, 2 / (f_{in} + f_{out}))", source: GLOROT, settings: {} },
    ({ fanIn, fanOut }, _, uniform) => normalOf(uniform, Math.sqrt(2 / (fanIn + fanOut)))
  ),
  drawn(
    { id: "he-uniform", title: "He uniform", doc: "Keeps the variance through ReLU layers. Also called Kaiming.", formula: "U(\\pm\\sqrt{6 / f_{in}})", source: HE, settings: {} },
    ({ fanIn }, _, uniform) => between(uniform, Math.sqrt(6 / fanIn))
  ),
  drawn(
    { id: "he-normal", title: "He normal", doc: "Keeps the variance through ReLU layers. Also called Kaiming.", formula: "N(0, 2 / f_{in})", source: HE, settings: {} },
    ({ fanIn }, _, uniform) => normalOf(uniform, Math.sqrt(2 / fanIn))
  )
];

// engine/learn/losses/paired.ts
var perSample = ({ shape }) => shape.reduce((size, dim) => dim === "N" ? size : size * dim, 1);
function sameSize(prediction, target) {
  if (prediction.dtype !== "float32") return { expected: "a float32 output", received: formatType(prediction) };
  return perSample(prediction) === perSample(target) ? void 0 : { expected: `${perSample(prediction)} target numbers a sample`, received: formatType(target) };
}
var withShape = (b, target, prediction) => b.cast(b.reshape(target, prediction.shape), "float32");

// engine/learn/losses/binaryCrossEntropy.ts
var binaryCrossEntropy = defineLoss({
  id: "binaryCrossEntropy",
  title: "Binary cross-entropy",
  doc: "For yes or no, once for each output. Reads the raw outputs (logits) and applies sigmoid itself.",
  formula: "L = \\mathrm{softplus}(x) - t x",
  source: { title: "PyTorch: BCEWithLogitsLoss", url: "https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html" },
  settings: {},
  accepts: sameSize,
  lower: (b, prediction, target) => b.mean(b.sub(b.softplus(prediction), b.mul(withShape(b, target, prediction), prediction))),
  readout: (b, prediction) => b.sigmoid(prediction)
});

// engine/learn/losses/crossEntropy.ts
var crossEntropy = defineLoss({
  id: "crossEntropy",
  title: "Cross-entropy",
  doc: "For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; labels are class numbers or one-hot rows.",
  formula: "L = -\\sum_c q_c \\log \\mathrm{softmax}(x)_c",
  source: { title: "PyTorch: CrossEntropyLoss", url: "https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html" },
  settings: { labelSmoothing: number({ label: "Label smoothing", default: 0, min: 0, max: 1, exclusiveMax: true, doc: "Share of the truth that is spread over all classes." }) },
  accepts(prediction, target) {
    const classes = prediction.shape.at(-1);
    if (prediction.dtype !== "float32" || prediction.shape.length < 2) return { expected: "one output for each class, N\xD7classes", received: formatType(prediction) };
    const rank = prediction.shape.length - (target.dtype === "int32" ? 1 : 0);
    const fits = target.shape.length === rank && (target.dtype === "int32" || target.shape.at(-1) === classes);
    return fits ? void 0 : { expected: `labels as class numbers, or one-hot rows of ${classes}`, received: formatType(target) };
  },
  lower(b, prediction, target, { labelSmoothing }) {
    const logs = b.logSoftmax(prediction, -1);
    const picked = target.dtype === "int32" ? b.gatherElements(logs, b.reshape(target, [...target.shape, 1]), -1) : b.sum(b.mul(logs, target), [-1]);
    const truth = b.neg(b.mean(picked));
    return labelSmoothing === 0 ? truth : b.add(b.mul(truth, 1 - labelSmoothing), b.mul(b.neg(b.mean(logs)), labelSmoothing));
  },
  readout: (b, prediction) => b.softmax(prediction, -1)
});

// engine/learn/losses/huber.ts
var huber = defineLoss({
  id: "huber",
  title: "Huber",
  doc: "Squared for small errors, linear for large ones.",
  formula: "L = \\tfrac{1}{2} e^2 \\text{ if } |e| < \\delta, \\text{ else } \\delta (|e| - \\tfrac{\\delta}{2})",
  source: { title: "PyTorch: HuberLoss", url: "https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html" },
  settings: { delta: number({ label: "Delta", default: 1, min: 0, exclusiveMin: true, doc: "Where it turns from squared to linear." }) },
  accepts: sameSize,
  lower(b, prediction, target, { delta }) {
    const size = b.abs(b.sub(prediction, withShape(b, target, prediction)));
    return b.mean(b.select(b.lt(size, delta), b.mul(b.square(size), 0.5), b.mul(b.sub(size, delta / 2), delta)));
  }
});

// engine/learn/losses/meanAbsoluteError.ts
var meanAbsoluteError = defineLoss({
  id: "meanAbsoluteError",
  title: "Mean absolute error",
  doc: "For predicting numbers; outliers weigh no more than their size.",
  formula: "L = |x - t|",
  settings: {},
  accepts: sameSize,
  lower: (b, prediction, target) => b.mean(b.abs(b.sub(prediction, withShape(b, target, prediction))))
});

// engine/learn/losses/meanSquaredError.ts
var meanSquaredError = defineLoss({
  id: "meanSquaredError",
  title: "Mean squared error",
  doc: "For predicting numbers; large errors weigh most.",
  formula: "L = (x - t)^2",
  settings: {},
  accepts: sameSize,
  lower: (b, prediction, target) => b.mean(b.square(b.sub(prediction, withShape(b, target, prediction))))
});

// engine/learn/metrics/classification.ts
var classesOf = (shape) => Math.max(Number(shape.at(-1)), 2);
function classifies(prediction, target) {
  if (prediction.shape.length < 2) return { expected: "an output for each class", received: formatType(prediction) };
  const classes = prediction.shape.at(-1);
  const oneHot = target.shape.length === prediction.shape.length && target.shape.at(-1) === classes;
  const numbers = target.shape.length === prediction.shape.length - 1;
  return oneHot || numbers ? void 0 : { expected: "class numbers or one-hot rows", received: formatType(target) };
}
function decisions(b, prediction, target) {
  const width = prediction.shape.at(-1);
  const rows = b.size(prediction) / width;
  const logits = b.reshape(prediction, [rows, width]);
  const chosen2 = width === 1 ? b.cast(b.lt(0, b.reshape(logits, [rows])), "int32") : b.argMax(logits, -1);
  const oneHot = width > 1 && target.shape.length === prediction.shape.length;
  const truth = oneHot ? b.argMax(b.reshape(target, [rows, width]), -1) : b.cast(b.reshape(target, [rows]), "int32");
  return { chosen: chosen2, truth, logits };
}
function confusion(b, prediction, target) {
  const { chosen: chosen2, truth } = decisions(b, prediction, target);
  const classes = classesOf(prediction.shape);
  return b.reshape(b.matmul(b.oneHot(truth, classes), b.oneHot(chosen2, classes), { transposeA: true }), [classes * classes]);
}
function perClass(totals) {
  const classes = Math.round(Math.sqrt(totals.length));
  const range = Array.from({ length: classes }, (_, i) => i);
  return range.map((c) => ({
    right: totals[c * classes + c],
    chosen: range.reduce((sum, row) => sum + totals[row * classes + c], 0),
    true: range.reduce((sum, column2) => sum + totals[c * classes + column2], 0)
  }));
}
function average(totals, value) {
  const list = perClass(totals);
  if (list.length === 2) return value(list[1]);
  return list.reduce((sum, counts) => sum + value(counts), 0) / list.length;
}
var share = (a, b) => b === 0 ? 0 : a / b;

// engine/learn/metrics/accuracy.ts
var accuracy = defineMetric({
  id: "accuracy",
  title: "Accuracy",
  doc: "Share of right answers.",
  settings: {},
  better: "higher",
  shows: "percent",
  accepts: classifies,
  accumulate(b, prediction, target) {
    const { chosen: chosen2, truth } = decisions(b, prediction, target);
    const right = b.reshape(b.sum(b.cast(b.eq(chosen2, truth), "float32")), [1]);
    return b.concat([right, b.fill(b.size(truth), [1])], 0);
  },
  finish: ([right, count]) => share(right, count)
});

// engine/learn/metrics/confusionMatrix.ts
var confusionMatrix = defineMetric({
  id: "confusionMatrix",
  title: "Confusion matrix",
  doc: "How often each class was taken for each other.",
  settings: {},
  better: "none",
  shows: "matrix",
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => totals
});

// engine/learn/metrics/f1.ts
var f1 = defineMetric({
  id: "f1",
  title: "F1",
  doc: "The harmonic mean of precision and recall; mean over classes.",
  settings: {},
  better: "higher",
  shows: "percent",
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => average(totals, ({ right, chosen: chosen2, true: actual }) => share(2 * right, chosen2 + actual))
});

// engine/learn/metrics/meanAbsoluteError.ts
var meanAbsoluteErrorMetric = defineMetric({
  id: "meanAbsoluteError",
  title: "Mean absolute error",
  doc: "How far off the predictions are on average.",
  settings: {},
  better: "lower",
  shows: "number",
  accepts: sameSize,
  accumulate(b, prediction, target) {
    const off = b.reshape(b.sum(b.abs(b.sub(prediction, withShape(b, target, prediction)))), [1]);
    return b.concat([off, b.fill(b.size(prediction), [1])], 0);
  },
  finish: ([sum, count]) => sum / count
});

// engine/learn/metrics/precision.ts
var precision = defineMetric({
  id: "precision",
  title: "Precision",
  doc: "Of what was called a class, the share that is one; mean over classes.",
  settings: {},
  better: "higher",
  shows: "percent",
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => average(totals, ({ right, chosen: chosen2 }) => share(right, chosen2))
});

// engine/learn/metrics/r2.ts
var r2 = defineMetric({
  id: "r2",
  title: "R\xB2",
  doc: "Share of the variance that is explained: 1 is perfect, 0 no better than the mean.",
  formula: "R^2 = 1 - \\frac{\\sum (t - x)^2}{\\sum (t - \\bar t)^2}",
  settings: {},
  better: "higher",
  shows: "number",
  accepts: sameSize,
  // the sums are float32: digits go where the targets' mean is some hundred times their deviation
  accumulate(b, prediction, target) {
    const truth = withShape(b, target, prediction);
    const sums = [b.square(b.sub(prediction, truth)), truth, b.square(truth)].map((v) => b.reshape(b.sum(v), [1]));
    return b.concat([...sums, b.fill(b.size(prediction), [1])], 0);
  },
  finish: ([residual, sum, squares, count]) => 1 - residual / (squares - sum * sum / count)
});

// engine/learn/metrics/recall.ts
var recall = defineMetric({
  id: "recall",
  title: "Recall",
  doc: "Of what is a class, the share that was found; mean over classes.",
  settings: {},
  better: "higher",
  shows: "percent",
  accepts: classifies,
  accumulate: confusion,
  finish: (totals) => average(totals, ({ right, true: actual }) => share(right, actual))
});

// engine/learn/metrics/topK.ts
var topK = defineMetric({
  id: "topK",
  title: "Top-k accuracy",
  doc: "Share of samples whose true class is among the k likeliest.",
  settings: { k: int({ label: "k", default: 5, min: 1, doc: "How many answers count." }) },
  better: "higher",
  shows: "percent",
  accepts: classifies,
  accumulate(b, prediction, target, { k }) {
    const { truth, logits } = decisions(b, prediction, target);
    const own = b.gatherElements(logits, b.reshape(truth, [b.size(truth), 1]), 1);
    const above = b.sum(b.cast(b.lt(own, logits), "float32"), [1]);
    const right = b.reshape(b.sum(b.cast(b.lt(above, k), "float32")), [1]);
    return b.concat([right, b.fill(b.size(truth), [1])], 0);
  },
  finish: ([right, count]) => share(right, count)
});

// engine/learn/optimizers/adagrad.ts
var adagrad = defineOptimizer({
  id: "adagrad",
  title: "Adagrad",
  doc: "Steps shrink for weights that have moved much; suits rare features.",
  formula: "s \\leftarrow s + g^2, \\quad w \\leftarrow w - \\eta \\frac{g}{\\sqrt{s} + \\epsilon}",
  source: { title: "Duchi et al. 2011, Adaptive Subgradient Methods", url: "https://jmlr.org/papers/v12/duchi11a.html" },
  learningRate: 0.01,
  settings: { epsilon: number({ label: "Epsilon", default: 1e-10, min: 0, doc: "Keeps the division finite." }) },
  slots: () => [{ name: "sum", start: 0 }],
  scalars: ({ learningRate }) => ({ rate: learningRate }),
  update(b, { weight, gradient, slots, scalars }, { epsilon }) {
    const sum = b.add(slots.sum, b.mul(gradient, gradient));
    return { weight: b.sub(weight, b.div(b.mul(gradient, scalars.rate), b.add(b.sqrt(sum), epsilon))), slots: { sum } };
  }
});

// engine/learn/optimizers/adam.ts
var adamSettings = {
  beta1: number({ label: "Beta 1", default: 0.9, min: 0, max: 1, exclusiveMax: true, doc: "Memory of the gradient." }),
  beta2: number({ label: "Beta 2", default: 0.999, min: 0, max: 1, exclusiveMax: true, doc: "Memory of its square." }),
  epsilon: number({ label: "Epsilon", default: 1e-8, min: 0, doc: "Keeps the division finite." })
};
var adamScalars = ({ step, learningRate }, { beta1, beta2 }) => ({
  rate: learningRate / (1 - beta1 ** step),
  root: 1 / Math.sqrt(1 - beta2 ** step)
});
function adamStep(...[b, { gradient, slots, scalars }, { beta1, beta2, epsilon }]) {
  const m = b.add(b.mul(slots.m, beta1), b.mul(gradient, 1 - beta1));
  const v = b.add(b.mul(slots.v, beta2), b.mul(b.mul(gradient, gradient), 1 - beta2));
  return { step: b.div(b.mul(m, scalars.rate), b.add(b.mul(b.sqrt(v), scalars.root), epsilon)), slots: { m, v } };
}
var ADAM_SLOTS = [{ name: "m", start: 0 }, { name: "v", start: 0 }];
var adam = defineOptimizer({
  id: "adam",
  title: "Adam",
  doc: "Gives each weight a step of its own size; a good first choice.",
  formula: "w \\leftarrow w - \\eta \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}",
  source: { title: "Kingma and Ba 2015, Adam", url: "https://arxiv.org/abs/1412.6980" },
  learningRate: 1e-3,
  settings: { ...adamSettings, weightDecay: number({ label: "Weight decay", default: 0, min: 0, doc: "Added to the gradient, times the weight." }) },
  slots: () => ADAM_SLOTS,
  scalars: (at, settings) => adamScalars(at, settings),
  update(b, of, settings) {
    const gradient = settings.weightDecay > 0 ? b.add(of.gradient, b.mul(of.weight, settings.weightDecay)) : of.gradient;
    const { step, slots } = adamStep(b, { ...of, gradient }, settings);
    return { weight: b.sub(of.weight, step), slots };
  }
});

// engine/learn/optimizers/adamW.ts
var adamW = defineOptimizer({
  id: "adamW",
  title: "AdamW",
  doc: "Adam with weight decay apart from the gradient.",
  formula: "w \\leftarrow (1 - \\eta\\lambda) w - \\eta \\frac{\\hat m}{\\sqrt{\\hat v} + \\epsilon}",
  source: { title: "Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization", url: "https://arxiv.org/abs/1711.05101" },
  learningRate: 1e-3,
  settings: { ...adamSettings, weightDecay: number({ label: "Weight decay", default: 0.01, min: 0, doc: "Share of each weight taken off at each step, times the learning rate." }) },
  slots: () => ADAM_SLOTS,
  scalars: (at, settings) => ({ ...adamScalars(at, settings), keep: 1 - at.learningRate * settings.weightDecay }),
  update(b, of, settings) {
    const { step, slots } = adamStep(b, of, settings);
    return { weight: b.sub(b.mul(of.weight, of.scalars.keep), step), slots };
  }
});

// engine/learn/optimizers/rmsprop.ts
var rmsprop = defineOptimizer({
  id: "rmsprop",
  title: "RMSprop",
  doc: "Divides each step by a running size of the gradient; often used for recurrent networks.",
  formula: "s \\leftarrow \\alpha s + (1 - \\alpha) g^2, \\quad w \\leftarrow w - \\eta \\frac{g}{\\sqrt{s} + \\epsilon}",
  source: { title: "PyTorch: RMSprop", url: "https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html" },
  learningRate: 0.01,
  settings: {
    alpha: number({ label: "Alpha", default: 0.99, min: 0, max: 1, exclusiveMax: true, doc: "Memory of the squared gradient." }),
    momentum: number({ label: "Momentum", default: 0, min: 0, max: 1, exclusiveMax: true, doc: "Share of the last step that is kept." }),
    epsilon: number({ label: "Epsilon", default: 1e-8, min: 0, doc: "Keeps the division finite." }),
    centered: boolean({ label: "Centred", default: false, doc: "Subtract the squared mean gradient: divide by its deviation." })
  },
  slots: ({ momentum, centered }) => [
    { name: "square", start: 0 },
    ...centered ? [{ name: "mean", start: 0 }] : [],
    ...momentum > 0 ? [{ name: "momentum", start: 0 }] : []
  ],
  scalars: ({ learningRate }) => ({ rate: learningRate }),
  update(b, { weight, gradient, slots, scalars }, { alpha, momentum, epsilon, centered }) {
    const square = b.add(b.mul(slots.square, alpha), b.mul(b.mul(gradient, gradient), 1 - alpha));
    const mean = centered ? b.add(b.mul(slots.mean, alpha), b.mul(gradient, 1 - alpha)) : void 0;
    const size = b.add(b.sqrt(mean ? b.sub(square, b.mul(mean, mean)) : square), epsilon);
    const step = b.div(gradient, size);
    const velocity = momentum > 0 ? b.add(b.mul(slots.momentum, momentum), step) : void 0;
    return {
      weight: b.sub(weight, b.mul(velocity ?? step, scalars.rate)),
      slots: { square, ...mean && { mean }, ...velocity && { momentum: velocity } }
    };
  }
});

// engine/learn/optimizers/sgd.ts
var sgd = defineOptimizer({
  id: "sgd",
  title: "SGD",
  doc: "Steps down the gradient; momentum keeps some of the last direction.",
  formula: "v \\leftarrow \\mu v + g, \\quad w \\leftarrow w - \\eta v",
  source: { title: "PyTorch: SGD", url: "https://pytorch.org/docs/stable/generated/torch.optim.SGD.html" },
  learningRate: 0.01,
  settings: {
    momentum: number({ label: "Momentum", default: 0.9, min: 0, max: 1, exclusiveMax: true, doc: "Share of the last step that is kept." }),
    nesterov: boolean({ label: "Nesterov", default: false, doc: "Look ahead along the momentum." }),
    weightDecay: number({ label: "Weight decay", default: 0, min: 0, doc: "Added to the gradient, times the weight." })
  },
  slots: ({ momentum }) => momentum > 0 ? [{ name: "momentum", start: 0 }] : [],
  scalars: ({ learningRate }) => ({ rate: learningRate }),
  update(b, { weight, gradient, slots, scalars }, { momentum, nesterov, weightDecay }) {
    const g = weightDecay > 0 ? b.add(gradient, b.mul(weight, weightDecay)) : gradient;
    if (momentum === 0) return { weight: b.sub(weight, b.mul(g, scalars.rate)), slots: {} };
    const v = b.add(b.mul(slots.momentum, momentum), g);
    const step = nesterov ? b.add(g, b.mul(v, momentum)) : v;
    return { weight: b.sub(weight, b.mul(step, scalars.rate)), slots: { momentum: v } };
  }
});

// engine/learn/index.ts
var LOSSES = [crossEntropy, binaryCrossEntropy, meanSquaredError, meanAbsoluteError, huber];
var OPTIMIZERS = [sgd, adam, adamW, adagrad, rmsprop];
var METRICS = [accuracy, topK, precision, recall, f1, confusionMatrix, meanAbsoluteErrorMetric, r2];
var finder = (list) => {
  const byId2 = new Map(list.map((item) => [item.id, item]));
  return (id2) => byId2.get(id2);
};
var lossOf = finder(LOSSES);
var optimizerOf = finder(OPTIMIZERS);
var initializerOf = finder(INITIALIZERS);
var metricOf = finder(METRICS);

// engine/layers/define.ts
function reject(code, args, place = {}) {
  return {
    rejected: ({ node: node2, layer }) => problem(code, { ...args, layer }, {
      ...place,
      node: node2,
      repairs: (place.repairs ?? []).map(({ title, actions }) => ({ title, actions: actions.map((action) => nameThis(action, node2)) }))
    })
  };
}
var THIS = "@this";
function nameThis(action, node2) {
  return "node" in action && action.node === THIS ? { ...action, node: node2 } : action;
}
function defineLayer(spec) {
  return spec;
}
function sampleShape({ shape }) {
  return shape.filter((dim) => dim !== "N");
}

// engine/layers/add.ts
var add = defineLayer({
  id: "add",
  title: "Add",
  family: "shape",
  doc: "Adds its inputs number by number: the end of a residual connection.",
  formula: "y = \\sum_i x_i",
  source: { title: "He et al. 2016, Deep Residual Learning", url: "https://arxiv.org/abs/1512.03385" },
  keywords: ["sum", "residual", "skip"],
  settings: {},
  inputs: [{ name: "inputs", doc: "Two or more of the same shape.", many: true }],
  outputs: [{ name: "output", doc: "Their sum." }],
  summary: () => "element by element",
  infer(inputs) {
    const first = inputs[0];
    if (!inputs.every((x) => sameType(x, first)))
      return reject("branches-mismatch", { expected: "inputs of the same shape", shapes: inputs.map(formatType).join(" and ") }, { port: "inputs" });
    return [first];
  },
  lower: ({ b }, inputs) => inputs.reduce((x, y) => b.add(x, y)),
  macs: (inputs, [y]) => (inputs.length - 1) * y.shape.reduce((a, d) => d === "N" ? a : a * d, 1),
  spell: () => ({ tfjs: { call: "add", layout: "any", args: {} } }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 4] }, { dtype: "float32", shape: ["N", 4] }], output: ["N", 4] },
    { inputs: [1, 2, 3].map(() => ({ dtype: "float32", shape: ["N", 2, 3, 3] })), output: ["N", 2, 3, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 1] }, { dtype: "float32", shape: ["N", 1] }], output: ["N", 1] },
    { inputs: [1, 2].map(() => ({ dtype: "float32", shape: ["N", 3, 5] })), output: ["N", 3, 5], batch: 1 },
    { inputs: [1, 2, 3, 4, 5].map(() => ({ dtype: "float32", shape: ["N", 2] })), output: ["N", 2], batch: 2 },
    { inputs: [1, 2].map(() => ({ dtype: "float32", shape: ["N", 1, 4, 3] })), output: ["N", 1, 4, 3] }
  ]
});

// engine/layers/windows.ts
var AXES = ["", "length", "height \xD7 width"];
var windowSettings = (rank) => ({
  padding: choice2(["valid", "same", "explicit"], {
    label: "Padding",
    default: "valid",
    doc: "Valid: none. Same: as much as keeps the size (at stride 1), the odd pixel after. Explicit: as you say.",
    names: { valid: "Valid", same: "Same", explicit: "Custom" }
  }),
  explicitPadding: ints({ label: "Pixels", default: Array(rank).fill(0), length: rank, min: 0, doc: "Zeros before and after, per axis.", when: { padding: ["explicit"] } }),
  dilation: ints({ label: "Dilation", default: Array(rank).fill(1), length: rank, min: 1, doc: `Steps between the window's taps (${AXES[rank]}).` })
});
function windowOf(spatial, size, stride, { padding, explicitPadding, dilation }) {
  const pads = spatial.map((length, axis) => {
    if (padding === "valid") return [0, 0];
    if (padding === "explicit") return [explicitPadding[axis], explicitPadding[axis]];
    const reach = dilation[axis] * (size[axis] - 1) + 1;
    const total = Math.max((Math.ceil(length / stride[axis]) - 1) * stride[axis] + reach - length, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  return { stride, padding: pads, dilation };
}
function slideOver(x, rank, size, windowFor) {
  const layout = rank === 1 ? "N\xD7channels\xD7length" : "N\xD7channels\xD7height\xD7width";
  if (x.shape.length !== rank + 2)
    return reject("rank-mismatch", { expected: `${rank === 1 ? "a sequence" : "images"}, ${layout}`, received: formatType(x) }, { port: "input" });
  if (x.dtype !== "float32") return reject("dtype-mismatch", { expected: "float32", received: x.dtype }, { port: "input" });
  const [channels, ...lengths] = sampleShape(x);
  const window = windowFor(lengths);
  const spatial = lengths.map((length, axis) => windowCount(length, size[axis], window, axis));
  if (spatial.some((count) => count < 1))
    return reject("window-too-large", { window: formatShape(size), size: formatShape(lengths) }, {
      port: "input",
      setting: "kernel",
      repairs: [{ title: "Pad to the same size", actions: [{ kind: "set", node: THIS, setting: "padding", value: "same" }] }]
    });
  return { channels, spatial };
}
function seesNothing(lengths, size, window) {
  const range = (count) => Array.from({ length: count }, (_, i) => i);
  return lengths.some(
    (length, axis) => range(windowCount(length, size[axis], window, axis)).some(
      (place) => range(size[axis]).every((tap) => {
        const at = place * window.stride[axis] + tap * window.dilation[axis] - window.padding[axis][0];
        return at < 0 || at >= length;
      })
    )
  );
}
var product = (numbers) => numbers.reduce((a, b) => a * b, 1);

// engine/layers/pooling.ts
function pooling(rank, kind, examples) {
  const each = (value) => Array(rank).fill(value);
  const strideOf = (size, stride) => stride.map((s, axis) => s === 0 ? size[axis] : s);
  return defineLayer({
    id: `${kind}Pool${rank}d`,
    title: `${kind === "max" ? "Max" : "Average"} pool ${rank}D`,
    family: "pooling",
    doc: kind === "max" ? "Keeps the largest value of each window: smaller maps, and small shifts matter less." : "Takes the mean of each window: smaller, smoother maps.",
    formula: kind === "max" ? "y_p = \\max_{q \\in W(p)} x_q" : "y_p = \\frac{1}{|W|} \\sum_{q \\in W(p)} x_q",
    source: { title: `PyTorch: ${kind === "max" ? "Max" : "Avg"}Pool${rank}d`, url: `https://pytorch.org/docs/stable/generated/torch.nn.${kind === "max" ? "Max" : "Avg"}Pool${rank}d.html` },
    keywords: ["pooling", "subsampling", "downsample"],
    settings: {
      kernel: ints({ label: "Window", default: each(2), length: rank, min: 1, doc: "Size of the window." }),
      stride: ints({ label: "Stride", default: each(0), length: rank, min: 0, doc: "Steps between windows; 0 is the window\u2019s own size." }),
      ...windowSettings(rank),
      ...kind === "average" && { countPadding: boolean({ label: "Count padding", default: false, doc: "Divide by the whole window even where it hangs over the edge." }) }
    },
    inputs: [{ name: "input", doc: rank === 1 ? "N\xD7channels\xD7length." : "N\xD7channels\xD7height\xD7width." }],
    outputs: [{ name: "output", doc: "As many channels, smaller maps." }],
    summary: ({ kernel, stride }) => `${formatShape(kernel)}, stride ${[...new Set(strideOf(kernel, stride))].join("\xD7")}`,
    infer([x], s) {
      const windowFor = (spatial) => windowOf(spatial, s.kernel, strideOf(s.kernel, s.stride), s);
      const slid = slideOver(x, rank, s.kernel, windowFor);
      if ("rejected" in slid) return slid;
      const lengths = sampleShape(x).slice(1);
      if (s.padding !== "valid" && seesNothing(lengths, s.kernel, windowFor(lengths)))
        return reject("bad-setting", { setting: "Padding", expected: "smaller than the window, so that each place of it sees the input", received: s.padding === "same" ? "same" : formatShape(s.explicitPadding) }, {
          setting: "padding",
          repairs: [{ title: "Use no padding", actions: [{ kind: "set", node: THIS, setting: "padding", value: "valid" }] }]
        });
      return [{ dtype: "float32", shape: ["N", slid.channels, ...slid.spatial] }];
    },
    lower({ b }, [x], s) {
      const window = { size: s.kernel, ...windowOf(x.shape.slice(2), s.kernel, strideOf(s.kernel, s.stride), s) };
      return kind === "max" ? b.maxPool(x, window) : b.avgPool(x, { ...window, countPadding: "countPadding" in s && s.countPadding === true });
    },
    macs: (_, [y], { kernel }) => kind === "max" ? 0 : product(sampleShape(y)) * product(kernel),
    spell(_, s) {
      if (s.padding === "explicit" || product(s.dilation) > 1 || "countPadding" in s && s.countPadding && s.padding !== "valid") return {};
      const stride = strideOf(s.kernel, s.stride);
      const short = (list) => list.every((v) => v === list[0]) ? list[0] : list;
      return {
        tfjs: {
          call: `${kind}Pooling${rank}d`,
          layout: "channelsLast",
          args: { poolSize: short(s.kernel), ...formatShape(stride) !== formatShape(s.kernel) && { strides: short(stride) }, ...s.padding === "same" && { padding: "same" } }
        }
      };
    },
    examples
  });
}

// engine/layers/averagePool1d.ts
var averagePool1d = pooling(1, "average", [
  { inputs: [{ dtype: "float32", shape: ["N", 2, 8] }], output: ["N", 2, 4] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 7] }], settings: { kernel: [3], stride: [2] }, output: ["N", 2, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 6] }], settings: { kernel: [3], stride: [2], padding: "same" }, output: ["N", 2, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 6] }], settings: { kernel: [3], stride: [1], padding: "explicit", explicitPadding: [1] }, output: ["N", 1, 6] },
  { inputs: [{ dtype: "float32", shape: ["N", 3, 5] }], settings: { kernel: [5] }, output: ["N", 3, 1] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 5] }], settings: { kernel: [2], stride: [1] }, output: ["N", 1, 4] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 9] }], settings: { kernel: [3], stride: [2], dilation: [2] }, output: ["N", 2, 3], batch: 1 },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 6] }], settings: { kernel: [3], stride: [2], padding: "explicit", explicitPadding: [1], countPadding: true }, output: ["N", 2, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 8] }], settings: { stride: [1], dilation: [3], padding: "same" }, output: ["N", 2, 8] },
  { inputs: [{ dtype: "float32", shape: ["N", 3, 2] }], output: ["N", 3, 1], batch: 1 }
]);

// engine/layers/averagePool2d.ts
var averagePool2d = pooling(2, "average", [
  { inputs: [{ dtype: "float32", shape: ["N", 2, 6, 6] }], output: ["N", 2, 3, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 7, 5] }], settings: { kernel: [3, 2] }, output: ["N", 2, 2, 2] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 7, 7] }], settings: { kernel: [3, 3], stride: [2, 2] }, output: ["N", 1, 3, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 5, 7] }], settings: { kernel: [3, 3], stride: [2, 2], padding: "same" }, output: ["N", 2, 3, 4] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 6, 5] }], settings: { kernel: [3, 3], stride: [1, 2], padding: "explicit", explicitPadding: [1, 1] }, output: ["N", 2, 6, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 3, 3] }], settings: { kernel: [3, 3] }, output: ["N", 1, 1, 1] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 8, 7] }], settings: { kernel: [2, 3], stride: [2, 1], dilation: [3, 2] }, output: ["N", 2, 3, 3], batch: 1 },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 5, 6] }], settings: { kernel: [3, 3], stride: [2, 2], padding: "same", countPadding: true }, output: ["N", 2, 3, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 6, 6] }], settings: { kernel: [3, 3], stride: [1, 1], padding: "same" }, output: ["N", 1, 6, 6], batch: 2 }
]);

// engine/layers/batchNorm.ts
var batchNorm = defineLayer({
  id: "batchNorm",
  title: "Batch norm",
  family: "normalization",
  doc: "Gives each channel mean 0 and variance 1 over the batch, then a learned scale and shift. Afterwards it uses running averages of both.",
  formula: "y = \\gamma \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} + \\beta",
  source: { title: "Ioffe and Szegedy 2015, Batch Normalization", url: "https://arxiv.org/abs/1502.03167" },
  settings: {
    epsilon: number({ label: "Epsilon", default: 1e-5, min: 0, exclusiveMin: true, doc: "Added to the variance." }),
    momentum: number({ label: "Momentum", default: 0.1, min: 0, max: 1, doc: "Share of the newest batch in the running averages (as PyTorch counts it)." })
  },
  inputs: [{ name: "input", doc: "N\xD7channels, N\xD7channels\xD7length or N\xD7channels\xD7height\xD7width." }],
  outputs: [{ name: "output", doc: "The same shape." }],
  summary: ({ momentum }) => `momentum ${momentum}`,
  infer([x]) {
    if (x.dtype !== "float32") return reject("dtype-mismatch", { expected: "float32", received: x.dtype }, { port: "input" });
    if (x.shape.length < 2) return reject("rank-mismatch", { expected: "channels after the batch", received: formatType(x) }, { port: "input" });
    return [x];
  },
  weights([x]) {
    const shape = [sampleShape(x)[0]];
    return {
      weight: { shape, initializer: { type: "ones" }, role: "bias" },
      bias: { shape, initializer: { type: "zeros" }, role: "bias" },
      running_mean: { shape, initializer: { type: "zeros" }, role: "state" },
      running_var: { shape, initializer: { type: "ones" }, role: "state" }
    };
  },
  lower({ b, training: training2, update }, [x], { epsilon, momentum }, { weight, bias, running_mean, running_var }) {
    const channels = x.shape[1];
    const column2 = [1, channels, ...x.shape.slice(2).map(() => 1)];
    const across = (v) => b.reshape(v, column2);
    const scaleAndShift = (normal2) => b.add(b.mul(normal2, across(weight)), across(bias));
    if (!training2) return scaleAndShift(b.div(b.sub(x, across(running_mean)), across(b.sqrt(b.add(running_var, epsilon)))));
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const [normal, mean, variance] = b.standardize(x, axes, epsilon);
    const count = b.size(x) / channels;
    const towards = (running, now, factor) => b.add(b.mul(running, 1 - momentum), b.mul(b.reshape(b.stopGradient(now), [channels]), momentum * factor));
    update("running_mean", towards(running_mean, mean, 1));
    update("running_var", towards(running_var, variance, count / Math.max(count - 1, 1)));
    return scaleAndShift(normal);
  },
  macs: ([x]) => 2 * sampleShape(x).reduce((a, c) => a * c, 1),
  spell: (_, { epsilon, momentum }) => ({
    tfjs: {
      call: "batchNormalization",
      layout: "channelsLast",
      args: { epsilon, momentum: Number((1 - momentum).toPrecision(12)) },
      weights: ["weight", "bias", "running_mean", "running_var"].map((name) => ({ name }))
    }
  }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 3, 4, 5] }], output: ["N", 3, 4, 5] },
    { inputs: [{ dtype: "float32", shape: ["N", 4] }], output: ["N", 4] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 7] }], settings: { epsilon: 1e-3, momentum: 0.3 }, output: ["N", 2, 7] },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 3, 3] }], settings: { momentum: 1 }, output: ["N", 1, 3, 3], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 5] }], settings: { momentum: 0, epsilon: 0.1 }, output: ["N", 5], batch: 7 },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 4] }], output: ["N", 3, 4], batch: 2 }
  ]
});

// engine/layers/concatenate.ts
var concatenate = defineLayer({
  id: "concatenate",
  title: "Concatenate",
  family: "shape",
  doc: "Joins its inputs one after the other along an axis; axis 1 joins the channels.",
  keywords: ["concat", "join", "merge"],
  settings: { axis: int({ label: "Axis", default: 1, min: -1, doc: "Along which they are joined: 1 is the first after the batch, \u22121 the last." }) },
  inputs: [{ name: "inputs", doc: "Two or more, equal in all other axes.", many: true }],
  outputs: [{ name: "output", doc: "All of them." }],
  summary: ({ axis }) => axis === 1 ? "channels" : `axis ${axis}`,
  infer(inputs, { axis }) {
    const first = inputs[0];
    const at = axis === -1 ? first.shape.length - 1 : axis;
    if (at < 1 || at >= first.shape.length)
      return reject("bad-setting", { setting: "Axis", expected: `from 1 to ${first.shape.length - 1} for ${formatType(first)}`, received: String(axis) }, { setting: "axis" });
    const fits = inputs.every(({ dtype, shape }) => dtype === first.dtype && shape.length === first.shape.length && shape.every((dim, i) => i === at || dim === first.shape[i]));
    if (!fits) return reject("branches-mismatch", { expected: `inputs that agree in all axes but axis ${at}`, shapes: inputs.map(formatType).join(" and ") }, { port: "inputs" });
    return [{ dtype: first.dtype, shape: first.shape.with(at, inputs.reduce((sum, { shape }) => sum + Number(shape[at]), 0)) }];
  },
  lower: ({ b }, inputs, { axis }) => b.concat(inputs, axis),
  spell: (_, { axis }) => ({ tfjs: { call: "concatenate", args: { axis } } }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 3] }, { dtype: "float32", shape: ["N", 4, 3, 3] }], output: ["N", 6, 3, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 3] }, { dtype: "float32", shape: ["N", 5] }], output: ["N", 8] },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 2] }, { dtype: "float32", shape: ["N", 3, 1] }], settings: { axis: -1 }, output: ["N", 3, 3] },
    { inputs: [1, 2, 4].map((width) => ({ dtype: "float32", shape: ["N", 2, width, 2] })), settings: { axis: 2 }, output: ["N", 2, 7, 2], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 1] }, { dtype: "float32", shape: ["N", 1] }], settings: { axis: -1 }, output: ["N", 2], batch: 5 },
    { inputs: [2, 3].map((height) => ({ dtype: "float32", shape: ["N", 1, 3, height] })), settings: { axis: 3 }, output: ["N", 1, 3, 5] }
  ]
});

// engine/layers/convolution.ts
function convolution(rank, about, examples) {
  const each = (value) => Array(rank).fill(value);
  return defineLayer({
    ...about,
    family: "convolution",
    keywords: ["convolution", "filter", "kernel"],
    settings: {
      filters: int({ label: "Filters", default: 32, min: 1, doc: "Number of output channels." }),
      kernel: ints({ label: "Kernel", default: each(3), length: rank, min: 1, doc: "Size of each filter." }),
      stride: ints({ label: "Stride", default: each(1), length: rank, min: 1, doc: "Steps between the places where a filter is applied." }),
      ...windowSettings(rank),
      groups: int({ label: "Groups", default: 1, min: 1, doc: "Channels are cut into this many groups, each with its own filters." }),
      bias: boolean({ label: "Bias", default: true, doc: "Add a learned offset to each output channel." }),
      initializer: initializer({ label: "Initializer", default: { type: "he-uniform" }, doc: "How the weights start." })
    },
    inputs: [{ name: "input", doc: rank === 1 ? "N\xD7channels\xD7length." : "N\xD7channels\xD7height\xD7width." }],
    outputs: [{ name: "output", doc: "The same with `filters` channels." }],
    summary: ({ filters, kernel, stride }) => `${filters} filter${filters === 1 ? "" : "s"} ${formatShape(kernel)}${stride.some((s) => s > 1) ? `, stride ${[...new Set(stride)].join("\xD7")}` : ""}`,
    infer([x], s) {
      const slid = slideOver(x, rank, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
      if ("rejected" in slid) return slid;
      if (slid.channels % s.groups !== 0) return reject("groups-mismatch", { groups: s.groups, channels: slid.channels, what: "input channels" }, { setting: "groups" });
      if (s.filters % s.groups !== 0) return reject("groups-mismatch", { groups: s.groups, channels: s.filters, what: "filters" }, { setting: "groups" });
      return [{ dtype: "float32", shape: ["N", s.filters, ...slid.spatial] }];
    },
    weights([x], { filters, kernel, groups, bias, initializer: initializer2 }) {
      const inward = sampleShape(x)[0] / groups;
      const fan = [inward * product(kernel), filters / groups * product(kernel)];
      return {
        weight: { shape: [filters, inward, ...kernel], initializer: initializer2, fan },
        ...bias && { bias: { shape: [filters], initializer: { type: "zeros" }, fan, role: "bias" } }
      };
    },
    lower({ b }, [x], s, { weight, bias }) {
      const y = b.conv(x, weight, { ...windowOf(x.shape.slice(2), s.kernel, s.stride, s), groups: s.groups });
      return bias ? b.add(y, b.reshape(bias, [1, s.filters, ...each(1)])) : y;
    },
    macs: ([x], [y], { kernel, groups }) => product(sampleShape(y)) * (sampleShape(x)[0] / groups) * product(kernel),
    spell(_, { filters, kernel, stride, padding, dilation, groups, bias }) {
      if (groups !== 1 || padding === "explicit") return {};
      const short = (list) => list.every((v) => v === list[0]) ? list[0] : list;
      return {
        tfjs: {
          call: rank === 1 ? "conv1d" : "conv2d",
          layout: "channelsLast",
          args: {
            filters,
            kernelSize: short(kernel),
            ...product(stride) > 1 && { strides: short(stride) },
            ...padding === "same" && { padding },
            ...product(dilation) > 1 && { dilationRate: short(dilation) },
            ...!bias && { useBias: false }
          },
          weights: [{ name: "weight", transpose: rank === 1 ? [2, 1, 0] : [2, 3, 1, 0] }, ...bias ? [{ name: "bias" }] : []]
        }
      };
    },
    examples
  });
}

// engine/layers/conv1d.ts
var conv1d = convolution(
  1,
  {
    id: "conv1d",
    title: "Conv 1D",
    doc: "Slides learned filters along a sequence; each gives one output channel.",
    formula: "y_m = b_m + \\sum_c W_{m,c} \\star x_c",
    source: { title: "PyTorch: Conv1d", url: "https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html" }
  },
  [
    { inputs: [{ dtype: "float32", shape: ["N", 2, 8] }], settings: { filters: 3 }, output: ["N", 3, 6] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 9] }], settings: { filters: 2, kernel: [4], stride: [2], padding: "same" }, output: ["N", 2, 5] },
    { inputs: [{ dtype: "float32", shape: ["N", 4, 9] }], settings: { filters: 2, dilation: [3], groups: 2 }, output: ["N", 2, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 5] }], settings: { filters: 2, padding: "explicit", explicitPadding: [2] }, output: ["N", 2, 7] },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 5] }], settings: { filters: 2, kernel: [1], bias: false }, output: ["N", 2, 5] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 7] }], settings: { filters: 1, kernel: [7] }, output: ["N", 1, 1] },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 11] }], settings: { filters: 6, kernel: [4], stride: [3], groups: 3 }, output: ["N", 6, 3], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 6] }], settings: { filters: 2, kernel: [4], dilation: [2], padding: "same" }, output: ["N", 2, 6] }
  ]
);

// engine/layers/conv2d.ts
var conv2d = convolution(
  2,
  {
    id: "conv2d",
    title: "Conv 2D",
    doc: "Slides learned filters over the image; each gives one output map.",
    formula: "y_m = b_m + \\sum_c W_{m,c} \\star x_c",
    source: { title: "LeCun et al. 1998, Gradient-based learning applied to document recognition", url: "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf" }
  },
  [
    { inputs: [{ dtype: "float32", shape: ["N", 2, 6, 7] }], settings: { filters: 3 }, output: ["N", 3, 4, 5] },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 8, 8] }], settings: { filters: 2, kernel: [5, 3], stride: [2, 1] }, output: ["N", 2, 2, 6] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 7, 6] }], settings: { filters: 2, stride: [2, 2], padding: "same" }, output: ["N", 2, 4, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 5, 5] }], settings: { filters: 2, padding: "explicit", explicitPadding: [2, 1], bias: false }, output: ["N", 2, 7, 5] },
    { inputs: [{ dtype: "float32", shape: ["N", 4, 7, 7] }], settings: { filters: 4, dilation: [2, 2], groups: 2 }, output: ["N", 4, 3, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 4, 4] }], settings: { filters: 3, groups: 3, padding: "same" }, output: ["N", 3, 4, 4] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 3] }], settings: { filters: 4, kernel: [1, 1] }, output: ["N", 4, 3, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 5, 4] }], settings: { filters: 2, kernel: [5, 4] }, output: ["N", 2, 1, 1], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 9, 8] }], settings: { filters: 2, kernel: [3, 2], stride: [3, 2], dilation: [2, 1], padding: "explicit", explicitPadding: [1, 2] }, output: ["N", 2, 3, 6], batch: 2 },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 6, 5] }], settings: { filters: 4, kernel: [2, 4], padding: "same", dilation: [1, 2], groups: 2 }, output: ["N", 4, 6, 5] }
  ]
);

// engine/layers/dense.ts
var dense = defineLayer({
  id: "dense",
  title: "Dense",
  family: "core",
  doc: "Every output is a weighted sum of every input, plus a bias. Also called linear or fully connected.",
  formula: "y = x W^\\top + b",
  source: { title: "PyTorch: Linear", url: "https://pytorch.org/docs/stable/generated/torch.nn.Linear.html" },
  keywords: ["linear", "fully connected", "fc"],
  settings: {
    units: int({ label: "Units", default: 64, min: 1, doc: "Number of outputs." }),
    bias: boolean({ label: "Bias", default: true, doc: "Add a learned offset to each output." }),
    initializer: initializer({ label: "Initializer", default: { type: "he-uniform" }, doc: "How the weights start." })
  },
  inputs: [{ name: "input", doc: "N\xD7features, or a sequence N\xD7length\xD7features." }],
  outputs: [{ name: "output", doc: "The same, with `units` features." }],
  summary: ({ units }) => `${units} unit${units === 1 ? "" : "s"}`,
  infer([x], { units }) {
    const { dtype, shape } = x;
    if (dtype !== "float32")
      return reject("dtype-mismatch", { expected: "float32", received: dtype }, { port: "input" });
    if (shape.length !== 2 && shape.length !== 3)
      return reject("rank-mismatch", { expected: "a flat input, N\xD7features", received: formatType(x) }, {
        port: "input",
        repairs: [
          { title: "Insert Flatten", actions: [{ kind: "insertBefore", node: THIS, port: "input", type: "flatten" }] },
          ...shape.length === 4 ? [{ title: "Insert Global average pool", actions: [{ kind: "insertBefore", node: THIS, port: "input", type: "globalPool2d" }] }] : []
        ]
      });
    return [{ dtype, shape: [...shape.slice(0, -1), units] }];
  },
  weights([x], { units, bias, initializer: initializer2 }) {
    const features = sampleShape(x).at(-1);
    const fan = [features, units];
    return {
      weight: { shape: [units, features], initializer: initializer2, fan },
      ...bias && { bias: { shape: [units], initializer: { type: "zeros" }, fan, role: "bias" } }
    };
  },
  lower({ b }, [x], _, { weight, bias }) {
    const y = b.matmul(x, weight, { transposeB: true });
    return bias ? b.add(y, bias) : y;
  },
  macs: ([x], _, { units }) => sampleShape(x).reduce((product2, dim) => product2 * dim, 1) * units,
  spell: (_, { units, bias }) => ({
    tfjs: {
      call: "dense",
      args: { units, ...bias ? {} : { useBias: false } },
      weights: [{ name: "weight", transpose: [1, 0] }, ...bias ? [{ name: "bias" }] : []]
    }
  }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 8] }], settings: { units: 3 }, output: ["N", 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 5] }], settings: { units: 4, bias: false }, output: ["N", 4] },
    { inputs: [{ dtype: "float32", shape: ["N", 6, 5] }], settings: { units: 2 }, output: ["N", 6, 2] },
    { inputs: [{ dtype: "float32", shape: ["N", 1] }], settings: { units: 1 }, output: ["N", 1], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 3] }], settings: { units: 4, bias: false }, output: ["N", 1, 4], batch: 2 },
    { inputs: [{ dtype: "float32", shape: ["N", 7] }], output: ["N", 64], batch: 5 }
  ]
});

// engine/layers/dropout.ts
var dropout = defineLayer({
  id: "dropout",
  title: "Dropout",
  family: "regularization",
  doc: "In training sets a random share of the values to zero and scales up the rest, so that no unit relies on another. Does nothing afterwards.",
  formula: "y = \\frac{m \\odot x}{1 - p}, \\quad m \\sim \\mathrm{Bernoulli}(1 - p)",
  source: { title: "Srivastava et al. 2014, Dropout", url: "https://jmlr.org/papers/v15/srivastava14a.html" },
  settings: { rate: number({ label: "Rate", default: 0.5, min: 0, max: 1, exclusiveMax: true, doc: "Share of values that are dropped." }) },
  inputs: [{ name: "input", doc: "Any shape." }],
  outputs: [{ name: "output", doc: "The same shape." }],
  summary: ({ rate }) => `rate ${rate}`,
  infer: ([x]) => [x],
  lower({ b, training: training2, uniform }, [x], { rate }) {
    if (!training2 || rate === 0) return x;
    const kept = b.cast(b.le(rate, uniform(x.shape)), "float32");
    return b.mul(x, b.mul(kept, 1 / (1 - rate)));
  },
  spell: (_, { rate }) => ({ tfjs: { call: "dropout", layout: "any", args: { rate } } }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 6] }], output: ["N", 6] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 3] }], settings: { rate: 0.2 }, output: ["N", 2, 3, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 4] }], settings: { rate: 0 }, output: ["N", 4] },
    { inputs: [{ dtype: "float32", shape: ["N", 9] }], settings: { rate: 0.9 }, output: ["N", 9], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 5, 3] }], settings: { rate: 0.35 }, output: ["N", 5, 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 1] }], settings: { rate: 0.1 }, output: ["N", 1], batch: 5 }
  ]
});

// engine/layers/elementwise.ts
function activation({ short, apply: apply2, variants = [], ...about }) {
  return defineLayer({
    ...about,
    family: "activation",
    inputs: [{ name: "input", doc: "Any shape." }],
    outputs: [{ name: "output", doc: "The same shape." }],
    summary: (settings) => typeof short === "string" ? short : short(settings),
    infer: ([x]) => x.dtype === "float32" ? [x] : reject("dtype-mismatch", { expected: "float32", received: x.dtype }, { port: "input" }),
    lower: ({ b }, [x], settings) => apply2(b, x, settings),
    examples: [
      { inputs: [{ dtype: "float32", shape: ["N", 7] }], output: ["N", 7] },
      { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 2] }], output: ["N", 2, 3, 2] },
      { inputs: [{ dtype: "float32", shape: ["N", 3, 4] }], output: ["N", 3, 4] },
      { inputs: [{ dtype: "float32", shape: ["N", 1] }], output: ["N", 1], batch: 1 },
      { inputs: [{ dtype: "float32", shape: ["N", 13] }], output: ["N", 13], batch: 5 },
      { inputs: [{ dtype: "float32", shape: ["N", 1, 4, 3] }], output: ["N", 1, 4, 3], batch: 2 },
      ...variants.map((settings) => ({ inputs: [{ dtype: "float32", shape: ["N", 5] }], settings, output: ["N", 5] }))
    ]
  });
}

// engine/layers/elu.ts
var elu = activation({
  id: "elu",
  title: "ELU",
  doc: "Like ReLU, but bends smoothly to \u2212\u03B1 for negative inputs.",
  formula: "y = x \\text{ if } x > 0, \\text{ else } \\alpha (e^x - 1)",
  source: { title: "Clevert et al. 2016, ELUs", url: "https://arxiv.org/abs/1511.07289" },
  settings: { alpha: number({ label: "Alpha", default: 1, min: 0, doc: "What it bends to." }) },
  short: ({ alpha }) => `alpha ${alpha}`,
  apply(b, x, { alpha }) {
    const positive = b.lt(0, x);
    return b.select(positive, x, b.mul(b.sub(b.exp(b.select(positive, 0, x)), 1), alpha));
  },
  spell: (_, { alpha }) => ({ tfjs: { call: "elu", layout: "any", args: { alpha } } }),
  variants: [{ alpha: 0.5 }, { alpha: 0 }, { alpha: 2 }]
});

// engine/layers/embedding.ts
var embedding = defineLayer({
  id: "embedding",
  title: "Embedding",
  family: "core",
  doc: "Looks up a learned row of numbers for each token.",
  formula: "y_t = E_{x_t}",
  source: { title: "Bengio et al. 2003, A Neural Probabilistic Language Model", url: "https://www.jmlr.org/papers/v3/bengio03a.html" },
  keywords: ["lookup", "tokens", "words"],
  settings: {
    vocabulary: int({ label: "Vocabulary", default: 1e3, min: 1, doc: "Number of different tokens, 0 to one less." }),
    width: int({ label: "Width", default: 64, min: 1, doc: "Numbers in each row." }),
    initializer: initializer({ label: "Initializer", default: { type: "normal" }, doc: "How the rows start." })
  },
  inputs: [{ name: "input", doc: "int32 tokens, N\xD7length." }],
  outputs: [{ name: "output", doc: "N\xD7length\xD7width." }],
  summary: ({ vocabulary, width }) => `${vocabulary} \xD7 ${width}`,
  infer([x], { width }) {
    if (x.dtype !== "int32") return reject("dtype-mismatch", { expected: "int32", received: x.dtype }, { port: "input" });
    return [{ dtype: "float32", shape: [...x.shape, width] }];
  },
  weights: (_, { vocabulary, width, initializer: initializer2 }) => ({ weight: { shape: [vocabulary, width], initializer: initializer2, fan: [vocabulary, width] } }),
  lower: ({ b }, [x], _, { weight }) => b.gather(weight, x, 0),
  spell: (_, { vocabulary, width }) => ({ tfjs: { call: "embedding", args: { inputDim: vocabulary, outputDim: width }, weights: [{ name: "weight" }] } }),
  examples: [
    { inputs: [{ dtype: "int32", shape: ["N", 5] }], settings: { vocabulary: 7, width: 3 }, output: ["N", 5, 3], below: 7 },
    { inputs: [{ dtype: "int32", shape: ["N", 1] }], settings: { vocabulary: 2, width: 4 }, output: ["N", 1, 4], below: 2 },
    { inputs: [{ dtype: "int32", shape: ["N", 6] }], settings: { vocabulary: 3, width: 1 }, output: ["N", 6, 1], below: 3 },
    { inputs: [{ dtype: "int32", shape: ["N", 4] }], settings: { vocabulary: 1, width: 2 }, output: ["N", 4, 2], below: 1 },
    { inputs: [{ dtype: "int32", shape: ["N", 3] }], settings: { vocabulary: 11, width: 5 }, output: ["N", 3, 5], below: 4, batch: 1 },
    { inputs: [{ dtype: "int32", shape: ["N", 2, 3] }], settings: { vocabulary: 5, width: 2 }, output: ["N", 2, 3, 2], below: 5 }
  ]
});

// engine/layers/flatten.ts
var flatten = defineLayer({
  id: "flatten",
  title: "Flatten",
  family: "shape",
  doc: "Lays all numbers of a sample out in one row, so that a Dense layer can read them.",
  keywords: ["reshape", "vector"],
  settings: {},
  inputs: [{ name: "input", doc: "Any shape." }],
  outputs: [{ name: "output", doc: "N\xD7features." }],
  summary: () => "to one row",
  infer: ([x]) => [{ dtype: x.dtype, shape: ["N", product(sampleShape(x))] }],
  lower: ({ b }, [x]) => b.reshape(x, [x.shape[0], product(x.shape.slice(1))]),
  spell: () => ({ tfjs: { call: "flatten", args: {} } }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 4] }], output: ["N", 24] },
    { inputs: [{ dtype: "float32", shape: ["N", 5] }], output: ["N", 5] },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 2] }], output: ["N", 6] },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 1, 1] }], output: ["N", 1], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 5, 1, 3] }], output: ["N", 15], batch: 2 },
    { inputs: [{ dtype: "float32", shape: ["N", 4, 3, 2] }], output: ["N", 24], batch: 1 }
  ]
});

// engine/layers/gelu.ts
var gelu = activation({
  id: "gelu",
  title: "GELU",
  doc: "The input times the chance that a normal number is below it; the usual choice in Transformers.",
  formula: "y = x \\, \\Phi(x)",
  source: { title: "Hendrycks and Gimpel 2016, GELUs", url: "https://arxiv.org/abs/1606.08415" },
  settings: { form: choice2(["exact", "tanh"], { label: "Form", default: "exact", doc: "Exact, or the approximation by tanh." }) },
  short: ({ form }) => form,
  apply: (b, x, { form }) => form === "exact" ? b.mul(x, b.mul(b.add(b.erf(b.mul(x, Math.SQRT1_2)), 1), 0.5)) : b.mul(x, b.mul(b.add(b.tanh(b.mul(b.add(x, b.mul(b.mul(b.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI))), 1), 0.5)),
  variants: [{ form: "tanh" }]
});

// engine/layers/globalPool2d.ts
var globalPool2d = defineLayer({
  id: "globalPool2d",
  title: "Global pool 2D",
  family: "pooling",
  doc: "Reduces each map to one number, its mean or maximum: a flat output whatever the image\u2019s size.",
  formula: "y_c = \\frac{1}{HW} \\sum_{i,j} x_{c,i,j}",
  source: { title: "Lin et al. 2014, Network in Network", url: "https://arxiv.org/abs/1312.4400" },
  keywords: ["global average pool", "gap"],
  settings: { kind: choice2(["average", "max"], { label: "Kind", default: "average", doc: "What a map is reduced to." }) },
  inputs: [{ name: "input", doc: "N\xD7channels\xD7height\xD7width." }],
  outputs: [{ name: "output", doc: "N\xD7channels." }],
  summary: ({ kind }) => kind,
  infer([x]) {
    if (x.shape.length !== 4) return reject("rank-mismatch", { expected: "images, N\xD7channels\xD7height\xD7width", received: formatType(x) }, { port: "input" });
    return [{ dtype: "float32", shape: x.shape.slice(0, 2) }];
  },
  lower: ({ b }, [x], { kind }) => kind === "max" ? b.reduceMax(x, [2, 3]) : b.mean(x, [2, 3]),
  macs: ([x]) => sampleShape(x).reduce((a, c) => a * c, 1),
  spell: (_, { kind }) => ({ tfjs: { call: kind === "max" ? "globalMaxPooling2d" : "globalAveragePooling2d", layout: "channelsLast", args: {} } }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 3, 4, 5] }], output: ["N", 3] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 3] }], settings: { kind: "max" }, output: ["N", 2] },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 1, 1] }], output: ["N", 1] },
    { inputs: [{ dtype: "float32", shape: ["N", 5, 2, 7] }], settings: { kind: "max" }, output: ["N", 5], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 4, 1, 6] }], output: ["N", 4], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 1, 1] }], settings: { kind: "max" }, output: ["N", 1], batch: 2 }
  ]
});

// engine/layers/input.ts
var input = defineLayer({
  id: "input",
  title: "Input",
  family: "data",
  doc: "What the network receives, one sample after the other. Images are channels\xD7height\xD7width.",
  settings: {
    shape: ints({ label: "Shape", default: [1, 28, 28], min: 1, doc: "Of one sample, without the batch." }),
    values: choice2(["float32", "int32"], { label: "Values", default: "float32", doc: "Numbers, or the whole numbers of tokens.", names: { float32: "Numbers", int32: "Tokens" } })
  },
  inputs: [],
  outputs: [{ name: "output", doc: "The samples of a batch." }],
  summary: ({ shape, values }) => shape.length === 3 && shape[0] === 1 ? `${shape[1]} \xD7 ${shape[2]} grey` : shape.length === 3 && shape[0] === 3 ? `${shape[1]} \xD7 ${shape[2]} colour` : `${formatShape(shape)}${values === "int32" ? " tokens" : ""}`,
  infer: (_, { shape, values }) => [{ dtype: values, shape: ["N", ...shape] }],
  lower: () => {
    throw new Error("internal: an input has no forward program; it is an input of the program");
  },
  examples: []
});

// engine/layers/layerNorm.ts
var layerNorm = defineLayer({
  id: "layerNorm",
  title: "Layer norm",
  family: "normalization",
  doc: "Gives the features of each position mean 0 and variance 1, then a learned scale and shift. Does not depend on the batch.",
  formula: "y = \\gamma \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} + \\beta",
  source: { title: "Ba et al. 2016, Layer Normalization", url: "https://arxiv.org/abs/1607.06450" },
  settings: { epsilon: number({ label: "Epsilon", default: 1e-5, min: 0, exclusiveMin: true, doc: "Added to the variance." }) },
  inputs: [{ name: "input", doc: "Features on the last axis." }],
  outputs: [{ name: "output", doc: "The same shape." }],
  summary: () => "last axis",
  infer([x]) {
    if (x.dtype !== "float32") return reject("dtype-mismatch", { expected: "float32", received: x.dtype }, { port: "input" });
    if (x.shape.length < 2) return reject("rank-mismatch", { expected: "features after the batch", received: formatType(x) }, { port: "input" });
    return [x];
  },
  weights([x]) {
    const shape = [sampleShape(x).at(-1)];
    return { weight: { shape, initializer: { type: "ones" }, role: "bias" }, bias: { shape, initializer: { type: "zeros" }, role: "bias" } };
  },
  lower({ b }, [x], { epsilon }, { weight, bias }) {
    const [normal] = b.standardize(x, [x.shape.length - 1], epsilon);
    return b.add(b.mul(normal, weight), bias);
  },
  macs: ([x]) => 2 * sampleShape(x).reduce((a, c) => a * c, 1),
  spell: (_, { epsilon }) => ({ tfjs: { call: "layerNormalization", args: { epsilon }, weights: [{ name: "weight" }, { name: "bias" }] } }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 6] }], output: ["N", 6] },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 5] }], output: ["N", 3, 5] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 4] }], settings: { epsilon: 1e-3 }, output: ["N", 2, 3, 4] },
    { inputs: [{ dtype: "float32", shape: ["N", 11] }], output: ["N", 11], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 4, 3] }], settings: { epsilon: 0.5 }, output: ["N", 4, 3], batch: 2 },
    { inputs: [{ dtype: "float32", shape: ["N", 1, 7] }], output: ["N", 1, 7], batch: 5 }
  ]
});

// engine/layers/leakyRelu.ts
var leakyRelu = activation({
  id: "leakyRelu",
  title: "Leaky ReLU",
  doc: "Like ReLU, but lets a little of the negative through, so that no unit can die.",
  formula: "y = \\max(0, x) + \\alpha \\min(0, x)",
  settings: { slope: number({ label: "Slope", default: 0.01, min: 0, doc: "Slope for negative inputs." }) },
  short: ({ slope }) => `slope ${slope}`,
  apply: (b, x, { slope }) => b.select(b.lt(0, x), x, b.mul(x, slope)),
  spell: (_, { slope }) => ({ tfjs: { call: "leakyReLU", layout: "any", args: { alpha: slope } } }),
  variants: [{ slope: 0.2 }, { slope: 0 }, { slope: 1.5 }]
});

// engine/layers/maxPool1d.ts
var maxPool1d = pooling(1, "max", [
  { inputs: [{ dtype: "float32", shape: ["N", 2, 8] }], output: ["N", 2, 4] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 7] }], settings: { kernel: [3], stride: [2] }, output: ["N", 2, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 6] }], settings: { kernel: [3], stride: [2], padding: "same" }, output: ["N", 2, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 6] }], settings: { kernel: [3], stride: [1], padding: "explicit", explicitPadding: [1] }, output: ["N", 1, 6] },
  { inputs: [{ dtype: "float32", shape: ["N", 3, 5] }], settings: { kernel: [5] }, output: ["N", 3, 1] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 5] }], settings: { kernel: [2], stride: [1] }, output: ["N", 1, 4] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 9] }], settings: { kernel: [3], stride: [2], dilation: [2] }, output: ["N", 2, 3], batch: 1 },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 8] }], settings: { stride: [1], dilation: [3], padding: "same" }, output: ["N", 2, 8] },
  { inputs: [{ dtype: "float32", shape: ["N", 3, 2] }], output: ["N", 3, 1], batch: 1 }
]);

// engine/layers/maxPool2d.ts
var maxPool2d = pooling(2, "max", [
  { inputs: [{ dtype: "float32", shape: ["N", 2, 6, 6] }], output: ["N", 2, 3, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 7, 5] }], settings: { kernel: [3, 2] }, output: ["N", 2, 2, 2] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 7, 7] }], settings: { kernel: [3, 3], stride: [2, 2] }, output: ["N", 1, 3, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 5, 7] }], settings: { kernel: [3, 3], stride: [2, 2], padding: "same" }, output: ["N", 2, 3, 4] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 6, 5] }], settings: { kernel: [3, 3], stride: [1, 2], padding: "explicit", explicitPadding: [1, 1] }, output: ["N", 2, 6, 3] },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 3, 3] }], settings: { kernel: [3, 3] }, output: ["N", 1, 1, 1] },
  { inputs: [{ dtype: "float32", shape: ["N", 2, 8, 7] }], settings: { kernel: [2, 3], stride: [2, 1], dilation: [3, 2] }, output: ["N", 2, 3, 3], batch: 1 },
  { inputs: [{ dtype: "float32", shape: ["N", 1, 6, 6] }], settings: { kernel: [3, 3], stride: [1, 1], padding: "same" }, output: ["N", 1, 6, 6], batch: 2 }
]);

// engine/layers/relu.ts
var relu = activation({
  id: "relu",
  title: "ReLU",
  doc: "Keeps what is positive, zero for the rest. The usual choice between layers.",
  formula: "y = \\\\max(0, x)",
  settings: {},
  short: "max(0, x)",
  apply: (b, x) => b.relu(x),
  spell: () => ({ tfjs: { call: "activation", layout: "any", args: { activation: "relu" } } })
});

// engine/layers/reshape.ts
function filled(shape, size) {
  const known = product(shape.filter((dim) => dim !== -1));
  const open = shape.filter((dim) => dim === -1).length;
  if (open === 0) return known === size ? [...shape] : void 0;
  return open === 1 && size % known === 0 ? shape.map((dim) => dim === -1 ? size / known : dim) : void 0;
}
var reshape = defineLayer({
  id: "reshape",
  title: "Reshape",
  family: "shape",
  doc: "Lays the numbers of a sample out in another shape, in the same order.",
  settings: { shape: ints({ label: "Shape", default: [-1], min: 1, allow: [-1], doc: "Of one sample, without the batch; one entry may be \u22121, which takes what is left." }) },
  inputs: [{ name: "input", doc: "Any shape." }],
  outputs: [{ name: "output", doc: "The new shape." }],
  summary: ({ shape }) => `to ${formatShape(shape)}`,
  infer([x], { shape }) {
    const size = product(sampleShape(x));
    const to = filled(shape, size);
    return to ? [{ dtype: x.dtype, shape: ["N", ...to] }] : reject("size-mismatch", { expected: `${formatShape(shape)} to hold as many numbers as its input`, received: `${formatType(x)}, ${size} numbers a sample` }, { setting: "shape" });
  },
  lower: ({ b }, [x], { shape }) => b.reshape(x, [x.shape[0], ...filled(shape, product(x.shape.slice(1)))]),
  spell: ([x], { shape }) => ({ tfjs: { call: "reshape", args: { targetShape: filled(shape, product(sampleShape(x))) } } }),
  examples: [
    { inputs: [{ dtype: "float32", shape: ["N", 12] }], settings: { shape: [3, 4] }, output: ["N", 3, 4] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 6] }], settings: { shape: [3, -1] }, output: ["N", 3, 4] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3] }], output: ["N", 6] },
    { inputs: [{ dtype: "float32", shape: ["N", 2, 3, 4] }], settings: { shape: [4, 3, 2] }, output: ["N", 4, 3, 2], batch: 1 },
    { inputs: [{ dtype: "float32", shape: ["N", 7] }], settings: { shape: [1, -1, 1] }, output: ["N", 1, 7, 1], batch: 2 },
    { inputs: [{ dtype: "float32", shape: ["N", 3, 5] }], settings: { shape: [-1, 3] }, output: ["N", 5, 3] }
  ]
});

// engine/layers/sigmoid.ts
var sigmoid = activation({
  id: "sigmoid",
  title: "Sigmoid",
  doc: "Squeezes every number between 0 and 1.",
  formula: "y = \\\\frac{1}{1 + e^{-x}}",
  settings: {},
  short: "0 to 1",
  apply: (b, x) => b.sigmoid(x),
  spell: () => ({ tfjs: { call: "activation", layout: "any", args: { activation: "sigmoid" } } })
});

// engine/layers/silu.ts
var silu = activation({
  id: "silu",
  title: "SiLU",
  doc: "The input times its own sigmoid; a smooth ReLU. Also called Swish.",
  formula: "y = x \\\\, \\\\sigma(x)",
  settings: {},
  short: "x \xB7 sigmoid(x)",
  apply: (b, x) => b.mul(x, b.sigmoid(x)),
  spell: () => ({ tfjs: { call: "activation", layout: "any", args: { activation: "swish" } } })
});

// engine/layers/softmax.ts
var softmax = activation({
  id: "softmax",
  title: "Softmax",
  doc: "Turns the numbers of the last axis into shares that add up to 1. Leave it out before a cross-entropy loss, which applies it itself.",
  formula: "y_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}",
  settings: {},
  short: "last axis",
  apply: (b, x) => b.softmax(x, -1),
  spell: () => ({ tfjs: { call: "softmax", args: {} } })
});

// engine/layers/tanh.ts
var tanh = activation({
  id: "tanh",
  title: "Tanh",
  doc: "Squeezes every number between \u22121 and 1.",
  formula: "y = \\\\tanh x",
  settings: {},
  short: "\u22121 to 1",
  apply: (b, x) => b.tanh(x),
  spell: () => ({ tfjs: { call: "activation", layout: "any", args: { activation: "tanh" } } })
});

// engine/layers/index.ts
var LAYERS = [
  input,
  conv1d,
  conv2d,
  maxPool1d,
  maxPool2d,
  averagePool1d,
  averagePool2d,
  globalPool2d,
  dense,
  embedding,
  batchNorm,
  layerNorm,
  relu,
  leakyRelu,
  elu,
  gelu,
  silu,
  sigmoid,
  tanh,
  softmax,
  dropout,
  flatten,
  reshape,
  add,
  concatenate
];
var byId = new Map(LAYERS.map((layer) => [layer.id, layer]));
var layerOf = (type) => byId.get(type);

// engine/passes/check.ts
var titleOf = (node2, layer) => `${layer?.title ?? node2.type} "${nameOf(node2)}"`;
function checkGraph(graph2, previous) {
  const nodes = new Map(graph2.nodes.map((node2) => [node2.id, node2]));
  const incoming = /* @__PURE__ */ new Map();
  const used = /* @__PURE__ */ new Set();
  for (const edge2 of graph2.edges) {
    const list2 = incoming.get(edge2.to.node);
    if (list2) list2.push(edge2);
    else incoming.set(edge2.to.node, [edge2]);
    used.add(edge2.from.node);
  }
  const { order, circles } = sort(graph2, incoming);
  const checked = /* @__PURE__ */ new Map();
  for (const id2 of order) {
    const node2 = nodes.get(id2);
    checked.set(id2, checkNode(node2, incoming.get(id2) ?? [], checked, nodes, previous?.nodes.get(id2)));
  }
  const problems = [];
  if (graph2.nodes.length === 0) problems.push(problem("empty-graph", void 0));
  else if (!graph2.nodes.some((node2) => layerOf(node2.type)?.inputs.length === 0)) problems.push(problem("no-input", void 0));
  problems.push(...circles.map((path2) => cycleProblem(path2, graph2)));
  problems.push(...sharedNames(graph2));
  for (const id2 of order) problems.push(...checked.get(id2).problems);
  const list = [...checked.values()];
  return {
    nodes: checked,
    problems,
    order,
    outputs: order.filter((id2) => !used.has(id2) && (layerOf(nodes.get(id2).type)?.inputs.length ?? 0) > 0),
    parameters: list.reduce((sum, { parameters }) => sum + parameters, 0),
    macs: list.reduce((sum, { macs }) => sum + macs, 0)
  };
}
function sort(graph2, incoming) {
  const missing = new Map(graph2.nodes.map(({ id: id2 }) => [id2, 0]));
  const outgoing = /* @__PURE__ */ new Map();
  for (const { from, to } of graph2.edges) {
    if (!missing.has(from.node) || !missing.has(to.node)) continue;
    missing.set(to.node, missing.get(to.node) + 1);
    const list = outgoing.get(from.node);
    if (list) list.push(to.node);
    else outgoing.set(from.node, [to.node]);
  }
  const order = graph2.nodes.filter(({ id: id2 }) => missing.get(id2) === 0).map(({ id: id2 }) => id2);
  for (let i = 0; i < order.length; i++)
    for (const next of outgoing.get(order[i]) ?? []) {
      const left = missing.get(next) - 1;
      missing.set(next, left);
      if (left === 0) order.push(next);
    }
  const ordered = new Set(order);
  const stuck = new Set(graph2.nodes.map(({ id: id2 }) => id2).filter((id2) => !ordered.has(id2)));
  const circles = [];
  while (stuck.size > 0) {
    const path2 = [];
    let at = stuck.values().next().value;
    while (at !== void 0 && !path2.includes(at)) {
      path2.push(at);
      at = incoming.get(at)?.find((edge2) => stuck.has(edge2.from.node))?.from.node;
    }
    if (at !== void 0) {
      const [first, ...others] = path2.slice(path2.indexOf(at));
      circles.push([first, ...others.reverse()]);
    }
    for (const id2 of path2) stuck.delete(id2);
  }
  return { order, circles };
}
function cycleProblem(path2, graph2) {
  const nodes = new Map(graph2.nodes.map((node2) => [node2.id, node2]));
  const names = path2.map((id2) => nameOf(nodes.get(id2)));
  const back = graph2.edges.find((edge2) => edge2.from.node === path2.at(-1) && edge2.to.node === path2[0]);
  const repairs = back ? [{ title: `Remove the wire from ${names.at(-1)} to ${names[0]}`, actions: [{ kind: "removeEdge", from: back.from, to: back.to }] }] : [];
  return problem("cycle", { path: [...names, names[0]].join(" \u2192 ") }, { node: path2[0], repairs });
}
function sharedNames(graph2) {
  const seen = /* @__PURE__ */ new Set();
  return graph2.nodes.flatMap((node2) => {
    const name = nameOf(node2);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [problem("duplicate-name", { name }, { node: node2.id })];
  });
}
function checkNode(node2, edges, checked, nodes, before) {
  const layer = layerOf(node2.type);
  const failed = (problems2, inputs2 = []) => ({ node: node2, inputs: inputs2, outputs: [], weights: {}, parameters: 0, macs: 0, problems: problems2 });
  if (layer === void 0)
    return failed([problem("unknown-layer", { type: node2.type }, { node: node2.id, repairs: [{ title: "Remove the node", actions: [{ kind: "removeNode", node: node2.id }] }] })]);
  const title = titleOf(node2, layer);
  const problems = [...wireProblems(node2, layer, title, edges, nodes)];
  const { settings, errors } = settingsOf(node2, layer);
  for (const { setting, label, expected, received } of errors)
    problems.push(
      problem("bad-setting", { layer: title, setting: label, expected, received }, {
        node: node2.id,
        setting,
        repairs: setting in layer.settings ? [{ title: "Use the default", actions: [{ kind: "set", node: node2.id, setting, value: layer.settings[setting].default }] }] : []
      })
    );
  const sources = layer.inputs.flatMap((port) => edges.filter((edge2) => edge2.to.port === port.name));
  const inputs = sources.map((edge2) => outputType(edge2, checked, nodes)).filter((type) => type !== void 0);
  if (problems.length > 0 || inputs.length < sources.length) return failed(problems, inputs);
  if (before && before.problems.length === 0 && isSame(before.node, node2) && sameTypes(before.inputs, inputs)) return before.node === node2 ? before : { ...before, node: node2 };
  const outputs = layer.infer(inputs, settings);
  if ("rejected" in outputs) return failed([outputs.rejected({ node: node2.id, layer: title })], inputs);
  const weights = layer.weights?.(inputs, settings) ?? {};
  const parameters = Object.values(weights).reduce((sum, { shape, role }) => sum + (role === "state" ? 0 : sizeOf(shape)), 0);
  return { node: node2, inputs, outputs, weights, parameters, macs: layer.macs?.(inputs, outputs, settings) ?? 0, problems: [] };
}
var isSame = (a, b) => a === b || a.type === b.type && a.settings === b.settings && a.label === b.label;
var resolved = /* @__PURE__ */ new WeakMap();
function settingsOf(node2, layer) {
  let settings = resolved.get(node2);
  if (!settings) {
    settings = resolveSettings(layer.settings, node2.settings);
    resolved.set(node2, settings);
  }
  return settings;
}
var sameTypes = (a, b) => a.length === b.length && a.every((type, i) => sameType(type, b[i]));
function outputType(edge2, checked, nodes) {
  const source = nodes.get(edge2.from.node);
  const port = source && layerOf(source.type)?.outputs.findIndex(({ name }) => name === edge2.from.port);
  return port === void 0 ? void 0 : checked.get(edge2.from.node)?.outputs[port];
}
function* wireProblems(node2, layer, title, edges, nodes) {
  for (const edge2 of edges) {
    const source = nodes.get(edge2.from.node);
    const remove = { title: "Remove the wire", actions: [{ kind: "removeEdge", from: edge2.from, to: edge2.to }] };
    if (!layer.inputs.some(({ name }) => name === edge2.to.port))
      yield problem("unknown-port", { layer: title, port: edge2.to.port }, { node: node2.id, port: edge2.to.port, repairs: [remove] });
    const from = source && layerOf(source.type);
    if (from && !from.outputs.some(({ name }) => name === edge2.from.port))
      yield problem("unknown-port", { layer: titleOf(source, from), port: edge2.from.port }, { node: node2.id, port: edge2.to.port, repairs: [remove] });
  }
  for (const port of layer.inputs) {
    const wires = edges.filter((edge2) => edge2.to.port === port.name && nodes.has(edge2.from.node));
    if (wires.length < (port.many ? 2 : 1)) yield problem("input-missing", { layer: title, port: port.name }, { node: node2.id, port: port.name });
    if (!port.many && wires.length > 1)
      yield problem("too-many-wires", { layer: title, port: port.name }, {
        node: node2.id,
        port: port.name,
        repairs: [{ title: "Keep the last wire", actions: wires.slice(0, -1).map(({ from, to }) => ({ kind: "removeEdge", from, to })) }]
      });
  }
}

// engine/passes/batch.ts
function aligned(b, operands2) {
  const rank = Math.max(...operands2.map(({ value, stacked }) => value.shape.length - (stacked ? 1 : 0)));
  return operands2.map(({ value, stacked }) => {
    if (!stacked) return value;
    const [steps, ...shape] = value.shape;
    return b.reshape(value, [steps, ...Array(rank - shape.length).fill(1), ...shape]);
  });
}
var stepsOf = (operands2) => operands2.find(({ stacked }) => stacked).value.shape[0];
var stack = (b, { value, stacked }, steps) => stacked ? value : b.broadcast(b.reshape(value, [1, ...value.shape]), [steps, ...value.shape]);
var merge = (b, value) => b.reshape(value, [value.shape[0] * value.shape[1], ...value.shape.slice(2)]);
var unmerge = (b, value, steps) => b.reshape(value, [steps, value.shape[0] / steps, ...value.shape.slice(1)]);
var elementwise = (params, b, operands2, { prim }) => [b.emit(prim, params, ...aligned(b, operands2))];
var reduction2 = ({ axes, keep }, b, [x], { prim }) => [
  b.emit(prim, { axes: axes.map((axis) => axis + 1), keep }, x.value)
];
var alongAxis = (params, b, [x], { prim }) => [b.emit(prim, { ...params, axis: params.axis + 1 }, x.value)];
var perImage = (params, b, operands2, { prim }) => {
  const steps = stepsOf(operands2);
  return [unmerge(b, b.emit(prim, params, ...operands2.map(({ value, stacked }) => stacked ? merge(b, value) : value)), steps)];
};
var rules2 = {
  ...Object.fromEntries(
    ["neg", "abs", "sign", "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus", "erf", "floor", "relu", "not", "cast", "stopGradient", "add", "sub", "mul", "div", "pow", "max", "min", "eq", "lt", "le", "and", "or", "select", "matmul"].map((prim) => [prim, elementwise])
  ),
  conv: perImage,
  convInputGrad: perImage,
  maxPool: perImage,
  avgPool: perImage,
  avgPoolGrad: perImage,
  maxPoolGrad: perImage,
  sum: reduction2,
  mean: reduction2,
  reduceMax: reduction2,
  reduceMin: reduction2,
  argMax: alongAxis,
  cumsum: alongAxis,
  softmax: alongAxis,
  logSoftmax: alongAxis,
  standardize: ({ axes, epsilon }, b, [x]) => b.standardize(x.value, axes.map((axis) => axis + 1), epsilon),
  reshape: ({ to }, b, [x]) => [b.reshape(x.value, [x.value.shape[0], ...to])],
  transpose: ({ order }, b, [x]) => [b.transpose(x.value, [0, ...order.map((axis) => axis + 1)])],
  broadcast: ({ to }, b, [x]) => {
    const [steps, ...shape] = x.value.shape;
    return [b.broadcast(b.reshape(x.value, [steps, ...Array(to.length - shape.length).fill(1), ...shape]), [steps, ...to])];
  },
  concat: ({ axis }, b, operands2) => [b.concat(operands2.map((operand) => stack(b, operand, stepsOf(operands2))), axis + 1)],
  slice: ({ start, stop, step }, b, [x]) => [b.slice(x.value, [0, ...start], [x.value.shape[0], ...stop], [1, ...step])],
  pad: ({ padding, value }, b, [x]) => [b.pad(x.value, [[0, 0], ...padding], value)],
  reverse: ({ axes }, b, [x]) => [b.reverse(x.value, axes.map((axis) => axis + 1))]
};
function canBatch({ prim }, stacked) {
  if (prim === "conv" || prim === "convInputGrad") return !stacked[1];
  if (prim === "maxPoolGrad") return stacked.every(Boolean);
  return rules2[prim] !== void 0;
}
function batched(b, equation, operands2) {
  return rules2[equation.prim](equation.params, b, operands2, equation);
}

// engine/passes/differentiateScan.ts
var isLeaf = ({ prim }) => prim === "fill" || prim === "constant" || prim === "iota";
function differentiateScan({ body, carries, scanned, reverse }, adjoint) {
  const { b, equation, dys, wants } = adjoint;
  const x = equation.inputs;
  const steps = x[carries].shape[0];
  const inner = new Builder();
  const given = body.inputs.map(({ name, value: { dtype, shape } }) => inner.input(name, dtype, shape));
  const results = inner.inline(body, given);
  const forwardCount = inner.equations.length;
  const seeds = /* @__PURE__ */ new Map();
  const incoming = results.map((result, i) => {
    if (result.dtype !== "float32" || i >= carries && dys[i] === void 0) return void 0;
    const seed = inner.input(`d ${i}`, "float32", result.shape);
    const before = seeds.get(result);
    seeds.set(result, before ? inner.add(before, seed) : seed);
    return seed;
  });
  const wanted = given.map((value, i) => value.dtype === "float32" && (i < carries || wants[i]) ? value : void 0);
  const found = adjoint.backpropagate(inner, seeds, wanted.filter((value) => value !== void 0));
  const gradientOf = new Map(wanted.filter((value) => value !== void 0).map((value, i) => [value, found[i]]));
  const gradients = wanted.map((value) => value && gradientOf.get(value));
  const backward = inner.equations.slice(forwardCount);
  const makers = new Map(backward.flatMap((made) => made.outputs.map((output) => [output, made])));
  const forwardLeaves = new Map(inner.equations.slice(0, forwardCount).filter(isLeaf).map((made) => [made.outputs[0], made]));
  const carried = incoming.slice(0, carries);
  const travelling = new Set(carried.filter((seed) => seed !== void 0));
  const constants = new Set(given.slice(carries + scanned));
  const steady = /* @__PURE__ */ new Set([...constants, ...forwardLeaves.keys()]);
  for (const { inputs, outputs: outputs2 } of backward)
    for (const output of outputs2) {
      if (inputs.some((value) => travelling.has(value))) travelling.add(output);
      if (inputs.every((value) => steady.has(value))) steady.add(output);
    }
  const varies = (value) => !steady.has(value);
  const inside = /* @__PURE__ */ new Set();
  const stay = (value) => {
    const made = value && makers.get(value);
    if (!made || inside.has(made) || !travelling.has(value) && canBatch(made, made.inputs.map(varies))) return;
    inside.add(made);
    made.inputs.forEach(stay);
  };
  const stayWhereNeeded = (value) => {
    const made = value && makers.get(value);
    if (!made) return;
    if (!canBatch(made, made.inputs.map(varies)) && made.inputs.some(varies)) stay(value);
    made.inputs.forEach(stayWhereNeeded);
  };
  gradients.slice(0, carries).forEach(stay);
  gradients.slice(carries).forEach(stayWhereNeeded);
  const kept = [];
  const outside = /* @__PURE__ */ new Map();
  given.forEach((value, i) => i >= carries && outside.set(value, { value: x[i], stacked: i < carries + scanned }));
  incoming.forEach((seed, i) => i >= carries && seed && outside.set(seed, { value: dys[i], stacked: true }));
  const needed = /* @__PURE__ */ new Set();
  const collect = (value) => {
    if (!value || needed.has(value)) return;
    needed.add(value);
    const made = makers.get(value);
    if (made) made.inputs.forEach(collect);
    else if (!outside.has(value) && !forwardLeaves.has(value) && !travelling.has(value)) kept.push(value);
  };
  gradients.forEach(collect);
  const forward = {
    inputs: body.inputs.map(({ name }, i) => ({ name, value: given[i] })),
    equations: inner.equations.slice(0, forwardCount),
    outputs: [...results.map((value, i) => ({ name: body.outputs[i].name, value })), ...kept.map((value, i) => ({ name: `kept ${results.length + i}`, value }))]
  };
  b.extendScan(equation, forward).forEach((value, i) => outside.set(kept[i], { value, stacked: true }));
  const outsideOf = (value) => {
    const known = outside.get(value);
    if (known) return known;
    const made = makers.get(value) ?? forwardLeaves.get(value);
    const operands2 = made.inputs.map(outsideOf);
    const stacked = operands2.some((operand) => operand.stacked);
    const values = stacked ? batched(b, made, operands2) : b.emitAll(made.prim, made.params, ...operands2.map((operand) => operand.value));
    made.outputs.forEach((output, i) => outside.set(output, { value: values[i], stacked }));
    return outside.get(value);
  };
  const total = (value) => {
    const made = makers.get(value);
    if (made && !inside.has(made) && made.inputs.some(varies)) {
      const { prim, inputs: operands2 } = made;
      const same2 = operands2.every(({ shape }) => shape.length === value.shape.length && shape.every((dim, axis) => dim === value.shape[axis]));
      const stackedOperands = () => operands2.map((operand) => outsideOf(operand));
      if (prim === "add" && same2) return b.add(total(operands2[0]), total(operands2[1]));
      if (prim === "neg") return b.neg(total(operands2[0]));
      if (prim === "reshape") return b.reshape(total(operands2[0]), value.shape);
      if (prim === "sum") return b.reshape(b.sum(outsideOf(operands2[0]).value, [0, ...made.params.axes.map((axis) => axis + 1)]), value.shape);
      const [p, q] = stackedOperands();
      if (p?.stacked && q?.stacked) {
        if (prim === "matmul" && made.params.transposeA && !made.params.transposeB && operands2[0].shape.length === 2 && operands2[1].shape.length === 2)
          return b.matmul(merge(b, p.value), merge(b, q.value), { transposeA: true });
        if (prim === "convWeightGrad") return b.emit("convWeightGrad", made.params, merge(b, p.value), merge(b, q.value));
      }
    }
    const { value: all, stacked } = outsideOf(value);
    return stacked ? b.sum(all, [0]) : b.mul(all, steps);
  };
  const loop = new Builder();
  const local = /* @__PURE__ */ new Map();
  const starts = [];
  const entered = [];
  const enter = (name, value) => {
    const entry = loop.input(name, value.dtype, value.shape);
    local.set(value, entry);
    entered.push({ name, value: entry });
    return entry;
  };
  carried.forEach((seed, i) => {
    if (!seed) return;
    enter(`carry ${i}`, seed);
    starts.push(dys[i] ?? b.fill(0, seed.shape));
  });
  const sequences = [];
  const shared = [];
  const localOf = (value) => {
    const known = local.get(value);
    if (known) return known;
    const leaf = makers.get(value) ?? forwardLeaves.get(value);
    if (leaf && isLeaf(leaf)) {
      const copy = loop.emit(leaf.prim, leaf.params);
      local.set(value, copy);
      return copy;
    }
    const { value: all, stacked } = outsideOf(value);
    const list = stacked ? sequences : shared;
    const name = `${stacked ? "slice" : "constant"} ${list.length}`;
    list.push({ entry: { name, value: enter(name, value) }, value: all });
    return local.get(value);
  };
  for (const made of backward) {
    if (!inside.has(made)) continue;
    const values = loop.emitAll(made.prim, made.params, ...made.inputs.map(localOf));
    made.outputs.forEach((output, i) => local.set(output, values[i]));
  }
  const next = carried.flatMap((seed, i) => seed ? [gradients[i] ? localOf(gradients[i]) : loop.fill(0, seed.shape)] : []);
  const usedOutside = new Set(gradients.slice(carries));
  for (const made of backward) if (!inside.has(made) && made.outputs.some((output) => needed.has(output))) for (const value of made.inputs) usedOutside.add(value);
  const leaving = [...carried, ...[...inside].flatMap(({ outputs: outputs2 }) => outputs2)].filter((value) => value !== void 0 && usedOutside.has(value));
  next.forEach((value, i) => loop.output(`carry ${i}`, value));
  leaving.forEach((value, i) => loop.output(`result ${i}`, local.get(value)));
  if (sequences.length === 0) {
    const count = b.iota([steps], 0);
    const name = "slice 0";
    sequences.push({ entry: { name, value: loop.input(name, "int32", []) }, value: count });
  }
  const program = loop.finish();
  const order = [...entered.slice(0, starts.length), ...sequences.map(({ entry }) => entry), ...shared.map(({ entry }) => entry)];
  const outputs = starts.length + leaving.length === 0 ? [] : b.emitAll(
    "scan",
    { body: { ...program, inputs: order }, carries: starts.length, scanned: sequences.length, reverse: !reverse },
    ...starts,
    ...sequences.map(({ value }) => value),
    ...shared.map(({ value }) => value)
  );
  leaving.forEach((value, i) => outside.set(value, { value: outputs[starts.length + i], stacked: true }));
  let position2 = 0;
  return x.map((operand, i) => {
    if (i < carries) return carried[i] ? outputs[position2++] : void 0;
    const gradient = wants[i] ? gradients[i] : void 0;
    if (!gradient) return void 0;
    if (i >= carries + scanned) return total(gradient);
    const { value, stacked } = outsideOf(gradient);
    return stacked ? value : b.broadcast(b.reshape(value, [1, ...value.shape]), operand.shape);
  });
}

// engine/passes/differentiate.ts
function sumTo(b, dy, shape) {
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((dim, axis) => axis < lead || shape[axis - lead] === 1 && dim !== 1 ? [axis] : []);
  return axes.length === 0 ? b.reshape(dy, shape) : b.reshape(b.sum(dy, axes), shape);
}
var none = () => [];
var unary = (derivative) => (_, a) => [derivative({ ...a, x0: a.x[0], y0: a.y[0] })];
var binary = (left, right) => (_, a) => [
  a.wants[0] ? sumTo(a.b, left(a), a.x[0].shape) : void 0,
  a.wants[1] ? sumTo(a.b, right(a), a.x[1].shape) : void 0
];
var chosen = (first) => {
  const share2 = (i) => ({ b, x, dy }) => {
    const [p, q] = [x[i], x[1 - i]];
    return b.mul(dy, b.mul(b.add(b.cast(first(b, p, q), "float32"), b.sub(1, b.cast(first(b, q, p), "float32"))), 0.5));
  };
  return binary(share2(0), share2(1));
};
function unreduced({ b, x, dy }, axes, value = dy) {
  return b.reshape(value, x[0].shape.map((dim, axis) => axes.includes(axis) ? 1 : dim));
}
var extremum = ({ axes }, a) => {
  const { b, x } = a;
  const hit = b.cast(b.eq(x[0], unreduced(a, axes, a.y[0])), "float32");
  return [b.mul(hit, b.div(unreduced(a, axes), b.sum(hit, axes, true)))];
};
var rules3 = {
  fill: none,
  constant: none,
  iota: none,
  randomUniform: none,
  neg: unary(({ b, dy }) => b.neg(dy)),
  abs: unary(({ b, dy, x0 }) => b.mul(dy, b.sign(x0))),
  sign: none,
  // d exp = y
  exp: unary(({ b, dy, y0 }) => b.mul(dy, y0)),
  log: unary(({ b, dy, x0 }) => b.div(dy, x0)),
  // d sqrt = 1 / 2y
  sqrt: unary(({ b, dy, y0 }) => b.div(b.mul(dy, 0.5), y0)),
  sin: unary(({ b, dy, x0 }) => b.mul(dy, b.cos(x0))),
  cos: unary(({ b, dy, x0 }) => b.neg(b.mul(dy, b.sin(x0)))),
  // d tanh = 1 - y²
  tanh: unary(({ b, dy, y0 }) => b.mul(dy, b.sub(1, b.mul(y0, y0)))),
  // d sigmoid = y (1 - y)
  sigmoid: unary(({ b, dy, y0 }) => b.mul(dy, b.mul(y0, b.sub(1, y0)))),
  // d softplus = sigmoid
  softplus: unary(({ b, dy, x0 }) => b.mul(dy, b.sigmoid(x0))),
  // d erf = 2/√π exp(-x²)
  erf: unary(({ b, dy, x0 }) => b.mul(dy, b.mul(b.exp(b.neg(b.mul(x0, x0))), 2 / Math.sqrt(Math.PI)))),
  floor: none,
  relu: unary(({ b, dy, y0 }) => b.mul(dy, b.cast(b.lt(0, y0), "float32"))),
  not: none,
  cast: (_, { b, x, dy }) => x[0].dtype === "float32" && dy.dtype === "float32" ? [dy] : [b.cast(dy, x[0].dtype)],
  stopGradient: none,
  add: binary(({ dy }) => dy, ({ dy }) => dy),
  sub: binary(({ dy }) => dy, ({ b, dy }) => b.neg(dy)),
  mul: binary(({ b, dy, x }) => b.mul(dy, x[1]), ({ b, dy, x }) => b.mul(dy, x[0])),
  // d (p/q) = dp/q - y dq/q
  div: binary(({ b, dy, x }) => b.div(dy, x[1]), ({ b, dy, x, y }) => b.neg(b.div(b.mul(dy, y[0]), x[1]))),
  // d p^q = q p^(q-1) dp + y log(p) dq, and 0 log 0 = 0
  pow: binary(
    ({ b, dy, x }) => b.mul(dy, b.mul(x[1], b.pow(x[0], b.sub(x[1], 1)))),
    ({ b, dy, x, y }) => b.mul(dy, b.select(b.lt(0, x[0]), b.mul(y[0], b.log(b.max(x[0], 1e-38))), 0))
  ),
  max: chosen((b, p, q) => b.lt(q, p)),
  min: chosen((b, p, q) => b.lt(p, q)),
  eq: none,
  lt: none,
  le: none,
  and: none,
  or: none,
  select: (_, { b, x, dy, wants }) => [
    void 0,
    wants[1] ? sumTo(b, b.select(x[0], dy, 0), x[1].shape) : void 0,
    wants[2] ? sumTo(b, b.select(x[0], 0, dy), x[2].shape) : void 0
  ],
  // Y = A B: dA = dY Bᵀ, dB = Aᵀ dY; read through the flags
  matmul: ({ transposeA, transposeB }, { b, x, dy, wants }) => {
    const [p, q] = [x[0], x[1]];
    if (!transposeA && q.shape.length === 2 && p.shape.length > 2) {
      const rows = (v) => b.reshape(v, [b.size(v) / v.shape.at(-1), v.shape.at(-1)]);
      return [
        wants[0] ? b.matmul(dy, q, { transposeB: !transposeB }) : void 0,
        wants[1] ? transposeB ? b.matmul(rows(dy), rows(p), { transposeA: true }) : b.matmul(rows(p), rows(dy), { transposeA: true }) : void 0
      ];
    }
    const left = () => transposeA ? b.matmul(q, dy, { transposeA: transposeB, transposeB: true }) : b.matmul(dy, q, { transposeB: !transposeB });
    const right = () => transposeB ? b.matmul(dy, p, { transposeA: true, transposeB: transposeA }) : b.matmul(p, dy, { transposeA: !transposeA });
    return [wants[0] ? sumTo(b, left(), p.shape) : void 0, wants[1] ? sumTo(b, right(), q.shape) : void 0];
  },
  // conv, its two gradients: each is linear in both operands, and they are one another's gradients
  conv: (params, { b, x, dy, wants }) => [
    wants[0] ? b.emit("convInputGrad", { ...params, inputSize: x[0].shape.slice(2) }, dy, x[1]) : void 0,
    wants[1] ? b.emit("convWeightGrad", { ...params, kernel: x[1].shape.slice(2) }, x[0], dy) : void 0
  ],
  convInputGrad: ({ inputSize: _, ...params }, { b, x, dy, wants }) => [
    wants[0] ? b.emit("conv", params, dy, x[1]) : void 0,
    wants[1] ? b.emit("convWeightGrad", { ...params, kernel: x[1].shape.slice(2) }, dy, x[0]) : void 0
  ],
  convWeightGrad: ({ kernel: _, ...params }, { b, x, dy, wants }) => [
    wants[0] ? b.emit("convInputGrad", { ...params, inputSize: x[0].shape.slice(2) }, x[1], dy) : void 0,
    wants[1] ? b.emit("conv", params, x[0], dy) : void 0
  ],
  maxPool: (params, { b, x, y, dy }) => [b.emit("maxPoolGrad", params, x[0], y[0], dy)],
  maxPoolGrad: () => {
    throw new Error("internal: the gradient of max pooling is not differentiated again");
  },
  avgPool: (params, { b, x, dy }) => [b.emit("avgPoolGrad", { ...params, inputSize: x[0].shape.slice(2) }, dy)],
  avgPoolGrad: ({ inputSize: _, ...params }, { b, dy }) => [b.emit("avgPool", params, dy)],
  sum: ({ axes }, a) => [a.b.broadcast(unreduced(a, axes), a.x[0].shape)],
  mean: ({ axes }, a) => {
    const count = axes.reduce((product2, axis) => product2 * a.x[0].shape[axis], 1);
    return [a.b.broadcast(a.b.mul(unreduced(a, axes), 1 / count), a.x[0].shape)];
  },
  reduceMax: extremum,
  reduceMin: extremum,
  argMax: none,
  cumsum: ({ axis, exclusive, reverse }, { b, dy }) => [b.cumsum(dy, axis, { exclusive, reverse: !reverse })],
  // dx = y (dy - Σ dy y)
  softmax: ({ axis }, { b, y, dy }) => {
    const weighted = b.mul(dy, y[0]);
    return [b.sub(weighted, b.mul(y[0], b.sum(weighted, [axis], true)))];
  },
  // dx = dy - softmax(x) Σ dy
  logSoftmax: ({ axis }, { b, y, dy }) => [b.sub(dy, b.mul(b.exp(y[0]), b.sum(dy, [axis], true)))],
  // x̂ = (x - μ) r, r = 1/√(σ² + ε): dx = r (dx̂ - mean dx̂ - x̂ mean(dx̂ x̂)) + dμ/n + dσ² 2 (x - μ)/n
  standardize: ({ axes, epsilon }, { b, x, y, dys }) => {
    const [normal, mean, variance] = [y[0], y[1], y[2]];
    const count = axes.reduce((product2, axis) => product2 * x[0].shape[axis], 1);
    const [dNormal, dMean, dVariance] = dys;
    const parts = [];
    if (dNormal) {
      const projected = b.mul(normal, b.mean(b.mul(dNormal, normal), axes, true));
      parts.push(b.div(b.sub(b.sub(dNormal, b.mean(dNormal, axes, true)), projected), b.sqrt(b.add(variance, epsilon))));
    }
    if (dMean) parts.push(b.broadcast(b.mul(dMean, 1 / count), x[0].shape));
    if (dVariance) parts.push(b.mul(b.sub(x[0], mean), b.mul(dVariance, 2 / count)));
    return [parts.reduce((p, q) => b.add(p, q))];
  },
  reshape: (_, { b, x, dy }) => [b.reshape(dy, x[0].shape)],
  transpose: ({ order }, { b, dy }) => [b.transpose(dy, order.map((_, axis) => order.indexOf(axis)))],
  broadcast: (_, { b, x, dy }) => [sumTo(b, dy, x[0].shape)],
  concat: ({ axis }, { b, x, dy, wants }) => {
    let from = 0;
    return x.map((operand, i) => {
      const start = from;
      from += operand.shape[axis];
      if (!wants[i]) return void 0;
      return b.slice(dy, dy.shape.map((_, a) => a === axis ? start : 0), dy.shape.map((dim, a) => a === axis ? from : dim));
    });
  },
  slice: ({ start, step }, { b, x, dy }) => {
    const spread = step.some((s) => s > 1) ? dilate(b, dy, step) : dy;
    const trailing = x[0].shape.map((dim, axis) => dim - start[axis] - spread.shape[axis]);
    return [b.pad(spread, trailing.map((after, axis) => [start[axis], after]))];
  },
  pad: ({ padding }, { b, x, dy }) => [
    b.slice(dy, padding.map(([low]) => low), x[0].shape.map((dim, axis) => padding[axis][0] + dim))
  ],
  reverse: ({ axes }, { b, dy }) => [b.reverse(dy, axes)],
  gather: ({ axis }, { b, x, dy }) => [b.emit("scatterAdd", { axis, size: x[0].shape[axis] }, x[1], dy)],
  scatterAdd: ({ axis }, { b, x, dy }) => [void 0, b.gather(dy, x[0], axis)],
  gatherElements: ({ axis }, { b, x, dy }) => [b.emit("scatterElementsAdd", { axis, size: x[0].shape[axis] }, x[1], dy)],
  scatterElementsAdd: ({ axis }, { b, x, dy }) => [void 0, b.gatherElements(dy, x[0], axis)],
  scan: (params, { b, equation, dys, wants }) => differentiateScan(params, { b, equation, dys, wants, backpropagate })
};
function tiled(b, { shape }, parts) {
  const axis = shape.findIndex((dim, i) => parts.some(({ dy }) => dy.shape[i] !== dim));
  const sorted = [...parts].sort((p, q) => p.start[axis] - q.start[axis]);
  let end2 = 0;
  for (const { dy, start } of sorted) {
    const fits = start[axis] === end2 && dy.shape.every((dim, i) => i === axis || dim === shape[i]);
    if (!fits) return parts.map(({ padded }) => padded);
    end2 += dy.shape[axis];
  }
  return parts.length > 1 && end2 === shape[axis] ? [b.concat(sorted.map(({ dy }) => dy), axis)] : parts.map(({ padded }) => padded);
}
function dilate(b, x, step) {
  let result = x;
  step.forEach((s, axis) => {
    if (s === 1) return;
    const shape = result.shape;
    const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
    const padded = b.pad(b.reshape(result, split), split.map((_, a) => a === axis + 1 ? [0, s - 1] : [0, 0]));
    const joined = b.reshape(padded, shape.with(axis, shape[axis] * s));
    const stop = joined.shape.with(axis, (shape[axis] - 1) * s + 1);
    result = b.slice(joined, stop.map(() => 0), stop);
  });
  return result;
}
function differentiate(b, loss, of) {
  const gradients = backpropagate(b, /* @__PURE__ */ new Map([[loss, b.fill(1, loss.shape)]]), of);
  return of.map((value, i) => gradients[i] ?? b.fill(0, value.shape));
}
function backpropagate(b, seeds, of) {
  const equations = [...b.equations];
  const leadsTo = new Set(of);
  for (const { prim, inputs, outputs } of equations)
    if (prim !== "stopGradient" && inputs.some((input2) => leadsTo.has(input2))) {
      for (const output of outputs) if (output.dtype === "float32") leadsTo.add(output);
    }
  const gradients = new Map(seeds);
  const parts = /* @__PURE__ */ new Map();
  const accumulate = (value, gradient) => {
    const before = gradients.get(value);
    gradients.set(value, before === void 0 ? gradient : b.add(before, gradient));
  };
  const gradientOf = (value) => {
    const arrived = parts.get(value);
    if (arrived) {
      parts.delete(value);
      for (const part of tiled(b, value, arrived)) accumulate(value, part);
    }
    return gradients.get(value);
  };
  for (const equation of equations.reverse()) {
    const { inputs, outputs } = equation;
    const dys = outputs.map(gradientOf);
    const wants = inputs.map((input2) => leadsTo.has(input2));
    if (dys.every((dy) => dy === void 0) || !wants.includes(true)) continue;
    const results = apply(rules3, equation, { b, equation, x: inputs, y: outputs, dys, dy: dys[0] ?? dys.find((dy) => dy !== void 0), wants });
    inputs.forEach((input2, i) => {
      const result = results[i];
      if (!wants[i] || result === void 0) return;
      if (equation.prim === "slice" && equation.params.step.every((step) => step === 1)) parts.set(input2, [...parts.get(input2) ?? [], { dy: dys[0], start: equation.params.start, padded: result }]);
      else accumulate(input2, result);
    });
  }
  return of.map(gradientOf);
}

// engine/passes/lower.ts
function lowerGraph(graph2, checked, { b, batch, training: training2, weights, seed }) {
  const nodes = new Map(graph2.nodes.map((node2) => [node2.id, node2]));
  const outputs = /* @__PURE__ */ new Map();
  const updates = /* @__PURE__ */ new Map();
  for (const id2 of checked.order) {
    const node2 = nodes.get(id2);
    const layer = layerOf(node2.type);
    const { settings } = resolveSettings(layer.settings, node2.settings);
    if (layer.inputs.length === 0) {
      const { dtype, shape } = checked.nodes.get(id2).outputs[0];
      outputs.set(`${id2}/${layer.outputs[0].name}`, b.input(`input:${id2}`, dtype, shape.map((dim) => dim === "N" ? batch : dim)));
      continue;
    }
    const inputs = layer.inputs.flatMap(
      (port) => graph2.edges.filter(({ to }) => to.node === id2 && to.port === port.name).map(({ from }) => outputs.get(`${from.node}/${from.port}`))
    );
    const own = Object.fromEntries(Object.keys(checked.nodes.get(id2).weights).map((name) => [name, weights.get(`${nameOf(node2)}.${name}`)]));
    let draws = 0;
    const result = layer.lower(
      {
        b,
        training: training2,
        uniform: (shape) => b.randomUniform(seed(), shape, hashName(`${id2}/${draws++}`)),
        update: (state, next) => updates.set(`${nameOf(node2)}.${state}`, next)
      },
      inputs,
      settings,
      own
    );
    const values = "id" in result ? [result] : result;
    layer.outputs.forEach(({ name }, i) => outputs.set(`${id2}/${name}`, values[i]));
  }
  const first = new Map(checked.order.map((id2) => [id2, outputs.get(`${id2}/${layerOf(nodes.get(id2).type).outputs[0].name}`)]));
  return { values: first, updates };
}

// engine/ir/interpret.ts
function* indices(shape) {
  const index = shape.map(() => 0);
  for (let i = sizeOf(shape); i > 0; i--) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
}
var offset = (index, strides) => index.reduce((sum, at, axis) => sum + at * strides[axis], 0);
function build(shape, element) {
  const out = new Float64Array(sizeOf(shape));
  let i = 0;
  for (const index of indices(shape)) out[i++] = element(index);
  return [out];
}
function reader({ shape, data: data2 }, rank) {
  const strides = stridesOf(shape).map((stride, axis) => shape[axis] === 1 ? 0 : stride);
  const lead = rank - shape.length;
  return (index) => {
    let at = 0;
    for (let axis = 0; axis < strides.length; axis++) at += index[axis + lead] * strides[axis];
    return data2[at];
  };
}
var unary2 = (f) => (_, { x }) => [x[0].data.map(f)];
var binary2 = (f) => (_, { x, shapes }) => {
  const [p, q] = x.map((operand) => reader(operand, shapes[0].length));
  return build(shapes[0], (index) => f(p(index), q(index)));
};
var same = (_, { x }) => [x[0].data.slice()];
function fold(x, axes, size, start, f) {
  const out = new Float64Array(size).fill(start);
  const strides = stridesOf(x.shape.map((dim, axis) => axes.includes(axis) ? 1 : dim)).map((s, axis) => axes.includes(axis) ? 0 : s);
  let i = 0;
  for (const index of indices(x.shape)) {
    const at = offset(index, strides);
    out[at] = f(out[at], x.data[i++]);
  }
  return out;
}
var folding = (start, f) => ({ axes }, { x, shapes }) => [fold(x[0], axes, sizeOf(shapes[0]), start, f)];
var countOf = (shape, axes) => axes.reduce((product2, axis) => product2 * shape[axis], 1);
function* taps(input2, size, window) {
  const counts = input2.map((length, axis) => windowCount(length, size[axis], window, axis));
  for (const place of indices(counts))
    for (const tap of indices(size)) {
      const at = place.map((p, axis) => p * window.stride[axis] + tap[axis] * window.dilation[axis] - window.padding[axis][0]);
      if (at.every((a, axis) => a >= 0 && a < input2[axis])) yield { place, tap, at };
    }
}
function convolve(params, x, w, y, visit) {
  const [xs, ws, ys] = [stridesOf(x), stridesOf(w), stridesOf(y)];
  const perGroup = w[0] / params.groups;
  for (const { place, tap, at } of taps(x.slice(2), w.slice(2), params)) {
    const [px, pw, py] = [offset(at, xs.slice(2)), offset(tap, ws.slice(2)), offset(place, ys.slice(2))];
    for (let n = 0; n < x[0]; n++)
      for (let m = 0; m < w[0]; m++)
        for (let c = 0; c < w[1]; c++)
          visit(n * xs[0] + (Math.floor(m / perGroup) * w[1] + c) * xs[1] + px, m * ws[0] + c * ws[1] + pw, n * ys[0] + m * ys[1] + py);
  }
}
function pool(params, x, y, visit) {
  const [xs, ys] = [stridesOf(x), stridesOf(y)];
  for (const { place, at } of taps(x.slice(2), params.size, params))
    for (let n = 0; n < x[0]; n++)
      for (let c = 0; c < x[1]; c++) visit(n * xs[0] + c * xs[1] + offset(at, xs.slice(2)), n * ys[0] + c * ys[1] + offset(place, ys.slice(2)));
}
function poolCounts(params, x, y) {
  const counts = new Float64Array(sizeOf(y));
  if (params.countPadding) return counts.fill(sizeOf(params.size));
  pool(params, x, y, (_, at) => counts[at]++);
  return counts;
}
var softmaxAlong = (x, axis, log) => {
  const reduced = x.shape.with(axis, 1);
  const strides = stridesOf(reduced).map((s, a) => a === axis ? 0 : s);
  const top = fold(x, [axis], sizeOf(reduced), Number.NEGATIVE_INFINITY, Math.max);
  const total = new Float64Array(top.length);
  const places = Int32Array.from({ length: x.data.length });
  let i = 0;
  for (const index of indices(x.shape)) places[i++] = offset(index, strides);
  x.data.forEach((v, k) => total[places[k]] += Math.exp(v - top[places[k]]));
  return x.data.map((v, k) => log ? v - top[places[k]] - Math.log(total[places[k]]) : Math.exp(v - top[places[k]]) / total[places[k]]);
};
function erf(x) {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
  let fraction = size;
  for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction));
}
var rules4 = {
  fill: ({ shape, value }) => [new Float64Array(sizeOf(shape)).fill(value)],
  constant: ({ values }) => [Float64Array.from(values)],
  iota: ({ shape, axis }) => build(shape, (index) => index[axis]),
  randomUniform: ({ shape, stream }, { x }) => {
    const key = streamKey(x[0].data[0], stream);
    return [Float64Array.from({ length: sizeOf(shape) }, (_, i) => uniformAt(key, i))];
  },
  neg: unary2((x) => -x),
  abs: unary2(Math.abs),
  sign: unary2(Math.sign),
  exp: unary2(Math.exp),
  log: unary2(Math.log),
  sqrt: unary2(Math.sqrt),
  sin: unary2(Math.sin),
  cos: unary2(Math.cos),
  tanh: unary2(Math.tanh),
  sigmoid: unary2((x) => 1 / (1 + Math.exp(-x))),
  softplus: unary2((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  erf: unary2(erf),
  floor: unary2(Math.floor),
  relu: unary2((x) => x > 0 || Number.isNaN(x) ? x : 0),
  not: unary2((x) => 1 - x),
  cast: ({ to }, { x }) => [x[0].data.map((v) => to === "bool" ? Number(v !== 0) : to === "int32" ? Math.trunc(v) : v)],
  stopGradient: same,
  add: binary2((x, y) => x + y),
  sub: binary2((x, y) => x - y),
  mul: binary2((x, y) => x * y),
  div: binary2((x, y) => x / y),
  // 1 to any power is 1, and -1 to an infinite one, as IEEE 754 says and JavaScript does not
  pow: binary2((x, y) => x === 1 || x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY ? 1 : x ** y),
  max: binary2(Math.max),
  min: binary2(Math.min),
  eq: binary2((x, y) => Number(x === y)),
  lt: binary2((x, y) => Number(x < y)),
  le: binary2((x, y) => Number(x <= y)),
  and: binary2((x, y) => x * y),
  or: binary2(Math.max),
  select: (_, { x, shapes }) => {
    const [condition, p, q] = x.map((operand) => reader(operand, shapes[0].length));
    return build(shapes[0], (index) => condition(index) ? p(index) : q(index));
  },
  matmul: ({ transposeA, transposeB }, { x, shapes }) => {
    const rank = shapes[0].length;
    const [p, q] = x.map((operand) => reader(operand, rank));
    const inner = x[0].shape.at(transposeA ? -2 : -1);
    return build(shapes[0], (index) => {
      const batch = index.slice(0, -2);
      const [m, n] = index.slice(-2);
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += p([...batch, ...transposeA ? [k, m] : [m, k]]) * q([...batch, ...transposeB ? [n, k] : [k, n]]);
      return sum;
    });
  },
  conv: (params, { x: [x, w], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y));
    convolve(params, x.shape, w.shape, y, (i, j, k) => out[k] += x.data[i] * w.data[j]);
    return [out];
  },
  convInputGrad: (params, { x: [dy, w], shapes: [x] }) => {
    const out = new Float64Array(sizeOf(x));
    convolve(params, x, w.shape, dy.shape, (i, j, k) => out[i] += dy.data[k] * w.data[j]);
    return [out];
  },
  convWeightGrad: (params, { x: [x, dy], shapes: [w] }) => {
    const out = new Float64Array(sizeOf(w));
    convolve(params, x.shape, w, dy.shape, (i, j, k) => out[j] += x.data[i] * dy.data[k]);
    return [out];
  },
  maxPool: (params, { x: [x], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y)).fill(Number.NEGATIVE_INFINITY);
    pool(params, x.shape, y, (i, k) => out[k] = Math.max(out[k], x.data[i]));
    return [out];
  },
  maxPoolGrad: (params, { x: [x, y, dy] }) => {
    const out = new Float64Array(x.data.length);
    const given = new Uint8Array(y.data.length);
    pool(params, x.shape, y.shape, (i, k) => {
      if (given[k] || x.data[i] !== y.data[k]) return;
      given[k] = 1;
      out[i] += dy.data[k];
    });
    return [out];
  },
  avgPool: (params, { x: [x], shapes: [y] }) => {
    const counts = poolCounts(params, x.shape, y);
    const out = new Float64Array(sizeOf(y));
    pool(params, x.shape, y, (i, k) => out[k] += x.data[i] / counts[k]);
    return [out];
  },
  avgPoolGrad: (params, { x: [dy], shapes: [x] }) => {
    const counts = poolCounts(params, x, dy.shape);
    const out = new Float64Array(sizeOf(x));
    pool(params, x, dy.shape, (i, k) => out[i] += dy.data[k] / counts[k]);
    return [out];
  },
  sum: folding(0, (a, b) => a + b),
  mean: ({ axes }, { x, shapes }) => {
    const count = countOf(x[0].shape, axes);
    return [fold(x[0], axes, sizeOf(shapes[0]), 0, (a, b) => a + b).map((v) => v / count)];
  },
  reduceMax: folding(Number.NEGATIVE_INFINITY, Math.max),
  reduceMin: folding(Number.POSITIVE_INFINITY, Math.min),
  argMax: ({ axis }, { x: [x], shapes: [y] }) => build(y, (index) => {
    const read = reader(x, x.shape.length);
    let best = 0;
    const at = (i) => read([...index.slice(0, axis), i, ...index.slice(axis)]);
    for (let i = 1; i < x.shape[axis]; i++) if (at(i) > at(best)) best = i;
    return best;
  }),
  cumsum: ({ axis, exclusive, reverse }, { x: [x] }) => {
    const read = reader(x, x.shape.length);
    return build(x.shape, (index) => {
      let sum = 0;
      for (let i = 0; i < x.shape[axis]; i++) {
        const before = reverse ? i > index[axis] : i < index[axis];
        if (before || !exclusive && i === index[axis]) sum += read(index.with(axis, i));
      }
      return sum;
    });
  },
  softmax: ({ axis }, { x }) => [softmaxAlong(x[0], axis, false)],
  logSoftmax: ({ axis }, { x }) => [softmaxAlong(x[0], axis, true)],
  standardize: ({ axes, epsilon }, { x: [x], shapes }) => {
    const count = countOf(x.shape, axes);
    const mean = { dtype: "float32", shape: shapes[1], data: fold(x, axes, sizeOf(shapes[1]), 0, (a, b) => a + b).map((v) => v / count) };
    const meanAt = reader(mean, x.shape.length);
    const xAt = reader(x, x.shape.length);
    const [squares] = build(x.shape, (index) => (xAt(index) - meanAt(index)) ** 2);
    const variance = { ...mean, data: fold({ ...x, data: squares }, axes, mean.data.length, 0, (a, b) => a + b).map((v) => v / count) };
    const varianceAt = reader(variance, x.shape.length);
    const [normal] = build(x.shape, (index) => (xAt(index) - meanAt(index)) / Math.sqrt(varianceAt(index) + epsilon));
    return [normal, mean.data, variance.data];
  },
  reshape: same,
  transpose: ({ order }, { x: [x], shapes: [y] }) => {
    const strides = stridesOf(x.shape);
    const moved = order.map((axis) => strides[axis]);
    return build(y, (index) => x.data[offset(index, moved)]);
  },
  broadcast: (_, { x: [x], shapes: [y] }) => build(y, reader(x, y.length)),
  concat: ({ axis }, { x, shapes: [y] }) => {
    const reads = x.map((operand) => reader(operand, y.length));
    return build(y, (index) => {
      let at = index[axis];
      let part = 0;
      while (at >= x[part].shape[axis]) at -= x[part++].shape[axis];
      return reads[part](index.with(axis, at));
    });
  },
  slice: ({ start, step }, { x: [x], shapes: [y] }) => {
    const strides = stridesOf(x.shape);
    return build(y, (index) => x.data[offset(index.map((at, axis) => start[axis] + at * step[axis]), strides)]);
  },
  pad: ({ padding, value }, { x: [x], shapes: [y] }) => {
    const strides = stridesOf(x.shape);
    return build(y, (index) => {
      const at = index.map((i, axis) => i - padding[axis][0]);
      return at.every((i, axis) => i >= 0 && i < x.shape[axis]) ? x.data[offset(at, strides)] : value;
    });
  },
  reverse: ({ axes }, { x: [x] }) => {
    const strides = stridesOf(x.shape);
    return build(x.shape, (index) => x.data[offset(index.map((i, axis) => axes.includes(axis) ? x.shape[axis] - 1 - i : i), strides)]);
  },
  gather: ({ axis }, { x: [x, which], shapes: [y] }) => {
    const strides = stridesOf(x.shape);
    const rank = which.shape.length;
    const read = stridesOf(which.shape);
    return build(y, (index) => {
      const at = which.data[offset(index.slice(axis, axis + rank), read)];
      return x.data[offset([...index.slice(0, axis), at, ...index.slice(axis + rank)], strides)];
    });
  },
  scatterAdd: ({ axis }, { x: [which, dy], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y));
    const strides = stridesOf(y);
    const rank = which.shape.length;
    const read = stridesOf(which.shape);
    let i = 0;
    for (const index of indices(dy.shape)) {
      const at = which.data[offset(index.slice(axis, axis + rank), read)];
      out[offset([...index.slice(0, axis), at, ...index.slice(axis + rank)], strides)] += dy.data[i++];
    }
    return [out];
  },
  gatherElements: ({ axis }, { x: [x, which] }) => {
    const strides = stridesOf(x.shape);
    let i = 0;
    return build(which.shape, (index) => x.data[offset(index.with(axis, which.data[i++]), strides)]);
  },
  scatterElementsAdd: ({ axis }, { x: [which, dy], shapes: [y] }) => {
    const out = new Float64Array(sizeOf(y));
    const strides = stridesOf(y);
    let i = 0;
    for (const index of indices(dy.shape)) {
      out[offset(index.with(axis, which.data[i]), strides)] += dy.data[i];
      i++;
    }
    return [out];
  },
  scan: ({ body, carries, scanned, reverse }, { x, shapes, run }) => {
    const length = x[carries].shape[0];
    const stacked = shapes.map((shape) => new Float64Array(sizeOf(shape)));
    let carried = x.slice(0, carries);
    for (let step = 0; step < length; step++) {
      const at = reverse ? length - 1 - step : step;
      const slices = x.slice(carries, carries + scanned).map(({ dtype, shape, data: data2 }) => {
        const size = data2.length / length;
        return { dtype, shape: shape.slice(1), data: data2.subarray(at * size, (at + 1) * size) };
      });
      const results = run(body, [...carried, ...slices, ...x.slice(carries + scanned)]);
      carried = results.slice(0, carries);
      results.slice(carries).forEach(({ data: data2 }, i) => stacked[carries + i].set(data2, at * data2.length));
    }
    return [...carried.map(({ data: data2 }) => data2), ...stacked.slice(carries)];
  }
};
function evaluate(program, inputs, precision2) {
  const known = new Map(program.inputs.map(({ value }, i) => [value, inputs[i]]));
  const run = (body, x) => evaluate(body, x, precision2);
  for (const equation of program.equations) {
    const results = apply(rules4, equation, { x: equation.inputs.map((value) => known.get(value)), shapes: equation.outputs.map(({ shape }) => shape), run });
    equation.outputs.forEach((output, i) => known.set(output, rounded(output, results[i], precision2)));
  }
  return program.outputs.map(({ value }) => known.get(value));
}
var rounded = ({ dtype, shape }, data2, precision2) => ({
  dtype,
  shape,
  data: precision2 === "float32" && dtype === "float32" ? data2.map(Math.fround) : data2
});
function interpret(program, feeds, { precision: precision2 = "float32" } = {}) {
  const inputs = program.inputs.map(({ name, value }) => {
    const feed = feeds[name];
    if (feed?.data.length !== sizeOf(value.shape)) throw new Error(`internal: the feed "${name}" has ${feed?.data.length ?? "no"} values, ${sizeOf(value.shape)} are expected`);
    return rounded(value, Float64Array.from(feed.data), precision2);
  });
  const outputs = evaluate(program, inputs, precision2);
  return Object.fromEntries(program.outputs.map(({ name }, i) => [name, outputs[i]]));
}

// engine/passes/simplify.ts
function simplify(program) {
  return removeUnused(rewrite(program));
}
var LARGEST_TABLE = 1024;
var unchanged = ({ y }, x) => sameShape(x.shape, y.shape) ? x : void 0;
var inverse = (prim) => (_, { x, from }) => from(x[0], prim)?.inputs[0];
var idempotent = (prim) => (_, { x, from }) => from(x[0], prim) ? x[0] : void 0;
var movedFill = (_, { b, x, y, filled: filled2 }) => {
  const value = filled2(x[0]);
  return value === void 0 ? void 0 : b.fill(value, y.shape, y.dtype);
};
var any = (...rules6) => (params, site) => {
  for (const rule of rules6) {
    const result = rule(params, site);
    if (result) return result;
  }
  return void 0;
};
var rules5 = {
  neg: inverse("neg"),
  not: inverse("not"),
  abs: idempotent("abs"),
  relu: idempotent("relu"),
  floor: idempotent("floor"),
  sign: idempotent("sign"),
  cast: ({ to }, { x }) => x[0].dtype === to ? x[0] : void 0,
  // x + -0 = x, and x + 0 = x of whole numbers, which have no -0; x + -y = x - y
  add: (_, site) => {
    const { b, x, from, filled: filled2 } = site;
    for (const [p, q] of [[x[0], x[1]], [x[1], x[0]]]) {
      const zero = filled2(q);
      if (zero !== void 0 && (Object.is(zero, -0) || zero === 0 && p.dtype === "int32")) return unchanged(site, p);
      const negated = from(q, "neg")?.inputs[0];
      if (negated) return b.sub(p, negated);
    }
    return void 0;
  },
  // x - 0 = x; x - -y = x + y
  sub: (_, site) => {
    const [p, q] = [site.x[0], site.x[1]];
    if (Object.is(site.filled(q), 0)) return unchanged(site, p);
    const negated = site.from(q, "neg")?.inputs[0];
    return negated && site.b.add(p, negated);
  },
  // x · 1 = x; x · -1 = -x; -x · -y = x · y
  mul: (_, site) => {
    const { b, x, from, filled: filled2 } = site;
    for (const [p2, q2] of [[x[0], x[1]], [x[1], x[0]]]) {
      const factor = filled2(q2);
      const kept = factor === 1 || factor === -1 ? unchanged(site, p2) : void 0;
      if (kept) return factor === 1 ? kept : b.neg(kept);
    }
    const [p, q] = [from(x[0], "neg")?.inputs[0], from(x[1], "neg")?.inputs[0]];
    return p && q && b.mul(p, q);
  },
  // x / 1 = x
  div: (_, site) => site.filled(site.x[1]) === 1 ? unchanged(site, site.x[0]) : void 0,
  // one branch where the condition is known or the branches are one
  select: (_, site) => {
    const [condition, p, q] = [site.x[0], site.x[1], site.x[2]];
    if (p === q) return unchanged(site, p);
    const known = site.filled(condition);
    return known === void 0 ? void 0 : unchanged(site, known ? p : q);
  },
  // a shape that is already there; one step instead of two
  reshape: any(
    ({ to }, { x }) => sameShape(x[0].shape, to) ? x[0] : void 0,
    movedFill,
    ({ to }, { b, x, from }) => {
      const before = from(x[0], "reshape");
      return before && b.reshape(before.inputs[0], to);
    }
  ),
  transpose: any(
    ({ order }, { x }) => order.every((axis, i) => axis === i) ? x[0] : void 0,
    movedFill,
    ({ order }, { b, x, from }) => {
      const before = from(x[0], "transpose");
      return before && b.transpose(before.inputs[0], order.map((axis) => before.params.order[axis]));
    },
    // axes of size 1 may go anywhere without moving a number
    ({ order }, { b, x, y }) => {
      const moved = order.filter((axis) => x[0].shape[axis] !== 1);
      return moved.every((axis, i) => i === 0 || axis > moved[i - 1]) ? b.reshape(x[0], y.shape) : void 0;
    }
  ),
  broadcast: any(
    ({ to }, { x }) => sameShape(x[0].shape, to) ? x[0] : void 0,
    movedFill,
    ({ to }, { b, x, from }) => {
      const before = from(x[0], "broadcast");
      return before && b.broadcast(before.inputs[0], to);
    }
  ),
  concat: (_, { x }) => x.length === 1 ? x[0] : void 0,
  slice: (_, site) => unchanged(site, site.x[0]),
  pad: ({ padding }, { x }) => padding.every(([low, high]) => low === 0 && high === 0) ? x[0] : void 0,
  reverse: ({ axes }, { x, from }) => {
    if (axes.every((axis) => x[0].shape[axis] === 1)) return x[0];
    const before = from(x[0], "reverse");
    return before && axes.length === before.params.axes.length && axes.every((axis) => before.params.axes.includes(axis)) ? before.inputs[0] : void 0;
  }
};
var STRETCHING = /* @__PURE__ */ new Set(["add", "sub", "mul", "div", "pow", "max", "min", "eq", "lt", "le", "and", "or", "select"]);
var COMMUTATIVE = /* @__PURE__ */ new Set(["add", "mul", "eq", "and", "or"]);
var CONSTANT = /* @__PURE__ */ new Set(["fill", "constant", "iota"]);
function rewrite({ inputs, equations, outputs }) {
  const ids = [...inputs.map(({ value }) => value), ...equations.flatMap((equation) => equation.outputs)].map(({ id: id2 }) => id2);
  const b = new Builder(ids.reduce((most, id2) => Math.max(most, id2), -1) + 1);
  const replaced = /* @__PURE__ */ new Map();
  const of = (value) => replaced.get(value) ?? value;
  const makers = /* @__PURE__ */ new Map();
  const seen = /* @__PURE__ */ new Map();
  const kept = [];
  const from = (value, prim) => {
    const maker = makers.get(value);
    return maker?.prim === prim ? maker : void 0;
  };
  const filled2 = (value) => from(value, "fill")?.params.value;
  const keep = (equation) => {
    const operands2 = equation.inputs.map(({ id: id2 }) => id2);
    if (COMMUTATIVE.has(equation.prim)) operands2.sort((p, q) => p - q);
    const key = `${equation.prim} ${formatParams(equation.params)} ${operands2.join(" ")}`;
    const before = seen.get(key);
    if (before) return before;
    seen.set(key, equation.outputs);
    for (const output of equation.outputs) makers.set(output, equation);
    kept.push(equation);
    return equation.outputs;
  };
  const adopt = (build2) => {
    const first = b.equations.length;
    const result = build2();
    for (const equation of b.equations.slice(first)) settle(equation);
    return result && of(result);
  };
  const settle = (equation) => {
    const operands2 = equation.inputs.map(of);
    const current = { ...equation, inputs: unstretched(equation, operands2) };
    const [y, ...others] = current.outputs;
    const simpler = others.length > 0 ? void 0 : adopt(() => folded(current) ?? rules5[current.prim]?.(current.params, { b, x: current.inputs, y, from, filled: filled2 }));
    if (simpler) replaced.set(y, simpler);
    else
      keep(current).forEach((value, i) => {
        if (value !== current.outputs[i]) replaced.set(current.outputs[i], value);
      });
  };
  const unstretched = ({ prim, outputs: [y] }, operands2) => {
    if (!STRETCHING.has(prim)) return operands2;
    return operands2.reduce((now, operand, i) => {
      const thin = from(operand, "broadcast")?.inputs[0];
      if (!thin) return now;
      const shape = now.with(i, thin).reduce((sum, value) => sum && broadcastShapes(sum, value.shape), []);
      return shape && sameShape(shape, y.shape) ? now.with(i, thin) : now;
    }, operands2);
  };
  const folded = ({ prim, params, inputs: x, outputs: [y] }) => {
    if (x.length === 0 || prim === "stopGradient" || sizeOf(y.shape) > LARGEST_TABLE) return void 0;
    const constants = x.map((value) => makers.get(value)).filter((maker) => maker !== void 0 && CONSTANT.has(maker.prim));
    if (constants.length < x.length || x.some(({ shape }) => sizeOf(shape) > LARGEST_TABLE)) return void 0;
    const equation = { prim, params, inputs: x, outputs: [y] };
    const { data: data2 } = interpret({ inputs: [], equations: [...constants, equation], outputs: [{ name: "y", value: y }] }, {}).y;
    if (data2.every((v) => Object.is(v, data2[0]))) return b.fill(data2[0], y.shape, y.dtype);
    return b.constant([...data2], y.shape, y.dtype);
  };
  for (const equation of equations) settle(equation);
  return { inputs, equations: kept, outputs: outputs.map(({ name, value }) => ({ name, value: of(value) })) };
}
function removeUnused({ inputs, equations, outputs }) {
  const used = new Set(outputs.map(({ value }) => value));
  const kept = [];
  for (const equation of [...equations].reverse()) {
    if (!equation.outputs.some((output) => used.has(output))) continue;
    const needed = equation.prim === "scan" ? pruned(equation, used) : equation;
    kept.push(needed);
    for (const input2 of needed.inputs) used.add(input2);
  }
  return { inputs, equations: kept.reverse(), outputs };
}
function pruned({ params: { body, carries, scanned, reverse }, inputs, outputs, prim }, used) {
  const wanted = outputs.map((output, i) => i < carries || used.has(output));
  const simple = simplify({ ...body, outputs: body.outputs.filter((_, i) => wanted[i]) });
  const read = /* @__PURE__ */ new Set([...simple.equations.flatMap((equation) => equation.inputs), ...simple.outputs.map(({ value }) => value)]);
  const reads = simple.inputs.map(({ value }, i) => i <= carries || read.has(value));
  const sequences = reads.slice(carries, carries + scanned).filter(Boolean).length;
  return {
    prim,
    params: { body: { ...simple, inputs: simple.inputs.filter((_, i) => reads[i]) }, carries, scanned: sequences, reverse },
    inputs: inputs.filter((_, i) => reads[i]),
    outputs: outputs.filter((_, i) => wanted[i])
  };
}

// engine/passes/compile.ts
function judgedOutput(document, checked, index) {
  const { output } = document.training.losses[index];
  if (output !== void 0) return checked.nodes.has(output) ? output : problem("loss-output-missing", { output });
  if (checked.outputs.length === 1) return checked.outputs[0];
  return problem("loss-output-ambiguous", { outputs: checked.outputs.join(", ") });
}
function checkTraining(document, checked, targets) {
  const { losses, optimizer, metrics } = document.training;
  const problems = [];
  if (losses.length === 0) problems.push(problem("no-loss", void 0, { repairs: [{ title: "Use cross-entropy", actions: [{ kind: "configure", path: ["training", "losses"], value: [{ target: "target", loss: { type: "crossEntropy", settings: {} }, weight: 1 }] }] }] }));
  losses.forEach(({ loss: { type, settings }, target }, i) => {
    const judged = judgedOutput(document, checked, i);
    const loss = lossOf(type);
    if (typeof judged !== "string") return problems.push(judged);
    if (!loss) return problems.push(problem("bad-training-setting", { setting: "The loss", expected: "a loss of this version", received: type }));
    const resolved2 = resolveSettings(loss.settings, settings);
    problems.push(...resolved2.errors.map(({ label, expected, received }) => problem("bad-training-setting", { setting: `${loss.title}: ${label}`, expected, received })));
    const prediction = checked.nodes.get(judged)?.outputs[0];
    const mismatch = prediction && targets[target] && loss.accepts(prediction, targets[target], resolved2.settings);
    if (mismatch) problems.push(problem("loss-mismatch", { loss: loss.title, ...mismatch }, { node: judged }));
    for (const { type: id2, settings: given } of i === 0 ? metrics : []) {
      const metric = metricOf(id2);
      if (!metric) {
        problems.push(problem("bad-training-setting", { setting: "A metric", expected: "a metric of this version", received: id2 }));
        continue;
      }
      const wrong = prediction && targets[target] && metric.accepts(prediction, targets[target], resolveSettings(metric.settings, given).settings);
      if (wrong) problems.push(problem("metric-mismatch", { metric: metric.title, ...wrong }, { node: judged }));
    }
    return void 0;
  });
  const rule = optimizerOf(optimizer.type);
  if (!rule) problems.push(problem("bad-training-setting", { setting: "The optimizer", expected: "an optimizer of this version", received: optimizer.type }));
  else
    problems.push(...resolveSettings(rule.settings, optimizer.settings).errors.map(({ label, expected, received }) => problem("bad-training-setting", { setting: `${rule.title}: ${label}`, expected, received })));
  if (!weightsOf(document, checked).some(({ trainable }) => trainable)) problems.push(problem("nothing-to-train", void 0));
  return problems;
}
function weightsOf(document, checked) {
  const nodes = new Map(document.graph.nodes.map((node2) => [node2.id, node2]));
  return checked.order.flatMap((id2) => {
    const node2 = nodes.get(id2);
    return Object.entries(checked.nodes.get(id2).weights).map(([name, spec]) => ({
      ...spec,
      name: `${nameOf(node2)}.${name}`,
      node: id2,
      trainable: spec.role !== "state" && node2.frozen !== true
    }));
  });
}
function compile(document, targets, checked = checkGraph(document.graph)) {
  const errors = [...checked.problems, ...checkTraining(document, checked, targets)].filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(errors);
  return new Compiler(document, checked, targets);
}
var Compiler = class {
  weights;
  slots;
  inputs;
  targets;
  outputs;
  #document;
  #checked;
  #programs = /* @__PURE__ */ new Map();
  constructor(document, checked, targets) {
    this.#document = document;
    this.#checked = checked;
    this.weights = weightsOf(document, checked);
    const { optimizer, settings } = this.#optimizer();
    this.slots = this.weights.filter(({ trainable }) => trainable).flatMap(({ name }) => optimizer.slots(settings).map((slot) => ({ name: `${name}/${slot.name}`, weight: name, start: slot.start })));
    const typeOf = (id2) => checked.nodes.get(id2).outputs[0];
    this.inputs = checked.order.filter((id2) => checked.nodes.get(id2).inputs.length === 0).map((id2) => ({ name: `input:${id2}`, node: id2, type: typeOf(id2) }));
    this.targets = [...new Set(document.training.losses.map(({ target }) => target))].map((key) => ({ name: `target:${key}`, type: targets[key] }));
    this.outputs = this.#outputNodes().map((id2) => ({ name: `output:${id2}`, node: id2, type: typeOf(id2) }));
  }
  scalars(at) {
    const { optimizer, settings } = this.#optimizer();
    return Object.fromEntries(Object.entries(optimizer.scalars(at, settings)).map(([name, value]) => [`@${name}`, value]));
  }
  program(kind, batch) {
    const key = `${kind}/${batch}`;
    const known = this.#programs.get(key);
    if (known) return known;
    const b = new Builder();
    const make = {
      predict: () => this.#predict(b, batch),
      inspect: () => this.#inspect(b, batch),
      evaluate: () => this.#evaluate(b, batch),
      loss: () => this.#stateful(b, this.#forward(b, batch, true)),
      gradients: () => this.#gradients(b, batch),
      update: () => this.#updateAlone(b),
      train: () => this.#train(b, batch)
    };
    make[kind]();
    const program = verify(simplify(verify(b.finish())));
    this.#programs.set(key, program);
    return program;
  }
  #optimizer() {
    const { type, settings } = this.#document.training.optimizer;
    const optimizer = optimizerOf(type);
    return { optimizer, settings: resolveSettings(optimizer.settings, settings).settings };
  }
  /** The graph's outputs and whatever a loss judges besides. */
  #outputNodes() {
    const judged = this.#document.training.losses.map((_, i) => judgedOutput(this.#document, this.#checked, i));
    return [.../* @__PURE__ */ new Set([...this.#checked.outputs, ...judged])];
  }
  #lower(b, batch, training2) {
    const weights = new Map(this.weights.map(({ name, shape }) => [name, b.input(name, "float32", shape)]));
    let seed;
    const lowered = lowerGraph(this.#document.graph, this.#checked, { b, batch, training: training2, weights, seed: () => seed ??= b.input("@seed", "int32", []) });
    return { weights, ...lowered };
  }
  /** Forward with losses and metrics, which become outputs. */
  #forward(b, batch, training2) {
    const { weights, values, updates } = this.#lower(b, batch, training2);
    const targets = new Map(this.targets.map(({ name, type }) => [name, b.input(name, type.dtype, type.shape.map((dim) => dim === "N" ? batch : dim))]));
    const { losses, metrics } = this.#document.training;
    const parts = losses.map(({ loss: { type, settings }, target, weight }, i) => {
      const loss2 = lossOf(type);
      const prediction = values.get(judgedOutput(this.#document, this.#checked, i));
      const value = loss2.lower(b, prediction, targets.get(`target:${target}`), resolveSettings(loss2.settings, settings).settings);
      return weight === 1 ? value : b.mul(value, weight);
    });
    const loss = [...parts, ...this.#penalties(b, weights)].reduce((p, q) => b.add(p, q));
    b.output("loss", loss);
    const first = losses[0];
    metrics.forEach(({ type, settings }, i) => {
      const metric = metricOf(type);
      const prediction = values.get(judgedOutput(this.#document, this.#checked, 0));
      b.output(`metric:${i}`, metric.accumulate(b, b.stopGradient(prediction), targets.get(`target:${first.target}`), resolveSettings(metric.settings, settings).settings));
    });
    return { loss, weights, updates, values };
  }
  /** L1 and L2 of the nodes that ask for it; biases, scales and statistics are left alone. */
  *#penalties(b, weights) {
    const nodes = new Map(this.#document.graph.nodes.map((node2) => [node2.id, node2]));
    for (const { name, node: node2, role } of this.weights) {
      const { l1 = 0, l2 = 0 } = nodes.get(node2).regularization ?? {};
      if (role !== void 0 && role !== "weight") continue;
      const weight = weights.get(name);
      if (l1 > 0) yield b.mul(b.sum(b.abs(weight)), l1);
      if (l2 > 0) yield b.mul(b.sum(b.square(weight)), l2);
    }
  }
  #stateful(b, { updates }) {
    for (const [name, next] of updates) b.output(name, next);
  }
  #readouts(b, values) {
    const { losses } = this.#document.training;
    for (const { node: node2, name } of this.outputs) {
      const value = values.get(node2);
      b.output(name, value);
      const index = losses.findIndex((_, i) => judgedOutput(this.#document, this.#checked, i) === node2);
      const readout = index < 0 ? void 0 : lossOf(losses[index].loss.type).readout;
      b.output(`readout:${node2}`, readout ? readout(b, value) : value);
    }
  }
  #predict(b, batch) {
    this.#readouts(b, this.#lower(b, batch, false).values);
  }
  #inspect(b, batch) {
    for (const [node2, value] of this.#lower(b, batch, false).values) b.output(`output:${node2}`, value);
  }
  #evaluate(b, batch) {
    this.#readouts(b, this.#forward(b, batch, false).values);
  }
  #trainable() {
    return this.weights.filter(({ trainable }) => trainable);
  }
  #gradients(b, batch) {
    const { loss, weights } = this.#forward(b, batch, true);
    const names = this.#trainable().map(({ name }) => name);
    differentiate(b, loss, names.map((name) => weights.get(name))).forEach((gradient, i) => b.output(`gradient:${names[i]}`, gradient));
  }
  #updateAlone(b) {
    const trainable = this.#trainable();
    const weights = trainable.map(({ name, shape }) => b.input(name, "float32", shape));
    const gradients = trainable.map(({ name, shape }) => b.input(`gradient:${name}`, "float32", shape));
    this.#update(b, weights, gradients);
  }
  #train(b, batch) {
    const forward = this.#forward(b, batch, true);
    const weights = this.#trainable().map(({ name }) => forward.weights.get(name));
    this.#update(b, weights, differentiate(b, forward.loss, weights));
    this.#stateful(b, forward);
  }
  /** Clipping and the optimizer's rule for each weight. */
  #update(b, weights, gradients) {
    const { optimizer, settings } = this.#optimizer();
    const scalars = Object.fromEntries(
      Object.keys(this.scalars({ step: 1, learningRate: this.#document.training.learningRate })).map((name) => [name.slice(1), b.input(name, "float32", [])])
    );
    const clipped = this.#clip(b, gradients);
    const names = optimizer.slots(settings).map(({ name }) => name);
    this.#trainable().forEach(({ name, shape }, i) => {
      const slots = Object.fromEntries(names.map((slot) => [slot, b.input(`${name}/${slot}`, "float32", shape)]));
      const next = optimizer.update(b, { weight: weights[i], gradient: clipped[i], slots, scalars }, settings);
      b.output(name, next.weight);
      for (const slot of names) b.output(`${name}/${slot}`, next.slots[slot]);
    });
  }
  /** By value, or by the norm of all gradients together (Pascanu et al. 2013). */
  #clip(b, gradients) {
    const { type, threshold } = this.#document.training.clipping;
    if (type === "value") return gradients.map((g) => b.min(b.max(g, -threshold), threshold));
    if (type === "none") return gradients;
    const norm = b.sqrt(gradients.map((g) => b.sum(b.square(g))).reduce((p, q) => b.add(p, q)));
    const factor = b.min(b.div(threshold, b.add(norm, 1e-6)), 1);
    return gradients.map((g) => b.mul(g, factor));
  }
};

export {
  FORMAT_VERSION,
  documentSchema,
  nameOf,
  BYTES,
  allocate,
  tensor,
  formatType,
  sampleShape,
  int,
  number,
  path,
  choice2 as choice,
  resolveSettings,
  layerOf,
  checkGraph,
  Builder,
  classesOf,
  classifies,
  lossOf,
  optimizerOf,
  initializerOf,
  metricOf,
  checkTraining,
  compile
};
//# sourceMappingURL=chunk-ONEDDPGA.mjs.map
