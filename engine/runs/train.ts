/**
 * A training, from its run's folder to its end: in which order the record is taken up, the data opened, the network checked and
 * compiled (once each), its memory held against the machine's, and the loop run. What it asks of a machine is an interface, so that
 * the same order holds in a process of Node and over files in memory.
 */
import { ownUnits } from '../data/units/own.ts';
import { beyondHalf } from '../data/formats/safetensors.ts';
import type { ReadingWork } from '../data/tables.ts';
import type { FileSystem } from '../files/fileSystem.ts';
import type { Lock } from '../files/locks.ts';
import type { Document } from '../graph/document.ts';
import { type CheckedGraph, learnedNames } from '../passes/check.ts';
import { compileChecked } from '../passes/compile.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { type Phrase, phrase, someNames, verbatim } from '../phrases.ts';
import { type Problem, problem, problemPhrase, reasonOf, UserError } from '../problems.ts';
import type { Engine, Session } from '../train/engine.ts';
import type { TrainingEvent } from '../train/events.ts';
import { fitNotes, fitPhrase, fitWeights, givenOf } from '../train/fit.ts';
import { stepsIn } from '../train/batches.ts';
import { loneRow } from '../train/loneRow.ts';
import { type Controls, TrainingLoop } from '../train/loop.ts';
import { type MemoryPlan, memoryParts } from '../train/memory/plan.ts';
import { assertFits } from '../train/memory/report.ts';
import { openSession } from '../train/openModel.ts';
import type { OpenSource, SourceOptions } from '../train/source.ts';
import type { Checkpoint } from '../train/store.ts';
import type { Weights } from '../train/weights.ts';
import { formatBytes } from '../types/bytes.ts';
import { keptUpTo, readWeights, RunFolder, type RunInfo } from './folder.ts';
import { lockRun } from './list.ts';
import type { Machine } from './machine.ts';

/** Seconds between checkpoints within a long epoch. */
const CHECKPOINT_EVERY = 300;

/** Which run to train: its folder was made before. */
export interface TrainingRequest {
  readonly folder: string;
  /** From the start, or from its newest checkpoint. */
  readonly mode: 'start' | 'resume';
  /** The graph as who asks for it has checked it; it is checked here where that is left out. */
  readonly checked?: CheckedGraph;
}

/** What a training asks of where it runs. */
export interface TrainingMachine extends Machine {
  /** The number of the process, which the run's record tells. */
  readonly process: number;
  /** Relative paths of the document's data start at `base`. Throws a `UserError` with everything that keeps it from being trained. */
  openSource(document: Document, base: string, options: SourceOptions): Promise<OpenSource>;
  /** Throws a `UserError` (engine-unavailable) where there is none of that name. */
  engineOf(id: string): Engine;
  /** The device that was asked for where it works, else another, and why. */
  usableDevice(engine: string, device: string, threads: number): Promise<{ device: string; warning?: Phrase }>;
  /** Bytes that the process has now, the most that it has had, and those that a training may take. */
  memory(): { readonly held: number; readonly peak: number; readonly available: number };
  /** Seconds, from any start. */
  clock(): number;
  /** Lets messages arrive. */
  breathe(): Promise<void>;
}

/** Trains to the end, and says and records what happens, failures too. Whether it came to its end without one. */
export async function trainRun(
  machine: TrainingMachine,
  request: TrainingRequest,
  controls: Controls,
  emit: (event: TrainingEvent) => void,
): Promise<boolean> {
  const run = new RunFolder(machine.files, request.folder);
  /** Held for as long as it trains: nobody else does, so the record may be written. */
  let lock: Lock | undefined;
  try {
    const info = await run.info();
    lock = await lockRun(machine, request.folder);
    await run.writeInfo({ ...info, pid: machine.process, started: new Date().toISOString() });
    emit({ event: 'state', state: 'starting' });
    await train({ machine, run, info, request, controls, emit });
    return true;
  } catch (error) {
    if (controls.stopped.aborted && error === controls.stopped.reason) {
      run.recordEnd(STOPPED);
      emit(STOPPED);
      return true;
    }
    for (const event of failureEvents(error, await run.lastCheckpoint())) {
      if (lock) run.recordEnd(event);
      emit(event);
    }
    return false;
  } finally {
    lock?.release();
  }
}

const STOPPED: TrainingEvent = { event: 'state', state: 'stopped' };

/** How often it is told how far the reading of files is, in seconds. */
const TELL_EVERY = 0.25;

/** Who waits for the files of the data: whoever has started the training, who may stop it. */
function readingWork({ machine, controls, emit }: Parts): ReadingWork {
  let told = Number.NEGATIVE_INFINITY;
  return {
    signal: controls.stopped,
    progress(done, total) {
      const now = machine.clock();
      if (now - told < TELL_EVERY && done < total) return;
      told = now;
      emit({ event: 'reading', done, total });
    },
  };
}

function failureEvents(error: unknown, lastCheckpoint: number | null): TrainingEvent[] {
  const problems =
    error instanceof UserError
      ? error.problems
      : [
          problem('engine-died', {
            reason: reasonOf(error),
            kept: keptUpTo(lastCheckpoint),
          }),
        ];
  return [
    ...problems.map((found): TrainingEvent => ({ event: 'failed', problem: found })),
    { event: 'state', state: 'failed' },
  ];
}

/** What a training begins with. */
interface Beginning {
  readonly document: Document;
  /** Where it goes on from; null at its start. */
  readonly checkpoint: Checkpoint | null;
  /** Checkpoints that were passed over. */
  readonly damages: readonly UserError[];
  /** The checkpoint's, or those of a file. */
  readonly weights: Partial<Weights>;
}

async function begin(
  run: RunFolder,
  files: FileSystem,
  info: RunInfo,
  mode: TrainingRequest['mode'],
): Promise<Beginning> {
  const document = await run.document();
  const damages: UserError[] = [];
  const checkpoint = mode === 'resume' ? await run.newest((damage) => damages.push(damage)) : null;
  await run.rewind(checkpoint);
  const weights = checkpoint ?? (info.init === undefined ? {} : await readWeights(files, info.init));
  return { document, checkpoint, damages, weights };
}

interface Parts {
  readonly machine: TrainingMachine;
  readonly run: RunFolder;
  readonly info: RunInfo;
  readonly request: TrainingRequest;
  readonly controls: Controls;
  readonly emit: (event: TrainingEvent) => void;
}

async function train(parts: Parts): Promise<void> {
  const { machine, run, info, request } = parts;
  const beginning = await begin(run, machine.files, info, request.mode);
  const { checkpoint, weights } = beginning;
  const options = {
    checked: request.checked,
    fits: checkpoint?.fits,
    depth: info.prefetch,
    work: readingWork(parts),
  };
  await closing(await machine.openSource(beginning.document, info.base, options), async (source) => {
    const { checked, facts } = source;
    const document = await ofLength(run, beginning.document, info.length, facts.rows.train);
    const model = compileChecked(document, facts.targetTypes, checked, ownUnits(document, facts.fits));
    const { device, warning } = await machine.usableDevice(info.engine, info.device, info.threads);
    if (device !== info.device) await run.writeInfo({ ...(await run.info()), device });
    const engine = machine.engineOf(info.engine);
    const { held, available } = machine.memory();
    const plan =
      engine.estimateMemory && assertFits({ document, checked, model }, { held }, engine.estimateMemory, available);
    const runtime = { ...info, device };
    await closing(
      await openSession(engine, document, model, runtime, weights, checkpoint === null),
      async (session) => {
        const loop = loopOf(parts, { ...beginning, document }, { source, model, session, device });
        const lone = loneRow(document, source.checked, facts.rows.train);
        tellBeginning(loop, parts, beginning, { model, notes: facts.notes, warning, plan, lone });
        source.onNote = (note) => loop.warn(note);
        await loop.run();
        const final = await finalWeights(document, source, model, session);
        await run.saveWeights(final);
        const wide = beyondHalf(final.tensors, final.half ?? new Set());
        if (wide.length > 0) loop.warn(phrase('kept-in-32-bits', { names: someNames(wide.map(verbatim)) }));
      },
    );
  });
}

/** Lets go of what was opened, whatever comes of its use. */
async function closing<T extends { close(): Promise<void> }>(
  opened: T,
  use: (opened: T) => Promise<void>,
): Promise<void> {
  try {
    await use(opened);
  } catch (error) {
    await opened.close().catch(() => {}); // the first failure says what went wrong
    throw error;
  }
  await opened.close();
}

/** The document with as many epochs as `length` steps take, as the run then has it. */
async function ofLength(
  run: RunFolder,
  document: Document,
  length: number | undefined,
  rows: number,
): Promise<Document> {
  const { training } = document;
  const epochs = length === undefined ? training.epochs : Math.ceil(length / stepsIn(training, rows));
  if (epochs === training.epochs) return document;
  const lengthened = { ...document, training: { ...training, epochs } };
  await run.writeDocument(lengthened);
  return lengthened;
}

interface Opened {
  readonly source: OpenSource;
  readonly model: CompiledModel;
  readonly session: Session;
  readonly device: string;
}

function loopOf(
  { machine, run, info, controls, emit }: Parts,
  { document, checkpoint }: Beginning,
  { source, model, session, device }: Opened,
): TrainingLoop {
  const { rows, fits, evaluation, judged, baselines, origin } = source.facts;
  return new TrainingLoop(
    {
      run: info.id,
      document,
      model,
      session,
      source,
      rows,
      fits,
      evaluation,
      judged,
      baselines,
      origin,
      store: run,
      emit,
      engine: { id: info.engine, device, threads: info.threads },
      ...(info.steps !== undefined && { steps: info.steps }),
      ...(info.length !== undefined && { length: info.length }),
      checkpoint,
      checkpointEvery: info.checkpointEvery ?? CHECKPOINT_EVERY,
      clock: () => machine.clock(),
      breathe: () => machine.breathe(),
      peakMb: () => Math.round(machine.memory().peak / 2 ** 20),
    },
    controls,
  );
}

interface Remarks {
  readonly model: CompiledModel;
  /** What the data's files hold and is left aside. */
  readonly notes: readonly Phrase[];
  readonly warning: Phrase | undefined;
  readonly plan: MemoryPlan | undefined;
  /** A batch of one row, where a layer minds. */
  readonly lone: Problem | undefined;
}

/** Where the weights come from, where it trains and what it takes: said once the loop has told its start. */
function tellBeginning(
  loop: TrainingLoop,
  { machine, info }: Parts,
  { checkpoint, damages, weights }: Beginning,
  { model, notes, warning, plan, lone }: Remarks,
): void {
  if (!checkpoint && weights.tensors) {
    const fit = fitWeights(model, givenOf({ ...weights, tensors: weights.tensors }));
    for (const what of [fitPhrase(fit), ...fitNotes(fit)])
      loop.tell(phrase('from-file', { file: verbatim(machine.files.paths.basename(info.init!)), what }));
  }
  if (!checkpoint) for (const note of notes) loop.tell(note);
  if (warning !== undefined) loop.warn(warning);
  if (!checkpoint && lone) loop.warn(problemPhrase(lone));
  for (const found of damages.flatMap(({ problems }) => problems))
    loop.warn(phrase('going-on-from-before', { problem: problemPhrase(found), step: checkpoint?.loop.step ?? 0 }));
  if (plan) loop.tell(phrase('takes-memory', { memory: verbatim(formatBytes(plan.peak)), parts: memoryParts(plan) }));
}

/** The weights at the end, without what only their training needs, and what the transforms learned. */
async function finalWeights(
  document: Document,
  { checked, facts }: OpenSource,
  model: CompiledModel,
  session: Session,
): Promise<Weights> {
  const names = new Set(model.weights.map(({ name }) => name));
  return {
    tensors: new Map([...(await session.read())].filter(([name]) => names.has(name))),
    fits: facts.fits,
    classes: facts.classes,
    ...(document.training.savedAs === 'float16' && { half: learnedNames(checked) }),
  };
}
