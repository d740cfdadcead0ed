/** How many rows an exported project takes at a time, so that TensorFlow.js's WebAssembly, which can address 4 GB, holds them. */
import type { Document } from '../../../graph/document.ts';
import type { Program } from '../../../ir/program.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { compileChecked, type TargetTypes } from '../../../passes/compile.ts';
import { sizeOf } from '../../../types/shape.ts';

/** Rows at a time. */
export interface Rows {
  /** In a step of training: the document's, or fewer. */
  readonly training: number;
  /** Where nothing is learned. */
  readonly judging: number;
  /** What a step takes with as many, in bytes, where that is too much however few they are. */
  readonly tooMuch?: number;
}

/** Not all of the four gigabytes: what is freed and taken again leaves gaps. */
const MOST = 3.5 * 2 ** 30;
/** Where nothing is learned more rows than these are no faster. */
const JUDGED = 500;
/** Elements that every type has are stored as float32 or int32. */
const BYTES = 4;
/** What a step takes for each value of the forward pass, as measured. */
const KEPT = 3;

export function rowsAtATime(document: Document, checked: CheckedGraph, types: TargetTypes): Rows {
  const model = compileChecked(document, types, checked);
  const [one, two] = [1, 2].map((batch) => valuesIn(model.program('loss', batch))) as [number, number];
  const row = BYTES * (two - one);
  const weights = sum(model.weights.map(({ shape }) => sizeOf(shape)));
  const learned = sum(model.weights.filter(({ trainable }) => trainable).map(({ shape }) => sizeOf(shape)));
  const slots = sum(model.slots.map(({ shape }) => sizeOf(shape)));
  // of every value that the forward pass makes its gradient is kept, too, until the step is over, and what led to it
  const step = (rows: number) => BYTES * (weights + learned + slots + one - (two - one)) + KEPT * row * rows;
  let training = document.training.batchSize;
  while (training > 1 && step(training) > MOST) training = Math.ceil(training / 2);
  const judging = Math.max(1, Math.min(JUDGED, Math.floor((MOST - BYTES * (weights + slots)) / (2 * row))));
  return { training, judging, ...(step(training) > MOST && { tooMuch: step(training) }) };
}

/** Elements of all values that a program makes; what is only looked at in another shape is no new value. */
const valuesIn = ({ equations }: Program): number =>
  sum(
    equations.flatMap(({ prim, params, inputs, outputs }) => {
      if (prim === 'reshape' || prim === 'fill') return [];
      const own = outputs.map(({ shape }) => sizeOf(shape));
      if (prim !== 'scan') return own;
      const rounds = inputs[params.carries]!.shape[0]!;
      return [...own, rounds * valuesIn(params.body)];
    }),
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
