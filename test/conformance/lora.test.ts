/** Layers with low-rank adapters compute and learn as those of Hugging Face's PEFT (`make_lora_fixtures.py`), and so do their merged weights. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../engine/data/formats/safetensors.ts';
import { peftFiles } from '../../engine/export/peft.ts';
import { MemoryFiles } from '../../engine/files/memory.ts';
import { type Document, documentSchema, nameOf } from '../../engine/graph/document.ts';
import { setProperties } from '../../engine/graph/edits.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { hashName, streamKey, uniformAt } from '../../engine/ir/random.ts';
import { editWithin } from '../../engine/graph/blocks.ts';
import { adapt, canAdapt, frozenWithoutAdapters } from '../../engine/layers/adapt.ts';
import { freeze } from '../../engine/layers/freeze.ts';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { type CheckedGraph, checkGraph } from '../../engine/passes/check.ts';
import { compile, compileToPredict } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { summarize } from '../../engine/passes/summary.ts';
import type { UserError } from '../../engine/problems.ts';
import { importAdapters } from '../../engine/runs/adapters.ts';
import { initialState } from '../../engine/train/initial.ts';
import { mergeAdapters, withoutAdapters } from '../../engine/train/mergeAdapters.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { templateOf } from '../../templates/index.ts';

interface Reference {
  readonly input: readonly number[];
  readonly shape: readonly number[];
  readonly output: readonly number[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}
const references = JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures', 'lora.json'), 'utf8')) as Record<
  string,
  Reference
>;

function numbers(name: string, shape: readonly number[]): Tensor {
  const key = streamKey(1, hashName(name));
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => 2 * uniformAt(key, i) - 1);
  return { dtype: 'float32', shape, data };
}

const LORA = { rank: 2, scale: 1.5 };
const conv = { filters: 4, kernel: [3, 3], stride: [2, 2], padding: 'explicit', explicitPadding: [1, 1] };
const LAYERS: Readonly<Record<string, readonly [type: string, settings: object]>> = {
  dense: ['dense', { units: 3 }],
  turned: ['dense', { units: 3, transposed: true }],
  conv: ['conv2d', conv],
  attention: ['multiHeadAttention', { heads: 2 }],
};

function network(name: string, input: readonly number[]): Document {
  const [type, settings] = LAYERS[name]!;
  const position = { x: 0, y: 0 };
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: input.slice(1) }, position },
        { id: name, type, settings, position, lora: LORA },
      ],
      edges: [
        {
          from: { node: 'x', port: 'output' },
          to: { node: name, port: type === 'multiHeadAttention' ? 'query' : 'input' },
        },
      ],
    },
    training: { losses: [{ loss: { type: 'meanSquaredError' } }] },
  });
}

const farthest = (ours: ArrayLike<number>, theirs: readonly number[]): number => {
  expect(ours.length).toBe(theirs.length);
  return Math.max(...theirs.map((value, i) => Math.abs(ours[i]! - value)));
};

describe('as PEFT computes', () => {
  it.each(Object.entries(references))('%s', async (name, { input, shape, output, loss, gradients }) => {
    const document = network(name, input);
    const checked = checkGraph(document.graph);
    const target = { dtype: 'float32' as const, shape: ['N', ...shape.slice(1)] as const };
    const model = compile(document, { target }, checked);
    const state = initialState(model, 0);
    for (const { name, shape } of model.weights) state.set(name, numbers(name, shape));
    expect(model.weights.flatMap(({ name, trainable }) => (trainable ? [name] : [])).sort()).toEqual(
      Object.keys(gradients)
        .map((weight) => `${name}.${weight}`)
        .sort(),
    );
    const feeds = { 'input:x': numbers(`${name}/x`, input), 'target:target': numbers(`${name}/t`, shape) };
    const session = await onnxEngine.open(model, new Map(state), { device: 'cpu', threads: 1 });
    const found = await session.run('gradients', input[0]!, feeds);
    expect(found.loss!.data[0]).toBeCloseTo(loss, 5);
    for (const [weight, expected] of Object.entries(gradients))
      expect(farthest(found[`gradient:${name}.${weight}`]!.data, expected), weight).toBeLessThan(2e-5);
    await session.close();
    // merged: the same network without adapters
    const plain = withoutAdapters(document);
    const merged = compile(plain, { target });
    const weights = mergeAdapters(
      checked,
      checkGraph(plain.graph),
      new Map(model.weights.map(({ name }) => [name, state.get(name)!])),
    );
    expect([...weights.keys()].sort()).toEqual(merged.weights.map(({ name }) => name).sort());
    const whole = await onnxEngine.open(merged, new Map(weights), { device: 'cpu', threads: 1 });
    const { [`output:${name}`]: given } = await whole.run('predict', input[0]!, feeds);
    expect(farthest(given!.data, output)).toBeLessThan(2e-5);
    await whole.close();
  });
});

interface SavedAdapters {
  readonly template: string;
  readonly settings: object;
  readonly transposed: boolean;
  /** What learns whole beside the adapters. */
  readonly whole: readonly string[] | null;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
}
const saved = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'peft.json'), 'utf8'),
) as SavedAdapters[];

describe('adapters alone are written as PEFT does', () => {
  it.each(saved.map((one) => [one.template, one] as const))('%s', (template, { settings, tensors, ...about }) => {
    const made = templateOf(template)!.make({ ...settings });
    const blocks = made.graph.nodes.filter(({ type }) => type === 'block').map(({ id }) => id);
    const adapted = adapt(made, blocks, { rank: 3, scale: 2 });
    const heads = made.graph.nodes.filter(({ label }) => about.whole?.includes(label!)).map(({ id }) => id);
    const document = setProperties(adapted, heads, { frozen: undefined });
    const checked = checkGraph(document.graph);
    const weights = new Map(
      [...checked.nodes.values()].flatMap(({ node, weights }) =>
        Object.entries(weights).map(([name, { shape }]) => {
          const full = `${nameOf(node)}.${name}`;
          return [full, numbers(full, shape)] as const;
        }),
      ),
    );
    const files = peftFiles(checked, weights);
    const written = readSafetensors(files['adapter_model.safetensors'] as Uint8Array);
    expect(Object.fromEntries([...written].map(([name, { shape }]) => [name, [...shape]]))).toEqual(tensors);
    const config = JSON.parse(files['adapter_config.json'] as string) as object;
    expect(config).toMatchObject({
      r: 3,
      lora_alpha: 6,
      fan_in_fan_out: about.transposed,
      modules_to_save: about.whole,
    });
  });

  it.each(['transposedConv2d', 'depthwiseConv2d', 'conv2d'])('says where PEFT has none for a %s', (type) => {
    const settings = type === 'conv2d' ? { filters: 4, groups: 2 } : {};
    const position = { x: 0, y: 0 };
    const { graph } = documentSchema.parse({
      format: 'loom',
      version: 1,
      graph: {
        nodes: [
          { id: 'x', type: 'input', settings: { shape: [4, 6, 6] }, position },
          { id: 'up', type, settings, position, lora: LORA },
        ],
        edges: [{ from: { node: 'x', port: 'output' }, to: { node: 'up', port: 'input' } }],
      },
    });
    expect(() => peftFiles(checkGraph(graph), new Map())).toThrow('PEFT has no adapters for "up"');
  });

  it('says where there are none', () =>
    expect(() => peftFiles(checkGraph(templateOf('mlp')!.make().graph), new Map())).toThrow('No layer'));
});

describe('adapters that PEFT saved', () => {
  const { base, files, tokens, logits } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, 'fixtures', 'peft-llama.json'), 'utf8'),
  ) as {
    readonly base: string;
    readonly files: Readonly<Record<string, string>>;
    readonly tokens: readonly number[];
    readonly logits: readonly number[];
  };
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const document = templateOf('llama')!.make({
    ...{ vocabulary: 20, length: 8, layers: 2, width: 16, heads: 4, keyHeads: 2, hidden: 24 },
  });
  const onDisk = async (changed: Readonly<Record<string, Uint8Array>> = {}) => {
    const memory = new MemoryFiles();
    await memory.write('/base.safetensors', bytes(base));
    for (const [name, text] of Object.entries(files)) await memory.write(`/a/${name}`, changed[name] ?? bytes(text));
    return memory;
  };

  it('are put on the layers of their names, of several ranks and scales, and give the same numbers', async () => {
    const put = await importAdapters(await onDisk(), '/a', document, '/base.safetensors');
    expect(put.modules).toHaveLength(5);
    expect(put.fit).toMatchObject({ fresh: [], left: [] });
    const checked = checkGraph(put.document.graph);
    const model = compileToPredict(expandDocument(put.document), checked);
    const feeds = Object.fromEntries([
      ...model.weights.map(({ name }) => [name, put.weights.tensors.get(name)!] as const),
      [model.inputs[0]!.name, { dtype: 'int32', shape: [2, 8], data: Int32Array.from(tokens) }] as const,
    ]);
    const found = interpret(model.program('predict', 2), feeds)[model.outputs[0]!.name]!;
    expect(farthest(found.data, logits)).toBeLessThan(1e-5);
    // the head learns whole, and of the rest what was adapted
    const { trainable } = summarize(put.document).total;
    const learned = 20 * 16 + 2 * (4 * (16 + 16) + 4 * (16 + 8) + 2 * (24 + 16));
    expect(trainable).toBe(learned);
    // and they leave as they came
    const written = readSafetensors(peftFiles(checked, put.weights.tensors)['adapter_model.safetensors'] as Uint8Array);
    const own = readSafetensors(bytes(files['adapter_model.safetensors']!));
    for (const [name, { data }] of own)
      if (!name.includes('1.self_attn.q_proj.lora_B'))
        expect(Array.from(written.get(name)!.data, Number), name).toEqual(Array.from(data, Number));
  });

  it('are put on the same network within another module, whose name stands before all others', async () => {
    const nodes = document.graph.nodes.map((node) => ({ ...node, ...(node.label && { label: `m.${node.label}` }) }));
    const outer = { ...document, graph: { ...document.graph, nodes } };
    const [plain, within] = await Promise.all(
      [document, outer].map(async (one) => importAdapters(await onDisk(), '/a', one, null)),
    );
    expect(within!.modules).toEqual(plain!.modules.map((name) => `m.${name}`));
    expect(within!.fit.left).toEqual([]);
    const named = [...plain!.weights.tensors].map(([name, tensor]) => [`m.${name}`, tensor] as const);
    expect(within!.weights.tensors).toEqual(new Map(named));
    expect(summarize(within!.document).total).toEqual(summarize(plain!.document).total);
  });

  it('are refused in a sentence where they are of another network or of another kind', async () => {
    const config = JSON.parse(new TextDecoder().decode(bytes(files['adapter_config.json']!))) as object;
    const withConfig = (more: object) => ({
      'adapter_config.json': new TextEncoder().encode(JSON.stringify({ ...config, ...more })),
    });
    const refused = async (changed: Readonly<Record<string, Uint8Array>>, of = document) =>
      importAdapters(await onDisk(changed), '/a', of, null).then(
        () => '',
        (error: UserError) => error.message,
      );
    expect(await refused({}, templateOf('mlp')!.make())).toContain('no layer of the network has the name');
    expect(await refused(withConfig({ peft_type: 'IA3' }))).toContain('the kind IA3');
    expect(await refused(withConfig({ use_dora: true }))).toContain('use_dora');
    expect(await refused(withConfig({ lora_alpha: null }))).toContain('adapter_config.json');
    expect(await refused({ 'adapter_config.json': new Uint8Array([123]) })).toContain('adapter_config.json');
  });
});

describe('adapting', () => {
  const document = templateOf('gpt')!.make({ vocabulary: 20, length: 8, width: 16, layers: 2, heads: 2 });
  const block = document.graph.nodes.find(({ type }) => type === 'block')!;

  it('leaves what is adapted to learn, block or layer, and freezes everything else', () => {
    const adapted = adapt(document, [block.id], { rank: 4, scale: 1 });
    const total = summarize(adapted).total;
    // four dense layers in each of two repetitions: 16→48, 16→16, 16→64, 64→16
    expect(total.trainable).toBe(2 * 4 * (16 + 48 + 16 + 16 + 16 + 64 + 64 + 16));
    expect(total.parameters).toBe(summarize(document).total.parameters + total.trainable);
    expect(withoutAdapters(adapt(adapted, [block.id], undefined))).toEqual(adapt(adapted, [block.id], undefined));
  });

  it('is seen at once where the graph was checked before, on a convolution, a dense and an attention layer', () => {
    const lenet = templateOf('lenet-5')!.make({});
    const diffusion = templateOf('diffusion')!.make({ width: 8 });
    for (const [one, type, added] of [
      [lenet, 'conv2d', 8 * (1 * 25 + 6)],
      [lenet, 'dense', 8 * (400 + 120)],
      [diffusion, 'multiHeadAttention', 8 * (16 + 48 + 16 + 16)],
    ] as const) {
      const before = checkGraph(one.graph);
      const drawings = [{ id: undefined, nodes: one.graph.nodes }, ...one.graph.blocks];
      const within = drawings.find(({ nodes }) => nodes.some((node) => node.type === type))!;
      const { id } = within.nodes.find((node) => node.type === type)!;
      const after = checkGraph(adapt(one, [id], { rank: 8, scale: 1 }, within.id).graph, before);
      expect(after.parameters - before.parameters, type).toBe(added);
      expect(checkGraph(adapt(one, [id], undefined, within.id).graph, after).parameters).toBe(before.parameters);
    }
  });

  it('reaches into a block, freezes all around it, and what was frozen can be told when the adapters are gone', () => {
    const inner = document.graph.blocks.find(({ id }) => id === block.block)!;
    const chosen = inner.nodes.filter(({ label }) => label === 'attn.c_attn').map(({ id }) => id);
    const whole = adapt(document, [block.id], undefined);
    const adapted = adapt(freeze(whole, [block.id]), chosen, { rank: 4, scale: 1 }, inner.id);
    expect(summarize(adapted).total.trainable).toBe(2 * 4 * (16 + 48));
    expect(frozenWithoutAdapters(adapted).size).toBe(0);
    const without = adapt(adapted, chosen, undefined, inner.id);
    const frozen = frozenWithoutAdapters(without);
    expect([...frozen.keys()]).toEqual([undefined, inner.id]);
    const free = [...frozen].reduce(
      (next, [id, ids]) => editWithin(next, id, (drawing) => freeze(drawing, ids, false)),
      without,
    );
    expect(free).toEqual(document);
  });

  it('is for what has matrices', () => {
    const can = (type: string) => canAdapt({ type }, []);
    expect(['dense', 'conv1d', 'depthwiseConv2d', 'transposedConv2d', 'encoderLayer'].map(can)).toEqual(
      Array(5).fill(true),
    );
    expect(['relu', 'embedding', 'batchNorm', 'lstm'].map(can)).toEqual(Array(4).fill(false));
  });

  it.each<readonly [string, (document: Document) => Document]>([
    ['the layer that uses them', (gpt) => adapt(gpt, ['dense_1'], LORA)],
    ['the layer whose they are', (gpt) => setProperties(gpt, ['embedding_1'], { lora: LORA })],
    ['both', (gpt) => setProperties(adapt(gpt, ['dense_1'], LORA), ['embedding_1'], { lora: LORA })],
  ])('weights that two layers share are two where adapters of %s become part of them', (_, adapted) => {
    const dense = { units: 20, bias: false };
    const position = { x: 0, y: 0 };
    const nodes = [
      { id: 'x', type: 'input', settings: { shape: [20] }, position },
      { id: 'embedding_1', type: 'dense', settings: dense, position },
      { id: 'dense_1', type: 'dense', settings: dense, position, shares: 'embedding_1' },
    ];
    const wire = (from: string, to: string) => ({
      from: { node: from, port: 'output' },
      to: { node: to, port: 'input' },
    });
    const edges = [wire('x', 'embedding_1'), wire('embedding_1', 'dense_1')];
    const tied = adapted(documentSchema.parse({ format: 'loom', version: 1, graph: { nodes, edges } }));
    const plain = withoutAdapters(tied);
    const [before, after] = [tied, plain].map(({ graph }) => checkGraph(graph)) as [CheckedGraph, CheckedGraph];
    expect([...before.problems, ...after.problems]).toEqual([]);
    const models = [compileToPredict(tied, before), compileToPredict(plain, after)] as const;
    const weights = new Map(models[0].weights.map(({ name, shape }) => [name, numbers(name, shape)]));
    const merged = mergeAdapters(before, after, weights);
    expect(models[1].weights.map(({ name }) => name).filter((name) => !merged.has(name))).toEqual([]);
    const [given, wanted] = [merged, weights].map((own, i) => {
      const model = models[1 - i]!;
      const feeds = { ...Object.fromEntries(own), [model.inputs[0]!.name]: numbers('x', [3, 20]) };
      return interpret(model.program('predict', 3), feeds)[model.outputs[0]!.name]!.data;
    });
    expect(farthest(given!, Array.from(wanted!, Number))).toBeLessThan(1e-4);
  });

  it('adds nothing at first', () => {
    const { training } = document;
    const target = { dtype: 'int32' as const, shape: ['N', 8] as const };
    const model = compile({ ...adapt(document, [block.id], { rank: 4, scale: 1 }), training }, { target });
    const state = initialState(model, 0);
    const adapters = [...state].filter(([name]) => /lora_B/.test(name) && !name.includes('/'));
    expect(adapters).toHaveLength(8);
    expect(adapters.every(([, { data }]) => data.every((value) => value === 0))).toBe(true);
    expect(state.get('transformer.h.0.attn.c_attn.lora_A.weight')!.data.some((value) => value !== 0)).toBe(true);
  });
});
