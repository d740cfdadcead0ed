/** What a training takes in memory, foreseen before it starts: by layer and at its peak, in bytes. */
import type { Column } from '../data/define.ts';
import { type Document, nameOf } from '../graph/document.ts';
import { isFed } from '../layers/index.ts';
import { lossOf } from '../learn/index.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { checkTraining, judgedOutput, type TargetTypes } from '../passes/compile.ts';
import type { CompiledModel, ProgramKind } from '../passes/compiled.ts';
import type { EstimateMemory } from '../passes/memory.ts';
import { bytesOf } from '../passes/summary.ts';
import { formatBytes } from '../types/bytes.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';
import { evaluationBatch } from './evaluate.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';

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
/** What batches that lie ready may take. */
export const PREFETCHED_BYTES = 64 << 20;

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

/** `estimate` says what the runtime takes. */
export function planMemory(
  { document, checked, model }: CompiledDocument,
  data: DataMemory,
  estimate: EstimateMemory,
  batch = document.training.batchSize,
): MemoryPlan {
  const evaluation = evaluationBatch(checked);
  const kinds: readonly (readonly [ProgramKind, number])[] = [
    ['train', batch],
    ...(document.training.statisticsEvery > 0 ? [['observe', batch] as const] : []),
    ['evaluate', evaluation],
  ];
  const { programs, doubled, results } = estimate(model, kinds);
  const weights = new Map(model.weights.map(({ name, shape }) => [name, bytes(shape)]));
  const slots = new Map(model.slots.map(({ name, shape }) => [name, bytes(shape)]));
  /** Of these tensors, with the second buffers that the runtime holds of some. */
  const held = (tensors: ReadonlyMap<string, number>): number =>
    sum(tensors.values()) + sum(doubled.map((name) => tensors.get(name) ?? 0));
  const row = sum([...model.inputs, ...model.targets].map(({ type }) => bytesOf(type)));
  const ready = ringBytes(row, Math.max(batch, evaluation)) + 2 * row * Math.max(batch, evaluation);
  const parts = {
    program: programs + ('held' in data ? data.held : CODE),
    data: ready + ('held' in data ? 0 : data.dataset),
    weights: held(weights),
    optimizer: held(slots),
    step: results,
  };
  return { batch, layers: layersOf(checked, model, batch), parts, peak: sum(Object.values(parts)) };
}

/** As many batches as lie ready. */
const ringBytes = (row: number, capacity: number): number =>
  Math.max(2, Math.min(16, Math.floor(PREFETCHED_BYTES / Math.max(1, row * capacity)))) * row * capacity;

function layersOf(checked: CheckedGraph, { weights, slots }: CompiledModel, batch: number): LayerMemory[] {
  return checked.order.map((id) => {
    const { node, outputs } = checked.nodes.get(id)!;
    const own = weights.filter((weight) => weight.node === id);
    const names = new Set(own.map(({ name }) => name));
    return {
      name: nameOf(node),
      weights: sum(own.map(({ shape }) => bytes(shape))),
      gradients: sum(own.filter(({ trainable }) => trainable).map(({ shape }) => bytes(shape))),
      optimizer: sum(slots.filter(({ weight }) => names.has(weight)).map(({ shape }) => bytes(shape))),
      activations: isFed(node) ? 0 : batch * sum(outputs.map(bytesOf)),
    };
  });
}

/** Rows of the largest batch whose training fits `limit` bytes; 0 where none does. What a row takes is nearly the same in every batch. */
export function largestBatch(peakAt: (batch: number) => number, limit: number): number {
  if (peakAt(1) > limit) return 0;
  // from eight rows on programs have one form
  const [few, many] = [8, 16].map((batch) => [batch, peakAt(batch)] as const) as [
    readonly [number, number],
    readonly [number, number],
  ];
  const row = Math.max(1, (many[1] - few[1]) / (many[0] - few[0]));
  let batch = Math.max(1, Math.floor(few[0] + (limit - few[1]) / row));
  while (batch > 1 && peakAt(batch) > limit) batch = Math.floor(0.95 * batch);
  return batch;
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
  readonly rows: { readonly train: number; readonly test: number | null };
}): number =>
  (rows.train + (rows.test ?? 0)) * sum(columns.map(({ kind, shape }) => sizeOf(shape) * (kind === 'image' ? 1 : 4)));

/** `weights 70 MB, optimizer 35 MB` */
export const memoryParts = ({ parts }: MemoryPlan): readonly Phrase[] =>
  (Object.keys(parts) as (keyof MemoryPlan['parts'])[]).map((part) =>
    phrase(`memory-${part}`, { size: verbatim(formatBytes(parts[part])) }),
  );
