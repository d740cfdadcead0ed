/** The exported digits project as a person uses it: npm install, its commands, and the numbers of the engine. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../../engine/data/formats/npy.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { permutation, randomStream } from '../../engine/ir/random.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { sampleOf } from '../../engine/export/project.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';
import { initialState } from '../../engine/train/initial.ts';
import { tensor } from '../../engine/types/tensor.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';

const STEPS = 3;
const document = mnistCnn();
let folder: string;

function npm(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loom-export-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

it('installs, checks its types, predicts and trains as the engine does', async () => {
  const pipeline = await Pipeline.open(document, diskFiles('.'));
  const model = compile(document, pipeline.targetTypes);
  const state = initialState(model, 5);
  const files = typescript.export({
    document,
    checked: checkGraph(document.graph),
    weights: state,
    targets: pipeline.targetTypes,
    sample: sampleOf(pipeline),
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const { train, test } = pipeline.splits;
  const session = await onnxEngine.open(model, state, { device: 'cpu', threads: 1 });
  const rows = [0, 1, 2, 3, 4, 5];
  const wanted = (
    await session.run('predict', rows.length, { 'input:input_1': pipeline.read(test, rows)['input:input_1']! })
  )['output:dense_2']!;
  writeFileSync(
    path.join(folder, 'digits.npy'),
    writeNpy(pipeline.raw(test, 'input:input_1', rows) as { shape: readonly number[]; data: Float32Array }),
  );

  npm('install', '--prefer-offline');
  npm('run', 'typecheck');
  // the weights that it came with are predicted with, and nothing loses them
  const before = readFileSync(path.join(folder, 'weights.safetensors'));
  const sampled = npm('start');
  expect(sampled).toContain('dense_2.npy: 10×10');
  expect(readNpy(readFileSync(path.join(folder, 'sample', 'input1.npy'))).shape).toEqual([10, 1, 28, 28]);
  const first = readNpy(readFileSync(path.join(folder, 'predictions', 'dense_2.npy'))).data.slice(0, 60);
  npm('start', '--', 'digits.npy');
  const { shape, data } = readNpy(readFileSync(path.join(folder, 'predictions', 'dense_2.npy')));
  expect(shape).toEqual([rows.length, 10]);
  // the sample is the first rows that are kept apart to test on
  for (let i = 0; i < data.length; i++) expect(Math.abs(data[i]! - first[i]!)).toBeLessThan(1e-5);
  const largest = Math.max(...Array.from(wanted.data, Math.abs));
  for (let i = 0; i < data.length; i++) expect(Math.abs(data[i]! - wanted.data[i]!) / largest).toBeLessThan(1e-4);

  const said = npm('run', 'train', '--', '--steps', String(STEPS), '--from', 'weights.safetensors');
  expect(said).toContain('The weights go to trained.safetensors.');
  expect(readFileSync(path.join(folder, 'weights.safetensors'))).toEqual(before);
  const losses = [...said.matchAll(/step \d+: loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
  expect(losses.length).toBe(STEPS);
  const { batchSize, learningRate, seed } = document.training;
  const order = permutation(train.rows.length, randomStream(seed, 'shuffle/0'));
  const scalars = Object.fromEntries(
    Object.entries(model.scalars({ step: 1, learningRate })).map(([name, value]) => [
      name,
      tensor('float32', [], [value]),
    ]),
  );
  for (let step = 0; step < STEPS; step++) {
    const chosen = Int32Array.from(order.subarray(step * batchSize, (step + 1) * batchSize), (at) => train.rows[at]!);
    const results = await session.run('train', batchSize, { ...pipeline.read(train, chosen), ...scalars });
    expect(Math.abs(losses[step]! - Number(results.loss!.data[0])) / losses[step]!).toBeLessThan(1e-4);
  }
  // a try does not judge ten thousand rows
  expect(said).not.toContain('test {');
  const again = npm('run', 'train', '--', '--steps', '1');
  expect(again).toContain('The weights go to trained-2.safetensors.');
  const over = npm('run', 'train', '--', '--steps', '1', '--out', 'trained.safetensors');
  expect(over).toContain('The weights go to trained.safetensors, which is overwritten.');
  expect(npm('start', '--', 'digits.npy', '--weights', 'trained-2.safetensors', '--out', 'others')).toContain(
    path.join('others', 'dense_2.npy'),
  );
  await session.close();
});
