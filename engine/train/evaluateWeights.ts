/** What weights are worth: loss, metrics, and for a network that chooses a class for each row who was taken for whom. */
import type { Pipeline, Split, SplitName } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import { choosesClass, saysYesOrNo } from '../learn/comparison.ts';
import { ignoredBy, lossOf } from '../learn/index.ts';
import { classesOf, expectClasses } from '../learn/metrics/common/classification.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { expandDocument } from '../passes/expand.ts';
import { problem, UserError } from '../problems.ts';
import type { Tensors } from './engine.ts';
import { type Batch, directBatches } from './batches.ts';
import { fitWeights, givenOf, type WeightsFit } from './fit.ts';
import { evaluateSplit, evaluationBatch } from './evaluate.ts';
import type { Tensor } from '../types/tensor.ts';
import type { ComputeMachine } from './machine.ts';
import { openModel, type Runtime } from './openModel.ts';
import type { Weights } from './weights.ts';
import { named, type Phrase } from '../phrases.ts';
import type { Metrics } from './events.ts';

export interface Evaluation {
  /** Null where a metric is not defined; `remarks` say why. */
  readonly metrics: Metrics;
  readonly remarks: readonly Phrase[];
  readonly rows: number;
  /** Rows = truth, columns = prediction; null where the model does not classify. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly number[] } | null;
  /** The wrongly classified examples with the surest wrong answers first. */
  readonly mistakes: readonly {
    readonly row: number;
    readonly truth: number;
    readonly prediction: number;
    readonly probability: number;
    readonly input: Tensor;
  }[];
}

/** An evaluation, and the metrics that are matrices besides: rows of numbers by name. */
export interface WholeEvaluation extends Evaluation {
  readonly matrices: Readonly<Record<string, readonly (readonly number[])[] | null>>;
  /** What of the weights the network took, and how. */
  readonly fit: WeightsFit;
  /** What is to be told of the data's files. */
  readonly notes: readonly Phrase[];
}

export interface EvaluationOptions extends Partial<Runtime> {
  readonly mistakes: number;
  /** Hears how many rows are done. */
  readonly progress?: (done: number, total: number) => void;
}

/** Evaluates on a split of the document's data, with the `mistakes` surest wrong answers. Throws a `UserError`. */
export async function evaluateWeights(
  machine: ComputeMachine,
  document: Document,
  base: string,
  weights: Weights,
  split: SplitName,
  { mistakes, progress, engine = 'onnx', device = 'cpu', threads = machine.threads }: EvaluationOptions,
): Promise<WholeEvaluation> {
  const { checked, data, model, session } = await openModel(
    machine,
    document,
    base,
    { engine, device, threads, fixed: true },
    weights,
  );
  try {
    const { table, rows } = data.splits[split];
    if (rows.length === 0)
      throw new UserError(problem('split-empty', { split: named(`splits.${split}`, split), rows: table.rows }));
    const report = ClassificationReport.of(document, model, data, split);
    let done = 0;
    const totals = await evaluateSplit(
      document,
      session,
      directBatches(data),
      split,
      evaluationBatch(checked),
      async (batch, results) => {
        report?.add(batch, results);
        done += batch.rows.length;
        progress?.(done, rows.length);
        await machine.breathe();
        return true;
      },
    );
    return {
      metrics: totals.values(),
      remarks: totals.remarks(split),
      matrices: totals.matrices(),
      fit: fitWeights(model, givenOf(weights)),
      notes: data.dataset.notes ?? [],
      rows: rows.length,
      confusion: report?.confusion() ?? null,
      mistakes: report?.mistakes(mistakes) ?? [],
    };
  } finally {
    await session.close();
  }
}

/** The confusion matrix and the wrong answers of a network that chooses a class for each row. */
class ClassificationReport {
  readonly #readout: string;
  readonly #target: string;
  readonly #names: readonly string[];
  readonly #counts: number[];
  readonly #data: Pipeline;
  readonly #split: Split;
  readonly #input: string;
  /** What the loss leaves out: rows with this label, and those that weigh 0 in this feed. */
  readonly #ignored: number | undefined;
  readonly #weights: string | undefined;
  readonly #wrong: { row: number; truth: number; prediction: number; probability: number }[] = [];

  private constructor(
    data: Pipeline,
    split: Split,
    readout: string,
    { loss, target, sampleWeights }: Document['training']['losses'][number],
    input: string,
    classes: number,
  ) {
    [this.#data, this.#split, this.#readout, this.#input] = [data, split, readout, input];
    this.#target = `target:${target}`;
    this.#ignored = ignoredBy(loss);
    this.#weights = sampleWeights === undefined ? undefined : `target:${sampleWeights}`;
    this.#names = data.sourceOf(this.#target)?.classes ?? [];
    this.#names = Array.from({ length: classes }, (_, i) => this.#names[i] ?? String(i));
    this.#counts = new Array<number>(classes * classes).fill(0);
  }

  /** Undefined where the first loss judges something else than one class a row. */
  static of(
    document: Document,
    model: CompiledModel,
    data: Pipeline,
    split: SplitName,
  ): ClassificationReport | undefined {
    const [first] = expandDocument(document).training.losses;
    const judged = first && (model.outputs.find(({ node }) => node === first.output) ?? model.outputs[0]);
    const target = model.targets[0]?.type;
    const loss = first && lossOf(first.loss.type);
    if (!loss || !judged || !target || judged.type.shape.length !== 2 || expectClasses(judged.type, target))
      return undefined;
    // a single yes or no is a choice between two classes, several of them are not
    if (!choosesClass(loss) && !(saysYesOrNo(loss) && judged.type.shape[1] === 1)) return undefined;
    return new ClassificationReport(
      data,
      data.splits[split],
      `readout:${judged.node}`,
      first,
      model.inputs[0]!.name,
      classesOf(judged.type.shape),
    );
  }

  add({ rows, feeds }: Batch, results: Tensors): void {
    const { data: shares } = results[this.#readout]!;
    const { data: truths } = feeds[this.#target]!;
    const classes = this.#names.length;
    const weights = this.#weights === undefined ? undefined : feeds[this.#weights]!.data;
    for (let i = 0; i < rows.length; i++) {
      // what the loss leaves out is neither right nor wrong
      if (weights?.[i] === 0 || (truths.length === rows.length && truths[i] === this.#ignored)) continue;
      const [prediction, probability] = largest(shares, i, shares.length / rows.length);
      const [truth] = truths.length === rows.length ? [truths[i]!] : largest(truths, i, truths.length / rows.length);
      this.#counts[truth * classes + prediction]!++;
      if (prediction !== truth) this.#wrong.push({ row: rows[i]!, truth, prediction, probability });
    }
  }

  confusion(): Evaluation['confusion'] {
    return { classes: this.#names, counts: this.#counts };
  }

  mistakes(most: number): Evaluation['mistakes'] {
    return this.#wrong
      .sort((a, b) => b.probability - a.probability)
      .slice(0, most)
      .map((mistake) => {
        const { dtype, shape, data } = this.#data.raw(this.#split, this.#input, [mistake.row]);
        return { ...mistake, input: { dtype, shape: shape.slice(1), data } };
      });
  }
}

/** The largest of row `i` and where it is; a single number is the probability of class 1. */
function largest(values: ArrayLike<number>, i: number, width: number): [index: number, value: number] {
  if (width === 1) return values[i]! > 0.5 ? [1, values[i]!] : [0, 1 - values[i]!];
  let best = 0;
  for (let c = 1; c < width; c++) if (values[i * width + c]! > values[i * width + best]!) best = c;
  return [best, values[i * width + best]!];
}
