import { expect, it } from 'vitest';
import { emptyDocument } from './document.ts';
import type { Block } from './document.ts';
import { documentJsonSchema, parseBlock, parseDocument, serialize, serializeBlock } from './file.ts';

const document = {
  ...emptyDocument('Test'),
  graph: {
    ...emptyDocument().graph,
    nodes: [{ id: 'dense_1', type: 'dense', settings: { units: 3, bias: false }, position: { x: 0, y: 72 } }],
  },
};

it('reads what it wrote, whatever the order of settings', () => {
  expect(parseDocument(serialize(document), 'a.loom')).toEqual(document);
  const turned = {
    ...document,
    graph: { ...document.graph, nodes: [{ ...document.graph.nodes[0]!, settings: { bias: false, units: 3 } }] },
  };
  expect(serialize(turned)).toBe(serialize(document));
});

it('changes one line for one setting', () => {
  const edited = {
    ...document,
    graph: { ...document.graph, nodes: [{ ...document.graph.nodes[0]!, settings: { units: 4, bias: false } }] },
  };
  const [before, after] = [serialize(document).split('\n'), serialize(edited).split('\n')];
  expect(after.filter((line, i) => line !== before[i])).toEqual(['          "units": 4']);
});

it('says where a damaged file is damaged', () => {
  expect(() => parseDocument('{\n  "format": "loom",\n  "version" 1\n}', 'a.loom')).toThrow(
    'a.loom is damaged at line 3, column 13: it is not JSON. The file was left as it is.',
  );
  expect(() =>
    parseDocument('{"format":"loom","version":1,"graph":{"nodes":[{"id":"a","type":"dense"}],"edges":[]}}', 'a.loom'),
  ).toThrow('damaged at graph.nodes.0.position');
  expect(() => parseDocument('[]', 'a.loom')).toThrow('it is not a Layerloom document');
});

it('refuses a newer file', () => {
  expect(() => parseDocument('{"format":"loom","version":7}', 'a.loom')).toThrow(
    'a.loom was made by a newer Layerloom (format 7; this one reads up to 1). Update Layerloom. The file was left as it is.',
  );
});

it('migrates an older file step by step', () => {
  const rename = {
    from: 0,
    migrate: ({ title, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, name: title }),
  };
  expect(parseDocument('{"format":"loom","version":0,"title":"Old"}', 'a.loom', { migrations: [rename] }).name).toBe(
    'Old',
  );
  expect(() => parseDocument('{"format":"loom","version":0}', 'a.loom')).toThrow('version 0 was never released');
});

it('publishes a JSON Schema', () => {
  expect(documentJsonSchema()).toMatchObject({
    type: 'object',
    required: expect.arrayContaining(['format', 'version']),
  });
});

const inner: Block = { id: 'inner', name: 'Inner', doc: '', settings: [], nodes: [], edges: [], groups: [], notes: [] };
const outer: Block = {
  ...inner,
  id: 'outer',
  name: 'Outer',
  nodes: [{ id: 'b', type: 'block', block: 'inner', settings: {}, position: { x: 0, y: 0 } }],
};

it('keeps a block by itself with those that it is made of', () => {
  const text = serializeBlock({ blocks: [{ ...inner, id: 'other' }, inner, outer] }, outer);
  expect(parseBlock(text, 'a.loom-block')).toEqual({
    format: 'loom-block',
    version: 1,
    block: 'outer',
    blocks: [outer, inner],
  });
  expect(() => parseDocument(text, 'a.loom')).toThrow(
    'a.loom is damaged at its beginning: it is not a Layerloom document.',
  );
});

it('says what is wrong with a block by itself, as of a document', () => {
  expect(() => parseBlock(serialize(document), 'a.loom-block')).toThrow(
    'a.loom-block is damaged at its beginning: it is not a block of Layerloom.',
  );
  expect(() => parseBlock('{"format":"loom-block","version":7}', 'a.loom-block')).toThrow(
    'a.loom-block was made by a newer Layerloom (format 7;',
  );
  expect(() =>
    parseBlock(JSON.stringify({ format: 'loom-block', version: 1, block: 'outer', blocks: [outer] }), 'a.loom-block'),
  ).toThrow('damaged at blocks.0.nodes.0.block: there is no block "inner"');
  expect(() =>
    parseBlock(JSON.stringify({ format: 'loom-block', version: 1, block: 'nothing', blocks: [inner] }), 'a.loom-block'),
  ).toThrow('damaged at block: there is no block "nothing"');
  const rename = {
    from: 0,
    migrate: (file: Readonly<Record<string, unknown>>) => ({
      ...file,
      graph: { ...(file.graph as object), blocks: [inner] },
    }),
  };
  expect(
    parseBlock('{"format":"loom-block","version":0,"block":"inner","blocks":[{"id":"inner"}]}', 'a.loom-block', {
      migrations: [rename],
    }).blocks,
  ).toEqual([inner]);
});
