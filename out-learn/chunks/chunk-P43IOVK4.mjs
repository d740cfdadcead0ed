import {
  openData
} from "./chunk-IJWFZEKJ.mjs";
import {
  Builder,
  allocate,
  compile,
  initializerOf,
  resolveSettings,
  tensor
} from "./chunk-ONEDDPGA.mjs";
import {
  stateNames
} from "./chunk-OQTRKZ7N.mjs";
import {
  MIX_MULTIPLIERS,
  MIX_SHIFTS,
  apply,
  formatShape,
  randomStream,
  sameShape,
  sizeOf
} from "./chunk-J7SP52UT.mjs";
import {
  addonReason,
  installedAddon
} from "./chunk-XS45YTLE.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/train/initial.ts
function initialState({ weights, slots }, seed) {
  const state = /* @__PURE__ */ new Map();
  for (const { name, shape, initializer: choice, fan = [1, 1] } of weights) {
    const initializer = initializerOf(choice.type);
    if (!initializer) throw new Error(`internal: no initializer is called ${choice.type}`);
    const { settings } = resolveSettings(initializer.settings, choice.settings ?? {});
    const data = initializer.fill({ shape, fanIn: fan[0], fanOut: fan[1] }, settings, randomStream(seed, `initial/${name}`));
    state.set(name, { dtype: "float32", shape, data });
  }
  const shapes = new Map(weights.map(({ name, shape }) => [name, shape]));
  for (const { name, weight, start } of slots) {
    const value = tensor("float32", shapes.get(weight));
    value.data.fill(start);
    state.set(name, value);
  }
  return state;
}

// engine/node/onnx/engine.ts
import { cpus, totalmem } from "node:os";
import * as ort2 from "onnxruntime-node";

// engine/targets/onnx/model.ts
import { create, toBinary } from "@bufbuild/protobuf";
import { AttributeProto_AttributeType, ModelProtoSchema, TensorProto_DataType } from "onnx-buf";
var TYPES = {
  float32: TensorProto_DataType.FLOAT,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  uint32: TensorProto_DataType.UINT32,
  bool: TensorProto_DataType.BOOL
};
var onnxType = (type) => TYPES[type];
var OPSET = 18;
var ModelWriter = class _ModelWriter {
  #nodes = [];
  #constants = /* @__PURE__ */ new Map();
  /** In front of all generated names; longer for a graph inside another, whose names it sees. */
  #prefix;
  #subgraphs = 0;
  #inputs = [];
  #outputs = [];
  #next = 0;
  constructor(prefix = "_") {
    this.#prefix = prefix;
  }
  /** A graph to be an attribute of a node of this one. */
  subgraph() {
    return new _ModelWriter(`${this.#prefix}${this.#subgraphs++}_`);
  }
  /** A further input of a subgraph; its name. */
  argument(type, shape) {
    const name = `${this.#prefix}in${this.#inputs.length}`;
    this.input(name, type, shape);
    return name;
  }
  /** A further output of a subgraph. */
  result(value, type, shape) {
    const name = `${this.#prefix}out${this.#outputs.length}`;
    this.rename(value, name);
    this.output(name, type, shape);
  }
  /** The subgraph, to be encoded in an attribute. */
  get graph() {
    return { name: this.#prefix, node: this.#nodes, input: this.#inputs, output: this.#outputs, initializer: [...this.#constants.values()].map(({ tensor: tensor2 }) => tensor2) };
  }
  input(name, type, shape) {
    this.#inputs.push(valueInfo(name, type, shape));
  }
  output(name, type, shape) {
    this.#outputs.push(valueInfo(name, type, shape));
  }
  /** A node with one output; its name. Generated names start with `_`, which no name of a program does. */
  node(op, inputs, attributes = {}) {
    return this.nodes(op, inputs, 1, attributes)[0];
  }
  nodes(op, inputs, count, attributes = {}) {
    const output = Array.from({ length: count }, () => `${this.#prefix}${this.#next++}`);
    this.#nodes.push({ opType: op, name: `${this.#prefix}n${this.#nodes.length}`, input: [...inputs], output, attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)) });
    return output;
  }
  /** Gives a value its name as an output of the model. */
  rename(value, name) {
    this.#nodes.push({ opType: "Identity", name: `${this.#prefix}n${this.#nodes.length}`, input: [value], output: [name] });
  }
  constant(type, shape, values) {
    const key = `${type} ${shape.join("\xD7")} ${values.join(" ")}`;
    let known = this.#constants.get(key);
    if (!known) {
      const name = `${this.#prefix}c${this.#constants.size}`;
      known = { name, tensor: { name, dims: shape.map(BigInt), dataType: TYPES[type], rawData: rawBytes(type, values) } };
      this.#constants.set(key, known);
    }
    return known.name;
  }
  /** A list of sizes or axes. */
  ints(values) {
    return this.constant("int64", [values.length], values);
  }
  finish() {
    return toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 9n,
        producerName: "Layerloom",
        opsetImport: [{ domain: "", version: BigInt(OPSET) }],
        graph: { ...this.graph, name: "program" }
      })
    );
  }
};
function rawBytes(type, values) {
  const make = {
    float32: () => Float32Array.from(values),
    int32: () => Int32Array.from(values),
    uint32: () => Uint32Array.from(values),
    int64: () => BigInt64Array.from(values.map(BigInt)),
    bool: () => Uint8Array.from(values)
  };
  return new Uint8Array(make[type]().buffer);
}
function valueInfo(name, type, shape) {
  return {
    name,
    type: { value: { case: "tensorType", value: { elemType: TYPES[type], shape: { dim: shape.map((dim) => ({ value: { case: "dimValue", value: BigInt(dim) } })) } } } }
  };
}
function attribute(name, value) {
  if (typeof value === "number") return { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) };
  if (typeof value === "string") return { name, type: AttributeProto_AttributeType.STRING, s: Uint8Array.from(new TextEncoder().encode(value)) };
  if (value instanceof ModelWriter) return { name, type: AttributeProto_AttributeType.GRAPH, g: value.graph };
  if ("float" in value) return { name, type: AttributeProto_AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) };
}

// engine/targets/onnx/lower.ts
var node = (op, attributes = {}) => (_, { m, x }) => m.node(op, x, attributes);
var along = (op) => ({ axis }, { m, x }) => m.node(op, x, { axis });
var reduce = (op) => ({ axes, keep }, { m, x }) => axes.length === 0 ? m.node("Identity", x) : m.node(op, [x[0], m.ints(axes)], { keepdims: keep ? 1 : 0 });
var windowAttributes = ({ stride, padding, dilation }) => ({
  strides: stride,
  pads: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)],
  dilations: dilation
});
var convAttributes = (params) => ({ ...windowAttributes(params), group: params.groups });
var poolAttributes = (params) => ({ ...windowAttributes(params), kernel_shape: params.size });
var swapFirst = (rank) => [1, 0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2)];
var transpose = (m, x, perm) => m.node("Transpose", [x], { perm });
var reshape = (m, x, to) => m.node("Reshape", [x, m.ints(to)]);
var scalar = (m, value) => m.constant("float32", [], [value]);
function convInputGrad(params, { m, x, values }) {
  const [dy, w] = values.map(({ shape }) => shape);
  const outputPadding = params.inputSize.map((size, i) => {
    const reach = (dy[i + 2] - 1) * params.stride[i] + params.dilation[i] * (w[i + 2] - 1) + 1;
    return size - (reach - params.padding[i][0] - params.padding[i][1]);
  });
  return m.node("ConvTranspose", x, { ...convAttributes(params), output_padding: outputPadding });
}
function convWeightGrad(params, { m, x: [x, dy], values }) {
  const perm = swapFirst(values[0].shape.length);
  const split = (name) => params.groups === 1 ? [name] : m.nodes("Split", [name], params.groups, { axis: 1, num_outputs: params.groups });
  const xParts = split(x);
  const dyParts = split(dy);
  const parts = xParts.map((part, g) => {
    const full = m.node("Conv", [transpose(m, part, perm), transpose(m, dyParts[g], perm)], {
      strides: params.dilation,
      dilations: params.stride,
      pads: windowAttributes(params).pads
    });
    const spatial = params.kernel.map((_, i) => i + 2);
    const cut = m.node("Slice", [full, m.ints(params.kernel.map(() => 0)), m.ints(params.kernel), m.ints(spatial)]);
    return transpose(m, cut, perm);
  });
  return parts.length === 1 ? parts[0] : m.node("Concat", parts, { axis: 0 });
}
var padsItself = ({ size, padding }) => padding.every(([before, after], axis) => Math.max(before, after) < size[axis]);
var paddedShape = (shape, { padding }) => shape.map((dim, axis) => axis < 2 ? dim : dim + padding[axis - 2][0] + padding[axis - 2][1]);
function padFirst(m, x, params) {
  const pads = [0, 0, ...params.padding.map(([before]) => before), 0, 0, ...params.padding.map(([, after]) => after)];
  return { x: m.node("Pad", [x, m.ints(pads), scalar(m, Number.NEGATIVE_INFINITY)], { mode: "constant" }), params: { ...params, padding: params.padding.map(() => [0, 0]) } };
}
var maxPool = (params, call) => {
  const { x, params: pool } = padsItself(params) ? { x: call.x[0], params } : padFirst(call.m, call.x[0], params);
  return call.m.node("MaxPool", [x], poolAttributes(pool));
};
function maxPoolGrad(params, { m, x, values, outputs }) {
  const [shape] = values.map((value) => value.shape);
  if (!padsItself(params)) {
    const first = padFirst(m, x[0], params);
    const whole = maxPoolGrad(first.params, { m, x: [first.x, ...x.slice(1)], values: [{ ...values[0], shape: paddedShape(shape, params) }, ...values.slice(1)], outputs });
    const start = params.padding.map(([before]) => before);
    return m.node("Slice", [whole, m.ints(start), m.ints(start.map((before, axis) => before + shape[axis + 2])), m.ints(start.map((_, axis) => axis + 2))]);
  }
  const places = m.nodes("MaxPool", [x[0]], 2, poolAttributes(params))[1];
  const zeros = m.node("ConstantOfShape", [m.ints([sizeOf(shape)])]);
  const flat = m.node("ScatterElements", [zeros, reshape(m, places, [-1]), reshape(m, x[2], [-1])], { axis: 0, reduction: "add" });
  return reshape(m, flat, shape);
}
function avgPoolGrad(params, { m, x, values }) {
  const [n, c, ...spatial] = values[0].shape;
  const ones = m.constant("float32", [1, 1, ...params.size], Array(sizeOf(params.size)).fill(1));
  const conv = { ...params, groups: 1 };
  const count = params.countPadding ? scalar(m, sizeOf(params.size)) : m.node("Conv", [m.node("Expand", [scalar(m, 1), m.ints([1, 1, ...params.inputSize])]), ones], windowAttributes(params));
  const rows = reshape(m, m.node("Div", [x[0], count]), [n * c, 1, ...spatial]);
  const dy = { shape: [n * c, 1, ...spatial] };
  const kernel = { shape: [1, 1, ...params.size] };
  const dx = convInputGrad({ ...conv, inputSize: params.inputSize }, { m, x: [rows, ones], values: [dy, kernel], outputs: [] });
  return reshape(m, dx, [n, c, ...params.inputSize]);
}
function mixed(m, x) {
  const shift = (v, by) => m.node("BitwiseXor", [v, m.node("BitShift", [v, m.constant("uint32", [], [by])], { direction: "RIGHT" })]);
  const times = (v, by) => m.node("Mul", [v, m.constant("uint32", [], [by])]);
  return shift(times(shift(times(shift(x, MIX_SHIFTS[0]), MIX_MULTIPLIERS[0]), MIX_SHIFTS[1]), MIX_MULTIPLIERS[1]), MIX_SHIFTS[2]);
}
var rules = {
  fill: ({ dtype, shape, value }, { m }) => {
    const one = m.constant(dtype, [], [value]);
    return shape.length === 0 ? m.node("Identity", [one]) : m.node("Expand", [one, m.ints(shape)]);
  },
  constant: ({ dtype, shape, values }, { m }) => m.node("Identity", [m.constant(dtype, shape, values)]),
  iota: ({ dtype, shape, axis }, { m }) => {
    const range = m.constant(dtype, shape.map((dim, i) => i === axis ? dim : 1), Array.from({ length: shape[axis] }, (_, i) => i));
    return m.node("Expand", [range, m.ints(shape)]);
  },
  randomUniform: ({ shape, stream }, { m, x }) => {
    const uint = (v) => m.node("Cast", [v], { to: onnxType("uint32") });
    const streamMix = mixed(m, m.node("Identity", [m.constant("uint32", [], [stream + 2654435769 >>> 0])]));
    const key = mixed(m, m.node("BitwiseXor", [mixed(m, uint(x[0])), streamMix]));
    const counter = m.node("Range", [0, sizeOf(shape), 1].map((v) => m.constant("int64", [], [v])));
    const bits = mixed(m, m.node("Add", [uint(counter), key]));
    const high = m.node("BitShift", [bits, m.constant("uint32", [], [8])], { direction: "RIGHT" });
    return reshape(m, m.node("Mul", [m.node("Cast", [high], { to: onnxType("float32") }), scalar(m, 2 ** -24)]), shape);
  },
  neg: node("Neg"),
  abs: node("Abs"),
  sign: node("Sign"),
  exp: node("Exp"),
  log: node("Log"),
  sqrt: node("Sqrt"),
  sin: node("Sin"),
  cos: node("Cos"),
  tanh: node("Tanh"),
  sigmoid: node("Sigmoid"),
  softplus: node("Softplus"),
  erf: node("Erf"),
  floor: node("Floor"),
  relu: node("Relu"),
  not: node("Not"),
  cast: ({ to }, { m, x }) => m.node("Cast", x, { to: onnxType(to) }),
  stopGradient: node("Identity"),
  add: node("Add"),
  sub: node("Sub"),
  mul: node("Mul"),
  div: node("Div"),
  pow: node("Pow"),
  max: node("Max"),
  min: node("Min"),
  eq: node("Equal"),
  lt: node("Less"),
  le: node("LessOrEqual"),
  and: node("And"),
  or: node("Or"),
  select: node("Where"),
  matmul: ({ transposeA, transposeB }, { m, x: [a, b], values }) => {
    const [p, q] = values.map(({ shape }) => shape.length);
    if (p === 2 && q === 2) return m.node("Gemm", [a, b], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
    const flip = (name, rank) => transpose(m, name, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
    return m.node("MatMul", [transposeA ? flip(a, p) : a, transposeB ? flip(b, q) : b]);
  },
  conv: (params, { m, x }) => m.node("Conv", x, convAttributes(params)),
  convInputGrad,
  convWeightGrad,
  maxPool,
  maxPoolGrad,
  avgPool: ({ countPadding, ...params }, { m, x, values }) => {
    if (params.dilation.every((d) => d === 1) && padsItself(params)) return m.node("AveragePool", x, { strides: params.stride, pads: windowAttributes(params).pads, kernel_shape: params.size, count_include_pad: countPadding ? 1 : 0 });
    const [n, c, ...spatial] = values[0].shape;
    const ones = m.constant("float32", [1, 1, ...params.size], Array(sizeOf(params.size)).fill(1));
    const sums = m.node("Conv", [reshape(m, x[0], [n * c, 1, ...spatial]), ones], windowAttributes(params));
    const count = countPadding ? scalar(m, sizeOf(params.size)) : m.node("Conv", [m.node("Expand", [scalar(m, 1), m.ints([1, 1, ...spatial])]), ones], windowAttributes(params));
    const mean = m.node("Div", [sums, count]);
    const places = params.size.map((size, i) => Math.floor((spatial[i] + params.padding[i][0] + params.padding[i][1] - params.dilation[i] * (size - 1) - 1) / params.stride[i]) + 1);
    return reshape(m, mean, [n, c, ...places]);
  },
  avgPoolGrad,
  sum: reduce("ReduceSum"),
  mean: reduce("ReduceMean"),
  reduceMax: reduce("ReduceMax"),
  reduceMin: reduce("ReduceMin"),
  argMax: ({ axis }, { m, x }) => m.node("Cast", [m.node("ArgMax", x, { axis, keepdims: 0 })], { to: onnxType("int32") }),
  cumsum: ({ axis, exclusive, reverse }, { m, x }) => m.node("CumSum", [x[0], m.constant("int64", [], [axis])], { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 }),
  softmax: along("Softmax"),
  logSoftmax: along("LogSoftmax"),
  standardize: ({ axes, epsilon }, { m, x: [x] }) => {
    const mean = m.node("ReduceMean", [x, m.ints(axes)], { keepdims: 1 });
    const centred = m.node("Sub", [x, mean]);
    const variance = m.node("ReduceMean", [m.node("Mul", [centred, centred]), m.ints(axes)], { keepdims: 1 });
    return [m.node("Div", [centred, m.node("Sqrt", [m.node("Add", [variance, scalar(m, epsilon)])])]), mean, variance];
  },
  reshape: ({ to }, { m, x }) => reshape(m, x[0], to),
  transpose: ({ order }, { m, x }) => transpose(m, x[0], order),
  broadcast: ({ to }, { m, x }) => m.node("Expand", [x[0], m.ints(to)]),
  concat: along("Concat"),
  slice: ({ start, stop, step }, { m, x }) => m.node("Slice", [x[0], m.ints(start), m.ints(stop), m.ints(start.map((_, axis) => axis)), m.ints(step)]),
  pad: ({ padding, value }, { m, x, values }) => m.node("Pad", [x[0], m.ints([...padding.map(([low]) => low), ...padding.map(([, high]) => high)]), m.constant(values[0].dtype, [], [value])], { mode: "constant" }),
  reverse: ({ axes }, { m, x }) => m.node("Slice", [x[0], m.ints(axes.map(() => -1)), m.ints(axes.map(() => -(2 ** 31))), m.ints(axes), m.ints(axes.map(() => -1))]),
  gather: along("Gather"),
  // the indices, spread over all axes of dy, let ScatterElements add up equal ones; ScatterND would race
  scatterAdd: ({ axis }, { m, x: [which, dy], values: [w, d], outputs }) => {
    const rank = w.shape.length;
    const flat = [...d.shape.slice(0, axis), sizeOf(w.shape), ...d.shape.slice(axis + rank)];
    const column = reshape(m, which, flat.map((dim, i) => i === axis ? dim : 1));
    const zeros = m.node("ConstantOfShape", [m.ints(outputs[0].shape)]);
    return m.node("ScatterElements", [zeros, m.node("Expand", [column, m.ints(flat)]), reshape(m, dy, flat)], { axis, reduction: "add" });
  },
  gatherElements: along("GatherElements"),
  scatterElementsAdd: ({ axis }, { m, x: [which, dy], outputs }) => m.node("ScatterElements", [m.node("ConstantOfShape", [m.ints(outputs[0].shape)]), which, dy], { axis, reduction: "add" }),
  // constants of the loop are seen from inside by their names
  scan: ({ body, carries, scanned, reverse }, { m, x }) => {
    const inner = m.subgraph();
    const names = new Map(body.inputs.map(({ value }, i) => [value, i < carries + scanned ? inner.argument(value.dtype, value.shape) : x[i]]));
    lowerEquations(inner, body, names);
    for (const { value } of body.outputs) inner.result(names.get(value), value.dtype, value.shape);
    const direction = reverse ? 1 : 0;
    return m.nodes("Scan", x.slice(0, carries + scanned), body.outputs.length, {
      body: inner,
      num_scan_inputs: scanned,
      scan_input_directions: Array(scanned).fill(direction),
      scan_output_directions: Array(body.outputs.length - carries).fill(direction)
    });
  }
};
function lowerEquations(m, { equations }, names) {
  for (const equation of equations) {
    const call = { m, x: equation.inputs.map((value) => names.get(value)), values: equation.inputs, outputs: equation.outputs };
    const result = apply(rules, equation, call);
    const list = typeof result === "string" ? [result] : result;
    equation.outputs.forEach((output, i) => names.set(output, list[i]));
  }
}
var onnxInput = (name) => `in ${name}`;
var onnxOutput = (name) => `out ${name}`;
function toOnnx(program) {
  const { inputs, outputs } = program;
  const m = new ModelWriter();
  const names = /* @__PURE__ */ new Map();
  for (const { name, value } of inputs) {
    m.input(onnxInput(name), value.dtype, value.shape);
    names.set(value, onnxInput(name));
  }
  lowerEquations(m, program, names);
  for (const { name, value } of outputs) {
    m.rename(names.get(value), onnxOutput(name));
    m.output(onnxOutput(name), value.dtype, value.shape);
  }
  return m.finish();
}

// engine/node/onnx/session.ts
import * as ort from "onnxruntime-node";
var native = ({ dtype, shape, data }) => new ort.Tensor(dtype, data, shape);
var OnnxSession = class {
  #model;
  #options;
  #loaded = /* @__PURE__ */ new Map();
  /** Two buffers for each tensor of the state: a step reads one and writes the other, then they change places. */
  #state = /* @__PURE__ */ new Map();
  /** What the last run advanced. */
  #lastWritten = [];
  constructor(model, state, options) {
    this.#model = model;
    this.#options = options;
    for (const [name, { dtype, shape, data }] of state) {
      const current = { dtype, shape, data: data.slice() };
      const spare = { dtype, shape, data: allocate(dtype, data.length) };
      this.#state.set(name, { current, native: native(current), spare, spareNative: native(spare) });
    }
  }
  async run(kind, batch, feeds) {
    const { session, fed, read, written, results } = await this.#load(kind, batch);
    const inputs = {};
    for (const name of read) inputs[onnxInput(name)] = this.#state.get(name).native;
    for (const name of fed) {
      const feed = feeds[name];
      if (!feed) throw new Error(`internal: the program ${kind} was not fed "${name}"`);
      inputs[onnxInput(name)] = native(feed);
    }
    const fetches = {};
    for (const name of written) fetches[onnxOutput(name)] = this.#state.get(name).spareNative;
    for (const [name, result] of results) fetches[onnxOutput(name)] = result.native;
    await session.run(inputs, fetches);
    this.#exchange(written);
    this.#lastWritten = written;
    return Object.fromEntries([...results].map(([name, { tensor: tensor2 }]) => [name, tensor2]));
  }
  /** What a step wrote becomes current, or the other way round. */
  #exchange(names) {
    for (const name of names) {
      const { current, native: read, spare, spareNative } = this.#state.get(name);
      this.#state.set(name, { current: spare, native: spareNative, spare: current, spareNative: read });
    }
  }
  rollback() {
    this.#exchange(this.#lastWritten);
    this.#lastWritten = [];
    return Promise.resolve();
  }
  async warm(kind, batch) {
    await this.#load(kind, batch);
  }
  read() {
    return Promise.resolve(new Map([...this.#state].map(([name, { current }]) => [name, { ...current, data: current.data.slice() }])));
  }
  write(state) {
    for (const [name, { data }] of state) this.#state.get(name)?.current.data.set(data);
    return Promise.resolve();
  }
  async close() {
    for (const loaded of this.#loaded.values()) await (await loaded).session.release();
    this.#loaded.clear();
  }
  #load(kind, batch) {
    const key = `${kind}/${batch}`;
    let loaded = this.#loaded.get(key);
    if (!loaded) {
      loaded = this.#create(kind, batch);
      this.#loaded.set(key, loaded);
    }
    return loaded;
  }
  async #create(kind, batch) {
    const program = this.#model.program(kind, batch);
    const session = await ort.InferenceSession.create(toOnnx(program), {
      executionProviders: [this.#options.device],
      intraOpNumThreads: this.#options.threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
      logSeverityLevel: 3
    });
    const written = stateNames(program);
    const results = program.outputs.filter(({ name }) => !written.includes(name)).map(({ name, value }) => {
      const tensor2 = { dtype: value.dtype, shape: value.shape, data: allocate(value.dtype, sizeOf(value.shape)) };
      return [name, { tensor: tensor2, native: native(tensor2) }];
    });
    const names = program.inputs.map(({ name }) => name);
    return { session, fed: names.filter((name) => !this.#state.has(name)), read: names.filter((name) => this.#state.has(name)), written, results: new Map(results) };
  }
};

// engine/node/onnx/engine.ts
async function startsOn(device) {
  const b = new Builder();
  b.output("y", b.neg(b.input("x", "float32", [1])));
  try {
    const session = await ort2.InferenceSession.create(toOnnx(b.finish()), { executionProviders: [device], logSeverityLevel: 4 });
    await session.release();
    return void 0;
  } catch (error) {
    return error.message.split("\n")[0];
  }
}
var onnxEngine = {
  id: "onnx",
  title: "ONNX Runtime",
  async devices() {
    const reason = await startsOn("webgpu");
    return [
      { engine: "onnx", id: "cpu", title: `CPU, ${cpus().length} threads \xB7 ONNX Runtime`, available: true, memoryBytes: totalmem() },
      { engine: "onnx", id: "webgpu", title: "WebGPU \xB7 ONNX Runtime", available: reason === void 0, ...reason && { reason } }
    ];
  },
  open: (model, state, options) => Promise.resolve(new OnnxSession(model, state, options))
};

// engine/node/tfjs/engine.ts
import { totalmem as totalmem2 } from "node:os";
var tfjsEngine = {
  id: "tfjs",
  title: "TensorFlow.js",
  async devices() {
    const installed = await installedAddon();
    return [
      {
        engine: "tfjs",
        id: "native",
        title: installed ? `CPU, TensorFlow ${installed.version} \xB7 TensorFlow.js` : "CPU, native TensorFlow \xB7 TensorFlow.js",
        available: installed !== void 0,
        ...!installed && { reason: addonReason() },
        memoryBytes: totalmem2(),
        addon: { name: "tfjs-node", installed: installed !== void 0 }
      },
      { engine: "tfjs", id: "wasm", title: "CPU, WebAssembly, 1 thread \xB7 TensorFlow.js", available: true, memoryBytes: 4 * 2 ** 30 }
    ];
  },
  async open(model, state, { device, threads }) {
    const { TfjsSession } = await import("./session-UPZ5L7JK.mjs");
    if (device === "wasm") {
      await (await import("./wasm-BTMYRUNZ.mjs")).startWasm();
      return TfjsSession.open(model, state, "wasm");
    }
    const unavailable = (reason, todo) => new UserError(problem("engine-unavailable", { engine: `The device "${device}" of TensorFlow.js`, reason, todo }));
    if (device !== "native") throw unavailable("there is none of that name", "Choose native or wasm.");
    const installed = await installedAddon();
    if (!installed) throw unavailable(addonReason(), "Or choose the device wasm.");
    const { NATIVE, startNative } = await import("./native-KSDAXAYU.mjs");
    try {
      startNative(installed.folder, threads);
    } catch (error) {
      throw unavailable(error.message, "Remove the add-on and add it again (loom engines remove tfjs-node, loom engines add tfjs-node), or choose the device wasm.");
    }
    return TfjsSession.open(model, state, NATIVE);
  }
};

// engine/node/engines.ts
var ENGINES = [onnxEngine, tfjsEngine];
function engineOf(id) {
  const engine = ENGINES.find((engine2) => engine2.id === id);
  if (engine) return engine;
  throw new UserError(problem("engine-unavailable", { engine: `The engine "${id}"`, reason: "there is none of that name", todo: `Choose one of ${ENGINES.map(({ id: id2 }) => id2).join(", ")}.` }));
}
async function listDevices() {
  return (await Promise.all(ENGINES.map((engine) => engine.devices()))).flat();
}

// engine/node/model.ts
async function openModel(document, base, runtime, given = {}) {
  const { checked, data } = await openData(document, base, given.fits);
  const model = compile(document, data.targetTypes, checked);
  return { checked, data, model, session: await openSession(document, model, runtime, given.tensors) };
}
async function openSession(document, model, runtime, weights) {
  const state = initialState(model, document.training.seed);
  if (weights) useWeights(model, state, weights);
  return engineOf(runtime.engine).open(model, state, runtime);
}
function useWeights(model, state, given) {
  const problems = model.weights.flatMap(({ name, shape }) => {
    const tensor2 = given.get(name);
    if (tensor2 && sameShape(tensor2.shape, shape)) return [];
    return [problem("weights-mismatch", { weight: name, expected: formatShape(shape), received: tensor2 ? formatShape(tensor2.shape) : "no such weight" })];
  });
  if (problems.length > 0) throw new UserError(problems);
  for (const { name } of model.weights) state.set(name, given.get(name));
}

export {
  listDevices,
  openModel,
  openSession
};
//# sourceMappingURL=chunk-P43IOVK4.mjs.map
