import {
  createRun,
  newRunId,
  startTraining
} from "./chunks/chunk-AKOE2FDQ.mjs";
import {
  assertIdle,
  listRuns,
  removeRun,
  summarizeRun
} from "./chunks/chunk-NNXHNJSM.mjs";
import {
  PROTOCOL_VERSION,
  WORKSHOP_CALLS,
  Workshop,
  baseOf,
  runFolder,
  runsFolder,
  serve,
  socketChannel
} from "./chunks/chunk-NNSAC3TJ.mjs";
import {
  RunFolder,
  parseDocument
} from "./chunks/chunk-RICVMYYJ.mjs";
import {
  checkGraph,
  checkTraining
} from "./chunks/chunk-ONEDDPGA.mjs";
import "./chunks/chunk-J7SP52UT.mjs";
import {
  homePath,
  writeAtomic
} from "./chunks/chunk-LDU5DWPN.mjs";
import {
  UserError,
  problem
} from "./chunks/chunk-PXFNG3KO.mjs";

// host/main.ts
import path6 from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// host/calls/index.ts
import { availableParallelism } from "node:os";

// package.json
var version = "0.1.0";

// host/version.ts
var VERSION = version;

// host/calls/autosave.ts
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
var schema = z.object({ path: z.string().nullable(), text: z.string(), saved: z.number() });
function autosaveCalls({ home }) {
  const folder = path.join(home, "autosave");
  const fileOf = (key) => path.join(folder, `${key}.json`);
  return {
    async "autosave.write"({ key, path: document, text }) {
      await writeAtomic(fileOf(key), JSON.stringify({ path: document, text, saved: Date.now() }));
      return null;
    },
    async "autosave.list"() {
      const names = await readdir(folder).catch(() => []);
      const found = await Promise.all(
        names.filter((name) => /^[\w-]+\.json$/.test(name)).map(async (name) => {
          try {
            return [{ key: name.slice(0, -".json".length), ...schema.parse(JSON.parse(await readFile(path.join(folder, name), "utf8"))) }];
          } catch {
            return [];
          }
        })
      );
      return found.flat().sort((a, b) => b.saved - a.saved);
    },
    async "autosave.drop"({ key }) {
      await rm(fileOf(key), { force: true });
      return null;
    }
  };
}

// host/calls/files.ts
import path4 from "node:path";

// host/documents.ts
import { createHash } from "node:crypto";
import { readdir as readdir2, readFile as readFile2, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path2 from "node:path";
var LARGEST = 64 << 20;
async function listFolder(given = homedir(), extensions) {
  const folder = path2.resolve(homedir(), given);
  let names;
  try {
    names = await readdir2(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
  const wanted = (name) => !extensions || extensions.some((extension) => name.toLowerCase().endsWith(extension.toLowerCase()));
  const entries = await Promise.all(
    names.filter((name) => !name.startsWith(".")).map(async (name) => {
      const file2 = path2.join(folder, name);
      try {
        const found = await stat(file2);
        if (!found.isDirectory() && !(found.isFile() && wanted(name))) return [];
        return [{ name, path: file2, folder: found.isDirectory(), modified: found.mtimeMs, size: found.size }];
      } catch {
        return [];
      }
    })
  );
  const parent = path2.dirname(folder);
  return { folder, parent: parent === folder ? null : parent, entries: entries.flat().sort((a, b) => Number(b.folder) - Number(a.folder) || a.name.localeCompare(b.name)) };
}
async function openDocument(given) {
  const file2 = path2.resolve(given);
  let bytes;
  try {
    const { size } = await stat(file2);
    if (size > LARGEST) throw new UserError(problem("file-unreadable", { file: file2, reason: `it has ${Math.round(size / (1 << 20))} MB, and a document has at most ${LARGEST >> 20}` }));
    bytes = await readFile2(file2);
  } catch (error) {
    throw unreadable(file2, error);
  }
  try {
    return { path: file2, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), version: versionOf(bytes) };
  } catch {
    throw new UserError(problem("file-damaged", { file: file2, where: "its letters", reason: "it is not UTF-8 text" }));
  }
}
var saving = Promise.resolve();
function saveDocument(given, text, expected) {
  const save = async () => {
    const file2 = path2.resolve(given);
    if (path2.extname(file2).toLowerCase() !== ".loom") throw new UserError(problem("write-failed", { path: file2, reason: "the name of a document ends in .loom" }));
    const bytes = Buffer.from(text);
    if (expected !== void 0) {
      const there = await readFile2(file2).catch((error) => {
        if (error.code === "ENOENT") return null;
        throw unreadable(file2, error);
      });
      if (there !== null && versionOf(there) !== expected && !there.equals(bytes)) throw new UserError(problem("file-changed", { file: file2 }));
    }
    await writeAtomic(await realpath(file2).catch(() => file2), bytes);
    return { path: file2, version: versionOf(bytes) };
  };
  const saved = saving.then(save);
  saving = saved.catch(() => {
  });
  return saved;
}
var versionOf = (bytes) => createHash("sha256").update(bytes).digest("base64url");
var REASONS = {
  ENOENT: "it is not there",
  ENOTDIR: "it is not a folder",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
  EPERM: "you may not read it"
};
function unreadable(file2, error) {
  if (error instanceof UserError) return error;
  const { code, message } = error;
  return new UserError(problem("file-unreadable", { file: file2, reason: REASONS[code ?? ""] ?? message }));
}

// host/recent.ts
import { readFile as readFile3, stat as stat2 } from "node:fs/promises";
import path3 from "node:path";
import { z as z2 } from "zod";
var KEEP = 20;
var schema2 = z2.array(z2.object({ path: z2.string(), opened: z2.number() }));
var RecentFiles = class {
  #file;
  #last = Promise.resolve();
  constructor(file2) {
    this.#file = file2;
  }
  /** A list that cannot be written is no reason to fail what the person did. */
  add(file2) {
    const added = this.#last.then(async () => {
      const others = (await this.#read()).filter((entry) => entry.path !== file2);
      await writeAtomic(this.#file, `${JSON.stringify([{ path: file2, opened: Date.now() }, ...others].slice(0, KEEP), null, 2)}
`).catch(() => {
      });
    });
    this.#last = added;
    return added;
  }
  /** Those that are still there. */
  async list() {
    const entries = await this.#read();
    const there = await Promise.all(entries.map(({ path: file2 }) => stat2(file2).then((found) => found.isFile(), () => false)));
    return entries.filter((_, i) => there[i]).map((entry) => ({ ...entry, name: path3.basename(entry.path, ".loom") }));
  }
  async #read() {
    try {
      return schema2.parse(JSON.parse(await readFile3(this.#file, "utf8")));
    } catch {
      return [];
    }
  }
};

// host/calls/files.ts
function fileCalls({ shell: shell2, home }) {
  const recent = new RecentFiles(path4.join(home, "recent.json"));
  const choose = async (ask) => {
    if (!shell2.dialogs) throw new UserError(problem("unsupported", { what: "The system's own file dialog", todo: "Use the window's dialog." }));
    const chosen = await ask(shell2.dialogs);
    return chosen === null ? null : { path: chosen };
  };
  return {
    "files.list": ({ folder, extensions }) => listFolder(folder, extensions),
    async "files.open"({ path: file2 }) {
      const opened = await openDocument(file2);
      await recent.add(opened.path);
      return opened;
    },
    async "files.save"({ path: file2, text, version: version2 = null, overwrite }) {
      const saved = await saveDocument(file2, text, overwrite ? void 0 : version2);
      await recent.add(saved.path);
      return saved;
    },
    "files.chooseOpen": ({ extensions }) => choose((dialogs) => dialogs.chooseOpen(extensions)),
    "files.chooseSave": ({ suggested }) => choose((dialogs) => dialogs.chooseSave(suggested)),
    "files.chooseFolder": () => choose((dialogs) => dialogs.chooseFolder()),
    "files.recent": () => recent.list()
  };
}

// host/calls/training.ts
function trainCalls({ trainings }) {
  return {
    /** What is wrong with the graph or its training is said at once; what is wrong with the data is found by the run. */
    async "train.start"({ document: text, path: path7, ...runtime }) {
      const document = parseDocument(text, path7 ?? "The document");
      const checked = checkGraph(document.graph);
      const problems = checked.problems.some(({ severity }) => severity === "error") ? checked.problems : checkTraining(document, checked, {});
      const errors = problems.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw new UserError(errors);
      return { run: await trainings.start(document, { ...runtime, base: baseOf(path7) }) };
    },
    async "train.resume"({ run }) {
      await trainings.resume(run);
      return null;
    },
    async "train.control"({ run, control }) {
      await trainings.control(run, control);
      return null;
    }
  };
}
function runCalls({ trainings }) {
  return {
    "runs.list": () => trainings.list(),
    "runs.get": ({ run }) => trainings.get(run),
    async "runs.remove"({ run }) {
      await trainings.remove(run);
      return null;
    }
  };
}

// host/calls/index.ts
function createCalls(context) {
  const { shell: shell2, workshop } = context;
  const inWorkshop = Object.fromEntries(WORKSHOP_CALLS.map((name) => [name, (args) => workshop.call(name, args)]));
  return {
    async hello({ protocol }) {
      if (protocol !== PROTOCOL_VERSION)
        throw new UserError(problem("bad-request", { call: "hello", reason: `the window speaks version ${protocol} of the protocol, the host version ${PROTOCOL_VERSION}` }));
      return { protocol, version: VERSION, shell: shell2.kind, platform: process.platform, threads: availableParallelism(), openFile: shell2.takeFile() };
    },
    ...fileCalls(context),
    ...autosaveCalls(context),
    ...trainCalls(context),
    ...runCalls(context),
    ...inWorkshop
  };
}

// host/trainings.ts
import { existsSync } from "node:fs";
var LAST_WORDS = 2e4;
var ENDS = ["finished", "stopped", "failed"];
var Trainings = class {
  #home;
  #announce;
  #live = /* @__PURE__ */ new Map();
  constructor(home, announce) {
    this.#home = home;
    this.#announce = announce;
  }
  async start(document, info) {
    const id = newRunId(document.name);
    await createRun(runFolder(this.#home, id), document, { ...info, id });
    this.#train(id, "start");
    return id;
  }
  /** Goes on from the newest checkpoint, or from the start where there is none yet. */
  async resume(id) {
    await this.#over(id);
    assertIdle(await this.#known(id).info());
    this.#train(id, "resume");
  }
  async control(id, control) {
    const live = this.#known(id) && this.#live.get(id);
    if (!live) throw new UserError(problem("run-idle", { run: id }));
    live.process.control(control);
  }
  async list() {
    return (await listRuns(runsFolder(this.#home))).map((summary) => this.#now(summary));
  }
  /** What is answered and what is announced after it follow each other without a gap: the events are taken last, in one go. */
  async get(id) {
    const run = this.#known(id);
    const [summary, document] = [await summarizeRun(run.folder), await run.text("document.loom")];
    return { summary: this.#now(summary), document, events: [...this.#live.get(id)?.said ?? run.events()] };
  }
  async remove(id) {
    await this.#over(id);
    await removeRun(this.#known(id).folder);
  }
  /** Stops every training with a checkpoint; one that does not end in time is killed and keeps its last one. */
  async close() {
    const all = [...this.#live.values()];
    for (const { process: process2 } of all) process2.control("stop");
    const ended = Promise.all(all.map(({ process: process2 }) => process2.ended));
    let timer;
    const late = new Promise((resolve) => timer = setTimeout(resolve, LAST_WORDS, "late"));
    if (await Promise.race([ended, late]) === "late") for (const { process: process2 } of all) process2.kill();
    clearTimeout(timer);
  }
  /** A process that has said its last may take a moment to end. Throws a `UserError` where it still trains. */
  async #over(id) {
    const live = this.#live.get(id);
    if (!live) return;
    if (!ENDS.includes(live.state)) throw new UserError(problem("run-in-progress", { run: id, process: live.process.pid }));
    await live.process.ended;
  }
  #known(id) {
    const folder = runFolder(this.#home, id);
    if (!existsSync(folder)) throw new UserError(problem("run-unknown", { run: id }));
    return new RunFolder(folder);
  }
  /** A summary is read from the disk, where a process may not have written yet what it has said. */
  #now(summary) {
    const live = this.#live.get(summary.id);
    return live ? { ...summary, state: live.state, resumable: false } : summary;
  }
  #train(id, mode) {
    const run = this.#known(id);
    const live = { said: run.events(), state: "starting", process: startTraining(run.folder, mode, (event) => this.#hear(id, event)) };
    this.#live.set(id, live);
    void live.process.ended.then(() => {
      this.#live.delete(id);
      if (live.state === "failed") record(run, live.said);
    });
  }
  #hear(id, event) {
    const live = this.#live.get(id);
    if (event.event === "started") live.said = upTo(event.step, this.#known(id).events());
    if (event.event === "state") live.state = event.state;
    live.said.push(event);
    this.#announce(id, event);
  }
};
function upTo(step, events) {
  if (step === 0) return [];
  const later = events.findIndex((event) => (event.event === "steps" ? event.step[0] : "step" in event ? event.step : 0) > step);
  return events.slice(0, later < 0 ? events.length : later);
}
function record(run, said) {
  if (run.events((line) => line.startsWith('{"event":"failed"')).length > 0) return;
  for (const event of said) if (event.event === "failed") tryAppend(run, event);
  tryAppend(run, { event: "state", state: "failed" });
}
function tryAppend(run, event) {
  try {
    run.append(event);
  } catch {
  }
}

// host/host.ts
var Host = class {
  #windows = /* @__PURE__ */ new Set();
  #calls;
  #trainings;
  #workshop;
  /** `home` is where runs, autosaves and the like are kept. */
  constructor(shell2, home = homePath()) {
    this.#trainings = new Trainings(home, (run, event) => this.announce("run.event", { run, event }));
    this.#workshop = new Workshop(home, (event) => this.announce("engines.progress", event));
    this.#calls = createCalls({ shell: shell2, home, trainings: this.#trainings, workshop: this.#workshop });
  }
  /** Serves a window until its line ends. */
  attach(channel) {
    this.#windows.add(channel);
    serve(channel, this.#calls, () => this.#windows.delete(channel));
  }
  announce(name, event) {
    for (const window of [...this.#windows]) window.send({ kind: "event", name, event });
  }
  /** Ends the trainings, each with a checkpoint, then the lines. */
  async close() {
    await this.#trainings.close();
    this.#workshop.close();
    for (const window of [...this.#windows]) window.close();
  }
};

// host/web/browser.ts
import { spawn } from "node:child_process";
var wantsBrowser = (env) => !env.CI && env.BROWSER !== "none";
function openCommand(platform, url) {
  if (platform === "darwin") return ["open", url];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}
function openBrowser(url) {
  const [command, ...args] = openCommand(process.platform, url);
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => {
  });
  child.unref();
}

// host/web/server.ts
import { randomBytes, timingSafeEqual } from "node:crypto";
import { serve as serve2 } from "@hono/node-server";
import { Hono } from "hono";
import { WebSocketServer } from "ws";

// host/web/headers.ts
function contentSecurityPolicy(connect) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    ["connect-src 'self'", ...connect].join(" "),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; ");
}
var SAFE_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=()",
  "x-frame-options": "DENY"
};

// host/web/pages.ts
import { readFile as readFile4 } from "node:fs/promises";
import path5 from "node:path";
var TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8"
};
async function readPage(root, address) {
  let name;
  try {
    name = decodeURIComponent(address) || "index.html";
  } catch {
    return void 0;
  }
  const type = TYPES[path5.extname(name).toLowerCase()];
  const parts = name.split("/");
  if (type === void 0 || /[\\:\0]/.test(name) || parts.some((part) => part === "" || part.startsWith("."))) return void 0;
  try {
    return { body: new Uint8Array(await readFile4(path5.join(root, ...parts))), type, immutable: parts[0] === "assets" };
  } catch {
    return void 0;
  }
}

// host/web/server.ts
var LARGEST_MESSAGE = 160 << 20;
async function startWebHost({ pages: pages2, port: port2, attach }) {
  const secret = randomBytes(24).toString("base64url");
  const app = new Hono();
  const server = await listen(app, port2);
  const chosen = server.address().port;
  const hosts = [`127.0.0.1:${chosen}`, `localhost:${chosen}`];
  const policy = contentSecurityPolicy(hosts.map((host2) => `ws://${host2}`));
  app.use(async (c, next) => {
    const known = hosts.includes(c.req.header("host") ?? "");
    if (known) await next();
    else c.res = c.text("This address belongs to Layerloom on this computer.", 403);
    for (const [name, value] of Object.entries(SAFE_HEADERS)) c.res.headers.set(name, value);
    c.res.headers.set("content-security-policy", policy);
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  });
  app.get("*", async (c) => {
    const [, given = "", rest] = /^\/([^/]*)(?:\/(.*))?$/.exec(c.req.path) ?? [];
    if (!sameText(given, secret)) return c.text("Open the address that Layerloom printed when it started. It ends in a secret that is new at every start.", 403);
    if (rest === void 0) return c.redirect(`/${secret}/`);
    const page = await readPage(pages2, rest);
    if (!page) return c.text("There is no such page.", 404);
    return c.body(page.body, 200, { "content-type": page.type, "cache-control": page.immutable ? "public, max-age=31536000, immutable" : "no-cache" });
  });
  app.all("*", (c) => c.text("Pages are read here, nothing else.", 405));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    const { host: host2, origin } = request.headers;
    const known = hosts.includes(host2 ?? "") && hosts.some((name) => origin === `http://${name}`) && sameText(request.url ?? "", `/${secret}/ws`);
    if (!known) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on("error", () => {
      });
      attach(socketChannel(opened));
    });
  });
  return {
    url: `http://127.0.0.1:${chosen}/${secret}/`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
  };
}
function listen(app, port2) {
  return new Promise((resolve, reject) => {
    const server = serve2({ fetch: app.fetch, hostname: "127.0.0.1", port: port2 }, () => resolve(server));
    server.on("error", (error) => {
      if (error.code === "EADDRINUSE" && port2 !== 0) resolve(listen(app, 0));
      else reject(error);
    });
  });
}
function sameText(given, expected) {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

// host/main.ts
var USUAL_PORT = 47613;
var { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: "string" }, "no-open": { type: "boolean" } } });
var port = values.port === void 0 ? USUAL_PORT : Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port must be a whole number up to 65535. It is ${values.port}.`);
  process.exit(2);
}
var file = positionals[0] === void 0 ? null : path6.resolve(positionals[0]);
var shell = {
  kind: "browser",
  dialogs: null,
  takeFile() {
    const taken = file;
    file = null;
    return taken;
  }
};
var host = new Host(shell);
var pages = path6.join(path6.dirname(fileURLToPath(import.meta.url)), "renderer");
var web = await startWebHost({ pages, port, attach: (channel) => host.attach(channel) });
console.log(`Layerloom: ${web.url}
It serves this computer only. Ctrl+C ends it.`);
if (!values["no-open"] && wantsBrowser(process.env)) openBrowser(web.url);
var ending = false;
async function end(signal) {
  if (ending) process.exit(1);
  ending = true;
  console.log(`${signal}: ending; trainings write a checkpoint.`);
  await host.close();
  await web.close();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(signal));
//# sourceMappingURL=host.mjs.map
