/** The trained networks of runs: evaluated on a split of their data, or asked about single rows. */
import type { Pipeline, SplitName } from '../data/pipeline.ts';
import type { FileSystem } from '../files/fileSystem.ts';
import type { CallArguments, CallResults } from '../protocol.ts';
import type { Tensors } from '../train/engine.ts';
import { type EvaluationOptions, evaluateWeights, type WholeEvaluation } from '../train/evaluateWeights.ts';
import type { CellPage, Evaluation } from '../train/reports/evaluation.ts';
import type { ForecastWindow } from '../train/reports/forecasts.ts';
import { problem, UserError } from '../problems.ts';
import { sameShape } from '../types/shape.ts';
import { tensor } from '../types/tensor.ts';
import type { ComputeMachine } from '../train/machine.ts';
import type { Document } from '../graph/document.ts';
import type { Weights } from '../train/weights.ts';
import { readWeights, RunFolder, type RunInfo } from './folder.ts';
import { diffusionOf, lessNoise, startingNoise, stepAt } from '../train/generate/diffusion.ts';
import { LanguageModel, tokenizerFor } from '../train/generate/languageModel.ts';
import { TrainedModel } from '../train/trained.ts';

/** Networks that are kept ready, and evaluations. */
const KEPT = 2;

/** Which answers are asked for. */
type Cell = Pick<CallArguments['model.cell'], 'column' | 'truth' | 'prediction' | 'from' | 'most'>;

/** What is asked of a language model. */
type Asked = Omit<CallArguments['model.write'], 'run'>;
/** What is asked of a diffusion. */
type Drawn = Omit<CallArguments['model.draw'], 'run'>;
/** Tokens are gathered for so long before they are told, in milliseconds. */
const GATHERED = 40;

type Wanted = { readonly machine?: ComputeMachine } & Pick<EvaluationOptions, 'mistakes' | 'progress'>;

interface Closable {
  close(): Promise<void>;
}
/** A network that is ready for the next question, by which weights it has. */
interface Ready<T extends Closable> {
  readonly version: string;
  readonly model: Promise<T>;
}
/** One thread: a single row is answered faster by one than by several that wait for each other. */
const ONE_ROW = { device: 'cpu', threads: 1 };

async function dropFrom<T extends Closable>(ready: Map<string, Ready<T>>, folder: string): Promise<void> {
  const kept = ready.get(folder);
  ready.delete(folder);
  await kept?.model.then(
    (model) => model.close(),
    () => {},
  );
}

/** Evaluates and predicts with runs, given by their folders. A network that was asked stays ready for the next question. */
export class RunModels {
  readonly #machine: ComputeMachine;
  readonly #ready = new Map<string, Ready<TrainedModel>>();
  readonly #writing = new Map<string, Ready<LanguageModel>>();
  /** The text that is being written: a model writes one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  readonly #evaluations = new Map<string, WholeEvaluation>();

  constructor(machine: ComputeMachine) {
    this.#machine = machine;
  }

  /** Loss and metrics on a split, who was taken for whom, and the `mistakes` surest wrong answers. On another machine where one is given. */
  async evaluate(folder: string, split: SplitName, options: Wanted): Promise<Evaluation> {
    const {
      matrices: _,
      fit: _fit,
      notes: _notes,
      reports: _reports,
      windows: _windows,
      data: _data,
      ...evaluation
    } = await this.#evaluated(folder, split, options);
    return evaluation;
  }

  /** Some of the answers that one cell of a column's confusion matrix counts: of the first column where none is named. */
  async cell(
    folder: string,
    split: SplitName,
    { column, truth, prediction, from, most }: Cell,
    machine = this.#machine,
  ): Promise<CellPage> {
    const { reports, data } = await this.#known(folder, split, machine);
    const report = column === undefined ? reports[0] : reports.find((one) => one.column === column);
    if (!report?.cell) return { total: 0, answers: [] };
    const ask = async (rows: Int32Array) => (await this.#answers(folder, data, split, rows))[report.readout]!;
    return report.cell(truth, prediction, from, most, ask);
  }

  /** A window of a forecast; null of what is none. */
  async forecast(
    folder: string,
    split: SplitName,
    { group, at }: Pick<CallArguments['model.forecast'], 'group' | 'at'>,
    machine = this.#machine,
  ): Promise<ForecastWindow | null> {
    const { reports, windows, data } = await this.#known(folder, split, machine);
    if (!windows) return null;
    const place = windows.place(group, at);
    const answers = await this.#answers(folder, data, split, Int32Array.of(place.row));
    return windows.window(place, reports[0] && answers[reports[0].readout]);
  }

  /** An evaluation as it is kept, or made now. */
  async #known(folder: string, split: SplitName, machine: ComputeMachine): Promise<WholeEvaluation> {
    const known = this.#evaluations.get(await this.#keyOf(folder, split));
    return known ?? this.#evaluated(folder, split, { mistakes: 0, machine });
  }

  /** What the network says of some rows of the data. */
  async #answers(folder: string, data: Pipeline, split: SplitName, rows: Int32Array): Promise<Tensors> {
    const model = await this.#open(folder);
    const raw = model.model.inputs.map(({ name, node }) => [node!, data.raw(data.splits[split], name, rows)] as const);
    return model.predict(Object.fromEntries(raw));
  }

  async #keyOf(folder: string, split: SplitName): Promise<string> {
    return `${folder} ${split} ${await versionOf(this.#machine.files, folder)}`;
  }

  /** Kept for those who ask for single answers later. */
  async #evaluated(
    folder: string,
    split: SplitName,
    { machine = this.#machine, ...wanted }: Wanted,
  ): Promise<WholeEvaluation> {
    const { files } = machine;
    const key = await this.#keyOf(folder, split);
    const run = new RunFolder(files, folder);
    const [document, info, weights] = [await run.document(), await run.info(), await readWeights(files, folder)];
    const evaluation = await evaluateWeights(machine, document, info.base, weights, split, wanted);
    this.#evaluations.delete(key);
    this.#evaluations.set(key, evaluation);
    for (const oldest of [...this.#evaluations.keys()].slice(0, -KEPT)) this.#evaluations.delete(oldest);
    return evaluation;
  }

  /** `output:<node>` and `readout:<node>` for rows as the dataset has them, by Input node. */
  async predict(folder: string, inputs: Tensors): Promise<CallResults['model.predict']> {
    return (await this.#open(folder)).predict(inputs);
  }

  /** Takes noise off pictures, for a moment. Throws a `UserError` where the network does not learn a diffusion. */
  async draw(folder: string, { done, count, pictures: given, ...wanted }: Drawn): Promise<CallResults['model.draw']> {
    const { model, document, predict } = await this.#open(folder).then((one) => ({
      model: one.model,
      document: one.document,
      predict: (inputs: Tensors) => one.predict(inputs),
    }));
    const diffusion = diffusionOf(document);
    if (!diffusion) throw new UserError(problem('no-diffusion', {}));
    const { schedule, picture, time } = diffusion;
    const steps = { ...wanted, steps: Math.min(wanted.steps, schedule.steps) };
    const { shape } = model.inputs.find(({ node }) => node === picture)!.type;
    const whole = [count, ...(shape.slice(1) as number[])];
    let pictures = given && sameShape(given.shape, whole) ? given : startingNoise(whole, steps.seed);
    let guess = pictures;
    const end = Date.now() + GATHERED;
    let at = given ? done : 0;
    while (at < steps.steps) {
      const step = tensor('float32', [count, 1], new Float32Array(count).fill(stepAt(schedule, steps, at)));
      const answer = await predict({ [picture]: pictures, [time]: step });
      const foretold = answer[model.outputs[0]!.name]!.data;
      ({ pictures, guess } = lessNoise(pictures, foretold, diffusion, steps, at++));
      if (Date.now() >= end) break;
    }
    return { done: at, of: steps.steps, pictures, guess };
  }

  /** Goes on with a text, for a moment. */
  write(folder: string, asked: Asked): Promise<CallResults['model.write']> {
    const answer = this.#turn.then(() => this.#write(folder, asked));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #write(folder: string, { prompt, written, most, ...writing }: Asked): Promise<CallResults['model.write']> {
    const model = await this.#openToWrite(folder);
    const end = Date.now() + GATHERED;
    const added: number[] = [];
    for await (const token of model.write(prompt, writing, written)) {
      added.push(token);
      if (added.length >= most || Date.now() >= end) break;
    }
    const { textOf, unknownIn } = model.tokenizer;
    const text = textOf([...written, ...added]);
    return { written: added, text, unknown: unknownIn(prompt), reading: model.readingOf(prompt) };
  }

  /** Forgets a run, before its folder is removed. */
  async drop(folder: string): Promise<void> {
    await dropFrom(this.#ready, folder);
    await dropFrom(this.#writing, folder);
  }

  async close(): Promise<void> {
    for (const folder of [...this.#ready.keys(), ...this.#writing.keys()]) await this.drop(folder);
  }

  #open(folder: string): Promise<TrainedModel> {
    return this.#kept(this.#ready, folder, (document, weights) =>
      TrainedModel.open(this.#machine.engineOf('onnx'), document, weights, ONE_ROW),
    );
  }

  #openToWrite(folder: string): Promise<LanguageModel> {
    return this.#kept(this.#writing, folder, async (document, weights, { base }) => {
      const tokenizer = await tokenizerFor(document, weights, this.#machine.dataFiles(base));
      return LanguageModel.open(this.#machine.engineOf('onnx'), document, weights, tokenizer, ONE_ROW);
    });
  }

  /** A run's network, as it was kept ready or opened now. */
  async #kept<T extends Closable>(
    ready: Map<string, Ready<T>>,
    folder: string,
    open: (document: Document, weights: Weights, info: RunInfo) => Promise<T>,
  ): Promise<T> {
    const { files } = this.#machine;
    const version = await versionOf(files, folder);
    const kept = ready.get(folder);
    if (kept?.version === version) return kept.model;
    await dropFrom(ready, folder);
    const run = new RunFolder(files, folder);
    const model = Promise.all([run.document(), readWeights(files, folder), run.info()]).then((given) => open(...given));
    ready.set(folder, { version, model });
    model.catch(() => ready.delete(folder));
    for (const oldest of [...ready.keys()].slice(0, -KEPT)) await dropFrom(ready, oldest);
    return model;
  }
}

/** Changes when the run has other weights: the final file's time, or its newest checkpoint. */
async function versionOf(files: FileSystem, folder: string): Promise<string> {
  const run = new RunFolder(files, folder);
  const final = await files.stat(run.weightsFile).catch(() => undefined);
  return final ? `final ${final.modified}` : `step ${await run.lastCheckpoint()}`;
}
