import {
  createRun,
  newRunId,
  startTraining
} from "./chunks/chunk-AKOE2FDQ.mjs";
import {
  TrainedModel,
  evaluateWeights,
  exportTypeScript,
  writeProject
} from "./chunks/chunk-DBWQP32S.mjs";
import {
  listDevices
} from "./chunks/chunk-P43IOVK4.mjs";
import {
  RunFolder,
  parseDocument,
  readSafetensors,
  readWeights,
  serialize,
  writeSafetensors
} from "./chunks/chunk-RICVMYYJ.mjs";
import "./chunks/chunk-FNDLZ5F7.mjs";
import {
  readNpy,
  readNpz,
  writeNpy
} from "./chunks/chunk-IJWFZEKJ.mjs";
import {
  BYTES,
  FORMAT_VERSION,
  checkGraph,
  checkTraining,
  documentSchema,
  formatType,
  nameOf,
  optimizerOf,
  resolveSettings,
  tensor
} from "./chunks/chunk-ONEDDPGA.mjs";
import "./chunks/chunk-OQTRKZ7N.mjs";
import {
  sizeOf
} from "./chunks/chunk-J7SP52UT.mjs";
import "./chunks/chunk-XS45YTLE.mjs";
import {
  writeAtomic
} from "./chunks/chunk-LDU5DWPN.mjs";
import {
  UserError,
  problem
} from "./chunks/chunk-PXFNG3KO.mjs";

// cli/main.ts
import { parseArgs } from "node:util";

// cli/define.ts
import { readFile } from "node:fs/promises";
import path from "node:path";
var UsageError = class extends Error {
};
var out = (text) => void process.stdout.write(`${text}
`);
var say = (text) => void process.stderr.write(`${text}
`);
async function readDocument(file) {
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(problem("file-unreadable", { file, reason: error.code === "ENOENT" ? "there is no such file" : error.message }));
  }
  return parseDocument(text, file);
}
var baseOf = (file) => path.dirname(path.resolve(file));
function required({ options }, name) {
  const value = options[name];
  if (typeof value !== "string") throw new UsageError(`--${name} is missing.`);
  return value;
}
function whole({ options }, name, min = 1) {
  const value = options[name];
  if (value === void 0) return void 0;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min) throw new UsageError(`--${name} must be a whole number, at least ${min}. It is ${String(value)}.`);
  return number;
}
function withData(document, spec) {
  if (typeof spec !== "string") return document;
  const [type, list = ""] = spec.split(/:(.*)/s);
  const settings = Object.fromEntries(list.split(",").filter(Boolean).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  for (const [key, value] of Object.entries(settings)) if (value !== void 0) settings[key] = path.resolve(value);
  return { ...document, data: { ...document.data, dataset: { type, settings } } };
}
function tableText(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])).join("  ").trimEnd()).join("\n");
}
var grouped = (value) => value.toLocaleString("en-US");

// cli/commands/check.ts
var check = {
  name: "check",
  usage: "FILE",
  doc: "Lists the problems of a document; exit code 1 where there are errors.",
  positionals: 1,
  options: {},
  async run({ positionals: [file], json }) {
    const document = await readDocument(file);
    const checked = checkGraph(document.graph);
    const problems = checked.problems.length > 0 ? checked.problems : checkTraining(document, checked, {});
    if (json)
      out(JSON.stringify(problems.map(({ code, severity, node, port, setting, message, repairs }) => ({ code, severity, node: node ?? null, port: port ?? null, setting: setting ?? null, message, repairs }))));
    else out(problems.length === 0 ? "No problems." : problems.map(({ severity, message }) => `${severity}: ${message}`).join("\n"));
    return problems.some(({ severity }) => severity === "error") ? 1 : 0;
  }
};

// cli/commands/engines.ts
var engines = {
  name: "engines",
  usage: "",
  doc: "Lists engines and devices, and why one cannot be used here.",
  positionals: 0,
  options: {},
  async run({ json }) {
    const devices = await listDevices();
    out(json ? JSON.stringify(devices) : devices.map(({ engine, id, title, available, reason }) => `${engine}/${id}  ${title}${available ? "" : `  (not available: ${reason})`}`).join("\n"));
    return 0;
  }
};

// cli/commands/evaluate.ts
import { availableParallelism } from "node:os";
var evaluate = {
  name: "evaluate",
  usage: "FILE --weights W [--data SPEC] [--split train|validation|test]",
  doc: "Loss and metrics of weights (a file or a run folder) on a split of the data, as JSON.",
  positionals: 1,
  options: { weights: { type: "string" }, data: { type: "string" }, split: { type: "string" }, threads: { type: "string" } },
  async run(args) {
    const [file] = args.positionals;
    const split = args.options.split ?? "test";
    if (split !== "train" && split !== "validation" && split !== "test") throw new UsageError("--split must be train, validation or test.");
    const document = withData(await readDocument(file), args.options.data);
    const { metrics, matrices } = await evaluateWeights(document, baseOf(file), await readWeights(required(args, "weights")), split, { mistakes: 0, threads: whole(args, "threads") ?? availableParallelism() });
    out(JSON.stringify({ ...metrics, ...matrices }));
    return 0;
  }
};

// cli/commands/export.ts
import path2 from "node:path";
var exportCommand = {
  name: "export",
  usage: "FILE --to typescript [--weights W] --out DIR",
  doc: "Writes a complete project: code, and the weights where they are given.",
  positionals: 1,
  options: { to: { type: "string" }, weights: { type: "string" }, out: { type: "string" } },
  async run(args) {
    const target = required(args, "to");
    if (target !== "typescript") throw new UsageError(`There is no export to "${target}". Exports: typescript.`);
    const document = await readDocument(args.positionals[0]);
    const checked = checkGraph(document.graph);
    const errors = checked.problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new UserError(errors);
    const weights = typeof args.options.weights === "string" ? (await readWeights(args.options.weights)).tensors : void 0;
    const folder = path2.resolve(required(args, "out"));
    const files = await writeProject(folder, exportTypeScript(document, checked, weights).files);
    out(args.json ? JSON.stringify({ folder, files }) : files.map((file) => path2.join(folder, file)).join("\n"));
    return 0;
  }
};

// cli/predict-file.ts
import { availableParallelism as availableParallelism2 } from "node:os";

// cli/tensors.ts
import { readFile as readFile2 } from "node:fs/promises";
import path3 from "node:path";
import { zipSync } from "fflate";
var asTensor = ({ shape, data }) => data instanceof Float32Array || data instanceof Float64Array ? { dtype: "float32", shape, data: Float32Array.from(data) } : { dtype: "int32", shape, data: Int32Array.from(data) };
async function readTensors(file) {
  let bytes;
  try {
    bytes = await readFile2(file);
  } catch (error) {
    throw new UserError(problem("file-unreadable", { file, reason: error.code === "ENOENT" ? "there is no such file" : error.message }));
  }
  try {
    switch (path3.extname(file)) {
      case ".npy":
        return /* @__PURE__ */ new Map([["", asTensor(readNpy(bytes))]]);
      case ".npz":
        return new Map([...readNpz(bytes)].map(([name, array]) => [name, asTensor(array)]));
      case ".safetensors":
        return readSafetensors(bytes);
      case ".csv":
        return /* @__PURE__ */ new Map([["", readCsv(bytes.toString("utf8"))]]);
    }
  } catch (error) {
    throw new UserError(problem("file-damaged", { file, where: "its tensors", reason: error.message }));
  }
  throw new UsageError(`${file} must end in .npy, .npz, .safetensors or .csv.`);
}
async function writeTensors(file, tensors) {
  const npy = (tensor2) => writeNpy(tensor2);
  switch (path3.extname(file)) {
    case ".npy":
      if (tensors.size !== 1) throw new UsageError(`${file} can hold one tensor, and there are ${tensors.size}. Use .npz or .safetensors.`);
      return writeAtomic(file, npy(tensors.values().next().value));
    case ".npz":
      return writeAtomic(file, zipSync(Object.fromEntries([...tensors].map(([name, tensor2]) => [`${name}.npy`, npy(tensor2)])), { level: 0 }));
    case ".safetensors":
      return writeAtomic(file, writeSafetensors(tensors));
    case ".csv":
      return writeAtomic(file, writeCsv(tensors));
  }
  throw new UsageError(`${file} must end in .npy, .npz, .safetensors or .csv.`);
}
function readCsv(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const cells = (line) => line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const isNumber = (cell) => cell !== "" && Number.isFinite(Number(cell));
  const names = lines.length > 0 && !cells(lines[0]).every(isNumber) ? 1 : 0;
  const rows = lines.slice(names).map(cells);
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, i) => {
    if (row.length !== width) throw new Error(`line ${i + names + 1} has ${row.length} values, the first has ${width}`);
    const wrong = row.find((cell) => !isNumber(cell));
    if (wrong !== void 0) throw new Error(`line ${i + names + 1} has "${wrong}", which is no number`);
  });
  return { dtype: "float32", shape: [rows.length, width], data: Float32Array.from(rows.flat(), Number) };
}
function writeCsv(tensors) {
  const parts = [...tensors].map(([name, { shape, data }]) => ({ name, data, width: data.length / Math.max(1, shape[0]) }));
  const rows = tensors.values().next().value?.shape[0] ?? 0;
  const header = parts.flatMap(({ name, width }) => width === 1 ? [name] : Array.from({ length: width }, (_, i) => `${name}.${i}`));
  const line = (row) => parts.flatMap(({ data, width }) => [...data.slice(row * width, (row + 1) * width)]).join(",");
  return `${[header.join(","), ...Array.from({ length: rows }, (_, row) => line(row))].join("\n")}
`;
}

// cli/predict-file.ts
async function loadModel(args, targets) {
  const document = await readDocument(args.positionals[0]);
  return TrainedModel.open(document, await readWeights(required(args, "weights")), whole(args, "threads") ?? availableParallelism2(), targets?.(document));
}
async function predictFile(args, input, output) {
  const loaded = await loadModel(args);
  const { document, model } = loaded;
  const results = await loaded.predict(Object.fromEntries(shaped(loaded, await readTensors(input))), args.options.raw === true);
  await loaded.close();
  await writeTensors(output, new Map(model.outputs.map(({ name, node }) => [nameOf(document.graph.nodes.find(({ id }) => id === node)), results[name]])));
}
function shaped({ model }, tensors) {
  const [table] = [...tensors.values()];
  const wanted = model.inputs[0].type.shape.slice(1).map(Number);
  const isTable = tensors.size === 1 && model.inputs.length === 1 && table.shape.length === 2 && table.shape[1] === sizeOf(wanted);
  return isTable ? /* @__PURE__ */ new Map([["", { ...table, shape: [table.shape[0], ...wanted] }]]) : tensors;
}

// cli/commands/gradients.ts
var gradients = {
  name: "gradients",
  usage: "FILE --weights W --input IN --target T --output OUT [--raw]",
  doc: "Loss (printed) and the gradient of every weight (written as .npz or .safetensors) for one batch: to compare with other programs.",
  positionals: 1,
  options: { weights: { type: "string" }, input: { type: "string" }, target: { type: "string" }, output: { type: "string" }, raw: { type: "boolean" }, threads: { type: "string" } },
  async run(args) {
    const targets = await readTensors(required(args, "target"));
    const targetOf = (document2, key) => {
      const given = targets.get(key) ?? (document2.training.losses.length === 1 && targets.size === 1 ? targets.values().next().value : void 0);
      if (given) return given;
      throw new UserError(problem("data-mismatch", { input: `The target "${key}"`, expected: "a tensor of its name", received: [...targets.keys()].join(", ") || "one without a name" }));
    };
    const keys = (document2) => [...new Set(document2.training.losses.map(({ target }) => target))];
    const loaded = await loadModel(args, (document2) => Object.fromEntries(keys(document2).map((key) => {
      const { dtype, shape } = targetOf(document2, key);
      return [key, { dtype, shape: ["N", ...shape.slice(1)] }];
    })));
    const { document, session, model } = loaded;
    const { feeds, rows } = loaded.feeds(Object.fromEntries(await readTensors(required(args, "input"))), args.options.raw === true);
    for (const key of keys(document)) feeds[`target:${key}`] = targetOf(document, key);
    const results = await session.run("gradients", rows, { ...feeds, "@seed": tensor("int32", [], [document.training.seed]) });
    const named = new Map(model.weights.filter(({ trainable }) => trainable).map(({ name }) => [name, results[`gradient:${name}`]]));
    await writeTensors(required(args, "output"), named);
    out(JSON.stringify({ loss: results.loss.data[0] }));
    await loaded.close();
    return 0;
  }
};

// cli/commands/new.ts
import { existsSync } from "node:fs";

// templates/mnist-cnn.ts
var LAYERS = [
  ["input_1", "input", { shape: [1, 28, 28] }],
  ["conv2d_1", "conv2d", { filters: 10, kernel: [5, 5] }],
  ["maxPool2d_1", "maxPool2d"],
  ["relu_1", "relu"],
  ["conv2d_2", "conv2d", { filters: 20, kernel: [5, 5] }],
  ["maxPool2d_2", "maxPool2d"],
  ["relu_2", "relu"],
  ["flatten_1", "flatten"],
  ["dense_1", "dense", { units: 50 }],
  ["relu_3", "relu"],
  ["dense_2", "dense", { units: 10 }]
];
var PITCH = 72;
function mnistCnn() {
  return documentSchema.parse({
    format: "loom",
    version: FORMAT_VERSION,
    name: "MNIST CNN",
    graph: {
      nodes: LAYERS.map(([id, type, settings = {}], i) => ({ id, type, settings, position: { x: 0, y: i * PITCH } })),
      edges: LAYERS.slice(1).map(([id], i) => ({
        from: { node: LAYERS[i][0], port: "output" },
        to: { node: id, port: "input" }
      }))
    },
    data: {
      dataset: { type: "mnist" },
      inputs: { input_1: { column: "image", transforms: [{ type: "scale", settings: { divisor: 255, subtract: 0.5, divide: 0.5 } }] } },
      targets: { target: { column: "label" } }
    },
    training: {
      losses: [{ target: "target", loss: { type: "crossEntropy" } }],
      optimizer: { type: "sgd", settings: { momentum: 0.9 } },
      learningRate: 0.01,
      metrics: [{ type: "accuracy" }],
      batchSize: 32,
      epochs: 10
    }
  });
}

// templates/index.ts
var TEMPLATES = [
  { id: "mnist-cnn", title: "MNIST CNN", doc: "Two convolutions and two dense layers that read handwritten digits: 21,840 parameters, about 98 % after one epoch.", make: mnistCnn }
];
var templateOf = (id) => TEMPLATES.find((template) => template.id === id);

// cli/commands/new.ts
var newCommand = {
  name: "new",
  usage: "TEMPLATE --out FILE",
  doc: "Makes a document of a template. An existing file is left alone.",
  positionals: 1,
  options: { out: { type: "string" } },
  async run(args) {
    const [id] = args.positionals;
    const template = templateOf(id);
    if (!template) throw new UsageError(`There is no template "${id}". Templates: ${TEMPLATES.map(({ id: id2 }) => id2).join(", ")}.`);
    const file = required(args, "out");
    if (existsSync(file)) throw new UserError(problem("write-failed", { path: file, reason: "there is a file of that name already; choose another name" }));
    await writeAtomic(file, serialize(template.make()));
    out(args.json ? JSON.stringify({ file }) : file);
    return 0;
  }
};

// cli/commands/predict.ts
var predict = {
  name: "predict",
  usage: "FILE --weights W --input IN --output OUT [--raw]",
  doc: "Runs the network on rows of IN (.npy, .npz, .safetensors or .csv; several inputs by their Input nodes' ids) as the dataset has them, and writes the outputs. With --raw the values of IN go into the network as they are, without the transforms.",
  positionals: 1,
  options: { weights: { type: "string" }, input: { type: "string" }, output: { type: "string" }, raw: { type: "boolean" }, threads: { type: "string" } },
  async run(args) {
    await predictFile(args, required(args, "input"), required(args, "output"));
    return 0;
  }
};

// engine/passes/summary.ts
function summarize(document, checked = checkGraph(document.graph)) {
  const { optimizer: choice, batchSize } = document.training;
  const optimizer = optimizerOf(choice.type);
  const slots = optimizer ? optimizer.slots(resolveSettings(optimizer.settings, choice.settings).settings).length : 0;
  const layers = checked.order.map((id) => {
    const { node, outputs, parameters, macs } = checked.nodes.get(id);
    return { node, type: node.type, output: outputs[0], parameters, macs };
  });
  const activations = checked.order.reduce((sum, id) => sum + checked.nodes.get(id).outputs.reduce((bytes, type) => bytes + bytesOf(type), 0), 0);
  const trainable = layers.reduce((sum, { node, parameters }) => sum + (node.frozen ? 0 : parameters), 0);
  return {
    layers,
    total: { parameters: checked.parameters, trainable, macs: checked.macs, memoryBytes: 4 * checked.parameters + 4 * trainable * (1 + slots) + 2 * batchSize * activations }
  };
}
var bytesOf = ({ dtype, shape }) => shape.reduce((size, dim) => dim === "N" ? size : size * dim, BYTES[dtype]);

// cli/commands/summary.ts
var summary = {
  name: "summary",
  usage: "FILE",
  doc: "Layers with output shapes, parameters and multiply-adds for one sample; totals, and the memory of a training step.",
  positionals: 1,
  options: {},
  async run({ positionals: [file], json }) {
    const { layers, total } = summarize(await readDocument(file));
    if (json) {
      out(JSON.stringify({ layers: layers.map(({ node, type, output, parameters, macs }) => ({ id: nameOf(node), type, output: output && formatType(output), parameters, macs })), total }));
      return 0;
    }
    out(tableText([
      ["layer", "type", "output", "parameters", "multiply-adds"],
      ...layers.map(({ node, type, output, parameters, macs }) => [nameOf(node), type, output ? formatType(output) : "?", grouped(parameters), grouped(macs)])
    ]));
    out(`
${grouped(total.parameters)} parameters (${grouped(total.trainable)} trainable), ${grouped(total.macs)} multiply-adds a sample, ${(total.memoryBytes / 2 ** 20).toFixed(1)} MB to train`);
    return 0;
  }
};

// cli/commands/templates.ts
var templates = {
  name: "templates",
  usage: "",
  doc: "Lists the templates that `loom new` makes documents of.",
  positionals: 0,
  options: {},
  run({ json }) {
    out(json ? JSON.stringify(TEMPLATES.map(({ id, title, doc }) => ({ id, title, doc }))) : tableText(TEMPLATES.map(({ id, doc }) => [id, doc])));
    return Promise.resolve(0);
  }
};

// cli/commands/train.ts
import { availableParallelism as availableParallelism3 } from "node:os";
import path4 from "node:path";
var train = {
  name: "train",
  usage: "FILE [--data SPEC] [--epochs N] [--steps N] [--batch N] [--seed N] [--engine onnx|tfjs] [--device D] [--threads N] [--out DIR] [--init WEIGHTS] | --resume DIR",
  doc: "Trains and writes a run folder (default: runs/NAME-TIME). Ctrl+C stops with a checkpoint; --resume goes on from it.",
  positionals: 0,
  options: Object.fromEntries(["data", "epochs", "steps", "batch", "seed", "engine", "device", "threads", "out", "resume", "init"].map((name) => [name, { type: "string" }])),
  async run(args) {
    const { options, json } = args;
    const resume = typeof options.resume === "string" ? path4.resolve(options.resume) : void 0;
    const folder = resume ?? await start(args);
    let finished;
    const running = startTraining(folder, resume ? "resume" : "start", (event) => {
      if (event.event === "finished") finished = event;
      else if (json) out(JSON.stringify(event));
      else progress(event);
    });
    let interrupts = 0;
    process.on("SIGINT", () => {
      if (++interrupts > 1) running.kill();
      else running.control("stop");
    });
    await running.ended;
    if (!finished) return 1;
    out(json ? JSON.stringify({ ...finished, run: folder }) : `${finishedText(finished)}
Run: ${path4.relative(process.cwd(), folder) || folder}`);
    return 0;
  }
};
async function start(args) {
  const { positionals: [file], options } = args;
  if (file === void 0) throw new UsageError(`Usage: loom train ${train.usage}`);
  const engine = options.engine ?? "onnx";
  if (engine !== "onnx" && engine !== "tfjs") throw new UsageError(`--engine must be onnx or tfjs. It is ${String(engine)}.`);
  const steps = whole(args, "steps");
  const document = changed(withData(await readDocument(file), options.data), args, steps);
  const id = newRunId(path4.basename(file, ".loom"));
  const folder = path4.resolve(typeof options.out === "string" ? options.out : path4.join("runs", id));
  await createRun(folder, document, {
    id,
    engine,
    device: typeof options.device === "string" ? options.device : "cpu",
    threads: whole(args, "threads") ?? availableParallelism3(),
    base: baseOf(file),
    ...steps !== void 0 && { steps },
    ...typeof options.init === "string" && { init: path4.resolve(options.init) }
  });
  return new RunFolder(folder).folder;
}
function changed(document, args, steps) {
  const epochs = whole(args, "epochs") ?? (steps === void 0 ? document.training.epochs : Number.MAX_SAFE_INTEGER);
  return { ...document, training: { ...document.training, epochs, batchSize: whole(args, "batch") ?? document.training.batchSize, seed: whole(args, "seed", 0) ?? document.training.seed } };
}
var percent = /* @__PURE__ */ new Set(["accuracy", "topK", "precision", "recall", "f1"]);
var metricsText = (metrics) => metrics === null ? "none" : Object.entries(metrics).map(([name, value]) => `${name} ${percent.has(name) ? `${(100 * value).toFixed(2)} %` : value.toFixed(4)}`).join(", ");
function finishedText({ train: train2, validation, test, seconds, waitShare, peakMb, reason }) {
  const lines = [`train: ${metricsText(train2)}`, ...validation ? [`validation: ${metricsText(validation)}`] : [], ...test ? [`test: ${metricsText(test)}`] : []];
  return `${lines.join("\n")}
${reason === "done" ? "Finished" : reason === "early" ? "Stopped early" : "Stopped"} after ${seconds.toFixed(1)} s; ${(100 * waitShare).toFixed(1)} % of it waiting for data; peak memory ${peakMb} MB.`;
}
var shown = 0;
function progress(event) {
  if (event.event === "started") say(`Training "${event.name}" on ${event.engine}, ${event.device}, ${event.threads} threads: ${event.parameters.toLocaleString("en-US")} parameters, ${event.rows.train.toLocaleString("en-US")} rows, ${event.stepsPerEpoch} steps an epoch.`);
  else if (event.event === "steps" && Date.now() - shown > 1e3) {
    shown = Date.now();
    say(`step ${event.step.at(-1)}  loss ${event.loss.at(-1).toFixed(4)}  ${event.stepsPerSecond.toFixed(0)} steps/s  ${Math.ceil(event.secondsLeft)} s left`);
  } else if (event.event === "epoch") say(`epoch ${event.epoch}: train ${metricsText(event.train)}; validation ${metricsText(event.validation)}`);
  else if (event.event === "log") say(event.message);
  else if (event.event === "failed") say(`loom: ${event.problem.message}`);
}

// cli/main.ts
var COMMANDS = [check, summary, train, evaluate, predict, gradients, exportCommand, templates, newCommand, engines];
function help() {
  return `Usage: loom COMMAND ... [--json]

${COMMANDS.map(({ name, usage, doc }) => `  loom ${name} ${usage}
      ${doc}`).join("\n")}`;
}
async function main([name, ...rest]) {
  if (name === void 0 || name === "help" || name === "--help" || name === "-h") {
    out(help());
    return name === void 0 ? 2 : 0;
  }
  const command = COMMANDS.find((command2) => command2.name === name);
  if (!command) {
    say(`loom: there is no command "${name}". Commands: ${COMMANDS.map(({ name: name2 }) => name2).join(", ")}.`);
    return 2;
  }
  let json = rest.includes("--json");
  try {
    const { values, positionals } = parseArgs({ args: rest, allowPositionals: true, options: { ...command.options, json: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
    json = values.json === true;
    if (values.help) {
      out(`Usage: loom ${command.name} ${command.usage}
${command.doc}`);
      return 0;
    }
    if (positionals.length < command.positionals) throw new UsageError(`Usage: loom ${command.name} ${command.usage}`);
    return await command.run({ positionals, options: values, json });
  } catch (error) {
    if (error instanceof UserError) {
      if (json) out(JSON.stringify({ problems: error.problems }));
      for (const { message } of error.problems) say(`loom: ${message}`);
      return 1;
    }
    if (error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS")) {
      say(`loom: ${error.message}`);
      return 2;
    }
    throw error;
  }
}
process.exitCode = await main(process.argv.slice(2));
//# sourceMappingURL=cli.mjs.map
