/**
 * An exported PyTorch project trained by its own `train.py`: in one process, in two (copied and sharded), stopped and resumed. The losses of
 * fifty steps are the engine's, and its record is a run that the engine reads. `npm run test:pytorch`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readSafetensors } from '../../engine/data/formats/safetensors.ts';
import { documentSchema } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { permutation, randomStream } from '../../engine/ir/random.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { initialState } from '../../engine/train/initial.ts';
import { type Tensor, tensor } from '../../engine/types/tensor.ts';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { python } from './python.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-pytorch-processes');
const BATCH = 12;
const STEPS = 50;
const ROWS = 300;
const at = { position: { x: 0, y: 0 } };
const wire = (from: string, to: string) => ({ from: { node: from, port: 'output' }, to: { node: to, port: 'input' } });
const document = documentSchema.parse({
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
    seed: 7,
  },
});
const wanted: number[] = [];

beforeAll(async () => {
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
  const pipeline = await Pipeline.open(document, diskFiles(folder));
  const checked = checkGraph(document.graph);
  const model = compile(document, pipeline.targetTypes, checked);
  const state = new Map(initialState(model, 5));
  const files = pytorch.export({
    document,
    checked,
    weights: new Map(state),
    fits: pipeline.fits,
    targets: pipeline.targetTypes,
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const { learningRateAt } = await import('../../engine/train/rate.ts');
  const { train } = pipeline.splits;
  const perEpoch = Math.ceil(train.rows.length / BATCH);
  for (let step = 0; step < STEPS; step++) {
    const epoch = Math.floor(step / perEpoch);
    const order = permutation(train.rows.length, randomStream(7, `shuffle/${epoch}`)).map(
      (place) => train.rows[place]!,
    );
    const rows = [...order.subarray((step % perEpoch) * BATCH, ((step % perEpoch) + 1) * BATCH)];
    const learningRate = learningRateAt(document.training, { step, epoch, stepsPerEpoch: perEpoch });
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
});

/** The losses in the record of a run. */
function lossesOf(run: string): number[] {
  const events = readFileSync(path.join(folder, run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return events.flatMap((event) => (event.event === 'steps' ? event.loss : []));
}
const common = (run: string) => [
  'train.py',
  '--from',
  'weights.safetensors',
  '--device',
  'cpu',
  '--workers',
  '0',
  '--record',
  run,
  '--out',
  `${run}.safetensors`,
];
const start = (...args: string[]) =>
  execFileSync(python(), ['-B', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
const many = ['-m', 'torch.distributed.run', '--nproc-per-node=2', '--master-port=29531'];
const close = (given: readonly number[]) => {
  expect(given.length).toBe(wanted.length);
  given.forEach((loss, i) => expect(Math.abs(loss - wanted[i]!) / wanted[0]!, `step ${i + 1}`).toBeLessThan(1e-4));
};

it('one process takes the engine’s steps', () => {
  start(...common('one'), '--steps', String(STEPS));
  close(lossesOf('one'));
});
it('so does one with processes that read the data', () => {
  start(...common('workers'), '--steps', String(STEPS), '--workers', '2');
  close(lossesOf('workers'));
});
it('two processes take the same', () => {
  start(...many, ...common('two'), '--steps', String(STEPS));
  close(lossesOf('two'));
});
it('two that go on from the checkpoint of two take the same', () => {
  start(...many, ...common('stopped'), '--steps', '30');
  start(...many, ...common('stopped'), '--steps', String(STEPS), '--resume');
  close(lossesOf('stopped'));
});
it('two between which the network is sharded take the same, left and taken up again', () => {
  start(...many, ...common('sharded'), '--fsdp', '--steps', '30');
  start(...many, ...common('sharded'), '--fsdp', '--steps', String(STEPS), '--resume');
  close(lossesOf('sharded'));
});
it('its record is a run, whose weights bear the names that the engine has for them', async () => {
  start(...common('whole'));
  const run = new RunFolder(disk, path.join(folder, 'whole'));
  expect((await run.info()).name).toBe('Two processes');
  expect((await run.document()).graph).toEqual(document.graph);
  const weights = readSafetensors(readFileSync(path.join(folder, 'whole', 'weights.safetensors')));
  expect([...weights.keys()].sort()).toEqual([
    'conv.bias',
    'conv.weight',
    'hidden.bias',
    'hidden.weight',
    'out.bias',
    'out.weight',
  ]);
  expect(start('evaluate.py', '--weights', 'whole.safetensors', '--split', 'validation')).toMatch(/"accuracy": 0\.\d+/);
  expect(start('predict.py', '--weights', 'whole.safetensors', 'x.npy')).toContain('out: (300, 3)');
});
