/** The prediction program of a network as a graph model of TensorFlow.js, for batches of any size. */
import { type Document, nameOf } from '../../graph/document.ts';
import type { Program } from '../../ir/program.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import type { CompiledModel } from '../../passes/compiled.ts';
import { predicted } from '../prediction.ts';
import { removeUnused } from '../../passes/simplify.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import type { Tensor } from '../../types/tensor.ts';
import { BATCH } from '../printed.ts';
import { dimsOf, type GraphNode, type GraphType, type GraphWeight, type Ref } from './graph.ts';
import { Lowering } from './lower.ts';

/** An input or output of the model. */
export interface ModelEnd {
  readonly node: string;
  readonly ref: Ref;
}

export interface GraphModel {
  readonly nodes: readonly GraphNode[];
  readonly weights: readonly GraphWeight[];
  readonly inputs: readonly ModelEnd[];
  readonly outputs: readonly ModelEnd[];
}

/** Weights that are not given have no numbers. Throws a `UserError` where predictions are drawn by chance. */
export function graphModel(
  document: Document,
  checked: CheckedGraph,
  weights: ReadonlyMap<string, Tensor> | undefined,
): GraphModel {
  const model = compileToPredict(document, checked);
  const program = predicting(model.program('predict', BATCH), predicted(checked, model.outputs));
  const lowering = new Lowering();
  const { g } = lowering;
  const nodes = new Map(model.inputs.map(({ name, node = name }) => [name, node]));
  const inputs: ModelEnd[] = [];
  for (const { name, value } of program.inputs) {
    const node = nodes.get(name);
    if (node !== undefined) {
      const ref = g.input(nameOf(checked.nodes.get(node)!.node), value.shape, value.dtype as GraphType);
      inputs.push({ node, ref });
      lowering.give(value, ref);
    } else lowering.give(value, g.weight(name, value.shape, weights?.get(name)?.data));
  }
  lowering.run(program.equations);
  const outputs = program.outputs.map(({ name, value }) => {
    const node = name.slice('output:'.length);
    const found = lowering.read(value);
    const ref = g.op('Identity', [found], found, {}, nameOf(checked.nodes.get(node)!.node));
    return { node, ref };
  });
  return { ...pruned(g.nodes, g.weights, [...inputs, ...outputs]), inputs, outputs };
}

/** The program with what the network gives, without what losses judge or read out of that. */
function predicting(program: Program, given: CompiledModel['outputs']): Program {
  if (program.inputs.some(({ name }) => name === '@seed'))
    throw new UserError([
      problem('export-unsupported', { target: verbatim('TensorFlow.js'), what: phrase('random-predictions') }),
    ]);
  const outputs = given.map(({ name }) => program.outputs.find((output) => output.name === name)!);
  return removeUnused({ ...program, outputs });
}

/** Without what leads to no output. */
function pruned(nodes: readonly GraphNode[], weights: readonly GraphWeight[], ends: readonly ModelEnd[]) {
  const live = new Set(ends.map(({ ref }) => ref.name));
  const kept = nodes.toReversed().filter(({ name, input = [] }) => {
    if (!live.has(name)) return false;
    for (const one of input) live.add(one.replace(/:\d+$/, ''));
    return true;
  });
  return { nodes: kept.reverse(), weights: weights.filter(({ name }) => live.has(name)) };
}

/** Numbers of the weights behind each other, as `model.json` lists them; undefined where they are not known. */
export function weightBytes(weights: readonly GraphWeight[]): Uint8Array | undefined {
  const parts = weights.map(({ dtype, data }) => {
    if (!data) return undefined;
    if (dtype === 'bool') return Uint8Array.from(data);
    const numbers = dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data);
    return new Uint8Array(numbers.buffer);
  });
  if (parts.some((part) => part === undefined)) return undefined;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part!.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part!, at);
    at += part!.length;
  }
  return bytes;
}

const TYPES: Readonly<Record<GraphType, string>> = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' };

/** `model.json`, as `tf.loadGraphModel` reads it. */
export function modelJson(model: GraphModel, file: string, about: object): string {
  const { nodes, weights, inputs, outputs } = model;
  const signature = (ends: readonly ModelEnd[]) =>
    Object.fromEntries(
      ends.map(({ ref: { name, shape, dtype } }) => [
        name,
        { name: `${name}:0`, dtype: TYPES[dtype], tensorShape: dimsOf(shape) },
      ]),
    );
  return `${JSON.stringify({
    format: 'graph-model',
    generatedBy: 'Layerloom',
    convertedBy: 'Layerloom',
    signature: { inputs: signature(inputs), outputs: signature(outputs) },
    userDefinedMetadata: about,
    modelTopology: { node: nodes, library: {}, versions: { producer: 1645 } },
    weightsManifest: [{ paths: [file], weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }],
  })}\n`;
}

/** The model in words, an operator a line. */
export function listing({ nodes, weights, inputs, outputs }: GraphModel, title: string): string {
  const shapes = new Map(weights.map((one) => [one.name, one]));
  const ends = (list: readonly ModelEnd[]) =>
    list
      .map(
        ({ ref }) =>
          `${ref.dtype}[${dimsOf(ref.shape)
            .dim.map(({ size }) => (size === '-1' ? 'N' : size))
            .join(', ')}] ${ref.name}`,
      )
      .join(', ');
  return [
    `# ${title}: a graph model of TensorFlow.js; N is the size of the batch`,
    `(${ends(inputs)}) => (${ends(outputs)})`,
    ...nodes.map(({ name, op, input = [] }) => {
      const weight = shapes.get(name);
      return weight
        ? `${name} = ${weight.dtype}[${weight.shape.join(', ')}]${weight.data && weight.data.length <= 12 ? ` ${Array.from(weight.data).join(' ')}` : ''}`
        : `${name} = ${op}(${input.join(', ')})`;
    }),
    '',
  ].join('\n');
}
