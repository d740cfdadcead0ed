/**
 * The network as a function that builds a `tf.LayersModel`. Images are channel-last there, as TensorFlow.js wants them;
 * where a layer reads its axes in the document's order (flatten, layer norm ...) a permute is put before it, so that
 * outputs are the same numbers in the same places. A layer for which TensorFlow.js has no word becomes a class of its
 * own in `layers.ts`, printed from its primitives.
 */
import { type Document, nameOf, type Node } from '../../graph/document.ts';
import { layerOf } from '../../layers/index.ts';
import type { Layer, Spelling } from '../../layers/define.ts';
import type { CheckedGraph, CheckedNode } from '../../passes/check.ts';
import { problem, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { Identifiers, literal, Writer } from '../writer.ts';
import { customLayer } from './custom-layer.ts';

/** How one of our weights lies in the exported model. */
export interface ExportedWeight {
  /** `conv2d_1.weight`. */
  readonly name: string;
  /** The order of its axes there; undefined where it is the same. */
  readonly transpose?: readonly number[];
}

export interface ModelSource {
  /** `src/model.ts`. */
  readonly model: string;
  /** `src/layers.ts`, where some layer needs it. */
  readonly layers?: string;
  /** For each layer of the exported model, by name, its weights in the order of `setWeights`. */
  readonly weights: Readonly<Record<string, readonly ExportedWeight[]>>;
  /** Node ids in the order of the model's outputs. */
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
}

/** The axes of a tensor: as in the document, or with the channels (axis 1) moved to the end. */
type Order = 'own' | 'last';
interface Placed {
  readonly variable: string;
  readonly order: Order;
  readonly rank: number;
}

const RESERVED = ['tf', 'input', 'function', 'new', 'model', 'class', 'const', 'let', 'var', 'default', 'export', 'import', 'return', 'in', 'of', 'delete', 'switch', 'case'];

/** Layers write their spelling with the node's settings; classes for the rest are gathered in `custom`. */
class ModelPrinter {
  readonly #names = new Identifiers(RESERVED);
  readonly #values = new Map<string, Placed>();
  readonly #body = new Writer();
  readonly #classes: string[] = [];
  readonly weights: Record<string, readonly ExportedWeight[]> = {};
  readonly #document: Document;
  readonly #checked: CheckedGraph;

  constructor(document: Document, checked: CheckedGraph) {
    this.#document = document;
    this.#checked = checked;
  }

  print(): ModelSource {
    const { graph, name } = this.#document;
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const inputs: string[] = [];
    const body = this.#body;
    const head = new Writer()
      .line(`// Made by Layerloom from "${name.replaceAll('\n', ' ')}". Shapes are as here: channels last.`)
      .line("import * as tf from '@tensorflow/tfjs';");
    body.block('export function createModel(): tf.LayersModel {', () => {
      for (const id of this.#checked.order) {
        const node = nodes.get(id)!;
        if (layerOf(node.type)!.inputs.length === 0) inputs.push(id);
        this.#layer(node, this.#checked.nodes.get(id)!);
      }
      const outputs = this.#checked.outputs.map((id) => this.#arranged(id, 'output', 'own'));
      body.line(`return tf.model({ inputs: ${listOf(inputs.map((id) => this.#value(id, 'output').variable))}, outputs: ${listOf(outputs)} });`);
    });
    if (this.#classes.length > 0) head.line(`import { ${this.#classes.map((c) => /class (\w+)/.exec(c)![1]).join(', ')} } from './layers.ts';`);
    head.line().line('/** The network, with fresh weights. */');
    return {
      model: head.toString() + body.toString(),
      ...(this.#classes.length > 0 && { layers: `import * as tf from '@tensorflow/tfjs';\n\n${this.#classes.join('\n')}` }),
      weights: this.weights,
      inputs,
      outputs: this.#checked.outputs,
    };
  }

  #layer(node: Node, checked: CheckedNode): void {
    const layer = layerOf(node.type)!;
    const { settings } = resolveSettings(layer.settings, node.settings);
    const type = checked.outputs[0]!;
    const name = nameOf(node);
    const variable = this.#names.make(name);
    if (layer.inputs.length === 0) {
      const order: Order = type.shape.length >= 4 ? 'last' : 'own';
      const shape = arrange(type.shape.slice(1), order);
      this.#body.line(`const ${variable} = tf.input({ name: ${literal(name)}, shape: ${literal(shape)}${type.dtype === 'float32' ? '' : `, dtype: ${literal(type.dtype)}`} });`);
      this.#values.set(`${node.id}/output`, { variable, order, rank: type.shape.length });
      return;
    }
    const spelled = layer.spell?.(checked.inputs, settings).tfjs;
    const order = spelled === undefined ? 'own' : this.#orderFor(node, layer, spelled.layout ?? 'own');
    const operands = this.#sources(node, layer).map(([id, port]) => this.#arranged(id, port, order));
    const argument = operands.length === 1 ? operands[0]! : `[${operands.join(', ')}]`;
    const making = spelled ? this.#spelled(name, spelled) : this.#custom(node, layer, checked, settings);
    this.#body.line(`const ${variable} = ${making}.apply(${argument}) as tf.SymbolicTensor; // ${formatShape(arrangeType(type.shape, order))}`);
    const keeps = type.shape.length >= 3 ? order : 'own';
    this.#values.set(`${node.id}/${layer.outputs[0]!.name}`, { variable, order: keeps, rank: type.shape.length });
  }

  /** The order in which a layer is fed: its own wish, or for an elementwise one that of its first input. */
  #orderFor(node: Node, layer: Layer, layout: NonNullable<NonNullable<Spelling['tfjs']>['layout']>): Order {
    if (layout !== 'any') return layout === 'channelsLast' ? 'last' : 'own';
    const [id, port] = this.#sources(node, layer)[0]!;
    return this.#value(id, port).order;
  }

  #sources(node: Node, layer: Layer): [string, string][] {
    return layer.inputs.flatMap(({ name }) =>
      this.#document.graph.edges.filter((edge) => edge.to.node === node.id && edge.to.port === name).map((edge): [string, string] => [edge.from.node, edge.from.port]),
    );
  }

  #value(id: string, port: string): Placed {
    return this.#values.get(`${id}/${port}`)!;
  }

  /** The variable of a value in the order asked for; a permute is written where it lies in the other. */
  #arranged(id: string, port: string, wanted: Order): string {
    const { variable, order, rank } = this.#value(id, port);
    if (order === wanted || rank < 3) return variable;
    const axes = Array.from({ length: rank - 1 }, (_, i) => i + 1);
    const dims = wanted === 'own' ? [rank - 1, ...axes.slice(0, -1)] : [...axes.slice(1), 1];
    const name = this.#names.make(`${variable} ${wanted === 'own' ? 'channels first' : 'channels last'}`);
    this.#body.line(`const ${name} = tf.layers.permute({ dims: ${literal(dims)} }).apply(${variable}) as tf.SymbolicTensor;`);
    this.#values.set(`${id}/${port}`, { variable: name, order: wanted, rank });
    return name;
  }

  #spelled(name: string, { call, args, weights = [] }: NonNullable<Spelling['tfjs']>): string {
    if (weights.length > 0)
      this.weights[name] = weights.map((weight) => ({ name: `${name}.${weight.name}`, ...(weight.transpose && { transpose: weight.transpose }) }));
    return `tf.layers.${call}(${literal({ name, ...args })})`;
  }

  #custom(node: Node, layer: Layer, checked: CheckedNode, settings: Readonly<Record<string, unknown>>): string {
    const name = nameOf(node);
    const className = this.#names.make(`${name} layer`).replace(/^./, (first) => first.toUpperCase());
    this.#classes.push(customLayer(className, layer, checked.inputs, settings as never));
    const specs = Object.keys(layer.weights?.(checked.inputs, settings as never) ?? {});
    if (specs.length > 0) this.weights[name] = specs.map((weight) => ({ name: `${name}.${weight}` }));
    return `new ${className}({ name: ${literal(name)} })`;
  }
}

const listOf = (variables: readonly string[]): string => (variables.length === 1 ? variables[0]! : `[${variables.join(', ')}]`);
const arrange = <D>(sample: readonly D[], order: Order): D[] => (order === 'last' ? [...sample.slice(1), sample[0]!] : [...sample]);
const arrangeType = <D>(shape: readonly D[], order: Order): D[] => (shape.length < 3 ? [...shape] : [shape[0]!, ...arrange(shape.slice(1), order)]);

/** The source of the model. Throws a `UserError` with the graph's problems where it has errors. */
export function modelSource(document: Document, checked: CheckedGraph): ModelSource {
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
  if (checked.order.length === 0) throw new UserError(problem('empty-graph', undefined as never));
  return new ModelPrinter(document, checked).print();
}
