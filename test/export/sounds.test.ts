/** An exported project reads WAV files itself, and hears in them what the engine hears. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { recognize } from '../../engine/data/given/index.ts';
import { proposeData } from '../../engine/data/given/propose.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { exportProject } from '../../engine/export/project.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { documentFromData } from '../../templates/proposed/data.ts';
import { writeSounds } from '../training/sounds.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the project finds its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-sounds');

const LOOK = `import { startBackend } from './src/backend.ts';
import { openData, readBatch } from './src/data.ts';
await startBackend();
const { train, validation, test, fits } = openData();
const rows = train.rows.slice(0, 6);
const { inputs, targets } = readBatch(train, rows, fits);
const heard = await inputs[0].array();
console.log(JSON.stringify({
  rows: [train, validation, test].map(({ rows }) => [...rows]), shape: inputs[0].shape, heard,
  labels: [...Object.values(targets)[0].dataSync()],
}));
`;

it('log-mel spectrograms of a folder of sounds, of two rates and several lengths', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeSounds(path.join(folder, 'tones'), 8);
  const files = diskFiles(folder);
  const proposal = await proposeData(files, await recognize(files, [path.join(folder, 'tones')]));
  const document = documentFromData(proposal, 'tones');
  const to = path.join(folder, 'project');
  await exportProject(computeMachine, document, exportTargetOf('typescript')!, { folder: to, base: folder });
  writeFileSync(path.join(to, 'look.ts'), LOOK);
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const said = execFileSync(process.execPath, [tsx, 'look.ts'], { cwd: to, encoding: 'utf8' });
  const seen = JSON.parse(said.trim().split('\n').at(-1)!) as {
    readonly rows: readonly (readonly number[])[];
    readonly shape: readonly number[];
    readonly heard: readonly (readonly (readonly (readonly number[])[])[])[];
    readonly labels: readonly number[];
  };
  const pipeline = await Pipeline.open(document, files);
  const { train, validation, test } = pipeline.splits;
  expect(seen.rows).toEqual([train, validation, test].map(({ rows }) => [...rows]));
  const feeds = pipeline.read(train, train.rows.slice(0, 6));
  const input = Object.entries(feeds).find(([name]) => name.startsWith('input:'))![1];
  const target = Object.entries(feeds).find(([name]) => name.startsWith('target:'))![1];
  expect(seen.labels).toEqual([...target.data]);
  const [rows, , bands, frames] = input.shape as [number, number, number, number];
  // channels last in TensorFlow.js
  expect(seen.shape).toEqual([rows, bands, frames, 1]);
  let furthest = 0;
  input.data.forEach((value: number, i: number) => {
    const [row, rest] = [Math.floor(i / (bands * frames)), i % (bands * frames)];
    const heard = seen.heard[row]![Math.floor(rest / frames)]![rest % frames]![0]!;
    furthest = Math.max(furthest, Math.abs(heard - value) / Math.max(1, Math.abs(value)));
  });
  expect(furthest).toBeLessThan(1e-5);
  execFileSync(process.execPath, [path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc'), '-p', to]);
}, 120_000);
