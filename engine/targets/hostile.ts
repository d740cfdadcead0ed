/** What tests of every export target name things: whatever it is, the code stays the same. */
import { type Document, documentSchema } from '../graph/document.ts';

const CODE = 'globalThis.process.exit(1);//';
/** Names that try to leave their place. */
export const HOSTILE: readonly string[] = [
  `a\n${CODE}`,
  `a\r${CODE}`,
  `a\u2028${CODE}`,
  `a\u2029${CODE}`,
  `*/ ${CODE} /*`,
  `'; ${CODE}'`,
  `\\'; ${CODE}`,
  `"; ${CODE}"`,
  '`${globalThis.process.exit(1)}`',
  '${globalThis.process.exit(1)}',
  `'] = 1; ${CODE}`,
  '\u0000',
  '\u001b[31mred\u0007',
  '\ud800',
  'half \udfff of a pair',
  '\u202etxt.exe',
  '\ufeffmark',
  '/$^.*+?()[]{}|\\',
  '../../../escaped',
  'C:\\CON',
  'nul',
  '-rf',
  '.npmrc',
  '</script><img src=x onerror=alert(1)>',
  '[a](javascript:alert(1)) `x` ![](http://example.org/a.png)',
  '# heading\n\n- list',
  '"""; import os; os._exit(1) #',
  '{__import__("os")._exit(1)}',
  '\\',
  '%(prog)s',
  '卷积层',
  ' ',
  'x'.repeat(200),
];
/** Words that languages and exported code keep for themselves. */
export const WORDS: readonly string[] = [
  'Catch',
  'Package',
  'Static',
  'New',
  'class',
  'await',
  'yield',
  'let',
  'eval',
  'arguments',
  'undefined',
  'enum',
  'async',
  'tf',
  'model',
  'targets',
  'fits',
  'tensorOf',
  'crossEntropy',
  'console',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'tsx',
  'standardize',
  'def',
  'lambda',
  'None',
  'self',
  'nn',
  'torch',
  'forward',
  'layers',
  'training',
  'print',
  'math',
  'initialize',
];

/** A network in which every text that a document may have is made of `name`; no two of them are the same. */
export function documentNamed(name: string): Document {
  const at = { position: { x: 0, y: 0 } };
  const wire = (from: string, to: string) => ({
    from: { node: from, port: 'output' },
    to: { node: to, port: 'input' },
  });
  const [input, hidden, instance, out, column, target] = ['', '1', '2', '3', '4', '5'].map((end) =>
    (name + end).slice(-200),
  ) as [string, string, string, string, string, string];
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name,
    graph: {
      nodes: [
        { id: input, type: 'input', settings: { shape: [4] }, ...at },
        {
          id: 'b',
          label: hidden,
          type: 'dense',
          settings: { units: 3 },
          ...at,
          learningRate: 0.5,
          constraint: { type: 'unitNorm' },
        },
        { id: instance, type: 'block', block: 'block', ...at },
        { id: out, type: 'dense', settings: { units: 3 }, ...at, regularization: { l2: 0.1 } },
      ],
      edges: [wire(input, 'b'), wire('b', instance), wire(instance, out)],
      blocks: [
        {
          id: 'block',
          name,
          nodes: [
            { id: 'in', type: 'blockInput', label: 'input', ...at },
            { id: 'inner', label: name, type: 'prelu', ...at },
            { id: 'out', type: 'blockOutput', label: 'output', ...at },
          ],
          edges: [wire('in', 'inner'), wire('inner', 'out')],
        },
      ],
      groups: [{ id: name, title: name, nodes: [out] }],
      notes: [{ id: name, text: name, ...at }],
    },
    data: {
      dataset: { type: 'numpy', settings: { inputs: `${name}.npz` } },
      inputs: { [input]: { column, transforms: [{ type: 'standardize', settings: {} }] } },
      targets: { [target]: { column: name, transforms: [] } },
    },
    training: {
      losses: [{ output: out, target, loss: { type: 'crossEntropy' } }],
      optimizer: { type: 'adamW', settings: { weightDecay: 0.1 } },
      weightDecayOn: 'weights',
      metrics: [{ type: 'accuracy' }],
    },
  });
}
