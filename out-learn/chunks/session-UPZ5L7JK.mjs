import {
  stateNames
} from "./chunk-OQTRKZ7N.mjs";
import {
  apply,
  sameShape,
  sizeOf,
  streamKey,
  stridesOf,
  uniformAt
} from "./chunk-J7SP52UT.mjs";

// engine/node/tfjs/session.ts
import * as tf2 from "@tensorflow/tfjs-core";

// engine/targets/tfjs/run.ts
import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
var ints = (values) => [...values];
var unary = (f) => (_, { x: [x] }) => f(x);
var binary = (f) => (_, { x: [x, y] }) => f(x, y);
var reduce = (f) => ({ axes, keep: keep2 }, { x: [x] }) => axes.length === 0 ? tf.clone(x) : f(x, ints(axes), keep2);
function broadcast(x, to) {
  if (sameShape(x.shape, to)) return x;
  return x.dtype === "float32" ? tf.add(x, tf.zeros(ints(to))) : tf.broadcastTo(x, ints(to));
}
var shared = (f) => (_, { x, outputs: [y] }) => {
  const [p, q] = x.map((operand) => broadcast(operand, y.shape));
  return p.dtype === "float32" ? tf.add(tf.mul(f(p, q), 0.5), tf.mul(f(q, p), 0.5)) : f(p, q);
};
var extremum = (f) => reduce((x, axes, keep2) => {
  const kept = tf.customGrad((given, save) => {
    const value = f(given, axes, true);
    save([given, value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const hit = tf.cast(tf.equal(saved[0], saved[1]), "float32");
        return tf.mul(hit, tf.div(dy, tf.sum(hit, axes, true)));
      }
    };
  })(x);
  return keep2 ? kept : tf.squeeze(kept, axes);
});
function offTape(f) {
  const { state } = tf.engine();
  state.kernelDepth++;
  try {
    return f();
  } finally {
    state.kernelDepth--;
  }
}
var flat = (row) => (params, call) => offTape(() => row(params, call));
function everyNth(x, axis, step, count) {
  if (step === 1) return x;
  const short = count * step - x.shape[axis];
  const fitting = short > 0 ? tf.pad(x, x.shape.map((_, i) => [0, i === axis ? short : 0])) : tf.slice(x, x.shape.map(() => 0), x.shape.with(axis, count * step));
  const split2 = tf.reshape(fitting, [...x.shape.slice(0, axis), count, step, ...x.shape.slice(axis + 1)]);
  const first = tf.slice(split2, split2.shape.map(() => 0), split2.shape.with(axis + 1, 1));
  return tf.reshape(first, x.shape.with(axis, count));
}
function spread(x, axis, step) {
  if (step === 1) return x;
  const length = x.shape[axis];
  const column = tf.reshape(x, [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)]);
  const padded = tf.pad(column, column.shape.map((_, i) => [0, i === axis + 1 ? step - 1 : 0]));
  return tf.slice(tf.reshape(padded, x.shape.with(axis, length * step)), x.shape.map(() => 0), x.shape.with(axis, (length - 1) * step + 1));
}
function padBy(x, padding, value = 0) {
  const cut = padding.some((sides) => sides.some((side) => side < 0));
  const inner = cut ? tf.slice(x, padding.map(([low]) => Math.max(0, -low)), x.shape.map((dim, i) => dim + Math.min(0, padding[i][0]) + Math.min(0, padding[i][1]))) : x;
  return padding.every((sides) => sides.every((side) => side <= 0)) ? inner : tf.pad(inner, padding.map(([low, high]) => [Math.max(0, low), Math.max(0, high)]), value);
}
var spatially = (padding) => [[0, 0], [0, 0], ...padding];
function channelsLast(x) {
  const image = x.rank === 3 ? tf.expandDims(x, 2) : x;
  return tf.transpose(image, [0, ...Array.from({ length: image.rank - 2 }, (_, i) => i + 2), 1]);
}
function channelsFirst(y, rank) {
  const image = tf.transpose(y, [0, y.rank - 1, ...Array.from({ length: y.rank - 2 }, (_, i) => i + 1)]);
  return rank === 3 ? tf.squeeze(image, [2]) : image;
}
var two = (values) => values.length === 1 ? [1, values[0]] : [values[0], values[1]];
var placesOf = (padded, size, { stride, dilation }) => size.map((s, i) => Math.floor((padded[i + 2] - dilation[i] * (s - 1) - 1) / stride[i]) + 1);
function taps(padded, size, window) {
  const places = placesOf(padded.shape, size, window);
  const all = size.reduce((before, s) => before.flatMap((tap) => Array.from({ length: s }, (_, k) => [...tap, k])), [[]]);
  return all.map((tap) => {
    const start = tap.map((k, i) => k * window.dilation[i]);
    const seen = tf.slice(padded, [0, 0, ...start], [padded.shape[0], padded.shape[1], ...places.map((count, i) => (count - 1) * window.stride[i] + 1)]);
    return places.reduce((x, count, i) => everyNth(x, i + 2, window.stride[i], count), seen);
  });
}
function conv({ stride, padding, dilation, groups }, x, w) {
  const padded = padBy(x, spatially(padding));
  if (groups > 1 && groups === x.shape[1] && groups === w.shape[0]) return depthwise(padded, w, { stride, padding, dilation });
  if (x.rank === 5) return conv3d({ stride, padding, dilation, groups }, padded, w);
  const kernel = dilation.reduce((k, step, i) => spread(k, i + 2, step), w);
  const images = groups === 1 ? [padded] : tf.split(padded, groups, 1);
  const kernels = groups === 1 ? [kernel] : tf.split(kernel, groups, 0);
  const parts = images.map((image, g) => {
    const filter = tf.transpose(x.rank === 3 ? tf.expandDims(kernels[g], 2) : kernels[g], [2, 3, 1, 0]);
    return channelsFirst(tf.conv2d(channelsLast(image), filter, two(stride), "valid"), x.rank);
  });
  return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
}
function conv3d({ stride, dilation, groups }, padded, w) {
  const [n, c, , height, width] = padded.shape;
  const [m, perGroup, depth, ...kernel] = w.shape;
  const count = Math.floor((padded.shape[2] - dilation[0] * (depth - 1) - 1) / stride[0]) + 1;
  const plane = { stride: stride.slice(1), padding: [[0, 0], [0, 0]], dilation: dilation.slice(1), groups };
  const parts = Array.from({ length: depth }, (_, d) => {
    const seen = everyNth(tf.slice(padded, [0, 0, d * dilation[0], 0, 0], [n, c, (count - 1) * stride[0] + 1, height, width]), 2, stride[0], count);
    const planes = tf.reshape(tf.transpose(seen, [0, 2, 1, 3, 4]), [n * count, c, height, width]);
    return conv(plane, planes, tf.reshape(tf.slice(w, [0, 0, d, 0, 0], [m, perGroup, 1, ...kernel]), [m, perGroup, ...kernel]));
  });
  const sum2 = parts.reduce((total, part) => tf.add(total, part));
  return tf.transpose(tf.reshape(sum2, [n, count, m, ...sum2.shape.slice(2)]), [0, 2, 1, 3, 4]);
}
function depthwise(padded, w, window) {
  const size = w.shape.slice(2);
  const columns = tf.reshape(w, [w.shape[0], sizeOf(size)]);
  const perChannel = [1, w.shape[0], ...size.map(() => 1)];
  return taps(padded, size, window).map((seen, tap) => tf.mul(seen, tf.reshape(tf.slice(columns, [0, tap], [w.shape[0], 1]), perChannel))).reduce((sum2, part) => tf.add(sum2, part));
}
function convInputGrad({ stride, padding, dilation, groups, inputSize }, dy, w) {
  const spatial = stride.map((_, i) => i + 2);
  const open = stride.reduce((y, step, i) => spread(y, i + 2, step), dy);
  const reach = w.shape.slice(2).map((k, i) => dilation[i] * (k - 1));
  const around = reach.map((r, i) => {
    const before = r - padding[i][0];
    return [before, inputSize[i] - open.shape[i + 2] + r - before];
  });
  const turned = tf.reverse(w, spatial);
  const swapped = (groups === 1 ? [turned] : tf.split(turned, groups, 0)).map((part) => tf.transpose(part, [1, 0, ...spatial]));
  return conv({ stride: stride.map(() => 1), padding: around, dilation, groups }, open, swapped.length === 1 ? swapped[0] : tf.concat(swapped, 0));
}
function convWeightGrad({ stride, padding, dilation, groups, kernel }, x, dy) {
  const order = [1, 0, ...kernel.map((_, i) => i + 2)];
  const split2 = (all) => groups === 1 ? [all] : tf.split(all, groups, 1);
  const dys = split2(dy);
  const parts = split2(x).map((part, g) => {
    const full = conv({ stride: dilation, dilation: stride, padding, groups: 1 }, tf.transpose(part, order), tf.transpose(dys[g], order));
    return tf.transpose(tf.slice(full, full.shape.map(() => 0), [full.shape[0], full.shape[1], ...kernel]), order);
  });
  return parts.length === 1 ? parts[0] : tf.concat(parts, 0);
}
var dilated = ({ dilation }) => dilation.some((step) => step > 1);
function maxPool2(params, x) {
  const padded = padBy(x, spatially(params.padding), Number.NEGATIVE_INFINITY);
  if (x.rank === 5 || dilated(params)) return taps(padded, params.size, params).reduce((top, seen) => tf.maximum(top, seen));
  return channelsFirst(tf.maxPool(channelsLast(padded), two(params.size), two(params.stride), "valid"), x.rank);
}
function avgPool2(params, x) {
  const padded = padBy(x, spatially(params.padding));
  const whole = x.rank === 5 || dilated(params) ? tf.div(taps(padded, params.size, params).reduce((sum2, seen) => tf.add(sum2, seen)), sizeOf(params.size)) : channelsFirst(tf.avgPool(channelsLast(padded), two(params.size), two(params.stride), "valid"), x.rank);
  return params.countPadding ? whole : tf.div(whole, covered(params, x.shape.slice(2)));
}
var covered = (params, inputSize) => avgPool2({ ...params, countPadding: true }, tf.ones([1, 1, ...inputSize]));
function avgPoolGrad(params, dy) {
  const { size, countPadding, inputSize } = params;
  const given = tf.div(countPadding ? dy : tf.div(dy, covered(params, inputSize)), sizeOf(size));
  const [n, c, ...places] = dy.shape;
  const dx = convInputGrad({ ...params, groups: 1 }, tf.reshape(given, [n * c, 1, ...places]), tf.ones([1, 1, ...size]));
  return tf.reshape(dx, [n, c, ...inputSize]);
}
function matmul({ transposeA, transposeB }, a, b) {
  const lead = (x) => x.shape.slice(0, -2);
  if (sameShape(lead(a), lead(b))) return tf.matMul(a, b, transposeA, transposeB);
  if (b.rank === 2 && !transposeA) {
    const rows = tf.matMul(tf.reshape(a, [-1, a.shape.at(-1)]), b, false, transposeB);
    return tf.reshape(rows, [...a.shape.slice(0, -1), rows.shape[1]]);
  }
  const joint = tf.backend_util.assertAndGetBroadcastShape(lead(a), lead(b));
  return tf.matMul(broadcast(a, [...joint, ...a.shape.slice(-2)]), broadcast(b, [...joint, ...b.shape.slice(-2)]), transposeA, transposeB);
}
function alongLast(x, axis, f) {
  const last = x.rank - 1;
  if (axis === last) return f(x);
  const order = x.shape.map((_, i) => i === axis ? last : i === last ? axis : i);
  return tf.transpose(f(tf.transpose(x, order)), order);
}
function logSoftmax(x, axis) {
  const shifted = tf.sub(x, offTape(() => tf.max(x, axis, true)));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)));
}
function flatPlaces(which, shape, axis) {
  const strides = stridesOf(shape);
  const own = stridesOf(which.shape);
  const elsewhere = Int32Array.from({ length: which.size }, (_, i) => own.reduce((sum2, stride, a) => a === axis ? sum2 : sum2 + Math.floor(i / stride) % which.shape[a] * strides[a], 0));
  return tf.add(tf.reshape(tf.mul(which, tf.scalar(strides[axis], "int32")), [-1]), tf.tensor1d(elsewhere, "int32"));
}
function constant(dtype, shape, values) {
  const data = dtype === "float32" ? Float32Array.from(values) : dtype === "int32" ? Int32Array.from(values) : Uint8Array.from(values);
  return tf.tensor(data, ints(shape), dtype);
}
var rules = {
  fill: ({ dtype, shape, value }) => tf.fill(ints(shape), value, dtype),
  constant: ({ dtype, shape, values }) => constant(dtype, shape, values),
  iota: ({ dtype, shape, axis }) => {
    const line = constant(dtype, shape.map((dim, i) => i === axis ? dim : 1), Array.from({ length: shape[axis] }, (_, i) => i));
    return tf.broadcastTo(line, ints(shape));
  },
  randomUniform: ({ shape, stream }, { x: [seed] }) => {
    const key = streamKey(seed.dataSync()[0], stream);
    return constant("float32", shape, Float32Array.from({ length: sizeOf(shape) }, (_, i) => uniformAt(key, i)));
  },
  neg: unary(tf.neg),
  // core's derivative of |x| at 0 is -1, ours 0
  abs: unary((x) => tf.mul(x, offTape(() => tf.sign(x)))),
  sign: flat(unary(tf.sign)),
  exp: unary(tf.exp),
  log: unary(tf.log),
  sqrt: unary(tf.sqrt),
  sin: unary(tf.sin),
  cos: unary(tf.cos),
  tanh: unary(tf.tanh),
  sigmoid: unary(tf.sigmoid),
  softplus: unary(tf.softplus),
  erf: unary(tf.erf),
  floor: flat(unary(tf.floor)),
  relu: unary(tf.relu),
  not: flat(unary(tf.logicalNot)),
  cast: ({ to }, { x: [x] }) => to === "float32" ? tf.cast(x, to) : offTape(() => to === "bool" ? tf.notEqual(x, tf.scalar(0, x.dtype)) : tf.cast(x, to)),
  stopGradient: flat(unary(tf.clone)),
  add: binary(tf.add),
  sub: binary(tf.sub),
  mul: binary(tf.mul),
  div: binary(tf.div),
  pow: binary(tf.pow),
  max: shared(tf.maximum),
  min: shared(tf.minimum),
  eq: flat(binary(tf.equal)),
  lt: flat(binary(tf.less)),
  le: flat(binary(tf.lessEqual)),
  and: flat(binary(tf.logicalAnd)),
  or: flat(binary(tf.logicalOr)),
  select: (_, { x: [condition, a, b], outputs: [y] }) => tf.where(broadcast(condition, y.shape), broadcast(a, y.shape), broadcast(b, y.shape)),
  matmul: (params, { x: [a, b] }) => matmul(params, a, b),
  conv: (params, { x: [x, w] }) => conv(params, x, w),
  convInputGrad: (params, { x: [dy, w] }) => convInputGrad(params, dy, w),
  convWeightGrad: (params, { x: [x, dy] }) => convWeightGrad(params, x, dy),
  maxPool: (params, { x: [x] }) => maxPool2(params, x),
  maxPoolGrad: (params, { x: [x, , dy] }) => tf.grad((input) => maxPool2(params, input))(x, dy),
  avgPool: (params, { x: [x] }) => avgPool2(params, x),
  avgPoolGrad: (params, { x: [dy] }) => avgPoolGrad(params, dy),
  sum: reduce((x, axes, keep2) => tf.sum(x, axes, keep2)),
  mean: reduce((x, axes, keep2) => tf.mean(x, axes, keep2)),
  reduceMax: extremum((x, axes, keep2) => tf.max(x, axes, keep2)),
  reduceMin: extremum((x, axes, keep2) => tf.min(x, axes, keep2)),
  argMax: flat(({ axis }, { x: [x] }) => tf.argMax(x, axis)),
  cumsum: ({ axis, exclusive, reverse: reverse2 }, { x: [x] }) => alongLast(x, axis, (rows) => tf.cumsum(rows, rows.rank - 1, exclusive, reverse2)),
  softmax: ({ axis }, { x: [x] }) => alongLast(x, axis, (rows) => tf.softmax(rows)),
  logSoftmax: ({ axis }, { x: [x] }) => logSoftmax(x, axis),
  standardize: ({ axes, epsilon }, { x: [x] }) => {
    const mean2 = tf.mean(x, ints(axes), true);
    const centred = tf.sub(x, mean2);
    const variance = tf.mean(tf.square(centred), ints(axes), true);
    return [tf.div(centred, tf.sqrt(tf.add(variance, epsilon))), mean2, variance];
  },
  reshape: ({ to }, { x: [x] }) => tf.reshape(x, ints(to)),
  transpose: ({ order }, { x: [x] }) => tf.transpose(x, ints(order)),
  broadcast: ({ to }, { x: [x] }) => broadcast(x, to),
  concat: ({ axis }, { x }) => tf.concat([...x], axis),
  slice: ({ start, step }, { x: [x], outputs: [y] }) => {
    const whole = tf.slice(x, ints(start), y.shape.map((count, i) => (count - 1) * step[i] + 1));
    return step.reduce((part, s, i) => everyNth(part, i, s, y.shape[i]), whole);
  },
  pad: ({ padding, value }, { x: [x] }) => padBy(x, padding, value),
  reverse: ({ axes }, { x: [x] }) => tf.reverse(x, ints(axes)),
  gather: ({ axis }, { x: [x, which], outputs: [y] }) => tf.reshape(tf.gather(x, tf.reshape(which, [-1]), axis), ints(y.shape)),
  scatterAdd: ({ axis, size }, { x: [which, dy], outputs: [y] }) => {
    const flat2 = tf.reshape(dy, [...dy.shape.slice(0, axis), which.size, ...dy.shape.slice(axis + which.rank)]);
    const order = [axis, ...flat2.shape.map((_, i) => i).filter((i) => i !== axis)];
    const sums = tf.unsortedSegmentSum(tf.transpose(flat2, order), tf.reshape(which, [-1]), size);
    return tf.reshape(tf.transpose(sums, order.map((_, i) => order.indexOf(i))), ints(y.shape));
  },
  gatherElements: ({ axis }, { x: [x, which], outputs: [y] }) => tf.reshape(tf.gather(tf.reshape(x, [-1]), flatPlaces(which, x.shape, axis)), ints(y.shape)),
  scatterElementsAdd: ({ axis }, { x: [which, dy], outputs: [y] }) => tf.reshape(tf.unsortedSegmentSum(tf.reshape(dy, [-1]), flatPlaces(which, y.shape, axis), sizeOf(y.shape)), ints(y.shape)),
  scan: ({ body, carries, scanned, reverse: reverse2 }, { x }) => {
    const sequences = x.slice(carries, carries + scanned).map((sequence) => tf.unstack(sequence));
    const steps = [...sequences[0].keys()];
    const results = body.outputs.slice(carries).map(() => []);
    let carried = x.slice(0, carries);
    for (const at of reverse2 ? steps.toReversed() : steps) {
      const given = [...carried, ...sequences.map((slices) => slices[at]), ...x.slice(carries + scanned)];
      const made = runProgram(body, Object.fromEntries(body.inputs.map(({ name }, i) => [name, given[i]])));
      carried = body.outputs.slice(0, carries).map(({ name }) => made[name]);
      body.outputs.slice(carries).forEach(({ name }, i) => results[i][at] = made[name]);
    }
    return [...carried, ...results.map((slices) => tf.stack(slices))];
  }
};
function runProgram({ inputs, equations, outputs }, feeds) {
  const known = new Map(inputs.map(({ name, value }) => [value, feeds[name]]));
  const lastUse = /* @__PURE__ */ new Map();
  equations.forEach(({ inputs: operands }, i) => {
    for (const value of operands) lastUse.set(value, i);
  });
  const kept = new Set([...inputs, ...outputs].map(({ value }) => value));
  equations.forEach((equation, i) => {
    const results = tf.tidy(() => {
      const made = apply(rules, equation, { x: equation.inputs.map((value) => known.get(value)), outputs: equation.outputs });
      return (made instanceof tf.Tensor ? [made] : [...made]).map((result) => equation.inputs.some((value) => known.get(value) === result) ? tf.clone(result) : result);
    });
    equation.outputs.forEach((output, k) => known.set(output, results[k]));
    for (const value of /* @__PURE__ */ new Set([...equation.inputs, ...equation.outputs])) if ((lastUse.get(value) ?? -1) <= i && !kept.has(value)) known.get(value).dispose();
  });
  const taken = new Set(inputs.map(({ value }) => value));
  return Object.fromEntries(outputs.map(({ name, value }) => {
    const result = known.get(value);
    return [name, taken.has(value) ? tf.clone(result) : (taken.add(value), result)];
  }));
}

// engine/node/tfjs/session.ts
var GRADIENT = "gradient:";
var toNative = ({ dtype, shape, data }) => tf2.tensor(data, [...shape], dtype);
var fromNative = (x) => ({ dtype: x.dtype, shape: x.shape, data: x.dataSync() });
var TfjsSession = class _TfjsSession {
  #model;
  #backend;
  #state = /* @__PURE__ */ new Map();
  /** What the last training step replaced. */
  #before = /* @__PURE__ */ new Map();
  constructor(model, backend) {
    this.#model = model;
    this.#backend = backend;
  }
  /** The backend must be known to core. */
  static async open(model, state, backend) {
    const session = new _TfjsSession(model, backend);
    await session.#enter();
    for (const [name, value] of state) session.#state.set(name, held(value));
    return session;
  }
  async run(kind, batch, feeds) {
    await this.#enter();
    const answer = {};
    tf2.tidy(() => {
      const fed = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, toNative(feed)]));
      const results = kind === "train" ? this.#train(batch, fed) : kind === "gradients" ? this.#differentiate(batch, fed) : this.#forward(kind, batch, fed);
      for (const [name, result] of Object.entries(results)) answer[name] = fromNative(result);
    });
    return answer;
  }
  #forward(kind, batch, fed) {
    const program = this.#model.program(kind, batch);
    return withoutState(runProgram(program, this.#inputs(fed)), stateNames(program));
  }
  #differentiate(batch, fed) {
    const { results, gradients } = this.#forwardAndBack(batch, fed);
    return { ...withoutState(results, stateNames(this.#model.program("loss", batch))), ...gradients };
  }
  #train(batch, fed) {
    const { results, gradients } = this.#forwardAndBack(batch, fed);
    const statistics = stateNames(this.#model.program("loss", batch));
    const updated = runProgram(this.#model.program("update", batch), this.#inputs({ ...fed, ...gradients }));
    const next = { ...Object.fromEntries(statistics.map((name) => [name, results[name]])), ...updated };
    this.#forget();
    for (const [name, value] of Object.entries(next)) {
      this.#before.set(name, this.#state.get(name));
      this.#state.set(name, tf2.keep(value));
    }
    return withoutState(results, statistics);
  }
  /** The forward program's outputs, and the loss's gradient by each weight that is learned, as core derives it. */
  #forwardAndBack(batch, fed) {
    const program = this.#model.program("loss", batch);
    const names = this.#model.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
    const weights = names.map((name) => this.#state.get(name));
    let results = {};
    const { value, grads } = tf2.engine().gradients(
      () => {
        results = runProgram(program, this.#inputs(fed));
        for (const result of Object.values(results)) tf2.keep(result);
        return results.loss;
      },
      weights,
      void 0,
      true
    );
    const loose = Object.fromEntries(Object.entries(results).map(([name, result]) => [name, tf2.clone(result)]));
    tf2.dispose([value, results]);
    return { results: loose, gradients: Object.fromEntries(names.map((name, i) => [GRADIENT + name, grads[i] ?? tf2.zerosLike(weights[i])])) };
  }
  #inputs(fed) {
    return { ...Object.fromEntries(this.#state), ...fed };
  }
  warm(kind, batch) {
    for (const part of kind === "train" ? ["loss", "update"] : kind === "gradients" ? ["loss"] : [kind]) this.#model.program(part, batch);
    return Promise.resolve();
  }
  async read() {
    await this.#enter();
    return new Map([...this.#state].map(([name, value]) => {
      const { data, ...type } = fromNative(value);
      return [name, { ...type, data: data.slice() }];
    }));
  }
  async write(state) {
    await this.#enter();
    this.#forget();
    for (const [name, value] of state) {
      const old = this.#state.get(name);
      if (!old) continue;
      this.#state.set(name, held(value));
      old.dispose();
    }
  }
  rollback() {
    for (const [name, value] of this.#before) {
      this.#state.get(name).dispose();
      this.#state.set(name, value);
    }
    this.#before.clear();
    return Promise.resolve();
  }
  close() {
    this.#forget();
    for (const value of this.#state.values()) value.dispose();
    this.#state.clear();
    return Promise.resolve();
  }
  #forget() {
    for (const value of this.#before.values()) value.dispose();
    this.#before.clear();
  }
  /** Core has one current backend, and other sessions may use another. */
  async #enter() {
    if (tf2.getBackend() !== this.#backend) await tf2.setBackend(this.#backend);
  }
};
var held = ({ dtype, shape, data }) => tf2.keep(toNative({ dtype, shape, data: data.slice() }));
function withoutState(results, state) {
  return Object.fromEntries(Object.entries(results).filter(([name]) => !state.includes(name)));
}
export {
  TfjsSession
};
//# sourceMappingURL=session-UPZ5L7JK.mjs.map
