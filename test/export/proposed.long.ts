/** Data over time, and prompts and answers, leave as TypeScript that answers and learns as the engine does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { proposeFirst } from '../../engine/data/series/propose.ts';
import { proveProject } from '../../engine/export/parity/prove.ts';
import { exportProject } from '../../engine/export/project.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';
import { documentFromTable } from '../../templates/fromTable.ts';

const STEPS = 20;
let base: string;
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'loom-proposed-'));
  vi.stubEnv('LAYERLOOM_HOME', path.join(base, 'home'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The next token at each place of prompt and answer; the loss counts those of the answer. */
function answering(): Document {
  const words = ['none', 'one', 'two', 'three'];
  const rows = Array.from({ length: 100 }, (_, i) => ({ prompt: `how many? ${i % 4}`, answer: words[i % 4]! }));
  writeFileSync(path.join(base, 'words.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  const nodes = [
    { id: 'tokens', type: 'input', settings: { shape: [12], values: 'int32' } },
    { id: 'rows', type: 'embedding', settings: { vocabulary: 24, width: 6 } },
    { id: 'memory', type: 'gru', settings: { units: 6, returns: 'sequence' } },
    { id: 'next', type: 'dense', settings: { units: 24 } },
  ];
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Words',
    graph: {
      nodes: nodes.map((node, i) => ({ ...node, position: { x: 0, y: 72 * i } })),
      edges: nodes
        .slice(1)
        .map(({ id }, i) => ({ from: { node: nodes[i]!.id, port: 'output' }, to: { node: id, port: 'input' } })),
    },
    data: {
      dataset: { type: 'answers', settings: { file: 'words.jsonl', by: 'character', vocabulary: 24, length: 12 } },
      inputs: { tokens: { column: 'tokens' } },
      targets: { next: { column: 'next' }, answered: { column: 'answered' } },
    },
    training: {
      losses: [{ target: 'next', loss: { type: 'crossEntropy' }, sampleWeights: 'answered' }],
      metrics: [{ type: 'perplexity' }],
      optimizer: { type: 'adam' },
      batchSize: 4,
      learningRate: 0.02,
    },
  });
}

/** What is proposed for the carbon dioxide of the air over the weeks: the numbers to come. */
async function forecasting(): Promise<Document> {
  const document = documentFromTable(await proposeFirst(diskFiles(base), 'ready:co2'), 'co2');
  return { ...document, training: { ...document.training, batchSize: 4 } };
}

it.each([
  ['answers', answering],
  ['series', forecasting],
])('%s', async (type, make) => {
  const document = await make();
  expect(document.data.dataset?.type).toBe(type);
  const place = { folder: path.join(base, type), base };
  await exportProject(computeMachine, document, typescript, place);
  const { signal } = new AbortController();
  const ways = { runner: projectRunner, signal, steps: STEPS };
  const report = await proveProject(computeMachine, document, typescript, place, ways);
  expect('reason' in report && report.reason).toBe(false);
  expect(report).toMatchObject({ status: 'passed', outputs: [{}], loss: { steps: STEPS } });
  if (report.status === 'not run') return;
  const [first, last] = [report.loss!.engine[0]!, report.loss!.engine.at(-1)!];
  expect(last, 'it learned').toBeLessThan(first);
});
