/** A document written as a project of code: what the window and the command line share. */
import type { Files, Table } from '../data/define.ts';
import { datasetOf } from '../data/index.ts';
import { Pipeline, TOKENIZER } from '../data/pipeline.ts';
import { readyTable } from '../data/ready/index.ts';
import { settingProblems } from '../data/settings.ts';
import { rawRows } from '../data/units/raw.ts';
import { exists, type FileSystem } from '../files/fileSystem.ts';
import { activeDocument } from '../graph/active.ts';
import type { Document } from '../graph/document.ts';
import { type CheckedGraph, checkGraph } from '../passes/check.ts';
import { weightsOf } from '../passes/compile.ts';
import { expandDocument } from '../passes/expand.ts';
import { takesLabels } from '../train/labels.ts';
import { mergeAdapters, withoutAdapters } from '../train/mergeAdapters.ts';
import { usableWeights } from '../train/openModel.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { problem, problemPhrase, stopAtErrors, UserError } from '../problems.ts';
import type { ExportInput, ExportTarget, ModelForm, ProjectFiles } from '../targets/define.ts';
import { sizeOf } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import { readWeights, RunFolder } from '../runs/folder.ts';
import type { ComputeMachine } from '../train/machine.ts';
import { peftFiles } from './peft.ts';
import { labelTableOf, tableTextOf } from './tableText.ts';
import type { Weights } from '../train/weights.ts';
import { onnxFile } from '../targets/onnxFile/index.ts';
import { tfjsFile } from '../targets/tfjsFile/index.ts';
import type { DeploymentReport, Precision } from '../train/reports/deployment.ts';
import { deployed, type ModelRunner } from './deploy.ts';
import { tidiedFiles } from './tidy.ts';
import { writeProject } from './write.ts';

export interface ProjectPlace {
  /** Where the project goes. */
  readonly folder: string;
  /** Relative paths of the document's data start here. */
  readonly base: string;
  /** A weights file or a run's folder. */
  readonly weights?: string | undefined;
  /** Also files of an earlier export that a person changed. */
  readonly overwrite?: boolean | undefined;
  /** Of an ONNX file. */
  readonly opset?: number | undefined;
  readonly precision?: Precision | undefined;
  /** Of a TensorFlow.js model. */
  readonly form?: ModelForm | undefined;
  /** Of an ONNX file: the transforms of the data are part of the graph. */
  readonly preprocess?: boolean | undefined;
}

/** What runs a model, where it is made smaller; and who hears what that changed. */
export interface Deployment {
  readonly runner?: ModelRunner | undefined;
  readonly told?: (report: DeploymentReport) => void;
}

/** Writes the project; the files' paths relative to its folder. */
export async function exportProject(
  machine: Pick<ComputeMachine, 'files' | 'dataFiles'>,
  document: Document,
  target: ExportTarget,
  place: ProjectPlace,
  { runner, told }: Deployment = {},
): Promise<readonly string[]> {
  if (place.preprocess && target.id !== onnxFile.id)
    throw new UserError(
      problem('export-unsupported', { target: verbatim(target.title), what: phrase('raw-rows-in-graph') }),
    );
  if (place.form !== undefined && target.id !== tfjsFile.id)
    throw new UserError(
      problem('export-unsupported', { target: verbatim(target.title), what: phrase('another-form') }),
    );
  const { input, data } = await openExport(machine, document, place);
  const { folder, overwrite = false, precision = 'float32' } = place;
  let files = await tidiedFiles(target, withAdaptersTold(document, target.export(input)));
  if (precision !== 'float32') {
    if (target.id !== onnxFile.id)
      throw new UserError(
        problem('export-unsupported', {
          target: verbatim(target.title),
          what: phrase('precision-called', { precision: verbatim(precision) }),
        }),
      );
    const made = await deployed(files, { runner, input, data, precision });
    files = made.files;
    told?.(made.report);
  }
  return writeProject(machine.files, folder, files, { overwrite });
}

/** A project knows nothing of adapters: its README says what became of them. */
function withAdaptersTold(document: Document, files: ProjectFiles): ProjectFiles {
  const active = activeDocument(document);
  const { 'README.md': readme } = files;
  if (typeof readme !== 'string' || withoutAdapters(active) === active) return files;
  return { ...files, 'README.md': `${readme.trimEnd()}\n\n${MERGED}` };
}
const MERGED = `## Low-rank adapters

The network was adapted by LoRA. What its adapters add is part of the weights here. Where training goes on, the matrices that they
adapted learn whole, and what was frozen stays as it is. The adapters alone, for Hugging Face's PEFT: \`loom export FILE --to peft\`.
`;

/** Writes the adapters alone, as PEFT reads them; the files' paths relative to the folder. */
export async function exportAdapters(
  { files }: Pick<ComputeMachine, 'files'>,
  written: Document,
  { folder, weights, overwrite = false }: ProjectPlace & { readonly weights: string },
): Promise<readonly string[]> {
  const document = activeDocument(written);
  const checked = checkGraph(document.graph);
  stopAtErrors(checked.problems);
  const own = usableWeights(
    { weights: weightsOf(expandDocument(document), checked) },
    await readWeights(files, weights),
  );
  return writeProject(files, folder, peftFiles(checked, own), { overwrite });
}

interface Opened {
  readonly input: ExportInput;
  readonly data: Pipeline | undefined;
  /** Why there are no data, where the document names some. */
  readonly missing: Phrase | undefined;
}

/** What a target is given of a document; and its data, where they are at hand. Throws a `UserError` with what is wrong with it. */
export async function openExport(
  machine: Pick<ComputeMachine, 'files' | 'dataFiles'>,
  written: Document,
  {
    base,
    weights,
    opset,
    form,
    preprocess = false,
  }: Pick<ProjectPlace, 'base' | 'weights' | 'opset' | 'form' | 'preprocess'>,
): Promise<Opened> {
  const { files } = machine;
  const adapted = activeDocument(written);
  const document = withoutAdapters(adapted);
  const checked = checkGraph(document.graph);
  stopAtErrors([...checked.problems, ...settingProblems(document.data)]);
  const trained = weights === undefined ? undefined : await readWeights(files, weights);
  // what stands in a graph is what the weights were trained with; and so are tokens, which are numbers for nothing else
  const fits = preprocess ? trained?.fits : keptTokenizer(trained?.fits);
  const { data, missing } = await openData(document, machine.dataFiles(base), fits);
  if (preprocess && !data)
    throw new UserError(
      problem('export-unsupported', { target: verbatim(onnxFile.title), what: phrase('raw-rows-without-data') }),
    );
  const input: ExportInput = {
    document: withWholePaths(document, (file) => files.paths.resolve(base, file)),
    checked,
    ...(trained && {
      weights: mergedWeights(adapted, checked, trained),
      fits: trained.fits,
    }),
    targets: data?.targetTypes,
    classes: data?.classes ?? trained?.classes,
    columns: data && columnsOf(data),
    table: data && tableTextOf(document.data, data),
    labels: data && labelTableOf(document.data, data),
    opset,
    form,
    rows: data?.splits.train.rows.length,
    raw: preprocess && data ? rawRows(expandDocument(document, checked.expanded), checked, data) : undefined,
    sample: data && sampleOf(data, preprocess),
    figures: weights === undefined ? undefined : await figuresOf(files, weights),
  };
  return { input, data, missing };
}

/** Weights by the names of the `plain` network, with what adapters add in the document. */
function mergedWeights(document: Document, plain: CheckedGraph, trained: Weights): ReadonlyMap<string, Tensor> {
  const checked = checkGraph(document.graph);
  const own = usableWeights({ weights: weightsOf(expandDocument(document), checked) }, trained);
  return mergeAdapters(checked, plain, own);
}

/** The document with its data files by whole paths: the project lies elsewhere. */
function withWholePaths(document: Document, whole: (file: string) => string): Document {
  const { dataset } = document.data;
  const fields = dataset && datasetOf(dataset.type)?.settings;
  if (!dataset || !fields) return document;
  const settings = Object.fromEntries(
    Object.entries(dataset.settings).map(([name, value]) => [
      name,
      fields[name]?.kind === 'path' && typeof value === 'string' && value !== '' && !readyTable(value)
        ? whole(value)
        : value,
    ]),
  );
  return { ...document, data: { ...document.data, dataset: { ...dataset, settings } } };
}

/** Of what was learned of the data: how its texts are cut. */
const keptTokenizer = (fits: Weights['fits']): Weights['fits'] => fits?.[TOKENIZER] && { [TOKENIZER]: fits[TOKENIZER] };

/** The data, where it is at hand: the code does not need it, only its readers do. */
async function openData(
  document: Document,
  files: Files,
  fits?: Weights['fits'],
): Promise<Pick<Opened, 'data' | 'missing'>> {
  if (!document.data.dataset) return { data: undefined, missing: undefined };
  try {
    const data = await Pipeline.open(document, files, fits, takesLabels(document, checkGraph(document.graph)));
    return { data, missing: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { data: undefined, missing: phrase('data-not-opened', { reason: problemPhrase(error.problems[0]!) }) };
  }
}

/** Data that is larger does not go along with a project, in bytes. */
const MOST_DATA = 100 << 20;

/** The rows of a column; undefined where those of all columns are too many. */
export function columnsOf({ dataset: { columns, train, test } }: Pipeline): ExportInput['columns'] {
  const size = columns.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0) * (train.rows + (test?.rows ?? 0));
  const whole = (table: Table, name: string) =>
    table.read(
      name,
      Int32Array.from({ length: table.rows }, (_, i) => i),
    );
  return size > MOST_DATA
    ? undefined
    : (name) => ({ train: whole(train, name), ...(test && { test: whole(test, name) }) });
}

/** Rows that go along with a project, for a first prediction. */
const SAMPLE_ROWS = 10;

/**
 * The first of the rows that were kept apart to test on, else of the others, as they lie in the data: by the Input nodes that they feed,
 * and by the columns that such a feed is joined of. `byColumn`: by the columns of all.
 */
export function sampleOf(data: Pipeline, byColumn = false): Readonly<Record<string, Tensor>> {
  const { test, validation, train } = data.splits;
  const { table, rows } = [test, validation, train].find((split) => split.rows.length > 0)!;
  const some = rows.subarray(0, SAMPLE_ROWS);
  const inputs = data.feeds.filter(({ name }) => name.startsWith(INPUT));
  return Object.fromEntries(
    inputs.flatMap(({ name }) => {
      const parts = data.partsOf(name);
      const column = data.sourceOf(name)!.name;
      return parts.length > 0
        ? parts.map((part) => [part, table.read(part, some)])
        : [[byColumn ? column : name.slice(INPUT.length), table.read(column, some)]];
    }),
  );
}
const INPUT = 'input:';

/** How good a run that has finished found its weights: on the test rows, else on the validation rows. */
async function figuresOf(files: FileSystem, weights: string): Promise<ExportInput['figures']> {
  if (!(await exists(files, files.paths.join(weights, 'run.json')))) return undefined;
  const ends = await new RunFolder(files, weights).events((line) => line.includes('"event":"finished"'));
  const end = ends.at(-1);
  if (end?.event !== 'finished') return undefined;
  const split = end.test ? 'test' : 'validation';
  const metrics = end[split];
  return metrics ? { split, metrics } : undefined;
}
