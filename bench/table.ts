/**
 * `npm run bench:table [-- --megabytes N]`: what reading a large table takes, in a process of its own. A CSV of six numbers, a category
 * and a date is made up in a temporary folder, read once, and taken away. Wanted: under 1 GB resident, whatever the size.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AS_FOUND } from '../engine/data/tables.ts';
import { openTable } from '../engine/node/tables/openTable.ts';

const { values } = parseArgs({ options: { megabytes: { type: 'string' }, read: { type: 'string' } } });

if (values.read !== undefined) {
  const start = performance.now();
  const table = await openTable(values.read, AS_FOUND);
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  const rows = Int32Array.from({ length: 100_000 }, (_, i) => (i * 7919) % table.rows);
  const out = new Float32Array(rows.length);
  const before = performance.now();
  for (const [index] of table.columns.entries()) table.read(index, rows, out);
  const rate = rows.length / ((performance.now() - before) / 1000);
  console.log(
    `${table.rows} rows of ${table.columns.length} columns: read in ${seconds.toFixed(1)} s, ${peak.toFixed(0)} MB at most, ` +
      `${Math.round(rate)} shuffled rows/s`,
  );
} else {
  const folder = mkdtempSync(path.join(tmpdir(), 'loom-bench-table-'));
  try {
    const file = path.join(folder, 'large.csv');
    write(file, Number(values.megabytes ?? 2000) * 1e6);
    console.log(`${(statSync(file).size / 1e6).toFixed(0)} MB of CSV`);
    spawnSync(process.execPath, ['--import', 'tsx', import.meta.filename, '--read', file], {
      stdio: 'inherit',
      env: { ...process.env, LAYERLOOM_HOME: path.join(folder, 'home') },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(file: string, bytes: number): void {
  const handle = openSync(file, 'w');
  const towns = ['Bonn', 'Köln', 'Ulm', 'Jena'];
  let size = writeSync(handle, 'a,b,c,d,e,target,town,day\n');
  for (let row = 0; size < bytes; ) {
    const lines: string[] = [];
    for (let i = 0; i < 10_000; i++, row++) {
      const x = Math.sin(row);
      const day = new Date(1.6e12 + (row % 2000) * 864e5).toISOString().slice(0, 10);
      const numbers = [x.toFixed(4), (x * x).toFixed(4), row % 97, (row % 13) / 4, (1000 * x).toFixed(1)];
      lines.push(`${[...numbers, (3 * x + (row % 97)).toFixed(3), towns[row % 4], day].join(',')}\n`);
    }
    size += writeSync(handle, lines.join(''));
  }
  closeSync(handle);
}
