/** Models of Keras, held against what Keras gives (`test/conformance/make_keras_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unzlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { locate } from '../../graph/blocks.ts';
import { nameOf } from '../../graph/document.ts';
import { interpret } from '../../ir/interpret.ts';
import { randomStream } from '../../ir/random.ts';
import { UserError } from '../../problems.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import { word } from '../../texts/index.ts';
import { turned, withFirst } from '../common/flow.ts';
import type { Given, Imported } from '../define.ts';
import { keras } from './index.ts';
import { readModel } from './model.ts';

interface Saved {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly file: string;
  readonly ending: string;
  readonly inputs: Readonly<Record<string, Saved>>;
  readonly outputs: Readonly<Record<string, Saved>>;
}
const CASES = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../test/conformance/fixtures/keras.json'), 'utf8'),
) as Record<string, Case>;
const WORK = { breathe: async () => {} };

async function importedFrom(bytes: Uint8Array, ending: string, given: Given = {}): Promise<Imported> {
  const files = new MemoryFiles();
  await files.write(`/model${ending}`, bytes);
  return keras.read({ file: `/model${ending}`, files }, given, WORK);
}
const bytesOf = ({ file }: Case) => unzlibSync(Buffer.from(file, 'base64'));

/** What every output of an import gives, by its name. */
function outputsOf({ document, weights }: Imported, { inputs }: Case): Map<string, readonly number[]> {
  const checked = checkGraph(document.graph);
  expect(checked.problems.map(({ code, node }) => `${code} ${node}`)).toEqual([]);
  const model = compileToPredict(document, checked);
  const names = new Map(document.graph.nodes.map((node) => [node.id, nameOf(node) as string]));
  const feeds = Object.fromEntries(
    model.inputs.map(({ name, node, type }) => {
      const { shape, data } = inputs[names.get(node!)!]!;
      const sizes = type.shape.slice(1).join();
      // pictures come with their channels last there
      const order =
        sizes === shape.slice(1).join()
          ? shape.slice(1).map((_, axis) => axis)
          : shape.length === 5 && type.shape[1] === shape[1]
            ? [0, 3, 1, 2]
            : withFirst(shape.length - 1, shape.length - 2);
      const given = { shape, data: Float32Array.from(data) };
      return [name, turned(given, [0, ...order.map((axis) => axis + 1)])];
    }),
  );
  for (const { name, shape } of model.weights) {
    const found = weights.get(name);
    expect(found?.shape, name).toEqual(shape);
    feeds[name] = found as never;
  }
  const found = interpret(model.program('predict', 2), feeds);
  return new Map(
    model.outputs.map(({ name, node }) => [names.get(node!)!, Array.from(found[name]!.data as ArrayLike<number>)]),
  );
}

describe('a model of Keras gives the same numbers', () => {
  test.each(Object.keys(CASES).filter((name) => !/weights|refused/.test(name)))('%s', async (name) => {
    const saved = CASES[name]!;
    const imported = await importedFrom(bytesOf(saved), saved.ending);
    const refused = imported.report.filter(({ fate }) => fate === 'refused');
    expect(refused.map(({ node, why }) => `${node}: ${word(why!)}`)).toEqual([]);
    const outputs = outputsOf(imported, saved);
    const off = Object.entries(saved.outputs).flatMap(([output, { data }]) => {
      const found = outputs.get(`${output}_softmax`) ?? outputs.get(output);
      const largest = Math.max(1, ...data.map(Math.abs));
      const worst =
        found?.length === data.length
          ? Math.max(...data.map((value, i) => Math.abs(value - found[i]!))) / largest
          : NaN;
      return worst < 1e-5 ? [] : [`${output}: ${worst} of ${found?.length} and ${data.length}`];
    });
    expect(off).toEqual([]);
  });
});

const imported = (name: string, given?: Given) => importedFrom(bytesOf(CASES[name]!), CASES[name]!.ending, given);

test('layers keep their names, models within the model are blocks, layers that are called twice share', async () => {
  const { document, weights, report } = await imported('nested');
  const { nodes, blocks } = document.graph;
  expect(document.name).toBe('nested');
  expect(nodes.map(nameOf)).toEqual(expect.arrayContaining(['pixels', 'a', 'features', 'shared', 'shared_call2']));
  expect(blocks.map(({ name }) => name)).toEqual(['features']);
  expect(blocks[0]!.nodes.map(nameOf)).toEqual(expect.arrayContaining(['inside', 'norm']));
  expect([...weights.keys()]).toEqual(expect.arrayContaining(['features.inside.weight', 'shared.weight']));
  // the model that is called twice has its weights once
  expect([...weights.keys()].filter((name) => name.startsWith('head.')).length).toBe(4);
  const shared = nodes.find((node) => nameOf(node) === 'shared')!.id;
  expect(nodes.find((node) => nameOf(node) === 'shared_call2')).toMatchObject({ shares: shared });
  const inside = report.find(({ node }) => node === 'features.inside');
  expect(inside).toMatchObject({ op: 'Conv2D', fate: 'mapped' });
  // it is found where it stands
  expect(checkGraph(document.graph).expanded.origins.has(inside!.layers[0]!)).toBe(true);
  expect(locate(document.graph, inside!.layers[0]!)).toMatchObject({ block: blocks[0]!.id });
});

test('what it was compiled with comes along; a loss that reads raw outputs judges what stands before the softmax', async () => {
  const { training, graph } = (await imported('digits')).document;
  expect(training).toMatchObject({
    optimizer: { type: 'adam', settings: { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false } },
    learningRate: 3e-3,
    clipping: { type: 'norm', threshold: 1.5 },
    losses: [{ output: graph.nodes.find((node) => nameOf(node) === 'classes')!.id, loss: { type: 'crossEntropy' } }],
    metrics: [{ type: 'accuracy' }],
  });
  expect((await imported('nested-h5')).document.training).toMatchObject({
    optimizer: { type: 'rmsprop', settings: { alpha: 0.8 } },
    losses: [{ loss: { type: 'meanSquaredError' } }],
  });
});

test('code of a model is never run: it is refused by name, and an Identity keeps its place', async () => {
  const [input] = (await imported('refused')).report;
  expect([input!.fate, word(input!.why!)]).toEqual([
    'approximated',
    'the model leaves the size of axis 1 open ("pixels.1"), and here it is 64',
  ]);
  const { report, document } = await imported('refused', { 'pixels.1': 4 });
  expect(report.map(({ node, fate, why }) => [node, fate, why ? word(why) : ''])).toEqual([
    ['pixels', 'mapped', ''],
    ['lambda', 'refused', 'it runs code of its own, which is never run here'],
    ['own', 'refused', 'no layer here does what Own does'],
    ['dense', 'mapped', ''],
  ]);
  expect(document.graph.nodes.map(({ type }) => type)).toEqual(['input', 'identity', 'identity', 'dense']);
});

describe('what is wrong with a file is said', () => {
  test('weights alone are no network', async () => {
    await expect(imported('digits-weights')).rejects.toThrow('it holds weights without a network');
  });

  test('damage anywhere is refused in words', async () => {
    for (const name of ['digits', 'digits-h5']) {
      const whole = bytesOf(CASES[name]!);
      const next = randomStream(11, name);
      for (let i = 0; i < 40; i++) {
        const bytes = whole.slice(0, i % 5 === 0 ? Math.floor(next() * whole.length) : whole.length);
        for (let k = 0; k < 8; k++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
        await importedFrom(bytes, CASES[name]!.ending).catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
        });
      }
    }
  });

  test('configurations that are not what they should be', () => {
    const layer = (name: string, config: object = {}, inbound: unknown = []) => ({
      class_name: name,
      config: { name, ...config },
      inbound_nodes: inbound,
    });
    const model = (...layers: object[]) => ({
      class_name: 'Functional',
      config: { name: 'm', layers, input_layers: [['a', 0, 0]], output_layers: [['b', 0, 0]] },
    });
    for (const bad of [
      null,
      7,
      'Sequential',
      [],
      {},
      { class_name: 'Model', config: {} },
      { class_name: 'Sequential', config: { layers: [{}] } },
    ])
      expect(() => readModel(bad)).toThrow('it holds no model of Keras');
    let deep: object = layer('Dense');
    for (let i = 0; i < 30; i++) deep = { class_name: 'Sequential', config: { layers: [deep] } };
    expect(() => readModel(deep)).toThrow('it holds no model of Keras');
    expect(() => readModel(model(...Array.from({ length: 6000 }, (_, i) => layer(`d${i}`))))).toThrow(
      'more than 5000 layers',
    );
    // Keras 2 counts calls of inner models from their own making
    const inner = {
      class_name: 'Sequential',
      name: 'in',
      config: { name: 'in', layers: [] },
      inbound_nodes: [[['a', 0, 0, {}]]],
    };
    const read = readModel(model(layer('a'), inner, layer('b', {}, [[['in', 1, 0, {}]]])));
    expect(read.layers[2]!.calls[0]!.args[0]).toMatchObject({ layer: 'in', call: 0 });
  });
});
