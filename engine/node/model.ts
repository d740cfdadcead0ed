/** Opens a document with its data and engine: what training, evaluation and prediction begin with. */
import { type Fits, Pipeline } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import { checkGraph, type CheckedGraph } from '../passes/check.ts';
import { compile } from '../passes/compile.ts';
import type { CompiledModel } from '../passes/compiled.ts';
import { problem, UserError } from '../problems.ts';
import type { Session } from '../train/engine.ts';
import { initialState } from '../train/initial.ts';
import { formatShape, sameShape } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import { engineOf } from './engines.ts';
import { diskFiles } from './files.ts';

export interface Runtime {
  readonly engine: 'onnx' | 'tfjs';
  readonly device: string;
  readonly threads: number;
}

export interface OpenModel {
  readonly document: Document;
  readonly checked: CheckedGraph;
  readonly data: Pipeline;
  readonly model: CompiledModel;
  readonly session: Session;
}

/** Throws a `UserError` with everything that keeps the document from being trained on its data. */
export async function openModel(document: Document, base: string, runtime: Runtime, given: { weights?: ReadonlyMap<string, Tensor>; fits?: Fits } = {}): Promise<OpenModel> {
  const checked = checkGraph(document.graph);
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
  const data = await Pipeline.open(document, diskFiles(base), given.fits);
  const model = compile(document, data.targetTypes, checked);
  const mismatches = data.problems(new Map(model.inputs.map(({ node, type }) => [node!, type])));
  for (const { output, target, loss } of document.training.losses) {
    const judged = checked.nodes.get(output ?? checked.outputs[0]!)!.outputs[0]!;
    const bad = loss.type === 'crossEntropy' ? data.badLabel(target, Number(judged.shape[1])) : undefined;
    if (bad) mismatches.push(bad);
  }
  if (mismatches.length > 0) throw new UserError(mismatches);
  const state = initialState(model, document.training.seed);
  if (given.weights) useWeights(model, state, given.weights);
  return { document, checked, data, model, session: await engineOf(runtime.engine).open(model, state, runtime) };
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
