/** Opens a document with its data and engine: what training, evaluation and prediction begin with. */
import type { Pipeline } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import { compile } from '../passes/compile.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { problem, UserError } from '../problems.ts';
import type { Session } from '../train/engine.ts';
import { initialState } from '../train/initial.ts';
import { formatShape, sameShape } from '../types/shape.ts';
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

/** A session with the given weights, or fresh ones. Throws a `UserError` where they do not fit. */
export async function openSession(document: Document, model: CompiledModel, runtime: Runtime, weights?: ReadonlyMap<string, Tensor>): Promise<Session> {
  const state = initialState(model, document.training.seed);
  if (weights) useWeights(model, state, weights);
  return engineOf(runtime.engine).open(model, state, runtime);
}

/** Puts given weights over the fresh ones. Throws a `UserError` where one is missing or has another shape. */
export function useWeights(model: CompiledModel, state: Map<string, Tensor>, given: ReadonlyMap<string, Tensor>): void {
  const problems = model.weights.flatMap(({ name, shape }) => {
    const tensor = given.get(name);
    if (tensor && sameShape(tensor.shape, shape)) return [];
    return [problem('weights-mismatch', { weight: name, expected: formatShape(shape), received: tensor ? formatShape(tensor.shape) : 'no such weight' })];
  });
  if (problems.length > 0) throw new UserError(problems);
  for (const { name } of model.weights) state.set(name, given.get(name)!);
}
