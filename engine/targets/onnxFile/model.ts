/** The prediction program of a network as an ONNX graph of standard operators, for batches of any size where that can be. */
import { type Document, nameOf } from '../../graph/document.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import type { CompiledModel } from '../../passes/compiled.ts';
import { predicted } from '../prediction.ts';
import { removeUnused } from '../../passes/simplify.ts';
import { Builder } from '../../ir/builder.ts';
import type { Program } from '../../ir/program.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { RawRows } from '../define.ts';
import { unique } from '../names.ts';
import { onnxInput, onnxOutput, written } from '../onnx/lower.ts';
import { attributesOf, BATCHES, forAnyBatch, type Graph, nodesOf, type ValueInfo } from './anyBatch.ts';

const [INPUT, OUTPUT] = ['input:', 'output:'] as const;

export interface OnnxModel {
  readonly graph: Graph;
  /** Rows that a batch must have; undefined for any. */
  readonly rows?: number;
  /** The Input nodes, in the order of the model's inputs; of raw rows the columns of the data. */
  readonly inputs: readonly { readonly node: string; readonly name: string }[];
  readonly outputs: readonly { readonly node: string; readonly name: string }[];
}

/** Weights that are not given are inputs of the model. Throws a `UserError` where predictions are drawn by chance. */
export function onnxModel(
  document: Document,
  checked: CheckedGraph,
  weights: ReadonlyMap<string, Tensor> | undefined,
  raw?: RawRows,
): OnnxModel {
  const model = compileToPredict(document, checked);
  const taken = new Set<string>();
  const free = (name: string): string => unique(name === '' ? 'value' : name, '_', taken);
  const named = (tensors: CompiledModel['inputs'], called: (name: string) => string): readonly Named[] =>
    tensors.map(({ name, node = name }) => ({
      node,
      name: free(nameOf(checked.nodes.get(node)!.node)),
      own: called(name),
    }));
  const inputs = raw
    ? raw.columns.map(({ name }) => ({ node: name, name: free(name), own: onnxInput(columnInput(name)) }))
    : named(model.inputs, onnxInput);
  const given = predicted(checked, model.outputs);
  const outputs = named(given, onnxOutput);
  const names = new Map([
    ...[...inputs, ...outputs].map(({ own, name }): [string, string] => [own, name]),
    ...model.weights.map(({ name }): [string, string] => [onnxInput(name), free(name)]),
  ]);
  const isData = ({ name }: { readonly name?: string }) => inputs.some((one) => one.name === name);
  const at = (batch: number): Graph => {
    const graph = renamed(
      written(onRows(predicting(model, batch, given), batch, raw), { fixed: weights, recurrent: true }).graph as Graph,
      names,
    );
    const all = graph.input as ValueInfo[];
    // weights that are fed come behind the data
    return { ...graph, input: [...all.filter(isData), ...all.filter((one) => !isData(one))] };
  };
  const [small, large] = BATCHES;
  const graph = inputs.length > 0 ? forAnyBatch(at(small), at(large), inputs[0]!.name) : undefined;
  return { graph: graph ?? at(1), ...(!graph && { rows: 1 }), inputs, outputs };
}

interface Named {
  readonly node: string;
  readonly name: string;
  /** What the engine calls it. */
  readonly own: string;
}

/** The program with what the network gives, without what losses judge or read out of that. */
function predicting(model: CompiledModel, batch: number, given: CompiledModel['outputs']): Program {
  const program = model.program('predict', batch);
  if (program.inputs.some(({ name }) => name === '@seed'))
    throw new UserError([
      problem('export-unsupported', { target: verbatim('ONNX'), what: phrase('random-predictions') }),
    ]);
  const outputs = given.map(({ name }) => program.outputs.find((output) => output.name === name)!);
  return removeUnused({ ...program, outputs });
}

const columnInput = (column: string): string => `column:${column}`;

/** The program from raw rows to the units of the data, where it is to be that. */
function onRows(program: Program, batch: number, raw: RawRows | undefined): Program {
  if (!raw) return program;
  const b = new Builder();
  const columns = new Map(
    raw.columns.map(({ name, dtype, shape }) => [name, b.input(columnInput(name), dtype, [batch, ...shape])]),
  );
  const inputs = program.inputs.map(({ name, value: { dtype, shape } }) =>
    name.startsWith(INPUT)
      ? b.cast(b.reshape(raw.feed(b, name.slice(INPUT.length), columns), shape), dtype)
      : b.input(name, dtype, shape),
  );
  b.inline(program, inputs).forEach((output, i) => {
    const { name } = program.outputs[i]!;
    b.output(name, raw.answer(b, name.slice(OUTPUT.length), output));
  });
  return removeUnused(b.finish());
}

function renamed(graph: Graph, names: ReadonlyMap<string, string>): Graph {
  const to = (name: string): string => names.get(name) ?? name;
  const values = (list: Graph['input']) => (list as ValueInfo[]).map((one) => ({ ...one, name: to(one.name!) }));
  return {
    ...graph,
    node: nodesOf(graph).map((node) => ({
      ...node,
      input: node.input!.map(to),
      output: node.output!.map(to),
      attribute: attributesOf(node).map((one) => (one.g ? { ...one, g: renamed(one.g as Graph, names) } : one)),
    })),
    input: values(graph.input),
    output: values(graph.output),
    initializer: graph.initializer!.map((one) => ({ ...one, name: to(one.name!) })),
  };
}
