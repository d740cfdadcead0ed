/** From the file of a table over time to an exported project that cuts, deals out and judges its windows as the engine does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { proposeFirst } from '../../engine/data/series/propose.ts';
import { exportProject } from '../../engine/export/project.ts';
import type { Document } from '../../engine/graph/document.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { SPANS } from '../../engine/targets/spans.ts';
import { STEPS } from '../../engine/data/datasets/series.ts';
import { documentFromTable } from '../../templates/fromTable.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the project finds its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-series');
let document: Document;

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  document = documentFromTable(await proposeFirst(diskFiles(folder), 'ready:co2'), 'co2');
});

const ROWS = `import { openData } from './src/data.ts';
const { train, validation, test } = openData();
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
console.log(JSON.stringify({
  rows: [train, validation, test].map(({ rows }) => [...rows]),
  shape: train.table.past.shape,
  sums: [sum(train.table.past.data), sum(train.table.future.data)],
}));
`;

it('windows and splits of the project are those of the engine', async () => {
  expect(SPANS).toBe(STEPS);
  const to = path.join(folder, 'typescript');
  await exportProject(computeMachine, document, exportTargetOf('typescript')!, { folder: to, base: folder });
  writeFileSync(path.join(to, 'rows.ts'), ROWS);
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const found = JSON.parse(execFileSync(process.execPath, [tsx, 'rows.ts'], { cwd: to, encoding: 'utf8' })) as unknown;
  const { splits } = await Pipeline.open(document, diskFiles(folder));
  const { table } = splits.train;
  const all = Int32Array.from({ length: table.rows }, (_, i) => i);
  const sum = (column: string) => Array.from(table.read(column, all).data).reduce((a, b) => a + b, 0);
  expect(found).toEqual({
    rows: [splits.train, splits.validation, splits.test].map(({ rows }) => [...rows]),
    shape: [table.rows, 24, 2],
    sums: [sum('past'), sum('future')],
  });
}, 60_000);
