/** Exported models, timed: each form of a document side by side, or one file. */
import { compileToPredict } from '../passes/compile.ts';
import type { Document } from '../graph/document.ts';
import { phrase, type Value, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import type { OnProgress } from '../protocol.ts';
import { MODEL } from '../targets/onnxFile/commands.ts';
import { onnxFile } from '../targets/onnxFile/index.ts';
import type { ComputeMachine } from '../train/machine.ts';
import { PRECISIONS, type Precision } from '../train/reports/deployment.ts';
import { type Latency, latencyFrom, type LatencyOptions, type LatencyReport } from '../train/reports/latency.ts';
import { sizeOf } from '../types/shape.ts';
import { type Tensor, tensor } from '../types/tensor.ts';
import {
  changeOf,
  converted,
  judge,
  type Judged,
  type LoadedModel,
  type ModelRunner,
  type Rows,
  rowsOf,
} from './deploy.ts';
import { openExport, type ProjectPlace } from './project.ts';

/** A model is measured for at most so long at each number of rows, in milliseconds, and for so many runs at least. */
const [LONGEST, FEWEST] = [10_000, 5];

interface Measuring {
  readonly runner: ModelRunner;
  /** Between two runs; throws where the answer is no longer wanted. */
  readonly breathe: () => Promise<void>;
  readonly progress?: OnProgress | undefined;
}

/**
 * Every form of a document's ONNX file, with its size, and how good it is on rows that it did not learn from. A form that cannot be made
 * says why. Throws a `UserError` where there are no weights.
 */
export async function benchDocument(
  machine: Pick<ComputeMachine, 'files' | 'dataFiles'>,
  document: Document,
  place: Pick<ProjectPlace, 'base' | 'weights' | 'opset' | 'preprocess'>,
  options: LatencyOptions,
  { runner, breathe, progress }: Measuring,
): Promise<LatencyReport> {
  if (place.weights === undefined) throw new UserError(problem('bench-without-weights', {}));
  const { input, data } = await openExport(machine, document, place);
  const files = onnxFile.export(input);
  const whole = files[MODEL] as Uint8Array;
  const rows = rowsOf(input, data, files);
  const { raw } = input;
  const { inputs } = compileToPredict(input.document, input.checked);
  const fed = raw
    ? raw.columns.map(({ dtype, shape }) => ({ dtype, row: shape as number[] }))
    : inputs.map(({ type: { dtype, shape } }) => ({ dtype, row: shape.slice(1) as number[] }));
  const made = (batch: number) => fed.map(({ dtype, row }) => madeUp(dtype, [batch, ...row]));
  const feeds = (batch: number): readonly Tensor[] =>
    rows.judged.length === 0
      ? made(batch)
      : rows.feeds(Array.from({ length: batch }, (_, i) => rows.judged[i % rows.judged.length]!));
  const { rows: fixed } = JSON.parse(files['data.json'] as string) as { readonly rows: number | null };
  const batches = fixed === null ? options.batches : [fixed];
  const models: LatencyReport['models'][number][] = [];
  let first: Judged | undefined;
  for (const [at, precision] of PRECISIONS.entries()) {
    await breathe();
    progress?.(at, PRECISIONS.length);
    try {
      if (raw && precision === 'float16') throw refused(precision, phrase('raw-rows-in-half'));
      const bytes = precision === 'float32' ? whole : await inPrecision(whole, precision, runner, rows);
      const judged = await judge(runner, bytes, rows);
      first ??= judged;
      const accuracy = judged.outputs.find(({ right }) => right !== undefined)?.right ?? null;
      models.push({
        precision,
        bytes: bytes.length,
        accuracy,
        change:
          rows.judged.length === 0 ? null : changeOf(first.outputs[0]?.values ?? [], judged.outputs[0]?.values ?? []),
        latencies: await timedModel(runner, bytes, { ...options, batches }, feeds, breathe),
        problem: null,
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const nothing = { bytes: null, accuracy: null, change: null, latencies: [] };
      models.push({ precision, ...nothing, problem: error.problems[0]! });
    }
  }
  progress?.(PRECISIONS.length, PRECISIONS.length);
  const { threads, warmUp } = options;
  return { threads, warmUp, split: rows.split, rows: rows.judged.length, models };
}

async function inPrecision(
  model: Uint8Array,
  precision: Exclude<Precision, 'float32'>,
  runner: ModelRunner,
  rows: Rows,
): Promise<Uint8Array> {
  if (precision === 'int8' && rows.split === null) throw refused(precision, phrase('bits-without-data'));
  try {
    return await converted(model, precision, runner, rows.calibration);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refused(precision, phrase('runtime-refuses', { reason: verbatim(String((error as Error).message)) }));
  }
}
const refused = (precision: string, what: ReturnType<typeof phrase>): UserError =>
  new UserError(problem('export-unsupported', { target: verbatim(`ONNX ${precision}`), what }));

async function timedModel(
  runner: ModelRunner,
  bytes: Uint8Array,
  options: LatencyOptions,
  feeds: (batch: number) => readonly Tensor[],
  breathe: Measuring['breathe'],
): Promise<readonly Latency[]> {
  const model = await runner.openModel(bytes, { threads: options.threads });
  try {
    const latencies: Latency[] = [];
    for (const batch of options.batches) latencies.push(await timed(model, batch, feeds(batch), options, breathe));
    return latencies;
  } finally {
    await model.close();
  }
}

async function timed(
  model: LoadedModel,
  batch: number,
  feeds: readonly Tensor[],
  { runs, warmUp }: LatencyOptions,
  breathe: Measuring['breathe'],
): Promise<Latency> {
  const times: number[] = [];
  const end = performance.now() + LONGEST;
  for (let run = 0; run < warmUp + runs; run++) {
    await breathe();
    const started = performance.now();
    await model.run(feeds);
    const ended = performance.now();
    // of a model that takes very long the first run is what warms it up
    if (run >= Math.min(warmUp, ended > end ? 1 : warmUp)) times.push(ended - started);
    if (ended > end && times.length >= FEWEST) break;
  }
  return latencyFrom(batch, times);
}

/** One file. `sizes`: what its inputs leave open but the number of rows, by name. */
export async function benchFile(
  bytes: Uint8Array,
  options: LatencyOptions,
  sizes: Readonly<Record<string, number>>,
  { runner, breathe }: Measuring,
): Promise<readonly Latency[]> {
  const model = await runner.openModel(bytes, { threads: options.threads }).catch((error: unknown) => {
    throw new UserError(problem('model-refused', { reason: verbatim(String((error as Error).message)) }));
  });
  try {
    const open = model.inputs.flatMap(({ shape }) => shape.slice(1).filter((size) => typeof size === 'string'));
    const unknown = [...new Set(open)].filter((name) => !(sizes[name] !== undefined && sizes[name] > 0));
    if (unknown.length > 0)
      throw new UserError(
        problem('model-sizes-open', {
          names: unknown.map((name): Value => verbatim(name)),
          example: verbatim(unknown.map((name) => `${name}=64`).join(',')),
        }),
      );
    const [fixed] = model.inputs.flatMap(({ shape: [rows] }) => (typeof rows === 'number' ? [rows] : []));
    const latencies: Latency[] = [];
    for (const batch of fixed === undefined ? options.batches : [fixed]) {
      const feeds = model.inputs.map(({ dtype, shape }) =>
        madeUp(
          dtype,
          shape.map((size, i) => (typeof size === 'number' ? size : i === 0 ? batch : sizes[size]!)),
        ),
      );
      latencies.push(await timed(model, batch, feeds, options, breathe));
    }
    return latencies;
  } finally {
    await model.close();
  }
}

/** Numbers from -1 to 1, zeros where whole numbers stand for something: what they are does not matter to how long it takes. */
function madeUp(dtype: Tensor['dtype'], shape: readonly number[]): Tensor {
  const size = sizeOf(shape);
  if (dtype !== 'float32')
    return tensor(
      dtype,
      shape,
      Array.from({ length: size }, () => 0),
    );
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: size }, (_, i) => ((i * 0.618034) % 2) - 1),
  );
}
