/** ONNX files with fewer bits and of other opsets: they run in ONNX Runtime, and what they change is what is said. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { benchDocument, benchFile } from '../../engine/export/latency.ts';
import { exportProject } from '../../engine/export/project.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import { weightsOf } from '../../engine/passes/compile.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { readModel } from '../../engine/targets/onnxFile/graph.ts';
import { OPSETS } from '../../engine/targets/onnxFile/opset.ts';
import { initialState } from '../../engine/train/initial.ts';
import type { DeploymentReport, Precision } from '../../engine/train/reports/deployment.ts';
import type { Tensor } from '../../engine/types/tensor.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loom-deploy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const layers = [
  ['input', 'input', { shape: [2] }],
  ['reshape', 'reshape', { shape: [1, 1, 2] }],
  ['conv', 'conv2d', { filters: 16, kernel: [1, 1] }],
  ['relu', 'relu', {}],
  ['flatten', 'flatten', {}],
  ['norm', 'layerNorm', {}],
  ['wide', 'dense', { units: 64 }],
  ['tanh', 'tanh', {}],
  ['out', 'dense', { units: 2 }],
] as const;
const document: Document = documentSchema.parse({
  format: 'loom',
  version: 1,
  graph: {
    nodes: layers.map(([id, type, settings], i) => ({ id, type, settings, position: { x: 0, y: 72 * i } })),
    edges: layers
      .slice(1)
      .map(([id], i) => ({ from: { node: layers[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
  },
  data: {
    dataset: { type: 'points', settings: { rows: 200 } },
    inputs: { input: { column: 'point' } },
    targets: { target: { column: 'label' } },
  },
  training: { losses: [{ loss: { type: 'crossEntropy' } }] },
});

async function exported(name: string, options: { precision?: Precision; opset?: number }) {
  const weights = path.join(folder, 'weights.safetensors');
  const start = initialState({ weights: weightsOf(document, checkGraph(document.graph)), slots: [] }, 1);
  writeFileSync(weights, writeSafetensors(start, { fits: '{}' }));
  let report: DeploymentReport | undefined;
  const to = path.join(folder, name);
  await exportProject(
    computeMachine,
    document,
    exportTargetOf('onnx')!,
    { folder: to, base: folder, weights, ...options },
    { runner: projectRunner, told: (one) => void (report = one) },
  );
  return { file: path.join(to, 'model.onnx'), report };
}

const answers = async (file: string, outputs: readonly string[] = []) => {
  const model = await projectRunner.openModel(readFileSync(file), { outputs });
  const rows: Tensor = { dtype: 'float32', shape: [4, 2], data: Float32Array.of(0.3, -1, 2, 0.1, -0.7, 0.4, 1, 1) };
  const found = await model.run([rows]);
  await model.close();
  return [...found.values()][0]!.data;
};
const far = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!))) / Math.max(...Array.from(a, Math.abs));

it.each([
  ['float16', 2e-3, 0.65],
  ['int8', 5e-2, 0.95],
  ['int8-dynamic', 5e-2, 0.95],
] as const)('%s changes numbers by little, and says by how much', async (precision, most, size) => {
  const whole = await exported('whole', {});
  const { file, report } = await exported(precision, { precision });
  const [before, after] = [await answers(whole.file), await answers(file)];
  expect(far(before, after)).toBeGreaterThan(0);
  expect(far(before, after)).toBeLessThan(most);
  expect(report).toMatchObject({ precision, split: 'validation', bytes: { after: statSync(file).size } });
  expect(report!.bytes.after / report!.bytes.before).toBeLessThan(size);
  expect(report!.outputs[0]!.change).toBeGreaterThan(0);
  expect(report!.outputs[0]!.change).toBeLessThan(most);
  const { accuracy } = report!.outputs[0]!;
  expect(Math.abs(accuracy!.after - accuracy!.before)).toBeLessThan(0.2);
});

const MEASURING = { runner: projectRunner, breathe: computeMachine.breathe };
it('every form is timed beside the others, with its size and what it gets right', async () => {
  const { file } = await exported('timed', {});
  const weights = path.join(folder, 'weights.safetensors');
  const options = { batches: [1, 5], runs: 4, warmUp: 1, threads: 1 };
  const place = { base: folder, weights };
  const report = await benchDocument(computeMachine, document, place, options, MEASURING);
  expect(report).toMatchObject({ threads: 1, warmUp: 1, split: 'validation' });
  expect(report.models.map(({ precision, problem }) => [precision, problem])).toEqual(
    ['float32', 'float16', 'int8', 'int8-dynamic'].map((precision) => [precision, null]),
  );
  const [whole, half] = report.models;
  expect([whole!.bytes, whole!.change]).toEqual([statSync(file).size, 0]);
  expect(half!.bytes! / whole!.bytes!).toBeLessThan(0.65);
  for (const { latencies, accuracy } of report.models) {
    expect(accuracy).toBeGreaterThanOrEqual(0);
    expect(latencies.map(({ batch, runs }) => [batch, runs])).toEqual([1, 5].map((batch) => [batch, 4]));
    for (const { median, p95, least } of latencies)
      expect([least, median, p95].toSorted((a, b) => a - b)).toEqual([least, median, p95]);
  }
  const rawPlace = { ...place, preprocess: true };
  const raw = await benchDocument(computeMachine, document, rawPlace, options, MEASURING);
  expect(raw.models.map(({ problem }) => problem?.code ?? null)).toEqual([null, 'export-unsupported', null, null]);
  expect(raw.models.flatMap(({ latencies }) => latencies.map(({ batch }) => batch))).toEqual([1, 5, 1, 5, 1, 5]);
  const alone = await benchFile(readFileSync(file), { ...options, batches: [3] }, {}, MEASURING);
  expect(alone).toMatchObject([{ batch: 3, runs: 4 }]);
  const broken = benchFile(Uint8Array.of(1, 2, 3), options, {}, MEASURING);
  await expect(broken).rejects.toThrow('ONNX Runtime does not take the model');
  await expect(benchDocument(computeMachine, document, { base: folder }, options, MEASURING)).rejects.toThrow(
    'that takes weights',
  );
});

it('int8 keeps weights in bytes, by channel, and gives biases the scale of their products', async () => {
  const { file } = await exported('bytes', { precision: 'int8' });
  const graph = readModel(readFileSync(file)).graph!;
  const kinds = graph.node.map(({ opType }) => opType);
  // each of the three with its input, its weights and its bias; of the last two outputs the graph's own stays as it is
  expect(kinds.filter((one) => one === 'QuantizeLinear')).toHaveLength(5);
  const scales = graph.initializer.filter(({ name }) => name.endsWith('weight scales'));
  expect(scales.map(({ dims }) => dims.map(Number))).toEqual([[16], [64], [2]]);
  expect(graph.initializer.filter(({ dataType }) => dataType === 3)).toHaveLength(6);
});

it('is the same in every opset that can be chosen; of others is said which there are', async () => {
  const usual = await answers((await exported('usual', {})).file);
  for (const opset of Object.keys(OPSETS).map(Number)) {
    const { file } = await exported(`opset-${opset}`, { opset });
    expect(Number(readModel(readFileSync(file)).opsetImport[0]!.version)).toBe(opset);
    expect(far(usual, await answers(file)), String(opset)).toBeLessThan(1e-6);
  }
  await expect(exported('other', { opset: 12 })).rejects.toThrow('opset 12, which is none of 13, 15, 17');
});
