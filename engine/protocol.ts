/**
 * The conversation between a window and its host: everything the window may ask (`Calls`) and everything the host
 * says unasked (`Events`), with validators for what arrives. The same over an Electron message port and a WebSocket.
 * Messages are plain data; typed arrays travel as they are (transferred, or as binary frames).
 */
import { z } from 'zod';
import type { Texts } from './data/language/ragged.ts';
import { GAPS } from './data/series/windows.ts';
import type { KeptTable } from './data/tables.ts';
import type { DatasetSummary } from './data/preview.ts';
import type { DataProposal } from './data/given/propose.ts';
import type { Proposal } from './data/propose.ts';
import { type Choice, dealtSchema } from './graph/document.ts';
import type { AugmentedSheet } from './train/inspect/augmented.ts';
import type { ColumnSteps } from './train/inspect/steps.ts';
import type { DataStatistics } from './data/statistics.ts';
import { FILTER_TESTS, type RowPage, type TableProfile } from './data/study.ts';
import { MODEL_FORMS } from './targets/define.ts';
import { type DeploymentReport, PRECISIONS } from './train/reports/deployment.ts';
import type { LatencyReport } from './train/reports/latency.ts';
import type { ParityReport } from './train/reports/parity.ts';
import type { ModelReport } from './importers/define.ts';
import type { Problem } from './problems.ts';
import type { Device } from './train/engine.ts';
import type { Metrics, RunState, TrainingEvent } from './train/events.ts';
import type { FlatSettings } from './graph/flatSettings.ts';
import type { CellPage, Evaluation } from './train/reports/evaluation.ts';
import type { ForecastWindow } from './train/reports/forecasts.ts';
import type { MemoryReport } from './train/memory/report.ts';
import type { Reading } from './train/generate/reading.ts';
import type { Verdict } from './train/verdict/verdict.ts';
import type { Tensor } from './types/tensor.ts';

export const PROTOCOL_VERSION = 1;

const documentText = z
  .string()
  .max(64 << 20)
  .describe('A whole .loom file.');
const runId = z.string().regex(/^\w[\w.-]{0,119}$/);
const filePath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.includes('\0'), 'a path has no null character');
/** Weights to start from: a file's, or those of a run. */
const importId = z.string().regex(/^[\w-]{43}$/);
export const startingWeights = z.union([z.strictObject({ file: filePath }), z.strictObject({ run: runId })]);
/** Of one unsaved document, and of the file that it lies in. */
const autosaveKey = z.string().regex(/^[\w-]{1,80}$/);
/** Characters of a prompt, and tokens that are written to it. */
const MOST_PROMPT = 100_000;
const fileName = z.string().min(1).max(255);
/** A part of a path that leads nowhere else. */
const pathPart = fileName.regex(/^(?!\.{1,2}$)[^/\\]+$/);
/** Of what belongs together: made at random by the page that sends it. */
export const sentId = z.string().regex(/^[0-9a-f]{16,64}$/);
/** Where the document is saved, if it is: relative paths of its data start in that folder. */
const documentPath = filePath.nullable().optional();
const columnName = z.string().max(1000);
const dimensions = z.array(z.int().min(0)).max(16);
const tensor = z.custom<Tensor>((value) => {
  const { dtype, shape, data } = (value ?? {}) as Tensor;
  const size = dimensions.safeParse(shape).data?.reduce((a, b) => a * b, 1);
  const fits =
    dtype === 'float32'
      ? data instanceof Float32Array
      : dtype === 'int32'
        ? data instanceof Int32Array
        : dtype === 'bool' && data instanceof Uint8Array;
  const { texts } = (value ?? {}) as Partial<Texts>;
  const isText = texts === undefined || (texts.length === size && texts.every((text) => typeof text === 'string'));
  return fits && data.length === size && isText;
}, 'a tensor has the elements that its type and shape say');
const dataset = z.strictObject({ type: z.string(), settings: z.record(z.string(), z.json()) });
const wantedData = z
  .array(z.strictObject({ dataset, path: documentPath }))
  .max(1000)
  .readonly();

/** A document as a project of code in a folder. */
const exported = z.strictObject({
  document: documentText,
  path: documentPath,
  target: z.string(),
  run: runId.optional(),
  folder: filePath,
  /** Of an ONNX file. */
  opset: z.int().min(1).max(1000).optional(),
  precision: z.enum(PRECISIONS).optional(),
  preprocess: z.boolean().optional(),
  /** Of a TensorFlow.js model. */
  form: z.enum(MODEL_FORMS).optional(),
});

/** The arguments of every call. */
export const callArguments = {
  hello: z.strictObject({ protocol: z.int() }),
  // Files
  'files.list': z.strictObject({ folder: filePath.optional(), extensions: z.array(z.string()).optional() }),
  'files.open': z.strictObject({ path: filePath }),
  /**
   * `version` is what `files.open` or the last `files.save` of this path answered, null or left out for a file that should not be there
   * yet. Where another is on disk the call fails with `file-changed`, unless `overwrite`.
   */
  'files.save': z.strictObject({
    path: filePath,
    text: documentText,
    version: z.string().nullable().optional(),
    overwrite: z.boolean(),
  }),
  /** Native dialogs; answers null where the person cancelled, and fails with `unsupported` in the browser shell, which shows its own. */
  'files.chooseOpen': z.strictObject({ extensions: z.array(z.string()) }),
  'files.chooseSave': z.strictObject({ suggested: z.string() }),
  'files.chooseFolder': z.strictObject({}),
  /** The documents that were opened or saved last and are still there. One that could be opened is put first by `files.remember`. */
  'files.recent': z.strictObject({}),
  'files.remember': z.strictObject({ path: filePath }),
  'files.forget': z.strictObject({ path: filePath }),
  /** Fails with `autosave-taken` where another window has the document. */
  'autosave.write': z.strictObject({
    key: autosaveKey,
    path: filePath.nullable(),
    text: documentText,
    run: runId.nullable().optional(),
    start: startingWeights.nullable().optional(),
    /** The import that it came of. */
    imported: importId.nullable().optional(),
    /** What can be undone, as the window writes it. */
    history: z
      .string()
      .max(8 << 20)
      .nullable()
      .optional(),
  }),
  /** What unsaved work lies there, in no living window: the newest first. */
  'autosave.list': z.strictObject({}),
  /** Makes unsaved work this window's own, as long as its line lasts, and gives it; null where there is none or another window has it. */
  'autosave.take': z.strictObject({ key: autosaveKey }),
  'autosave.drop': z.strictObject({ key: autosaveKey }),
  // The person's own blocks, each a `.loom-block` file
  'library.list': z.strictObject({}),
  /** `name`: what the block is called, after which the file is. `replaces`: the file it was in until now. */
  'library.save': z.strictObject({ name: z.string().max(200), text: documentText, replaces: fileName.optional() }),
  'library.remove': z.strictObject({ file: fileName }),
  // Engines
  'engines.list': z.strictObject({ selfTest: z.boolean() }),
  'engines.add': z.strictObject({ name: z.string(), from: filePath.optional() }),
  'engines.remove': z.strictObject({ name: z.string() }),
  // Data; relative paths in it start at the document's folder, or where the run's do
  /** Lets files, or folders with all in them, be read as data. `path`: the document's, where relative ones start. */
  'data.allow': z.strictObject({ paths: z.array(filePath).max(100), path: documentPath }),
  /** This and what else reads a document's data fails with `data-outside` where some lies outside the document's folder and is not allowed. */
  /** `dealt`: how a document deals the rows out, where tokens follow from that; of a run its own document says it. */
  'data.describe': z.strictObject({
    dataset,
    path: documentPath,
    run: runId.optional(),
    dealt: dealtSchema.optional(),
  }),
  /** The files and folders that a dataset names, as they are now. */
  'data.files': z.strictObject({ dataset, path: documentPath }),
  /**
   * A network for a file of a table, which is allowed to be read. `targets`: the columns to predict, where the person says so, and
   * `inputs` those to predict them from; without them and `overTime` what the file looks like at first.
   */
  'data.propose': z.strictObject({
    file: filePath,
    /** Lines that cannot be read are left out, and what is proposed leaves them out. */
    skip: z.boolean().optional(),
    targets: z.array(columnName).min(1).max(100).readonly().optional(),
    inputs: z.array(columnName).max(10_000).readonly().optional(),
    /** A table to test on, which is allowed to be read, too. */
    test: filePath.optional(),
    /** The first target is to be foretold from what was before. */
    overTime: z
      .strictObject({
        time: columnName.optional(),
        groups: z.array(columnName).max(20).readonly().optional(),
        inputs: z.array(columnName).max(10_000).readonly().optional(),
        length: z.int().min(1).max(100_000).optional(),
        horizon: z.int().min(1).max(10_000).optional(),
        stride: z.int().min(1).optional(),
        lead: z.int().min(0).max(10_000).optional(),
        gaps: z.enum(GAPS).optional(),
      })
      .optional(),
  }),
  /** What files and folders hold, which are allowed to be read: a table, or what is proposed for other data. `skip` as of `data.propose`. */
  'data.recognize': z.strictObject({
    paths: z.array(filePath).min(1).max(100),
    skip: z.boolean().optional(),
    /** Of what is no table the column to be learned; left out, it is proposed. */
    target: z.string().optional(),
  }),
  /**
   * Keeps a file that a page was given, whose path it does not learn, among the person's own data; it may be read. `within`: it is one of
   * several that belong together, under that name, in folders of these names; the answer is then where all of them lie. `content`: its bytes,
   * or the name under which the page has sent them beside the line.
   */
  'data.keep': z.strictObject({
    name: pathPart,
    content: z.union([z.instanceof(Uint8Array<ArrayBuffer>), sentId]),
    within: z.strictObject({ id: sentId, folders: z.array(pathPart).max(20) }).optional(),
  }),
  /** What the columns of a table hold, held against `target`. */
  'data.columns': z.strictObject({ dataset, path: documentPath, target: z.string().max(1000).optional() }),
  /** Rows of a table as its file has them, those that the filters leave, in their order. */
  'data.table': z.strictObject({
    dataset,
    path: documentPath,
    filters: z
      .array(z.strictObject({ column: z.string(), test: z.enum(FILTER_TESTS), value: z.string().max(1000) }))
      .max(20),
    sort: z.strictObject({ column: z.string(), descending: z.boolean() }).nullable(),
    offset: z.int().min(0),
    count: z.int().min(1).max(256),
  }),
  /** What the rows of a table show that is worth a look. */
  'data.findings': z.strictObject({ document: documentText, path: documentPath }),
  /** What is kept of tables that were read; `wanted`: the data of the open documents, which are in use. */
  'data.tables': z.strictObject({ wanted: wantedData }),
  /** Takes away what is kept of tables and not in use. */
  'data.cleanTables': z.strictObject({ wanted: wantedData }),
  'data.statistics': z.strictObject({ document: documentText, path: documentPath }),
  /** What the rows hold and the network cannot take. */
  'data.rows': z.strictObject({ document: documentText, path: documentPath }),
  /** Rows as they are, and as the first epochs see them. */
  'data.augmented': z.strictObject({
    document: documentText,
    path: documentPath,
    offset: z.int().min(0),
    count: z.int().min(1).max(16),
    epochs: z.int().min(1).max(16),
  }),
  /** Training rows of a column as they are, and after each of its transforms. `place`: below `data`, such as `inputs`, the Input's id. */
  'data.steps': z.strictObject({
    document: documentText,
    path: documentPath,
    place: z.union([
      z.tuple([z.enum(['inputs', 'targets']), z.string()]),
      z.tuple([z.literal('joined'), z.string(), z.int().min(0)]),
    ]),
    offset: z.int().min(0),
    count: z.int().min(1).max(16),
  }),
  'data.sample': z.strictObject({
    dataset,
    path: documentPath,
    run: runId.optional(),
    dealt: dealtSchema.optional(),
    split: z.enum(['train', 'validation', 'test']),
    offset: z.int().min(0),
    count: z.int().min(1).max(256),
  }),
  // Training
  /** What it will take in memory; `dataset`: bytes of the data. */
  'plan.memory': z.strictObject({ document: documentText, dataset: z.number().min(0) }),
  'train.start': z.strictObject({
    document: documentText,
    path: documentPath,
    engine: z.enum(['onnx', 'tfjs']),
    device: z.string(),
    threads: z.int().min(1).max(256),
    weights: startingWeights.optional(),
  }),
  'train.resume': z.strictObject({ run: runId }),
  'train.control': z.strictObject({ run: runId, control: z.enum(['pause', 'resume', 'stop', 'stopAndKeepBest']) }),
  'runs.list': z.strictObject({}),
  'runs.get': z.strictObject({ run: runId }),
  /**
   * Follows a run that somebody else writes, such as an exported project's training: its folder, or one in which the newest run is taken.
   * It is among the runs from then on.
   */
  'runs.open': z.strictObject({ folder: filePath }),
  /** The weights that a run's folder holds. */
  'runs.weights': z.strictObject({ run: runId }),
  /** One that lies elsewhere is forgotten, and its files stay. */
  'runs.remove': z.strictObject({ run: runId }),
  /** Empty: it is called by its document and what it differs in again. */
  'runs.rename': z.strictObject({ run: runId, label: z.string().max(200) }),
  // A trained model
  'model.evaluate': z.strictObject({
    run: runId,
    split: z.enum(['train', 'validation', 'test']),
    mistakes: z.int().min(0).max(256),
  }),
  /** A page of the answers that one cell of a column's confusion matrix counts, the surest first; `most`: at most so many. */
  'model.cell': z.strictObject({
    run: runId,
    split: z.enum(['train', 'validation', 'test']),
    /** Left out: the first that is predicted. */
    column: columnName.optional(),
    truth: z.int().min(0),
    prediction: z.int().min(0),
    from: z.int().min(0),
    most: z.int().min(1).max(256),
  }),
  /** A window of a forecast: the `at`-th of a series, or of all of them where `group` is null. */
  'model.forecast': z.strictObject({
    run: runId,
    split: z.enum(['train', 'validation', 'test']),
    group: z.int().min(0).nullable(),
    at: z.int().min(0),
  }),
  'model.predict': z.strictObject({ run: runId, inputs: z.record(z.string(), tensor) }),
  /**
   * What a language model writes behind a prompt and the tokens that it has `written` already: one token at least, then as many as are
   * quick, `most` at most. With the same seed it writes the same text, however it is asked.
   */
  'model.write': z.strictObject({
    run: runId,
    prompt: z.string().max(MOST_PROMPT),
    written: z.array(z.int().min(0)).max(MOST_PROMPT),
    most: z.int().min(1).max(MOST_PROMPT),
    temperature: z.number().min(0).max(100),
    topK: z.int().min(0),
    topP: z.number().min(0).max(1),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1),
  }),
  /**
   * Pictures that a diffusion draws: from noise where none are given, else those that are `done` so many steps, a step or a few further.
   * `noise`: how much is added again on the way, 1 as in DDPM, 0 as in DDIM.
   */
  'model.draw': z.strictObject({
    run: runId,
    count: z.int().min(1).max(64),
    steps: z.int().min(1).max(10_000),
    noise: z.number().min(0).max(1),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1),
    done: z.int().min(0),
    pictures: tensor.optional(),
  }),
  'weights.describe': z.strictObject({ weights: startingWeights }),
  /** Writes what a document keeps of them under its own names. `names`: what the file calls a weight of the document. */
  'weights.rename': z.strictObject({
    weights: startingWeights,
    document: documentText,
    names: z.record(z.string().max(1000), z.string().max(1000)),
  }),
  /** Puts Hugging Face's adapters on a document, of which `path` is a file. `weights`: those that they were trained on. */
  'weights.adapt': z.strictObject({ path: filePath, document: documentText, weights: startingWeights.nullable() }),
  // Models of other programs
  /** Reads a model, and keeps its weights among the person's own files. `sizes`: what the model leaves open, by name. */
  'models.import': z.strictObject({ path: filePath, sizes: z.record(z.string().max(300), z.number()).optional() }),
  /** What became of the model that a document was made of, by the import's name or by where the document was saved. */
  'models.report': z.strictObject({
    from: z.union([z.strictObject({ id: importId }), z.strictObject({ path: filePath })]),
  }),
  /** The document of an import has been saved there. */
  'models.saved': z.strictObject({ id: importId, path: filePath }),
  // Export
  /** `path` is where the document lies: its relative data paths start there. */
  'export.write': exported.extend({
    /** Also files of an earlier export that were changed since, for which the call else fails with `export-changed`. */
    overwrite: z.boolean().optional(),
  }),
  /** Times every form of a document's ONNX file, for one row and for `batch` rows. */
  'export.bench': exported.omit({ folder: true, target: true, precision: true }).extend({
    batch: z.int().min(1).max(4096),
    threads: z.int().min(1).max(256),
  }),
  /** Holds to the engine what the same call of `export.write` wrote. */
  'export.prove': exported,
} as const;

export type CallName = keyof typeof callArguments;
export type CallArguments = { [C in CallName]: z.infer<(typeof callArguments)[C]> };

export interface RunSummary {
  readonly id: string;
  /** The document's. */
  readonly name: string;
  /** What the person called it. */
  readonly label?: string;
  /** Those by which people tell runs apart. */
  readonly settings?: FlatSettings;
  readonly folder: string;
  /** ISO 8601. */
  readonly created: string;
  readonly state: RunState;
  readonly epoch: number;
  readonly epochs: number;
  readonly seed: number;
  /** Spent on training, up to the last whole epoch. */
  readonly seconds: number;
  readonly best: Metrics | null;
  /** An epoch ended, or a checkpoint was written within one. */
  readonly hasWeights: boolean;
  /** What its result is worth; null where it has none yet. */
  readonly verdict: Verdict | null;
  /** True where the process is gone but a checkpoint is there. */
  readonly resumable: boolean;
  /** Of a run that somebody else writes: whether its folder is in reach, and when its record last grew (milliseconds since 1970). */
  readonly elsewhere?: { readonly there: boolean; readonly heard: number | null };
}

/** A file or a folder that a dataset names in one of its settings. */
export interface DataFile {
  readonly setting: string;
  readonly path: string;
  /** Changes with it, and with what lies directly in the folders of a folder; null where it is not there. */
  readonly state: string | null;
}

/** What a file of weights has. */
export interface DescribedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The file's own type, where that is not float32; `unread` where its numbers are not read. */
  readonly type?: string;
  readonly unread?: boolean;
}

/** What every call answers. */
export interface CallResults {
  hello: {
    readonly protocol: number;
    readonly version: string;
    readonly shell: 'desktop' | 'browser';
    readonly platform: string;
    readonly threads: number;
    readonly openFile: string | null;
  };
  'files.list': {
    readonly folder: string;
    readonly parent: string | null;
    readonly entries: readonly {
      readonly name: string;
      readonly path: string;
      readonly folder: boolean;
      readonly modified: number;
      readonly size: number;
    }[];
  };
  'files.open': { readonly path: string; readonly text: string; readonly version: string };
  'files.save': { readonly path: string; readonly version: string };
  'files.chooseOpen': { readonly path: string } | null;
  'files.chooseSave': { readonly path: string } | null;
  'files.chooseFolder': { readonly path: string } | null;
  'files.recent': readonly { readonly path: string; readonly name: string; readonly opened: number }[];
  'files.remember': null;
  'files.forget': null;
  'autosave.write': null;
  'autosave.list': readonly { readonly key: string; readonly saved: number }[];
  'autosave.take': {
    readonly path: string | null;
    readonly text: string;
    readonly run: string | null;
    readonly start: z.infer<typeof startingWeights> | null;
    readonly imported: string | null;
    readonly history: string | null;
    readonly saved: number;
  } | null;
  'autosave.drop': null;
  /** `failure`: why it cannot be read. */
  'library.list': {
    readonly folder: string;
    readonly files: readonly { readonly file: string; readonly text: string | null; readonly failure: string | null }[];
  };
  'library.save': { readonly file: string };
  'library.remove': null;
  'engines.list': readonly Device[];
  'engines.add': readonly Device[];
  'engines.remove': readonly Device[];
  'data.allow': null;
  'data.describe': DatasetSummary;
  'data.files': readonly DataFile[];
  'data.propose': Proposal;
  'data.recognize': { readonly table: Choice } | { readonly proposal: DataProposal };
  'data.keep': { readonly path: string };
  'data.columns': TableProfile;
  'data.table': RowPage;
  'data.findings': readonly Problem[];
  'data.tables': readonly Omit<KeptTable, 'folder'>[];
  'data.cleanTables': { readonly freed: number };
  'data.statistics': DataStatistics;
  'data.rows': readonly Problem[];
  'data.augmented': AugmentedSheet;
  /** Null where no column stands at that place. */
  'data.steps': ColumnSteps | null;
  'data.sample': Readonly<Record<string, Tensor>>;
  /** Null where the document cannot be trained yet. */
  'plan.memory': MemoryReport | null;
  'train.start': { readonly run: string };
  'train.resume': null;
  'train.control': null;
  'runs.list': readonly RunSummary[];
  /** The run with everything it said so far. */
  'runs.get': { readonly summary: RunSummary; readonly document: string; readonly events: readonly TrainingEvent[] };
  'runs.open': { readonly run: string };
  /** Those of the end first, then of checkpoints, the newest first. `step` where the name says it; `size` in bytes. */
  'runs.weights': readonly {
    readonly name: string;
    readonly file: string;
    readonly step: number | null;
    readonly size: number;
    /** Milliseconds since 1970. */
    readonly modified: number;
  }[];
  'runs.remove': null;
  'runs.rename': null;
  'model.evaluate': Evaluation;
  'model.cell': CellPage;
  /** Null of a network that forecasts no windows. */
  'model.forecast': ForecastWindow | null;
  /**
   * By the names `output:<node>` and `readout:<node>`; and `value:<node>`, the numbers that it reads out in the units of the data;
   * `unknown:<column>` of texts, how many tokens they have and how many of these are in no vocabulary.
   */
  'model.predict': Readonly<Record<string, Tensor>>;
  /**
   * `text`: all that is written, with what was before. `unknown`: parts of the prompt that are in no vocabulary. `reading`: how
   * much of the prompt it had room for.
   */
  'model.write': {
    readonly written: readonly number[];
    readonly text: string;
    readonly unknown: readonly string[];
    readonly reading: Reading;
  };
  /** `guess`: what they would be without noise, as far as the network can tell. */
  'model.draw': { readonly done: number; readonly of: number; readonly pictures: Tensor; readonly guess: Tensor };
  /** In the order in which they lie there. */
  'weights.describe': readonly DescribedTensor[];
  'weights.rename': { readonly file: string };
  /** `file` has all weights of the document, the adapters among them. */
  'weights.adapt': { readonly document: string; readonly file: string };
  'models.import': {
    readonly document: string;
    /** Where its weights lie, and what is in that file; null where it has none. */
    readonly weights: { readonly file: string; readonly tensors: readonly DescribedTensor[] } | null;
    /** Under which its report is kept. */
    readonly id: string;
    readonly report: ModelReport;
  };
  'models.report': { readonly id: string; readonly name: string; readonly report: ModelReport } | null;
  'models.saved': null;
  'export.write': {
    readonly folder: string;
    readonly files: readonly string[];
    /** What fewer bits changed. */
    readonly deployment?: DeploymentReport;
  };
  'export.bench': LatencyReport;
  'export.prove': ParityReport;
}

export interface Events {
  'run.event': { readonly run: string; readonly event: TrainingEvent };
  /** Of a run that somebody else writes: its record is another one than was read, its folder went out of reach, or came back. */
  'run.elsewhere': { readonly run: string; readonly what: 'anew' | 'gone' | 'back' };
  /** A block was saved, renamed or removed, by whichever window. */
  'library.changed': null;
  'engines.progress': { readonly name: string; readonly stage: string; readonly done: number; readonly total: number };
  /** Desktop shell: a command chosen in the native menu, or a file opened from outside. */
  'shell.command': { readonly command: string; readonly path?: string };
}
export type EventName = keyof Events;

/** Hears how far something long is. */
export type OnProgress = (done: number, total: number) => void;

/** Who asks. */
export interface Caller {
  /** Aborted once the line that it was asked on has ended; the same for all calls on that line. */
  readonly line: AbortSignal;
  /** Aborted where the answer is no longer wanted. */
  readonly signal: AbortSignal;
  /** Tells who asked how far it is, as often as it likes. */
  readonly progress?: OnProgress;
}

export type CallHandlers = { [C in CallName]: (args: CallArguments[C], caller: Caller) => Promise<CallResults[C]> };

/** What the window holds of the host. */
export interface HostClient {
  /** `signal` gives it up: it then fails at once, and the host stops working on it where it can. */
  call<C extends CallName>(
    name: C,
    args: CallArguments[C],
    signal?: AbortSignal,
    progress?: OnProgress,
  ): Promise<CallResults[C]>;
  on<E extends EventName>(name: E, listener: (event: Events[E]) => void): () => void;
}

/** Calls that change nothing, wherever and however often they are answered. */
const QUESTIONS: readonly CallName[] = [
  'hello',
  'files.list',
  'files.open',
  'files.recent',
  'autosave.list',
  'library.list',
  'engines.list',
  'data.describe',
  'data.files',
  'data.columns',
  'data.table',
  'data.findings',
  'data.tables',
  'data.statistics',
  'data.augmented',
  'data.steps',
  'data.sample',
  'plan.memory',
  'runs.list',
  'runs.get',
  'runs.weights',
  'model.evaluate',
  'model.predict',
  'model.write',
  'model.draw',
  'weights.describe',
  'models.report',
];
export const isQuestion = (call: CallName): boolean => QUESTIONS.includes(call);

/** On the line. `id` pairs an answer with its call. */
export type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly args: unknown }
  /** The answer is no longer wanted. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** How far the host is with it. */
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly problems: readonly Problem[]; readonly message: string }
  | EventMessage
  /** Several, in their order. */
  | { readonly kind: 'events'; readonly events: readonly EventMessage[] }
  /** A window asks for a sign of life, and hears it. */
  | { readonly kind: 'ping' | 'pong' };

export interface EventMessage {
  readonly kind: 'event';
  readonly name: string;
  readonly event: unknown;
}
