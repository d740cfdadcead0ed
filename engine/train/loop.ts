/**
 * The training loop: batches, steps, metrics, validation, checkpoints, control. It knows no runtime, files or clock but through
 * its interfaces. Everything random is drawn from the document's seed by epoch and step, so a run that goes on from a checkpoint
 * takes the same steps as one that never stopped.
 */
import type { Pipeline, Split } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import { hashName, mix, permutation, randomStream } from '../ir/random.ts';
import { metricOf } from '../learn/index.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { problem, UserError } from '../problems.ts';
import { type Tensor, tensor } from '../types/tensor.ts';
import type { Session } from './engine.ts';
import { evaluateSplit } from './evaluate.ts';
import type { Control, Metrics, TrainingEvent } from './events.ts';
import { Totals } from './metrics.ts';
import type { Checkpoint, LoopState, RunStore } from './store.ts';

export interface LoopOptions {
  readonly run: string;
  readonly document: Document;
  readonly model: CompiledModel;
  readonly session: Session;
  readonly data: Pipeline;
  readonly store: RunStore;
  readonly emit: (event: TrainingEvent) => void;
  readonly engine: { readonly id: string; readonly device: string; readonly threads: number };
  /** Stop after this many steps in all, in the middle of an epoch if need be. */
  readonly steps?: number;
  /** Where to go on from; null at the beginning. */
  readonly checkpoint: Checkpoint | null;
  /** Seconds, from any start. */
  readonly clock: () => number;
  /** Lets messages arrive; called a few times a second. */
  readonly breathe: () => Promise<void>;
  readonly peakMb: () => number;
}

/** Events say what happened this often, in seconds. */
const REPORT_EVERY = 0.1;

const START: LoopState = { step: 0, epoch: 0, stepInEpoch: 0, sums: { loss: 0, rows: 0, metrics: [] }, best: null, patience: 0, seconds: 0 };

/** What is asked of a loop from outside. The newest request counts. */
export class Controls {
  #request: Control | undefined;
  #wake: (() => void) | undefined;

  ask(control: Control): void {
    this.#request = control;
    this.#wake?.();
  }
  /** The request that has not been taken yet. */
  take(): Control | undefined {
    const request = this.#request;
    this.#request = undefined;
    return request;
  }
  /** Waits for a request that ends a pause. */
  async next(): Promise<Control> {
    for (;;) {
      const request = this.take();
      if (request !== undefined && request !== 'pause') return request;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export class TrainingLoop {
  readonly #options: LoopOptions;
  readonly #controls: Controls;
  readonly #totals: Totals;
  #state: LoopState = START;
  #startedAt = 0;
  #waited = 0;

  constructor(options: LoopOptions, controls: Controls) {
    this.#options = options;
    this.#controls = controls;
    this.#totals = new Totals(options.document.training);
  }

  /** Trains to the end. Throws a `UserError` (loss-not-finite, disk-full ...) where it cannot go on. */
  async run(): Promise<void> {
    const { run, document, data, model, engine, checkpoint, session, emit } = this.#options;
    const { training } = document;
    if (checkpoint) {
      await session.write(checkpoint.tensors);
      this.#state = checkpoint.loop;
      this.#totals.sums = checkpoint.loop.sums;
    }
    const rows = { train: data.splits.train.rows.length, validation: data.splits.validation.rows.length, test: data.splits.test.rows.length };
    const stepsPerEpoch = Math.ceil(rows.train / training.batchSize);
    const parameters = model.weights.reduce((sum, { shape, role }) => sum + (role === 'state' ? 0 : shape.reduce((a, b) => a * b, 1)), 0);
    // a run that goes on has told its start already
    const tell = checkpoint ? emit : (event: TrainingEvent) => this.#emit(event);
    tell({ event: 'started', run, name: document.name, engine: engine.id, device: engine.device, threads: engine.threads, parameters, stepsPerEpoch, epochs: training.epochs, step: this.#state.step, rows });
    tell({ event: 'state', state: 'running' });
    this.#startedAt = this.#options.clock() - this.#state.seconds;
    const reason = await this.#epochs(stepsPerEpoch);
    const test = rows.test > 0 ? await this.#evaluate(data.splits.test) : null;
    const validation = rows.validation > 0 ? await this.#evaluate(data.splits.validation) : null;
    const seconds = this.#seconds();
    this.#emit({ event: 'finished', run, reason, train: this.#last, validation, test, seconds, waitShare: seconds > 0 ? this.#waited / seconds : 0, peakMb: this.#options.peakMb() });
    this.#emit({ event: 'state', state: reason === 'stopped' ? 'stopped' : 'finished' });
  }

  /** Metrics of the last whole epoch, or of the part of one that was trained. */
  #last: Metrics = {};

  async #epochs(stepsPerEpoch: number): Promise<'done' | 'stopped' | 'early'> {
    const { training } = this.#options.document;
    const { steps = Number.POSITIVE_INFINITY } = this.#options;
    while (this.#state.epoch < training.epochs) {
      const stopped = await this.#epoch(stepsPerEpoch, steps);
      if (stopped === 'keepBest') await this.#restoreBest();
      if (stopped === 'keepBest' || stopped === 'stop') return 'stopped';
      if (this.#state.stepInEpoch < stepsPerEpoch) break; // the asked number of steps is reached within an epoch
      if (await this.#endEpoch()) {
        await this.#restoreBest();
        return 'early';
      }
      if (this.#state.step >= steps) break;
    }
    return 'done';
  }

  async #epoch(stepsPerEpoch: number, steps: number): Promise<'stop' | 'keepBest' | undefined> {
    const { document, model, session, data, clock, breathe } = this.#options;
    const { training } = document;
    const { train } = data.splits;
    const order = permutation(train.rows.length, randomStream(training.seed, `shuffle/${this.#state.epoch}`));
    const rowsOf = (index: number) => Int32Array.from(order.subarray(index * training.batchSize, (index + 1) * training.batchSize), (at) => train.rows[at]!);
    const report = new Report(document);
    let reported = clock();
    const flush = () => {
      const at = clock();
      const rate = report.size / Math.max(1e-9, at - reported);
      if (report.size > 0) {
        const left = (training.epochs - this.#state.epoch) * stepsPerEpoch - this.#state.stepInEpoch;
        this.#emit(report.take(rate, Math.min(left, steps - this.#state.step) / rate, training.learningRate));
      }
      reported = at;
    };
    while (this.#state.stepInEpoch < stepsPerEpoch && this.#state.step < steps) {
      const asked = clock();
      const rows = rowsOf(this.#state.stepInEpoch);
      const feeds = data.read(train, rows);
      this.#waited += clock() - asked;
      const step = this.#state.step + 1;
      const results = await session.run('train', rows.length, { ...feeds, ...this.#scalars(model, step, training.learningRate), '@seed': stepSeed(training.seed, step) });
      const loss = results.loss!.data[0]!;
      if (!Number.isFinite(loss)) {
        flush();
        throw new UserError(problem('loss-not-finite', { step, value: String(loss), first: await this.#firstNotFinite(feeds, rows) }));
      }
      this.#totals.add(results, rows.length);
      report.add(step, results, rows.length);
      this.#state = { ...this.#state, step, stepInEpoch: this.#state.stepInEpoch + 1 };
      if (clock() - reported >= REPORT_EVERY || step === 1) {
        flush();
        await breathe();
        const stop = await this.#obey(flush);
        if (stop) return stop;
        reported = Math.max(reported, clock() - REPORT_EVERY);
      }
    }
    flush();
    await breathe();
    this.#last = this.#totals.values();
    return this.#obey(flush);
  }

  #scalars(model: CompiledModel, step: number, learningRate: number): Record<string, Tensor> {
    return Object.fromEntries(Object.entries(model.scalars({ step, learningRate })).map(([name, value]) => [name, tensor('float32', [], [value])]));
  }

  /** Does what was asked meanwhile; says whether to stop. */
  async #obey(flush: () => void): Promise<'stop' | 'keepBest' | undefined> {
    let request = this.#controls.take();
    if (request === 'pause') {
      flush();
      const before = this.#options.clock();
      await this.#checkpoint();
      this.#emit({ event: 'state', state: 'paused' });
      request = await this.#controls.next();
      this.#startedAt += this.#options.clock() - before;
      if (request === 'resume') this.#emit({ event: 'state', state: 'running' });
    }
    if (request !== 'stop' && request !== 'stopAndKeepBest') return undefined;
    flush();
    this.#last = this.#totals.values();
    await this.#checkpoint();
    return request === 'stop' ? 'stop' : 'keepBest';
  }

  /** Validates, remembers the best, writes the checkpoint. True where early stopping has had enough. */
  async #endEpoch(): Promise<boolean> {
    const { document, data } = this.#options;
    const { earlyStopping } = document.training;
    const train = this.#totals.values();
    this.#last = train;
    const validation = data.splits.validation.rows.length > 0 ? await this.#evaluate(data.splits.validation) : null;
    const epoch = this.#state.epoch + 1;
    const { monitor, better } = monitored(document);
    const value = (validation ?? train)[monitor] ?? Number.NaN;
    const { best } = this.#state;
    const change = best === null ? Number.POSITIVE_INFINITY : better === 'higher' ? value - best.value : best.value - value;
    const improved = change > (best === null ? 0 : (earlyStopping?.minimumChange ?? 0));
    this.#totals.clear();
    this.#state = {
      ...this.#state,
      epoch,
      stepInEpoch: 0,
      sums: this.#totals.sums,
      best: improved ? { value, step: this.#state.step, epoch } : best,
      patience: improved ? 0 : this.#state.patience + 1,
    };
    this.#emit({ event: 'epoch', epoch, step: this.#state.step, train, validation, best: improved, seconds: this.#seconds() });
    await this.#checkpoint();
    if (earlyStopping === null || this.#state.patience < earlyStopping.patience) return false;
    this.#emit({ event: 'log', level: 'info', message: `Stopped early: ${monitor} has not improved for ${this.#state.patience} epochs. The weights of epoch ${this.#state.best?.epoch} are kept.` });
    return true;
  }

  async #checkpoint(): Promise<void> {
    const { session, store, data } = this.#options;
    this.#state = { ...this.#state, sums: this.#totals.sums, seconds: this.#seconds() };
    const file = await store.save({ loop: this.#state, tensors: await session.read(), fits: data.fits }, this.#state.best?.step ?? null);
    this.#emit({ event: 'checkpoint', epoch: this.#state.epoch, step: this.#state.step, file });
  }

  async #restoreBest(): Promise<void> {
    const { session, store } = this.#options;
    const best = this.#state.best && (await store.load(this.#state.best.step));
    if (best) await session.write(best.tensors);
    else this.#emit({ event: 'log', level: 'info', message: 'No epoch was finished yet, so the weights are those of the last step.' });
  }

  #evaluate(split: Split): Promise<Metrics> {
    const { document, session, data, breathe } = this.#options;
    return evaluateSplit(document, session, data, split, breathe);
  }

  /** Where a loss that is no number came from: the data, the first layer whose output is none, or the loss itself. */
  async #firstNotFinite(feeds: Readonly<Record<string, Tensor>>, rows: ArrayLike<number>): Promise<string> {
    const { session, data } = this.#options;
    for (const [name, { data: values, shape }] of Object.entries(feeds)) {
      const at = values.findIndex((value: number) => !Number.isFinite(value));
      if (at >= 0) return `The data has a ${values[at]} in row ${rows[Math.floor(at / (values.length / shape[0]!))]} of "${data.sourceOf(name)?.name ?? name}".`;
    }
    await session.rollback();
    const results = await session.run('inspect', rows.length, feeds);
    for (const [name, { data: values }] of Object.entries(results))
      if (values.some((value: number) => !Number.isFinite(value))) return `The first layer whose output is not a finite number is "${name.slice('output:'.length)}".`;
    return 'Every layer still gives finite numbers, so it is the loss itself that overflows.';
  }

  warn(message: string): void {
    this.#emit({ event: 'log', level: 'warning', message });
  }

  #seconds(): number {
    return this.#options.clock() - this.#startedAt;
  }

  #emit(event: TrainingEvent): void {
    this.#options.store.append(event);
    this.#options.emit(event);
  }
}

/** The metric that says which epoch was best: early stopping's, else the first that can be better or worse, else the loss. */
export function monitored({ training }: Document): { monitor: string; better: 'higher' | 'lower' } {
  const monitor = training.earlyStopping?.monitor ?? training.metrics.find(({ type }) => metricOf(type)?.better !== 'none')?.type ?? 'loss';
  return { monitor, better: metricOf(monitor)?.better === 'higher' ? 'higher' : 'lower' };
}

/** The step's own seed: steps draw other numbers, and the same ones when repeated. */
const stepSeed = (seed: number, step: number): Tensor => tensor('int32', [], [mix((mix(seed ^ hashName('step')) + step) >>> 0) | 0]);

/** Collects steps until they are reported together. */
class Report {
  readonly #totals: Totals;
  #step: number[] = [];
  #loss: number[] = [];
  #metrics: Record<string, number[]> = {};

  constructor(document: Document) {
    this.#totals = new Totals(document.training);
  }

  get size(): number {
    return this.#step.length;
  }

  add(step: number, results: Readonly<Record<string, Tensor>>, rows: number): void {
    this.#totals.clear();
    this.#totals.add(results, rows);
    const { loss, ...metrics } = this.#totals.values();
    this.#step.push(step);
    this.#loss.push(loss!);
    for (const [name, value] of Object.entries(metrics)) (this.#metrics[name] ??= []).push(value);
  }

  take(stepsPerSecond: number, secondsLeft: number, learningRate: number): TrainingEvent {
    const event: TrainingEvent = { event: 'steps', step: this.#step, loss: this.#loss, metrics: this.#metrics, stepsPerSecond, secondsLeft, learningRate };
    this.#step = [];
    this.#loss = [];
    this.#metrics = {};
    return event;
  }
}
