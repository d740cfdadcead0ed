/**
 * What a network would get that answers every row alike, with the truth before it when it chooses the answer: the most frequent class,
 * the mean. A training that comes no further has learned nothing from its inputs. Its answers go through the losses and metrics of the
 * training itself, so there is such a number for each of them, and nothing is counted here in another way.
 */
import type { Fits } from '../../data/pipeline.ts';
import { applyTransforms, undoTransforms } from '../../data/transformed.ts';
import type { Document } from '../../graph/document.ts';
import { choosesClass } from '../../learn/comparison.ts';
import type { Loss } from '../../learn/define.ts';
import { ignoredBy, lossOf } from '../../learn/index.ts';
import { isBetter } from '../../learn/metricText.ts';
import { CONSTANT, type CompiledModel } from '../../passes/compiled.ts';
import { expandDocument } from '../../passes/expand.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import type { Batch } from '../batches.ts';
import type { Session, Tensors } from '../engine.ts';
import type { Metrics } from '../events.ts';
import { Totals } from '../metrics.ts';

/** Bytes of targets that are kept; of a split with more of them, batches here and there. */
const MOST_BYTES = 64 << 20;
/** Numbers that are sorted for a median. */
const MOST_SORTED = 2_000_000;
/** A log odds that is as good as certain. */
const CERTAIN = 15;

type LossConfig = Document['training']['losses'][number];

export class ConstantAnswers {
  readonly #document: Document;
  readonly #model: CompiledModel;
  /** Of the split. */
  readonly #rows: number;
  readonly #fits: Fits;
  readonly #batches: { readonly rows: number; readonly targets: Tensors }[] = [];
  #seen = 0;

  /** `fits`: what the transforms of the targets learned, by `target:<key>`. */
  constructor(document: Document, model: CompiledModel, rows: number, fits: Fits = {}) {
    [this.#document, this.#model, this.#rows, this.#fits] = [document, model, rows, fits];
  }

  /** Takes the targets of a batch in. */
  add({ rows, feeds }: Batch): void {
    const targets = Object.entries(feeds).filter(([name]) => name.startsWith('target:'));
    const bytes = targets.reduce((sum, [, { data }]) => sum + data.byteLength, 0) / Math.max(1, rows.length);
    const stride = Math.ceil((bytes * this.#rows) / MOST_BYTES);
    if (targets.length === 0 || this.#seen++ % Math.max(1, stride) !== 0) return;
    const copies = targets.map(([name, value]) => [name, { ...value, data: value.data.slice() } as Tensor]);
    this.#batches.push({ rows: rows.length, targets: Object.fromEntries(copies) });
  }

  /** Of each metric the best that such an answer gets; null where a loss knows none. */
  async metrics(session: Session): Promise<Metrics | null> {
    const { training } = expandDocument(this.#document);
    const answers = training.losses.map((config) => this.#answersTo(config));
    if (this.#batches.length === 0 || !answers.every((answer) => answer !== undefined)) return null;
    let best: Metrics = {};
    for (const which of [0, 1, 2]) {
      const totals = new Totals(training);
      const feeds = Object.fromEntries(
        answers.map(({ name, shape, of }) => [name, tensor('float32', shape, of[which] ?? of[0])]),
      );
      for (const { rows, targets } of this.#batches)
        totals.add(await session.run('constant', rows, { ...targets, ...feeds }));
      const found = Object.entries(totals.values());
      best = {
        ...best,
        ...Object.fromEntries(found.filter(([name, value]) => isBetter(name, value, best[name] ?? null))),
      };
    }
    return best;
  }

  /** The mean in the units of the data, where a target is learned in others: a mean of logarithms is none of the numbers. */
  #ownMean(loss: Loss, config: LossConfig, shape: readonly number[], batches: readonly Tensors[]) {
    const { transforms = [] } = this.#document.data.targets[config.target] ?? {};
    const fits = this.#fits[`target:${config.target}`] ?? [];
    const name = `target:${config.target}`;
    const turned = batches.flatMap((feeds) => {
      const own = undoTransforms(transforms, fits, feeds[name]!);
      return own ? [{ ...feeds, [name]: own }] : [];
    });
    if (transforms.length === 0 || turned.length < batches.length) return undefined;
    const counted = countedTargets(config, turned);
    const mean = Float32Array.from(means(shape, counted, (value) => value));
    const learned = applyTransforms(transforms, fits, tensor('float32', [1, ...shape], mean));
    const answers = Float32Array.from(learned.data, loss.unread ?? ((value) => value));
    return answers.length === sizeOf(shape) && answers.every(Number.isFinite) ? answers : undefined;
  }

  #answersTo(config: LossConfig) {
    const { outputs } = this.#model;
    const judged = outputs.find(({ node }) => node === config.output) ?? outputs[0]!;
    const shape = judged.type.shape.slice(1) as number[];
    const batches = this.#batches.map(({ targets }) => targets);
    const loss = lossOf(config.loss.type)!;
    const found = answersOf(loss, config, shape, batches);
    const ownMean = loss.compares === 'numbers' ? this.#ownMean(loss, config, shape, batches) : undefined;
    const of = found && ([...found, ...(ownMean ? [ownMean] : [])] as const);
    return of && { name: `${CONSTANT}${judged.node}`, shape, of };
  }
}

/** Two outputs to choose from for every row, as metrics differ in what they reward. */
type Answers = readonly [Float32Array, Float32Array];

function answersOf(
  loss: Loss,
  config: LossConfig,
  shape: readonly number[],
  batches: readonly Tensors[],
): Answers | undefined {
  const counted = () => countedTargets(config, batches);
  if (choosesClass(loss) || loss.compares === 'class-numbers' || loss.compares === 'classes')
    return mostFrequent(shape, counted(), ignoredBy(config.loss));
  switch (loss.compares) {
    case 'distributions':
      return mostFrequent(shape, counted(), undefined);
    case 'yes-or-no':
      return mostlyYes(shape, counted(), loss.least ?? 0);
    case 'numbers':
      return middle(shape, counted(), loss.unread ?? ((value) => value));
    default:
      return undefined;
  }
}

interface Counted {
  readonly target: Tensor;
  /** How much the element at this place of the target counts. */
  readonly weight: (at: number) => number;
}

const countedTargets = ({ target, sampleWeights }: LossConfig, batches: readonly Tensors[]): readonly Counted[] =>
  batches.map((feeds) => {
    const { data } = feeds[`target:${target}`]!;
    const weights = sampleWeights === undefined ? undefined : feeds[`target:${sampleWeights}`]!.data;
    const weight = (at: number) => (weights ? Number(weights[Math.floor((at * weights.length) / data.length)]) : 1);
    return { target: feeds[`target:${target}`]!, weight };
  });

/** The shares of the classes over all rows and places; and the same without the most frequent one, which may be a padding that counts nowhere. */
function mostFrequent(shape: readonly number[], counted: readonly Counted[], ignored: number | undefined): Answers {
  const classes = shape.at(-1)!;
  const sums = new Float64Array(classes);
  for (const { target, weight } of counted)
    target.data.forEach((value: number, at: number) => {
      const isLabel = target.dtype === 'int32';
      if (isLabel && (value === ignored || sums[value] === undefined)) return;
      sums[isLabel ? value : at % classes]! += (isLabel ? 1 : value) * weight(at);
    });
  const total = sums.reduce((a, b) => a + b, 0);
  const logits = Array.from(sums, (sum) => Math.log(Math.max(sum / (total || 1), Math.exp(-2 * CERTAIN))));
  const first = logits.indexOf(Math.max(...logits));
  const everywhere = (row: readonly number[]) =>
    Float32Array.from({ length: sizeOf(shape) }, (_, at) => row[at % classes]!);
  return [everywhere(logits), everywhere(logits.map((logit, i) => (i === first ? -3 * CERTAIN : logit)))];
}

/** For each output the log odds of how often it is yes; and yes throughout, which overlaps with what there is of it. */
function mostlyYes(shape: readonly number[], counted: readonly Counted[], least: number): Answers {
  const shares = means(shape, counted, (value) => (least < 0 ? Number(value > 0) : value));
  const odds = (share: number) => Math.max(-CERTAIN, Math.min(CERTAIN, Math.log(share / (1 - share))));
  return [Float32Array.from(shares, odds), new Float32Array(shares.length).fill(CERTAIN)];
}

/** For each output the mean, and the median: the best of squared errors and of absolute ones. */
function middle(shape: readonly number[], counted: readonly Counted[], unread: (value: number) => number): Answers {
  const averages = means(shape, counted, (value) => value);
  const all = counted.reduce((sum, { target }) => sum + target.data.length, 0);
  const medians = all > MOST_SORTED ? averages : averages.map((_, i) => medianOf(counted, i, averages.length));
  return [Float32Array.from(averages, unread), Float32Array.from(medians, unread)];
}

function means(shape: readonly number[], counted: readonly Counted[], read: (value: number) => number): Float64Array {
  const [sums, weights] = [new Float64Array(sizeOf(shape)), new Float64Array(sizeOf(shape))];
  for (const { target, weight } of counted)
    target.data.forEach((value: number, at: number) => {
      const weighs = weight(at);
      if (weighs === 0) return;
      sums[at % sums.length]! += weighs * read(value);
      weights[at % sums.length]! += weighs;
    });
  return sums.map((sum, i) => (weights[i] === 0 ? 0 : sum / weights[i]!));
}

function medianOf(counted: readonly Counted[], output: number, outputs: number): number {
  const values = counted.flatMap(({ target, weight }) => {
    const found: number[] = [];
    for (let at = output; at < target.data.length; at += outputs) if (weight(at) > 0) found.push(target.data[at]!);
    return found;
  });
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length === 0 ? 0 : sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
