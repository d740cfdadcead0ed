/** A small network that exported projects train by their own programs, with its data, and the steps that the engine takes. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { permutation, randomStream } from '../../engine/ir/random.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import type { ExportTarget } from '../../engine/targets/define.ts';
import { initialState } from '../../engine/train/initial.ts';
import { learningRateAt } from '../../engine/train/rate.ts';
import { type Tensor, tensor } from '../../engine/types/tensor.ts';

const BATCH = 12;
const ROWS = 300;
const at = { position: { x: 0, y: 0 } };
const wire = (from: string, to: string) => ({ from: { node: from, port: 'output' }, to: { node: to, port: 'input' } });
/** The network with its training; the weights of the last step are kept. */
export const document: Document = documentSchema.parse({
  format: 'loom',
  version: 1,
  name: 'Two processes',
  graph: {
    nodes: [
      { id: 'in', type: 'input', settings: { shape: [1, 8, 8] }, ...at },
      { id: 'conv', type: 'conv2d', settings: { filters: 6 }, ...at },
      { id: 'bend', type: 'relu', ...at },
      { id: 'flat', type: 'flatten', ...at },
      { id: 'hidden', type: 'dense', settings: { units: 16 }, regularization: { l2: 0.01 }, ...at },
      { id: 'curve', type: 'tanh', ...at },
      { id: 'out', type: 'dense', settings: { units: 3 }, ...at },
    ],
    edges: [
      wire('in', 'conv'),
      wire('conv', 'bend'),
      wire('bend', 'flat'),
      wire('flat', 'hidden'),
      wire('hidden', 'curve'),
      wire('curve', 'out'),
    ],
  },
  data: {
    dataset: { type: 'numpy', settings: { inputs: 'x.npy', targets: 'y.npy' } },
    inputs: { in: { column: 'input', transforms: [{ type: 'standardize', settings: {} }] } },
    targets: { target: { column: 'target' } },
    split: { validation: 0.1, test: 0 },
  },
  training: {
    losses: [{ loss: { type: 'crossEntropy', settings: { classWeights: [1, 2, 0.5] } } }],
    optimizer: { type: 'adamW', settings: { weightDecay: 0.05 } },
    weightDecayOn: 'weights',
    learningRate: 0.01,
    schedule: { type: 'cosine', settings: {} },
    clipping: { type: 'globalNorm', threshold: 1 },
    metrics: [{ type: 'accuracy' }],
    batchSize: BATCH,
    epochs: 3,
    keep: 'last',
    seed: 7,
  },
});
/** The same whose weights move after every second batch: over the end of an epoch, too, which has 23 of them. */
export const accumulating: Document = { ...document, training: { ...document.training, accumulation: 2 } };
/** The same with a loss that counts all rows alike, so that the gradients of an update are one sum. */
export const accumulatingEvenly: Document = {
  ...accumulating,
  training: {
    ...accumulating.training,
    losses: [{ ...document.training.losses[0]!, loss: { type: 'crossEntropy', settings: {} } }],
  },
};
/** Writes the project into a folder, and gives the losses of the engine's steps and the weights after them. */
export async function trainedByEngine(target: ExportTarget, folder: string, steps: number, trained = document) {
  const wanted: number[] = [];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const uniform = randomStream(3, 'two processes');
  writeFileSync(
    path.join(folder, 'x.npy'),
    writeNpy({ shape: [ROWS, 1, 8, 8], data: Float32Array.from({ length: ROWS * 64 }, () => 3 * uniform()) }),
  );
  writeFileSync(
    path.join(folder, 'y.npy'),
    writeNpy({ shape: [ROWS], data: Int32Array.from({ length: ROWS }, () => Math.floor(3 * uniform())) }),
  );
  const pipeline = await Pipeline.open(trained, diskFiles(folder));
  const checked = checkGraph(trained.graph);
  const model = compile(trained, pipeline.targetTypes, checked);
  const state = new Map(initialState(model, 5));
  const files = target.export({
    document: trained,
    checked,
    weights: new Map(state),
    fits: pipeline.fits,
    targets: pipeline.targetTypes,
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const { train } = pipeline.splits;
  const perEpoch = Math.ceil(train.rows.length / BATCH);
  for (let step = 0; step < steps; step++) {
    const epoch = Math.floor(step / perEpoch);
    const order = permutation(train.rows.length, randomStream(7, `shuffle/${epoch}`)).map(
      (place) => train.rows[place]!,
    );
    const rows = [...order.subarray((step % perEpoch) * BATCH, ((step % perEpoch) + 1) * BATCH)];
    const learningRate = learningRateAt(trained.training, { step, epoch, stepsPerEpoch: perEpoch });
    const scalars = Object.entries(model.scalars({ step: step + 1, learningRate })).map(
      ([name, value]) => [name, tensor('float32', [], [value])] as const,
    );
    const results = interpret(
      model.program('train', rows.length),
      {
        ...Object.fromEntries(state),
        ...pipeline.read(train, rows),
        ...Object.fromEntries(scalars),
        '@seed': tensor('int32', [], [1]),
      },
      { precision: 'float64' },
    );
    wanted.push(Number(results.loss!.data[0]));
    for (const name of state.keys()) if (results[name]) state.set(name, results[name] as unknown as Tensor);
  }
  return { losses: wanted, state };
}
