/** What `predict` and `gradients` share: a model without its dataset, fed from files. */
import { type Document, nameOf } from '../engine/graph/document.ts';
import { readWeights } from '../engine/node/runs/folder.ts';
import { TrainedModel } from '../engine/node/trained.ts';
import type { TargetTypes } from '../engine/passes/compile.ts';
import { sizeOf } from '../engine/types/shape.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { type Arguments, readDocument, required, runtimeOf } from './define.ts';
import { readTensors, writeTensors } from './tensors.ts';

export async function loadModel(args: Arguments, targets?: (document: Document) => TargetTypes): Promise<TrainedModel> {
  const document = await readDocument(args.positionals[0]!);
  return TrainedModel.open(document, await readWeights(required(args, 'weights')), await runtimeOf(args), targets?.(document));
}

/** The outputs by their nodes' labels or ids. */
export async function predictFile(args: Arguments, input: string, output: string): Promise<void> {
  const loaded = await loadModel(args);
  const { document, model } = loaded;
  const results = await loaded.predict(Object.fromEntries(shaped(loaded, await readTensors(input))), args.options.raw === true);
  await loaded.close();
  await writeTensors(output, new Map(model.outputs.map(({ name, node }): [string, Tensor] => [nameOf(document.graph.nodes.find(({ id }) => id === node)!), results[name]!])));
}

/** A table's rows hold the values of an input of any shape, one after the other. */
function shaped({ model }: TrainedModel, tensors: Map<string, Tensor>): Map<string, Tensor> {
  const [table] = [...tensors.values()];
  const wanted = model.inputs[0]!.type.shape.slice(1).map(Number);
  const isTable = tensors.size === 1 && model.inputs.length === 1 && table!.shape.length === 2 && table!.shape[1] === sizeOf(wanted);
  return isTable ? new Map([['', { ...table!, shape: [table!.shape[0]!, ...wanted] }]]) : tensors;
}
