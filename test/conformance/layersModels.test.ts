/**
 * Models of TensorFlow.js Layers, from every example of a layer that has a word there and from templates: TensorFlow.js gives what the
 * engine gives, and the importer brings them back to the same numbers. What has no word is refused by its name.
 */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { MemoryFiles } from '../../engine/files/memory.ts';
import { type Document, documentSchema, nameOf } from '../../engine/graph/document.ts';
import { tfjs } from '../../engine/importers/tfjs/index.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { type Layer, type LayerExample, sampleShape } from '../../engine/layers/define.ts';
import { LAYERS, nodePorts } from '../../engine/layers/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compileToPredict } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { UserError } from '../../engine/problems.ts';
import type { ProjectFiles } from '../../engine/targets/define.ts';
import { MODEL, WEIGHTS } from '../../engine/targets/tfjsFile/commands.ts';
import { tfjsFile } from '../../engine/targets/tfjsFile/index.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { type Tensor, tensor, type TensorType } from '../../engine/types/tensor.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { movedWeights } from '../interchange/roundTrip.ts';

interface Part {
  readonly id: string;
  readonly type: string;
  readonly settings?: object;
  /** What feeds its ports, in their order; `-` where nothing does. */
  readonly from?: string;
}

function drawn(parts: readonly Part[]): Document {
  const position = { x: 0, y: 0 };
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'drawn',
    graph: {
      nodes: parts.map(({ from: _, ...node }) => ({ settings: {}, position, ...node })),
      edges: parts.flatMap(({ id, type, settings = {}, from = '' }) => {
        const ports = nodePorts({ type, settings: settings as never }).inputs;
        return from.split(' ').flatMap((node, i) => {
          const port = (ports[i] ?? ports.at(-1))?.name;
          return port === undefined || node === '-' ? [] : [{ from: { node, port: 'output' }, to: { node: id, port } }];
        });
      }),
    },
    training: { losses: [] },
  });
}

/** The layer of an example behind inputs, one for each wire. */
function documentOf(layer: Layer, { inputs, settings = {} }: LayerExample): Document {
  const types = Array.from(inputs as readonly (TensorType | undefined)[]);
  const fed = types.flatMap((type, i) =>
    type ? [{ id: `in${i}`, type: 'input', settings: { shape: sampleShape(type), values: type.dtype } }] : [],
  );
  const from = types.map((type, i) => (type ? `in${i}` : '-')).join(' ');
  return drawn([...fed, { id: 'one', type: layer.id, settings, from }]);
}

const exported = (document: Document): ProjectFiles => {
  const checked = checkGraph(document.graph);
  return tfjsFile.export({ document, checked, weights: movedWeights(document, checked), form: 'layers' });
};

/** What the engine gives for rows, in double precision. */
function wanted(document: Document, weights: ReadonlyMap<string, Tensor>, rows: readonly Tensor[]): Given[] {
  const model = compileToPredict(expandDocument(document), checkGraph(document.graph));
  const feeds = {
    ...Object.fromEntries(weights),
    ...Object.fromEntries(model.inputs.map(({ name }, i) => [name, rows[i]!])),
  };
  const given = interpret(model.program('predict', rows[0]!.shape[0]!), feeds, { precision: 'float64' });
  return model.outputs.map(({ name }) => ({ shape: given[name]!.shape, data: Array.from(given[name]!.data, Number) }));
}

function rowsFor(document: Document, below = 2): Tensor[] {
  const { inputs } = compileToPredict(expandDocument(document), checkGraph(document.graph));
  return inputs.map(({ type }, i) => {
    const shape = [2, ...sampleShape(type)];
    const numbers = Array.from({ length: sizeOf(shape) }, (_, at) => 2 * Math.sin(1 + i + 1.7 * at));
    return type.dtype === 'float32'
      ? tensor('float32', shape, Float32Array.from(numbers))
      : tensor(
          'int32',
          shape,
          Int32Array.from(numbers, (x) => Math.floor((Math.abs(x) / 2.001) * below)),
        );
  });
}

/** What a model gives. */
interface Given {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const toLast = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1];

/** What TensorFlow.js gives for the same rows, from the files alone. */
async function loaded(files: ProjectFiles, rows: readonly Tensor[]): Promise<Given[]> {
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(files[MODEL] as string);
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: Uint8Array.from(files[WEIGHTS] as Uint8Array).buffer,
    }),
  );
  const fed = rows.map(({ data, shape, dtype }, i) => {
    const x = tf.tensor(data as Float32Array, [...shape], dtype as 'float32');
    return userDefinedMetadata.inputs[i].channelsLast ? tf.transpose(x, toLast(shape.length)) : x;
  });
  const made = [model.predict(fed.length === 1 ? fed[0]! : fed)].flat();
  const found = made.map((one) => ({ shape: one.shape, data: Array.from(one.dataSync()) }));
  model.dispose();
  return found;
}

/** What the importer's document gives. */
async function again(files: ProjectFiles, names: readonly string[], rows: readonly Tensor[]): Promise<Given[]> {
  const disk = new MemoryFiles();
  for (const name of [MODEL, WEIGHTS]) await disk.write(`/m/${name}`, files[name]!);
  const { document, weights, report } = await tfjs.read(
    { file: `/m/${MODEL}`, files: disk },
    {},
    { breathe: async () => {} },
  );
  expect(report.filter(({ fate }) => fate === 'refused')).toEqual([]);
  const order = document.graph.nodes.filter(({ type }) => type === 'input').map(nameOf);
  return wanted(
    document,
    weights,
    order.map((name) => rows[names.indexOf(name)]!),
  );
}

function expectAlike(found: readonly Given[], right: readonly Given[], name = ''): void {
  expect(
    found.map(({ shape }) => shape),
    name,
  ).toEqual(right.map(({ shape }) => shape));
  found.forEach(({ data }, i) => {
    const most = Math.max(1, ...right[i]!.data.map(Math.abs));
    const away = data.reduce(
      (sum: number, x, at) => Math.max(sum, Math.abs(Number(x) - Number(right[i]!.data[at]))),
      0,
    );
    expect(away / most, name).toBeLessThan(2e-5);
  });
}

/** Their examples end with maps whose last axis the importer takes for channels. */
const TURNED = new Set(['reshape', 'unsqueeze']);

interface Held {
  readonly name?: string;
  readonly below?: number | undefined;
  readonly comesBack?: boolean;
}
async function holds(document: Document, { name, below, comesBack = true }: Held = {}): Promise<void> {
  const rows = rowsFor(document, below);
  const files = exported(document);
  const right = wanted(document, movedWeights(document), rows);
  expectAlike(await loaded(files, rows), right, name);
  const names = document.graph.nodes.filter(({ type }) => type === 'input').map(nameOf);
  if (comesBack) expectAlike(await again(files, names, rows), right, `${name} again`);
}

/** Whether a document is written; else the layers that are named. */
function refusal(document: Document): string | undefined {
  try {
    exported(document);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

/** Examples whose layer has a word. */
const words = LAYERS.flatMap((layer) => {
  const like = new Set<string>();
  const cases = layer.examples.flatMap((example, i) => {
    // another size alone is the same word
    const one = JSON.stringify([
      example.settings,
      example.inputs.map((type) => type && [type.dtype, type.shape.length]),
    ]);
    if (like.has(one)) return [];
    like.add(one);
    const document = documentOf(layer, example);
    // what no Input gives cannot stand alone
    if (checkGraph(document.graph).problems.some(({ severity }) => severity === 'error')) return [];
    return refusal(document) === undefined ? [{ name: `example ${i}`, document, below: example.below }] : [];
  });
  return cases.length > 0 ? [{ id: layer.id, cases }] : [];
});

describe('layers that TensorFlow.js has', () => {
  it.each(words)('$id', async ({ id, cases }) => {
    for (const { name, document, below } of cases) await holds(document, { name, below, comesBack: !TURNED.has(id) });
  });
  it('are so many', () => expect(words.length).toBeGreaterThan(60));
});

describe('networks', () => {
  it.each(['mnist-cnn', 'resnet', 'mobilenet', 'sequence-tagger', 'text-cnn'])('%s', async (id) => {
    const template = TEMPLATES.find((one) => one.id === id)!;
    await holds(template.make(template.small));
  });

  it('a layer that is applied twice, one that is frozen, and one for each step', async () => {
    const parts = [
      { id: 'a', type: 'input', settings: { shape: [4, 3] } },
      { id: 'b', type: 'input', settings: { shape: [4, 3] } },
      { id: 'both', type: 'dense', settings: { units: 5 }, frozen: true, from: 'a' },
      { id: 'again', type: 'dense', settings: { units: 5 }, shares: 'both', frozen: true, from: 'b' },
      { id: 'sum', type: 'add', from: 'both again' },
      { id: 'rows', type: 'reshape', settings: { shape: [5, 1] }, steps: 1, from: 'sum' },
      { id: 'each', type: 'flatten', steps: 1, from: 'rows' },
      { id: 'out', type: 'lstm', settings: { units: 2, layers: 2, direction: 'both', dropout: 0.2 }, from: 'each' },
    ];
    const document = drawn(parts);
    const { layers } = JSON.parse(exported(document)[MODEL] as string).modelTopology.config as {
      layers: { name: string; class_name: string; config: { trainable?: boolean }; inbound_nodes: unknown[] }[];
    };
    const named = (name: string) => layers.find((one) => one.name === name)!;
    expect(named('both').inbound_nodes).toHaveLength(2);
    expect(named('both').config.trainable).toBe(false);
    expect(named('each').class_name).toBe('TimeDistributed');
    expect(layers.map(({ class_name }) => class_name).slice(-3)).toEqual(['Bidirectional', 'Dropout', 'Bidirectional']);
    await holds(document);
  });

  it('without weights, as TensorFlow.js starts them', async () => {
    const document = drawn([
      { id: 'in', type: 'input', settings: { shape: [3] } },
      { id: 'out', type: 'dense', settings: { units: 2 }, from: 'in' },
    ]);
    const files = tfjsFile.export({ document, checked: checkGraph(document.graph), form: 'layers' });
    const { modelTopology, ...rest } = JSON.parse(files[MODEL] as string);
    expect([rest.weightsManifest, files[WEIGHTS]]).toEqual([undefined, undefined]);
    const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
    expect((model.predict(tf.ones([2, 3])) as tf.Tensor).shape).toEqual([2, 2]);
  });

  it('with layers that it has not are refused by their names, a kind once', () => {
    const message = refusal(
      drawn([
        { id: 'in', type: 'input', settings: { shape: [4, 3] } },
        { id: 'first', type: 'groupNorm', settings: { groups: 2 }, from: 'in' },
        { id: 'second', type: 'groupNorm', settings: { groups: 2 }, from: 'first' },
        { id: 'rnn', type: 'gru', from: 'second' },
      ]),
    );
    expect(message).toContain('Group norm "first", GRU "rnn". Export the graph model instead');
  });
});
