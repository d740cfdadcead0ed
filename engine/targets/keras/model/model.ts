/**
 * The network as a person would write it in Keras: a functional model whose layers are called after the nodes, blocks as functions with
 * the settings in which their instances differ as arguments, repetitions as loops. Images have their channels last, as Keras wants them;
 * where a layer reads its axes in the document's order a permute is put before it, so that outputs are the same numbers in the same
 * places. A layer for which Keras has no word becomes a class in `custom.py`, printed from its primitives. A graph that is not finished
 * yet is printed as far as it goes, with what is missing as comments.
 */
import type { Document, Node } from '../../../graph/document.ts';
import { layerFor, layerOf } from '../../../layers/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { Problem } from '../../../problems.ts';
import { type Entrance, outputNodes } from '../../functional/scope.ts';
import { joined, type NodeLines, stacked } from '../../lines.ts';
import { helpersFor } from '../../python/dialect.ts';
import { docstring, PythonNames, withoutTexts } from '../../python/text.ts';
import { keras } from '../dialect.ts';
import { functionsOf } from './functions.ts';
import { OWN_INITIALIZERS, ownInitializers } from './initializers.ts';
import { OWN_LAYERS } from './ownLayers.ts';
import { type ExportedWeight, Scopes } from './scopes.ts';

export interface ModelSource {
  /** `model.py`. */
  readonly model: string;
  /** What its lines are about. */
  readonly lines: NodeLines;
  /** `custom.py`, where some layer needs it. */
  readonly custom: string | undefined;
  /** Every weight with its name in the engine and its place in the network. */
  readonly weights: readonly ExportedWeight[];
  /** In the order in which the network takes them. */
  readonly inputs: readonly Node[];
  readonly entrances: readonly Entrance[];
  /** The flat nodes whose outputs the network gives, in this order. */
  readonly outputs: readonly string[];
  /** Layers add something to the loss. */
  readonly penalizes: boolean;
  /** What cannot be written. */
  readonly refused: readonly Problem[];
}

/** The classes in `custom.py`: one for each body. */
class Printed {
  readonly #names = new PythonNames([...Object.keys(OWN_LAYERS), ...Object.keys(OWN_INITIALIZERS), 'Matrix']);
  readonly #classes = new Map<string, { readonly name: string; readonly doc: string }>();

  of = (node: Node, body: string): string => {
    const known = this.#classes.get(body);
    if (known) return `custom.${known.name}`;
    const name = this.#names.makeClass(layerFor(node)!.id);
    this.#classes.set(body, { name, doc: `${layerOf(node.type)!.title}: ${layerFor(node)!.doc}` });
    return `custom.${name}`;
  };

  source(model: string): string | undefined {
    const own = Object.keys(OWN_LAYERS).filter((name) => withoutTexts(model).includes(`custom.${name}(`));
    const printed = [...this.#classes].map(
      ([body, { name, doc }]) =>
        `class ${name}(layers.Layer):\n    ${docstring(doc, 1)}\n\n${body.replaceAll(/^(?=.)/gm, '    ')}`,
    );
    const bodies = [...this.#classes.keys()].join('\n');
    const starts = ownInitializers(
      withoutTexts(model) +
        bodies.replaceAll(/(?<![.\w])(\w+)\(/g, (whole, name: string) =>
          Object.hasOwn(OWN_INITIALIZERS, name) ? `custom.${whole}` : whole,
        ),
    );
    const classes = [...starts, ...own.map((name) => OWN_LAYERS[name]!), ...printed];
    if (classes.length === 0) return undefined;
    const text = [...helpersFor(keras, classes.join('\n')), ...classes].join('\n\n');
    const code = withoutTexts(text);
    const standard = /\bmath\./.test(code) ? ['import math', ''] : [];
    return `"""Layers that Keras does not have, or has with other numbers."""\n\n${[...standard, ...imports(code)].join('\n')}\n\n\n${text}`;
  }
}

/** The imports that a module needs. */
function imports(code: string): string[] {
  const spoken = (name: string) => new RegExp(`(?<![.\\w])${name}\\.`).test(code);
  const words = ['constraints', 'initializers', 'layers', 'ops', 'regularizers'].filter(spoken);
  return [
    ...(spoken('keras') ? ['import keras'] : []),
    ...(spoken('np') ? ['import numpy as np'] : []),
    ...(words.length > 0 ? [`from keras import ${words.join(', ')}`] : []),
  ];
}

/** The source of the model, as far as the graph goes; problems stand in it as comments. */
export function modelSource(document: Document, checked: CheckedGraph): ModelSource {
  const printed = new Printed();
  const scopes = new Scopes(document, checked, printed.of);
  const root = scopes.root(document, outputNodes(document, checked));
  const body = joined(functionsOf(root, document.name), '\n\n');
  const code = withoutTexts(body.text);
  const own = /\bcustom\./.test(code) ? ['', 'import custom'] : [];
  const head = `${docstring(`${document.name}: the network.`)}\n\n${[...imports(code), ...own].join('\n')}\n\n\n`;
  const { text: model, lines } = stacked(head, body);
  const custom = printed.source(model);
  return {
    model,
    lines,
    custom,
    weights: scopes.weights,
    inputs: root.fed.map(({ node }) => node),
    entrances: root.fed,
    outputs: root.given,
    penalizes: /\bself\.add_loss\b/.test(custom ?? '') || /_regularizer=|regularizers\./.test(model + (custom ?? '')),
    refused: scopes.refused,
  };
}
