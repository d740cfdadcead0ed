import { expect, it } from 'vitest';
import { emptyDocument } from './document.ts';
import { documentJsonSchema, parseDocument, serialize } from './file.ts';

const document = {
  ...emptyDocument('Test'),
  graph: { ...emptyDocument().graph, nodes: [{ id: 'dense_1', type: 'dense', settings: { units: 3, bias: false }, position: { x: 0, y: 72 } }] },
};

it('reads what it wrote, whatever the order of settings', () => {
  expect(parseDocument(serialize(document), 'a.loom')).toEqual(document);
  const turned = { ...document, graph: { ...document.graph, nodes: [{ ...document.graph.nodes[0]!, settings: { bias: false, units: 3 } }] } };
  expect(serialize(turned)).toBe(serialize(document));
});

it('changes one line for one setting', () => {
  const edited = { ...document, graph: { ...document.graph, nodes: [{ ...document.graph.nodes[0]!, settings: { units: 4, bias: false } }] } };
  const [before, after] = [serialize(document).split('\n'), serialize(edited).split('\n')];
  expect(after.filter((line, i) => line !== before[i])).toEqual(['          "units": 4']);
});

it('says where a damaged file is damaged', () => {
  expect(() => parseDocument('{\n  "format": "loom",\n  "version" 1\n}', 'a.loom')).toThrow('a.loom is damaged at line 3, column 13: it is not JSON. The file was left as it is.');
  expect(() => parseDocument('{"format":"loom","version":1,"graph":{"nodes":[{"id":"a","type":"dense"}],"edges":[]}}', 'a.loom')).toThrow('damaged at graph.nodes.0.position');
  expect(() => parseDocument('[]', 'a.loom')).toThrow('it is not a Layerloom document');
});

it('refuses a newer file', () => {
  expect(() => parseDocument('{"format":"loom","version":7}', 'a.loom')).toThrow('a.loom was made by a newer Layerloom (format 7; this one reads up to 1). Update Layerloom. The file was left as it is.');
});

it('migrates an older file step by step', () => {
  const rename = { from: 0, migrate: ({ title, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, name: title }) };
  expect(parseDocument('{"format":"loom","version":0,"title":"Old"}', 'a.loom', { migrations: [rename] }).name).toBe('Old');
  expect(() => parseDocument('{"format":"loom","version":0}', 'a.loom')).toThrow('version 0 was never released');
});

it('publishes a JSON Schema', () => {
  expect(documentJsonSchema()).toMatchObject({ type: 'object', required: expect.arrayContaining(['format', 'version']) });
});
