/**
 * A complete TypeScript project on TensorFlow.js: model, data pipeline, training, prediction, README, and the weights
 * where there are any. Single input and single judged output for now: what the exported training loop feeds.
 */
import type { Document } from '../../graph/document.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { problem, UserError } from '../../problems.ts';
import type { Tensor } from '../../types/tensor.ts';
import { writeSafetensors } from '../../data/formats/safetensors.ts';
import { literal } from '../writer.ts';
import { BACKEND_SOURCE } from './backend-source.ts';
import { dataSource, packagesOf, TRANSFORMS } from './data-source.ts';
import { optimizerExpressions } from './learning.ts';
import { type ExportedWeight, type ModelSource, modelSource } from './model.ts';
import { NPY_SOURCE, TSCONFIG, WEIGHTS_SOURCE } from './project-sources.ts';
import { predictSource, trainSource } from './train-source.ts';

export { modelSource } from './model.ts';

export interface ExportedProject {
  /** Paths with forward slashes, relative to the project's folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** The project. `weights` are the engine's, by their names. Throws a `UserError` where the document cannot be exported. */
export function exportTypeScript(document: Document, checked: CheckedGraph, weights?: ReadonlyMap<string, Tensor>): ExportedProject {
  const missing = unwritten(document, checked);
  if (missing.length > 0) throw new UserError(missing.map((what) => problem('export-unsupported', { target: 'TypeScript', what })));
  const source = modelSource(document, checked);
  const names = Object.fromEntries(Object.entries(source.weights).map(([layer, list]) => [layer, list.map(({ name }) => name)]));
  const files: Record<string, string | Uint8Array> = {
    'package.json': packageJson(document),
    'tsconfig.json': TSCONFIG,
    'README.md': readme(document, weights !== undefined),
    'src/backend.ts': BACKEND_SOURCE,
    'src/model.ts': `${source.model}\n/** For each layer with weights their names in \`weights.safetensors\`, in the order of \`setWeights\`. */\nexport const WEIGHT_NAMES: Readonly<Record<string, readonly string[]>> = ${weightNames(names)};\n`,
    ...(source.layers !== undefined && { 'src/layers.ts': source.layers }),
    'src/weights.ts': WEIGHTS_SOURCE,
    'src/npy.ts': NPY_SOURCE,
    'src/data.ts': dataSource(document, checked, source),
    'src/train.ts': trainSource(document, checked, source),
    'src/predict.ts': predictSource(document, checked, source),
    ...(weights && { 'weights.safetensors': exportedWeights(source, weights) }),
  };
  return { files };
}

/** What the exported training would leave out or do otherwise; exporting it silently would give other numbers. */
function unwritten({ graph, data, training }: Document, checked: CheckedGraph): string[] {
  const inputs = checked.order.filter((id) => checked.nodes.get(id)!.inputs.length === 0);
  const transforms = [...Object.values(data.inputs), ...Object.values(data.targets)].flatMap((column) => column.transforms);
  const found: readonly (readonly [boolean, string])[] = [
    [inputs.length > 1, 'several inputs'],
    [checked.outputs.length > 1 || training.losses.length > 1, 'several outputs or losses'],
    [transforms.some(({ type }) => !(type in TRANSFORMS)), 'these transforms of the data'],
    [!(training.optimizer.type in optimizerExpressions), `the optimizer ${training.optimizer.type}`],
    [Number(training.optimizer.settings.weightDecay ?? 0) > 0 && training.optimizer.type !== 'adamW', 'coupled weight decay'],
    [training.clipping.type !== 'none', 'gradient clipping'],
    [graph.nodes.some(({ regularization, frozen }) => frozen || (regularization && regularization.l1 + regularization.l2 > 0)), 'frozen or regularized layers'],
  ];
  return found.flatMap(([is, what]) => (is ? [what] : []));
}

function weightNames(names: Readonly<Record<string, readonly string[]>>): string {
  const rows = Object.entries(names).map(([layer, list]) => `  ${literal({ [layer]: list }).slice(2, -2)},`);
  return rows.length === 0 ? '{}' : `{\n${rows.join('\n')}\n}`;
}

/** The weights with their axes in TensorFlow.js's order. */
function exportedWeights(source: ModelSource, weights: ReadonlyMap<string, Tensor>): Uint8Array {
  const out = new Map<string, Tensor>();
  for (const list of Object.values(source.weights))
    for (const weight of list) {
      const value = weights.get(weight.name);
      if (value) out.set(weight.name, reorder(value, weight));
    }
  return writeSafetensors(out);
}

function reorder(value: Tensor, { transpose }: ExportedWeight): Tensor {
  if (transpose === undefined) return value;
  const { shape, data } = value;
  const to = transpose.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const out = new Float32Array(data.length);
  const index = to.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[index.reduce((sum, at, axis) => sum + at * strides[transpose[axis]!]!, 0)]!;
    for (let axis = to.length - 1; axis >= 0 && ++index[axis]! === to[axis]; axis--) index[axis] = 0;
  }
  return { dtype: 'float32', shape: to, data: out };
}

function packageJson(document: Document): string {
  const name = document.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'network';
  return `${JSON.stringify(
    {
      name,
      version: '1.0.0',
      private: true,
      type: 'module',
      scripts: { train: 'tsx src/train.ts', predict: 'tsx src/predict.ts', typecheck: 'tsc' },
      dependencies: { '@tensorflow/tfjs': '4.22.0', '@tensorflow/tfjs-backend-wasm': '4.22.0', tsx: '4.23.15', ...packagesOf(document) },
      devDependencies: { '@types/node': '20.19.9', typescript: '6.0.3' },
    },
    null,
    2,
  )}\n`;
}

function readme(document: Document, trained: boolean): string {
  return `# ${document.name}

A network drawn in Layerloom, as TypeScript on TensorFlow.js. It needs Node.js 20.19 or newer.

\`\`\`
npm install
npm run train
\`\`\`

| file | what it is |
| --- | --- |
| \`src/model.ts\` | the network |
| \`src/data.ts\` | reads the data and scales it as in training |
| \`src/train.ts\` | the training loop; writes \`weights.safetensors\` |
| \`src/predict.ts\` | \`npm run predict -- input.npy output.npy\`: raw values in, the network's answers out |
| \`src/backend.ts\` | starts TensorFlow.js on WebAssembly |
| \`src/weights.ts\`, \`src/npy.ts\` | file formats |

${trained ? '`weights.safetensors` holds the trained weights; training starts from fresh ones and overwrites it.' : 'Train first: there are no weights yet.'}
\`npm run train -- --epochs 1 --rows 2000\` tries it on a part of the data. \`npm run typecheck\` checks the types.
`;
}
