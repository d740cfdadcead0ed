/**
 * The training loop: batches, steps, metrics, validation, checkpoints, control. It knows no runtime, files or clock but through
 * its interfaces. Everything random is drawn from the document's seed by epoch and step, so a run that goes on from a checkpoint
 * takes the same steps as one that never stopped.
 */
import { type RowOrigin, whereInFile } from '../data/tables.ts';
import type { Fits, SplitName } from '../data/pipeline.ts';
import { type Document, nameOf } from '../graph/document.ts';
import { hashName, mix } from '../ir/random.ts';
import { AVERAGE } from '../learn/define.ts';
import { isPruned, sparsityAt } from '../learn/pruning.ts';
import { metricPhrase } from '../learn/metricText.ts';
import { monitored } from '../learn/monitored.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { expandGraph } from '../passes/expand.ts';
import { observation } from '../passes/observe.ts';
import { problem, UserError, problemPhrase } from '../problems.ts';
import { type Tensor, tensor } from '../types/tensor.ts';
import { type Batch, type BatchSource, stepsIn } from './batches.ts';
import { ConstantAnswers } from './verdict/constant.ts';
import type { Session } from './engine.ts';
import { evaluateSplit } from './evaluate.ts';
import type { Control, Metrics, TrainingEvent } from './events.ts';
import type { BestEpoch } from './bestEpoch.ts';
import { Totals } from './metrics.ts';
import { isLookedInto } from './looks.ts';
import { type Baseline, type ForecastComparison, NetworkErrors } from './reports/baselines.ts';
import { prune } from './pruning/prune.ts';
import { pruningReport } from './pruning/report.ts';
import { learningRateAt, observed } from './rate.ts';
import { judgedSplit } from './source.ts';
import { gatherStatistics } from './statistics.ts';
import { verdictOf } from './verdict/judge.ts';
import type { Judged, Verdict } from './verdict/verdict.ts';
import { averaged, type Checkpoint, type LoopState, type RunStore } from './store.ts';
import { all, phrase, type Phrase, verbatim, type Value as TextValue } from '../phrases.ts';

export interface LoopOptions {
  readonly run: string;
  readonly document: Document;
  readonly model: CompiledModel;
  readonly session: Session;
  readonly source: BatchSource;
  readonly rows: Readonly<Record<SplitName, number>>;
  readonly fits: Fits;
  /** Rows in a batch of evaluation. */
  readonly evaluation: number;
  /** What of the data is judged. */
  readonly judged: Judged;
  /** What a forecast is held against, on the split that is judged. */
  readonly baselines: readonly Baseline[] | null;
  /** The file of a table that the training rows are of. */
  readonly origin?: RowOrigin | undefined;
  readonly store: RunStore;
  readonly emit: (event: TrainingEvent) => void;
  readonly engine: { readonly id: string; readonly device: string; readonly threads: number };
  /** Stop after this many steps in all, in the middle of an epoch if need be. */
  readonly steps?: number;
  /** The training is this many steps long, whatever its epochs come to: it ends with them, and the schedule spans them. */
  readonly length?: number;
  /** Where to go on from; null at the beginning. */
  readonly checkpoint: Checkpoint | null;
  /** Seconds of training between checkpoints within an epoch. */
  readonly checkpointEvery: number;
  /** Seconds, from any start. */
  readonly clock: () => number;
  /** Lets messages arrive; called a few times a second. */
  readonly breathe: () => Promise<void>;
  readonly peakMb: () => number;
}

/** Events say what happened this often, in seconds. */
const REPORT_EVERY = 0.1;

/** So long whoever stops a training waits for what it has come to, in seconds. */
const JUDGED_WITHIN = 5;

const START: LoopState = {
  step: 0,
  epoch: 0,
  stepInEpoch: 0,
  sums: { costs: [], metrics: [] },
  best: null,
  patience: 0,
  seconds: 0,
};

/** What is asked of a loop from outside. The newest request counts. */
export class Controls {
  #request: Control | undefined;
  #wake: (() => void) | undefined;
  readonly #end = new AbortController();

  /** Aborted once it is asked to stop, for what is done before the first step. */
  get stopped(): AbortSignal {
    return this.#end.signal;
  }

  ask(control: Control): void {
    this.#request = control;
    if (control === 'stop' || control === 'stopAndKeepBest') this.#end.abort();
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

/** How training came to its end. */
type End = 'done' | 'stop' | 'keepBest' | 'early';

export class TrainingLoop {
  readonly #options: LoopOptions;
  readonly #controls: Controls;
  readonly #totals: Totals;
  readonly #report: Report;
  /** Layers under the names that their weights have, by node. */
  readonly #layers: ReadonlyMap<string, string>;
  #state: LoopState = START;
  /** Messages from before the start. */
  #unsaid: TrainingEvent[] | undefined = [];
  #startedAt = 0;
  #savedAt = 0;
  /** Seconds spent on steps, and of them on waiting for data. */
  #trained = 0;
  #waited = 0;
  /** The learning rate of the last step. */
  #rate = 0;
  /** The step of the last checkpoint. */
  #kept: number | null = null;
  /** The state that goes on learning, while its averages are evaluated in its place. */
  #learning: ReadonlyMap<string, Tensor> | undefined;
  /** What the running statistics of these averages are, until the next step. */
  #statistics: ReadonlyMap<string, Tensor> = new Map();
  readonly #warned = new Set<string>();
  /** What is compared with the result: of the split that it is judged on. */
  readonly #constant: ConstantAnswers;
  readonly #judgedSplit: SplitName;
  /** Of forecasts on that split. */
  readonly #errors: NetworkErrors;
  /** When a stop was obeyed, in seconds of the clock. */
  #stoppedAt: number | undefined;
  /** Metrics of the last whole epoch, or of the part of one that was trained. */
  #last: Metrics = {};

  constructor(options: LoopOptions, controls: Controls) {
    this.#options = options;
    this.#controls = controls;
    this.#totals = new Totals(options.document.training);
    this.#judgedSplit = judgedSplit(options.rows);
    this.#constant = new ConstantAnswers(
      options.document,
      options.model,
      options.rows[this.#judgedSplit],
      options.fits,
    );
    this.#errors = new NetworkErrors(options.document, options.model, options.fits);
    this.#report = new Report(options.document);
    this.#layers = new Map(expandGraph(options.document.graph).graph.nodes.map((node) => [node.id, nameOf(node)]));
  }

  /** Trains to the end. Throws a `UserError` (loss-not-finite, disk-full ...) where it cannot go on. */
  async run(): Promise<void> {
    const { run, document, rows, model, engine, checkpoint, session, emit, clock } = this.#options;
    const { training } = document;
    if (checkpoint) {
      await session.write(checkpoint.tensors);
      this.#state = checkpoint.loop;
      this.#totals.sums = checkpoint.loop.sums;
      this.#kept = checkpoint.loop.step;
    }
    const stepsPerEpoch = stepsIn(training, rows.train);
    const parameters = model.weights.reduce(
      (sum, { shape, role }) => sum + (role === 'state' ? 0 : shape.reduce((a, b) => a * b, 1)),
      0,
    );
    // a run that goes on has told its start already
    const tell = checkpoint ? emit : (event: TrainingEvent) => this.#emit(event);
    tell({
      event: 'started',
      run,
      name: document.name,
      engine: engine.id,
      device: engine.device,
      threads: engine.threads,
      parameters,
      stepsPerEpoch,
      epochs: training.epochs,
      step: this.#state.step,
      rows,
    });
    tell({ event: 'state', state: 'running' });
    for (const event of this.#unsaid ?? []) this.#emit(event);
    this.#unsaid = undefined;
    this.#startedAt = clock() - this.#state.seconds;
    this.#savedAt = clock();
    const end = (await this.#startUnpruned()) ?? (await this.#epochs(stepsPerEpoch));
    const kept = this.#keepsBest(end) ? await this.#restoreBest() : null;
    // from here on the weights are the averages
    await this.#showAverages(kept?.step);
    this.#learning = undefined;
    const validation = await this.#finalMetrics('validation');
    const test = await this.#finalMetrics('test');
    if (this.#isOverdue()) this.tell(phrase('not-judged', { seconds: JUDGED_WITHIN }));
    const reason = end === 'done' || end === 'early' ? end : 'stopped';
    const seconds = this.#seconds();
    this.#emit({
      event: 'finished',
      run,
      reason,
      kept,
      train: this.#last,
      validation,
      test,
      verdict: await this.#verdict({ train: this.#last, validation, test }, kept),
      ...(this.#options.baselines && { forecast: this.#comparison }),
      ...(training.pruning.sparsity > 0 && {
        pruned: await pruningReport(model, await session.read(), this.#state.unpruned ?? null),
      }),
      seconds,
      waitShare: this.#trained > 0 ? this.#waited / this.#trained : 0,
      peakMb: this.#options.peakMb(),
    });
    this.#emit({ event: 'state', state: reason === 'stopped' ? 'stopped' : 'finished' });
  }

  /** Messages; those from before the run are told right after its start, where a window that comes later finds them. */
  tell(message: TextValue): void {
    this.#log('info', message);
  }
  warn(message: TextValue): void {
    this.#log('warning', message);
  }
  /** What is told of one thing is told the first time. */
  #warnOnce(message: Phrase, about: string = JSON.stringify(message)): void {
    if (this.#warned.has(about)) return;
    this.#warned.add(about);
    this.warn(message);
  }
  #log(level: 'info' | 'warning', message: TextValue): void {
    const event: TrainingEvent = { event: 'log', level, message };
    if (this.#unsaid) this.#unsaid.push(event);
    else this.#emit(event);
  }

  /** Judges the weights that pruning starts from. Gives how training ends where that is asked for meanwhile. */
  async #startUnpruned(): Promise<End | undefined> {
    if (this.#options.document.training.pruning.sparsity === 0 || this.#state.unpruned !== undefined) return undefined;
    const unpruned = await this.#evaluate('validation', false);
    if (typeof unpruned === 'string') return unpruned;
    this.#state = { ...this.#state, unpruned };
    return undefined;
  }

  async #epochs(stepsPerEpoch: number): Promise<End> {
    const { document, length = Number.POSITIVE_INFINITY, steps = length } = this.#options;
    const { training } = document;
    while (this.#state.epoch < training.epochs && this.#state.step < steps) {
      if (this.#isStalled()) {
        this.tell(
          phrase('stopped-early', {
            metric: metricPhrase(monitored(document).monitor),
            epochs: this.#state.patience,
          }),
        );
        return 'early';
      }
      const stopped = await this.#epoch(stepsPerEpoch, steps);
      if (stopped) return stopped;
      if (this.#state.stepInEpoch < stepsPerEpoch) {
        await this.#checkpoint(); // the asked number of steps is reached within an epoch
        break;
      }
      const ended = await this.#endEpoch(stepsPerEpoch);
      if (ended) return ended;
    }
    return 'done';
  }

  /** No epoch has been better for as long as early stopping waits: told by the state, so also to a run that was cut off right there. */
  #isStalled(): boolean {
    return (
      this.#state.patience >= (this.#options.document.training.earlyStopping?.patience ?? Number.POSITIVE_INFINITY)
    );
  }

  /** Whether the weights at this end are those of the best epoch. A stop and a limit of steps ask for what is there. */
  #keepsBest(end: End): boolean {
    const {
      document: {
        training: { keep, earlyStopping, epochs },
      },
      rows,
      length,
    } = this.#options;
    if (end === 'stop' || end === 'keepBest') return end === 'keepBest';
    const watched = rows.validation > 0 || earlyStopping !== null;
    return keep === 'best' && watched && length === undefined && (end === 'early' || this.#state.epoch >= epochs);
  }

  async #epoch(stepsPerEpoch: number, steps: number): Promise<End | undefined> {
    const {
      document: { training },
      source,
      clock,
      breathe,
      checkpointEvery,
    } = this.#options;
    source.start({
      split: 'train',
      size: training.batchSize,
      lastBatch: training.lastBatch,
      shuffle: { seed: training.seed, epoch: this.#state.epoch },
      from: this.#state.stepInEpoch,
    });
    let reported = clock();
    /** Tells the steps since the last report. */
    const flush = (): void => {
      const at = clock();
      const rate = this.#report.size / Math.max(1e-9, at - reported);
      this.#trained += at - reported;
      if (this.#report.size > 0)
        this.#emit(this.#report.take(rate, this.#secondsLeft(stepsPerEpoch, steps), this.#rate));
      reported = at;
    };
    while (this.#state.stepInEpoch < stepsPerEpoch && this.#state.step < steps) {
      const asked = clock();
      const batch = await source.next();
      if (!batch) throw new Error('internal: the data ended before the epoch');
      this.#waited += clock() - asked;
      await this.#step(batch, stepsPerEpoch, flush);
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
    return undefined;
  }

  async #step({ rows, feeds }: Batch, stepsPerEpoch: number, flush: () => void): Promise<void> {
    const { document, model, session, length } = this.#options;
    const { training } = document;
    const step = this.#state.step + 1;
    this.#rate = learningRateAt(training, {
      step: this.#state.step,
      epoch: this.#state.epoch,
      stepsPerEpoch,
      length,
      memory: this.#state.schedule,
    });
    this.#statistics = new Map();
    const whole = this.#whole(stepsPerEpoch);
    const share = sparsityAt(training.pruning, this.#state.step, whole);
    if (share !== null) await prune(session, model, share, training.pruning.scope);
    const observe = session.observes && isLookedInto(step, training, whole);
    const results = await session.run(observe ? 'observe' : 'train', rows.length, {
      ...feeds,
      ...this.#scalars(model, step, this.#rate),
      '@seed': stepSeed(training.seed, step),
    });
    // told first: it may show where the loss went wrong
    if (observe) {
      const { weights, activations } = observation(results);
      this.#emit({
        event: 'statistics',
        step,
        weights,
        activations: Object.fromEntries(Object.entries(activations).map(([id, said]) => [this.#layers.get(id)!, said])),
      });
    }
    const loss = results.loss!.data[0]!;
    if (!Number.isFinite(loss)) {
      flush();
      throw new UserError(
        problem('loss-not-finite', {
          step,
          value: verbatim(String(loss)),
          first: await this.#firstNotFinite({ rows, feeds }, step),
          kept: this.#keptText(),
        }),
      );
    }
    this.#totals.add(results);
    if (this.#state.epoch === 0 && this.#judgedSplit === 'train') this.#constant.add({ rows, feeds });
    this.#report.add(step, results);
    this.#state = { ...this.#state, step, stepInEpoch: this.#state.stepInEpoch + 1 };
  }

  /** Steps of the training from its first to its last. */
  #whole(stepsPerEpoch: number): number {
    const { document, length = Number.POSITIVE_INFINITY } = this.#options;
    return Math.min(length, document.training.epochs * stepsPerEpoch);
  }

  #scalars(model: CompiledModel, step: number, learningRate: number): Record<string, Tensor> {
    return Object.fromEntries(
      Object.entries(model.scalars({ step, learningRate })).map(([name, value]) => [
        name,
        tensor('float32', [], [value]),
      ]),
    );
  }

  /** Does what was asked meanwhile; says whether to stop. With `save`, a checkpoint is written before a pause or an end. */
  async #obey(save: boolean): Promise<End | undefined> {
    let request = this.#controls.take();
    if (request !== undefined && request !== 'resume' && save) await this.#checkpoint();
    if (request === 'pause') {
      const before = this.#options.clock();
      this.#emit({ event: 'state', state: 'paused' });
      request = await this.#controls.next();
      const paused = this.#options.clock() - before;
      this.#startedAt += paused;
      this.#savedAt += paused;
      if (request === 'resume') this.#emit({ event: 'state', state: 'running' });
    }
    if (request !== 'stop' && request !== 'stopAndKeepBest') return undefined;
    if (this.#stoppedAt === undefined) this.#emit({ event: 'state', state: 'stopping' });
    this.#stoppedAt ??= this.#options.clock();
    this.#last = this.#totals.values();
    return request === 'stop' ? 'stop' : 'keepBest';
  }

  /** Whether what was stopped would keep its person waiting. */
  #isOverdue(): boolean {
    return this.#stoppedAt !== undefined && this.#options.clock() - this.#stoppedAt > JUDGED_WITHIN;
  }

  /** Validates, remembers the best, writes the checkpoint. Gives how training ends where that is asked for meanwhile. */
  async #endEpoch(stepsPerEpoch: number): Promise<End | undefined> {
    const { document, breathe } = this.#options;
    const { earlyStopping } = document.training;
    const train = this.#totals.values();
    const validation = await this.#evaluate('validation', true);
    if (typeof validation === 'string') return validation;
    const epoch = this.#state.epoch + 1;
    const { monitor, better } = monitored(document);
    const value = (validation ?? train)[monitor] ?? null;
    const isSparse = (step: number) => isPruned(document.training.pruning, step, this.#whole(stepsPerEpoch));
    const ripe = isSparse(this.#state.step);
    // weights with fewer zeros than asked for are none to keep once there are others
    const best = ripe && this.#state.best && !isSparse(this.#state.best.step) ? null : this.#state.best;
    const change = value === null || !best ? null : better === 'higher' ? value - best.value : best.value - value;
    // an epoch in which it is not defined is neither better nor worse: everything that watches it passes over it
    const improved = value !== null && (change === null || change > (earlyStopping?.minimumChange ?? 0));
    if (value === null) this.#warnOnce(phrase('epoch-passed-over', { metric: metricPhrase(monitor), epoch }), monitor);
    for (const remark of this.#totals.remarks('train')) this.#warnOnce(remark);
    this.#totals.clear();
    const schedule = value === null ? undefined : observed(document.training, this.#state.schedule, { value, better });
    this.#state = {
      ...this.#state,
      ...(schedule && { schedule }),
      epoch,
      stepInEpoch: 0,
      best: improved && value !== null ? { value, step: this.#state.step, epoch, train } : best,
      ...(epoch === 1 && { first: value }),
      patience: improved || !ripe ? 0 : this.#state.patience + (value === null ? 0 : 1),
    };
    this.#emit({
      event: 'epoch',
      epoch,
      step: this.#state.step,
      train,
      validation,
      best: improved,
      seconds: this.#seconds(),
    });
    await this.#checkpoint();
    await breathe();
    const stop = await this.#obey(false);
    if (stop) this.#last = train;
    return stop;
  }

  /** What holds NaN or infinities is no result: no checkpoint of it is written, and no training ends with it. Throws a `UserError`. */
  #assertFinite(tensors: ReadonlyMap<string, Tensor>): void {
    const spoilt = this.#options.model.weights.filter(({ name }) => {
      const values = tensors.get(name);
      return values !== undefined && !areFinite(values);
    });
    if (spoilt.length === 0) return;
    throw new UserError(
      problem('weights-not-finite', {
        step: this.#state.step,
        names: all(spoilt.slice(-MOST_NAMES).map(({ name }) => verbatim(name))),
        kept: this.#keptText(),
      }),
    );
  }
  #keptText(): Phrase {
    return this.#kept === null ? phrase('no-checkpoint') : phrase('checkpoint-kept', { step: this.#kept });
  }

  async #checkpoint(): Promise<void> {
    const { session, store, fits, clock } = this.#options;
    this.#state = { ...this.#state, sums: this.#totals.sums, seconds: this.#seconds() };
    const tensors = new Map(this.#learning ?? (await session.read()));
    this.#assertFinite(tensors);
    for (const [name, value] of this.#statistics) tensors.set(`${name}/${AVERAGE}`, value);
    const file = await store.save({ loop: this.#state, tensors, fits });
    this.#savedAt = clock();
    this.#kept = this.#state.step;
    this.#emit({ event: 'checkpoint', epoch: this.#state.epoch, step: this.#state.step, file });
  }

  /** Goes back to the weights of the best epoch, and says which that is; null where it has none to go back to. */
  async #restoreBest(): Promise<BestEpoch | null> {
    const { document, rows, session, store } = this.#options;
    const { best, epoch } = this.#state;
    const { monitor: metric } = monitored(document);
    if (!best) {
      this.tell(
        epoch === 0 ? phrase('no-epoch-finished') : phrase('no-epoch-finite', { metric: metricPhrase(metric) }),
      );
      return null;
    }
    try {
      await session.write((await store.load(best.step)).tensors);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const found of error.problems) this.warn(phrase('weights-of-last-step', { problem: problemPhrase(found) }));
      return null;
    }
    this.#last = best.train;
    return {
      epoch: best.epoch,
      step: best.step,
      split: rows.validation > 0 ? 'validation' : 'train',
      metric,
      value: best.value,
    };
  }

  /**
   * Metrics of a split, null where it is empty, or how training ends where that is asked for meanwhile. With `save`, an end or a
   * pause leaves a checkpoint: the epoch's steps done, its validation still to do.
   */
  async #evaluate(split: SplitName, save: boolean, judged = false): Promise<Metrics | null | End> {
    const { document, session, source, rows, evaluation, breathe } = this.#options;
    if (rows[split] === 0 || this.#isOverdue()) return null;
    let stop: End | undefined;
    if (save) await this.#showAverages();
    const totals = await evaluateSplit(document, session, source, split, evaluation, async (batch, results) => {
      if (judged) this.#constant.add(batch);
      if (judged && this.#options.baselines) this.#errors.add(batch, results);
      await breathe();
      stop = (await this.#obey(save)) ?? (this.#isOverdue() ? 'stop' : undefined);
      return stop === undefined;
    });
    if (this.#learning) await session.write(this.#learning);
    this.#learning = undefined;
    if (stop === undefined) for (const remark of totals.remarks(split)) this.#warnOnce(remark);
    return stop ?? totals.values();
  }

  /**
   * Puts the averages of the weights in their place, where the document asks for averages. Equal averages of many steps are like
   * no weights of late, so running statistics are gathered anew for them. `step` is that of the weights.
   */
  async #showAverages(step = this.#state.step): Promise<void> {
    const {
      document: { training },
      session,
      model,
      source,
      breathe,
    } = this.#options;
    const { type, start } = training.averaging;
    if (type === 'none' || step === 0) return;
    this.#learning = new Map(
      [...(await session.read())].map(([name, value]) => [name, { ...value, data: value.data.slice() } as Tensor]),
    );
    await session.write(averaged(this.#learning));
    if (type !== 'equal' || step <= (start + 1) * training.accumulation) return;
    this.#statistics = await gatherStatistics({
      model,
      session,
      source,
      training,
      seed: (batch) => stepSeed(training.seed, -1 - batch),
      breathe,
    });
    await session.write(this.#statistics);
  }

  /** At the very end; a split that nobody wants to wait for has none. */
  async #finalMetrics(split: SplitName): Promise<Metrics | null> {
    const train = this.#last;
    const metrics = await this.#evaluate(split, false, split === this.#judgedSplit);
    this.#last = train;
    return typeof metrics === 'string' ? null : metrics;
  }

  /** A forecast beside what needs no network. */
  get #comparison(): ForecastComparison | null {
    const { baselines, rows } = this.#options;
    const split = this.#judgedSplit;
    return baselines && { split, windows: rows[split], network: this.#errors.mean, baselines };
  }

  async #verdict(
    metrics: Readonly<Record<SplitName, Metrics | null>>,
    kept: BestEpoch | null,
  ): Promise<Verdict | null> {
    const { document, judged, session } = this.#options;
    const { epoch: epochs, first } = this.#state;
    const split = this.#judgedSplit;
    return verdictOf({
      document,
      judged,
      split,
      metrics: metrics[split],
      constant: await this.#constant.metrics(session),
      watched: metrics.validation ?? metrics.train ?? {},
      kept,
      epochs,
      first,
    });
  }

  /** Where a loss that is no number came from: the data, an update that spoilt weights, the first layer whose output is none, or the loss itself. */
  async #firstNotFinite({ rows, feeds }: Batch, step: number): Promise<Phrase> {
    const { session, model } = this.#options;
    for (const [name, { data: values, shape }] of Object.entries(feeds)) {
      const at = values.findIndex((value: number) => !Number.isFinite(value));
      if (at >= 0)
        return phrase('data-not-finite', {
          value: values[at]!,
          where: whereInFile(this.#options.origin, rows[Math.floor(at / (values.length / shape[0]!))]!),
          column: verbatim(this.#columnOf(name)),
        });
    }
    await session.rollback();
    const state = await session.read();
    const spoilt = model.weights.filter(({ name, trainable }) => trainable && !areFinite(state.get(name)!));
    // gradients run from the loss to the input, so the last weight was spoilt first
    const last = spoilt.at(-1);
    if (last) {
      const update = { step: step - 1, name: verbatim(last.name) };
      return spoilt.length > 1
        ? phrase('updates-not-finite', { ...update, count: spoilt.length - 1 })
        : phrase('update-not-finite', update);
    }
    // layers come in the order in which they are computed
    for (const [name, output] of Object.entries(await session.run('inspect', rows.length, feeds))) {
      if (areFinite(output)) continue;
      return phrase('layer-not-finite', { name: verbatim(this.#layers.get(name.slice('output:'.length)) ?? name) });
    }
    return phrase('loss-overflows');
  }

  /** The dataset's column behind a feed. */
  #columnOf(feed: string): string {
    const { inputs, targets } = this.#options.document.data;
    const [kind, key] = feed.split(/:(.*)/s) as [string, string];
    return (kind === 'input' ? inputs : targets)[key]?.column ?? feed;
  }

  #seconds(): number {
    return this.#options.clock() - this.#startedAt;
  }

  /**
   * Until the last step, at the mean pace of this part of the run: that of its steps, and that of what stands between its epochs,
   * validations and checkpoints.
   */
  #secondsLeft(stepsPerEpoch: number, steps: number): number {
    const { epoch, stepInEpoch, step } = this.#state;
    const left = Math.min((this.#options.document.training.epochs - epoch) * stepsPerEpoch - stepInEpoch, steps - step);
    const ends = Math.floor((stepInEpoch + left) / stepsPerEpoch);
    const begun = this.#options.checkpoint?.loop ?? START;
    const between = this.#seconds() - begun.seconds - this.#trained;
    return (left * this.#trained) / (step - begun.step) + (ends * between) / Math.max(1, epoch - begun.epoch);
  }

  #emit(event: TrainingEvent): void {
    this.#options.store.append(event);
    this.#options.emit(event);
  }
}

/** So many weights are named that are not finite: the last ones, which a gradient reaches first. */
const MOST_NAMES = 5;
const areFinite = ({ data }: Tensor): boolean => data.every((value: number) => Number.isFinite(value));

/** The step's own seed: steps draw other numbers, and the same ones when repeated. */
export const stepSeed = (seed: number, step: number): Tensor =>
  tensor('int32', [], [mix((mix(seed ^ hashName('step')) + step) >>> 0) | 0]);

/** Collects steps until they are reported together. */
class Report {
  readonly #totals: Totals;
  #step: number[] = [];
  #loss: number[] = [];
  #metrics: Record<string, (number | null)[]> = {};

  constructor(document: Document) {
    this.#totals = new Totals(document.training);
  }

  get size(): number {
    return this.#step.length;
  }

  add(step: number, results: Readonly<Record<string, Tensor>>): void {
    this.#totals.clear();
    this.#totals.add(results);
    const { loss, ...metrics } = this.#totals.values();
    this.#step.push(step);
    this.#loss.push(loss ?? Number.NaN);
    for (const [name, value] of Object.entries(metrics)) (this.#metrics[name] ??= []).push(value);
  }

  take(stepsPerSecond: number, secondsLeft: number, learningRate: number): TrainingEvent {
    const event: TrainingEvent = {
      event: 'steps',
      step: this.#step,
      loss: this.#loss,
      metrics: this.#metrics,
      stepsPerSecond,
      secondsLeft,
      learningRate,
    };
    this.#step = [];
    this.#loss = [];
    this.#metrics = {};
    return event;
  }
}
