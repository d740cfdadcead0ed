import {
  assertIdle
} from "./chunks/chunk-NNXHNJSM.mjs";
import {
  FILLED,
  PASS,
  TAKEN,
  countersOf,
  slotsOf
} from "./chunks/chunk-VXS3JV4I.mjs";
import {
  openSession
} from "./chunks/chunk-P43IOVK4.mjs";
import {
  RunFolder,
  readWeights,
  startThread
} from "./chunks/chunk-RICVMYYJ.mjs";
import {
  Totals,
  evaluateSplit
} from "./chunks/chunk-IJWFZEKJ.mjs";
import {
  allocate,
  compile,
  metricOf,
  nameOf,
  tensor
} from "./chunks/chunk-ONEDDPGA.mjs";
import "./chunks/chunk-OQTRKZ7N.mjs";
import {
  hashName,
  mix,
  sizeOf
} from "./chunks/chunk-J7SP52UT.mjs";
import "./chunks/chunk-XS45YTLE.mjs";
import "./chunks/chunk-LDU5DWPN.mjs";
import {
  UserError,
  problem
} from "./chunks/chunk-PXFNG3KO.mjs";

// engine/node/training-process.ts
import path from "node:path";

// engine/train/loop.ts
var REPORT_EVERY = 0.1;
var START = { step: 0, epoch: 0, stepInEpoch: 0, sums: { loss: 0, rows: 0, metrics: [] }, best: null, patience: 0, seconds: 0 };
var Controls = class {
  #request;
  #wake;
  ask(control) {
    this.#request = control;
    this.#wake?.();
  }
  /** The request that has not been taken yet. */
  take() {
    const request = this.#request;
    this.#request = void 0;
    return request;
  }
  /** Waits for a request that ends a pause. */
  async next() {
    for (; ; ) {
      const request = this.take();
      if (request !== void 0 && request !== "pause") return request;
      await new Promise((resolve) => this.#wake = resolve);
    }
  }
};
var TrainingLoop = class {
  #options;
  #controls;
  #totals;
  #report;
  #state = START;
  #startedAt = 0;
  #savedAt = 0;
  /** Seconds spent on steps, and of them on waiting for data. */
  #trained = 0;
  #waited = 0;
  /** Metrics of the last whole epoch, or of the part of one that was trained. */
  #last = {};
  constructor(options, controls2) {
    this.#options = options;
    this.#controls = controls2;
    this.#totals = new Totals(options.document.training);
    this.#report = new Report(options.document);
  }
  /** Trains to the end. Throws a `UserError` (loss-not-finite, disk-full ...) where it cannot go on. */
  async run() {
    const { run: run2, document, rows, model, engine, checkpoint, session, emit: emit2, clock } = this.#options;
    const { training } = document;
    if (checkpoint) {
      await session.write(checkpoint.tensors);
      this.#state = checkpoint.loop;
      this.#totals.sums = checkpoint.loop.sums;
    }
    const stepsPerEpoch = Math.ceil(rows.train / training.batchSize);
    const parameters = model.weights.reduce((sum, { shape, role }) => sum + (role === "state" ? 0 : shape.reduce((a, b) => a * b, 1)), 0);
    const tell = checkpoint ? emit2 : (event) => this.#emit(event);
    tell({ event: "started", run: run2, name: document.name, engine: engine.id, device: engine.device, threads: engine.threads, parameters, stepsPerEpoch, epochs: training.epochs, step: this.#state.step, rows });
    tell({ event: "state", state: "running" });
    this.#startedAt = clock() - this.#state.seconds;
    this.#savedAt = clock();
    const end = await this.#epochs(stepsPerEpoch);
    if (end === "keepBest" || end === "early") await this.#restoreBest();
    const validation = await this.#finalMetrics("validation");
    const test = await this.#finalMetrics("test");
    const reason = end === "done" || end === "early" ? end : "stopped";
    const seconds = this.#seconds();
    this.#emit({ event: "finished", run: run2, reason, train: this.#last, validation, test, seconds, waitShare: this.#trained > 0 ? this.#waited / this.#trained : 0, peakMb: this.#options.peakMb() });
    this.#emit({ event: "state", state: reason === "stopped" ? "stopped" : "finished" });
  }
  /** Tells something that is no problem of the run's own. */
  warn(message) {
    this.#emit({ event: "log", level: "warning", message });
  }
  async #epochs(stepsPerEpoch) {
    const { document: { training }, steps = Number.POSITIVE_INFINITY } = this.#options;
    while (this.#state.epoch < training.epochs && this.#state.step < steps) {
      const stopped = await this.#epoch(stepsPerEpoch, steps);
      if (stopped) return stopped;
      if (this.#state.stepInEpoch < stepsPerEpoch) {
        await this.#checkpoint();
        break;
      }
      const ended = await this.#endEpoch();
      if (ended) return ended;
    }
    return "done";
  }
  async #epoch(stepsPerEpoch, steps) {
    const { document: { training }, source, clock, breathe, checkpointEvery } = this.#options;
    source.start({ split: "train", size: training.batchSize, shuffle: { seed: training.seed, epoch: this.#state.epoch }, from: this.#state.stepInEpoch });
    let reported = clock();
    const flush = () => {
      const at = clock();
      const rate = this.#report.size / Math.max(1e-9, at - reported);
      const left = Math.min((training.epochs - this.#state.epoch) * stepsPerEpoch - this.#state.stepInEpoch, steps - this.#state.step);
      if (this.#report.size > 0) this.#emit(this.#report.take(rate, left / rate, training.learningRate));
      this.#trained += at - reported;
      reported = at;
    };
    while (this.#state.stepInEpoch < stepsPerEpoch && this.#state.step < steps) {
      const asked = clock();
      const batch = await source.next();
      if (!batch) throw new Error("internal: the data ended before the epoch");
      this.#waited += clock() - asked;
      await this.#step(batch, flush);
      const overdue = clock() - this.#savedAt >= checkpointEvery;
      if (clock() - reported < REPORT_EVERY && this.#state.step !== 1 && !overdue) continue;
      flush();
      await breathe();
      const stop = await this.#obey(true);
      if (stop) return stop;
      if (overdue) await this.#checkpoint();
      reported = clock();
    }
    flush();
    this.#last = this.#totals.values();
    return void 0;
  }
  async #step({ rows, feeds }, flush) {
    const { document: { training }, model, session } = this.#options;
    const step = this.#state.step + 1;
    const results = await session.run("train", rows.length, { ...feeds, ...this.#scalars(model, step, training.learningRate), "@seed": stepSeed(training.seed, step) });
    const loss = results.loss.data[0];
    if (!Number.isFinite(loss)) {
      flush();
      throw new UserError(problem("loss-not-finite", { step, value: String(loss), first: await this.#firstNotFinite({ rows, feeds }) }));
    }
    this.#totals.add(results, rows.length);
    this.#report.add(step, results, rows.length);
    this.#state = { ...this.#state, step, stepInEpoch: this.#state.stepInEpoch + 1 };
  }
  #scalars(model, step, learningRate) {
    return Object.fromEntries(Object.entries(model.scalars({ step, learningRate })).map(([name, value]) => [name, tensor("float32", [], [value])]));
  }
  /** Does what was asked meanwhile; says whether to stop. With `save`, a checkpoint is written before a pause or an end. */
  async #obey(save) {
    let request = this.#controls.take();
    if (request !== void 0 && request !== "resume" && save) await this.#checkpoint();
    if (request === "pause") {
      const before = this.#options.clock();
      this.#emit({ event: "state", state: "paused" });
      request = await this.#controls.next();
      const paused = this.#options.clock() - before;
      this.#startedAt += paused;
      this.#savedAt += paused;
      if (request === "resume") this.#emit({ event: "state", state: "running" });
    }
    if (request !== "stop" && request !== "stopAndKeepBest") return void 0;
    this.#last = this.#totals.values();
    return request === "stop" ? "stop" : "keepBest";
  }
  /** Validates, remembers the best, writes the checkpoint. Says so where training is over with that. */
  async #endEpoch() {
    const { document, breathe } = this.#options;
    const { earlyStopping } = document.training;
    const train2 = this.#totals.values();
    const validation = await this.#evaluate("validation", true);
    if (typeof validation === "string") return validation;
    const epoch = this.#state.epoch + 1;
    const { monitor, better } = monitored(document);
    const value = (validation ?? train2)[monitor] ?? Number.NaN;
    const { best } = this.#state;
    const change = best === null ? Number.POSITIVE_INFINITY : better === "higher" ? value - best.value : best.value - value;
    const improved = change > (best === null ? 0 : earlyStopping?.minimumChange ?? 0);
    this.#totals.clear();
    this.#state = {
      ...this.#state,
      epoch,
      stepInEpoch: 0,
      best: improved ? { value, step: this.#state.step, epoch, train: train2 } : best,
      patience: improved ? 0 : this.#state.patience + 1
    };
    this.#emit({ event: "epoch", epoch, step: this.#state.step, train: train2, validation, best: improved, seconds: this.#seconds() });
    await this.#checkpoint();
    if (earlyStopping !== null && this.#state.patience >= earlyStopping.patience) {
      this.#emit({ event: "log", level: "info", message: `Stopped early: ${monitor} has not improved for ${this.#state.patience} epochs. The weights of epoch ${this.#state.best?.epoch} are kept.` });
      return "early";
    }
    await breathe();
    const stop = await this.#obey(false);
    if (stop) this.#last = train2;
    return stop;
  }
  async #checkpoint() {
    const { session, store, fits, clock } = this.#options;
    this.#state = { ...this.#state, sums: this.#totals.sums, seconds: this.#seconds() };
    const file = await store.save({ loop: this.#state, tensors: await session.read(), fits }, this.#state.best?.step ?? null);
    this.#savedAt = clock();
    this.#emit({ event: "checkpoint", epoch: this.#state.epoch, step: this.#state.step, file });
  }
  async #restoreBest() {
    const { session, store } = this.#options;
    const { best } = this.#state;
    if (!best) return this.#emit({ event: "log", level: "info", message: "No epoch was finished yet, so the weights are those of the last step." });
    try {
      await session.write((await store.load(best.step)).tensors);
      this.#last = best.train;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.warn(`${error.message} The weights are those of the last step.`);
    }
  }
  /**
   * Metrics of a split, null where it is empty, or how training ends where that is asked for meanwhile. With `save`, an end or a
   * pause leaves a checkpoint: the epoch's steps done, its validation still to do.
   */
  async #evaluate(split, save) {
    const { document, session, source, rows, evaluation, breathe } = this.#options;
    if (rows[split] === 0) return null;
    let stop;
    const totals = await evaluateSplit(document, session, source, split, evaluation, async () => {
      await breathe();
      stop = await this.#obey(save);
      return stop === void 0;
    });
    return stop ?? totals.values();
  }
  /** At the very end; a split that nobody wants to wait for has none. */
  async #finalMetrics(split) {
    const train2 = this.#last;
    const metrics = await this.#evaluate(split, false);
    this.#last = train2;
    return typeof metrics === "string" ? null : metrics;
  }
  /** Where a loss that is no number came from: the data, the first layer whose output is none, or the loss itself. */
  async #firstNotFinite({ rows, feeds }) {
    const { session, document: { graph } } = this.#options;
    for (const [name, { data: values, shape }] of Object.entries(feeds)) {
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at >= 0) return `The data has a ${values[at]} in row ${rows[Math.floor(at / (values.length / shape[0]))]} of "${this.#columnOf(name)}".`;
    }
    await session.rollback();
    for (const [name, { data: values }] of Object.entries(await session.run("inspect", rows.length, feeds))) {
      if (!values.some((value) => !Number.isFinite(value))) continue;
      return `The first layer whose output is not a finite number is "${nameOf(graph.nodes.find(({ id }) => name === `output:${id}`))}".`;
    }
    return "Every layer still gives finite numbers, so it is the loss itself that overflows.";
  }
  /** The dataset's column behind a feed. */
  #columnOf(feed) {
    const { inputs, targets } = this.#options.document.data;
    const [kind, key] = feed.split(/:(.*)/s);
    return (kind === "input" ? inputs : targets)[key]?.column ?? feed;
  }
  #seconds() {
    return this.#options.clock() - this.#startedAt;
  }
  #emit(event) {
    this.#options.store.append(event);
    this.#options.emit(event);
  }
};
function monitored({ training }) {
  const monitor = training.earlyStopping?.monitor ?? training.metrics.find(({ type }) => metricOf(type)?.better !== "none")?.type ?? "loss";
  return { monitor, better: metricOf(monitor)?.better === "higher" ? "higher" : "lower" };
}
var stepSeed = (seed, step) => tensor("int32", [], [mix(mix(seed ^ hashName("step")) + step >>> 0) | 0]);
var Report = class {
  #totals;
  #step = [];
  #loss = [];
  #metrics = {};
  constructor(document) {
    this.#totals = new Totals(document.training);
  }
  get size() {
    return this.#step.length;
  }
  add(step, results, rows) {
    this.#totals.clear();
    this.#totals.add(results, rows);
    const { loss, ...metrics } = this.#totals.values();
    this.#step.push(step);
    this.#loss.push(loss);
    for (const [name, value] of Object.entries(metrics)) (this.#metrics[name] ??= []).push(value);
  }
  take(stepsPerSecond, secondsLeft, learningRate) {
    const event = { event: "steps", step: this.#step, loss: this.#loss, metrics: this.#metrics, stepsPerSecond, secondsLeft, learningRate };
    this.#step = [];
    this.#loss = [];
    this.#metrics = {};
    return event;
  }
};

// engine/node/loader/loader.ts
import { once } from "node:events";
var PATIENCE = 50;
var PREFETCH = 16;
var Loader = class _Loader {
  facts;
  #worker;
  #counters;
  #slots;
  #capacity;
  /** The runtime refuses shared memory, so a batch is copied out of its slot into arrays that are made once. */
  #own;
  #batches = /* @__PURE__ */ new Map();
  #pass = 0;
  #failure;
  constructor(worker, { ring, ...facts }) {
    this.facts = facts;
    this.#worker = worker;
    this.#counters = countersOf(ring);
    this.#slots = slotsOf(ring);
    this.#capacity = ring.capacity;
    this.#own = Object.fromEntries(ring.feeds.map(({ name, dtype, shape }) => [name, { dtype, shape, data: allocate(dtype, ring.capacity * sizeOf(shape)) }]));
    worker.on("message", (said) => {
      if (said.kind === "failed") this.#failure = failureOf(said);
    });
    worker.on("error", (error) => this.#failure = error);
    worker.on("exit", () => this.#failure ??= new Error("the data thread ended"));
    worker.unref();
  }
  /** Opens the document's data in the thread. Throws a `UserError` with everything that keeps it from being trained on. */
  static async open(document, base, { fits, depth = PREFETCH } = {}) {
    const worker = startThread("engine/node/loader/data-thread.ts", { document, base, fits, depth });
    const ended = once(worker, "exit").then(() => Promise.reject(new Error("the data thread ended")));
    const [said] = await Promise.race([once(worker, "message"), ended]);
    if (said.kind === "failed") {
      await worker.terminate();
      throw failureOf(said);
    }
    return new _Loader(worker, said);
  }
  start(pass) {
    this.#worker.postMessage(pass);
    Atomics.store(this.#counters, PASS, ++this.#pass);
    Atomics.notify(this.#counters, PASS);
    Atomics.notify(this.#counters, TAKEN);
  }
  async next() {
    for (; ; ) {
      const taken = Atomics.load(this.#counters, TAKEN);
      while (Atomics.load(this.#counters, FILLED) === taken) {
        if (Atomics.wait(this.#counters, FILLED, taken, PATIENCE) !== "timed-out") continue;
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#failure) throw this.#failure;
      }
      const slot = this.#slots[taken % this.#slots.length];
      const batch = slot.pass[0] === this.#pass ? this.#copy(slot) : void 0;
      Atomics.store(this.#counters, TAKEN, taken + 1);
      if ((Atomics.load(this.#counters, FILLED) - taken - 1) * 2 <= this.#slots.length) Atomics.notify(this.#counters, TAKEN);
      if (batch !== void 0) return batch;
    }
  }
  #copy({ count, rows, feeds }) {
    const size = count[0];
    if (size === 0) return null;
    let batch = this.#batches.get(size);
    if (!batch) {
      batch = Object.fromEntries(Object.entries(this.#own).map(([name, { dtype, shape, data }]) => [name, { dtype, shape: [size, ...shape], data: data.subarray(0, data.length / this.#capacity * size) }]));
      this.#batches.set(size, batch);
    }
    for (const [name, { data }] of Object.entries(batch)) data.set(feeds[name].subarray(0, data.length));
    return { rows: rows.slice(0, size), feeds: batch };
  }
  async close() {
    await this.#worker.terminate();
  }
};
var failureOf = ({ problems, message }) => problems ? new UserError(problems) : new Error(message);

// engine/node/training-process.ts
var CHECKPOINT_EVERY = 300;
var [folder, mode] = process.argv.slice(2);
var run = new RunFolder(path.resolve(folder));
var controls = new Controls();
var ours = false;
process.on("message", (control) => controls.ask(control));
process.on("disconnect", () => controls.ask("stop"));
process.on("SIGINT", () => {
});
var emit = (event) => {
  if (process.connected) process.send(event, void 0, void 0, () => {
  });
};
async function train() {
  const info = await run.info();
  assertIdle(info);
  ours = true;
  await run.writeInfo({ ...info, pid: process.pid, started: (/* @__PURE__ */ new Date()).toISOString() });
  emit({ event: "state", state: "starting" });
  const document = await run.document();
  const damages = [];
  const checkpoint = mode === "resume" ? await run.newest((damage) => damages.push(damage)) : null;
  await run.rewind(checkpoint);
  const first = checkpoint ?? (info.init === void 0 ? void 0 : await readWeights(info.init));
  const loader = await Loader.open(document, info.base, { ...checkpoint && { fits: checkpoint.fits }, depth: info.prefetch });
  const { targetTypes, ...facts } = loader.facts;
  const model = compile(document, targetTypes);
  const session = await openSession(document, model, info, first?.tensors);
  const loop = new TrainingLoop(
    {
      run: info.id,
      document,
      model,
      session,
      source: loader,
      ...facts,
      store: run,
      emit,
      engine: { id: info.engine, device: info.device, threads: info.threads },
      ...info.steps !== void 0 && { steps: info.steps },
      checkpoint,
      checkpointEvery: info.checkpointEvery ?? CHECKPOINT_EVERY,
      clock: () => performance.now() / 1e3,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      peakMb: () => Math.round(process.resourceUsage().maxRSS / 1024)
    },
    controls
  );
  for (const { message } of damages) loop.warn(`${message} Going on from the checkpoint before it, step ${checkpoint?.loop.step}.`);
  await loop.run();
  const kept = new Set(model.weights.map(({ name }) => name));
  await run.saveWeights({ tensors: new Map([...await session.read()].filter(([name]) => kept.has(name))), fits: facts.fits });
  await session.close();
  await loader.close();
}
try {
  await train();
} catch (error) {
  const problems = error instanceof UserError ? error.problems : [problem("engine-died", { reason: error.stack ?? String(error) })];
  const events = [...problems.map((found) => ({ event: "failed", problem: found })), { event: "state", state: "failed" }];
  for (const event of events) {
    try {
      if (ours) run.append(event);
    } catch {
    }
    emit(event);
  }
  process.exitCode = 1;
}
if (process.connected) process.send({ event: "state", state: "closed" }, void 0, void 0, () => process.disconnect());
//# sourceMappingURL=training-process.mjs.map
