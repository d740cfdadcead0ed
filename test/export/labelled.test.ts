/** An exported TypeScript project reads the files that a table names itself, as the engine does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import { bitmap } from './bitmap.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the project finds its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-labelled');

/** Predicts what is shown to it, not only the rows that go along. */
function predicted(project: string, file: string): string {
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const weights = ['--weights', 'model/initial.safetensors'];
  return execFileSync(process.execPath, [tsx, 'src/predict.ts', file, ...weights], { cwd: project, encoding: 'utf8' });
}

const LOOK = `import { openData } from './src/data.ts';
const { train, validation, test } = openData();
console.log(JSON.stringify({
  rows: [train, validation, test].map(({ rows }) => [...rows]),
  read: Object.fromEntries(Object.entries(train.table).filter(([name]) => name !== 'id').map(([name, { data }]) => [name, [...data]])),
}));
`;

it.each([
  ['sound', 'size'],
  ['image', 'kind'],
] as const)(
  'files that a table names without endings, and what it says of them: %s, %s',
  async (content, target) => {
    const inside = path.join(folder, content);
    const below = path.join(inside, 'files');
    rmSync(inside, { recursive: true, force: true });
    mkdirSync(below, { recursive: true });
    if (content === 'sound') writeSounds(below, 4);
    else
      for (let i = 0; i < 12; i++) writeFileSync(path.join(below, `${String(i).padStart(4, '0')}.bmp`), bitmap(20 * i));
    const names = Array.from({ length: 12 }, (_, i) =>
      content === 'image'
        ? String(i).padStart(4, '0')
        : `${['falling', 'rising', 'steady'][i % 3]}/${Math.floor(i / 3)}`,
    );
    const rows = names.map((name, i) => `${name};${i % 2 ? 'odd' : ''};"${i},5"`);
    writeFileSync(path.join(inside, 'labels.csv'), `id;kind;size\n${[...rows, ';odd;1,0'].join('\n')}\n`);
    const files = diskFiles(folder);
    const proposal = await proposeData(files, await recognize(files, [inside]), target);
    const document = documentFromData(proposal, content);
    const project = path.join(inside, 'project');
    await exportProject(computeMachine, document, exportTargetOf('native')!, { folder: project, base: folder });
    writeFileSync(path.join(project, 'look.ts'), LOOK);
    const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const said = execFileSync(process.execPath, [tsx, 'look.ts'], { cwd: project, encoding: 'utf8' });
    const seen = JSON.parse(said.trim().split('\n').at(-1)!) as {
      readonly rows: readonly (readonly number[])[];
      readonly read: Readonly<Record<string, readonly number[]>>;
    };
    const { splits, dataset } = await Pipeline.open(document, files);
    expect(seen.rows).toEqual([splits.train, splits.validation, splits.test].map((split) => [...split.rows]));
    const all = Int32Array.from({ length: dataset.train.rows }, (_, i) => i);
    expect(Object.keys(seen.read).sort()).toEqual([content, target].sort());
    for (const [name, read] of Object.entries(seen.read)) {
      const { data } = dataset.train.read(name, all);
      expect(read.length, name).toBe(data.length);
      expect(Math.max(...read.map((value, i) => Math.abs(value - data[i]!))), name).toBeLessThan(1e-5);
    }
    if (content === 'image')
      expect(predicted(project, path.join(below, '0003.bmp'))).toMatch(/row 1: [-\d. ]+; most likely \w+/);
    expect(readFileSync(path.join(project, 'README.md'), 'utf8')).toContain('labels.csv` names');
    if (content === 'sound')
      execFileSync(process.execPath, [
        path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc'),
        '-p',
        project,
      ]);
  },
  120_000,
);
