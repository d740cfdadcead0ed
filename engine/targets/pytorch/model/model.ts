/**
 * The network as a person would write it in PyTorch: a module whose parts are called after the nodes, blocks as classes of their own
 * with the settings in which their instances differ as arguments, repetitions as rows of modules. A layer for which PyTorch has no word
 * becomes a class in `layers.py`, printed from its primitives. A graph that is not finished yet is printed as far as it goes, with what
 * is missing as comments.
 */
import type { Document, Node } from '../../../graph/document.ts';
import type { Layer } from '../../../layers/define.ts';
import { outputNodes } from '../../functional/scope.ts';
import { layerFor, layerOf } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import type { Problem } from '../../../problems.ts';
import { joined, type NodeLines, stacked } from '../../lines.ts';
import { docstring, PythonNames, withoutTexts } from '../../python/text.ts';
import { Classes } from './classes.ts';
import { customLayer } from './customLayer.ts';
import { initializeSource } from './initializers.ts';
import { OWN_LAYERS, ownLayer } from './ownLayers.ts';
import { helpersFor } from '../../python/dialect.ts';
import { torch } from '../dialect.ts';
import { Scopes, type TorchWeight } from './scopes.ts';

export interface ModelSource {
  /** `model.py`. */
  readonly model: string;
  /** What its lines are about. */
  readonly lines: NodeLines;
  /** `layers.py`, where some layer needs it. */
  readonly layers: string | undefined;
  /** What the network's class is called. */
  readonly name: string;
  /** Every weight with its name in the engine and in the module. */
  readonly weights: readonly TorchWeight[];
  /** Input nodes in the order of `forward`. */
  readonly inputs: readonly Node[];
  /** The flat nodes whose outputs the network gives, in this order. */
  readonly outputs: readonly string[];
  /** Layers add something to the loss. */
  readonly penalizes: boolean;
  /** What cannot be written. */
  readonly refused: readonly Problem[];
}

/** The classes in `layers.py`: one for each body. */
class Printed {
  readonly #names = new PythonNames(OWN_LAYERS);
  readonly #classes = new Map<string, { readonly name: string; readonly doc: string }>();
  readonly own = new Set<string>();

  of = (node: Node, checked: CheckedNode, settings: never): string => {
    const layer: Layer = layerFor(node)!;
    const body = customLayer(layer, checked.inputs, settings);
    const known = this.#classes.get(body);
    if (known) return `layers.${known.name}`;
    const name = this.#names.makeClass(layer.id);
    // its first sentence: how to use it on a canvas is of no use here
    const [first] = layer.doc.split(/(?<=\.) /);
    this.#classes.set(body, { name, doc: `${layerOf(node.type)!.title}: ${first}` });
    return `layers.${name}`;
  };

  source(model: string): string | undefined {
    const own = OWN_LAYERS.filter((name) => withoutTexts(model).includes(`layers.${name}(`)).map(
      (name) => ownLayer(name)!,
    );
    const printed = [...this.#classes].map(
      ([body, { name, doc }]) => `class ${name}(nn.Module):\n    ${docstring(doc, 1)}\n\n${body}`,
    );
    const classes = [...own, ...printed];
    if (classes.length === 0) return undefined;
    const text = [...helpersFor(torch, classes.join('\n')), ...classes].join('\n\n');
    const code = withoutTexts(text);
    const imports = [
      ...(/\bmath\./.test(code) ? ['import math', ''] : []),
      ...(/\btorch\./.test(code) ? ['import torch'] : []),
      ...(/\bF\./.test(code) ? ['import torch.nn.functional as F'] : []),
      'from torch import nn',
    ];
    return `"""Layers that PyTorch does not have."""\n\n${imports.join('\n')}\n\n\n${text}`;
  }
}

/** The source of the model, as far as the graph goes; problems stand in it as comments. */
export function modelSource(document: Document, checked: CheckedGraph): ModelSource {
  const printed = new Printed();
  const scopes = new Scopes(document, checked, printed.of);
  const root = scopes.root(document, outputNodes(document, checked));
  const { sources, main } = new Classes().print(root, document.name, `${document.name}.`);
  const finished = checked.problems.every(({ severity }) => severity !== 'error');
  const initialize = finished ? [stacked(initializeSource(scopes))] : [];
  const body = joined([...sources, ...initialize], '\n\n');
  const code = withoutTexts(body.text);
  const imports = [
    ...(/\bmath\./.test(code) ? ['import math', ''] : []),
    'import torch',
    ...(/\bF\./.test(code) ? ['import torch.nn.functional as F'] : []),
    'from torch import nn',
    ...(/\blayers\./.test(code) ? ['', 'import layers'] : []),
  ];
  const head = `${docstring(`${document.name}: the network.`)}\n\n${imports.join('\n')}\n\n\n`;
  const { text: model, lines } = stacked(head, body);
  const layers = printed.source(model);
  return {
    model,
    lines,
    layers,
    name: main,
    weights: scopes.weights,
    inputs: root.fed,
    outputs: root.given,
    penalizes: /\bself\.penalty\b/.test(layers ?? ''),
    refused: scopes.refused,
  };
}
