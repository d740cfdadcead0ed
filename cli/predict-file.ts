/** What `predict` and `gradients` share: a model without its dataset, fed from files. */
import { availableParallelism } from 'node:os';
import { applyTransforms, type Fits } from '../engine/data/pipeline.ts';
import { type Document, nameOf } from '../engine/graph/document.ts';
import { engineOf } from '../engine/node/engines.ts';
import { useWeights } from '../engine/node/model.ts';
import { readWeights } from '../engine/node/runs/folder.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { compile, type TargetTypes } from '../engine/passes/compile.ts';
import type { CompiledModel } from '../engine/passes/compiled.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { Session } from '../engine/train/engine.ts';
import { initialState } from '../engine/train/initial.ts';
import { formatShape, sameShape } from '../engine/types/shape.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { type Arguments, readDocument, required, whole } from './define.ts';
import { readTensors, writeTensors } from './tensors.ts';

/** Types of targets where no data says them: class numbers for the losses that take them, else what the judged output is. */
function assumedTargets(document: Document): TargetTypes {
  const checked = checkGraph(document.graph);
  return Object.fromEntries(document.training.losses.map(({ target, loss, output }) => {
    const judged = checked.nodes.get(output ?? checked.outputs[0] ?? '')?.outputs[0];
    return [target, loss.type === 'crossEntropy' || !judged ? { dtype: 'int32', shape: ['N'] } : judged];
  }));
}

export interface Loaded {
  readonly document: Document;
  readonly model: CompiledModel;
  readonly session: Session;
  readonly fits: Fits | undefined;
}

export async function loadModel(args: Arguments, targets?: (document: Document) => TargetTypes): Promise<Loaded> {
  const document = await readDocument(args.positionals[0]!);
  const { tensors, fits } = await readWeights(required(args, 'weights'));
  const model = compile(document, targets?.(document) ?? assumedTargets(document));
  const state = initialState(model, document.training.seed);
  useWeights(model, state, tensors);
  const session = await engineOf('onnx').open(model, state, { device: 'cpu', threads: whole(args, 'threads') ?? availableParallelism() });
  return { document, model, session, fits };
}

/** The network's inputs from a file: by node id or label, or the only one. Transforms are applied unless `--raw` is given. */
export async function inputFeeds({ document, model, fits }: Loaded, file: string, raw: boolean): Promise<{ feeds: Record<string, Tensor>; rows: number }> {
  const tensors = await readTensors(file);
  const feeds: Record<string, Tensor> = {};
  let rows = 0;
  for (const { name, node, type } of model.inputs) {
    const label = nameOf(document.graph.nodes.find(({ id }) => id === node)!);
    const given = tensors.get(node!) ?? tensors.get(label) ?? (model.inputs.length === 1 && tensors.size === 1 ? tensors.values().next().value : undefined);
    if (!given) throw new UserError(problem('data-mismatch', { input: `Input "${label}"`, expected: `a tensor of its name in ${file}`, received: [...tensors.keys()].join(', ') || 'one without a name' }));
    const { transforms = [] } = document.data.inputs[node!] ?? {};
    const unfitted = transforms.filter((_, i) => fits?.[name]?.[i] === undefined && transforms[i]!.type === 'standardize');
    if (!raw && unfitted.length > 0) throw new UserError(problem('weights-mismatch', { weight: `fit of ${name}`, expected: 'what the transforms learned', received: 'none; use the weights of a run, or --raw' }));
    const value = raw ? given : applyTransforms(transforms, fits?.[name] ?? [], given);
    const cast = value.dtype === type.dtype ? value : ({ dtype: type.dtype, shape: value.shape, data: type.dtype === 'int32' ? Int32Array.from(value.data) : Float32Array.from(value.data) } as Tensor);
    rows = cast.shape[0] ?? 0;
    if (!sameShape(cast.shape.slice(1), type.shape.slice(1)) || rows === 0)
      throw new UserError(problem('data-mismatch', { input: `Input "${label}"`, expected: formatShape(type.shape.slice(1)), received: `${formatShape(cast.shape.slice(1))} (${rows} rows)` }));
    feeds[name] = cast;
  }
  return { feeds, rows };
}

const BATCH = 256;
/** Rows `start` to `end` of every tensor. */
function slice(feeds: Readonly<Record<string, Tensor>>, start: number, end: number): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(feeds).map(([name, { dtype, shape, data }]) => {
    const width = data.length / shape[0]!;
    return [name, { dtype, shape: [end - start, ...shape.slice(1)], data: data.slice(start * width, end * width) } as Tensor];
  }));
}

export async function predictFile(args: Arguments, input: string, output: string): Promise<void> {
  const loaded = await loadModel(args);
  const { feeds, rows } = await inputFeeds(loaded, input, args.options.raw === true);
  const outputs = new Map<string, { shape: readonly number[]; parts: Float32Array[] }>();
  for (let start = 0; start < rows; start += BATCH) {
    const end = Math.min(rows, start + BATCH);
    const results = await loaded.session.run('predict', end - start, slice(feeds, start, end));
    for (const { name, node } of loaded.model.outputs) {
      const { shape, data } = results[name]!;
      const label = nameOf(loaded.document.graph.nodes.find(({ id }) => id === node)!);
      const found = outputs.get(label) ?? { shape: [rows, ...shape.slice(1)], parts: [] };
      found.parts.push(Float32Array.from(data));
      outputs.set(label, found);
    }
  }
  await loaded.session.close();
  const joined = new Map([...outputs].map(([name, { shape, parts }]): [string, Tensor] => {
    const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      data.set(part, at);
      at += part.length;
    }
    return [name, { dtype: 'float32', shape, data }];
  }));
  await writeTensors(output, joined);
}
