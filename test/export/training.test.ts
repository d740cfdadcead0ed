/** An exported project trained to its end leaves the weights that the engine leaves: those of the epoch that did best on validation. */
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { machine } from '../../engine/node/machine.ts';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { readSafetensors, writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { exportProject } from '../../engine/export/project.ts';
import { createRun } from '../../engine/runs/create.ts';
import { readWeights, RunFolder } from '../../engine/runs/folder.ts';
import { compile } from '../../engine/passes/compile.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { initialState } from '../../engine/train/initial.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { follow } from '../training/in-process.ts';
import { CLASSES, smallDocument } from '../training/small.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the project finds its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-training');

it('keeps the best epoch as the engine does', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // labels that are mere chance: what is learned of them by heart makes it worse on other rows
  const uniform = randomStream(3, 'chance');
  const drawnBelow = (shape: readonly number[], below: number) => ({
    shape,
    data: Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, () => Math.floor(below * uniform())),
  });
  writeFileSync(
    path.join(folder, 'pictures.npz'),
    zipSync({ 'x.npy': writeNpy(drawnBelow([400, 8, 8], 256)), 'y.npy': writeNpy(drawnBelow([400], CLASSES)) }),
  );
  // without what draws numbers or counts a variance otherwise
  const small = smallDocument({
    epochs: 5,
    optimizer: { type: 'sgd', settings: {} },
    learningRate: 0.3,
    metrics: [],
    batchSize: 13,
    lastBatch: 'drop',
  });
  const nodes = small.graph.nodes.filter(({ id }) => id !== 'norm' && id !== 'drop');
  const edges = nodes
    .slice(1)
    .map(({ id }, i) => ({ from: { node: nodes[i]!.id, port: 'output' }, to: { node: id, port: 'input' } }));
  const inputs = { input: { column: 'x', transforms: [{ type: 'scale', settings: { divisor: 255 } }] } };
  const document = { ...small, graph: { ...small.graph, nodes, edges }, data: { ...small.data, inputs } };

  const first = path.join(folder, 'first.safetensors');
  writeFileSync(
    first,
    writeSafetensors(
      initialState(compile(document, { target: { dtype: 'int32', shape: ['N'] } }), document.training.seed),
    ),
  );
  const run = await createRun(machine, path.join(folder, 'run'), document, {
    id: 'run',
    engine: 'onnx',
    device: 'cpu',
    threads: 1,
    base: folder,
  });
  const events = await follow(run.folder, 'start');
  const finished = events.find((event) => event.event === 'finished')!;
  // the last 2 of 288 rows are left out of each epoch
  expect(events.find((event) => event.event === 'started')!.stepsPerEpoch).toBe(22);
  expect(finished.kept!.epoch).toBeLessThan(5);

  const [project, wanted] = ['project', 'wanted'].map((name) => path.join(folder, name)) as [string, string];
  await exportProject(computeMachine, document, exportTargetOf('typescript')!, {
    folder: project,
    base: folder,
    weights: first,
  });
  await exportProject(computeMachine, document, exportTargetOf('typescript')!, {
    folder: wanted,
    base: folder,
    weights: run.folder,
  });
  const said = execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
      path.join('src', 'train.ts'),
      ...['--from', 'weights.safetensors', '--record', 'record'],
    ],
    { cwd: project, encoding: 'utf8' },
  );
  expect(said).toContain(`The weights of epoch ${finished.kept!.epoch} are kept, which did best on validation.`);
  const [theirs, ours] = [path.join(project, 'trained.safetensors'), path.join(wanted, 'weights.safetensors')].map(
    (at) => readSafetensors(readFileSync(at)),
  ) as [Map<string, Tensor>, Map<string, Tensor>];
  expect([...theirs.keys()]).toEqual([...ours.keys()]);
  for (const [name, { data }] of ours)
    data.forEach((value: number, i: number) => expect(theirs.get(name)!.data[i]! - value, name).toBeCloseTo(0, 3));
  const record = new RunFolder(disk, path.join(project, 'record'));
  expect((await record.document()).graph).toEqual(document.graph);
  const told = await record.events();
  expect(told.map(({ event }) => event).filter((event, i, all) => event !== all[i - 1])).toEqual([
    ...['started', 'state'],
    ...Array(5).fill(['steps', 'checkpoint', 'epoch']).flat(),
    ...['finished', 'state'],
  ]);
  const [ended] = told.filter((event) => event.event === 'finished');
  expect(ended!.kept).toMatchObject({
    epoch: finished.kept!.epoch,
    split: 'validation',
    metric: finished.kept!.metric,
  });
  expect(told.flatMap((event) => (event.event === 'steps' ? event.step : []))).toEqual(
    Array.from({ length: 110 }, (_, i) => i + 1),
  );
  // weights as the engine has them: here its own, to what rounding leaves
  const [recorded, own] = [await readWeights(disk, record.folder), await readWeights(disk, run.folder)];
  expect([...recorded.tensors.keys()].sort()).toEqual([...own.tensors.keys()].sort());
  for (const [name, { shape, data }] of own.tensors) {
    expect(recorded.tensors.get(name)!.shape, name).toEqual(shape);
    data.forEach((value, i) => expect(recorded.tensors.get(name)!.data[i]! - value, name).toBeCloseTo(0, 3));
  }
  const test = /test \{ loss: ([\d.]+)/.exec(said)!;
  expect(Number(test[1])).toBeCloseTo(finished.test!.loss!, 3);
}, 180_000);
