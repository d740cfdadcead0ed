import { t, word } from '../../engine/texts/index.ts';
import { beyondHalf } from '../../engine/data/formats/safetensors.ts';
import type { Document } from '../../engine/graph/document.ts';
import { checkGraph, learnedNames } from '../../engine/passes/check.ts';
import { phrase, someNames, verbatim } from '../../engine/phrases.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import path from 'node:path';
import { proveProject } from '../../engine/export/parity/prove.ts';
import { parityText } from '../../engine/train/reports/parityText.ts';
import { exportAdapters, exportProject, type ProjectPlace } from '../../engine/export/project.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import type { ParityReport } from '../../engine/train/reports/parity.ts';
import { type ExportTarget, MODEL_FORMS } from '../../engine/targets/define.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../engine/targets/index.ts';
import { type DeploymentReport, deploymentLines, PRECISIONS } from '../../engine/train/reports/deployment.ts';
import {
  type Arguments,
  baseOf,
  type Command,
  oneOf,
  out,
  readDocument,
  required,
  say,
  UsageError,
  whole,
} from '../define.ts';
import { withData, WEIGHTS } from '../options.ts';

/** Adapters alone: no project, but what PEFT reads. */
const ADAPTERS = 'peft';
const IDS = [...EXPORT_TARGETS.map(({ id }) => id), ADAPTERS];

export const exportCommand: Command = {
  name: 'export',
  calls: ['FILE --to TARGET --out DIR [--weights FILE]'],
  doc: 'Writes a complete project in another form, and holds it to the engine.',
  more:
    'The same rows go through both, and some training steps; parity.json in the project says what came out. Low-rank adapters are merged ' +
    'into the weights; peft writes them alone, as Hugging Face’s PEFT reads them.',
  positionals: [1, 1],
  options: {
    to: { value: IDS.join('|'), doc: 'What is written.' },
    weights: WEIGHTS,
    out: { value: 'DIR', doc: 'The folder of the project.' },
    overwrite: { doc: 'Writes over files that somebody has changed since they were written.' },
    'no-parity': { doc: 'Does not hold the project to the engine.' },
    precision: {
      value: PRECISIONS.join('|'),
      doc: 'Of ONNX: a smaller file (int8-dynamic: its matrix products alone). deployment.json says what that changes.',
    },
    opset: { value: 'N', doc: 'Of ONNX: the version of its operators.' },
    preprocess: { doc: 'Of ONNX: the transforms of the data are in the graph, and raw values go in.' },
    form: {
      value: MODEL_FORMS.join('|'),
      doc: 'Of TensorFlow.js: a graph of operators, or layers that can learn on (tf.loadLayersModel).',
    },
  },
  async run(args) {
    if (args.options.to === ADAPTERS) return adaptersAlone(args);
    const target = targetOf(args);
    const file = args.positionals[0]!;
    const folder = path.resolve(required(args, 'out'));
    const { weights } = args.options;
    const document = withData(await readDocument(file), undefined);
    const place = {
      folder,
      base: baseOf(file),
      weights: typeof weights === 'string' ? weights : undefined,
      opset: whole(args, 'opset'),
      precision: oneOf(args, 'precision', PRECISIONS),
      preprocess: args.options.preprocess === true,
      form: oneOf(args, 'form', MODEL_FORMS),
    };
    let deployment: DeploymentReport | undefined;
    const files = await exportProject(
      { files: disk, dataFiles: diskFiles },
      document,
      target,
      {
        ...place,
        overwrite: args.options.overwrite === true,
      },
      { runner: projectRunner, told: (report) => void (deployment = report) },
    );
    if (deployment) say(deploymentLines(deployment).map(word).join('\n'));
    if (typeof weights === 'string') await sayWide(document, weights);
    if (!args.json) out(files.map((name) => path.join(folder, name)).join('\n'));
    const parity = args.options['no-parity'] === true ? undefined : await proved(document, target, place);
    if (args.json) out(JSON.stringify({ folder, files, ...(deployment && { deployment }), ...(parity && { parity }) }));
    return parity?.status === 'failed' ? 1 : 0;
  },
};

async function adaptersAlone(args: Arguments): Promise<number> {
  const folder = path.resolve(required(args, 'out'));
  const files = await exportAdapters({ files: disk }, await readDocument(args.positionals[0]!), {
    folder,
    base: baseOf(args.positionals[0]!),
    weights: required(args, 'weights'),
    overwrite: args.options.overwrite === true,
  });
  out(args.json ? JSON.stringify({ folder, files }) : files.map((name) => path.join(folder, name)).join('\n'));
  return 0;
}

function targetOf(args: Arguments): ExportTarget {
  const id = required(args, 'to');
  const target = exportTargetOf(id);
  if (target) return target;
  throw new UsageError(
    t('cli.noExport', 'There is no export to "{{name}}". Exports: {{exports}}.', {
      name: verbatim(id),
      exports: IDS.map(verbatim),
    }),
  );
}

/** Holds the project to the engine, and says what came out. Ctrl+C gives it up; the project stays. */
async function proved(document: Document, target: ExportTarget, place: ProjectPlace): Promise<ParityReport> {
  const giveUp = new AbortController();
  const stop = () => giveUp.abort();
  process.once('SIGINT', stop);
  try {
    const proof = { runner: projectRunner, signal: giveUp.signal };
    const report = await proveProject(asLongAsWanted(computeMachine, giveUp.signal), document, target, place, proof);
    say(parityText(report));
    return report;
  } catch (error) {
    if (!giveUp.signal.aborted) throw error;
    const report: ParityReport = {
      status: 'not run',
      reason: phrase('parity-not-done'),
      command: target.parity.command,
    };
    say(parityText(report));
    return report;
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Weights that are written wider than the document asks for. */
async function sayWide(document: Document, weights: string): Promise<void> {
  if (document.training.savedAs !== 'float16') return;
  const { tensors } = await readWeights(disk, weights);
  const wide = beyondHalf(tensors, learnedNames(checkGraph(document.graph)));
  if (wide.length > 0) say(word(phrase('kept-in-32-bits', { names: someNames(wide.map(verbatim)) })));
}
