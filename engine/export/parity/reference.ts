/** What the engine makes of a few rows: their outputs, and the losses of some steps on them; as files that go into the project. */
import { hasTexts } from '../../data/language/ragged.ts';
import { writeNpy } from '../../data/formats/npy.ts';
import type { Pipeline } from '../../data/pipeline.ts';
import { changedTargets } from '../../data/units/own.ts';
import { activeDocument } from '../../graph/active.ts';
import { type Document, nameOf } from '../../graph/document.ts';
import { expandDocument } from '../../passes/expand.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import {
  checkTraining,
  compileChecked,
  compileToPredict,
  lossJudging,
  type TargetTypes,
} from '../../passes/compile.ts';
import type { CompiledModel } from '../../passes/compiled.ts';
import { predicted } from '../../targets/prediction.ts';
import { Builder } from '../../ir/builder.ts';
import { interpret } from '../../ir/interpret.ts';
import { answered } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { type Phrase, phrase, type Value } from '../../phrases.ts';
import { isError, Refusal } from '../../problems.ts';
import type { ExportInput, ParityCheck, ProjectFiles, RawRows } from '../../targets/define.ts';
import { comparedRows } from '../../targets/compared.ts';
import { guessTargets } from '../../targets/guess.ts';
import { FileNames } from '../../targets/names.ts';
import type { Session } from '../../train/engine.ts';
import { initialState } from '../../train/initial.ts';
import { stepSeed } from '../../train/loop.ts';
import type { ComputeMachine } from '../../train/machine.ts';
import { learningRateAt } from '../../train/rate.ts';
import { stepsIn } from '../../train/batches.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Tensor, type TensorType, tensor } from '../../types/tensor.ts';
import { differenceOf, type Expected, FOLDER } from '../../train/reports/parity.ts';
import { stillGraph } from './still.ts';

/** How far off numbers may always be, of the largest. */
const LEAST_ALLOWED = 1e-4;
/** Weights are changed by this much, as by their last digit, to see what the network makes of it; and so many times that is allowed. */
const LAST_DIGIT = 2 ** -24;
const TIMES = 20;

export interface Reference {
  readonly expected: Omit<Expected, 'weights'>;
  readonly files: ProjectFiles;
  /** Why no steps were taken. */
  readonly lossReason?: Value;
}

type Progress = (done: number, total: number) => void;

interface Asked {
  readonly input: ExportInput;
  readonly data: Pipeline | undefined;
  /** Why there are no data. */
  readonly missing?: Phrase | undefined;
  /** The weights that all begins with. */
  readonly start: ReadonlyMap<string, Tensor>;
  readonly check: Pick<ParityCheck, 'rows' | 'trains' | 'draws'>;
  /** How many steps are compared; unless said, as many as the size of the network lets. */
  readonly steps?: number | undefined;
}

/** There is nothing to compare on, nor will there be before the document is exported anew. */
export class NoRows extends Refusal {}

/** Throws a `NoRows` where there are no rows to compare. */
export async function reference(
  machine: ComputeMachine,
  { input, data, missing, start, check: { rows: kind, trains, draws = false }, steps: asked }: Asked,
  progress: Progress,
): Promise<Reference> {
  const document = activeDocument(input.document);
  const usual = comparedRows(document, checkGraph(document.graph));
  const sizes = { ...usual, steps: asked ?? usual.steps };
  const rows = data
    ? rowsOf(document, data, sizes.batch * sizes.steps, kind, input.raw)
    : madeUp(document, input.targets, sizes.batch, kind, missing);
  const lossReason = trains
    ? data
      ? whyNoSteps(document, data, draws)
      : (missing ?? phrase('parity-no-data'))
    : undefined;
  const steps = trains && lossReason === undefined ? sizes.steps : 0;
  // what the project draws as the engine does is drawn
  const still = draws ? document : { ...document, graph: stillGraph(document.graph) };
  const checked = checkGraph(still.graph);
  const model = steps > 0 ? compileChecked(still, data!.targetTypes, checked) : compileToPredict(still, checked);
  const inUnits = (outputs: Outputs): Outputs =>
    input.raw && data ? outputs.map((output) => turnedBack(document, checked, data, output)) : outputs;
  const work = 2 * (1 + steps);
  let done = 0;
  const take = async (state: ReadonlyMap<string, Tensor>) => {
    const session = await openOn(machine, model, state, document.training.seed, steps === 0);
    try {
      const told = async () => {
        progress(++done, work);
        await machine.breathe();
      };
      const outputs = inUnits(await predict(session, predicted(checked, model.outputs), rows.feeds(0, sizes.batch)));
      await told();
      const losses: number[] = [];
      for (let step = 0; step < steps; step++) {
        const feeds = rows.feeds(step * sizes.batch, sizes.batch);
        losses.push(await trainStep(session, model, { document, data: data!, step, batch: sizes.batch, feeds }));
        await told();
      }
      return { outputs, losses };
    } finally {
      await session.close();
    }
  };
  const found = await take(start);
  const moved = await take(new Map([...start].map(([name, value]) => [name, nudged(value)])));
  const finite = found.losses.every(Number.isFinite);
  const names = new FileNames();
  const outputs = found.outputs.map(({ name: node, value }, i) => ({
    name: nodeName(checked, node),
    file: `${FOLDER}/outputs/${names.make(nodeName(checked, node))}.npy`,
    allowed: allowed(value.data as Float32Array, moved.outputs[i]!.value.data as Float32Array),
  }));
  return {
    expected: {
      batch: sizes.batch,
      columns: rows.columns,
      inputs: rows.inputs,
      outputs,
      training:
        steps === 0 || !finite
          ? null
          : {
              losses: found.losses,
              allowed: allowed(found.losses, moved.losses),
              stepsPerEpoch: stepsIn(document.training, data!.splits.train.rows.length),
              epochs: document.training.epochs,
            },
    },
    files: {
      ...rows.files,
      ...Object.fromEntries(found.outputs.map(({ value }, i) => [outputs[i]!.file, npy(value)])),
    },
    ...(lossReason !== undefined && { lossReason }),
    ...(steps > 0 && !finite && { lossReason: phrase('parity-loss-not-finite') }),
  };
}

const nodeName = ({ nodes }: CheckedGraph, id: string): string => nameOf(nodes.get(id)!.node);

const npy = ({ shape, data }: Tensor): Uint8Array => writeNpy({ shape, data: Float32Array.from(data) });

interface Rows {
  readonly columns: Expected['columns'];
  readonly inputs: readonly string[];
  readonly files: ProjectFiles;
  /** What the network and its losses are fed with. */
  feeds(from: number, count: number): Record<string, Tensor>;
}

/** The first rows that are learned from, again and again where they are few. */
function rowsOf(
  document: Document,
  data: Pipeline,
  count: number,
  kind: ParityCheck['rows'],
  raw: RawRows | undefined,
): Rows {
  const { train } = data.splits;
  if (train.rows.length === 0) throw new NoRows(phrase('parity-no-rows'));
  const places = Array.from({ length: count }, (_, i) => train.rows[i % train.rows.length]!);
  const names = new FileNames();
  const files: Record<string, Uint8Array> = {};
  const columns: Record<string, { file: string } | { texts: readonly string[] }> = {};
  const feeds = (from: number, size: number) => data.read(train, places.slice(from, from + size));
  const put = (name: string, values: Tensor): string => {
    const file = `${FOLDER}/rows/${names.make(name)}.npy`;
    files[file] = npy(values);
    return file;
  };
  if (kind === 'ready') {
    const ready = feeds(0, count);
    const inputs = inputNames(document).map(({ id, name }) => put(name, ready[`input:${id}`]!));
    return { columns, inputs, files, feeds };
  }
  if (raw) {
    const inputs = raw.columns.map(({ name }) => put(name, train.table.read(name, places)));
    return { columns, inputs, files, feeds };
  }
  // some projects join columns themselves, others have them joined
  const read = data.feeds.flatMap(({ name }) => [data.sourceOf(name)!.name, ...data.partsOf(name)]);
  for (const name of new Set(read)) {
    const values = train.table.read(name, places);
    columns[name] = hasTexts(values) ? { texts: values.texts } : { file: put(name, values) };
  }
  return { columns, inputs: [], files, feeds };
}

const inputNames = (document: Document) => {
  const checked = checkGraph(document.graph);
  return compileToPredict(document, checked).inputs.map(({ node }) => ({
    id: node!,
    name: nodeName(checked, node!),
  }));
};

/**
 * Rows for a network whose data are not at hand. Throws a `NoRows` where raw rows are wanted to which something is done on their way into
 * the network: only the data say what they look like before that.
 */
function madeUp(
  document: Document,
  targets: TargetTypes | undefined,
  count: number,
  kind: ParityCheck['rows'],
  missing = phrase('parity-no-data'),
): Rows {
  const { data } = document;
  const isJoined = Object.values(data.inputs).some(
    ({ column }) => data.joined !== undefined && Object.hasOwn(data.joined, column),
  );
  const changes = [...Object.values(data.inputs), ...Object.values(data.targets)];
  if (kind === 'raw' && (isJoined || changes.some(({ transforms }) => transforms.length > 0)))
    throw new NoRows(missing);
  const checked = checkGraph(document.graph);
  const files: Record<string, Uint8Array> = {};
  const columns: Record<string, { file: string }> = {};
  const names = new FileNames();
  const make = (column: string, { dtype, shape }: TensorType): Tensor => {
    const whole = [count, ...(shape.slice(1) as number[])];
    // whole numbers may be places in a table, of which each has the first
    const numbers = Array.from({ length: sizeOf(whole) }, (_, i) => (dtype === 'int32' ? i % 2 : Math.sin(i + 1)));
    const value = tensor(dtype as 'float32', whole, numbers);
    columns[column] ??= { file: `${FOLDER}/rows/${names.make(column)}.npy` };
    files[columns[column].file] ??= npy(value);
    return value;
  };
  const values = compileToPredict(document, checked).inputs.map(({ name, node, type }) => {
    const column = kind === 'ready' ? node! : (data.inputs[node!]?.column ?? nodeName(checked, node!));
    return { name, value: make(column, type), file: columns[column]!.file };
  });
  if (kind === 'raw')
    for (const [key, type] of Object.entries(targets ?? guessTargets(document, checked)))
      make(data.targets[key]?.column ?? key, type);
  return {
    columns,
    inputs: values.map(({ file }) => file),
    files,
    feeds: (from, size) => Object.fromEntries(values.map(({ name, value }) => [name, part(value, from, size)])),
  };
}

function part({ dtype, shape, data }: Tensor, from: number, count: number): Tensor {
  const width = sizeOf(shape.slice(1));
  const own = data.subarray(from * width, (from + count) * width);
  return { dtype, shape: [count, ...shape.slice(1)], data: own } as Tensor;
}

/** Why the losses of steps are not compared; undefined where they are. */
function whyNoSteps(document: Document, data: Pipeline, draws: boolean): Value | undefined {
  const { training } = document;
  if (training.gradientNoise.deviation > 0 && !draws) return phrase('parity-drawn');
  const graph = stillGraph(document.graph);
  const checked = checkGraph(graph);
  const still = { ...document, graph };
  if (checkTraining(still, checked, data.targetTypes).some(isError)) return phrase('parity-not-trainable');
  if (draws) return undefined;
  const program = compileChecked(still, data.targetTypes, checked).program('loss', 2);
  return program.equations.some(({ prim }) => prim === 'randomUniform') ? phrase('parity-drawn') : undefined;
}

const openOn = (
  machine: ComputeMachine,
  model: CompiledModel,
  start: ReadonlyMap<string, Tensor>,
  seed: number,
  fixed: boolean,
): Promise<Session> => {
  const engine = machine.engineOf('onnx');
  const own = new Map([...start].map(([name, value]) => [name, { ...value, data: value.data.slice() } as Tensor]));
  const state = initialState(fixed ? { weights: model.weights, slots: [] } : model, seed, own);
  return engine.open(model, state, { device: engine.fallback, threads: machine.threads, fixed });
};

const allowed = (found: ArrayLike<number>, moved: ArrayLike<number>): number =>
  Math.max(LEAST_ALLOWED, TIMES * differenceOf(moved, found));

type Outputs = readonly { readonly name: string; readonly value: Tensor }[];

/** What a node answers in the units of the data, where its target was transformed. */
function turnedBack(document: Document, checked: CheckedGraph, data: Pipeline, output: Outputs[number]) {
  const judging = lossJudging(expandDocument(document, checked.expanded), checked, output.name);
  if (!judging || !changedTargets(document).has(judging.target)) return output;
  const { dtype, shape } = output.value;
  const b = new Builder();
  b.output('answer', answered(b, lossOf(judging.loss.type)!, b.input('output', dtype, shape)));
  const { answer } = interpret(b.finish(), { output: output.value });
  const single = { ...answer!, data: Float32Array.from(answer!.data) } as Tensor;
  return { ...output, value: data.undo(`target:${judging.target}`, single) ?? output.value };
}

async function predict(session: Session, given: CompiledModel['outputs'], feeds: Readonly<Record<string, Tensor>>) {
  const inputs = Object.fromEntries(Object.entries(feeds).filter(([name]) => name.startsWith('input:')));
  const batch = Object.values(inputs)[0]!.shape[0]!;
  const results = await session.run('predict', batch, inputs);
  return given.map(({ name }) => {
    const value = results[name]!;
    return { name: name.slice('output:'.length), value: { ...value, data: value.data.slice() } as Tensor };
  });
}

interface Step {
  readonly document: Document;
  readonly data: Pipeline;
  /** Those before it. */
  readonly step: number;
  readonly batch: number;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

async function trainStep(session: Session, model: CompiledModel, { document, data, step, batch, feeds }: Step) {
  const { training } = document;
  const stepsPerEpoch = stepsIn(training, data.splits.train.rows.length);
  const learningRate = learningRateAt(training, { step, epoch: 0, stepsPerEpoch });
  const scalars = Object.entries(model.scalars({ step: step + 1, learningRate }));
  const results = await session.run('train', batch, {
    ...feeds,
    ...Object.fromEntries(scalars.map(([name, value]) => [name, tensor('float32', [], [value])])),
    '@seed': stepSeed(training.seed, step + 1),
  });
  return Number(results.loss!.data[0]);
}

/** A weight as rounding might have left it. */
const nudged = ({ shape, data }: Tensor): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data, (value: number, i) => value * (1 + (i % 2 === 0 ? LAST_DIGIT : -LAST_DIGIT) * 2)),
});
