/** Opens a document with its data and engine: what training, evaluation and prediction begin with. */
import type { Pipeline } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { compile } from '../passes/compile.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { problem, UserError } from '../problems.ts';
import type { Session } from '../train/engine.ts';
import { fitWeights, sourceOf } from '../train/fit.ts';
import { initialState } from '../train/initial.ts';
import type { Tensor } from '../types/tensor.ts';
import { openData } from './data.ts';
import { engineOf } from './engines.ts';
import type { Weights } from './runs/weights.ts';

export interface Runtime {
  readonly engine: 'onnx' | 'tfjs';
  readonly device: string;
  readonly threads: number;
}

export interface OpenModel {
  readonly checked: CheckedGraph;
  readonly data: Pipeline;
  readonly model: CompiledModel;
  readonly session: Session;
}

/** Throws a `UserError` with everything that keeps the document from being trained on its data. */
export async function openModel(document: Document, base: string, runtime: Runtime, given: Partial<Weights> = {}): Promise<OpenModel> {
  const { checked, data } = await openData(document, base, given.fits);
  const model = compile(document, data.targetTypes, checked);
  return { checked, data, model, session: await openSession(document, model, runtime, given.tensors) };
}

/**
 * A session with the given weights, or fresh ones. Throws a `UserError` where they do not fit; where some may be `missing`, only if none fits.
 */
export async function openSession(document: Document, model: CompiledModel, runtime: Runtime, weights?: ReadonlyMap<string, Tensor>, missing = false): Promise<Session> {
  const state = initialState(model, document.training.seed);
  if (weights) useWeights(model, state, weights, missing);
  return engineOf(runtime.engine).open(model, state, runtime);
}

/** Puts given weights over the fresh ones. */
export function useWeights(model: CompiledModel, state: Map<string, Tensor>, given: ReadonlyMap<string, Tensor>, missing = false): void {
  const { kept, fresh } = fitWeights(model, given);
  if (fresh.length > 0 && (!missing || kept.length === 0))
    throw new UserError(fresh.map(({ name, expected, received }) => problem('weights-mismatch', { weight: name, expected, received: received ?? 'no such weight' })));
  const weights = new Map(model.weights.map((weight) => [weight.name, weight]));
  for (const name of kept) state.set(name, sourceOf(weights.get(name)!, given)!.tensor);
}
