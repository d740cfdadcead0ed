import { expect, it } from 'vitest';
import { documentSchema } from '../../../graph/document.ts';
import { checkGraph } from '../../../passes/check.ts';
import { modelSource } from './model.ts';

const edge = (from: string, to: string, port: string) => ({
  from: { node: from, port: 'output' },
  to: { node: to, port },
});

it('calls queries, keys and values so, and says of a layer what it does in a sentence', () => {
  const dense = ['q', 'k', 'v'].map((id) => ({ id, type: 'dense', settings: { units: 4 } }));
  const nodes = [
    { id: 'x', type: 'input', settings: { shape: [3, 4] } },
    ...dense,
    { id: 'a', type: 'attention', settings: {} },
  ];
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Attention',
    graph: {
      nodes: nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })),
      edges: [
        ...dense.map(({ id }) => edge('x', id, 'input')),
        ...[
          ['q', 'query'],
          ['k', 'key'],
          ['v', 'value'],
        ].map(([from, port]) => edge(from!, 'a', port!)),
      ],
    },
  });
  const { model, layers } = modelSource(document, checkGraph(document.graph));
  for (const line of ['query = self.q(x)', 'key = self.k(x)', 'value = self.v(x)', 'self.a(query, key, value)[0]'])
    expect(model).toContain(line);
  expect(layers).toContain(
    '"""Attention: Each query takes the mean of the values, weighted by how well it fits their keys."""',
  );
});
