/**
 * A run on disk:
 *
 *     document.loom            the document as it was trained
 *     run.json                 where, when and with what; the process that trains it
 *     metrics.jsonl            every event, a line each, with its time
 *     tensorboard/             the same curves for TensorBoard
 *     checkpoints/<step>/      loop.json and state.safetensors; the newest two and the best of each
 *     weights.safetensors      the weights at the end, with what the transforms learned
 */
import { type Content, exists, type FileSystem, readText } from '../files/fileSystem.ts';
import { writeProblem } from '../files/write.ts';
import type { Document } from '../graph/document.ts';
import { parseDocument, serialize } from '../graph/file.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { problem, UserError, Refusal, reasonOf } from '../problems.ts';
import type { RecordedEvent, TrainingEvent } from '../train/events.ts';
import { averaged, type Checkpoint, type LoopState, type RunStore } from '../train/store.ts';
import { decodeWeights, encodeWeights, type Weights } from '../train/weights.ts';
import { eventOfLine, isRunInfo } from './recorded.ts';
import { encodeEvent, encodeFile } from './tensorboard.ts';
import { readWeightsFile } from './weightsFile.ts';

/** What a run is told when it is made. */
export interface RunInfo {
  readonly id: string;
  readonly name: string;
  /** What the person called it. */
  readonly label?: string;
  /** ISO 8601. */
  readonly created: string;
  readonly engine: 'onnx' | 'tfjs';
  readonly device: string;
  readonly threads: number;
  /** Relative paths of the document's data start here. */
  readonly base: string;
  /** Stop after so many steps, in the midst of what the document describes. */
  readonly steps?: number;
  /** How many steps the whole training has: its epochs, and what its schedule spans, follow from them. */
  readonly length?: number;
  /** A weights file to start from. */
  readonly init?: string;
  /** Seconds between checkpoints within an epoch, and batches read ahead, where they are not the usual. */
  readonly checkpointEvery?: number;
  readonly prefetch?: number;
  /** The process that trains it, or did, and when it began (ISO 8601). */
  readonly pid?: number;
  readonly started?: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** How many of the newest checkpoints are kept. */
const KEEP = 2;

const METRICS = 'metrics.jsonl';
const WEIGHTS = 'weights.safetensors';
/** TensorBoard knows its files by this beginning. */
const CURVES = ['tensorboard', 'events.out.tfevents.0.layerloom'];

/** Up to where a run that failed can be resumed. */
export const keptUpTo = (step: number | null): Phrase =>
  step === null ? phrase('train-again') : phrase('resume-run', { step });

export class RunFolder implements RunStore {
  readonly folder: string;
  readonly #files: FileSystem;
  /** The newest checkpoint that was written or gone back to here. */
  #saved: number | null = null;

  constructor(files: FileSystem, folder: string) {
    this.#files = files;
    this.folder = folder;
  }

  static async create(files: FileSystem, folder: string, document: Document, info: RunInfo): Promise<RunFolder> {
    const run = new RunFolder(files, folder);
    await run.writeDocument(document);
    await run.writeInfo(info);
    return run;
  }

  get weightsFile(): string {
    return this.#at(WEIGHTS);
  }
  get metricsFile(): string {
    return this.#at(METRICS);
  }
  get #curvesFile(): string {
    return this.#at(...CURVES);
  }
  checkpointFolder(step: number): string {
    return this.#at('checkpoints', String(step));
  }
  #at(...parts: string[]): string {
    return this.#files.paths.join(this.folder, ...parts);
  }

  async info(): Promise<RunInfo> {
    const file = this.#at('run.json');
    const damaged = (reason: Phrase) =>
      new UserError(problem('file-damaged', { file: verbatim(file), where: phrase('its-beginning'), reason }));
    const text = await this.text('run.json');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw damaged(phrase('not-json'));
    }
    if (!isRunInfo(value)) throw damaged(phrase('not-run-info'));
    return value as RunInfo;
  }
  async writeInfo(info: RunInfo): Promise<void> {
    await this.#write(this.#at('run.json'), `${JSON.stringify(info, null, 2)}\n`);
  }
  async writeDocument(document: Document): Promise<void> {
    await this.#write(this.#at('document.loom'), serialize(document));
  }
  async document(): Promise<Document> {
    return parseDocument(await this.text('document.loom'), this.#at('document.loom'));
  }

  async text(name: 'document.loom' | 'run.json'): Promise<string> {
    const file = this.#at(name);
    try {
      return await readText(this.#files, file);
    } catch (error) {
      throw new UserError(
        problem('file-unreadable', {
          file: verbatim(file),
          reason: reasonOf(error, { ENOENT: 'not-a-run-folder' }),
        }),
      );
    }
  }

  append(event: TrainingEvent): void {
    const recorded: RecordedEvent = { ...event, time: Date.now() / 1000 };
    const curves = encodeEvent(recorded);
    try {
      this.#files.append(this.metricsFile, `${JSON.stringify(recorded)}\n`);
      if (curves.length > 0) this.#files.append(this.#curvesFile, curves);
    } catch (error) {
      throw writeProblem(this.folder, error, whenFull(this.#saved));
    }
  }

  /** Records for a process that died in its words: on a line of its own, whatever that left. What cannot be written is left out. */
  recordEnd(event: TrainingEvent): void {
    try {
      this.#files.append(this.metricsFile, `\n${JSON.stringify({ ...event, time: Date.now() / 1000 })}\n`);
    } catch {
      // the one who listens hears it all the same
    }
  }

  /** Every event, or those that `wanted` finds by the beginning of their line; a line that was cut off when the process died is left out. */
  async events(wanted: (line: string) => boolean = () => true): Promise<RecordedEvent[]> {
    let text: string;
    try {
      text = await readText(this.#files, this.metricsFile);
    } catch {
      return [];
    }
    return text.split('\n').flatMap((line) => (wanted(line) ? (eventOfLine(line) ?? []) : []));
  }

  /**
   * Takes the record back to a checkpoint (null: to before the start), so that a run that goes on from there reads as if it had
   * never been interrupted.
   */
  async rewind(checkpoint: Checkpoint | null): Promise<void> {
    const { step, epoch } = checkpoint?.loop ?? { step: -1, epoch: -1 };
    const kept = checkpoint
      ? (await this.events()).flatMap((event) => upTo(checkpoint.loop, event)).filter(firstState)
      : [];
    if (
      checkpoint &&
      !kept.some((event) => event.event === 'checkpoint' && event.step === step && event.epoch === epoch)
    )
      kept.push({ event: 'checkpoint', epoch, step, file: this.checkpointFolder(step), time: Date.now() / 1000 });
    await this.#write(this.metricsFile, kept.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await this.#write(this.#curvesFile, encodeFile(kept, kept[0]?.time ?? Date.now() / 1000));
    for (const later of (await this.checkpoints()).filter((at) => at > step))
      await this.#files.removeFolder(this.checkpointFolder(later));
    await this.#files.remove(this.weightsFile);
    this.#saved = await this.lastCheckpoint();
  }

  async save({ loop, ...weights }: Checkpoint): Promise<string> {
    const final = this.checkpointFolder(loop.step);
    const temporary = this.#at('checkpoints', `.${loop.step}.tmp`);
    const files = this.#files;
    const within = (name: string) => files.paths.join(temporary, name);
    try {
      await files.removeFolder(temporary);
      await files.write(within('loop.json'), `${JSON.stringify(loop, null, 2)}\n`);
      await files.write(within('state.safetensors'), encodeWeights(weights));
      await files.removeFolder(final);
      await files.rename(temporary, final);
    } catch (error) {
      await files.removeFolder(temporary).catch(() => {});
      throw writeProblem(final, error, whenFull(await this.lastCheckpoint()));
    }
    this.#saved = loop.step;
    const steps = await this.checkpoints();
    // should the newest be damaged, the one before it needs its own best
    const bests = await Promise.all(steps.slice(-KEEP).map((step) => this.#bestOf(step)));
    for (const step of steps.slice(0, -KEEP))
      if (!bests.includes(step)) await files.removeFolder(this.checkpointFolder(step));
    return final;
  }

  /** The last step of the best epoch, as a checkpoint knows it. */
  async #bestOf(step: number): Promise<number | undefined> {
    try {
      return (await this.#loop(step)).best?.step;
    } catch {
      return undefined; // a damaged one has none
    }
  }

  async #loop(step: number): Promise<LoopState> {
    const file = this.#files.paths.join(this.checkpointFolder(step), 'loop.json');
    return loopState(JSON.parse(await readText(this.#files, file)) as LoopState | OlderLoopState);
  }

  /** Steps with a checkpoint, in order. */
  async checkpoints(): Promise<number[]> {
    const names = await this.#files.list(this.#at('checkpoints')).catch((): readonly string[] => []);
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }
  /** The step that the run can go on from; null where there is no checkpoint yet. */
  async lastCheckpoint(): Promise<number | null> {
    return (await this.checkpoints()).at(-1) ?? null;
  }

  async #write(file: string, content: Content): Promise<void> {
    try {
      await this.#files.write(file, content);
    } catch (error) {
      throw writeProblem(file, error, whenFull(await this.lastCheckpoint()));
    }
  }

  /** A damaged one is passed over for the one before it, after `skipped` has heard why. Throws where every one is damaged. */
  async newest(skipped: (damage: UserError) => void = () => {}): Promise<Checkpoint | null> {
    let damage: UserError | undefined;
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

  async load(step: number): Promise<Checkpoint> {
    const folder = this.checkpointFolder(step);
    try {
      const loop = await this.#loop(step);
      if (loop.step !== step) throw new Refusal(phrase('checkpoint-of-step', { step: loop.step }));
      const { tensors, fits = {} } = decodeWeights(
        await this.#files.read(this.#files.paths.join(folder, 'state.safetensors')),
      );
      return { loop, tensors, fits };
    } catch (error) {
      throw new UserError(
        problem('file-damaged', { file: verbatim(folder), where: phrase('the-checkpoint'), reason: reasonOf(error) }),
      );
    }
  }

  saveWeights(weights: Weights): Promise<void> {
    return this.#write(this.weightsFile, encodeWeights(weights));
  }
}

/** What a person does where the disk is full; `last` is the newest checkpoint. */
const whenFull = (last: number | null): Phrase =>
  last === null ? phrase('train-again-when-free') : phrase('resume-when-free', { step: last });

/** What is left of an event where a run is taken back to where `loop` stands; several steps to an event are cut. */
/** As runs have it that kept one loss for each row: of their epoch in progress the loss is that of the steps to come. */
type OlderLoopState = Omit<LoopState, 'sums'> & {
  readonly sums: { readonly loss: number; readonly rows: number; readonly metrics: LoopState['sums']['metrics'] };
};
function loopState(saved: LoopState | OlderLoopState): LoopState {
  return 'costs' in saved.sums ? (saved as LoopState) : { ...saved, sums: { costs: [], metrics: saved.sums.metrics } };
}

function upTo({ step, epoch }: LoopState, event: RecordedEvent): RecordedEvent[] {
  switch (event.event) {
    case 'failed':
    case 'finished':
      return [];
    case 'state':
      return event.state === 'running' ? [event] : [];
    case 'steps': {
      const count = event.step.filter((at) => at <= step).length;
      const cut = <T>(list: readonly T[]): T[] => list.slice(0, count);
      return count === 0
        ? []
        : [
            {
              ...event,
              step: cut(event.step),
              loss: cut(event.loss),
              metrics: Object.fromEntries(Object.entries(event.metrics).map(([name, list]) => [name, cut(list)])),
            },
          ];
    }
    case 'statistics':
      return event.step <= step ? [event] : [];
    case 'epoch':
    case 'checkpoint':
      return event.step <= step && event.epoch <= epoch ? [event] : [];
    default:
      return [event];
  }
}

/** The start is told once; later states were pauses and ends that are over. */
const firstState = (event: RecordedEvent, at: number, all: readonly RecordedEvent[]): boolean =>
  event.event !== 'state' || all.findIndex(({ event }) => event === 'state') === at;

/**
 * Reads a weights file (a checkpoint's tensors are one), or a run folder's weights: the final ones, or those of its newest
 * checkpoint while it has not finished. A checkpoint's folder is taken as well.
 */
export async function readWeights(files: FileSystem, location: string): Promise<Weights> {
  const run = new RunFolder(files, location);
  const within = (name: string) => files.paths.join(location, name);
  if (await exists(files, run.weightsFile)) return readWeightsFile(files, run.weightsFile);
  const weights = (await run.newest()) ?? (await readWeightsFile(files, await weightsWithin()));
  return { ...weights, tensors: averaged(weights.tensors) };

  /** A file itself, or the tensors of a checkpoint's folder. Throws a `UserError` where a folder holds none. */
  async function weightsWithin(): Promise<string> {
    const kind = await files.stat(location).then(
      ({ kind }) => kind,
      () => undefined,
    );
    if (kind !== 'folder') return location;
    const state = within('state.safetensors');
    if (await exists(files, state)) return state;
    const reason = phrase((await exists(files, within('run.json'))) ? 'run-without-weights' : 'folder-without-run');
    throw new UserError(problem('file-unreadable', { file: verbatim(location), reason }));
  }
}
