/** What a training takes in memory, foreseen before it starts: by layer and at its peak, in bytes. */
import type { Column } from '../../data/define.ts';
import { type Document, nameOf } from '../../graph/document.ts';
import { isFed } from '../../layers/index.ts';
import { lossOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { checkTraining, judgedOutput, type TargetTypes } from '../../passes/compile.ts';
import type { CompiledModel, ProgramKind } from '../../passes/compiled.ts';
import type { EstimateMemory } from '../../passes/memory.ts';
import { formatBytes } from '../../types/bytes.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import type { Slices } from '../../slices.ts';
import { bytesOf, type TensorType } from '../../types/tensor.ts';
import { evaluationBatch } from '../evaluate.ts';
import { batchesReady } from './ready.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';

/** What a layer adds to the memory. */
export interface LayerMemory {
  /** Its label or id. */
  readonly name: string;
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** What it gives for one batch. */
  readonly activations: number;
}

export interface MemoryPlan {
  readonly batch: number;
  readonly layers: readonly LayerMemory[];
  /** They make up the peak together. */
  readonly parts: {
    /** The process with its code and libraries; with the data too, where that is loaded already. */
    readonly program: number;
    /** The dataset and the batches that lie ready. */
    readonly data: number;
    /** Twice where a step reads the old ones while it writes the new. */
    readonly weights: number;
    readonly optimizer: number;
    /** The most that activations, gradients and what lies between them take at one time in a step or an evaluation, and what is read back. */
    readonly step: number;
  };
  readonly peak: number;
}

// measured on Linux with the bench's cases (`npm run bench:memory`)
/** A training process before it has data. */
const CODE = 110 << 20;

const bytes = (shape: Shape): number => 4 * sizeOf(shape);
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

/** A document with what was made of it: nothing is checked or compiled a second time. */
export interface CompiledDocument {
  readonly document: Document;
  readonly checked: CheckedGraph;
  readonly model: CompiledModel;
}

/** What the data takes, in bytes; or what a process that has loaded it takes altogether. */
export type DataMemory = { readonly dataset: number } | { readonly held: number };

/** `estimate` says what the runtime takes; of another batch than the document's by scaling. */
export function* planMemory(
  { document, checked, model }: CompiledDocument,
  data: DataMemory,
  estimate: EstimateMemory,
  batch = document.training.batchSize,
): Slices<MemoryPlan> {
  const evaluation = evaluationBatch(checked);
  const kinds: readonly (readonly [ProgramKind, number])[] = [
    ['train', batch],
    ...(document.training.statisticsEvery !== 0 ? [['observe', batch] as const] : []),
    ['evaluate', evaluation],
  ];
  const { programs, doubled, results } = yield* estimate(model, kinds, batch !== document.training.batchSize);
  const weights = new Map(model.weights.map(({ name, shape }) => [name, bytes(shape)]));
  const slots = new Map(model.slots.map(({ name, shape }) => [name, bytes(shape)]));
  /** Of these tensors, with the second buffers that the runtime holds of some. */
  const held = (tensors: ReadonlyMap<string, number>): number =>
    sum(tensors.values()) + sum(doubled.map((name) => tensors.get(name) ?? 0));
  const row = sum([...model.inputs, ...model.targets].map(({ type }) => bytesOf(type)));
  const largest = row * Math.max(batch, evaluation);
  // and two that are just read and just learned from
  const ready = (batchesReady(batch, largest) + 2) * largest;
  const parts = {
    program: programs + ('held' in data ? data.held : CODE),
    data: ready + ('held' in data ? 0 : data.dataset),
    weights: held(weights),
    optimizer: held(slots),
    step: results,
  };
  return { batch, layers: layersOf(checked, model, batch), parts, peak: sum(Object.values(parts)) };
}

function groups<T>(list: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of list) {
    const others = found.get(keyOf(item));
    if (others) others.push(item);
    else found.set(keyOf(item), [item]);
  }
  return found;
}

function layersOf(checked: CheckedGraph, { weights, slots }: CompiledModel, batch: number): LayerMemory[] {
  const weightsOf = groups(weights, ({ node }) => node);
  const slotsOf = groups(slots, ({ weight }) => weight);
  return checked.order.map((id) => {
    const { node, outputs } = checked.nodes.get(id)!;
    const own = weightsOf.get(id) ?? [];
    return {
      name: nameOf(node),
      weights: sum(own.map(({ shape }) => bytes(shape))),
      gradients: sum(own.filter(({ trainable }) => trainable).map(({ shape }) => bytes(shape))),
      optimizer: sum(own.flatMap(({ name }) => slotsOf.get(name) ?? []).map(({ shape }) => bytes(shape))),
      activations: isFed(node) ? 0 : batch * sum(outputs.map(bytesOf)),
    };
  });
}

/** Rows that small networks and large memories could take, and more: beyond them nothing is asked. */
const MOST_ROWS = 2 ** 31;

/**
 * Rows of the largest batch whose training fits `limit` bytes, to a hundredth; 0 where none does. What a training takes is the most of
 * sums that grow evenly with the rows, so a straight line from a batch that fits to one that does not lies above it.
 */
export function* largestBatch(peakAt: (batch: number) => Slices<number>, limit: number): Slices<number> {
  let fits = { batch: 8, peak: yield* peakAt(8) };
  if (fits.peak > limit) {
    for (let batch = 7; batch > 0; batch--) if ((yield* peakAt(batch)) <= limit) return batch;
    return 0;
  }
  let over = fits;
  while (over.peak <= limit && over.batch < MOST_ROWS) {
    fits = over;
    over = { batch: 16 * over.batch, peak: yield* peakAt(16 * over.batch) };
  }
  if (over.peak <= limit) return over.batch;
  while (over.batch - fits.batch > Math.max(1, 0.01 * fits.batch)) {
    const share = (limit - fits.peak) / (over.peak - fits.peak);
    const batch = fits.batch + Math.max(1, Math.floor(share * (over.batch - fits.batch)));
    const at = { batch, peak: yield* peakAt(batch) };
    // a step that gains little has found it
    const found = at.peak <= limit && batch - fits.batch <= 0.005 * fits.batch;
    if (at.peak > limit) over = at;
    else fits = at;
    if (found) break;
  }
  return fits.batch;
}

/** Some targets that the losses take, where the data is not known: what a training takes hardly depends on them. Undefined where there are none. */
export function likelyTargets(document: Document, checked: CheckedGraph): TargetTypes | undefined {
  const entries = document.training.losses.map(({ target, loss }, i) => {
    const judged = judgedOutput(document, checked, i);
    const prediction = typeof judged === 'string' ? checked.nodes.get(judged)?.outputs[0] : undefined;
    const found =
      prediction &&
      lossOf(loss.type) &&
      candidates(prediction).find((type) =>
        checkTraining(
          { ...document, training: { ...document.training, losses: [document.training.losses[i]!] } },
          checked,
          { [target]: type },
        ).every(({ code }) => code !== 'loss-mismatch'),
      );
    return found && ([target, found] as const);
  });
  return entries.every((entry) => entry !== undefined) ? Object.fromEntries(entries) : undefined;
}

const candidates = ({ shape }: TensorType): TensorType[] => [
  { dtype: 'int32', shape: [shape[0]!] },
  { dtype: 'int32', shape: shape.slice(0, -1) },
  { dtype: 'float32', shape },
  { dtype: 'float32', shape: [shape[0]!] },
];

/** What a dataset takes: pixels one byte each, other numbers four. */
export const datasetBytes = ({
  columns,
  rows,
}: {
  readonly columns: readonly Column[];
  readonly rows: { readonly train: number; readonly validation?: number | null; readonly test: number | null };
}): number =>
  (rows.train + (rows.validation ?? 0) + (rows.test ?? 0)) *
  sum(columns.map(({ kind, shape }) => sizeOf(shape) * (kind === 'image' ? 1 : 4)));

/** `weights 70 MB, optimizer 35 MB` */
export const memoryParts = ({ parts }: MemoryPlan): readonly Phrase[] =>
  (Object.keys(parts) as (keyof MemoryPlan['parts'])[]).map((part) =>
    phrase(`memory-${part}`, { size: verbatim(formatBytes(parts[part])) }),
  );
