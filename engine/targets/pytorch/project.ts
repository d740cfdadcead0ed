/**
 * A complete PyTorch project: the network, data, training on one process or many, evaluation, prediction, README, and the weights
 * where there are any. It trains as the engine does: the same losses and rules, the same split and order of the rows.
 */
import type { Document } from '../../graph/document.ts';
import { serialize } from '../../graph/file.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { assertTrainable, compileChecked } from '../../passes/compile.ts';
import { expandDocument } from '../../passes/expand.ts';
import { type Problem, UserError } from '../../problems.ts';
import { phrase } from '../../phrases.ts';
import type { ExportInput, ProjectFiles } from '../define.ts';
import { guessTargets } from '../guess.ts';
import { MAIN_FILE, WEIGHTS } from './commands.ts';
import { torch } from './dialect.ts';
import { dataSource } from '../python/data/data.ts';
import { sampleOf } from '../python/sample.ts';
import { pytorchJob, RAY, SLURM } from './files/cluster.ts';
import { ORDER } from '../python/data/files.ts';
import { LOADING } from './files/data.ts';
import { PARITY_PY } from './files/parity.ts';
import { RUNS_PY, WEIGHTS_PY } from './files/weights.ts';
import { lossesSource } from './learning/losses.ts';
import { metricsSource } from '../python/metrics.ts';
import { recordSource } from '../python/record.ts';
import { exportedWeights } from '../python/weights.ts';
import { optimizerSource } from './learning/optimizer.ts';
import { modelSource } from './model/model.ts';
import { evaluateSource, predictSource } from './programs/predict.ts';
import { filled } from '../filled.ts';
import { trainSource } from './programs/train.ts';
import { pyproject, readme } from './readme.ts';
import { unsupported } from './unsupported.ts';

/** The whole project. Throws a `UserError` where the document cannot be exported. */
export function exportPyTorch(input: ExportInput): ProjectFiles {
  const { document: written, checked, weights, targets, fits, figures, classes } = input;
  const document = expandDocument(written, checked.expanded);
  const types = targets ?? guessTargets(document, checked);
  assertTrainable(document, checked, types);
  const source = modelSource(written, checked);
  const refused = [...source.refused, ...unwritten(document, checked)];
  if (refused.length > 0) throw new UserError(refused);
  const data = dataSource(torch, LOADING, document, checked, source, types, input);
  const sample = sampleOf(data, input);
  const terms = compileChecked(document, types, checked).terms.length;
  const names = Object.fromEntries(
    source.weights.filter(({ name, path }) => name !== path).map(({ name, path }) => [path, name]),
  );
  return {
    'pyproject.toml': pyproject(document, data),
    '.gitignore': '__pycache__/\n.venv/\npredictions/\nruns/\nray/\n',
    'README.md': readme(document, source, data, {
      trained: weights !== undefined,
      sampled: sample.names.length > 0,
      figures,
    }),
    [MAIN_FILE]: source.model,
    ...(source.layers !== undefined && { 'layers.py': source.layers }),
    'data.py': data.source,
    'order.py': ORDER,
    'losses.py': lossesSource(document, checked, source, types),
    'optimizer.py': optimizerSource(document, source),
    'metrics.py': metricsSource(torch, document, checked, source, types),
    'train.py': trainSource(document, source, terms),
    'evaluate.py': evaluateSource(document, source),
    'predict.py': predictSource(document, checked, source, data, { sample, classes }),
    'parity.py': filled(PARITY_PY, { network: source.name }, {}),
    'weights.py': WEIGHTS_PY,
    'runs.py': RUNS_PY,
    'record.py': recordSource(document.training.pruning.sparsity > 0),
    'cluster/slurm.sh': SLURM,
    'cluster/pytorchjob.yaml': pytorchJob(document.name),
    'cluster/ray_train.py': RAY,
    'document.loom': serialize(written),
    'names.json': `${JSON.stringify(names, null, 1)}\n`,
    ...sample.files,
    ...data.files,
    ...data.given?.files,
    ...(weights && {
      [WEIGHTS]: exportedWeights(
        source.weights,
        ({ path }) => path,
        weights,
        fits,
        document.training.savedAs === 'float16',
      ),
    }),
  };
}

/** What of the training the project would leave out, by name: writing it without a word would give other numbers. */
function unwritten({ training: { averaging } }: Document, { nodes }: CheckedGraph): Problem[] {
  const statistics = [...nodes.values()].some(({ weights }) =>
    Object.values(weights).some(({ role }) => role === 'state'),
  );
  return [...(averaging.type === 'equal' && statistics ? [unsupported(phrase('regathered-statistics'))] : [])];
}
