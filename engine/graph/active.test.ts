import { describe, expect, it } from 'vitest';
import { compile } from '../passes/compile.ts';
import { checkGraph } from '../passes/check.ts';
import { activeDocument, activeGraph } from './active.ts';
import { type Document, documentSchema } from './document.ts';
import { wordProblem } from '../problems.ts';
import { setProperties } from './edits.ts';
import { applyRepair } from './repair.ts';

/** input > one > relu > two, and an island: stray > far. */
const document: Document = documentSchema.parse({
  format: 'loom',
  version: 1,
  graph: {
    nodes: (
      [
        ['input', 'input', { shape: [4] }],
        ['one', 'dense', { units: 5 }],
        ['relu', 'relu', {}],
        ['two', 'dense', { units: 3 }],
        ['stray', 'input', { shape: [2] }],
        ['far', 'dense', { units: 7 }],
      ] as const
    ).map(([id, type, settings]) => ({ id, type, settings, position: { x: 0, y: 0 } })),
    edges: ['input>one', 'one>relu', 'relu>two', 'stray>far'].map((wire) => {
      const [from, to] = wire.split('>') as [string, string];
      return { from: { node: from, port: 'output' }, to: { node: to, port: 'input' } };
    }),
  },
  data: { inputs: { input: { column: 'x' }, stray: { column: 'z' } }, targets: { target: { column: 'y' } } },
  training: { losses: [{ loss: { type: 'meanSquaredError' }, output: 'two' }] },
});
const muted = setProperties(document, ['stray', 'far'], { off: 'muted' });
const wires = ({ graph }: Document) => activeGraph(graph).edges.map(({ from, to }) => `${from.node}>${to.node}`);

describe('a document with layers that are off', () => {
  it('is itself where all are on', () => expect(activeDocument(document)).toBe(document));

  it('has neither muted layers nor their wires, nor the columns of muted inputs', () => {
    expect(wires(muted)).toEqual(['input>one', 'one>relu', 'relu>two']);
    expect(Object.keys(activeDocument(muted).data.inputs)).toEqual(['input']);
    const checked = checkGraph(muted.graph);
    expect([checked.order, checked.outputs, checked.problems]).toEqual([['input', 'one', 'relu', 'two'], ['two'], []]);
  });

  it('leads past bypassed layers, several in a row and the judged one too', () => {
    const past = setProperties(muted, ['one', 'relu'], { off: 'bypassed' });
    expect(wires(past)).toEqual(['input>two']);
    expect(checkGraph(past.graph).nodes.get('two')!.weights.weight!.shape).toEqual([3, 4]);
    const last = setProperties(muted, ['two'], { off: 'bypassed' });
    expect(activeDocument(last).training.losses[0]!.output).toBe('relu');
  });

  it('says what then is missing', () => {
    const cut = setProperties(muted, ['one'], { off: 'muted' });
    const [problem, ...others] = checkGraph(cut.graph).problems;
    expect([problem!.code, problem!.node, others]).toEqual(['input-muted', 'relu', []]);
    expect(wordProblem(problem!)).toBe(
      'ReLU "relu" has nothing connected to its input "input", since "one" before it is muted. Switch that on, or bypass it.',
    );
    for (const repair of problem!.repairs) expect(checkGraph(applyRepair(cut, repair).graph).problems).toEqual([]);
  });

  it('is compiled so', () => {
    const { weights, inputs } = compile(setProperties(muted, ['relu'], { off: 'bypassed' }), {
      target: { dtype: 'float32', shape: ['N', 3] },
    });
    expect(weights.map(({ name }) => name)).toEqual(['one.weight', 'one.bias', 'two.weight', 'two.bias']);
    expect(inputs.map(({ node }) => node)).toEqual(['input']);
  });
});
