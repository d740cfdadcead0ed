/**
 * A complete Keras project: the network, data, training, evaluation, prediction, README, and the weights where there are any. It trains
 * as the engine does: the same losses and rules, the same split and order of the rows.
 */
import type { Document } from '../../graph/document.ts';
import { serialize } from '../../graph/file.ts';
import { monitored } from '../../learn/monitored.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { assertTrainable, compileChecked } from '../../passes/compile.ts';
import { expandDocument } from '../../passes/expand.ts';
import { phrase } from '../../phrases.ts';
import { type Problem, UserError } from '../../problems.ts';
import type { ExportInput, ProjectFiles } from '../define.ts';
import { guessTargets } from '../guess.ts';
import { PARITY_PY } from './files/parity.ts';
import { type DataSource, dataSource } from '../python/data/data.ts';
import { ORDER } from '../python/data/files.ts';
import { predictValues, type Sample, sampleOf } from '../python/sample.ts';
import { metricsSource } from '../python/metrics.ts';
import { exportedWeights } from '../python/weights.ts';
import { filled } from '../filled.ts';
import { outputFiles, readOuts } from '../python/programs.ts';
import { recordSource } from '../python/record.ts';
import { isObserved } from '../python/schedule.ts';
import { docstring, literal, numberText, withoutTexts } from '../python/text.ts';
import { MAIN_FILE, WEIGHTS } from './commands.ts';
import { keras } from './dialect.ts';
import { LOADING } from './files/data.ts';
import { EVALUATE, PREDICT, TRAIN, WEIGHTS_PY } from './files/programs.ts';
import { lossesSource } from './learning/losses.ts';
import { optimizerSource } from './learning/optimizer.ts';
import { type ModelSource, modelSource } from './model/model.ts';
import { pyproject, readme } from './readme.ts';
import { unsupported } from './unsupported.ts';

/** The whole project. Throws a `UserError` where the document cannot be exported. */
export function exportKeras(input: ExportInput): ProjectFiles {
  const { document: written, checked, weights, targets, fits, figures, classes } = input;
  const document = expandDocument(written, checked.expanded);
  const types = targets ?? guessTargets(document, checked);
  assertTrainable(document, checked, types);
  const source = modelSource(written, checked);
  const refused = [
    ...source.refused,
    ...unwritten(document, checked, compileChecked(document, types, checked).terms.length),
  ];
  if (refused.length > 0) throw new UserError(refused);
  const data = dataSource(keras, LOADING, document, checked, source, types, input);
  const sample = sampleOf(data, input);
  const names = Object.fromEntries(
    source.weights.map(({ name, layer, variable, order }) => [name, [layer, variable, order ?? null]]),
  );
  const along = { trained: weights !== undefined, sampled: sample.names.length > 0, figures };
  return {
    'pyproject.toml': pyproject(document, data),
    '.gitignore': '__pycache__/\n.venv/\npredictions/\nruns/\n',
    'README.md': readme(document, source, data, along),
    [MAIN_FILE]: source.model,
    ...(source.custom !== undefined && { 'custom.py': source.custom }),
    'data.py': data.source,
    'order.py': ORDER,
    'losses.py': lossesSource(document, checked, source, types),
    'optimizer.py': optimizerSource(document, source),
    'metrics.py': metricsSource(keras, document, checked, source, types),
    'train.py': trainSource(document),
    'evaluate.py': filled(
      EVALUATE,
      {
        doc: docstring(`How good weights of ${document.name} are: python evaluate.py [--weights FILE] [--split test].`),
        weights: literal(WEIGHTS),
        batch: numberText(document.training.batchSize),
      },
      {},
    ),
    'predict.py': predictSource(document, checked, source, data, { sample, classes }),
    'parity.py': PARITY_PY,
    'weights.py': WEIGHTS_PY,
    'record.py': recordSource(document.training.pruning.sparsity > 0),
    'names.json': `${JSON.stringify(names, null, 1)}\n`,
    'document.loom': serialize(written),
    ...sample.files,
    ...data.files,
    ...data.given?.files,
    ...(weights && {
      [WEIGHTS]: exportedWeights(
        source.weights,
        ({ name }) => name,
        weights,
        fits,
        document.training.savedAs === 'float16',
      ),
    }),
  };
}

/** What of the training the project would leave out, by name: writing it without a word would give other numbers. */
function unwritten(document: Document, { nodes }: CheckedGraph, terms: number): Problem[] {
  const { averaging, accumulation, losses } = document.training;
  const statistics = [...nodes.values()].some(({ weights }) =>
    Object.values(weights).some(({ role }) => role === 'state'),
  );
  return [
    ...(averaging.type !== 'none' && statistics ? [unsupported(phrase('averaged-statistics'))] : []),
    ...(accumulation > 1 &&
    (terms > 1 || losses.some(countsUnevenly) || [...nodes.values()].some(({ node }) => node.constraint))
      ? [unsupported(phrase('uneven-accumulation'))]
      : []),
  ];
}

/** Rows, or parts of them, count differently. */
const countsUnevenly = ({ sampleWeights, loss: { settings } }: Document['training']['losses'][number]): boolean =>
  sampleWeights !== undefined ||
  settings.ignore === true ||
  (Array.isArray(settings.classWeights) && settings.classWeights.length > 0);

function trainSource(document: Document): string {
  const { training, name, data } = document;
  const { monitor, better } = monitored(document);
  const { earlyStopping } = training;
  const prunes = training.pruning.sparsity > 0;
  return filled(
    TRAIN,
    {
      doc: docstring(`Trains ${name}: python train.py --help.`),
      name: literal(name),
      seed: numberText(training.seed),
      batch: numberText(training.batchSize),
      epochs: numberText(training.epochs),
      monitor: literal(monitor),
      mode: literal(better === 'higher' ? 'max' : 'min'),
      patience: numberText(earlyStopping?.patience ?? 0),
      change: numberText(earlyStopping?.minimumChange ?? 0),
      drop: literal(training.lastBatch === 'drop'),
      Best: prunes ? 'Best' : 'keras.callbacks.ModelCheckpoint',
      Patience: prunes ? 'Patience' : 'keras.callbacks.EarlyStopping',
      plan: prunes ? '**plan, ' : '',
    },
    {
      prunes,
      prunesAndStops: prunes && earlyStopping !== null,
      stops: earlyStopping !== null,
      averaged: training.averaging.type !== 'none',
      observes: isObserved(training),
      keepsBest: training.keep === 'best' && (data.split.validation > 0 || earlyStopping !== null),
    },
  );
}

function predictSource(
  document: Document,
  checked: CheckedGraph,
  source: ModelSource,
  data: DataSource,
  { sample, classes }: { readonly sample: Sample; readonly classes: ExportInput['classes'] },
): string {
  const given = source.outputs.filter((id) => checked.outputs.includes(id));
  const { functions, readouts, names, units, turns } = readOuts(keras, document, checked, given, classes);
  const { rows, columns, ...told } = predictValues(data, sample, turns);
  return filled(
    PREDICT,
    {
      doc: docstring(`Predicts with ${document.name}: python predict.py [--weights FILE] ${rows}`),
      weights: literal(WEIGHTS),
      outputs: literal(outputFiles(checked, given)),
      ...told,
      columns: literal(columns),
      sample: literal(sample.names),
      functions: functions === '' ? '' : `${functions}\n\n`,
      readouts,
      classes: names,
      units,
    },
    {
      words: /\bops\./.test(withoutTexts(functions)),
      turns,
      table: data.table !== undefined,
      files: data.rows !== undefined,
      plain: !data.table && !data.rows,
    },
  ).replace(/^import keras\n/m, /\bkeras\./.test(withoutTexts(functions)) ? 'import keras\n' : '');
}
