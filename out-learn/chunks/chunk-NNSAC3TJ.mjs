import {
  forkProgram
} from "./chunk-RICVMYYJ.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/wire/codec.ts
var ARRAYS = { Float32Array, Float64Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array, Uint8ClampedArray };
var ALIGN = 8;
var aligned = (size) => Math.ceil(size / ALIGN) * ALIGN;
var GarbledFrame = class extends Error {
};
function encode(message) {
  const parts = [];
  const arrays = [];
  const plain = strip(message, [], parts, arrays);
  if (parts.length === 0) return JSON.stringify(plain);
  const head = new TextEncoder().encode(JSON.stringify({ message: plain, parts }));
  let offset = aligned(4 + head.length);
  const frame = new Uint8Array(arrays.reduce((size, { byteLength }) => size + aligned(byteLength), offset));
  new DataView(frame.buffer).setUint32(0, head.length, true);
  frame.set(head, 4);
  for (const array of arrays) {
    frame.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += aligned(array.byteLength);
  }
  return frame;
}
function strip(value, at, parts, arrays) {
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    parts.push({ at, number: String(value) });
    return null;
  }
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const array = value;
    const name = value.constructor.name in ARRAYS ? value.constructor.name : value instanceof Uint8Array ? "Uint8Array" : void 0;
    if (name === void 0) throw new Error(`internal: a ${value.constructor.name} cannot be sent`);
    parts.push({ at, array: name, length: array.length });
    arrays.push(array);
    return null;
  }
  if (Array.isArray(value)) return value.map((item, i) => typeof item === "number" && Number.isFinite(item) ? item : strip(item, [...at, i], parts, arrays));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item, [...at, key], parts, arrays)]));
}
function decode(frame) {
  try {
    return asMessage(typeof frame === "string" ? JSON.parse(frame) : assemble(frame instanceof Uint8Array ? frame : new Uint8Array(frame)));
  } catch (error) {
    throw error instanceof GarbledFrame ? error : new GarbledFrame(error.message);
  }
}
function assemble(given) {
  const bytes = given.byteOffset % ALIGN === 0 ? given : given.slice();
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (4 + length > bytes.length) throw new GarbledFrame("the head is cut off");
  const { message, parts } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const root = { message };
  let offset = aligned(4 + length);
  for (const part of parts) {
    let value;
    if ("array" in part) {
      if (!Object.hasOwn(ARRAYS, part.array) || !Number.isInteger(part.length) || part.length < 0) throw new GarbledFrame("there is no such array");
      value = new ARRAYS[part.array](bytes.buffer, bytes.byteOffset + offset, part.length);
      if (offset + value.byteLength > bytes.length) throw new GarbledFrame("an array is cut off");
      offset += aligned(value.byteLength);
    } else value = Number(part.number);
    put(root, ["message", ...part.at], value);
  }
  return root.message;
}
function put(root, at, value) {
  let place = root;
  for (const key of at.slice(0, -1)) {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, key)) throw new GarbledFrame("a part has no place");
    place = place[key];
  }
  const last = at.at(-1);
  if (typeof place !== "object" || place === null || !Object.hasOwn(place, last) || place[last] !== null) throw new GarbledFrame("a part has no place");
  place[last] = value;
}
function asMessage(value) {
  const message = value;
  const ok = typeof message === "object" && message !== null && (message.kind === "call" && Number.isSafeInteger(message.id) && typeof message.name === "string" || message.kind === "answer" && Number.isSafeInteger(message.id) || message.kind === "failure" && Number.isSafeInteger(message.id) && Array.isArray(message.problems) && typeof message.message === "string" || message.kind === "event" && typeof message.name === "string");
  if (!ok) throw new GarbledFrame("it is no message");
  return value;
}

// engine/wire/channel.ts
var FAR_BEHIND = 256 << 20;
function socketChannel(socket) {
  const inbox = new Inbox();
  socket.binaryType = "arraybuffer";
  socket.addEventListener("close", () => inbox.close());
  socket.addEventListener("message", ({ data }) => {
    let message;
    try {
      message = decode(data);
    } catch (error) {
      if (!(error instanceof GarbledFrame)) throw error;
      socket.close(1007, "a message cannot be read");
      return;
    }
    inbox.put(message);
  });
  return {
    send(message) {
      if (socket.bufferedAmount > FAR_BEHIND) socket.close(1013, "too far behind");
      else socket.send(encode(message));
    },
    listen: (listener) => inbox.open(listener),
    close: () => socket.close(1e3)
  };
}
var Inbox = class {
  #waiting = [];
  #listener;
  #closed = false;
  put(message) {
    if (this.#closed) return;
    if (this.#listener) this.#listener.message(message);
    else this.#waiting.push(message);
  }
  open(listener) {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) listener.message(message);
    if (this.#closed) listener.closed();
  }
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener?.closed();
  }
};

// engine/wire/client.ts
var LONGEST_PAUSE = 2e3;
function connect(open, { retry = 100, patience = 1e4 } = {}) {
  const pending = /* @__PURE__ */ new Map();
  const waiting = /* @__PURE__ */ new Set();
  const listeners = /* @__PURE__ */ new Map();
  const watchers = /* @__PURE__ */ new Set();
  let channel;
  let ended = false;
  let lastId = 0;
  let pause = retry;
  const take = (id) => {
    const call2 = pending.get(id);
    pending.delete(id);
    return call2;
  };
  const lose = (id) => {
    const call2 = take(id);
    call2?.reject(new UserError(problem("connection-lost", { call: call2.name })));
  };
  const receive = (message) => {
    pause = retry;
    if (message.kind === "answer") take(message.id)?.resolve(message.result);
    else if (message.kind === "failure") take(message.id)?.reject(message.problems.length > 0 ? new UserError(message.problems) : new Error(message.message));
    else if (message.kind === "event") for (const listener of [...listeners.get(message.name) ?? []]) listener(message.event);
  };
  const send = (message) => {
    try {
      channel.send(message);
    } catch (error) {
      take(message.id)?.reject(error);
    }
  };
  const start = async () => {
    try {
      attach(await open());
    } catch {
      again();
    }
  };
  const again = () => {
    setTimeout(() => void (ended || start()), pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  };
  const attach = (opened) => {
    if (ended) {
      opened.close();
      return;
    }
    channel = opened;
    opened.listen({
      message: receive,
      closed() {
        if (channel !== opened) return;
        channel = void 0;
        for (const id of [...pending.keys()]) lose(id);
        for (const watcher of [...watchers]) watcher(false);
        again();
      }
    });
    if (channel !== opened) return;
    for (const message of waiting) send(message);
    waiting.clear();
    for (const watcher of [...watchers]) watcher(true);
  };
  void start();
  return {
    get connected() {
      return channel !== void 0;
    },
    call(name, args) {
      return new Promise((resolve, reject) => {
        const message = { kind: "call", id: ++lastId, name, args };
        pending.set(message.id, { name, resolve, reject });
        if (ended) lose(message.id);
        else if (channel) send(message);
        else {
          waiting.add(message);
          setTimeout(() => void (waiting.delete(message) && lose(message.id)), patience);
        }
      });
    },
    on(name, listener) {
      const heard = (event) => listener(event);
      const set = listeners.get(name) ?? /* @__PURE__ */ new Set();
      listeners.set(name, set.add(heard));
      return () => void set.delete(heard);
    },
    onConnection(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    close() {
      ended = true;
      const open2 = channel;
      channel = void 0;
      waiting.clear();
      for (const id of [...pending.keys()]) lose(id);
      open2?.close();
    }
  };
}

// host/workshop.ts
var WORKSHOP_CALLS = ["engines.list", "engines.add", "engines.remove", "data.describe", "data.sample", "model.evaluate", "model.predict", "export.write"];
var Workshop = class {
  #home;
  #progress;
  #connection;
  constructor(home, progress) {
    this.#home = home;
    this.#progress = progress;
  }
  call(name, args) {
    if (!this.#connection) {
      this.#connection = connect(() => Promise.resolve(processChannel(forkProgram("host/workshop-process.ts", [this.#home], { stdio: ["ignore", "ignore", "pipe", "ipc"] }))));
      this.#connection.on("engines.progress", this.#progress);
    }
    return this.#connection.call(name, args);
  }
  close() {
    this.#connection?.close();
    this.#connection = void 0;
  }
};
function processChannel(child) {
  const inbox = new Inbox();
  let said = "";
  child.stderr?.on("data", (text) => said = (said + text.toString()).slice(-4e3));
  child.on("message", (message) => inbox.put(message));
  child.on("error", () => inbox.close());
  child.on("close", (code, signal) => {
    if (code !== 0) console.error(`The workshop process ended (${signal ?? `exit code ${code}`}). ${said}`);
    inbox.close();
  });
  return {
    send: (message) => void child.send(message, () => {
    }),
    listen: (listener) => inbox.open(listener),
    close: () => void (child.connected && child.disconnect())
  };
}
function parentChannel() {
  const inbox = new Inbox();
  process.on("message", (message) => inbox.put(message));
  process.on("disconnect", () => inbox.close());
  return {
    send: (message) => void process.send(message, void 0, void 0, () => {
    }),
    listen: (listener) => inbox.open(listener),
    close: () => process.disconnect()
  };
}

// engine/protocol.ts
import { z } from "zod";
var PROTOCOL_VERSION = 1;
var documentText = z.string().max(64 << 20).describe("A whole .loom file.");
var runId = z.string().regex(/^\w[\w.-]{0,119}$/);
var filePath = z.string().min(1).max(4096).refine((path3) => !path3.includes("\0"), "a path has no null character");
var documentPath = filePath.nullable().optional();
var dimensions = z.array(z.int().min(0)).max(16);
var tensor = z.custom((value) => {
  const { dtype, shape, data } = value ?? {};
  const size = dimensions.safeParse(shape).data?.reduce((a, b) => a * b, 1);
  const fits = dtype === "float32" ? data instanceof Float32Array : dtype === "int32" ? data instanceof Int32Array : dtype === "bool" && data instanceof Uint8Array;
  return fits && data.length === size;
}, "a tensor has the elements that its type and shape say");
var dataset = z.strictObject({ type: z.string(), settings: z.record(z.string(), z.json()) });
var callArguments = {
  hello: z.strictObject({ protocol: z.int() }),
  // Files
  "files.list": z.strictObject({ folder: filePath.optional(), extensions: z.array(z.string()).optional() }),
  "files.open": z.strictObject({ path: filePath }),
  /**
   * `version` is what `files.open` or the last `files.save` of this path answered, null or left out for a file that should not be there
   * yet. Where another is on disk the call fails with `file-changed`, unless `overwrite`.
   */
  "files.save": z.strictObject({ path: filePath, text: documentText, version: z.string().nullable().optional(), overwrite: z.boolean() }),
  /** Native dialogs; answers null where the person cancelled, and fails with `unsupported` in the browser shell, which shows its own. */
  "files.chooseOpen": z.strictObject({ extensions: z.array(z.string()) }),
  "files.chooseSave": z.strictObject({ suggested: z.string() }),
  "files.chooseFolder": z.strictObject({}),
  "files.recent": z.strictObject({}),
  "autosave.write": z.strictObject({ key: z.string().regex(/^[\w-]{1,80}$/), path: filePath.nullable(), text: documentText }),
  "autosave.list": z.strictObject({}),
  "autosave.drop": z.strictObject({ key: z.string().regex(/^[\w-]{1,80}$/) }),
  // Engines
  "engines.list": z.strictObject({ selfTest: z.boolean() }),
  "engines.add": z.strictObject({ name: z.string(), from: filePath.optional() }),
  "engines.remove": z.strictObject({ name: z.string() }),
  // Data
  "data.describe": z.strictObject({ dataset, path: documentPath }),
  "data.sample": z.strictObject({ dataset, path: documentPath, split: z.enum(["train", "test"]), offset: z.int().min(0), count: z.int().min(1).max(256) }),
  // Training
  "train.start": z.strictObject({ document: documentText, path: documentPath, engine: z.enum(["onnx", "tfjs"]), device: z.string(), threads: z.int().min(1).max(256) }),
  "train.resume": z.strictObject({ run: runId }),
  "train.control": z.strictObject({ run: runId, control: z.enum(["pause", "resume", "stop", "stopAndKeepBest"]) }),
  "runs.list": z.strictObject({}),
  "runs.get": z.strictObject({ run: runId }),
  "runs.remove": z.strictObject({ run: runId }),
  // A trained model
  "model.evaluate": z.strictObject({ run: runId, split: z.enum(["train", "validation", "test"]), mistakes: z.int().min(0).max(256) }),
  "model.predict": z.strictObject({ run: runId, inputs: z.record(z.string(), tensor) }),
  // Export
  "export.write": z.strictObject({ document: documentText, target: z.string(), run: runId.optional(), folder: filePath })
};

// host/serve.ts
function serve(channel, handlers, ended) {
  let open = true;
  channel.listen({
    async message(message) {
      if (message.kind !== "call") return;
      const answer = await answerTo(message, handlers);
      if (open) channel.send(answer);
    },
    closed() {
      open = false;
      ended();
    }
  });
}
async function answerTo({ id, name, args }, handlers) {
  try {
    return { kind: "answer", id, result: await call(name, args, handlers) };
  } catch (error) {
    if (error instanceof UserError) return { kind: "failure", id, problems: error.problems, message: error.message };
    console.error(`${name}:`, error);
    return { kind: "failure", id, problems: [], message: error instanceof Error ? error.message : String(error) };
  }
}
function call(name, given, handlers) {
  const refuse = (reason) => new UserError(problem("bad-request", { call: name.slice(0, 80), reason }));
  const handler = Object.hasOwn(callArguments, name) ? handlers[name] : void 0;
  if (!handler) throw refuse("there is no such call");
  const args = callArguments[name].safeParse(given);
  if (!args.success) {
    const { path: path3, message } = args.error.issues[0];
    throw refuse(path3.length === 0 ? message : `"${path3.join(".")}": ${message}`);
  }
  return handler(args.data);
}

// host/calls/define.ts
import path from "node:path";
import { homedir } from "node:os";
var baseOf = (document) => document ? path.dirname(path.resolve(document)) : homedir();

// host/runs.ts
import path2 from "node:path";
var runsFolder = (home) => path2.join(home, "runs");
var runFolder = (home, id) => path2.join(runsFolder(home), id);

export {
  PROTOCOL_VERSION,
  socketChannel,
  WORKSHOP_CALLS,
  Workshop,
  parentChannel,
  baseOf,
  serve,
  runsFolder,
  runFolder
};
//# sourceMappingURL=chunk-NNSAC3TJ.mjs.map
