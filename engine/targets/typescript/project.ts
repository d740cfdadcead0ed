/**
 * A complete TypeScript project on TensorFlow.js: model, data pipeline, training, prediction, README, and the weights
 * where there are any. It trains as the engine does: the same formulas, the same split and order of the rows.
 */
import { type Document, nameOf } from '../../graph/document.ts';
import { takesLabels } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { valueText } from '../../learn/metricText.ts';
import { type CheckedGraph, learnedNames } from '../../passes/check.ts';
import { checkTraining, judgedOutput, type TargetTypes } from '../../passes/compile.ts';
import { expandDocument } from '../../passes/expand.ts';
import { type Problem, problem, UserError } from '../../problems.ts';
import type { Tensor, TensorType } from '../../types/tensor.ts';
import { writeSafetensors } from '../../data/formats/safetensors.ts';
import { literal } from '../writer.ts';
import { BACKEND_SOURCE } from './files/backend.ts';
import { type DataSource, dataSource, type Rows } from './data/data.ts';
import { lossesSource } from './learning/losses.ts';
import { metricsSource } from './learning/metrics.ts';
import { type ExportedWeight, type ModelSource, modelSource } from './model/model.ts';
import { optimizerSource } from './learning/optimizer.ts';
import { PICTURES } from './files/pictures.ts';
import { predictSource, predictUsage, trainSource } from './programs/train.ts';
import { isScheduled, scheduleSource } from './learning/schedule.ts';
import { arraysSource, NPMRC, RANDOM, TSCONFIG, weightsSource } from './files/static.ts';

export { modelSource } from './model/model.ts';

export interface ExportedProject {
  /** Paths with forward slashes, relative to the project's folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

export interface TypeScriptOptions {
  /** What the data gives for each key of `data.targets`; guessed from the losses and transforms where the data was not opened. */
  readonly targets?: TargetTypes | undefined;
  /** What the transforms of the data learned, as a run's weights file has it. */
  readonly fits?: Readonly<Record<string, readonly object[]>> | undefined;
  /** The raw rows of a column: for data that the project cannot read itself. */
  readonly columns?: ((name: string) => Rows) | undefined;
  /** How good the weights are on rows that they did not learn from. */
  readonly figures?:
    | { readonly split: 'test' | 'validation'; readonly metrics: Readonly<Record<string, unknown>> }
    | undefined;
}

/** The project. `weights` are the engine's, by their names. Throws a `UserError` where the document cannot be exported. */
export function exportTypeScript(
  written: Document,
  checked: CheckedGraph,
  weights?: ReadonlyMap<string, Tensor>,
  { targets, fits, figures, columns }: TypeScriptOptions = {},
): ExportedProject {
  const document = expandDocument(written);
  const types = targets ?? guessTargets(document, checked);
  const errors = [...checked.problems, ...checkTraining(document, checked, types)].filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0) throw new UserError(errors);
  const source = modelSource(written, checked);
  const refused = [...source.refused, ...unwritten(document, checked)];
  if (refused.length > 0) throw new UserError(refused);
  const data = dataSource(document, checked, source, types, columns);
  const files: Record<string, string | Uint8Array> = {
    'package.json': packageJson(document, data),
    'tsconfig.json': TSCONFIG,
    '.npmrc': NPMRC,
    '.gitignore': 'node_modules/\npredictions/\n',
    'README.md': readme(document, source, data, weights !== undefined, figures),
    'src/backend.ts': BACKEND_SOURCE,
    'src/model.ts': source.model + modelTail(document, source),
    ...(source.layers !== undefined && { 'src/layers.ts': source.layers }),
    ...(source.initializers !== undefined && { 'src/initializers.ts': source.initializers }),
    'src/weights.ts': weightsSource(data.fits, document.training.savedAs === 'float16'),
    'src/arrays.ts': arraysSource(data),
    'src/random.ts': RANDOM,
    ...(data.pictures && { 'src/pictures.ts': PICTURES }),
    'src/data.ts': data.source,
    'src/losses.ts': lossesSource(document, checked, source, types),
    'src/optimizer.ts': optimizerSource(document, checked, source),
    ...(isScheduled(document.training) && { 'src/schedule.ts': scheduleSource(document) }),
    'src/metrics.ts': metricsSource(document, checked, source, types, data.fits),
    'src/train.ts': trainSource(document, data.fits),
    'src/predict.ts': predictSource(document, checked, source, data),
    ...data.given?.files,
    ...(weights && {
      'weights.safetensors': exportedWeights(
        source,
        weights,
        data.fits ? fits : undefined,
        document.training.savedAs === 'float16' ? learnedNames(checked) : undefined,
      ),
    }),
  };
  return { files };
}

/** What of the training the project would leave out, by name: writing it without a word would give other numbers. */
function unwritten({ training: { averaging } }: Document, { nodes }: CheckedGraph): Problem[] {
  const statistics = [...nodes.values()].some(({ weights }) =>
    Object.values(weights).some(({ role }) => role === 'state'),
  );
  if (averaging.type !== 'equal' || !statistics) return [];
  return [
    problem('export-unsupported', {
      target: 'TypeScript',
      what: 'the running statistics that equal averages of weights gather anew (exponential averages need none)',
    }),
  ];
}

/** Class numbers for losses that take labels, one-hot rows where a transform makes them; else what the judged output is. One weight a sample. */
export function guessTargets(document: Document, checked: CheckedGraph): TargetTypes {
  const guessed = document.training.losses.flatMap(({ loss, target, sampleWeights }, i): [string, TensorType][] => {
    const weights: [string, TensorType][] =
      sampleWeights === undefined ? [] : [[sampleWeights, { dtype: 'float32', shape: ['N'] }]];
    const judged = judgedOutput(document, checked, i);
    const type = typeof judged === 'string' ? checked.nodes.get(judged)?.outputs[0] : undefined;
    if (!type) return weights;
    const rule = lossOf(loss.type);
    const numbers =
      rule !== undefined &&
      takesLabels(rule) &&
      !document.data.targets[target]?.transforms.some((transform) => transform.type === 'oneHot');
    return [...weights, [target, numbers ? { dtype: 'int32', shape: type.shape.slice(0, -1) } : type]];
  });
  return Object.fromEntries(guessed);
}

/** What other files need of the model besides the model. */
function modelTail(document: Document, { weights, outputs }: ModelSource): string {
  const rows = Object.entries(weights).map(
    ([layer, list]) => `  ${literal({ [layer]: list.map(({ name }) => name) }).slice(2, -2)},\n`,
  );
  const nodes = new Map(document.graph.nodes.map((node) => [node.id, nameOf(node)]));
  return `
/** Its outputs, in this order. */
export const OUTPUTS = ${literal(outputs.map(({ node }) => nodes.get(node)!.replaceAll(/[^\w.-]+/g, '_')))} as const;
export type Outputs = [${outputs.map(({ variable }) => `${variable}: tf.Tensor`).join(', ')}];

/** Applies the network; dropout and batch norm differ in training. */
export function run(model: tf.LayersModel, inputs: tf.Tensor[], training = false): Outputs {
  return [model.apply(inputs, { training })].flat() as Outputs;
}

/** For each layer with weights their names in \`weights.safetensors\`, in the order of \`setWeights\`. */
export const WEIGHT_NAMES: Readonly<Record<string, readonly string[]>> = {
${rows.join('')}};
`;
}

/** The weights with their axes in TensorFlow.js's order. */
function exportedWeights(
  source: ModelSource,
  weights: ReadonlyMap<string, Tensor>,
  fits?: TypeScriptOptions['fits'],
  half?: ReadonlySet<string>,
): Uint8Array {
  const out = new Map<string, Tensor>();
  for (const weight of Object.values(source.weights).flat()) {
    const value = weights.get(weight.name);
    if (!value)
      throw new UserError(
        problem('weights-mismatch', {
          weight: weight.name,
          expected: 'in the weights file',
          received: 'no such weight',
        }),
      );
    out.set(weight.name, reorder(value, weight));
  }
  return writeSafetensors(out, fits && { fits: JSON.stringify(fits) }, half);
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

function packageJson({ name }: Document, { packages }: DataSource): string {
  const content = {
    name:
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, '') || 'network',
    version: '1.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: { start: 'tsx src/train.ts', predict: 'tsx src/predict.ts', typecheck: 'tsc' },
    dependencies: {
      '@tensorflow/tfjs': '4.22.0',
      '@tensorflow/tfjs-backend-wasm': '4.22.0',
      ...packages,
      tsx: '4.23.15',
    },
    devDependencies: { '@types/node': '20.19.9', typescript: '6.0.3' },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function readme(
  document: Document,
  source: ModelSource,
  data: DataSource,
  trained: boolean,
  figures: TypeScriptOptions['figures'],
): string {
  const { model, layers, initializers } = source;
  const predict = predictUsage(source, data);
  const normalized = model.includes('batchNormalization(');
  return `# ${document.name}

A network drawn in Layerloom, as TypeScript on TensorFlow.js. It needs Node.js 20.19 or newer.

\`\`\`
npm install
npm start
\`\`\`

\`npm start\` trains for ${document.training.epochs} epochs (\`npm start -- --epochs 1\` for one, \`--steps 100\` for a try) and writes \`weights.safetensors\`.
\`${predict}\` reads ${data.pictures?.fed ? 'pictures' : 'raw rows from NumPy files'} and writes the network's outputs to \`predictions/\`.
\`npm run typecheck\` checks the types.
${data.given ? givenText(data.given) : ''}
| file | what it is |
| --- | --- |
| \`src/model.ts\` | the network |
${layers === undefined ? '' : '| `src/layers.ts` | layers that TensorFlow.js does not have |\n'}${initializers === undefined ? '' : '| `src/initializers.ts` | how weights start, where TensorFlow.js has no word for it |\n'}| \`src/data.ts\` | reads the data, splits it, scales it |
${data.pictures ? '| `src/pictures.ts` | reads picture files |\n' : ''}| \`src/losses.ts\`, \`src/optimizer.ts\`, \`src/metrics.ts\` | what is learned from, how, and how well |
${isScheduled(document.training) ? '| `src/schedule.ts` | how the learning rate changes |\n' : ''}| \`src/train.ts\`, \`src/predict.ts\` | the two programs |
| \`src/backend.ts\` | starts TensorFlow.js |
| \`src/weights.ts\`, \`src/arrays.ts\`, \`src/random.ts\` | files of weights and numbers; random numbers from a seed |

${trained ? `\`weights.safetensors\` holds the weights that were exported${figuresText(figures)}. Training starts from fresh ones and overwrites it; \`npm start -- --from weights.safetensors\` goes on from them.` : 'There are no weights yet: train first.'}

Rows are split and shuffled as in Layerloom, so training from the same weights takes the same steps. ${document.training.gradientNoise.deviation > 0 ? 'Dropout and the noise on the gradients draw' : 'Dropout draws'} other numbers each time.
${normalized ? "Batch norm's running variance is counted over the batch as TensorFlow does; Layerloom and PyTorch divide by one row less.\n" : ''}
TensorFlow.js computes here with WebAssembly, which needs nothing else. Where \`@tensorflow/tfjs-node\` can be installed
(\`npm install @tensorflow/tfjs-node@4.22.0 --ignore-scripts=false\`) it is used instead, and is faster.
`;
}

function givenText({ files, names }: NonNullable<DataSource['given']>): string {
  const list = names.map((file) => `\`${file}\``).join(', ');
  const form = 'raw values as NumPy arrays, a row for each sample, channels before height and width';
  if (Object.keys(files).length > 0)
    return `\nThe data lies in \`data/\` (${list}): ${form}. Put your own there, or read them in \`readTables\` of \`src/data.ts\`.\n`;
  return `\nIt has no data of its own. Put yours into ${list} first: ${form}; or read them in \`readTables\` of \`src/data.ts\`.\n`;
}

/** `; on the test rows: loss 0.031, accuracy 98.9 %`. */
function figuresText(figures: TypeScriptOptions['figures']): string {
  if (!figures) return '';
  const said = Object.entries(figures.metrics).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    return [`${name} ${valueText(name, value)}`];
  });
  return said.length === 0 ? '' : `; on the ${figures.split} rows: ${said.join(', ')}`;
}
