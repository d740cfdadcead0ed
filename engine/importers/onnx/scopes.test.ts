import type { NodeProto } from 'onnx-buf';
import { expect, test } from 'vitest';
import { layersAmong, modulesOf, scopeEntries, scopeOf, withinScope } from './scopes.ts';

const node = (name: string, scopes?: string) =>
  ({
    name,
    metadataProps: scopes === undefined ? [] : [{ key: 'pkg.torch.onnx.name_scopes', value: scopes }],
  }) as unknown as NodeProto;

test('modules around a node are read as either exporter of PyTorch writes them', () => {
  expect(scopeOf(node('node_linear_3', "['', 'features', 'features.1', 'features.1.attn', 'linear_3']"))).toEqual({
    path: 'features.1.attn',
    word: 'linear',
  });
  expect(scopeOf(node('node_add_5', "['', 'add_5']"))).toEqual({ path: '', word: 'add' });
  // a row that is called itself has its name in those of its members, one that is not has none
  expect(scopeOf(node('/features/features.1/features.1.0/mlp/mlp.3/MatMul_2'))).toEqual({
    path: 'features.1.0.mlp.3',
    word: 'MatMul',
  });
  expect(scopeOf(node('/bert/encoder/layer.0/attention/self/query/MatMul'))?.path).toBe(
    'bert.encoder.layer.0.attention.self.query',
  );
});

test('what is no such name says nothing', () => {
  for (const name of ['Conv_41', 'p2o.Conv.7', 'model/conv1/Conv2D', '/', ''])
    expect(scopeOf(node(name)), name).toBeUndefined();
  expect(scopeOf(node('val', "['_empty_nn_module_stack_from_metadata_hook', 'sym_size_int_7']"))).toBeUndefined();
  expect(scopeOf(node('val', '['))).toBeUndefined();
});

test('modules have their classes, and are read again as another importer writes them', () => {
  const modules = [
    { path: '', title: 'Net' },
    { path: 'layers.0', title: 'Block' },
  ];
  const scopes = "['', 'layers.0', 'add_5']";
  const metadataProps = [
    { key: 'pkg.torch.onnx.class_hierarchy', value: "['__main__.Net', 'my.nets.Block', 'aten.add.Tensor']" },
    { key: 'pkg.torch.onnx.name_scopes', value: scopes },
  ];
  const at = { name: 'node_add_5', metadataProps } as unknown as NodeProto;
  expect(modulesOf(at)).toEqual(modules);
  const again = { ...at, metadataProps: scopeEntries({ path: 'layers.0', word: 'add' }, modules) } as NodeProto;
  expect(modulesOf(again)).toEqual(modules);
  expect(scopeOf(again)).toEqual({ path: 'layers.0', word: 'add' });
  expect(modulesOf(node('/layers/layers.0/Add_5'))).toEqual([]);
  expect(modulesOf(node('add_5', scopes))).toEqual([]);
  const hostile = { key: 'pkg.torch.onnx.class_hierarchy', value: `['', 'a.b c\n', 'x']` };
  expect(modulesOf({ ...at, metadataProps: [hostile, metadataProps[1]!] } as NodeProto)).toEqual([]);
});

test('a name that several weights share is that of the same place in the module', () => {
  const scope = { path: 'layers.3.attn', word: 'linear' };
  expect(withinScope('layers.3.attn.qkv', scope)).toBe('layers.3.attn.qkv');
  expect(withinScope('layers.0.attn.qkv', scope)).toBe('layers.3.attn.qkv');
  expect(withinScope('layers.0.mlp.fc1', scope)).toBeUndefined();
  expect(withinScope('norm', scope)).toBeUndefined();
  expect(withinScope('conv', { path: '', word: 'conv' })).toBe('conv');
});

test('a module of one node is a layer, whatever is done to its weights', () => {
  const at = (path: string, type: string) => ({ type, scope: { path, word: type } });
  const layers = layersAmong([
    at('fc', 'Transpose'),
    at('fc', 'MatMul'),
    at('fc', 'Add'),
    at('attn', 'MatMul'),
    at('attn', 'Softmax'),
    at('', 'Relu'),
    { type: 'Relu', scope: undefined },
  ]);
  expect([...layers]).toEqual(['fc']);
});
