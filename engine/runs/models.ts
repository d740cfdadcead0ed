/** The trained networks of runs: evaluated on a split of their data, or asked about single rows. */
import type { SplitName } from '../data/pipeline.ts';
import type { FileSystem } from '../files/fileSystem.ts';
import type { CallResults } from '../protocol.ts';
import type { Tensors } from '../train/engine.ts';
import { type Evaluation, type EvaluationOptions, evaluateWeights } from '../train/evaluateWeights.ts';
import type { ComputeMachine } from '../train/machine.ts';
import { readWeights, RunFolder } from './folder.ts';
import { TrainedModel } from '../train/trained.ts';

/** Networks that are kept ready. */
const KEPT = 2;

/** Evaluates and predicts with runs, given by their folders. A network that was asked stays ready for the next question. */
export class RunModels {
  readonly #machine: ComputeMachine;
  readonly #ready = new Map<string, { readonly version: string; readonly model: Promise<TrainedModel> }>();

  constructor(machine: ComputeMachine) {
    this.#machine = machine;
  }

  /** Loss and metrics on a split, who was taken for whom, and the `mistakes` surest wrong answers. On another machine where one is given. */
  async evaluate(
    folder: string,
    split: SplitName,
    {
      machine = this.#machine,
      ...wanted
    }: { machine?: ComputeMachine } & Pick<EvaluationOptions, 'mistakes' | 'progress'>,
  ): Promise<Evaluation> {
    const { files } = machine;
    const run = new RunFolder(files, folder);
    const [document, info, weights] = [await run.document(), await run.info(), await readWeights(files, folder)];
    const {
      matrices: _,
      fit: _fit,
      notes: _notes,
      ...evaluation
    } = await evaluateWeights(machine, document, info.base, weights, split, wanted);
    return evaluation;
  }

  /** `output:<node>` and `readout:<node>` for rows as the dataset has them, by Input node. */
  async predict(folder: string, inputs: Tensors): Promise<CallResults['model.predict']> {
    return (await this.#open(folder)).predict(inputs);
  }

  /** Forgets a run, before its folder is removed. */
  async drop(folder: string): Promise<void> {
    const kept = this.#ready.get(folder);
    this.#ready.delete(folder);
    await kept?.model.then(
      (model) => model.close(),
      () => {},
    );
  }

  async close(): Promise<void> {
    for (const folder of [...this.#ready.keys()]) await this.drop(folder);
  }

  async #open(folder: string): Promise<TrainedModel> {
    const { files } = this.#machine;
    const version = await versionOf(files, folder);
    const kept = this.#ready.get(folder);
    if (kept?.version === version) return kept.model;
    await this.drop(folder);
    const run = new RunFolder(files, folder);
    // one thread: a single row is answered faster by one than by several that wait for each other
    const model = Promise.all([run.document(), readWeights(files, folder)]).then(([document, weights]) =>
      TrainedModel.open(this.#machine.engineOf('onnx'), document, weights, { device: 'cpu', threads: 1 }),
    );
    this.#ready.set(folder, { version, model });
    model.catch(() => this.#ready.delete(folder));
    for (const oldest of [...this.#ready.keys()].slice(0, -KEPT)) await this.drop(oldest);
    return model;
  }
}

/** Changes when the run has other weights: the final file's time, or its newest checkpoint. */
async function versionOf(files: FileSystem, folder: string): Promise<string> {
  const run = new RunFolder(files, folder);
  const final = await files.stat(run.weightsFile).catch(() => undefined);
  return final ? `final ${final.modified}` : `step ${await run.lastCheckpoint()}`;
}
