import { expect, it } from 'vitest';
import { documentSchema } from '../../../graph/document.ts';
import { checkGraph } from '../../../passes/check.ts';
import { modelSource } from './model.ts';

const edge = (from: string, to: string, port: string) => ({
  from: { node: from, port: 'output' },
  to: { node: to, port },
});

/** Attention whose queries, keys and values come of dense layers. */
function attentive(settings: object) {
  const dense = ['q', 'k', 'v'].map((id) => ({ id, type: 'dense', settings: { units: 4 } }));
  const nodes = [
    { id: 'x', type: 'input', settings: { shape: [3, 4] } },
    ...dense,
    { id: 'a', type: 'attention', settings },
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
  return modelSource(document, checkGraph(document.graph));
}

it('calls queries, keys and values so, and has PyTorch’s own attention', () => {
  const { model, layers } = attentive({ heads: 2, causal: true });
  for (const line of ['query = self.q(x)', 'key = self.k(x)', 'value = self.v(x)', 'self.a(query, key, value)  #'])
    expect(model).toContain(line);
  expect(model).toContain('self.a = layers.Attention(heads=2, causal=True)');
  expect(layers).toContain('F.scaled_dot_product_attention(');
});

it('takes of several outputs only what something reads', () => {
  const nodes = [
    { id: 'x', type: 'input', settings: { shape: [3], values: 'int32' } },
    { id: 'm', type: 'masking', settings: {} },
    { id: 'e', type: 'embedding', settings: { vocabulary: 5, width: 4 } },
    { id: 'a', type: 'attention', settings: {} },
  ];
  const ports = ['query', 'key', 'value'].map((port) => edge('e', 'a', port));
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Masked',
    graph: {
      nodes: nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })),
      edges: [
        edge('x', 'm', 'input'),
        edge('x', 'e', 'input'),
        ...ports,
        { from: { node: 'm', port: 'mask' }, to: { node: 'a', port: 'mask' } },
      ],
    },
  });
  const { model } = modelSource(document, checkGraph(document.graph));
  expect(model).toMatch(/^ +mask = self\.m\(x\)\[1\] {2}# N×3$/m);
  expect(model).not.toContain('[0]');
});

it('says of a layer that PyTorch has not what it does in a sentence, and indents what is too long for a line', () => {
  const { model, layers } = attentive({ positions: 'alibi' });
  expect(model).toContain('self.a(query, key, value)[0]');
  expect(layers).toMatch(/^ {8}\w+ = .*\($\n^ {12}\S.*\n^ {8}\)/m);
  expect(layers).toContain(
    '"""Attention: Each query takes the mean of the values, weighted by how well it fits their keys."""',
  );
});
