/**
 * A run on disk:
 *
 *     document.loom            the document as it was trained
 *     run.json                 where, when and with what; the process that trains it
 *     metrics.jsonl            every event, a line each
 *     checkpoints/<step>/      loop.json and state.safetensors; the newest two and the best
 *     weights.safetensors      the weights at the end, with what the transforms learned
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSafetensors, writeSafetensors } from '../../data/formats/safetensors.ts';
import type { Fits } from '../../data/pipeline.ts';
import { serialize, parseDocument } from '../../graph/file.ts';
import type { Document } from '../../graph/document.ts';
import { problem, UserError } from '../../problems.ts';
import type { TrainingEvent } from '../../train/events.ts';
import type { Checkpoint, LoopState, RunStore } from '../../train/store.ts';
import type { Tensor } from '../../types/tensor.ts';
import { writeAtomic, writeProblem } from '../atomic.ts';

/** What a run is told when it is made. */
export interface RunInfo {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  readonly engine: 'onnx' | 'tfjs';
  readonly device: string;
  readonly threads: number;
  /** Relative paths of the document's data start here. */
  readonly base: string;
  /** Stop after so many steps. */
  readonly steps?: number;
  /** A weights file to start from. */
  readonly init?: string;
  /** Of the process that trains it; another one's number once it has ended. */
  readonly pid?: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** How many of the newest checkpoints are kept. */
const KEEP = 2;

export class RunFolder implements RunStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  static async create(folder: string, document: Document, info: RunInfo): Promise<RunFolder> {
    await writeAtomic(path.join(folder, 'document.loom'), serialize(document));
    const run = new RunFolder(folder);
    await run.writeInfo(info);
    return run;
  }

  async info(): Promise<RunInfo> {
    return JSON.parse(await this.#read('run.json')) as RunInfo;
  }
  async writeInfo(info: RunInfo): Promise<void> {
    await writeAtomic(path.join(this.folder, 'run.json'), `${JSON.stringify(info, null, 2)}\n`);
  }
  async document(): Promise<Document> {
    return parseDocument(await this.#read('document.loom'), path.join(this.folder, 'document.loom'));
  }

  async #read(name: string): Promise<string> {
    const file = path.join(this.folder, name);
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      throw new UserError(problem('file-unreadable', { file, reason: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not there; this is no run folder' : (error as Error).message }));
    }
  }

  append(event: TrainingEvent): void {
    try {
      appendFileSync(path.join(this.folder, 'metrics.jsonl'), `${JSON.stringify(event)}\n`);
    } catch (error) {
      throw writeProblem(path.join(this.folder, 'metrics.jsonl'), error);
    }
  }

  /** Every event; a last line that was cut off when the process died is left out. */
  events(): TrainingEvent[] {
    let text: string;
    try {
      text = readFileSync(path.join(this.folder, 'metrics.jsonl'), 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as TrainingEvent];
      } catch {
        return [];
      }
    });
  }

  /** Forgets what was said after `step`: before a resumed run says it again. */
  async rewind(step: number): Promise<void> {
    const kept = this.events().flatMap((event): TrainingEvent[] => {
      if (event.event === 'failed' || event.event === 'finished' || event.event === 'state') return [];
      if (event.event === 'steps') {
        const count = event.step.filter((s) => s <= step).length;
        if (count === 0) return [];
        const cut = (list: readonly number[]) => list.slice(0, count);
        return [{ ...event, step: cut(event.step), loss: cut(event.loss), metrics: Object.fromEntries(Object.entries(event.metrics).map(([name, list]) => [name, cut(list)])) }];
      }
      return 'step' in event && event.step > step ? [] : [event];
    });
    await writeAtomic(path.join(this.folder, 'metrics.jsonl'), kept.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }

  async save({ loop, tensors }: Checkpoint, best: number | null): Promise<string> {
    const folder = path.join(this.folder, 'checkpoints');
    const final = path.join(folder, String(loop.step));
    const temporary = path.join(folder, `.${loop.step}.tmp`);
    try {
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary, { recursive: true });
      await writeFile(path.join(temporary, 'loop.json'), `${JSON.stringify(loop, null, 2)}\n`);
      const handle = await open(path.join(temporary, 'state.safetensors'), 'w');
      try {
        await handle.writeFile(writeSafetensors(tensors));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rm(final, { recursive: true, force: true });
      await rename(temporary, final);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw writeProblem(final, error);
    }
    const steps = await this.checkpoints();
    for (const step of steps.slice(0, -KEEP)) if (step !== best) await rm(path.join(folder, String(step)), { recursive: true, force: true });
    return final;
  }

  /** Steps with a whole checkpoint, in order. */
  async checkpoints(): Promise<number[]> {
    try {
      const names = await readdir(path.join(this.folder, 'checkpoints'));
      return names.filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b);
    } catch {
      return [];
    }
  }

  async load(step?: number): Promise<Checkpoint | null> {
    const at = step ?? (await this.checkpoints()).at(-1);
    if (at === undefined) return null;
    const folder = path.join(this.folder, 'checkpoints', String(at));
    try {
      const loop = JSON.parse(await readFile(path.join(folder, 'loop.json'), 'utf8')) as LoopState;
      return { loop, tensors: readSafetensors(await readFile(path.join(folder, 'state.safetensors'))) };
    } catch (error) {
      throw new UserError(problem('file-damaged', { file: folder, where: 'the checkpoint', reason: (error as Error).message }));
    }
  }

  async saveWeights(tensors: ReadonlyMap<string, Tensor>, fits: Fits): Promise<void> {
    await writeWeights(path.join(this.folder, 'weights.safetensors'), tensors, fits);
  }
}

/** A weights file: the tensors, and what the transforms of the data learned. */
export async function writeWeights(file: string, tensors: ReadonlyMap<string, Tensor>, fits: Fits): Promise<void> {
  await writeAtomic(file, writeSafetensors(tensors, { fits: JSON.stringify(fits) }));
}

/** Reads a weights file, or a run folder's weights (those of its newest checkpoint while it has not finished). */
export async function readWeights(location: string): Promise<{ tensors: Map<string, Tensor>; fits?: Fits }> {
  const candidates = [location, path.join(location, 'weights.safetensors')];
  const newest = await new RunFolder(location).load();
  for (const file of candidates) {
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch {
      continue;
    }
    try {
      const fits = safetensorsMetadata(bytes).fits;
      return { tensors: readSafetensors(bytes), ...(fits !== undefined && { fits: JSON.parse(fits) as Fits }) };
    } catch (error) {
      throw new UserError(problem('file-damaged', { file, where: 'the weights', reason: (error as Error).message }));
    }
  }
  if (newest) return { tensors: new Map(newest.tensors) };
  throw new UserError(problem('file-unreadable', { file: location, reason: 'there is no weights file' }));
}

function safetensorsMetadata(bytes: Buffer): Readonly<Record<string, string>> {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8')) as { __metadata__?: Record<string, string> };
  return header.__metadata__ ?? {};
}
