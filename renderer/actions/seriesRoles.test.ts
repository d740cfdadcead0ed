import { expect, test } from 'vitest';
import { documentSchema } from '../../engine/graph/document.ts';
import { seriesRoleOf, seriesRolesFor, withSeriesRole } from './seriesRoles.ts';

const START = documentSchema.parse({
  format: 'loom',
  version: 1,
  graph: { nodes: [], edges: [] },
  data: { dataset: { type: 'series', settings: { file: 'a.csv', time: 'when', target: 'y' } } },
});
const [place, shop, x] = [
  { name: 'place', kind: 'category' },
  { name: 'shop', kind: 'category' },
  { name: 'x', kind: 'number' },
];

test('columns of a series have one role each, and take another', () => {
  expect(seriesRoleOf(START, { name: 'when', kind: 'date' })).toBe('time');
  expect([x, place].map((column) => seriesRoleOf(START, column!))).toEqual(['input', 'none']);
  expect(seriesRolesFor(START, { name: 'y', kind: 'number' })).toEqual(['target']);
  const none = withSeriesRole(START, x!, 'none');
  expect(seriesRoleOf(none, x!)).toBe('none');
  expect(seriesRoleOf(withSeriesRole(none, x!, 'input'), x!)).toBe('input');
  const grouped = withSeriesRole(withSeriesRole(START, place!, 'group'), shop!, 'group');
  expect(grouped.data.dataset!.settings).toMatchObject({ group: 'place', roles: { shop: 'group' } });
  const left = withSeriesRole(grouped, place!, 'none');
  expect([place, shop].map((column) => seriesRoleOf(left, column!))).toEqual(['none', 'group']);
  const other = withSeriesRole(START, x!, 'target');
  expect([x, { name: 'y', kind: 'number' }].map((column) => seriesRoleOf(other, column!))).toEqual(['target', 'input']);
});
