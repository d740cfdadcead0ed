/** An exported project deals its rows out as the engine does, however the document asks for it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { propose } from '../../engine/data/propose.ts';
import { exportProject } from '../../engine/export/project.ts';
import type { Document } from '../../engine/graph/document.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { documentFromTable } from '../../templates/fromTable.ts';
import { smallDocument } from '../training/small.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the projects find its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-splits');

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const arrays = {
    'x.npy': writeNpy({ shape: [60, 8, 8], data: Uint8Array.from({ length: 60 * 64 }, (_, i) => i % 251) }),
    'y.npy': writeNpy({ shape: [60], data: Uint8Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : i < 50 ? 1 : 2)) }),
    'patient.npy': writeNpy({ shape: [60], data: Uint8Array.from({ length: 60 }, (_, i) => (i * 7) % 13) }),
  };
  writeFileSync(path.join(folder, 'pictures.npz'), zipSync(arrays));
});

/** The folder of a project that tells its rows. */
async function exported(document: Document, name: string): Promise<string> {
  const to = path.join(folder, name);
  await exportProject(computeMachine, document, exportTargetOf('typescript')!, { folder: to, base: folder });
  writeFileSync(
    path.join(to, 'rows.ts'),
    "import { openData } from './src/data.ts';\n" +
      'const { train, validation, test } = openData();\n' +
      'console.log(JSON.stringify([train, validation, test].map(({ rows }) => [...rows])));\n',
  );
  return to;
}

async function expectDealtAlike(document: Document, project: string): Promise<void> {
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const dealt = JSON.parse(execFileSync(process.execPath, [tsx, 'rows.ts'], { cwd: project, encoding: 'utf8' }));
  const { splits } = await Pipeline.open(document, diskFiles(folder));
  expect(dealt).toEqual([splits.train, splits.validation, splits.test].map(({ rows }) => [...rows]));
  expect(dealt[2].length).toBeGreaterThan(5);
}

it.each([
  { method: 'stratified' },
  { method: 'group', by: 'patient' },
  { method: 'order' },
  { method: 'random', folds: 4, fold: 3 },
] as const)(
  '$method',
  async (split) => {
    const small = smallDocument({ metrics: [] });
    const nodes = small.graph.nodes.filter(({ id }) => id !== 'norm' && id !== 'drop');
    const edges = nodes
      .slice(1)
      .map(({ id }, i) => ({ from: { node: nodes[i]!.id, port: 'output' }, to: { node: id, port: 'input' } }));
    const document = {
      ...small,
      graph: { ...small.graph, nodes, edges },
      data: { ...small.data, split: { ...split, validation: 0.2, test: 0.25, seed: 5 } },
    };
    const to = await exported(document, split.method);
    // what runs a project passes over imports that are not used, what compiles it does not
    const [data, dealing] = ['data.ts', 'split.ts'].map((file) => readFileSync(path.join(to, 'src', file), 'utf8'));
    for (const name of /import \{ ([^}]+) \} from "\.\/split\.ts"/.exec(data!)![1]!.split(', '))
      expect(dealing).toContain(`export function ${name}(`);
    await expectDealtAlike(document, to);
  },
  120_000,
);

it('as a column of a table says', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${Math.sin(i)},${i % 7},${'ab'[i % 2]},${['train', 'Test', 'train'][i % 3]}`,
  );
  writeFileSync(path.join(folder, 'parts.csv'), ['height,rooms,kind,split', ...rows].join('\n'));
  const proposal = await propose(diskFiles(folder), 'parts.csv', { targets: ['kind'] });
  const document = documentFromTable(proposal, 'Parts');
  expect(document.data.split).toMatchObject({ method: 'column', by: 'split' });
  await expectDealtAlike(document, await exported(document, 'column'));
}, 120_000);
