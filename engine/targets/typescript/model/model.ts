/**
 * The network as functions that build a `tf.LayersModel`: one for each block, with what differs between its instances as arguments, and one
 * for the whole, in which repetitions are loops. Images have their channels last there, as TensorFlow.js wants them;
 * where a layer reads its axes in the document's order (flatten, layer norm ...) a permute is put before it, so that
 * outputs are the same numbers in the same places. A layer for which TensorFlow.js has no word becomes a class of its
 * own in `layers.ts`, printed from its primitives. A graph that is not finished yet is printed as far as it goes, with
 * what is missing as comments.
 */
import { type Document, nameOf } from '../../../graph/document.ts';
import type { Spelling } from '../../../layers/define.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { Problem } from '../../../problems.ts';
import { outputNodes, type Root } from '../../functional/scope.ts';
import { type NodeLines, stacked, withLine } from '../../lines.ts';
import { literal, numberText } from '../../literals.ts';
import { FileNames } from '../../names.ts';
import { Writer } from '../../writer.ts';
import { Classes } from './classes.ts';
import { functionsOf } from './functions.ts';
import { initializersSource, ownInitializers } from './initializers.ts';
import { helpersFor } from './primitives.ts';
import { type ExportedWeight, Scopes } from './scopes.ts';
import { weightNamesSource } from './weightNames.ts';

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
  /** What its lines are about. */
  readonly lines: NodeLines;
  /** `src/layers.ts`, where some layer needs it. */
  readonly layers?: string;
  /** For each layer of the exported model, by name, its weights in the order of `setWeights`. */
  readonly weights: Readonly<Record<string, readonly ExportedWeight[]>>;
  /** What TensorFlow.js calls the layers among them that are its own. */
  readonly calls: Readonly<Record<string, string>>;
  /** Code of `src/model.ts` that says what files call them. */
  readonly weightNames: string;
  readonly inputs: readonly ModelEnd[];
  readonly outputs: readonly ModelEnd[];
  /** `src/initializers.ts`, where some weight needs it. */
  readonly initializers?: string;
  /** Weights start with what is drawn by `src/seeds.ts`. */
  readonly draws: boolean;
  /** Layers add something to the loss. */
  readonly penalizes: boolean;
  /** What cannot be written; it stands in the model as a comment. */
  readonly refused: readonly Problem[];
}

/** The spelling of a layer that is read here. */
export const SPELLING = 'tfjs' satisfies keyof Spelling;

const ABOUT_IMAGES = 'Images lie with their channels last, as TensorFlow.js wants them.';
const APPLY = `type Tensor = tf.SymbolicTensor;

/** What a layer makes of tensors. */
function apply(layer: tf.layers.Layer, ...inputs: Tensor[]): Tensor {
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
}

`;

/** `src/seeds.ts`. */
export const SEEDS = `/** Seeds of what weights start with. */
let last = 0;

/** Each weight has a seed of its own, and in every run the same. */
export const seed = (): number => ++last;

/** The next seeds follow this number. */
export function startSeeds(from: number): void {
  last = from;
}
`;

/** The source of the model, as far as the graph goes; problems stand in it as comments. */
export function modelSource(document: Document, checked: CheckedGraph): ModelSource {
  const wanted = outputNodes(document, checked);
  const classes = new Classes();
  new Scopes(document, checked, classes).root(document, wanted);
  classes.finish();
  const scopes = new Scopes(document, checked, classes);
  const root = scopes.root(document, wanted);
  const printed = functionsOf(root, classes.names);
  const body = printed.text;
  const layers = classes.sources.length > 0 ? layersSource(classes.sources) : undefined;
  const starts = ownInitializers(`${body}\n${layers ?? ''}`);
  const head = new Writer()
    .doc(`${literal(document.name)}: the network. ${ABOUT_IMAGES}`)
    .line("import * as tf from '@tensorflow/tfjs';");
  const initializers = ownInitializers(body);
  if (initializers.length > 0) head.line(`import { ${initializers.join(', ')} } from './initializers.ts';`);
  if (classes.names.length > 0) head.line(`import { ${classes.names.toSorted().join(', ')} } from './layers.ts';`);
  const draws = isDrawn(body) || isDrawn(layers ?? '');
  if (draws) head.line(`import { ${isDrawn(body) ? 'seed, ' : ''}startSeeds } from './seeds.ts';`);
  const seeds = `  startSeeds(${numberText(document.training.seed)});`;
  const seeded = draws ? withLine(printed, (line) => line.startsWith('export function createModel'), seeds) : printed;
  const { text: model, lines } = stacked(
    head.line().toString(),
    /\bapply\(|\bTensor\b/.test(body) ? APPLY : '',
    seeded,
  );
  return {
    model,
    lines,
    ...(layers !== undefined && { layers }),
    draws,
    weights: scopes.weights,
    calls: scopes.calls,
    weightNames: weightNamesSource(scopes.weights, scopes.calls),
    ...endsOf(root),
    ...(starts.length > 0 && { initializers: initializersSource(starts) }),
    penalizes: scopes.penalizes,
    refused: scopes.refused,
  };
}

const isDrawn = (code: string): boolean => /\bseed\(\)/.test(code);

function endsOf({ fed, given, outputs }: Root): Pick<ModelSource, 'inputs' | 'outputs'> {
  return {
    inputs: fed.map(({ node, flow, channelsLast }) => ({ node: node.id, variable: flow.name, channelsLast })),
    outputs: given.map((node, i) => ({ node, variable: outputs[i]!.name, channelsLast: false })),
  };
}

const LAYERS_DOC = `/**
 * Layers that TensorFlow.js does not have, or has with other numbers.
 * Inputs have the channels first where nothing else is said.
 */`;

function layersSource(classes: readonly string[]): string {
  const text = classes.join('\n');
  const initializers = ownInitializers(text);
  const own = initializers.length > 0 ? `import { ${initializers.join(', ')} } from './initializers.ts';\n` : '';
  const seeds = isDrawn(text) ? "import { seed } from './seeds.ts';\n" : '';
  const imports = `import * as tf from '@tensorflow/tfjs';\n${own}${seeds}`;
  return `${LAYERS_DOC}\n${imports}\n${[...helpersFor(text), ...classes].join('\n')}`;
}

/** How files of what the outputs say are called, in the outputs' order. */
export function outputFiles({ graph }: Pick<Document, 'graph'>, outputs: ModelSource['outputs']): string[] {
  const files = new FileNames();
  return outputs.map(({ node }) => files.make(nameOf(graph.nodes.find(({ id }) => id === node)!)));
}
