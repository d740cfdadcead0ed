import {
  FORMAT_VERSION,
  allocate,
  documentSchema
} from "./chunk-ONEDDPGA.mjs";
import {
  sizeOf
} from "./chunk-J7SP52UT.mjs";
import {
  writeAtomic,
  writeProblem
} from "./chunk-LDU5DWPN.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/node/runs/folder.ts
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { mkdir, open, readdir, readFile as readFile2, rename, rm } from "node:fs/promises";
import path2 from "node:path";

// engine/graph/file.ts
import { z } from "zod";
var MIGRATIONS = [];
function serialize(document) {
  return `${JSON.stringify(documentSchema.parse(document), sortRecords, 2)}
`;
}
function sortRecords(key, value) {
  if (!["settings", "inputs", "targets"].includes(key) || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}
function parseDocument(text, fileName, { migrations = MIGRATIONS, current = FORMAT_VERSION } = {}) {
  const damaged = (where, reason) => new UserError(problem("file-damaged", { file: fileName, where, reason }));
  let file;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw damaged(placeOf(error, text), "it is not JSON");
  }
  if (typeof file !== "object" || file === null || file.format !== "loom") throw damaged("its beginning", "it is not a Layerloom document");
  let version = file.version;
  if (typeof version !== "number" || !Number.isInteger(version)) throw damaged('"version"', "it has no whole version number");
  if (version > current) throw new UserError(problem("file-newer", { file: fileName, version, known: current }));
  while (version < current) {
    const migration = migrations.find(({ from }) => from === version);
    if (!migration) throw damaged('"version"', `version ${version} was never released`);
    file = { ...migration.migrate(file), version: ++version };
  }
  const result = documentSchema.safeParse(file);
  if (result.success) return result.data;
  const { path: path4, message } = result.error.issues[0];
  throw damaged(path4.length === 0 ? "its beginning" : path4.join("."), message);
}
function placeOf({ message }, text) {
  const position = /position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, position === void 0 ? text.length : Number(position)).split("\n");
  return `line ${before.length}, column ${before.at(-1).length + 1}`;
}

// engine/node/runs/tensorboard.ts
var encodeVersion = (time) => record(event(time, 0, lengthDelimited(3, new TextEncoder().encode("brain.Event:2"))));
function encodeEvent(event2) {
  return join(scalarsOf(event2).map(encodeScalars));
}
function scalarsOf(event2) {
  const { time } = event2;
  const curves = (kind, metrics) => Object.entries(metrics ?? {}).map(([name, value]) => [`${name}/${kind}`, value]);
  switch (event2.event) {
    case "steps":
      return event2.step.map((step, i) => ({ time, step, values: [["loss/step", event2.loss[i]], ...Object.entries(event2.metrics).map(([name, list]) => [`${name}/step`, list[i]])] }));
    case "epoch":
      return [{ time, step: event2.step, values: [...curves("train", event2.train), ...curves("validation", event2.validation)] }];
    default:
      return [];
  }
}
var encodeScalars = ({ time, step, values }) => record(event(time, step, lengthDelimited(5, join(values.map(([tag, value]) => lengthDelimited(1, join([lengthDelimited(1, new TextEncoder().encode(tag)), float(2, value)])))))));
var event = (time, step, what) => join([double(1, time), varint(2 << 3), varint(step), what]);
function record(data) {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return bytes;
}
function join(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
function varint(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 | 128);
  return Uint8Array.of(...bytes, value);
}
var lengthDelimited = (field, bytes) => join([varint(field << 3 | 2), varint(bytes.length), bytes]);
function double(field, value) {
  const bytes = Uint8Array.of(field << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 0);
  new DataView(bytes.buffer).setFloat64(1, value, true);
  return bytes;
}
function float(field, value) {
  const bytes = Uint8Array.of(field << 3 | 5, 0, 0, 0, 0);
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return bytes;
}
var TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 2197175160 : crc >>> 1;
  return crc;
});
function crc32c(bytes) {
  let crc = 4294967295;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ crc >>> 8;
  return (crc ^ 4294967295) >>> 0;
}
function maskedCrc(bytes) {
  const crc = crc32c(bytes);
  return (crc >>> 15 | crc << 17) + 2726488792 >>> 0;
}

// engine/node/runs/weights.ts
import { readFile } from "node:fs/promises";
import path from "node:path";

// engine/data/formats/safetensors.ts
var NAMES = { float32: "F32", int32: "I32", bool: "BOOL" };
var DTYPES = Object.fromEntries(Object.entries(NAMES).map(([dtype, name]) => [name, dtype]));
function writeSafetensors(tensors, metadata) {
  const header = metadata ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    header[name] = { dtype: NAMES[dtype], shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset).fill(32, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}
function readHeader(bytes) {
  if (bytes.length < 8) throw new Error("it is too short to be a safetensors file");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  if (length > bytes.length - 8) throw new Error("its header is longer than the file");
  let header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw new Error("its header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw new Error("its header is not a list of tensors");
  return { header, start: 8 + length };
}
var readMetadata = (bytes) => readHeader(bytes).header.__metadata__ ?? {};
function readSafetensors(bytes) {
  const { header, start } = readHeader(bytes);
  const tensors = /* @__PURE__ */ new Map();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const dtype = DTYPES[entry.dtype];
    if (dtype === void 0) throw new Error(`its tensor "${name}" has elements of type ${entry.dtype}; F32, I32 and BOOL are understood`);
    const data = allocate(dtype, sizeOf(entry.shape));
    const [from, to] = entry.data_offsets;
    if (to - from !== data.byteLength || start + to > bytes.length) throw new Error(`its tensor "${name}" does not fit the file`);
    new Uint8Array(data.buffer).set(bytes.subarray(start + from, start + to));
    tensors.set(name, { dtype, shape: entry.shape, data });
  }
  return tensors;
}

// engine/node/runs/weights.ts
var encodeWeights = ({ tensors, fits }) => writeSafetensors(tensors, fits && { fits: JSON.stringify(fits) });
function decodeWeights(bytes) {
  const { fits } = readMetadata(bytes);
  return { tensors: readSafetensors(bytes), ...fits !== void 0 && { fits: JSON.parse(fits) } };
}
var writeWeights = (file, weights) => writeAtomic(file, encodeWeights(weights));
async function readWeightsFile(file) {
  let bytes;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UserError(problem("file-unreadable", { file, reason: error.code === "ENOENT" ? "there is no such file" : error.message }));
  }
  try {
    return decodeWeights(bytes);
  } catch (error) {
    throw new UserError(problem("file-damaged", { file: path.basename(file), where: file, reason: error.message }));
  }
}

// engine/node/runs/folder.ts
var KEEP = 2;
var RunFolder = class _RunFolder {
  folder;
  constructor(folder) {
    this.folder = folder;
  }
  static async create(folder, document, info) {
    await writeAtomic(path2.join(folder, "document.loom"), serialize(document));
    const run = new _RunFolder(folder);
    await run.writeInfo(info);
    return run;
  }
  get weightsFile() {
    return path2.join(this.folder, "weights.safetensors");
  }
  get #metricsFile() {
    return path2.join(this.folder, "metrics.jsonl");
  }
  get #curvesFile() {
    return path2.join(this.folder, "tensorboard", "events.out.tfevents.0.layerloom");
  }
  checkpointFolder(step) {
    return path2.join(this.folder, "checkpoints", String(step));
  }
  async info() {
    const file = path2.join(this.folder, "run.json");
    try {
      return JSON.parse(await this.text("run.json"));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(problem("file-damaged", { file, where: "its beginning", reason: "it is not JSON" }));
    }
  }
  async writeInfo(info) {
    await writeAtomic(path2.join(this.folder, "run.json"), `${JSON.stringify(info, null, 2)}
`);
  }
  async document() {
    return parseDocument(await this.text("document.loom"), path2.join(this.folder, "document.loom"));
  }
  async text(name) {
    const file = path2.join(this.folder, name);
    try {
      return await readFile2(file, "utf8");
    } catch (error) {
      throw new UserError(problem("file-unreadable", { file, reason: error.code === "ENOENT" ? "it is not there; this is no run folder" : error.message }));
    }
  }
  append(event2) {
    const recorded = { ...event2, time: Date.now() / 1e3 };
    const curves = encodeEvent(recorded);
    try {
      appendFileSync(this.#metricsFile, `${JSON.stringify(recorded)}
`);
      if (curves.length > 0) appendFileSync(this.#curvesFile, curves);
    } catch (error) {
      throw writeProblem(this.folder, error);
    }
  }
  /** Records for a process that died in its words: on a line of its own, whatever that left. What cannot be written is left out. */
  recordEnd(event2) {
    try {
      appendFileSync(this.#metricsFile, `
${JSON.stringify({ ...event2, time: Date.now() / 1e3 })}
`);
    } catch {
    }
  }
  /** Every event, or those that `wanted` finds by the beginning of their line; a line that was cut off when the process died is left out. */
  events(wanted = () => true) {
    let text;
    try {
      text = readFileSync(this.#metricsFile, "utf8");
    } catch {
      return [];
    }
    return text.split("\n").flatMap((line) => {
      try {
        return line === "" || !wanted(line) ? [] : [JSON.parse(line)];
      } catch {
        return [];
      }
    });
  }
  /**
   * Takes the record back to a checkpoint (null: to before the start), so that a run that goes on from there reads as if it had
   * never been interrupted.
   */
  async rewind(checkpoint) {
    const { step, epoch } = checkpoint?.loop ?? { step: -1, epoch: -1 };
    const kept = checkpoint ? this.events().flatMap((event2) => upTo(checkpoint.loop, event2)).filter(firstState) : [];
    if (checkpoint && !kept.some((event2) => event2.event === "checkpoint" && event2.step === step && event2.epoch === epoch))
      kept.push({ event: "checkpoint", epoch, step, file: this.checkpointFolder(step), time: Date.now() / 1e3 });
    await writeAtomic(this.#metricsFile, kept.map((event2) => `${JSON.stringify(event2)}
`).join(""));
    await writeAtomic(this.#curvesFile, Buffer.concat([encodeVersion(kept[0]?.time ?? Date.now() / 1e3), ...kept.map(encodeEvent)]));
    for (const later of (await this.checkpoints()).filter((at) => at > step)) await rm(this.checkpointFolder(later), { recursive: true, force: true });
    await rm(this.weightsFile, { force: true });
  }
  async save({ loop, ...weights }, best) {
    const final = this.checkpointFolder(loop.step);
    const temporary = path2.join(this.folder, "checkpoints", `.${loop.step}.tmp`);
    try {
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary, { recursive: true });
      await writeThrough(path2.join(temporary, "loop.json"), `${JSON.stringify(loop, null, 2)}
`);
      await writeThrough(path2.join(temporary, "state.safetensors"), encodeWeights(weights));
      await rm(final, { recursive: true, force: true });
      await rename(temporary, final);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true }).catch(() => {
      });
      throw writeProblem(final, error);
    }
    const steps = await this.checkpoints();
    for (const step of steps.slice(0, -KEEP)) if (step !== best) await rm(this.checkpointFolder(step), { recursive: true, force: true });
    return final;
  }
  /** Steps with a checkpoint, in order. */
  async checkpoints() {
    try {
      const names = await readdir(path2.join(this.folder, "checkpoints"));
      return names.filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b);
    } catch {
      return [];
    }
  }
  /** A damaged one is passed over for the one before it, after `skipped` has heard why. Throws where every one is damaged. */
  async newest(skipped = () => {
  }) {
    let damage;
    for (const step of (await this.checkpoints()).reverse()) {
      try {
        return await this.load(step);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        damage ??= error;
        skipped(error);
      }
    }
    if (damage) throw damage;
    return null;
  }
  async load(step) {
    const folder = this.checkpointFolder(step);
    try {
      const loop = JSON.parse(await readFile2(path2.join(folder, "loop.json"), "utf8"));
      if (loop.step !== step) throw new Error(`it says that it is of step ${loop.step}`);
      const { tensors, fits = {} } = decodeWeights(await readFile2(path2.join(folder, "state.safetensors")));
      return { loop, tensors, fits };
    } catch (error) {
      throw new UserError(problem("file-damaged", { file: folder, where: "the checkpoint", reason: error.message }));
    }
  }
  saveWeights(weights) {
    return writeWeights(this.weightsFile, weights);
  }
};
function upTo({ step, epoch }, event2) {
  switch (event2.event) {
    case "failed":
    case "finished":
      return [];
    case "state":
      return event2.state === "running" ? [event2] : [];
    case "steps": {
      const count = event2.step.filter((at) => at <= step).length;
      const cut = (list) => list.slice(0, count);
      return count === 0 ? [] : [{ ...event2, step: cut(event2.step), loss: cut(event2.loss), metrics: Object.fromEntries(Object.entries(event2.metrics).map(([name, list]) => [name, cut(list)])) }];
    }
    case "epoch":
    case "checkpoint":
      return event2.step <= step && event2.epoch <= epoch ? [event2] : [];
    default:
      return [event2];
  }
}
var firstState = (event2, at, all) => event2.event !== "state" || all.findIndex(({ event: event3 }) => event3 === "state") === at;
async function writeThrough(file, content) {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
async function readWeights(location) {
  const run = new RunFolder(location);
  if (existsSync(run.weightsFile)) return readWeightsFile(run.weightsFile);
  return await run.newest() ?? readWeightsFile(location);
}

// engine/node/programs.ts
import { fork } from "node:child_process";
import { existsSync as existsSync2 } from "node:fs";
import { createRequire } from "node:module";
import path3 from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
function locate(source) {
  const here = path3.dirname(fileURLToPath(import.meta.url));
  const bundle = `${path3.basename(source, ".ts")}.mjs`;
  const file = [path3.join(here, bundle), path3.join(here, "..", bundle)].find((file2) => existsSync2(file2));
  return file ? { file, bundled: true } : { file: path3.join(here, "..", "..", source), bundled: false };
}
function forkProgram(source, args, options) {
  const { file, bundled } = locate(source);
  return fork(file, args, {
    ...options,
    execArgv: bundled ? [] : ["--import", "tsx"],
    // Electron's own executable is Node where it is told so
    env: { ...process.env, ...options.env, ELECTRON_RUN_AS_NODE: "1" },
    serialization: "advanced"
  });
}
function startThread(source, workerData) {
  const { file, bundled } = locate(source);
  if (bundled) return new Worker(file, { workerData });
  const tsx = path3.join(path3.dirname(createRequire(import.meta.url).resolve("tsx/package.json")), "dist", "esm", "api", "index.mjs");
  const script = `import(${JSON.stringify(pathToFileURL(tsx))}).then(({ register }) => { register(); return import(${JSON.stringify(pathToFileURL(file))}); });`;
  return new Worker(script, { eval: true, workerData });
}

export {
  serialize,
  parseDocument,
  writeSafetensors,
  readSafetensors,
  RunFolder,
  readWeights,
  forkProgram,
  startThread
};
//# sourceMappingURL=chunk-RICVMYYJ.mjs.map
