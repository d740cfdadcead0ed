/** Exported programs of PyTorch, held against what PyTorch gives (`test/conformance/make_pt2_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync, unzlibSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { interpret } from '../../ir/interpret.ts';
import { randomStream } from '../../ir/random.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict } from '../../passes/compile.ts';
import { UserError } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import type { Imported } from '../define.ts';
import { pytorch } from './index.ts';

interface Saved {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
const CASES = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../test/conformance/fixtures/pt2.json'), 'utf8'),
) as Record<string, { file: string; input: Saved; output: Saved; names: readonly string[] }>;
const bytesOf = (name: string) => unzlibSync(Buffer.from(CASES[name]!.file, 'base64'));

async function importedFrom(bytes: Uint8Array): Promise<Imported> {
  const files = new MemoryFiles();
  await files.write('/model.pt2', bytes);
  return pytorch.read({ file: '/model.pt2', files }, {}, { breathe: async () => {} });
}

describe('an exported program gives the same numbers', () => {
  test.each(['images', 'sequences', 'windows', 'places', 'masks'])('%s', async (name) => {
    const { input, output, names } = CASES[name]!;
    const { document, weights, report } = await importedFrom(bytesOf(name));
    expect(
      report.flatMap(({ node, fate, why }) => (fate === 'mapped' ? [] : [`${node} ${fate} ${why ? word(why) : ''}`])),
    ).toEqual([]);
    const checked = checkGraph(document.graph);
    expect(checked.problems).toEqual([]);
    const model = compileToPredict(document, checked);
    const feeds = Object.fromEntries([
      ...model.inputs.map((one) => [one.name, input] as const),
      ...model.weights.map((one) => [one.name, weights.get(one.name)!] as const),
    ]);
    const found = Array.from(
      interpret(model.program('predict', 2), feeds)[model.outputs[0]!.name]!.data as ArrayLike<number>,
    );
    const largest = Math.max(...output.data.map(Math.abs));
    expect(found.length).toBe(output.data.length);
    expect(Math.max(...output.data.map((value, i) => Math.abs(value - found[i]!))) / largest).toBeLessThan(1e-5);
    // weights have the names of the state dict, but where layers are made of several
    const plain = names.filter(
      (one) => !/num_batches|attention|token|places|table|parametrizations|weight_[gv]$/.test(one),
    );
    expect([...weights.keys()]).toEqual(expect.arrayContaining(plain));
  });
});

test('weights that are normed are called after their modules, and learn', async () => {
  const { document, weights, report } = await importedFrom(bytesOf('masks'));
  const normed = ['near', 'keys', 'out'];
  const names = normed.flatMap((name) => [`${name}.weight`, `${name}.bias`]);
  expect([...weights.keys()]).toEqual(expect.arrayContaining(names));
  const nodes = document.graph.nodes.filter(({ label }) => normed.includes(label!));
  expect(nodes.map(({ type, frozen }) => [type, frozen])).toEqual([
    ['conv1d', undefined],
    ['dense', undefined],
    ['dense', undefined],
  ]);
  expect(report.map(({ node }) => node)).toEqual(expect.arrayContaining(normed));
});

test('what has no layer is refused by the name that PyTorch has for it, and an Identity keeps its place', async () => {
  const { document, report } = await importedFrom(bytesOf('refused'));
  const row = report.find(({ op }) => op.startsWith('special_i0'))!;
  expect([row.fate, word(row.why!)]).toEqual(['refused', 'there is no layer for special_i0']);
  expect(document.graph.nodes.find(({ id }) => id === row.layers[0])).toMatchObject({ type: 'identity' });
});

test('damage anywhere is refused in words, and so is another file', async () => {
  const whole = bytesOf('images');
  const next = randomStream(3, 'damage');
  for (let i = 0; i < 25; i++) {
    const bytes = whole.slice(0, i % 5 === 0 ? Math.floor(next() * whole.length) : whole.length);
    for (let k = 0; k < 6; k++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
    await importedFrom(bytes).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
    });
  }
  await expect(importedFrom(new Uint8Array(9))).rejects.toBeInstanceOf(UserError);
});

/** The graph of one linear layer `fc` of four numbers with other nodes; the sizes of what these give. */
function graphOf(nodes: readonly (readonly [op: string, gives: string, sizes: readonly number[], args: object])[]) {
  const members = unzipSync(bytesOf('refused'));
  const path = Object.keys(members).find((name) => name.endsWith('models/model.json'))!;
  const model = JSON.parse(new TextDecoder().decode(members[path])) as {
    graph_module: {
      graph: { nodes: unknown; tensor_values: Record<string, object> };
      signature: { output_specs: unknown };
    };
  };
  const { graph, signature } = model.graph_module;
  const [open] = (graph.tensor_values.x as { sizes: object[] }).sizes;
  graph.nodes = nodes.map(([op, name, sizes, args]) => {
    graph.tensor_values[name] = { dtype: 7, sizes: sizes.map((size) => (size === 0 ? open : { as_int: size })) };
    const inputs = Object.entries(args).map(([key, arg]) => ({ name: key, arg: arg as unknown, kind: 1 }));
    return { target: `torch.ops.aten.${op}`, inputs, outputs: [{ as_tensor: { name } }], metadata: {}, name };
  });
  signature.output_specs = [{ user_output: { arg: { as_tensor: { name: nodes.at(-1)![1] } } } }];
  return zipSync({ ...members, [path]: new TextEncoder().encode(JSON.stringify(model)) }, { level: 0 });
}

test('what is written into a part of a tensor shows in it, under each of its names', async () => {
  const of = (name: string) => ({ as_tensor: { name } });
  const int = (value: number) => ({ as_int: value });
  const part = (self: string, start: number, end: number) => ({
    self: of(self),
    dim: int(0),
    start: int(start),
    end: int(end),
  });
  const { document, weights, report } = await importedFrom(
    graphOf([
      ['clone.default', 'copy', [4], { self: of('p_fc_bias') }],
      ['slice.Tensor', 'middle', [2], part('copy', 1, 3)],
      ['zero_.default', 'zero', [2], { self: of('middle') }],
      ['linear.default', 'lin', [0, 4], { input: of('x'), weight: of('p_fc_weight'), bias: of('copy') }],
      ['new_zeros.default', 'mask', [4], { self: of('x'), size: { as_ints: [4] } }],
      ['slice.Tensor', 'first', [2], part('mask', 0, -2)],
      ['fill_.Scalar', 'five', [2], { self: of('first'), value: { as_float: 5 } }],
      ['select.int', 'last', [], { self: of('mask'), dim: int(0), index: int(-1) }],
      ['fill_.Scalar', 'seven', [], { self: of('last'), value: { as_float: 7 } }],
      ['add.Tensor', 'sum', [0, 4], { self: of('lin'), other: of('mask') }],
      ['relu_.default', 'bent', [0, 4], { self: of('sum') }],
      ['add.Tensor', 'twice', [0, 4], { self: of('sum'), other: of('bent') }],
      ['arange.default', 'places', [2], { end: int(2) }],
      [
        'index.Tensor',
        'y',
        [0, 2],
        { self: of('twice'), indices: { as_optional_tensors: [{ as_none: true }, of('places')] } },
      ],
    ]),
  );
  expect(report.filter(({ fate }) => fate !== 'mapped')).toEqual([]);
  const model = compileToPredict(document, checkGraph(document.graph));
  const x = [0.5, -1, 2, 0.25, -2, 1, 0, 3];
  const feeds = Object.fromEntries([
    ...model.inputs.map((one) => [one.name, { shape: [2, 4], data: x }] as const),
    ...model.weights.map((one) => [one.name, weights.get(one.name)!] as const),
  ]);
  const found = Array.from(
    interpret(model.program('predict', 2), feeds)[model.outputs[0]!.name]!.data as ArrayLike<number>,
  );
  // the layer as it was saved
  const saved = (await importedFrom(bytesOf('refused'))).weights;
  const [weight, bias] = ['fc.weight', 'fc.bias'].map((name) => Array.from(saved.get(name)!.data as ArrayLike<number>));
  const expected = [0, 1].flatMap((row) =>
    [0, 1].map((column) => {
      const product = [0, 1, 2, 3].reduce((sum, i) => sum + weight![4 * column + i]! * x[4 * row + i]!, 0);
      return 2 * Math.max(0, product + (column === 0 ? bias![0]! : 0) + 5);
    }),
  );
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  expect(found).toHaveLength(4);
});
