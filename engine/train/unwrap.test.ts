import { describe, expect, it } from 'vitest';
import { emptyDocument, type Node } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { weightsOf } from '../passes/compile.ts';
import { word } from '../texts/index.ts';
import { type Tensor, tensor } from '../types/tensor.ts';
import { type FileTensor, fitNotes, fitWeights, fittedWeights, givenOf } from './fit.ts';

const names = ['conv1.weight', 'layer1.0.conv1.weight', 'fc.weight', 'fc.bias'];
const weights = names.map((name) => ({ name, shape: [2] }));
const file = (...given: string[]): Map<string, FileTensor> =>
  new Map(given.map((name, i) => [name, tensor('float32', [2], [i, i])]));
const behind = (prefix: string) => names.map((name) => prefix + name);

describe('names of weights', () => {
  it.each([
    ['module.'],
    ['_orig_mod.module.'],
    ['model.'],
    ['backbone.'],
    ['net.encoder.'],
    ['state.model._fsdp_wrapped_module.'],
    ['students.0.'],
  ])('are found behind %s, which is told', (prefix) => {
    const fit = fitWeights({ weights }, file(...behind(prefix), 'head.weight'));
    expect(fit).toMatchObject({ kept: names, fresh: [], left: ['head.weight'], taken: [prefix] });
    expect(fitNotes(fit).map(word)).toEqual([`Taken off the names in the file: "${prefix}".`]);
  });

  it('are found around wrappers within them', () => {
    const fit = fitWeights(
      { weights },
      file('conv1.module.weight', 'layer1._orig_mod.0.conv1.weight', 'fc.weight', 'fc.bias'),
    );
    expect(fit).toMatchObject({ kept: names, left: [], taken: ['module.', '_orig_mod.'] });
    expect(fitWeights({ weights: [{ name: 'module.weight', shape: [2] }] }, file('module.weight')).taken).toBe(
      undefined,
    );
  });

  it('stay as they are where most are found so', () => {
    const fit = fitWeights({ weights }, file(...names, ...behind('ema.')));
    expect(fit).toEqual({ kept: names, fresh: [], left: behind('ema.') });
  });

  it('keep their own weights where a prefix has others of the same name', () => {
    const fit = fitWeights({ weights }, file(...behind('backbone.'), 'fc.weight'));
    expect(fit).toMatchObject({ kept: names, left: ['backbone.fc.weight'] });
    const { data } = fittedWeights({ weights }, { tensors: file(...behind('backbone.'), 'fc.weight') as never }).get(
      'fc.weight',
    )!;
    expect([...data]).toEqual([4, 4]);
  });

  it('are not taken from one of two networks that fit as well', () => {
    const fit = fitWeights({ weights }, file(...behind('student.'), ...behind('teacher.')));
    expect(fit).toMatchObject({ kept: [], rivals: ['student.', 'teacher.'] });
    expect(fitNotes(fit).map(word)[0]).toContain('"student." and "teacher."');
    // another size cannot be meant
    const smaller = new Map(behind('teacher.').map((name) => [name, tensor('float32', [1])]));
    expect(fitWeights({ weights }, new Map([...smaller, ...file(...behind('student.'))])).taken).toEqual(['student.']);
  });

  it('lose no tensor where two become one', () => {
    const fit = fitWeights({ weights }, file('module.other', 'other', 'module.module.other', ...names));
    expect([...fit.left].sort()).toEqual(['module.module.other', 'module.other', 'other']);
  });
});

it('become floats by value, which is told', () => {
  const wanted = [
    { name: 'a', shape: [2] },
    { name: 'b', shape: [2] },
    { name: 'c', shape: [2] },
  ];
  const given = {
    tensors: new Map<string, Tensor>([
      ['a', tensor('int32', [2], [1, -2])],
      ['b', tensor('bool', [2], [0, 1])],
    ]),
    types: new Map([
      ['a', 'I64'],
      ['b', 'BOOL'],
    ]),
    unread: new Map([
      ['c', { shape: [2], type: 'F8_E8M0' }],
      ['d', { shape: [3], type: 'C64' }],
    ]),
  };
  const fit = fitWeights({ weights: wanted }, givenOf(given));
  expect(fit).toMatchObject({
    kept: ['a', 'b'],
    fresh: [{ name: 'c', expected: '2', received: 'F8_E8M0 2', unread: 'F8_E8M0' }],
    left: ['d'],
  });
  expect(fitNotes(fit).map(word)).toEqual([
    'Stored as I64 and converted to float32: a.',
    'Stored as BOOL and converted to float32: b.',
  ]);
  expect(
    [...fittedWeights({ weights: wanted }, given)].map(([name, { dtype, data }]) => [name, dtype, ...data]),
  ).toEqual([
    ['a', 'float32', 1, -2],
    ['b', 'float32', 0, 1],
  ]);
});

it('what reads maps in a row is turned where the file has the channels of each place together', () => {
  const nodes = [
    { id: 'input_1', type: 'input', settings: { shape: [2, 1, 2] } },
    { id: 'flatten_1', type: 'flatten', settings: {} },
    { id: 'relu_1', type: 'relu', settings: {} },
    { id: 'fc', type: 'dense', settings: { units: 4 } },
  ].map((node): Node => ({ ...node, position: { x: 0, y: 0 } }) as Node);
  const edges = nodes.slice(1).map(({ id }, i) => ({
    from: { node: nodes[i]!.id, port: 'output' },
    to: { node: id, port: 'input' },
  }));
  const document = { ...emptyDocument(), graph: { nodes, edges, groups: [], notes: [], blocks: [] } };
  const wanted = weightsOf(document, checkGraph(document.graph));
  const row = [0, 1, 2, 3];
  const tensors = new Map([
    ['fc.weight', tensor('float32', [4, 4], [...row, ...row, ...row, ...row])],
    ['fc.bias', tensor('float32', [4], row)],
  ]);
  // a row of Keras: both channels of the first place, then of the second
  const turned = fittedWeights({ weights: wanted }, { tensors, channelsLast: true });
  expect([...turned.get('fc.weight')!.data].slice(4, 8)).toEqual([0, 2, 1, 3]);
  expect([...turned.get('fc.bias')!.data]).toEqual(row);
  expect([...fittedWeights({ weights: wanted }, { tensors }).get('fc.weight')!.data].slice(0, 4)).toEqual(row);
});
