/**
 * A TypeScript project that trains as the engine does: its programs are the engine's own, as ONNX files that take and give the weights,
 * run by onnxruntime-node; reading and transforming the data is the code that exports to TensorFlow.js have.
 */
import { writeSafetensors } from '../../data/formats/safetensors.ts';
import type { Document } from '../../graph/document.ts';
import { serialize } from '../../graph/file.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { choosesClass } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { assertTrainable, compileChecked, type TargetTypes } from '../../passes/compile.ts';
import type { CompiledModel, ProgramKind } from '../../passes/compiled.ts';
import { expandDocument } from '../../passes/expand.ts';
import { initialState } from '../../passes/initialState.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import type { ExportInput, ProjectFiles } from '../define.ts';
import { guessTargets } from '../guess.ts';
import { lossTelling } from '../prediction.ts';
import { FileNames, Identifiers } from '../names.ts';
import { packageJson } from '../packageJson.ts';
import { plainText } from '../prose.ts';
import { onnxFormsFor } from '../onnx/forms/index.ts';
import { written } from '../onnx/lower.ts';
import { encodeModel } from '../onnx/model.ts';
import { listing } from '../onnxFile/listing.ts';
import { onnxModel } from '../onnxFile/model.ts';
import { isAugmented } from '../typescript/data/augment.ts';
import { type DataSource, dataSource, isDealt } from '../typescript/data/data.ts';
import { AUGMENT, DEALING, FORMATS, FRAMES } from '../typescript/files/carried.ts';
import { PICTURE_FILES, PICTURES } from '../typescript/files/pictures.ts';
import { arraysSource, NPMRC, RANDOM, TSCONFIG } from '../typescript/files/static.ts';
import { isPruning } from '../typescript/learning/pruning.ts';
import { isScheduled, scheduleSource } from '../typescript/learning/schedule.ts';
import type { ModelEnd } from '../typescript/model/model.ts';
import { EVALUATE_FILE, evaluateSource } from '../typescript/programs/evaluate.ts';
import { fedFiles, predictUsage, readsPast, readText } from '../typescript/programs/predict.ts';
import { rawArrays, sampleOf } from '../typescript/programs/sample.ts';
import { TABLE_FILE } from '../typescript/tables/carried.ts';
import { TABLE_SOURCE } from '../typescript/tables/reader.ts';
import { transformsSource } from '../typescript/tables/transforms.ts';
import { COMMANDS, comparedFile, INITIAL, LISTING, WEIGHTS } from './commands.ts';
import { readme } from './readme.ts';
import { NETWORK, NODE_SOURCE, WEIGHTS_SOURCE } from './files/network.ts';
import { paritySource, predictSource, trainSource } from './files/programs.ts';
import { metricsSource } from './metrics.ts';
import { sparseSource } from './pruning.ts';
import { scalarsSource } from './scalars.ts';

/** Rows that are judged at a time; what is left over is judged row by row. */
const JUDGED = [64, 1];

/** The whole project. Throws a `UserError` where the document cannot be exported. */
export function exportNative(input: ExportInput): ProjectFiles {
  const { document: given, checked, weights, fits, columns, classes, table, labels, sample: rows } = input;
  const document = expandDocument(given, checked.expanded);
  const types = typesOf(input);
  assertTrainable(document, checked, types);
  stopAtUnwritten(document, checked);
  const model = compileChecked(document, types, checked);
  const predicting = onnxModel(document, checked, undefined);
  const names = new Identifiers();
  const inputs = predicting.inputs.map(
    ({ node, name }): ModelEnd => ({
      node,
      variable: names.make(name),
      channelsLast: false,
    }),
  );
  const data = dataSource(document, checked, { inputs }, types, { columns, classes, table, labels }, true);
  const sample = sampleOf(data, inputs, rows, table?.sample);
  const outputNames = new FileNames();
  const outputs = predicting.outputs.map(({ name }) => outputNames.make(name));
  const programs = programsOf(document, model, input.rows);
  const about = {
    inputs: model.inputs.map(({ name }) => name),
    targets: model.targets.map(({ name }) => name),
    outputs,
    weights: model.weights.map(({ name, shape }) => ({ name, shape })),
    slots: model.slots,
    programs: { train: programs.train, evaluate: programs.evaluate, predict: 'predict.onnx' },
    rows: predicting.rows ?? null,
  };
  const learned = JSON.stringify(fits ?? {});
  const plan = { fits: data.fits };
  const reading = readsPast(data) ? 'readPast' : 'readNpy';
  const along = sample && Object.keys(sample);
  const shown = fedFiles(data);
  const arrays = rawArrays(data, inputs);
  const read = readText({ source: { inputs }, data, shown, sample: along, read: reading }, arrays);
  return {
    'package.json': packageOf(document, data),
    'tsconfig.json': TSCONFIG,
    '.npmrc': NPMRC,
    '.gitignore': 'node_modules/\npredictions/\n',
    'README.md': readme(document, data, { trained: weights !== undefined, sampled: sample !== undefined, inputs }),
    'model/model.json': `${JSON.stringify(about, null, 1)}\n`,
    [LISTING]: listing(predicting.graph, plainText(document.name)),
    ...programs.files,
    'model/predict.onnx': encodeModel({ ...predicting.graph, name: document.name }),
    [INITIAL]: writeSafetensors(initialState({ weights: model.weights, slots: [] }, document.training.seed), {
      fits: learned,
    }),
    ...(weights && { [WEIGHTS]: writeSafetensors(new Map(weights), { fits: learned }) }),
    'src/network.ts': NETWORK,
    'src/node.ts': NODE_SOURCE,
    'src/weights.ts': WEIGHTS_SOURCE,
    'src/scalars.ts': scalarsSource(document, checked),
    ...learningFiles(document, model),
    'src/metrics.ts': metricsSource(document, checked, model, { fits: data.fits, batch: JUDGED[0]! }),
    'src/train.ts': trainSource(document, plan),
    [EVALUATE_FILE]: judgingSource(document, data.fits),
    'src/predict.ts': predictSource({
      ...plan,
      usage: predictUsage({ inputs }, data),
      count: data.table ? 1 : arrays.length,
      sample: along,
      table: data.table !== undefined,
      shown,
      read,
      outputs,
      classes: predicting.outputs.map(({ node }) => classNames(document, checked, node, classes)),
    }),
    'src/parity.ts': paritySource(document, plan),
    ...dataFiles(document, data),
    'document.loom': serialize(given),
    ...sample,
  };
}

/** What the classes are called of which an output chooses one, where they have names; null where it chooses none. */
function classNames(
  document: Document,
  checked: CheckedGraph,
  output: string,
  classes: ExportInput['classes'],
): readonly string[] | null {
  const told = lossTelling(document, checked, output);
  const loss = lossOf(told?.judging.loss.type ?? '');
  const isOne = checked.nodes.get(output)!.outputs[0]!.shape.length === 2;
  return told && loss && isOne && choosesClass(loss) ? (classes?.[told.judging.target] ?? []) : null;
}

/** What only some ways of learning ask for. */
const learningFiles = (document: Document, model: CompiledModel): ProjectFiles => ({
  ...(isScheduled(document.training) && { 'src/schedule.ts': scheduleSource(document) }),
  ...(isPruning(document.training) && { 'src/pruning.ts': sparseSource(document.training, model) }),
});

const judgingSource = ({ name }: Document, fits: boolean): string =>
  evaluateSource(name, {
    commands: COMMANDS,
    weights: WEIGHTS,
    imports: [
      ...(fits ? [['./inputs.ts', 'type Fits'] as [string, string]] : []),
      ['./node.ts', 'openNetwork'],
      ['./weights.ts', 'readWeights'],
    ],
    open: [
      'const network = openNetwork();',
      `const { weights${fits ? ', fits' : ''} } = readWeights(values.weights);`,
      'network.load(weights);',
    ],
    metrics: `await evaluate(network, split${fits ? ', fits as Fits' : ''})`,
  });

/** The part of the code that reads the data. */
const dataFiles = (document: Document, data: DataSource): ProjectFiles => ({
  'src/data.ts': data.source,
  'src/inputs.ts': data.inputs,
  'src/arrays.ts': arraysSource(data),
  'src/formats.ts': FORMATS,
  'src/random.ts': RANDOM + STEP_SEED,
  ...(isAugmented(document) && { 'src/augment.ts': AUGMENT }),
  ...(isDealt(document.data.split) && { 'src/split.ts': DEALING }),
  ...(data.pictures && { 'src/pictures.ts': PICTURES, 'src/picture-files.ts': PICTURE_FILES, 'src/frames.ts': FRAMES }),
  ...(data.transforms.length > 0 && { 'src/transforms.ts': transformsSource(data.transforms, data.asked) }),
  ...(data.table && { 'src/columns.ts': TABLE_FILE, 'src/table.ts': TABLE_SOURCE }),
  ...data.files,
});

const STEP_SEED = `
/** The seed of what is drawn in a step, counted from 1: the same in every run, and another in each step. */
export function stepSeed(seed: number, step: number): number {
  let name = 0x811c9dc5;
  for (const letter of 'step') name = Math.imul(name ^ letter.charCodeAt(0), 0x01000193);
  return mix((mix(seed ^ (name >>> 0)) + step) >>> 0) | 0;
}
`;

function stopAtUnwritten({ training: { averaging } }: Document, { nodes }: CheckedGraph): void {
  const statistics = [...nodes.values()].some(({ weights }) =>
    Object.values(weights).some(({ role }) => role === 'state'),
  );
  if (averaging.type === 'equal' && statistics)
    throw new UserError(
      problem('export-unsupported', { target: verbatim('TypeScript'), what: phrase('regathered-statistics') }),
    );
}

/** A program's bytes. */
const onnxOf = (model: CompiledModel, kind: ProgramKind, batch: number): Uint8Array =>
  written(model.program(kind, batch, onnxFormsFor('cpu')), { fused: true }).finish();

const typesOf = ({ document, checked, targets }: ExportInput): TargetTypes =>
  targets ?? guessTargets(expandDocument(document, checked.expanded), checked);

/** The program of steps of so many rows, where no training takes any: it is there only once some are compared. */
export function comparedSteps(input: ExportInput, rows: number): ProjectFiles {
  const { document, checked } = input;
  if (batchesOf(document, input.rows).includes(rows)) return {};
  const model = compileChecked(document, typesOf(input), checked);
  return { [comparedFile(String(rows))]: onnxOf(model, 'train', rows) };
}

/** How many rows the steps of a training have: all alike, but for the last of an epoch. */
function batchesOf({ training: { batchSize, lastBatch } }: Document, rows: number | undefined): number[] {
  const left = rows === undefined ? 0 : rows % batchSize;
  return left > 0 && (lastBatch === 'keep' || rows! < batchSize) ? [batchSize, left] : [batchSize];
}

/** The programs of training and judging, for each number of rows that comes up. */
function programsOf(document: Document, model: CompiledModel, rows: number | undefined) {
  const files: Record<string, Uint8Array> = {};
  const of = (kind: ProgramKind, batches: readonly number[]) =>
    Object.fromEntries(
      [...new Set(batches)].map((batch) => {
        const file = `${kind}-${batch}.onnx`;
        files[`model/${file}`] = onnxOf(model, kind, batch);
        return [batch, file];
      }),
    );
  return {
    train: of('train', batchesOf(document, rows)),
    evaluate: of('evaluate', JUDGED),
    files,
  };
}

const packageOf = (document: Document, { packages }: DataSource): string =>
  packageJson(document, {
    scripts: {
      start: 'tsx src/predict.ts',
      train: 'tsx src/train.ts',
      evaluate: `tsx ${EVALUATE_FILE}`,
      parity: 'tsx src/parity.ts',
      typecheck: 'tsc',
    },
    dependencies: { 'onnxruntime-common': '1.30.0', 'onnxruntime-node': '1.30.0', ...packages },
  });
