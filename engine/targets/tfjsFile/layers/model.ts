/** A network as a model of TensorFlow.js Layers: layers by their words, and what they are applied to. */
import { type Document, nameOf, type Node } from '../../../graph/document.ts';
import { layerName, sampleShape } from '../../../layers/define.ts';
import { layerOf } from '../../../layers/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { compileToPredict } from '../../../passes/compile.ts';
import { predicted } from '../../prediction.ts';
import { someNames } from '../../../phrases.ts';
import { type Problem, problem, UserError } from '../../../problems.ts';
import { formatShape, type Shape, sizeOf } from '../../../types/shape.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { type Entrance, finished } from '../../functional/scope.ts';
import type { Flow } from '../../python/model/body.ts';
import { weightNamed } from '../../weights.ts';
import type { GraphWeight } from '../graph.ts';
import { turned } from '../turned.ts';
import { type FileLayer, type FileWeight, Scopes } from './scopes.ts';

/** A tensor of the model: the layer that gives it, in which of its applications. */
type Place = readonly [layer: string, application: number, output: 0];

/** A layer, and what it is applied to each time. */
interface Applied extends FileLayer {
  readonly applications: (readonly Place[])[];
}

export interface LayersModel {
  readonly layers: readonly Applied[];
  /** In the order in which they are fed. */
  readonly inputs: readonly Entrance[];
  readonly outputs: readonly { readonly node: string; readonly place: Place }[];
  readonly weights: readonly GraphWeight[];
}

/** Weights that are not given have no numbers. Throws a `UserError` that names the layers without a counterpart. */
export function layersModel(
  document: Document,
  checked: CheckedGraph,
  values: ReadonlyMap<string, Tensor> | undefined,
): LayersModel {
  const program = compileToPredict(document, checked);
  const scopes = new Scopes(document, checked);
  const root = finished(
    scopes.root(
      document,
      predicted(checked, program.outputs).map(({ node }) => node!),
    ),
  );
  const scalars = root.fed.filter(({ type }) => type.shape.length < 2).map(({ node }) => node);
  const problems = [...withoutCounterpart([...scopes.without, ...scalars]), ...scopes.refused];
  if (problems.length > 0) throw new UserError(problems);
  const layers = new Map<string, Applied>();
  const places = new Map<Flow, Place>(root.fed.map(({ flow, name }) => [flow, [name, 0, 0]]));
  for (const { code, results } of root.statements) {
    const [name, ...flows] = code as readonly [string, ...Flow[]];
    let fed = flows.map((flow) => places.get(flow)!);
    for (const one of scopes.layers.get(name)!) {
      const layer = layers.get(one.name) ?? { ...one, applications: [] };
      layers.set(one.name, layer);
      layer.applications.push(fed);
      fed = [[one.name, layer.applications.length - 1, 0]];
    }
    places.set(results[0]!, fed[0]!);
  }
  const used = [...layers.values()];
  return {
    layers: used,
    inputs: program.inputs.map(({ node }) => root.fed.find((one) => one.node.id === node)!),
    outputs: root.given.map((node, i) => ({ node, place: places.get(root.outputs[i]!)! })),
    weights: used.flatMap((layer) => layer.weights.map((weight) => written(weight, values))),
  };
}

/** One problem for all of them, which names the first of each kind; it stands at the first. */
function withoutCounterpart(nodes: readonly Node[]): Problem[] {
  const [first] = nodes;
  const kinds = [...new Map(nodes.toReversed().map((node) => [node.type, node])).values()].reverse();
  const names = kinds.map((node) => layerName({ layer: layerOf(node.type)!, name: nameOf(node) }));
  return first ? [problem('export-no-layer', { layers: someNames(names) }, { node: first.id })] : [];
}

/** A weight as it lies in the file. */
function written(
  { name, from, spec, word: { parts, as = spec.shape, transpose = as.map((_, axis) => axis) } }: FileWeight,
  values: ReadonlyMap<string, Tensor> | undefined,
): GraphWeight {
  const shape = transpose.map((axis) => as[axis]!);
  if (!values) return { name, shape, dtype: 'float32', data: undefined };
  const [first, ...others] = from.map((one) => weightNamed(values, one).data);
  const sum = Float32Array.from(first!, (value, i) => others.reduce((total, data) => total + data[i]!, Number(value)));
  const ordered = parts ? partsOf(sum, parts) : sum;
  return { name, shape, dtype: 'float32', data: as.length > 1 ? turned(ordered, as, transpose) : ordered };
}

/** Parts of one size in another order. */
function partsOf(data: Float32Array, order: readonly number[]): Float32Array {
  const size = data.length / order.length;
  const out = new Float32Array(data.length);
  order.forEach((from, to) => out.set(data.subarray(from * size, (from + 1) * size), to * size));
  return out;
}

/** A sample of an input, as the model takes it. */
export function fedShape({ type, channelsLast }: Entrance): Shape {
  const [channels, ...sizes] = sampleShape(type);
  return channelsLast ? [...sizes, channels!] : sampleShape(type);
}

/** `model.json`, as `tf.loadLayersModel` reads it; without a list of weights where they are not known. */
export function layersJson(model: LayersModel, file: string | undefined, name: string, about: object): string {
  const inputs = model.inputs.map((input) => ({
    class_name: 'InputLayer',
    name: input.name,
    config: {
      batch_input_shape: [null, ...fedShape(input)],
      dtype: input.type.dtype,
      sparse: false,
      name: input.name,
    },
    inbound_nodes: [],
  }));
  const layers = model.layers.map((layer) => ({
    class_name: layer.class_name,
    name: layer.name,
    config: { name: layer.name, ...layer.config },
    inbound_nodes: layer.applications.map((places) => places.map((place) => [...place, {}])),
  }));
  return `${JSON.stringify({
    format: 'layers-model',
    generatedBy: 'Layerloom',
    convertedBy: null,
    userDefinedMetadata: about,
    modelTopology: {
      class_name: 'Model',
      config: {
        name,
        layers: [...inputs, ...layers],
        input_layers: model.inputs.map((input) => [input.name, 0, 0]),
        output_layers: model.outputs.map(({ place }) => place),
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    ...(file !== undefined && {
      weightsManifest: [
        {
          paths: [file],
          weights: model.weights.map(({ name: called, shape, dtype }) => ({ name: called, shape, dtype })),
        },
      ],
    }),
  })}\n`;
}

/** The model in words, a layer a line. */
export function layersListing({ layers, inputs, outputs, weights }: LayersModel, title: string): string {
  const shapes = new Map(weights.map((weight) => [weight.name, weight.shape]));
  const placed = ([name, application]: Place) => (application === 0 ? name : `${name}:${application}`);
  const fed = inputs.map((input) => `${input.type.dtype}[N, ${fedShape(input).join(', ')}] ${input.name}`);
  return [
    `# ${title}: layers of TensorFlow.js; N is the size of the batch, channels are last`,
    `(${fed.join(', ')}) => (${outputs.map(({ place }) => placed(place)).join(', ')})`,
    ...layers.flatMap(({ name, class_name, config, weights: own, applications }) => {
      const settings = Object.entries(config).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      const sizes = own.map((weight) => {
        const shape = shapes.get(weight.name)!;
        return `${weight.name.slice(name.length + 1)} ${sizeOf(shape) === 1 ? '1' : formatShape(shape)}`;
      });
      const about = sizes.length > 0 ? `: ${sizes.join(', ')}` : '';
      return applications.map((places, i) => {
        const operands = places.map(placed).join(', ');
        return `${placed([name, i, 0])} = ${class_name}(${settings.join(', ')})(${operands})${i === 0 ? about : ''}`;
      });
    }),
    '',
  ].join('\n');
}
