/** A network out and in again: as the model that it is exported as, and back, with the same weights. */
import { countFates, type Imported } from '../../engine/importers/define.ts';
import { MemoryFiles } from '../../engine/files/memory.ts';
import { type Document, nameOf } from '../../engine/graph/document.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { type CheckedGraph, checkGraph } from '../../engine/passes/check.ts';
import { compileToPredict } from '../../engine/passes/compile.ts';
import { initialState } from '../../engine/passes/initialState.ts';
import { importModel } from '../../engine/runs/importModel.ts';
import { encodeModel } from '../../engine/targets/onnx/model.ts';
import { onnxModel } from '../../engine/targets/onnxFile/model.ts';
import type { ModelForm } from '../../engine/targets/define.ts';
import { MODEL } from '../../engine/targets/tfjsFile/commands.ts';
import { tfjsFile } from '../../engine/targets/tfjsFile/index.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { apart, type Numbers, predicted } from './predicted.ts';

export interface Trip {
  /** Nodes that are drawn, before and after. */
  readonly nodes: readonly [number, number];
  readonly counts: ReturnType<typeof countFates>;
  readonly difference: number;
}

/** Weights as training starts with them, all moved a little either way, so that no zero hides what is lost. */
export function movedWeights(document: Document, checked = checkGraph(document.graph)): Map<string, Tensor> {
  const state = initialState({ weights: compileToPredict(document, checked).weights, slots: [] }, 1);
  for (const [name, { data }] of state) {
    const stream = randomStream(2, name);
    for (let i = 0; i < data.length; i++)
      data[i] = Math.abs(data[i]!) < 0.5 ? data[i]! + 0.04 * (stream() - 0.5) : data[i]! + 0.1 * stream();
  }
  return state;
}

/** Two samples for each input, by its name. */
export function samplesFor(document: Document): Numbers[] {
  return document.graph.nodes
    .filter(({ type }) => type === 'input')
    .map((node) => {
      const { shape = [1, 28, 28], values = 'float32' } = node.settings as { shape?: number[]; values?: string };
      const stream = randomStream(3, node.id);
      const data = Float32Array.from({ length: 2 * sizeOf(shape) }, () => stream());
      return {
        name: nameOf(node),
        shape: [2, ...shape],
        data: values === 'float32' ? data : data.map((value) => Math.floor(2 * value)),
      };
    });
}

export const throughOnnx = (document: Document): Promise<Trip> =>
  through(document, 'model.onnx', (of) => ({
    'model.onnx': encodeModel(onnxModel(document, of.checked, of.weights).graph),
  }));

/** The same by way of a model of TensorFlow.js. */
export const throughTfjs = (document: Document, form: ModelForm = 'graph'): Promise<Trip> =>
  through(document, MODEL, (of) => tfjsFile.export({ document, ...of, form }));

type Written = Readonly<Record<string, string | Uint8Array>>;
async function through(
  document: Document,
  file: string,
  write: (of: { readonly checked: CheckedGraph; readonly weights: ReadonlyMap<string, Tensor> }) => Written,
): Promise<Trip> {
  const checked = checkGraph(document.graph);
  const weights = movedWeights(document, checked);
  const files = new MemoryFiles();
  for (const [name, content] of Object.entries(write({ checked, weights }))) await files.write(`/m/${name}`, content);
  const imported = await importModel({ file: `/m/${file}`, files }, {}, { breathe: async () => {} });
  const samples = samplesFor(document);
  const before = await predicted({ document, weights, report: [] } satisfies Imported, samples);
  // what overflows is the same whatever became of it
  if (!before.every(({ data }) => Array.from(data).every(Number.isFinite))) throw new Error('numbers without end');
  const after = await predicted(imported, samples);
  const differences = before.map((output, i) => apart(after[i]!, output));
  return {
    nodes: [document.graph.nodes.length, imported.document.graph.nodes.length],
    counts: countFates(imported.report),
    difference: before.length === after.length ? Math.max(...differences) : Number.POSITIVE_INFINITY,
  };
}
