/** An exported ONNX model with fewer bits, and what that changes on rows that it did not learn from. */
import type { Pipeline } from '../data/pipeline.ts';
import { choosesClass } from '../learn/comparison.ts';
import { lossOf } from '../learn/index.ts';
import { compileToPredict } from '../passes/compile.ts';
import { lossTelling, predicted } from '../targets/prediction.ts';
import { phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import type { ExportInput, ProjectFiles } from '../targets/define.ts';
import { MODEL } from '../targets/onnxFile/commands.ts';
import { modelBytes, readModel } from '../targets/onnxFile/graph.ts';
import { inHalf } from '../targets/onnxFile/half.ts';
import { observed, prepared, quantized, quantizedDynamically, type Range } from '../targets/onnxFile/quantize.ts';
import type { DeploymentReport, Precision } from '../train/reports/deployment.ts';
import type { Tensor } from '../types/tensor.ts';

/** A model that is ready to run. */
export interface LoadedModel {
  /** In the order in which they are fed. A size that is open has a name; of a type that is not float32, whole numbers are taken. */
  readonly inputs: readonly {
    readonly name: string;
    readonly dtype: 'float32' | 'int32';
    readonly shape: readonly (number | string)[];
  }[];
  /** Its outputs by name; `feeds` in the order of its inputs. */
  run(feeds: readonly Tensor[]): Promise<ReadonlyMap<string, Tensor>>;
  close(): Promise<void>;
}
export interface ModelRunner {
  /**
   * `outputs`: float values within the model that it gives as well. `threads`: within an operator; as many as there are where none are
   * said. Throws where ONNX Runtime does not take the model.
   */
  openModel(
    model: Uint8Array,
    options?: { readonly outputs?: readonly string[]; readonly threads?: number },
  ): Promise<LoadedModel>;
}

const REPORT = 'deployment.json';
/** Rows that activations are measured on, and rows that are judged; so many at a time. */
const [CALIBRATED, JUDGED, AT_ONCE] = [128, 512, 16];
/** Runs that are timed. */
const RUNS = 15;

interface Deploying {
  readonly runner: ModelRunner | undefined;
  readonly input: ExportInput;
  readonly data: Pipeline | undefined;
  readonly precision: Exclude<Precision, 'float32'>;
}

/** Throws a `UserError` where it cannot be done. */
export async function deployed(
  files: ProjectFiles,
  { runner, input, data, precision }: Deploying,
): Promise<{ readonly files: ProjectFiles; readonly report: DeploymentReport }> {
  const refuse = (what: 'bits-without-weights' | 'bits-without-data' | 'bits-without-runtime' | 'raw-rows-in-half') =>
    new UserError(problem('export-unsupported', { target: verbatim(`ONNX ${precision}`), what: phrase(what) }));
  if (!input.weights) throw refuse('bits-without-weights');
  if (!runner) throw refuse('bits-without-runtime');
  if (!data && precision === 'int8') throw refuse('bits-without-data');
  if (input.raw && precision === 'float16') throw refuse('raw-rows-in-half');
  const before = files[MODEL] as Uint8Array;
  const rows = rowsOf(input, data, files);
  const after = await converted(before, precision, runner, rows.calibration);
  const [first, second] = [await judge(runner, before, rows), await judge(runner, after, rows)];
  const report: DeploymentReport = {
    precision,
    bytes: { before: before.length, after: after.length },
    split: rows.split,
    rows: rows.judged.length,
    outputs: first.outputs.map(({ name, values, right }, i) => {
      const other = second.outputs[i]!;
      return {
        name,
        change: changeOf(values, other.values),
        ...(right !== undefined && { accuracy: { before: right, after: other.right! } }),
      };
    }),
    milliseconds: first.milliseconds === null ? null : { before: first.milliseconds, after: second.milliseconds! },
  };
  return { files: { ...files, [MODEL]: after, [REPORT]: `${JSON.stringify(report, null, 2)}\n` }, report };
}

/** The model with fewer bits. */
export async function converted(
  model: Uint8Array,
  precision: Deploying['precision'],
  runner: ModelRunner,
  calibration: () => Iterable<readonly Tensor[]>,
): Promise<Uint8Array> {
  const whole = readModel(model);
  if (precision === 'float16') return modelBytes(inHalf(whole));
  if (precision === 'int8-dynamic') return modelBytes(quantizedDynamically(whole));
  const ready = prepared(whole);
  const names = observed(ready);
  const inputs = new Set(ready.graph!.input.map(({ name }) => name));
  const loaded = await runner.openModel(modelBytes(ready), { outputs: names });
  const ranges = new Map<string, { least: number; most: number }>();
  const see = (name: string, { data }: Tensor) => {
    const range = ranges.get(name) ?? { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
    for (const value of data) {
      if (value < range.least) range.least = value;
      if (value > range.most) range.most = value;
    }
    ranges.set(name, range);
  };
  try {
    for (const feeds of calibration()) {
      const seen = await loaded.run(feeds);
      [...inputs].forEach((name, i) => feeds[i] && see(name, feeds[i]));
      for (const name of names) if (seen.has(name)) see(name, seen.get(name)!);
    }
  } finally {
    await loaded.close();
  }
  return modelBytes(quantized(ready, ranges as ReadonlyMap<string, Range>));
}

/** Rows that a model is measured and judged on. */
export interface Rows {
  readonly calibration: () => Iterable<readonly Tensor[]>;
  readonly split: DeploymentReport['split'];
  /** The places of rows that are judged. */
  readonly judged: readonly number[];
  feeds(places: readonly number[]): readonly Tensor[];
  /** For each output the classes of rows; undefined where it chooses none. */
  readonly labels: readonly ((places: readonly number[]) => Tensor | undefined)[];
}

export function rowsOf({ document, checked, raw }: ExportInput, data: Pipeline | undefined, files: ProjectFiles): Rows {
  const { rows: each } = JSON.parse(files['data.json'] as string) as { readonly rows: number | null };
  const model = compileToPredict(document, checked);
  if (!data) return { calibration: () => [], split: null, judged: [], feeds: () => [], labels: [] };
  const name = (['validation', 'test', 'train'] as const).find((one) => data.splits[one].rows.length > 0)!;
  const split = data.splits[name];
  const feedsOf = (of: typeof split, places: readonly number[]) => {
    if (raw) return raw.columns.map(({ name }) => of.table.read(name, places));
    const read = data.read(of, places);
    return model.inputs.map((input) => read[input.name]!);
  };
  const pieces = function* (rows: Int32Array, most: number) {
    const size = each ?? AT_ONCE;
    for (let start = 0; start + size <= Math.min(rows.length, most); start += size)
      yield [...rows.subarray(start, start + size)];
  };
  const { train } = data.splits;
  return {
    *calibration() {
      const some = [...pieces(train.rows, CALIBRATED)];
      for (const places of some.length > 0 ? some : [[...train.rows]]) yield feedsOf(train, places);
    },
    split: name,
    judged: [...split.rows.subarray(0, JUDGED)],
    feeds: (places) => feedsOf(split, places),
    labels: predicted(checked, model.outputs).map(({ node, type }) => {
      const judging = lossTelling(document, checked, node!)?.judging;
      const loss = lossOf(judging?.loss.type ?? '');
      if (!judging || !loss || !choosesClass(loss) || type.shape.length !== 2) return () => undefined;
      return (places) => data.read(split, places)[`target:${judging.target}`];
    }),
  };
}

/** What a model says of the rows that are judged. */
export interface Judged {
  readonly outputs: readonly { readonly name: string; readonly values: number[]; readonly right?: number }[];
  readonly milliseconds: number | null;
}

export async function judge(runner: ModelRunner, model: Uint8Array, rows: Rows): Promise<Judged> {
  const loaded = await runner.openModel(model);
  try {
    const outputs: { name: string; values: number[]; right: number; counted: number }[] = [];
    for (let start = 0; start < rows.judged.length; start++) {
      // row by row: whatever the number of rows, a model for one takes them
      const places = rows.judged.slice(start, start + 1);
      const found = await loaded.run(rows.feeds(places));
      [...found].forEach(([name, { data }], i) => {
        const one = (outputs[i] ??= { name, values: [], right: 0, counted: 0 });
        one.values.push(...data);
        const label = rows.labels[i]?.(places);
        if (!label) return;
        const chosen = largest(label.data, label.data.length > 1);
        one.counted++;
        if (largest(data, true) === chosen) one.right++;
      });
    }
    return {
      outputs: outputs.map(({ name, values, right, counted }) => ({
        name,
        values,
        ...(counted > 0 && { right: right / counted }),
      })),
      milliseconds: rows.judged.length > 0 ? await timed(loaded, rows.feeds(rows.judged.slice(0, 1))) : null,
    };
  } finally {
    await loaded.close();
  }
}

/** The place of the largest number, or the number itself where it is a class. */
function largest(data: ArrayLike<number>, isList: boolean): number {
  if (!isList) return data[0]!;
  let best = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[best]!) best = i;
  return best;
}

async function timed(model: LoadedModel, feeds: readonly Tensor[]): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    await model.run(feeds);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

/** The root mean square of what changed, of that of the numbers. */
export function changeOf(before: readonly number[], after: readonly number[]): number {
  let [changed, whole] = [0, 0];
  before.forEach((value, i) => {
    changed += (after[i]! - value) ** 2;
    whole += value ** 2;
  });
  return whole === 0 ? 0 : Math.sqrt(changed / whole);
}
