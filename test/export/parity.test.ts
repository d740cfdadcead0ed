/** What is exported is held to the engine by what goes along with it, and a project that does otherwise is found out. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readNpy, writeNpy } from '../../engine/data/formats/npy.ts';
import { writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { type ProjectRunner, proveProject } from '../../engine/export/parity/prove.ts';
import { exportProject } from '../../engine/export/project.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import { weightsOf } from '../../engine/passes/compile.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import type { ProjectFiles } from '../../engine/targets/define.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../engine/targets/index.ts';
import { initialState } from '../../engine/train/initial.ts';
import type { Compared, Expected, ParityReport } from '../../engine/train/reports/parity.ts';
import { parityText } from '../../engine/train/reports/parityText.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loom-parity-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const layers = [
  ['input', 'input', { shape: [2] }],
  ['wide', 'dense', { units: 8 }],
  ['norm', 'batchNorm', {}],
  ['drop', 'dropout', { rate: 0.5 }],
  ['relu', 'relu', {}],
  ['out', 'dense', { units: 2 }],
] as const;
const document: Document = documentSchema.parse({
  format: 'loom',
  version: 1,
  name: 'Points',
  graph: {
    nodes: layers.map(([id, type, settings], i) => ({
      id,
      type,
      settings,
      position: { x: 0, y: 72 * i },
      ...(id === 'out' && { label: 'Side of the line' }),
    })),
    edges: layers
      .slice(1)
      .map(([id], i) => ({ from: { node: layers[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
  },
  data: {
    dataset: { type: 'points', settings: { rows: 50 } },
    inputs: { input: { column: 'point', transforms: [{ type: 'standardize', settings: {} }] } },
    targets: { target: { column: 'label' } },
  },
  training: {
    losses: [{ loss: { type: 'crossEntropy' } }],
    optimizer: { type: 'adam', settings: {} },
    schedule: { type: 'cosine', settings: {} },
    batchSize: 16,
  },
});

const signal = new AbortController().signal;
interface Ways {
  readonly weights?: string;
  readonly runner?: ProjectRunner;
  readonly written?: Document;
}

async function proved(
  target: string,
  name: string,
  { weights, runner = projectRunner, written: given = document }: Ways = {},
) {
  const place = { folder: path.join(folder, name), base: folder, weights };
  const to = exportTargetOf(target)!;
  await exportProject(computeMachine, given, to, place);
  const report = await proveProject(computeMachine, given, to, place, { runner, signal });
  const written = JSON.parse(readFileSync(path.join(place.folder, 'parity.json'), 'utf8')) as ParityReport;
  expect(written.status).toBe(report.status);
  return report;
}

/** Runs the project after something was done to its files. */
const changed = (change: (files: ProjectFiles) => ProjectFiles): ProjectRunner => ({
  run: (files, check, given) => projectRunner.run(change(files), check, given),
});

/** Answers that all is as the engine has it. */
const idle: ProjectRunner = {
  run(files) {
    const { training } = JSON.parse(files['parity/expected.json'] as string) as Expected;
    const { losses, allowed } = training!;
    const loss = { steps: losses.length, difference: 0, allowed, engine: losses, exported: losses };
    return Promise.resolve({ status: 'passed', with: '', rows: 1, outputs: [], loss });
  },
};

it('TypeScript takes the same steps, without what dropout would draw', async () => {
  const report = (await proved('typescript', 'typescript')) as Compared;
  expect(report).toMatchObject({ status: 'passed', rows: 8, loss: { steps: 5 } });
  expect(report.outputs[0]!.name).toBe('Side of the line');
  expect(report.outputs[0]!.difference).toBeLessThan(1e-5);
  expect(new Set(report.loss!.engine).size).toBe(5);
});

it('TypeScript on ONNX Runtime takes the steps of the engine, with what it draws', async () => {
  const report = (await proved('native', 'native')) as Compared;
  expect(report).toMatchObject({ status: 'passed', loss: { steps: 5 } });
  for (const { difference } of [...report.outputs, report.loss!]) expect(difference).toBeLessThan(1e-6);
  // steps of so many rows are nobody's but the comparison's: 45 rows are learned from, 16 at a time
  const programs = (of: string) => readdirSync(path.join(folder, 'native', of)).filter((file) => /^train-/.test(file));
  expect([programs('model').sort(), programs('parity')]).toEqual([
    ['train-13.onnx', 'train-16.onnx'],
    ['train-8.onnx'],
  ]);
  const dropped = (await proved('typescript', 'dropped', { runner: idle })) as Compared;
  expect(report.loss!.engine).not.toEqual(dropped.loss!.engine);
});

it('a program that breaks off, and one that nothing here can run, are not run, with the command', async () => {
  const broken = changed((files) => ({ ...files, 'src/parity.ts': "throw new Error('no');" }));
  expect(await proved('typescript', 'broken', { runner: broken })).toMatchObject({
    status: 'not run',
    reason: { values: { reason: 'Error: no' } },
    command: 'npm run parity',
  });
  vi.stubEnv('PATH', folder);
  vi.stubEnv('LOOM_PYTHON', '');
  expect(await proved('pytorch', 'pytorch')).toMatchObject({ status: 'not run', command: 'python parity.py' });
  vi.unstubAllEnvs();
  expect(existsSync(path.join(folder, 'pytorch', 'parity', 'expected.json'))).toBe(true);
});

const TRAINED_IN_CODE = EXPORT_TARGETS.filter(({ parity }) => !parity.inWeights);
/** The same network, on a table that is not where the document says. */
const moved: Document = {
  ...document,
  data: {
    ...document.data,
    dataset: { type: 'table', settings: { file: 'moved.csv', target: 'label' } },
  },
};

it.each(TRAINED_IN_CODE.map(({ id }) => id))('%s says what is missing where its data are', async (id) => {
  const report = await proved(id, `${id}-moved`, { written: moved });
  expect(report).toMatchObject({
    status: 'not run',
    reason: { text: 'phrases.data-not-opened', values: { reason: { text: 'problems.dataset-missing' } } },
    command: `loom export FILE --to ${id} --out "${path.join(folder, `${id}-moved`)}"`,
  });
  expect(parityText(report)).toContain('moved.csv');
});

/** The same network with nothing said of data, as one that was read from another program's file. */
const bare: Document = { ...document, data: documentSchema.parse({ ...document, data: {} }).data };

it.each(['typescript', 'native'])('%s without data is compared on rows that are made up, without steps', async (id) => {
  const report = (await proved(id, `${id}-bare`, { written: bare })) as Compared;
  expect(report).toMatchObject({ status: 'passed', loss: null, lossReason: { text: 'phrases.parity-no-data' } });
  expect(report.outputs[0]!.difference).toBeLessThan(1e-6);
});

it('ONNX gives the same outputs, and a model that gives others is found out', async () => {
  const weights = path.join(folder, 'weights.safetensors');
  const start = initialState({ weights: weightsOf(document, checkGraph(document.graph)), slots: [] }, 1);
  writeFileSync(weights, writeSafetensors(start, { fits: '{"input:input":[{"mean":[0,1],"deviation":[1,2]}]}' }));
  expect(await proved('onnx', 'onnx', { weights })).toMatchObject({ status: 'passed', loss: null });
  const otherRows = changed((files) => {
    const file = 'parity/rows/input.npy';
    const { shape, data } = readNpy(files[file] as Uint8Array);
    return { ...files, [file]: writeNpy({ shape, data: Float32Array.from(data as Float32Array, (x) => x + 0.01) }) };
  });
  expect(await proved('onnx', 'other', { weights, runner: otherRows })).toMatchObject({ status: 'failed' });
  expect(await proved('onnx', 'bare')).toMatchObject({
    status: 'not run',
    reason: { text: 'phrases.parity-no-weights' },
    command: `loom export FILE --to onnx --weights RUN --out "${path.join(folder, 'bare')}"`,
  });
  const elsewhere = { weights, written: moved };
  expect(await proved('onnx', 'elsewhere', elsewhere)).toMatchObject({ status: 'passed', loss: null });
});

it('is given up at once, and runs only the files that were exported', async () => {
  const giveUp = new AbortController();
  const place = { folder: path.join(folder, 'given-up'), base: folder };
  const to = exportTargetOf('typescript')!;
  await exportProject(computeMachine, document, to, place);
  // a file that the export did not write is no module of it
  writeFileSync(path.join(place.folder, 'src', 'backend.ts'), `throw new Error('a foreign file was run');`);
  const runner: ProjectRunner = {
    run: (files, check, given) => {
      const running = projectRunner.run(files, check, given);
      giveUp.abort();
      return running;
    },
  };
  await expect(proveProject(computeMachine, document, to, place, { runner, signal: giveUp.signal })).rejects.toThrow();
  expect(JSON.parse(readFileSync(path.join(place.folder, 'parity.json'), 'utf8'))).toMatchObject({ status: 'not run' });
});
