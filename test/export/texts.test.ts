/** An exported project cuts texts into the same tokens as the engine, and its figures are the same. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { commandLineIn } from '../command-line.ts';
import { homeIn } from '../training/small.ts';
import { passages as document } from './passages.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the projects find its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-texts');
const loom = commandLineIn(folder);

const LOOK = `import { startBackend } from './src/backend.ts';
import { openData, readBatch } from './src/data.ts';
import { createModel } from './src/model.ts';
import { loadWeights } from './src/weights.ts';
import { evaluate } from './src/metrics.ts';
await startBackend();
const { test, fits } = openData();
const model = createModel();
const saved = loadWeights(model, 'weights.safetensors');
const { inputs } = readBatch(test, test.rows, fits);
console.log(JSON.stringify({ fits, inputs: inputs.map((one) => [...one.dataSync()]), metrics: evaluate(model, test, saved) }));
`;

homeIn(folder);
beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(root, 'test', 'training', 'fixtures', 'brown.csv'), path.join(folder, 'brown.csv'));
});

test('texts by byte pairs and by words', async () => {
  writeFileSync(path.join(folder, 'passages.loom'), JSON.stringify(document));
  const trained = await loom('train', 'passages.loom', '--out', 'run', '--json');
  expect(trained.code, trained.err).toBe(0);
  const exported = await loom(
    'export',
    'passages.loom',
    '--to',
    'typescript',
    '--weights',
    'run',
    '--out',
    'project',
    '--no-parity',
  );
  expect(exported.code, exported.err).toBe(0);
  const project = path.join(folder, 'project');
  writeFileSync(path.join(project, 'look.ts'), LOOK);
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ['--import', 'tsx', ...args], { cwd: project, encoding: 'utf8' });
  const seen = JSON.parse(run('look.ts').trim().split('\n').at(-1)!);
  const pipeline = await Pipeline.open(document, diskFiles(folder));
  const tests = pipeline.splits.test;
  const feeds = pipeline.read(tests, tests.rows);
  expect(seen.inputs[0]).toEqual([...feeds['input:in']!.data]);
  expect(seen.inputs[1]).toEqual([...feeds['input:bag']!.data]);
  expect(seen.fits['input:in'][1]).toEqual(pipeline.fits['input:in']![1]);
  const { out } = await loom('evaluate', 'passages.loom', '--weights', 'run', '--json');
  const { loss, accuracy } = JSON.parse(out) as Record<string, number>;
  expect(seen.metrics.loss).toBeCloseTo(loss!, 4);
  expect(seen.metrics.accuracy).toBe(accuracy);
  // texts of another table, by the name of their column
  writeFileSync(
    path.join(folder, 'new.csv'),
    'id,passage\n1,"She said ""yes"",\nand smiled."\n2,Café prices in 1961\n',
  );
  run('src/predict.ts', path.join(folder, 'new.csv'), '--out', 'new');
  const own = await loom('predict', 'passages.loom', '--weights', 'run', '--input', 'new.csv', '--output', 'own.csv');
  expect(own.code, own.err).toBe(0);
  const rowsOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const theirs = rowsOf(path.join(project, 'new', 'out.csv'));
  const chosen = rowsOf(path.join(folder, 'own.csv')).map((line) => line.split(',')[0]);
  expect(theirs.map((line) => line.split(',').at(-1))).toEqual(chosen);
  const tsc = path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', project, '--noEmit']);
}, 120_000);
