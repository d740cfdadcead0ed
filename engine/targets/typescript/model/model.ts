/**
 * The network as a function that builds a `tf.LayersModel`. Images are channel-last there, as TensorFlow.js wants them;
 * where a layer reads its axes in the document's order (flatten, layer norm ...) a permute is put before it, so that
 * outputs are the same numbers in the same places. A layer for which TensorFlow.js has no word becomes a class of its
 * own in `layers.ts`, printed from its primitives. A graph that is not finished yet is printed as far as it goes, with
 * what is missing as comments.
 */
import { type Document, nameOf, type Node } from '../../../graph/document.ts';
import { isFed, layerFor, layerOf, nodePorts } from '../../../layers/index.ts';
import type { Layer, Spelling, TfjsSpelling, WeightSpec } from '../../../layers/define.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { judgedOutput } from '../../../passes/compile.ts';
import { expandDocument } from '../../../passes/expand.ts';
import { type Problem, problem, wordProblem } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { formatShape } from '../../../types/shape.ts';
import { Code, literal } from '../../literals.ts';
import { FileNames, Identifiers } from '../../names.ts';
import { docComment, Writer } from '../../writer.ts';
import { customLayer, fieldOf } from './custom-layer.ts';
import {
  initializerExpression,
  INITIALIZERS,
  initializersSource,
  isRandom,
  ownInitializers,
  regularizerExpression,
} from './initializers.ts';
import { OWN_LAYER_NAMES, ownLayer } from './own-layers.ts';
import { helpersFor } from './primitives.ts';
import { verbatim } from '../../../phrases.ts';

/** How one of our weights lies in the exported model. */
export interface ExportedWeight {
  /** `conv2d_1.weight`. */
  readonly name: string;
  /** The order of its axes there; undefined where it is the same. */
  readonly transpose?: readonly number[];
}

/** An input or output of the exported model: a node and what the code calls it. */
export interface ModelEnd {
  readonly node: string;
  readonly variable: string;
  /** Its sample lies with the channels last there. */
  readonly channelsLast: boolean;
}

export interface ModelSource {
  /** `src/model.ts`. */
  readonly model: string;
  /** `src/layers.ts`, where some layer needs it. */
  readonly layers?: string;
  /** For each layer of the exported model, by name, its weights in the order of `setWeights`. */
  readonly weights: Readonly<Record<string, readonly ExportedWeight[]>>;
  readonly inputs: readonly ModelEnd[];
  readonly outputs: readonly ModelEnd[];
  /** `src/initializers.ts`, where some weight needs it. */
  readonly initializers?: string;
  /** Layers add something to the loss. */
  readonly penalizes: boolean;
  /** Some layer is applied in several places. */
  readonly reuses: boolean;
  /** What cannot be written; it stands in the model as a comment. */
  readonly refused: readonly Problem[];
}

/** The axes of a tensor: as in the document, or with the channels (axis 1) moved to the end. */
type Order = 'own' | 'last';
/** The spelling of a layer that is read here. */
export const SPELLING = 'tfjs' satisfies keyof Spelling;

/** A layer of the exported model as its nodes apply it: an expression, or the variable that it is kept in for others. */
interface Made {
  readonly layout: 'own' | 'any' | 'channelsLast';
  make(spelled: TfjsSpelling | undefined): string;
}

/** A value of the code, in each order that has a variable so far. */
interface Placed {
  readonly variables: Partial<Record<Order, string>>;
  /** The order in which its layer gives it. */
  readonly order: Order;
  readonly rank: number;
}

const ABOUT_IMAGES = 'Images lie with their channels last, as TensorFlow.js wants them.';
/** Longer statements are broken before the call and the application. */
const WIDTH = 120;

class ModelPrinter {
  readonly #names = new Identifiers(INITIALIZERS);
  /** They are words of no language. */
  readonly #layerNames = new Identifiers([], []);
  readonly #classNames = new Identifiers(OWN_LAYER_NAMES.map((name) => name[0]!.toLowerCase() + name.slice(1)));
  /** Classes that stand for words of TensorFlow.js with other numbers. */
  readonly #ownLayers = new Set<string>();
  readonly #values = new Map<string, Placed>();
  readonly #body = new Writer();
  /** Names of the classes of our own, by their body. */
  readonly #classes = new Map<string, { readonly name: string; readonly doc: string }>();
  readonly #weights: Record<string, readonly ExportedWeight[]> = {};
  /** Nodes that apply another node's layer, and that node. */
  readonly #twins: ReadonlyMap<string, string>;
  /** Layers that others apply or take weights from: kept in variables, by node. */
  readonly #lenders: ReadonlySet<string>;
  readonly #kept = new Map<string, { readonly name: string; readonly made: Made; readonly variable: string }>();
  readonly #refused: Problem[] = [];
  #penalizes = false;
  readonly #document: Document;
  readonly #blocks: Document['graph']['blocks'];
  readonly #checked: CheckedGraph;
  #seed: number;

  constructor(written: Document, checked: CheckedGraph) {
    const document = expandDocument(written);
    this.#blocks = written.graph.blocks;
    this.#document = document;
    this.#checked = checked;
    this.#seed = document.training.seed;
    const sharing = [...checked.nodes].filter(([, { shared }]) => shared !== undefined);
    this.#lenders = new Set(sharing.flatMap(([, { shared }]) => Object.values(shared!)));
    this.#twins = new Map(
      sharing.flatMap(([id, { shared }]) =>
        Object.values(shared!)
          .slice(0, 1)
          .filter((owner) => this.#alike(id, owner))
          .map((owner) => [id, owner]),
      ),
    );
  }

  /** Whether two nodes are one layer applied twice: the same settings on the same types, with all weights in common. */
  #alike(id: string, owner: string): boolean {
    const [one, other] = [this.#checked.nodes.get(id)!, this.#checked.nodes.get(owner)!];
    const about = ({ node, inputs }: CheckedNode) =>
      JSON.stringify([
        node.type,
        node.steps,
        node.frozenStatistics,
        resolveSettings(layerOf(node.type)!.settings, node.settings).settings,
        inputs,
        this.#usedPorts(node),
      ]);
    return Object.keys(one.weights).length === 0 && about(one) === about(other);
  }

  /** Numbers of the output ports that something reads, and the first. */
  #usedPorts(node: Node): number[] {
    return nodePorts(node).outputs.flatMap((port, i) =>
      i === 0 || this.#document.graph.edges.some(({ from }) => from.node === node.id && from.port === port.name)
        ? [i]
        : [],
    );
  }

  /** The nodes so that each stands behind what feeds it and behind the layers whose weights it takes. */
  #order(nodes: ReadonlyMap<string, Node>): string[] {
    const lenders = (id: string) =>
      this.#twins.has(id) ? [] : [...new Set(Object.values(this.#checked.nodes.get(id)!.shared ?? {}))];
    const before = (id: string) => [...this.#sources(nodes.get(id)!).map(([source]) => source), ...lenders(id)];
    const leadsTo = (from: string, to: string, seen = new Set<string>()): boolean =>
      from === to || before(to).some((one) => !seen.has(one) && seen.add(one) && leadsTo(from, one, seen));
    const order = new Set<string>();
    const visit = (id: string): void => {
      if (order.has(id)) return;
      for (const [source] of this.#sources(nodes.get(id)!)) visit(source);
      for (const lender of lenders(id)) {
        if (!leadsTo(id, lender)) visit(lender);
        else
          this.#refused.push(
            problem(
              'export-order',
              { layer: verbatim(nameOf(nodes.get(id)!)), other: verbatim(nameOf(nodes.get(lender)!)) },
              { node: id },
            ),
          );
      }
      order.add(id);
    };
    for (const id of this.#checked.order) visit(id);
    return [...order];
  }

  print(): ModelSource {
    const { graph, name } = this.#document;
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const inputs: ModelEnd[] = [];
    const outputs: ModelEnd[] = [];
    const body = this.#body;
    body.block('export function createModel(): tf.LayersModel {', () => {
      for (const problem of this.#checked.problems)
        if (problem.node === undefined || !this.#checked.nodes.has(problem.node)) body.comment(wordProblem(problem));
      let block: string | undefined;
      for (const id of this.#order(nodes)) {
        const node = nodes.get(id)!;
        const inside = this.#blockOf(id);
        if (inside !== undefined && inside !== block) body.line().comment(inside);
        else if (inside === undefined && block !== undefined) body.line();
        block = inside;
        const checkedNode = this.#checked.nodes.get(id)!;
        if (checkedNode.outputs.length === 0) this.#missing(node, checkedNode);
        else if (isFed(node)) inputs.push(this.#input(node, checkedNode));
        else this.#layer(node, checkedNode);
      }
      for (const id of outputNodes(this.#document, this.#checked)) {
        const port = nodePorts(nodes.get(id)!).outputs[0]!.name;
        if (this.#values.has(`${id}/${port}`))
          outputs.push({ node: id, variable: this.#arranged(id, port, 'own'), channelsLast: false });
      }
      const list = (ends: readonly ModelEnd[]) =>
        ends.length === 1 ? ends[0]!.variable : `[${ends.map(({ variable }) => variable).join(', ')}]`;
      body.line(`return tf.model({ inputs: ${list(inputs)}, outputs: ${list(outputs)} });`);
    });
    const printed = [...this.#classes].map(
      ([source, about]) => `${docComment(about.doc)}\nexport class ${about.name} ${source}`,
    );
    const own = [...this.#ownLayers].sort();
    const classes = [...own.map((call) => ownLayer(call)!), ...printed];
    const names = [...own, ...[...this.#classes.values()].map((about) => about.name)].sort();
    const constructors = [body.toString(), ...classes].join('\n');
    const head = new Writer()
      .doc(`${literal(name)}: the network. ${ABOUT_IMAGES}`)
      .line("import * as tf from '@tensorflow/tfjs';");
    const initializers = ownInitializers(body.toString());
    if (initializers.length > 0) head.line(`import { ${initializers.join(', ')} } from './initializers.ts';`);
    if (names.length > 0) head.line(`import { ${names.join(', ')} } from './layers.ts';`);
    head.line().line('/** The network, with fresh weights. */');
    return {
      model: head.toString() + body.toString(),
      ...(classes.length > 0 && { layers: layersSource(classes) }),
      weights: this.#weights,
      inputs,
      outputs,
      ...(ownInitializers(constructors).length > 0 && {
        initializers: initializersSource(ownInitializers(constructors)),
      }),
      penalizes: this.#penalizes,
      reuses: this.#twins.size > 0,
      refused: this.#refused,
    };
  }

  /** The innermost block that a node stands in: `layer1.0: Basic block`. */
  #blockOf(id: string): string | undefined {
    const { origins, inlined } = this.#checked.expanded;
    const instance = origins.get(id)?.path.at(-1);
    const block = instance && inlined.get(instance)?.source.block;
    if (block === undefined) return undefined;
    const name = this.#blocks.find((one) => one.id === block)?.name ?? block;
    return `${id.slice(0, id.lastIndexOf('/')).replaceAll('/', '.')}: ${name}`;
  }

  #missing(node: Node, { problems }: CheckedNode): void {
    const messages = problems.filter(({ severity }) => severity === 'error').map(wordProblem);
    for (const message of messages.length > 0
      ? messages
      : [`${nameOf(node)} (${layerOf(node.type)?.title ?? node.type}) waits for what comes before it.`])
      this.#body.comment(message);
  }

  #input(node: Node, { outputs: [type] }: CheckedNode): ModelEnd {
    const order: Order = type!.shape.length >= 4 ? 'last' : 'own';
    const variable = this.#names.make(nameOf(node));
    const shape = arranged(type!.shape.slice(1), order);
    const args = {
      name: this.#layerName(node),
      shape,
      ...(type!.dtype !== 'float32' && { dtype: type!.dtype }),
    };
    this.#body.line(`const ${variable} = tf.input(${literal(args)});`);
    this.#values.set(`${node.id}/output`, { variables: { [order]: variable }, order, rank: type!.shape.length });
    return { node: node.id, variable, channelsLast: order === 'last' };
  }

  /** A name that TensorFlow.js allows; the node's own where it can be. */
  #layerName(node: Node): string {
    const name = nameOf(node);
    return /^[A-Za-z0-9][\w./-]*$/.test(name) && this.#layerNames.take(name) ? name : this.#layerNames.make(name);
  }

  #layer(node: Node, checked: CheckedNode): void {
    const { id } = node;
    const layer = layerFor(node)!;
    const { settings } = resolveSettings(layer.settings, node.settings);
    const type = checked.outputs[0]!;
    if (!this.#sources(node).every(([id, port]) => this.#values.has(`${id}/${port}`))) {
      this.#missing(node, checked);
      return;
    }
    const owner = this.#twins.get(id);
    const ports = this.#usedPorts(node);
    // a word of TensorFlow.js stands for the first output alone, and has all its weights itself
    const spelled =
      ports.length === 1 && (owner !== undefined || !checked.shared)
        ? layer.spell?.(checked.inputs, settings)[SPELLING]
        : undefined;
    if (!owner && Object.values(checked.shared ?? {}).some((lender) => !this.#kept.has(lender))) {
      for (const refused of this.#refused) if (refused.node === id) this.#body.comment(wordProblem(refused));
      return;
    }
    const made = this.#made(owner ?? id, spelled, settings as never, ports);
    const order =
      made.layout === 'any'
        ? this.#value(...this.#sources(node)[0]!).order
        : made.layout === 'channelsLast'
          ? 'last'
          : 'own';
    const sources = this.#sources(node);
    // a layer without inputs takes the number of samples from the network's first
    const operands =
      sources.length > 0 ? sources.map(([id, port]) => this.#arranged(id, port, order)) : [this.#firstInput()];
    const padded = spelled?.before
      ? `${this.#call(spelled.before.call, spelled.before.args)}.apply(${operands[0]}) as tf.SymbolicTensor`
      : undefined;
    const operand = padded
      ? this.#statement(`${operands[0]} padded`, padded)
      : operands.length === 1
        ? operands[0]!
        : `[${operands.join(', ')}]`;
    const keeps = type.shape.length >= 3 ? order : 'own';
    const turned =
      spelled?.axis !== undefined && order === 'last'
        ? {
            ...spelled,
            args: { ...spelled.args, [spelled.axis]: lastAxis(Number(spelled.args[spelled.axis]), type.shape.length) },
          }
        : spelled;
    const making = made.make(turned);
    if (ports.length > 1) return this.#several(node, checked, ports, `${making}.apply(${operand})`);
    const variable = this.#statement(
      nameOf(node),
      `${making}.apply(${operand}) as tf.SymbolicTensor`,
      formatShape([type.shape[0]!, ...arranged(type.shape.slice(1), keeps)]),
    );
    this.#values.set(`${node.id}/${nodePorts(node).outputs[0]!.name}`, {
      variables: { [keeps]: variable },
      order: keeps,
      rank: type.shape.length,
    });
  }

  /** The layer of a node; made once and kept where others apply it or take weights from it. */
  #made(id: string, spelled: TfjsSpelling | undefined, settings: never, ports: readonly number[]): Made {
    const kept = this.#kept.get(id);
    if (kept) return { ...kept.made, make: () => kept.variable };
    const checked = this.#checked.nodes.get(id)!;
    const { node } = checked;
    const name = this.#layerName(node);
    const made: Made = spelled
      ? this.#spelled(node, checked, name, spelled)
      : this.#custom(node, layerFor(node)!, checked, name, settings, ports);
    if (!this.#lenders.has(id)) return made;
    const variable = this.#names.make(`${nameOf(node)} layer`);
    this.#kept.set(id, { name, made, variable });
    const make: Made['make'] = (turned) => {
      this.#body.line(`const ${variable} = ${made.make(turned)};`);
      return variable;
    };
    return { ...made, make };
  }

  /** Declares the outputs of a layer that gives several. */
  #several(node: Node, { outputs }: CheckedNode, ports: readonly number[], expression: string): void {
    const names = nodePorts(node).outputs.map(({ name }) => name);
    const variables = ports.map((i) => this.#names.make(i === 0 ? nameOf(node) : `${nameOf(node)} ${names[i]}`));
    const shapes = ports.map((i) => formatShape(outputs[i]!.shape)).join(', ');
    this.#body.line(
      `const [${variables.join(', ')}] = ${expression} as [${variables.map(() => 'tf.SymbolicTensor').join(', ')}]; // ${shapes}`,
    );
    ports.forEach((port, i) =>
      this.#values.set(`${node.id}/${names[port]}`, {
        variables: { own: variables[i]! },
        order: 'own',
        rank: outputs[port]!.shape.length,
      }),
    );
  }

  /** Declares a variable; gives its name. */
  #statement(name: string, expression: string, shape?: string): string {
    const variable = this.#names.make(name);
    const note = shape === undefined ? '' : ` // ${shape}`;
    const whole = `const ${variable} = ${expression};`;
    if (whole.length <= WIDTH || !/^tf\.layers\.\w+\(/.test(expression)) this.#body.line(whole + note);
    else {
      const at = expression.lastIndexOf('.apply(');
      this.#body.block(
        `const ${variable} = tf.layers`,
        () => this.#body.line(expression.slice('tf.layers'.length, at)),
        `  ${expression.slice(at)};${note}`,
      );
    }
    return variable;
  }

  #firstInput(): string {
    const id = this.#checked.order.find((one) => isFed(this.#checked.nodes.get(one)!.node))!;
    return Object.values(this.#value(id, 'output').variables)[0]!;
  }

  #sources(node: Node): [string, string][] {
    return nodePorts(node).inputs.flatMap(({ name }) =>
      this.#document.graph.edges
        .filter((edge) => edge.to.node === node.id && edge.to.port === name)
        .map((edge): [string, string] => [edge.from.node, edge.from.port]),
    );
  }

  #value(id: string, port: string): Placed {
    return this.#values.get(`${id}/${port}`)!;
  }

  /** The variable of a value in the order asked for; a permute is written where it lies in the other. */
  #arranged(id: string, port: string, wanted: Order): string {
    const { variables, order, rank } = this.#value(id, port);
    const known = variables[wanted] ?? (rank < 3 ? variables[order] : undefined);
    if (known) return known;
    const axes = Array.from({ length: rank - 1 }, (_, i) => i + 1);
    const dims = wanted === 'own' ? [rank - 1, ...axes.slice(0, -1)] : [...axes.slice(1), 1];
    const name = this.#statement(
      `${variables[order]} ${wanted === 'own' ? 'channels first' : 'channels last'}`,
      `tf.layers.permute({ dims: ${literal(dims)} }).apply(${variables[order]}) as tf.SymbolicTensor`,
    );
    this.#values.set(`${id}/${port}`, { variables: { ...variables, [wanted]: name }, order, rank });
    return name;
  }

  #call(call: string, args: Readonly<Record<string, unknown>>): string {
    if (ownLayer(call) === undefined) return `tf.layers.${call}(${literal(args)})`;
    this.#ownLayers.add(call);
    return `new ${call}(${literal(args)})`;
  }

  /** Draws of two weights must differ. */
  #initializer(spec: WeightSpec, scaled: boolean, order?: readonly number[]): string {
    return initializerExpression(spec, isRandom(spec.initializer.type) ? ++this.#seed : 0, scaled, order);
  }

  #spelled(
    node: Node,
    { weights: specs }: CheckedNode,
    name: string,
    { weights = [], layout = 'own' }: TfjsSpelling,
  ): Made {
    if (weights.length > 0)
      this.#weights[name] = weights.map((weight) => ({
        name: `${nameOf(node)}.${weight.name}`,
        ...(weight.transpose && { transpose: weight.transpose }),
      }));
    const about: Record<string, unknown> = {};
    for (const { name: weight, argument, transpose } of weights) {
      if (argument === undefined) continue;
      about[`${argument}Initializer`] = new Code(this.#initializer(specs[weight]!, true, transpose));
      if (regularized(node)) about[`${argument}Regularizer`] = new Code(regularizerExpression(node.regularization!));
    }
    const rest = { ...about, ...(node.frozen && weights.length > 0 && { trainable: false }) };
    return {
      layout,
      make: (spelling: TfjsSpelling | undefined) => this.#call(spelling!.call, { name, ...spelling!.args, ...rest }),
    };
  }

  #custom(node: Node, layer: Layer, checked: CheckedNode, name: string, settings: never, ports: readonly number[]) {
    // TensorFlow.js lists a layer's learned weights before the others
    const specs = Object.entries(checked.weights).sort(
      ([, a], [, b]) => Number(a.role === 'state') - Number(b.role === 'state'),
    );
    const weights = specs.map(([weight, spec]) => ({
      name: weight,
      initializer: this.#initializer(spec, false),
      ...(regularized(node) &&
        (spec.role ?? 'weight') === 'weight' && { regularizer: regularizerExpression(node.regularization!) }),
    }));
    // of weights of another layer: where they lie among its own, and how
    const borrowed = Object.entries(checked.shared ?? {}).map(([weight, lender]) => {
      const { name: of, variable } = this.#kept.get(lender)!;
      const list = this.#weights[of]!;
      const place = list.findIndex((one) => one.name.endsWith(`.${weight}`));
      return {
        name: weight,
        ...(list[place]!.transpose && { transpose: list[place]!.transpose }),
        expression: `${variable}.weights[${place}]!`,
      };
    });
    const { body, elementwise, penalizes } = customLayer(layer, checked.inputs, settings, weights, ports, borrowed);
    this.#penalizes ||= penalizes;
    const className = this.#className(layer, body, borrowed.length > 0);
    if (specs.length > 0) this.#weights[name] = specs.map(([weight]) => ({ name: `${nameOf(node)}.${weight}` }));
    const args = {
      name,
      ...(node.frozen && specs.length > 0 && { trainable: false }),
      ...Object.fromEntries(borrowed.map(({ name: weight, expression }) => [fieldOf(weight), new Code(expression)])),
    };
    return {
      layout: elementwise ? ('any' as const) : ('own' as const),
      make: () => `new ${className}(${literal(args)})`,
    };
  }

  /** The class with this body: an earlier one, or a new one called after the layer. */
  #className(layer: Layer, body: string, tied: boolean): string {
    const known = this.#classes.get(body);
    if (known) return known.name;
    const name = this.#classNames
      .make(tied ? `tied ${layer.id}` : layer.id)
      .replace(/^./, (first) => first.toUpperCase());
    this.#classes.set(body, {
      name,
      doc: `${layer.title}${tied ? ' with weights of another layer' : ''}: ${layer.doc}`,
    });
    return name;
  }
}

const regularized = ({ regularization }: Node): boolean =>
  regularization !== undefined && regularization.l1 + regularization.l2 > 0;
const arranged = <D>(sample: readonly D[], order: Order): D[] =>
  order === 'last' ? [...sample.slice(1), sample[0]!] : [...sample];

/** Where an axis of the document lies once the channels are last. */
function lastAxis(axis: number, rank: number): number {
  const own = axis < 0 ? axis + rank : axis;
  return own === 0 ? 0 : own === 1 ? -1 : own - 1;
}

const LAYERS_DOC = `/**
 * Layers that TensorFlow.js does not have, or has with other numbers.
 * Inputs have the channels first where nothing else is said.
 */`;

function layersSource(classes: readonly string[]): string {
  const text = classes.join('\n');
  const initializers = ownInitializers(text);
  const own = initializers.length > 0 ? `import { ${initializers.join(', ')} } from './initializers.ts';\n` : '';
  const imports = `import * as tf from '@tensorflow/tfjs';\n${own}`;
  return `${LAYERS_DOC}\n${imports}\n${[...helpersFor(text), ...classes].join('\n')}`;
}

/** What the network gives: the graph's outputs and whatever a loss judges besides. */
export function outputNodes(document: Document, checked: CheckedGraph): string[] {
  const judged = document.training.losses
    .map((_, i) => judgedOutput(document, checked, i))
    .filter((id): id is string => typeof id === 'string');
  return [...new Set([...checked.outputs, ...judged])];
}

/** The source of the model, as far as the graph goes; problems stand in it as comments. */
export const modelSource = (document: Document, checked: CheckedGraph): ModelSource =>
  new ModelPrinter(document, checked).print();

/** How files of what the outputs say are called, in the outputs' order. */
export function outputFiles({ graph }: Pick<Document, 'graph'>, { outputs }: Pick<ModelSource, 'outputs'>): string[] {
  const files = new FileNames();
  return outputs.map(({ node }) => files.make(nameOf(graph.nodes.find(({ id }) => id === node)!)));
}
