/** Opens a document with its data and engine: what training, evaluation and prediction begin with. */
import type { Pipeline } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { compileChecked } from '../../passes/compile.ts';
import type { CompiledModel } from '../../passes/compiled.ts';
import { problem, UserError } from '../../problems.ts';
import type { EngineOptions, Session } from '../../train/engine.ts';
import { fitWeights, sourceOf } from '../../train/fit.ts';
import { initialState } from '../../train/initial.ts';
import type { Tensor } from '../../types/tensor.ts';
import { openData } from '../data/open.ts';
import { engineOf } from '../devices/engines.ts';
import type { Weights } from '../../train/weights.ts';

export interface Runtime extends EngineOptions {
  readonly engine: 'onnx' | 'tfjs';
}

export interface OpenModel {
  readonly checked: CheckedGraph;
  readonly data: Pipeline;
  readonly model: CompiledModel;
  readonly session: Session;
}

/** Throws a `UserError` with everything that keeps the document from being trained on its data. */
export async function openModel(
  document: Document,
  base: string,
  runtime: Runtime,
  given: Partial<Weights> = {},
): Promise<OpenModel> {
  const { checked, data } = await openData(document, base, given.fits);
  const model = compileChecked(document, data.targetTypes, checked);
  return { checked, data, model, session: await openSession(document, model, runtime, given.tensors) };
}

/**
 * A session with the given weights, or fresh ones. Throws a `UserError` where they do not fit; where some may be `missing`, only if none fits.
 */
export async function openSession(
  document: Document,
  model: CompiledModel,
  runtime: Runtime,
  weights?: ReadonlyMap<string, Tensor>,
  missing = false,
): Promise<Session> {
  const given = weights && usableWeights(model, weights, missing);
  // what never trains needs no slots
  const state = initialState(
    runtime.fixed ? { weights: model.weights, slots: [] } : model,
    document.training.seed,
    given,
  );
  return engineOf(runtime.engine).open(model, state, runtime);
}

/** Of given weights those that the network has a place for. */
function usableWeights(
  model: CompiledModel,
  given: ReadonlyMap<string, Tensor>,
  missing: boolean,
): Map<string, Tensor> {
  const { kept, fresh } = fitWeights(model, given);
  if (fresh.length > 0 && (!missing || kept.length === 0))
    throw new UserError(
      fresh.map(({ name, expected, received }) =>
        problem('weights-mismatch', { weight: name, expected, received: received ?? 'no such weight' }),
      ),
    );
  const weights = new Map(model.weights.map((weight) => [weight.name, weight]));
  return new Map(kept.map((name) => [name, sourceOf(weights.get(name)!, given)!.tensor]));
}
