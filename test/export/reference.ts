/** What the engine's reference interpreter says of the cases that exports are held against. */
import path from 'node:path';
import { readSafetensors, writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { ownUnits } from '../../engine/data/units/own.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { columnsOf } from '../../engine/export/project.ts';
import type { Document } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { checkGraph, learnedNames } from '../../engine/passes/check.ts';
import { assertTrainable, compileChecked, type TargetTypes } from '../../engine/passes/compile.ts';
import { guessTargets } from '../../engine/targets/guess.ts';
import { sparsityAt } from '../../engine/learn/pruning.ts';
import { initialState } from '../../engine/train/initial.ts';
import { prune } from '../../engine/train/pruning/prune.ts';
import { learningRateAt, observed } from '../../engine/train/rate.ts';
import { averaged } from '../../engine/train/store.ts';
import { Totals } from '../../engine/train/metrics.ts';
import { type Tensor, tensor } from '../../engine/types/tensor.ts';
import { BATCH, type ExportCase, ROWS } from './cases.ts';

/** The learning rates of two epochs; one that watches the loss sees the values that the runner shows it. */
function ratesOf({ training }: Document): number[] {
  const stepsPerEpoch = ROWS / BATCH;
  if (training.schedule.type !== 'reduceOnPlateau')
    return Array.from({ length: 2 * stepsPerEpoch }, (_, step) =>
      learningRateAt({ ...training, epochs: 2 }, { step, epoch: Math.floor(step / stepsPerEpoch), stepsPerEpoch }),
    );
  let memory: readonly number[] | undefined;
  return [3, 2, 2, 2.5, 2, 1, 1, 1].map((value, epoch) => {
    const rate = learningRateAt(training, { step: epoch, epoch, stepsPerEpoch, memory });
    memory = observed(training, memory, { value, better: 'lower' });
    return rate;
  });
}

const isScheduled = ({ training: { schedule, warmUp } }: Document): boolean =>
  schedule.type !== 'constant' || warmUp > 0;

/** A session's state as a trainer reads and writes it: pruning looks at magnitudes in 32 bits. */
const inSinglePrecision = (state: Map<string, Tensor>) => ({
  read: async () =>
    new Map([...state].map(([name, { shape, data }]) => [name, tensor('float32', shape, Float32Array.from(data))])),
  write: async (next: ReadonlyMap<string, Tensor>) => {
    for (const [name, value] of next) state.set(name, value);
  },
});

/** What it says of a case, whose files lie in the case's folder within `folder`. */
export async function reference({ name, document, columns }: ExportCase, folder: string) {
  const checked = checkGraph(document.graph);
  const transformed = [...Object.values(document.data.inputs), ...Object.values(document.data.targets)].some(
    ({ transforms }) => transforms.length > 0,
  );
  const pipeline = transformed ? await Pipeline.open(document, diskFiles(path.join(folder, name))) : undefined;
  const guessed = Object.entries(guessTargets(document, checked)).map(([key, type]) => {
    const column = columns[document.data.targets[key]!.column]!;
    return [key, type.dtype === 'int32' ? { ...type, shape: ['N', ...column.shape.slice(1)] } : type] as const;
  });
  const targets: TargetTypes = {
    ...Object.fromEntries(guessed as [string, TargetTypes[string]][]),
    ...pipeline?.targetTypes,
  };
  assertTrainable(document, checked, targets);
  const model = compileChecked(document, targets, checked, ownUnits(document, pipeline?.fits ?? {}));
  const state = new Map(initialState(model, 3));
  for (const { name: weight, role } of model.weights)
    if (role === 'state') state.get(weight)!.data.forEach((_, i, data) => void (data[i] = 0.5 + 0.1 * i));
  // what a file of weights in 16 bits makes of them
  if (document.training.savedAs === 'float16')
    for (const [weight, value] of readSafetensors(writeSafetensors(state, undefined, learnedNames(checked))))
      state.set(weight, value);
  const rowsOf = (start: number): Record<string, Tensor> => {
    const rows = Array.from({ length: BATCH }, (_, i) => start + i);
    if (pipeline) return pipeline.read(pipeline.splits.train, rows);
    const feed = (key: string, column: string, dtype: 'float32' | 'int32'): [string, Tensor] => {
      const { shape, data } = columns[column]!;
      const width = data.length / ROWS;
      return [
        key,
        tensor(dtype, [BATCH, ...shape.slice(1)], Array.from(data.subarray(start * width, (start + BATCH) * width))),
      ];
    };
    return Object.fromEntries([
      ...model.inputs.map(({ name: key, node, type }) =>
        feed(key, document.data.inputs[node!]!.column, type.dtype as 'float32'),
      ),
      ...model.targets.map(({ name: key, type }) =>
        feed(key, document.data.targets[key.slice('target:'.length)]!.column, type.dtype as 'float32'),
      ),
    ]);
  };
  const run = (kind: 'predict' | 'evaluate' | 'gradients' | 'train', feeds: Record<string, Tensor>) =>
    interpret(model.program(kind, BATCH), { ...Object.fromEntries(state), ...feeds }, { precision: 'float64' });
  const first = rowsOf(0);
  const start = new Map(state);
  const predicted = run('predict', first);
  const gradients = run('gradients', { ...first, '@seed': tensor('int32', [], [1]) });
  const totals = new Totals(document.training);
  totals.add(run('evaluate', first) as unknown as Record<string, Tensor>);
  const losses: number[] = [];
  const rates = isScheduled(document) ? ratesOf(document) : [];
  for (let at = 0; at < ROWS; at += BATCH) {
    const scalars = Object.entries(
      model.scalars({ step: losses.length + 1, learningRate: rates[losses.length] ?? document.training.learningRate }),
    ).map(([key, value]) => [key, tensor('float32', [], [value])]);
    const share = sparsityAt(document.training.pruning, losses.length, ROWS / BATCH);
    if (share !== null) await prune(inSinglePrecision(state) as never, model, share, document.training.pruning.scope);
    const results = run('train', { ...rowsOf(at), ...Object.fromEntries(scalars), '@seed': tensor('int32', [], [1]) });
    losses.push(Number(results.loss!.data[0]));
    for (const key of state.keys()) if (results[key]) state.set(key, results[key] as unknown as Tensor);
  }
  const kept = averaged(state);
  const after = interpret(
    model.program('predict', BATCH),
    { ...Object.fromEntries(kept), ...first },
    { precision: 'float64' },
  );
  return {
    columns: pipeline && columnsOf(pipeline),
    checked,
    targets,
    start,
    rates,
    after: model.outputs.map(({ name: key }) => after[key]!),
    fits: pipeline?.fits,
    outputs: model.outputs.map(({ name: key }) => predicted[key]!),
    gradients,
    metrics: totals.values(),
    losses,
    trained: state,
    model,
  };
}
