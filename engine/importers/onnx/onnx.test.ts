import { create } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType, AttributeProtoSchema, NodeProtoSchema } from 'onnx-buf';
import { expect, test } from 'vitest';
import { MemoryFiles } from '../../files/memory.ts';
import { checkGraph } from '../../passes/check.ts';
import { templateOf } from '../../../templates/index.ts';
import { encodeModel, ModelWriter } from '../../targets/onnx/model.ts';
import { modelBytes, readModel } from '../../targets/onnxFile/graph.ts';
import { onnxModel } from '../../targets/onnxFile/model.ts';
import { onnx } from './index.ts';

const WORK = { breathe: async () => {} };
const bytesOf = (numbers: readonly number[]) => new Uint8Array(Float32Array.from(numbers).buffer);

async function imported(write: (m: ModelWriter) => void) {
  const model = new ModelWriter();
  write(model);
  const files = new MemoryFiles();
  await files.write('/m/model.onnx', model.finish());
  return onnx.read({ file: '/m/model.onnx', files }, {}, WORK);
}

test('a product with offsets is one Dense layer that is called as its weight is', async () => {
  const { document, weights, report } = await imported((m) => {
    m.input('x', 'float32', [1, 3]);
    m.initializer('fc.weight', 'float32', [2, 3], bytesOf([1, 2, 3, 4, 5, 6]));
    m.initializer('fc.bias', 'float32', [2], bytesOf([7, 8]));
    m.rename(m.node('Relu', [m.node('Gemm', ['x', 'fc.weight', 'fc.bias'], { transB: 1 })]), 'y');
    m.output('y', 'float32', [1, 2]);
  });
  expect(document.graph.nodes.map(({ type, label }) => [type, label])).toEqual([
    ['input', 'x'],
    ['dense', 'fc'],
    ['relu', '_n1'],
  ]);
  expect([...weights].map(([name, { shape, data }]) => [name, shape, [...data]])).toEqual([
    ['fc.weight', [2, 3], [1, 2, 3, 4, 5, 6]],
    ['fc.bias', [2], [7, 8]],
  ]);
  expect(report.map(({ op, fate }) => [op, fate])).toEqual([
    ['Gemm', 'mapped'],
    ['Relu', 'mapped'],
    ['Identity', 'mapped'],
  ]);
  expect(checkGraph(document.graph).problems).toEqual([]);
});

test('a convolution and what is added to each of its maps are one layer, wherever that is brought into form', async () => {
  const { document, weights } = await imported((m) => {
    m.input('x', 'float32', [1, 1, 2, 2]);
    m.initializer('c.weight', 'float32', [2, 1, 1, 1], bytesOf([1, 2]));
    m.initializer('c.bias', 'float32', [2], bytesOf([3, 4]));
    m.initializer('shape', 'int64', [4], new Uint8Array(BigInt64Array.from([1n, 2n, 1n, 1n]).buffer));
    const maps = m.node('Conv', ['x', 'c.weight']);
    m.rename(m.node('Add', [maps, m.node('Reshape', ['c.bias', 'shape'])]), 'y');
    m.output('y', 'float32', [1, 2, 2, 2]);
  });
  expect(document.graph.nodes.map(({ type, label }) => [type, label])).toEqual([
    ['input', 'x'],
    ['conv2d', 'c'],
  ]);
  expect([...weights].map(([name, { shape, data }]) => [name, shape, [...data]])).toEqual([
    ['c.weight', [2, 1, 1, 1], [1, 2]],
    ['c.bias', [2], [3, 4]],
  ]);
});

test('where a model has no initializers its constants are the weights, and learn under their names', async () => {
  const writer = new ModelWriter();
  writer.input('x', 'float32', [1, 3]);
  writer.initializer('fc_0.w_0', 'float32', [3, 2], bytesOf([1, 2, 3, 4, 5, 6]));
  writer.initializer('fc_0.b_0', 'float32', [2], bytesOf([7, 8]));
  writer.rename(writer.node('Add', [writer.node('MatMul', ['x', 'fc_0.w_0']), 'fc_0.b_0']), 'y');
  writer.output('y', 'float32', [1, 2]);
  const model = readModel(writer.finish());
  const graph = model.graph!;
  const constants = graph.initializer.map((t) => {
    const attribute = [create(AttributeProtoSchema, { name: 'value', type: AttributeProto_AttributeType.TENSOR, t })];
    return create(NodeProtoSchema, { opType: 'Constant', output: [t.name], attribute });
  });
  [graph.node, graph.initializer] = [[...constants, ...graph.node], []];
  const files = new MemoryFiles();
  await files.write('/m/model.onnx', modelBytes(model));
  const { document, weights } = await onnx.read({ file: '/m/model.onnx', files }, {}, WORK);
  expect(document.graph.nodes.map(({ type, label, frozen }) => [type, label, frozen])).toEqual([
    ['input', 'x', undefined],
    ['dense', 'fc_0', undefined],
  ]);
  expect([...weights.keys()]).toEqual(['fc_0.weight', 'fc_0.bias']);
});

test('what a model does not ask cannot be said of it', async () => {
  const model = new ModelWriter();
  model.input('x', 'float32', ['N', 'length', 3]);
  model.rename(model.node('Relu', ['x']), 'y');
  model.output('y', 'float32', ['N', 'length', 3]);
  const files = new MemoryFiles();
  await files.write('/m/model.onnx', model.finish());
  const read = (given: Record<string, number>) => onnx.read({ file: '/m/model.onnx', files }, given, WORK);
  const { document } = await read({ length: 5 });
  expect(document.graph.nodes[0]!.settings.shape).toEqual([5, 3]);
  await expect(read({ width: 5 })).rejects.toThrow('nothing open that is called "width", but this: length');
  await expect(read({ 'x.2': 5 })).rejects.toThrow('"x.2"');
});

test('an operator without a layer stays as it is; what stands before it does not learn, and a model in it reads no files', async () => {
  const { document, weights, report } = await imported((m) => {
    m.input('x', 'float32', [1, 3]);
    m.initializer('fc.weight', 'float32', [2, 3], bytesOf([1, 2, 3, 4, 5, 6]));
    m.rename(m.node('Bernoulli', [m.node('MatMul', ['x', m.node('Transpose', ['fc.weight'], { perm: [1, 0] })])]), 'y');
    m.output('y', 'float32', [1, 2]);
  });
  expect(report.filter(({ fate }) => fate === 'opaque').map(({ op }) => op)).toEqual(['Bernoulli']);
  const checked = checkGraph(document.graph);
  expect(checked.problems.map(({ code }) => code)).toEqual(['foreign-stops-learning']);
  const written = onnxModel(document, checked, weights).graph;
  expect((written.node as { opType?: string }[]).map(({ opType }) => opType)).toContain('Bernoulli');

  const nodes = document.graph.nodes.map((node) =>
    node.type === 'foreign' ? { ...node, settings: { ...node.settings, model: 'AAAA' } } : node,
  );
  const broken = { ...document, graph: { ...document.graph, nodes } };
  expect(() => onnxModel(broken, checkGraph(broken.graph), weights)).toThrow('does not hold the operators');
});

test('norms that a model writes as arithmetic are norms', async () => {
  const row = (...numbers: number[]) => bytesOf(numbers);
  const { document, weights } = await imported((m) => {
    m.input('x', 'float32', [1, 2, 3]);
    for (const [name, numbers] of Object.entries({
      mean: [1, 2],
      deviation: [2, 4],
      'n.weight': [3, 4],
      'n.bias': [5, 6],
    }))
      m.initializer(name, 'float32', [1, 2, 1], row(...numbers));
    m.initializer('l.weight', 'float32', [3], row(1, 2, 3));
    m.initializer('l.bias', 'float32', [3], row(4, 5, 6));
    m.initializer('epsilon', 'float32', [], row(0.001));
    const far = m.node('Div', [m.node('Sub', ['x', 'mean']), 'deviation']);
    const y = m.node('Add', [m.node('Mul', [far, 'n.weight']), 'n.bias']);
    const centered = m.node('Sub', [y, m.node('ReduceMean', [y], { axes: [-1] })]);
    const variance = m.node('ReduceMean', [m.node('Mul', [centered, centered])], { axes: [-1] });
    const norm = m.node('Div', [centered, m.node('Sqrt', [m.node('Add', [variance, 'epsilon'])])]);
    m.rename(m.node('Add', [m.node('Mul', [norm, 'l.weight']), 'l.bias']), 'z');
    m.output('z', 'float32', [1, 2, 3]);
  });
  expect(document.graph.nodes.map(({ type, label, settings }) => [type, label, settings.epsilon])).toEqual([
    ['input', 'x', undefined],
    ['batchNorm', 'n', 1e-5],
    ['layerNorm', 'l', 0.001],
  ]);
  const numbers = Object.fromEntries([...weights].map(([name, { data }]) => [name, [...data]]));
  expect(numbers['n.running_mean']).toEqual([1, 2]);
  expect(numbers['n.running_var']![1]).toBeCloseTo(16 - 1e-5, 5);
  expect([numbers['l.weight'], numbers['l.bias']]).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

test('weights that are inputs of the model are left to be initialized', async () => {
  const template = templateOf('mlp')!.make();
  const checked = checkGraph(template.graph);
  const files = new MemoryFiles();
  await files.write('/m/model.onnx', encodeModel(onnxModel(template, checked, undefined).graph));
  const { document, weights, report } = await onnx.read({ file: '/m/model.onnx', files }, {}, WORK);
  expect(document.graph.nodes.filter(({ type }) => type === 'input')).toHaveLength(1);
  expect(checkGraph(document.graph)).toMatchObject({ problems: [], parameters: checked.parameters });
  expect(weights.size).toBe(0);
  expect(report[0]).toMatchObject({ fate: 'approximated', why: { text: 'phrases.onnx-without-weights' } });
});

test('outputs that nothing reads ask for no layer', async () => {
  const write = (reads: boolean) => (m: ModelWriter) => {
    m.input('x', 'float32', [1, 2, 4]);
    const [pooled, places] = m.nodes('MaxPool', ['x'], 2, { kernel_shape: [2], strides: [2] });
    const [y] = m.nodes('Dropout', [pooled!], 2);
    m.rename(y!, 'y');
    m.output('y', 'float32', [1, 2, 2]);
    if (reads) {
      m.rename(places!, 'places');
      m.output('places', 'int64', [1, 2, 2]);
    }
  };
  const fates = async (reads: boolean) => (await imported(write(reads))).report.map(({ op, fate }) => `${op} ${fate}`);
  expect(await fates(false)).toEqual(['MaxPool mapped', 'Dropout mapped', 'Identity mapped']);
  expect(await fates(true)).toContain('MaxPool opaque');
});

test('where something does not fit the sizes that are assumed, larger ones are', async () => {
  const { document, report } = await imported((m) => {
    m.input('x', 'float32', [-1, 1, -1]);
    m.initializer('c.weight', 'float32', [1, 1, 100], bytesOf(Array<number>(100).fill(1)));
    m.rename(m.node('Conv', ['x', 'c.weight'], { kernel_shape: [100] }), 'y');
    m.output('y', 'float32', [-1, 1, -1]);
  });
  expect(document.graph.nodes[0]!.settings).toMatchObject({ shape: [1, 512] });
  expect(report.map(({ fate }) => fate)).toEqual(['approximated', 'mapped', 'mapped']);
});

test('a picture that has to be a line of text is one, where nobody says its sizes', async () => {
  const { document, report } = await imported((m) => {
    m.input('x', 'float32', [-1, 3, 'height', 'width']);
    m.initializer('steps', 'int64', [3], new Uint8Array(BigInt64Array.of(-1n, 3n, 80n).buffer));
    const columns = m.node('AveragePool', ['x'], { kernel_shape: [48, 4], strides: [48, 4] });
    m.rename(m.node('Reshape', [columns, 'steps']), 'y');
    m.output('y', 'float32', [-1, 3, 80]);
  });
  expect(document.graph.nodes[0]!.settings).toMatchObject({ shape: [3, 48, 320] });
  expect(report.map(({ op, fate }) => `${op} ${fate}`).slice(0, 3)).toEqual([
    'Input approximated',
    'Input approximated',
    'AveragePool mapped',
  ]);
});

test('a size has one number wherever its name stands, and sums at the ends of edges stand as they are', async () => {
  const { document, report } = await imported((m) => {
    m.input('nodes', 'float32', ['count', 3]);
    m.input('lengths', 'float32', ['edges', 3]);
    m.input('ends', 'int64', ['edges', 3]);
    m.input('pairs', 'int64', [2, 'edges']);
    m.initializer('zeros', 'float32', [5, 3], bytesOf(Array<number>(15).fill(0)));
    const sums = m.node('ScatterElements', ['zeros', 'ends', 'lengths'], { axis: 0, reduction: 'add' });
    const first = m.node('Cast', [m.node('ReduceMax', ['pairs'], { keepdims: 0 })], { to: 1 });
    const all = m.node('Add', [sums, m.node('Add', [first, m.node('ReduceMean', ['nodes'], { keepdims: 0 })])]);
    m.rename(all, 'y');
    m.output('y', 'float32', [5, 3]);
  });
  const shapes = document.graph.nodes.filter(({ type }) => type === 'input').map(({ settings }) => settings.shape);
  expect(shapes).toEqual([
    [1, 3],
    [64, 3],
    [64, 3],
    [2, 64],
  ]);
  // said once
  expect(report.filter(({ op }) => op === 'Input')).toHaveLength(2);
  expect(report.find(({ op }) => op === 'ScatterElements')).toMatchObject({ fate: 'opaque' });
  expect(report.filter(({ fate }) => fate === 'refused')).toEqual([]);
  expect(checkGraph(document.graph).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('equal operators without a layer are equal, whatever the model calls them', async () => {
  const { document } = await imported((m) => {
    m.input('x', 'float32', [1, 3]);
    m.rename(m.node('Bernoulli', [m.node('Relu', [m.node('Bernoulli', ['x'])])]), 'y');
    m.output('y', 'float32', [1, 3]);
  });
  const models = document.graph.nodes.flatMap(({ type, settings }) => (type === 'foreign' ? [settings.model] : []));
  expect(models).toHaveLength(2);
  expect(models[0]).toBe(models[1]);
});

test('what is joined with nothing stays as it is', async () => {
  const { document, report } = await imported((m) => {
    m.input('x', 'float32', [1, 3, 2]);
    const list = (name: string, ...values: bigint[]) => {
      m.initializer(name, 'int64', [values.length], new Uint8Array(BigInt64Array.from(values).buffer));
      return name;
    };
    const none = m.node('ConstantOfShape', [list('shape', 1n, 0n, 2n)]);
    const cut = m.node('Slice', ['x', list('starts', 3n), list('ends', 3n), list('axes', 1n)]);
    m.rename(m.node('Relu', [m.node('Concat', [cut, 'x', none], { axis: 1 })]), 'y');
    m.output('y', 'float32', [1, 3, 2]);
  });
  expect(document.graph.nodes.map(({ type }) => type)).toEqual(['input', 'relu']);
  expect(report.every(({ fate }) => fate === 'mapped')).toBe(true);
});

test('the batch is an axis that all inputs have, one that is called so before others; where there is none a sample is a whole input', async () => {
  const shapes = async (x: readonly (number | string)[], h: readonly (number | string)[]) => {
    const { document, report } = await imported((m) => {
      m.input('x', 'float32', x);
      m.input('h', 'float32', h);
      for (const name of ['x', 'h']) {
        m.rename(m.node('Relu', [name]), `${name}y`);
        m.output(`${name}y`, 'float32', name === 'x' ? x : h);
      }
    });
    expect(report.filter(({ fate }) => fate === 'refused' || fate === 'opaque')).toEqual([]);
    return document.graph.nodes.flatMap(({ type, settings }) => (type === 'input' ? [settings.shape] : []));
  };
  expect(await shapes(['time', 'batch', 3], [1, 'batch', 4])).toEqual([
    [64, 3],
    [1, 4],
  ]);
  expect(await shapes(['n', 3], ['n', 4])).toEqual([[3], [4]]);
  // a state for one sample alone, as AECMOS has it
  expect(await shapes(['batch', 2, 3], [4, 1, 5])).toEqual([
    [1, 2, 3],
    [4, 1, 5],
  ]);
});

const whole = (numbers: readonly number[]) => new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer);

test('a view by strides, as the exporter of PyTorch writes one, picks in each row what it picks in all of them', async () => {
  const { document, report } = await imported((m) => {
    m.input('x', 'float32', ['N', 3]);
    for (const [name, shape, values] of [
      ['flat', [1], [-1]],
      ['zero', [], [0]],
      ['one', [], [1]],
      ['step', [], [3]],
      ['axis', [1], [1]],
      ['places', [1, 2], [2, 0]],
    ] as const)
      m.initializer(name, 'int64', [...shape], whole(values));
    const rows = m.node('Squeeze', [m.node('Shape', ['x'], { start: 0, end: 1 })]);
    const first = m.node('Unsqueeze', [m.node('Mul', [m.node('Range', ['zero', rows, 'one']), 'step']), 'axis']);
    const places = m.node('Add', [first, 'places']);
    m.rename(m.node('Gather', [m.node('Reshape', ['x', 'flat']), places], { axis: 0 }), 'y');
    m.output('y', 'float32', ['N', 2]);
  });
  expect(report.filter(({ fate }) => fate !== 'mapped')).toEqual([]);
  const { nodes } = document.graph;
  expect(nodes.map(({ type }) => type)).toEqual(['input', 'constant', 'gather']);
  expect(nodes.map(({ settings }) => settings)).toMatchObject([{ shape: [3] }, { values: [2, 0] }, { axis: 1 }]);
  expect(checkGraph(document.graph).problems).toEqual([]);
});

test('numbers that are put into known ones are known', async () => {
  const { weights, report } = await imported((m) => {
    m.input('x', 'float32', ['N', 2, 2]);
    m.initializer('zeros', 'float32', [2, 2], bytesOf([0, 0, 0, 0]));
    m.initializer('rows', 'int64', [1, 1], whole([-1]));
    m.initializer('row', 'float32', [1, 2], bytesOf([5, 6]));
    m.initializer('columns', 'int64', [1, 2], whole([1, 0]));
    const mask = m.node('ScatterND', ['zeros', 'rows', 'row']);
    const both = m.node('ScatterElements', [mask, 'columns', 'row'], { axis: 0, reduction: 'add' });
    m.rename(m.node('MatMul', ['x', both]), 'y');
    m.output('y', 'float32', ['N', 2, 2]);
  });
  expect(report.map(({ fate }) => fate)).not.toContain('opaque');
  expect([...weights.values()].map(({ data }) => [...data])).toEqual([[0, 6, 10, 6]]);
});

test('what a model for so many rows has as often is the same for each of them', async () => {
  const { document, report } = await imported((m) => {
    m.input('x', 'float32', [3, 2, 2]);
    m.initializer('token', 'float32', [1, 1, 2], bytesOf([5, 6]));
    m.initializer('sizes', 'int64', [3], whole([3, 1, 2]));
    m.rename(m.node('Concat', [m.node('Expand', ['token', 'sizes']), 'x'], { axis: 1 }), 'y');
    m.output('y', 'float32', [3, 3, 2]);
  });
  expect(report.filter(({ fate }) => fate !== 'mapped')).toEqual([]);
  expect(document.graph.nodes[0]!.settings).toMatchObject({ shape: [2, 2] });
  expect(checkGraph(document.graph).problems).toEqual([]);
});
