import { weightNamed } from '../weights.ts';
/**
 * A complete TypeScript project on TensorFlow.js: model, data pipeline, training, prediction, README, and the weights
 * where there are any. It trains as the engine does: the same formulas, the same split and order of the rows.
 */
import { writeSafetensors } from '../../data/formats/safetensors.ts';
import type { Document } from '../../graph/document.ts';
import { serialize } from '../../graph/file.ts';
import { type CheckedGraph, learnedNames } from '../../passes/check.ts';
import { assertTrainable, compileChecked } from '../../passes/compile.ts';
import { expandDocument } from '../../passes/expand.ts';
import { predicted } from '../prediction.ts';
import { type Problem, UserError } from '../../problems.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { ExportInput, ProjectFiles } from '../define.ts';
import { guessTargets } from '../guess.ts';
import { literal } from '../literals.ts';
import { packageJson } from '../packageJson.ts';
import { COMMANDS, WEIGHTS } from './commands.ts';
import { type DataSource, dataSource, isDealt } from './data/data.ts';
import { BACKEND_SOURCE } from './files/backend.ts';
import { isAugmented } from './data/augment.ts';
import { AUGMENT, DEALING, FORMATS, GRADIENTS, KERNELS, FRAMES } from './files/carried.ts';
import { PICTURE_FILES, PICTURES } from './files/pictures.ts';
import { arraysSource, NPMRC, RANDOM, safetensorsSource, TSCONFIG, weightsSource } from './files/static.ts';
import { lossesSource } from './learning/losses.ts';
import { metricsSource } from './learning/metrics.ts';
import { optimizerSource } from './learning/optimizer.ts';
import { isPruning, pruningSource } from './learning/pruning.ts';
import { isScheduled, scheduleSource } from './learning/schedule.ts';
import { type ModelSource, modelSource, outputFiles, SEEDS } from './model/model.ts';
import type { ExportedWeight } from './model/scopes.ts';
import { rowsAtATime } from './programs/memory.ts';
import { sampleOf } from './programs/sample.ts';
import { TABLE_FILE } from './tables/carried.ts';
import { TABLE_SOURCE } from './tables/reader.ts';
import { transformsSource } from './tables/transforms.ts';
import { PAGE_OUTPUTS, PAGE_SCRIPTS, pageFiles } from './page/page.ts';
import { answersOf } from './programs/answers.ts';
import { EVALUATE_FILE, evaluateSource } from './programs/evaluate.ts';
import { inputKind, loadSource } from './programs/load.ts';
import { predictSource } from './programs/predict.ts';
import { PARITY_FILE, paritySource } from './programs/parity.ts';
import { TEST_FILE, testSource } from './programs/test.ts';
import { runsSource } from './programs/runs.ts';
import { trainSource } from './programs/train.ts';
import { readme } from './readme.ts';
import { unsupported } from './unsupported.ts';
import { phrase } from '../../phrases.ts';

/** The file with the network. */
export const MAIN_FILE = 'src/model.ts';

const PICTURE_SOURCES = { 'src/pictures.ts': PICTURES, 'src/picture-files.ts': PICTURE_FILES, 'src/frames.ts': FRAMES };

/** What tells tools how to work here. */
const AROUND = {
  'tsconfig.json': TSCONFIG,
  '.npmrc': NPMRC,
  '.gitignore': `node_modules/\npredictions/\nruns/\n${PAGE_OUTPUTS}`,
  '.prettierignore': 'parity/\nparity.json\n',
};

/** The whole project. Throws a `UserError` where the document cannot be exported. */
export function exportTypeScript(input: ExportInput): ProjectFiles {
  const { document: written, checked, weights, targets, fits, figures, classes, table, sample: given } = input;
  const document = expandDocument(written);
  const types = targets ?? guessTargets(document, checked);
  assertTrainable(document, checked, types);
  const source = modelSource(written, checked);
  const refused = [...source.refused, ...unwritten(document, checked)];
  if (refused.length > 0) throw new UserError(refused);
  const rows = rowsAtATime(document, checked, types);
  const data = dataSource(document, checked, source, types, input);
  const sample = sampleOf(data, source.inputs, given, table?.sample);
  const answers = answersOf(source, { document, checked, data, classes });
  const kind = inputKind(document, source, data, given);
  return {
    'package.json': packageOf(document, data),
    ...AROUND,
    'README.md': readme(document, source, data, {
      trained: weights !== undefined,
      sampled: sample !== undefined,
      figures,
      rows,
    }),
    'src/backend.ts': BACKEND_SOURCE,
    'src/gradients.ts': GRADIENTS,
    'src/kernels.ts': KERNELS,
    [MAIN_FILE]: source.model + modelTail(document, checked, source),
    ...(source.layers !== undefined && { 'src/layers.ts': source.layers }),
    ...(source.initializers !== undefined && { 'src/initializers.ts': source.initializers }),
    ...(source.draws && { 'src/seeds.ts': SEEDS }),
    'src/weights.ts': weightsSource(data.fits),
    'src/safetensors.ts': safetensorsSource(data.fits, document.training.savedAs === 'float16'),
    'src/arrays.ts': arraysSource(data),
    'src/formats.ts': FORMATS,
    'src/random.ts': RANDOM,
    ...(isAugmented(document) && { 'src/augment.ts': AUGMENT }),
    ...(isDealt(document.data.split) && { 'src/split.ts': DEALING }),
    ...(data.pictures && PICTURE_SOURCES),
    ...(kind.kind === 'picture' && { 'src/frames.ts': FRAMES }),
    ...(data.transforms.length > 0 && {
      'src/transforms.ts': transformsSource(data.transforms, data.asked),
    }),
    ...(data.table && { 'src/columns.ts': TABLE_FILE, 'src/table.ts': TABLE_SOURCE }),
    'src/data.ts': data.source,
    'src/inputs.ts': data.inputs,
    'src/load.ts': loadSource({ source, data, answers, kind }),
    'src/losses.ts': lossesSource(document, checked, source, types),
    'src/optimizer.ts': optimizerSource(
      document,
      checked,
      source,
      compileChecked(document, types, checked).terms.length,
    ),
    ...learningFiles(document),
    'src/metrics.ts': metricsSource(document, checked, source, types, { feeds: data.feeds, batch: rows.judging }),
    'src/train.ts': trainSource(document, data.fits, rows.training),
    'src/runs.ts': runsSource(document, source, data.fits),
    'document.loom': serialize(written),
    [EVALUATE_FILE]: judgingSource(document, data.fits),
    ...pageFiles({
      name: document.name,
      kind,
      answers,
      sample: data.table && sample && Object.keys(sample)[0],
      centred: document.data.dataset?.type === 'mnist',
    }),
    'src/predict.ts': predictSource({ source, data, answers, sample: sample && Object.keys(sample) }),
    [TEST_FILE]: testSource({ source, data, kind, sample: sample && Object.keys(sample) }),
    [PARITY_FILE]: paritySource(document, data.fits),
    ...sample,
    ...data.files,
    ...(weights && {
      [WEIGHTS]: exportedWeights(
        source,
        weights,
        data.fits ? fits : undefined,
        document.training.savedAs === 'float16' ? learnedNames(checked) : undefined,
      ),
    }),
  };
}

/** What only some ways of learning ask for. */
const learningFiles = (document: Document): ProjectFiles => ({
  ...(isScheduled(document.training) && { 'src/schedule.ts': scheduleSource(document) }),
  ...(isPruning(document.training) && { 'src/pruning.ts': pruningSource(document.training) }),
});

const judgingSource = ({ name }: Document, fits: boolean): string =>
  evaluateSource(name, {
    commands: COMMANDS,
    weights: WEIGHTS,
    imports: [
      ['./backend.ts', 'startBackend'],
      ['./model.ts', 'createModel'],
      ['./weights.ts', 'loadWeights'],
    ],
    open: [
      'await startBackend();',
      'const model = createModel();',
      `${fits ? 'const fits = ' : ''}loadWeights(model, values.weights);`,
    ],
    metrics: `evaluate(model, split${fits ? ', fits' : ''})`,
  });

/** What of the training the project would leave out, by name: writing it without a word would give other numbers. */
function unwritten({ training: { averaging } }: Document, { nodes }: CheckedGraph): Problem[] {
  const statistics = [...nodes.values()].some(({ weights }) =>
    Object.values(weights).some(({ role }) => role === 'state'),
  );
  return averaging.type === 'equal' && statistics ? [unsupported(phrase('regathered-statistics'))] : [];
}

/** What other files need of the model besides the model. */
function modelTail(document: Document, checked: CheckedGraph, source: ModelSource): string {
  const { outputs } = source;
  return `
/** What it predicts, in this order, as files of that are called. */
export const OUTPUTS = ${literal(outputFiles(document, predicted(checked, outputs)))} as const;
export type Outputs = [${outputs.map(({ variable }) => `${variable}: tf.Tensor`).join(', ')}];

/** Applies the network; dropout and batch norm differ in training. */
export function run(model: tf.LayersModel, inputs: tf.Tensor[], training = false): Outputs {
  return [model.apply(inputs, { training })].flat() as Outputs;
}

${source.weightNames}`;
}

/** The weights with their axes in TensorFlow.js's order. */
function exportedWeights(
  source: ModelSource,
  weights: ReadonlyMap<string, Tensor>,
  fits?: ExportInput['fits'],
  half?: ReadonlySet<string>,
): Uint8Array {
  const out = new Map<string, Tensor>();
  for (const weight of Object.values(source.weights).flat()) {
    out.set(weight.name, reorder(weightNamed(weights, weight.name), weight));
  }
  return writeSafetensors(out, fits && { fits: JSON.stringify(fits) }, half);
}

function reorder(value: Tensor, { transpose }: ExportedWeight): Tensor {
  if (transpose === undefined) return value;
  const { shape, data } = value;
  const to = transpose.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const steps = transpose.map((axis) => strides[axis]!);
  const out = new Float32Array(data.length);
  let at = 0;
  /** Copies what lies behind an axis, from a place on. */
  const copy = (axis: number, from: number): void => {
    const [size, step] = [to[axis]!, steps[axis]!];
    if (axis === to.length - 1) for (let i = 0, place = from; i < size; i++, place += step) out[at++] = data[place]!;
    else for (let i = 0; i < size; i++) copy(axis + 1, from + i * step);
  };
  copy(0, 0);
  return { dtype: 'float32', shape: to, data: out };
}

const packageOf = (document: Document, { packages }: DataSource): string =>
  packageJson(document, {
    scripts: {
      start: 'tsx src/predict.ts',
      train: 'tsx src/train.ts',
      evaluate: `tsx ${EVALUATE_FILE}`,
      parity: 'tsx src/parity.ts',
      test: `node --import tsx --test ${TEST_FILE}`,
      typecheck: 'tsc',
      ...PAGE_SCRIPTS,
    },
    dependencies: { '@tensorflow/tfjs': '4.22.0', '@tensorflow/tfjs-backend-wasm': '4.22.0', ...packages },
    devDependencies: { esbuild: '0.28.2' },
  });
