import { expect, it } from 'vitest';
import { documentSchema } from '../graph/document.ts';
import { tensor } from '../types/tensor.ts';
import { fitDocument, fitPhrase, fitWeights } from './fit.ts';
import { word } from '../texts/index.ts';

it('tells what of a file is kept, new and left over', () => {
  const weight = (name: string, shape: number[]) => ({
    name,
    shape,
    node: 'n',
    trainable: true,
    initializer: { type: 'zeros' },
  });
  const given = new Map(
    [
      ['body.weight', [2, 3]],
      ['fc.weight', [5, 2]],
      ['old.bias', [5]],
      ['bn.num_batches_tracked', []],
      ['body.weight/momentum', [2, 3]],
      ['old.bias/momentum', [5]],
    ].map(([name, shape]) => [name as string, tensor('float32', shape as number[])]),
  );
  const fit = fitWeights(
    { weights: [weight('body.weight', [2, 3]), weight('fc.weight', [4, 2]), weight('fc.bias', [4])] },
    given,
  );
  expect(fit).toEqual({
    kept: ['body.weight'],
    fresh: [
      { name: 'fc.weight', expected: '4×2', received: '5×2' },
      { name: 'fc.bias', expected: '4', received: null },
    ],
    left: ['old.bias', 'old.bias/momentum'],
  });
  expect(word(fitPhrase(fit))).toBe(
    '1 of 3 weights kept; new: fc.weight (4×2, the file has 5×2), fc.bias; left over in the file: old.bias, old.bias/momentum.',
  );
});

it('finds parameters that stand without a layer in the file', () => {
  const weight = (name: string, shape: number[]) => ({
    name,
    shape,
    node: 'n',
    trainable: true,
    initializer: { type: 'zeros' },
  });
  const weights = [weight('token.class_token', [1, 1, 4]), weight('encoder.pos_embedding.weight', [5, 4])];
  const given = new Map([
    ['class_token', tensor('float32', [1, 1, 4])],
    ['encoder.pos_embedding', tensor('float32', [1, 5, 4])],
  ]);
  expect(fitWeights({ weights }, given)).toEqual({
    kept: ['token.class_token', 'encoder.pos_embedding.weight'],
    fresh: [],
    left: [],
  });
  expect(fitWeights({ weights }, new Map([['encoder.pos_embedding', tensor('float32', [1, 6, 4])]])).kept).toEqual([]);
});

it('finds weights that were saved within a wrapper, of another shape too', () => {
  const weights = ['body.weight', 'fc.weight'].map((name) => ({ name, shape: [2, 3] }));
  const given = (wrapper: string) =>
    new Map(
      [
        ['body.weight', [2, 3]],
        ['body.num_batches_tracked', []],
        ['fc.weight', [5, 3]],
      ].map(([name, shape]) => [`${wrapper}${name}`, tensor('float32', shape as number[])]),
    );
  for (const wrapper of ['module.', '_orig_mod.module.', 'model.', 'net.encoder.'])
    expect(fitWeights({ weights }, given(wrapper))).toEqual({
      kept: ['body.weight'],
      fresh: [{ name: 'fc.weight', expected: '2×3', received: '5×3' }],
      left: [],
      taken: [wrapper],
    });
});

it('finds a weight under the name of the layer that shares it, and minds a second copy that differs', () => {
  const weights = [{ name: 'transformer.wte.weight', shape: [3, 2], aliases: ['lm_head.weight'] }];
  const numbers = tensor('float32', [3, 2], [1, 2, 3, 4, 5, 6]);
  expect(fitWeights({ weights }, new Map([['lm_head.weight', numbers]]))).toEqual({
    kept: ['transformer.wte.weight'],
    fresh: [],
    left: [],
  });
  expect(
    fitWeights(
      { weights },
      new Map([
        ['wte.weight', numbers],
        ['lm_head.weight', numbers],
      ]),
    ).left,
  ).toEqual([]);
  expect(
    fitWeights(
      { weights },
      new Map([
        ['transformer.wte.weight', numbers],
        ['lm_head.weight', tensor('float32', [3, 2])],
      ]),
    ).left,
  ).toEqual(['lm_head.weight']);
});

it('knows older names, files without a head, and what is no weight', () => {
  const weights = ['bert.embeddings.LayerNorm.weight', 'bert.embeddings.LayerNorm.bias', 'bert.encoder.attn.bias'].map(
    (name) => ({ name, shape: [2] }),
  );
  const given = new Map(
    [
      ['embeddings.LayerNorm.gamma', [2]],
      ['embeddings.LayerNorm.beta', [2]],
      ['embeddings.position_ids', [1, 8]],
      ['h.0.attn.bias', [1, 1, 8, 8]],
      ['h.0.attn.masked_bias', []],
      ['features.1.0.attn.relative_position_index', [2401]],
      ['encoder.attn.bias', [2]],
    ].map(([name, shape]) => [name as string, tensor('float32', shape as number[])]),
  );
  expect(fitWeights({ weights }, given)).toEqual({ kept: weights.map(({ name }) => name), fresh: [], left: [] });
  // what begins with the same word is another network's
  expect(
    fitWeights(
      { weights: [{ name: 'bert.pooler.weight', shape: [2] }] },
      new Map([
        ['pooler.weight', tensor('float32', [2])],
        ['bert.other', tensor('float32', [2])],
      ]),
    ).kept,
  ).toEqual([]);
});

it('counts a node as kept with all its weights, and an instance of a block with all that lies within', () => {
  const position = { x: 0, y: 0 };
  const node = (id: string, type: string, settings: object = {}, rest: object = {}) => ({
    id,
    type,
    settings,
    position,
    ...rest,
  });
  const wire = (from: string, to: string, [out, into] = ['output', 'input']) => ({
    from: { node: from, port: out },
    to: { node: to, port: into },
  });
  const pair = {
    id: 'pair',
    name: 'Pair',
    nodes: [
      node('in', 'blockInput'),
      node('first', 'dense', { units: 3 }),
      node('second', 'dense', { units: 3 }),
      node('out', 'blockOutput'),
    ],
    edges: [wire('in', 'first'), wire('first', 'second'), wire('second', 'out')],
  };
  const nodes = [
    node('x', 'input', { shape: [3] }),
    node('one', 'block', {}, { block: 'pair' }),
    node('two', 'block', {}, { block: 'pair' }),
    node('head', 'dense', { units: 2 }),
  ];
  const edges = [
    wire('x', 'one', ['output', 'in']),
    wire('one', 'two', ['out', 'in']),
    wire('two', 'head', ['out', 'input']),
  ];
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Pairs',
    graph: { nodes, edges, blocks: [pair] },
  });
  const dense = (name: string, units: number) =>
    [
      [`${name}.weight`, tensor('float32', [units, 3])],
      [`${name}.bias`, tensor('float32', [units])],
    ] as const;
  const given = new Map([
    ...dense('one.first', 3),
    ...dense('one.second', 3),
    ...dense('two.first', 3),
    ...dense('head', 5),
  ]);
  const fit = fitDocument(document, given);
  expect(fit.kept).toEqual(
    ['one.first', 'one.second', 'two.first'].flatMap((name) => [`${name}.weight`, `${name}.bias`]),
  );
  // of the second instance only a part is there, and the head has other classes
  expect(fit.keptNodes).toEqual(['one']);
});
