/** Opens a document with its data and engine: what training, evaluation and prediction begin with. */
import { ownUnits } from '../data/units/own.ts';
import type { Pipeline } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { compileChecked } from '../passes/compile.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { type Problem, problem, UserError } from '../problems.ts';
import type { Engine, EngineOptions, Session } from './engine.ts';
import { fittedWeights, fitWeights, givenOf, type WeightsFit } from './fit.ts';
import { initialState } from './initial.ts';
import type { Tensor } from '../types/tensor.ts';
import type { ComputeMachine } from './machine.ts';
import { openData } from './openData.ts';
import type { Weights } from './weights.ts';
import { all, phrase, someNames, verbatim } from '../phrases.ts';

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
  const model = compileChecked(document, data.targetTypes, checked, ownUnits(document, data.fits));
  const session = await openSession(machine.engineOf(runtime.engine), document, model, runtime, given);
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
  weights?: Partial<Weights>,
  missing = false,
): Promise<Session> {
  const given = weights?.tensors && usableWeights(model, { ...weights, tensors: weights.tensors }, missing);
  // what never trains needs no slots
  const state = initialState(
    options.fixed ? { weights: model.weights, slots: [] } : model,
    document.training.seed,
    given,
  );
  return engine.open(model, state, options);
}

/** Of given weights those that the network has a place for, as float32. */
export function usableWeights(
  model: Pick<CompiledModel, 'weights'>,
  given: Weights,
  missing = false,
): Map<string, Tensor> {
  const fit = fitWeights(model, givenOf(given));
  const { kept, fresh, left, rivals = [] } = fit;
  if (fresh.length > 0 && (!missing || kept.length === 0))
    throw new UserError(
      rivals.length > 0
        ? problem('weights-rival', { prefixes: all(rivals.map((name) => phrase('quoted', { name: verbatim(name) }))) })
        : kept.length === 0 && fresh.every(({ received }) => received === null)
          ? problem('weights-foreign', {
              count: fresh.length,
              names: someNames(fresh.map(({ name }) => verbatim(name))),
              received: left.length === 0 ? phrase('nothing') : someNames(left.map(verbatim)),
            })
          : fresh.map(mismatch),
    );
  return fittedWeights(model, given);
}

const mismatch = ({ name, expected, received, unread }: WeightsFit['fresh'][number]): Problem =>
  unread === undefined
    ? problem('weights-mismatch', {
        weight: verbatim(name),
        expected: verbatim(expected),
        received: received === null ? phrase('no-such-weight') : verbatim(received),
      })
    : problem('weights-unread', { weight: verbatim(name), type: verbatim(unread) });
