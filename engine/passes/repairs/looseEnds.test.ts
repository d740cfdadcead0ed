import { expect, test } from 'vitest';
import { type Document, emptyDocument } from '../../graph/document.ts';
import { applyRepair } from '../../graph/repair.ts';
import { word } from '../../texts/index.ts';
import { checkGraph } from '../check.ts';

const position = { x: 0, y: 0 };
const node = (id: string, type: string, settings = {}) => ({ id, type, settings, position });
const wire = (from: string, to: string) => ({
  from: { node: from, port: 'output' },
  to: { node: to, port: 'input' },
});

/** input → dense → relu, and behind a gap softmax → last; `more` hangs loose, too. */
const withGap = (...more: string[]): Document => ({
  ...emptyDocument('gap'),
  graph: {
    ...emptyDocument('gap').graph,
    nodes: [
      node('input', 'input', { shape: [4] }),
      ...['dense', 'last', ...more].map((id) => node(id, 'dense', { units: 2 })),
      ...['relu', 'softmax'].map((id) => node(id, id)),
    ],
    edges: [wire('input', 'dense'), wire('dense', 'relu'), wire('softmax', 'last')],
  },
});
const missing = ({ graph }: Document) => checkGraph(graph).problems.filter(({ code }) => code === 'input-missing');

test('a gap is closed by one press, and then nothing is missing', () => {
  const [found] = missing(withGap());
  expect(found!.repairs.map(({ title }) => word(title))).toEqual(['Connect "relu"']);
  const closed = applyRepair(withGap(), found!.repairs[0]!);
  expect(closed.graph.edges).toContainEqual(wire('relu', 'softmax'));
  expect(checkGraph(closed.graph).problems).toEqual([]);
});

test('where several outputs hang loose, none is guessed', () => {
  const document = withGap('other');
  const fed = { ...document, graph: { ...document.graph, edges: [...document.graph.edges, wire('input', 'other')] } };
  expect(missing(fed).map(({ repairs }) => repairs)).toEqual([[]]);
});

test('what lacks an input itself is not offered', () => {
  expect(
    missing(withGap('other')).map(({ node, repairs }) => [node, ...repairs.map(({ title }) => word(title))]),
  ).toEqual([['other'], ['softmax', 'Connect "relu"']]);
});
