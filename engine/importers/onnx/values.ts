/**
 * What flows in a model while it becomes a document. In ONNX the batch is an axis like any other and may stand anywhere; in a document it
 * is the first axis of everything. A wire therefore knows which of ONNX's axes is the batch, and a layer is told what the rest is.
 */
import type { End } from '../../graph/document.ts';
import type { Phrase } from '../../phrases.ts';
import { phrase } from '../../phrases.ts';
import { type Known, sizeIn } from './tensors.ts';

/**
 * Stands for the size of the batch where sizes are calculated: a prime that no size is likely to be a multiple of, so that what grows
 * with the batch is seen.
 */
export const BATCH = 10007;
export const growsWithBatch = (size: number): boolean => size !== 0 && size % BATCH === 0;

/** What a node of the document gives, as the model sees it. */
export interface Wire {
  readonly known?: undefined;
  readonly end: End;
  /** ONNX's own type. */
  readonly type: number;
  /** As the model has it, `outer * BATCH * inner` at the batch. */
  readonly shape: readonly number[];
  /** Which axis is the batch; null where the model has none there, and each sample of the document is such a tensor. */
  readonly batch: number | null;
  /** Where the batch's axis holds other axes too: how many before it, and behind it. In the document they are the first one of a sample. */
  readonly outer: number;
  readonly inner: number;
  /** How the model's numbers follow from those of the document, where they are not the same. */
  readonly coded?: Coding;
}

/**
 * `bytes`: the model rounds number / scale + zero to a whole number of few bits. `rows`: the model's are places in all rows of a batch
 * behind each other, `step` to a row; the document's are places in their own row.
 */
export type Coding =
  | { readonly by: 'bytes'; readonly scale: number; readonly zero: number }
  | { readonly by: 'rows'; readonly step: number };

/** A wire whose numbers are the document's own. */
export function plain({ coded: _, ...wire }: Wire): Wire {
  return wire;
}

export type Value = Known | Wire;

/** A node of the model has no layers here, and may stay as it is; `reason` says why. */
export class Unmapped extends Error {
  readonly reason: Phrase;
  constructor(reason: Phrase) {
    super(reason.text);
    this.reason = reason;
  }
}
/** It works on the batch itself, which a document keeps apart. */
export class BatchMixed extends Unmapped {
  constructor() {
    super(phrase('onnx-batch-mixed'));
  }
}

export const merged = ({ outer, inner }: Pick<Wire, 'outer' | 'inner'>): number => outer * inner;

/** The shape of one sample in the document, as the model's shape and batch have it. */
export function sampleOf({ shape, batch, outer, inner }: Pick<Wire, 'shape' | 'batch' | 'outer' | 'inner'>): number[] {
  if (batch === null) return [...shape];
  const m = outer * inner;
  return [...(m > 1 ? [m] : []), ...shape.filter((_, axis) => axis !== batch)];
}

/** Which axis of the document is an axis of the model. Throws where that is the batch. */
export function axisIn(wire: Wire, axis: number): number {
  if (axis === wire.batch) throw new BatchMixed();
  if (wire.batch === null) return axis + 1;
  return (merged(wire) > 1 ? 2 : 1) + (axis < wire.batch ? axis : axis - 1);
}

/** An axis counted from the front. */
export function normalAxis(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(at) || at < 0 || at >= rank) throw new Unmapped(phrase('onnx-no-axis', { axis, rank }));
  return at;
}

export const isScalar = (value: Value): value is Known => value.known === true && sizeIn(value.shape) === 1;

/** NumPy's rule. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + i] ?? 1).filter((size) => size !== 1);
    if (sizes.some((size) => size !== sizes[0])) throw new Unmapped(phrase('onnx-no-broadcast'));
    return sizes[0] ?? 1;
  });
}
