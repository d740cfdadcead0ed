/** Opens a document with its data and engine: what training, evaluation and prediction begin with. */
import type { Pipeline } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { compileChecked } from '../passes/compile.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { problem, UserError } from '../problems.ts';
import type { Engine, EngineOptions, Session } from './engine.ts';
import { fitWeights, sourceOf } from './fit.ts';
import { initialState } from './initial.ts';
import type { Tensor } from '../types/tensor.ts';
import type { ComputeMachine } from './machine.ts';
import { openData } from './openData.ts';
import type { Weights } from './weights.ts';
import { phrase, verbatim } from '../phrases.ts';

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
  machine: ComputeMachine,
  document: Document,
  base: string,
  runtime: Runtime,
  given: Partial<Weights> = {},
): Promise<OpenModel> {
  const { checked, data } = await openData(document, machine.dataFiles(base), given.fits);
  const model = compileChecked(document, data.targetTypes, checked);
  const session = await openSession(machine.engineOf(runtime.engine), document, model, runtime, given.tensors);
  return { checked, data, model, session };
}

/**
 * A session with the given weights, or fresh ones. Throws a `UserError` where they do not fit; where some may be `missing`, only if none fits.
 */
export async function openSession(
  engine: Engine,
  document: Document,
  model: CompiledModel,
  options: EngineOptions,
  weights?: ReadonlyMap<string, Tensor>,
  missing = false,
): Promise<Session> {
  const given = weights && usableWeights(model, weights, missing);
  // what never trains needs no slots
  const state = initialState(
    options.fixed ? { weights: model.weights, slots: [] } : model,
    document.training.seed,
    given,
  );
  return engine.open(model, state, options);
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
        problem('weights-mismatch', {
          weight: verbatim(name),
          expected: verbatim(expected),
          received: received === null ? phrase('no-such-weight') : verbatim(received),
        }),
      ),
    );
  const weights = new Map(model.weights.map((weight) => [weight.name, weight]));
  return new Map(kept.map((name) => [name, sourceOf(weights.get(name)!, given)!.tensor]));
}
