/** From the file of a table over time to an exported project that cuts, deals out and judges its windows as the engine does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, it } from 'vitest';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { proposeFirst } from '../../engine/data/series/propose.ts';
import { exportProject } from '../../engine/export/project.ts';
import { tableTextOf } from '../../engine/export/tableText.ts';
import type { Document } from '../../engine/graph/document.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import * as spans from '../../engine/targets/spans.ts';
import { SERIES } from '../../engine/targets/typescript/files/carried.ts';
import { TABLE_FILE } from '../../engine/targets/typescript/tables/carried.ts';
import type { readSeries } from '../../engine/targets/typescript/tables/seriesFile.ts';
import { FUTURE, PAST, STEPS } from '../../engine/data/datasets/series.ts';
import { documentFromTable } from '../../templates/fromTable.ts';
import { hours, ofHours } from './hours.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the project finds its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-series');
let document: Document;

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  document = documentFromTable(await proposeFirst(diskFiles(folder), 'ready:co2'), 'co2');
}, 60_000);

const ROWS = `import { writeFileSync } from 'node:fs';
import { openData } from './src/data.ts';
const { train, validation, test } = openData();
const { past, future, steps } = train.table;
writeFileSync('windows.bin', new Uint8Array(new Float32Array([...past.data, ...future.data, ...steps.data]).buffer));
console.log(JSON.stringify({ rows: [train, validation, test].map(({ rows }) => [...rows]), shape: past.shape }));
`;

it('windows and splits of the project are those of the engine', async () => {
  expect(spans).toMatchObject({ SPANS: STEPS, PAST });
  const to = path.join(folder, 'typescript');
  await exportProject(computeMachine, document, exportTargetOf('typescript')!, { folder: to, base: folder });
  writeFileSync(path.join(to, 'rows.ts'), ROWS);
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const found = JSON.parse(execFileSync(process.execPath, [tsx, 'rows.ts'], { cwd: to, encoding: 'utf8' })) as unknown;
  const { splits } = await Pipeline.open(document, diskFiles(folder));
  const { table } = splits.train;
  const all = Int32Array.from({ length: table.rows }, (_, i) => i);
  expect(found).toEqual({
    rows: [splits.train, splits.validation, splits.test].map(({ rows }) => [...rows]),
    shape: [table.rows, 24, 2],
  });
  const wanted = [PAST, FUTURE, STEPS].flatMap((column) => Array.from(table.read(column, all).data));
  expect(readFileSync(path.join(to, 'windows.bin')).equals(Buffer.from(Float32Array.from(wanted).buffer))).toBe(true);
  execFileSync(process.execPath, [path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc'), '-p', to]);
}, 120_000);

/** What an exported project reads a table by, as a program of its own. */
function carried() {
  const module = (source: string): Record<string, (...args: readonly unknown[]) => unknown> => {
    const exports = {};
    const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS };
    new Function('exports', ts.transpileModule(source, { compilerOptions: options }).outputText)(exports);
    return exports;
  };
  return { ...module(TABLE_FILE), ...module(SERIES) } as unknown as {
    readonly readColumns: (
      parts: readonly Uint8Array[],
      form: object,
      columns: readonly object[],
    ) => Parameters<typeof readSeries>[0];
    readonly readSeries: typeof readSeries;
  };
}

it.each(['cut', 'fill', 'follow'] as const)('groups, gaps and what is missing: %s', async (gaps) => {
  const file = path.join(folder, 'hours.csv');
  writeFileSync(file, hours());
  const { data } = ofHours(document, file, gaps);
  const pipeline = await Pipeline.open({ ...document, data }, diskFiles(folder));
  const { series, form, columns } = tableTextOf(data, pipeline)!;
  const { readColumns, readSeries } = carried();
  const readingOf = (name: string) => columns.find((column) => column.name === name)?.reading;
  const named = (name: string) => ({ name, ...(readingOf(name) && { reading: readingOf(name)! }) });
  const read = readColumns([readFileSync(file)], form, [
    { ...named(series!.time), wide: true },
    ...series!.groups.map(({ name }) => ({ name, text: true as const })),
    ...series!.inputs.map(named),
  ]);
  const windows = readSeries(read, series!);
  const { train, columns: known } = pipeline.dataset;
  const all = Int32Array.from({ length: train.rows }, (_, i) => i);
  expect(train.rows).toBeGreaterThan(10);
  for (const { name } of known)
    expect([...windows[name as 'past'].data], name).toEqual([...train.read(name, all).data]);
  expect(new Set(windows.names)).toEqual(new Set(['Ulm · a', 'Ulm · b', 'Bonn · ?']));
  expect(readSeries(read, series!, 0).names.length).toBe(3);
});
