/** An exported notebook: valid by nbformat, and run from its first cell to its last by nbclient. `npm run test:pytorch`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { notebook } from '../../engine/targets/notebook/index.ts';
import { python } from './python.ts';
import { trainedByEngine } from './trained.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-notebook');
const RUN = `
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read("network.ipynb", as_version=4)
nbformat.validate(notebook)
# what is needed is there already
notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("%pip")]
NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
print("".join(one.get("text", "") for cell in notebook.cells if cell.cell_type == "code" for one in cell.outputs))
`;
let wanted: readonly number[] = [];

beforeAll(async () => {
  wanted = (await trainedByEngine(notebook, folder, 69)).losses;
});

it('takes the engine’s steps, judges and predicts', () => {
  writeFileSync(path.join(folder, 'run.py'), RUN);
  const said = execFileSync(python(), ['-B', 'run.py'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  const events = readFileSync(path.join(folder, 'runs/notebook/metrics.jsonl'), 'utf8').trim().split('\n');
  const losses = events.flatMap((line) => {
    const event = JSON.parse(line) as { event: string; loss?: number[] };
    return event.event === 'steps' ? event.loss! : [];
  });
  expect(losses.length).toBe(69);
  losses.forEach((loss, i) => expect(Math.abs(loss - wanted[i]!) / wanted[0]!, `step ${i + 1}`).toBeLessThan(1e-4));
  expect(said).toMatch(/'accuracy': 0\.\d+/);
  expect(said).toContain('tensor(');
});
