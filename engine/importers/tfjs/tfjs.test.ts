/** A model of TensorFlow.js, held against what that gives (`test/conformance/make_tfjs_fixtures.mjs`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { interpret } from '../../ir/interpret.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import { turned } from '../common/flow.ts';
import { tfjs } from './index.ts';

interface Saved {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
const saved = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../test/conformance/fixtures/tfjs.json'), 'utf8'),
) as { model: Record<string, unknown>; weights: string; input: Saved; output: Saved };

async function imported(model: unknown, shards = [100, Number.POSITIVE_INFINITY]) {
  const files = new MemoryFiles();
  const bytes = new Uint8Array(Buffer.from(saved.weights, 'base64'));
  await files.write('/m/model.json', JSON.stringify(model));
  await files.write('/m/group1-shard1of2.bin', bytes.slice(0, shards[0]));
  await files.write('/m/group1-shard2of2.bin', bytes.slice(shards[0], shards[1]));
  return tfjs.read({ file: '/m/model.json', files }, {}, { breathe: async () => {} });
}

test('it gives the same numbers, and comes with what it was compiled with', async () => {
  const { document, weights, report } = await imported(saved.model);
  expect(report.filter(({ fate }) => fate === 'refused')).toEqual([]);
  const checked = checkGraph(document.graph);
  expect(checked.problems).toEqual([]);
  const model = compileToPredict(document, checked);
  const given = turned({ shape: saved.input.shape, data: Float32Array.from(saved.input.data) }, [0, 3, 1, 2]);
  const feeds = Object.fromEntries([
    [model.inputs[0]!.name, given] as const,
    ...model.weights.map(({ name }) => [name, weights.get(name)!] as const),
  ]);
  const { program, outputs } = { program: model.program('predict', 2), outputs: model.outputs };
  const last = outputs.find(({ node }) => document.graph.nodes.find(({ id }) => id === node)!.type === 'softmax')!;
  const found = Array.from(interpret(program, feeds)[last.name]!.data as ArrayLike<number>);
  saved.output.data.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
  expect([...weights.keys()]).toEqual(expect.arrayContaining(['conv.weight', 'norm.running_var', 'gru.weight_hh_l0']));
  expect(document.training).toMatchObject({
    optimizer: { type: 'adam', settings: { beta1: 0.9 } },
    learningRate: 0.002,
    losses: [{ loss: { type: 'crossEntropy' } }],
  });
});

test('files lie beside it and nowhere else, and hold what they should', async () => {
  const with_ = (paths: unknown) => ({
    ...saved.model,
    weightsManifest: [{ ...(saved.model.weightsManifest as object[])[0], paths }],
  });
  for (const paths of [['../a.bin'], ['/etc/passwd'], ['..'], [7]])
    await expect(imported(with_(paths))).rejects.toThrow('it names no files beside it that hold weights');
  await expect(imported(with_(['gone.bin']))).rejects.toThrow('/m/gone.bin cannot be opened');
  await expect(imported(saved.model, [100, 200])).rejects.toThrow('the numbers of "conv/kernel" are missing');
  await expect(imported({ format: 'graph-model', modelTopology: { node: [] } })).rejects.toThrow(
    'it has no graph of operators',
  );
  await expect(imported({})).rejects.toThrow('it holds no model of Keras');
});

test('its weights may be cut into however many files', async () => {
  const files = new MemoryFiles();
  const bytes = new Uint8Array(Buffer.from(saved.weights, 'base64'));
  const length = Math.ceil(bytes.length / 150);
  const paths = Array.from({ length: 150 }, (_, i) => `${i}.bin`);
  for (const [i, name] of paths.entries()) await files.write(`/m/${name}`, bytes.slice(i * length, (i + 1) * length));
  const [group] = saved.model.weightsManifest as object[];
  await files.write('/m/model.json', JSON.stringify({ ...saved.model, weightsManifest: [{ ...group, paths }] }));
  const { weights } = await tfjs.read({ file: '/m/model.json', files }, {}, { breathe: async () => {} });
  expect(weights).toEqual((await imported(saved.model)).weights);
});
