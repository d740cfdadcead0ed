/**
 * Models and weights of other programs, damaged in their bytes or made absurd in what they say: each becomes a document that can be saved
 * and opened again, or is refused in a sentence, at once and in little memory.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { strFromU8, strToU8, unzipSync, unzlibSync, zipSync } from 'fflate';
import { ModelProtoSchema } from 'onnx-buf';
import { expect, it } from 'vitest';
import { long } from '../../test/conformance/effort.ts';
import { damaged, mangledText } from '../../test/damage.ts';
import { movedWeights } from '../../test/interchange/roundTrip.ts';
import { templateOf } from '../../templates/index.ts';
import { MemoryFiles } from '../files/memory.ts';
import { parseDocument, serialize } from '../graph/file.ts';
import { randomStream } from '../ir/random.ts';
import { checkGraph } from '../passes/check.ts';
import { UserError, wordProblem } from '../problems.ts';
import { writeSafetensors } from '../data/formats/safetensors.ts';
import { encodeModel } from '../targets/onnx/model.ts';
import { onnxModel } from '../targets/onnxFile/model.ts';
import { tfjsFile } from '../targets/tfjsFile/index.ts';
import { tensor } from '../types/tensor.ts';
import { importAdapters } from './adapters.ts';
import { importModel, writeImported } from './importModel.ts';
import { readWeightsFile } from './weightsFile.ts';

type Files = Readonly<Record<string, Uint8Array>>;
type Next = () => number;

const fixture = <T>(name: string): T =>
  JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, `../../test/conformance/fixtures/${name}.json`), 'utf8'),
  ) as T;
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const packed = (text: string) => unzlibSync(bytesOf(text));
type Cases = Readonly<Record<string, { readonly file: string; readonly ending: string }>>;
const [keras, pt2] = [fixture<Cases>('keras'), fixture<Cases>('pt2')];
const layersModel = fixture<{ model: object; weights: string }>('tfjs');
const adapters = fixture<{ files: Readonly<Record<string, string>> }>('peft-llama').files;
const LLAMA = { vocabulary: 20, length: 8, layers: 2, width: 16, heads: 4, keyHeads: 2, hidden: 24 };

/** A network of the gallery as it is exported. */
function exported(template: string, settings = {}) {
  const document = templateOf(template)!.make(settings);
  const checked = checkGraph(document.graph);
  return { document, checked, weights: movedWeights(document, checked) };
}
function asOnnx(template: string, settings = {}): Files {
  const { document, checked, weights } = exported(template, settings);
  return { 'model.onnx': encodeModel(onnxModel(document, checked, weights).graph) };
}
/** As a graph model of TensorFlow.js. */
function asGraph(template: string, settings = {}): Files {
  const files = tfjsFile.export({ ...exported(template, settings), form: 'graph' });
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]),
  );
}

/** The numbers of a model's weights in a file beside it. */
function outside(files: Files): Files {
  const model = fromBinary(ModelProtoSchema, files['model.onnx']!);
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const proto of model.graph!.initializer) {
    if (proto.rawData.length === 0) continue;
    parts.push(proto.rawData);
    proto.externalData = [
      { key: 'location', value: 'w.bin' },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(proto.rawData.length) },
    ].map((entry) => ({ $typeName: 'onnx.StringStringEntryProto', ...entry }) as never);
    proto.dataLocation = 1;
    offset += proto.rawData.length;
    proto.rawData = new Uint8Array();
  }
  return { 'model.onnx': toBinary(ModelProtoSchema, model), 'w.bin': new Uint8Array(Buffer.concat(parts)) };
}

const zipped = (members: Files): Uint8Array => zipSync(members as Record<string, Uint8Array>, { level: 0 });

/** One file of several by name, changed. */
const changing =
  (name: string, change: (bytes: Uint8Array, next: Next) => Uint8Array) =>
  (files: Files, next: Next): Files => ({ ...files, [name]: change(files[name]!, next) });
const inBytes = (files: Files, next: Next): Files => {
  const names = Object.keys(files);
  return changing(names[Math.floor(next() * names.length)]!, damaged)(files, next);
};
const inJson = (bytes: Uint8Array, next: Next): Uint8Array => strToU8(mangledText(strFromU8(bytes), next));
/** In a zip file: one of its texts, or which members it has. */
const inZip = (bytes: Uint8Array, next: Next): Uint8Array => {
  const members = unzipSync(bytes);
  const names = Object.keys(members);
  const texts = names.filter((name) => name.endsWith('.json'));
  const [text, any] = [texts, names].map((list) => list[Math.floor(next() * list.length)]!) as [string, string];
  if (next() < 0.8) return zipped({ ...members, [text]: inJson(members[text]!, next) });
  const { [any]: gone, ...others } = members;
  const names_ = ['../x', 'constructor', names[Math.floor(next() * names.length)]!, ''];
  return zipped(next() < 0.4 ? others : { ...others, [names_[Math.floor(next() * 4)]!]: gone! });
};

const LARGE = [0n, -1n, 1n << 31n, 1n << 40n, 1n << 60n, (1n << 63n) - 1n];
/** A message with one of its fields made absurd. */
function inMessage(bytes: Uint8Array, next: Next): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  for (let changes = 1 + Math.floor(next() * 3); changes > 0; changes--) {
    let at = model as unknown as Record<string, unknown>;
    for (;;) {
      const key = pick(Object.keys(at).filter((name) => !name.startsWith('$')));
      const value = key === undefined ? undefined : at[key];
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && next() < 0.9) {
        if (Object.keys(value).length > 0) {
          at = value as Record<string, unknown>;
          continue;
        }
      }
      if (key === undefined || key === 'case') break;
      at[key] = absurd(value, model, next);
      break;
    }
  }
  try {
    return toBinary(ModelProtoSchema, model);
  } catch {
    return bytes;
  }
}
function absurd(value: unknown, model: unknown, next: Next): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  if (typeof value === 'bigint') return pick([...LARGE, value + 1n, value * 1000n]);
  if (typeof value === 'number') return pick([0, -1, 1, 7, 16, 2 ** 31 - 1, -(2 ** 31), Number.NaN, value + 1]);
  if (typeof value === 'string') {
    const names = (model as { graph: { node: { input: string[]; output: string[] }[] } }).graph.node.flatMap(
      ({ input, output }) => [...input, ...output],
    );
    return pick(['', '__proto__', 'constructor', '../../w.bin', 'Loop', 'x'.repeat(1 << 16), ...names]);
  }
  if (ArrayBuffer.isView(value)) return damaged(value as Uint8Array, next);
  const list = Array.isArray(value) ? (value as unknown[]) : undefined;
  if (!list) return value;
  const one = pick(list);
  return pick([
    [],
    list.slice(1),
    list.toReversed(),
    [...list, ...list],
    ...(one === undefined ? [] : [Array.from({ length: 1000 }, () => one)]),
  ]);
}

interface Kind {
  readonly from: () => readonly Files[];
  /** The file that is opened. */
  readonly open: string;
  readonly damages: readonly ((files: Files, next: Next) => Files)[];
  readonly read?: (files: MemoryFiles, file: string) => Promise<unknown>;
}

const weightsFile = (files: MemoryFiles, file: string) => readWeightsFile(files, file);
const named = (name: string, text: string): Files => ({ [name]: packed(text) });
const numbers = (...names: string[]) =>
  writeSafetensors(new Map(names.map((name) => [name, tensor('float32', [2], [1, 2])])));

const KINDS: Readonly<Record<string, Kind>> = {
  onnx: {
    from: () => [asOnnx('lenet-5'), asOnnx('gpt', { layers: 1 }), asOnnx('sequence-tagger')],
    open: 'model.onnx',
    damages: [inBytes, changing('model.onnx', inMessage), changing('model.onnx', inMessage)],
  },
  'onnx and a file beside it': {
    from: () => [outside(asOnnx('mlp'))],
    open: 'model.onnx',
    damages: [inBytes, changing('model.onnx', inMessage)],
  },
  keras: {
    from: () => ['digits', 'tokens', 'nested', 'volumes'].map((name) => named('model.keras', keras[name]!.file)),
    open: 'model.keras',
    damages: [inBytes, changing('model.keras', inZip), changing('model.keras', inZip)],
  },
  h5: {
    from: () => ['digits-h5', 'nested-h5'].map((name) => named('model.h5', keras[name]!.file)),
    open: 'model.h5',
    damages: [inBytes],
  },
  'weights.h5': {
    from: () => [named('w.weights.h5', keras['digits-weights']!.file)],
    open: 'w.weights.h5',
    damages: [inBytes],
    read: weightsFile,
  },
  'TensorFlow.js, of layers': {
    from: () => [
      {
        'model.json': strToU8(JSON.stringify(layersModel.model)),
        'group1-shard1of2.bin': bytesOf(layersModel.weights).slice(0, 100),
        'group1-shard2of2.bin': bytesOf(layersModel.weights).slice(100),
      },
    ],
    open: 'model.json',
    damages: [changing('model.json', inJson), changing('model.json', inJson), inBytes],
  },
  'TensorFlow.js, of operators': {
    from: () => [asGraph('lenet-5'), asGraph('gpt', { layers: 1 })],
    open: 'model.json',
    damages: [changing('model.json', inJson)],
  },
  pt2: {
    from: () => ['images', 'sequences', 'places', 'masks'].map((name) => named('model.pt2', pt2[name]!.file)),
    open: 'model.pt2',
    damages: [changing('model.pt2', inZip), changing('model.pt2', inZip), inBytes],
  },
  'an index of safetensors': {
    from: () => [
      {
        'model.safetensors.index.json': strToU8(
          JSON.stringify({ metadata: {}, weight_map: { a: '1.safetensors', b: '2.safetensors' } }),
        ),
        '1.safetensors': numbers('a', 'c'),
        '2.safetensors': numbers('b'),
      },
    ],
    open: 'model.safetensors.index.json',
    damages: [changing('model.safetensors.index.json', inJson), inBytes],
    read: weightsFile,
  },
  adapters: {
    from: () => [Object.fromEntries(Object.entries(adapters).map(([name, text]) => [name, bytesOf(text)]))],
    open: 'adapter_config.json',
    damages: [changing('adapter_config.json', inJson), inBytes],
    read: (files) => importAdapters(files, '/m', templateOf('llama')!.make(LLAMA), null),
  },
  documents: {
    from: () => [{ 'a.loom': strToU8(serialize(templateOf('gpt')!.make({}))) }],
    open: 'a.loom',
    damages: [changing('a.loom', inJson), inBytes],
    read: async (files, file) => {
      const { graph } = parseDocument(new TextDecoder().decode(await files.read(file)), 'a.loom');
      checkGraph(graph);
    },
  },
};

/** Milliseconds that a single file may take of the processor. */
const LONGEST = 10_000;
const CASES = long ? 20_000 : 12;
const busy = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** A model becomes what can be written and opened again. */
async function importWhole(files: MemoryFiles, file: string): Promise<void> {
  const imported = await importModel({ file, files }, {}, { breathe: async () => {} });
  const text = serialize(imported.document);
  expect(serialize(parseDocument(text, 'a.loom'))).toBe(text);
  checkGraph(imported.document.graph);
  await writeImported(files, '/m/out.safetensors', imported);
}

it.each(Object.entries(KINDS))('%s', async (kind, { from, open, damages, read = importWhole }) => {
  const seed = long ? Date.now() : 5;
  const next = randomStream(seed, `untrusted/${kind}`);
  const whole = from();
  let [refused, slowest] = [0, 0];
  for (let i = 0; i < CASES; i++) {
    const given = damages[i % damages.length]!(whole[i % whole.length]!, next);
    const files = new MemoryFiles();
    for (const [name, bytes] of Object.entries(given)) await files.write(`/m/${name}`, bytes);
    const started = busy();
    try {
      await read(files, `/m/${open}`);
    } catch (error) {
      if (!(error instanceof UserError))
        throw new Error(`seed ${seed}, case ${i}: ${Buffer.from(given[open]!).toString('base64')}`, { cause: error });
      expect(error.problems.map(wordProblem).join(' ')).not.toBe('');
      refused++;
    }
    slowest = Math.max(slowest, busy() - started);
  }
  if (long) console.log(`${kind}: ${CASES} files, ${refused} refused, the slowest in ${slowest.toFixed(0)} ms`);
  expect(refused).toBeGreaterThan(0);
  expect(slowest).toBeLessThan(LONGEST);
});

/** What is small and would become very much, or have no end. */
const layer = (name: string, class_name: string, from: readonly string[], config: object = {}) => ({
  name,
  class_name,
  config: { name, ...config },
  inbound_nodes: from.map((one) => [[one, 0, 0, {}]]),
});
/** A model that calls one within it ten times, which calls one ten times, and so on. */
function calling(depth: number): object {
  const inner =
    depth === 0
      ? layer('last', 'ReLU', ['x'])
      : { ...layer('last', 'Functional', new Array<string>(10).fill('x')), config: calling(depth - 1) };
  return {
    name: `m${depth}`,
    layers: [layer('x', 'InputLayer', [], { batch_input_shape: [null, 4] }), inner],
    input_layers: [['x', 0, 0]],
    output_layers: [['last', 0, 0]],
  };
}
const tfjsModel = (more: object): Files => ({
  'model.json': strToU8(JSON.stringify({ ...layersModel.model, ...more })),
  'w.bin': new Uint8Array(4),
});

const BOMBS: Readonly<Record<string, readonly [open: string, files: () => Files, says: RegExp]>> = {
  'models that call models': [
    'model.json',
    () => tfjsModel({ modelTopology: { class_name: 'Functional', config: calling(10) }, weightsManifest: [] }),
    /more than 20,000 layers/,
  ],
  'one file of weights a thousand times': [
    'model.json',
    () => tfjsModel({ weightsManifest: [{ paths: new Array<string>(1000).fill('w.bin'), weights: [] }] }),
    /"?w\.bin/,
  ],
  'weights that all lie in one place': [
    'model.onnx',
    () => {
      const files = outside(asOnnx('mlp'));
      const model = fromBinary(ModelProtoSchema, files['model.onnx']!);
      const { initializer } = model.graph!;
      const [largest] = initializer.toSorted((a, b) =>
        Number(b.dims.reduce((x, y) => x * y) - a.dims.reduce((x, y) => x * y)),
      );
      for (let i = 0; i < 100; i++) initializer.push({ ...largest!, name: `again${i}` });
      return { ...files, 'model.onnx': toBinary(ModelProtoSchema, model) };
    },
    /its tensors lie on each other/,
  ],
  'a program whose weights are all one': [
    'model.pt2',
    () => {
      const members = unzipSync(packed(pt2.images!.file));
      const place = Object.keys(members).find((name) => name.endsWith('model_weights_config.json'))!;
      const { config } = JSON.parse(strFromU8(members[place]!)) as { config: Record<string, unknown> };
      const [one] = Object.values(config);
      const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`w${i}`, one]));
      return { 'model.pt2': zipped({ ...members, [place]: strToU8(JSON.stringify({ config: many })) }) };
    },
    /its tensors lie on each other/,
  ],
  'a heap of texts that goes round in a circle': [
    'model.h5',
    () => {
      const bytes = packed(keras['nested-h5']!.file);
      const heap = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('GCOL');
      return { 'model.h5': bytes.slice().fill(0, heap + 16, heap + 32) };
    },
    /damaged/,
  ],
};

it.each(Object.entries(BOMBS))('%s: refused before it is read', async (_, [open, given, says]) => {
  const files = new MemoryFiles();
  for (const [name, bytes] of Object.entries(given())) await files.write(`/m/${name}`, bytes);
  const started = busy();
  await expect(importWhole(files, `/m/${open}`)).rejects.toThrow(says);
  expect(busy() - started).toBeLessThan(LONGEST);
});
