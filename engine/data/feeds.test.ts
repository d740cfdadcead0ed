import { describe, expect, it } from 'vitest';
import { documentSchema } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import type { Column } from './define.ts';
import { columnAfter, defaultFeeds, inputProblems, resolveFeeds, strayClasses, targetTypes } from './feeds.ts';
import { wordProblem } from '../problems.ts';

const image: Column = { name: 'image', kind: 'image', shape: [1, 28, 28], dtype: 'float32', range: [0, 255] };
const label: Column = { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes: ['a', 'b'] };
const number = (name: string, shape: readonly number[]): Column => ({ name, kind: 'number', shape, dtype: 'float32' });

describe('feeds', () => {
  it('types inputs and targets after their transforms', () => {
    const { feeds, problems } = resolveFeeds([image, label], mnistCnn().data);
    expect(problems).toEqual([]);
    expect(feeds.map(({ name, column }) => [name, column.kind])).toEqual([
      ['input:input_1', 'number'],
      ['target:target', 'category'],
    ]);
    expect(targetTypes(feeds)).toEqual({ target: { dtype: 'int32', shape: ['N'] } });
    expect(inputProblems(feeds, [['input_1', { dtype: 'float32', shape: ['N', 1, 28, 28] }]])).toEqual([]);
  });

  it('says which column is missing, and which does not suit its transform', () => {
    const missing = resolveFeeds([label], mnistCnn().data).problems;
    expect(missing.map(({ code, node }) => [code, node])).toEqual([['column-missing', 'input_1']]);
    const unfit = resolveFeeds([image, label], {
      inputs: {},
      targets: { target: { column: 'label', transforms: [{ type: 'scale', settings: {} }] } },
    });
    expect(wordProblem(unfit.problems[0]!)).toContain('category');
    expect(unfit.feeds).toEqual([]);
  });

  it('offers the shape that the data has', () => {
    const { feeds } = resolveFeeds([number('x', [4])], {
      inputs: { in: { column: 'x', transforms: [] } },
      targets: {},
    });
    const [found] = inputProblems(feeds, [['in', { dtype: 'float32', shape: ['N', 3] }]]);
    expect(found!.repairs[0]!.actions).toEqual([{ kind: 'set', node: 'in', setting: 'shape', value: [4] }]);
  });

  it('compares the classes of a column with the vocabulary that reads them', () => {
    const words: Column = { name: 'words', kind: 'tokens', shape: [3], dtype: 'int32', classes: ['_', 'a', 'b', 'c'] };
    const { feeds } = resolveFeeds([words], { inputs: { in: { column: 'words', transforms: [] } }, targets: {} });
    const said = (vocabulary: number) => {
      const nodes = [
        { id: 'in', type: 'input', settings: { shape: [3], values: 'int32' }, position: { x: 0, y: 0 } },
        { id: 'look', type: 'embedding', settings: { vocabulary }, position: { x: 0, y: 72 } },
      ];
      const { graph } = documentSchema.parse({
        format: 'loom',
        version: 1,
        name: 'Words',
        graph: { nodes, edges: [{ from: { node: 'in', port: 'output' }, to: { node: 'look', port: 'input' } }] },
      });
      return strayClasses(feeds, checkGraph(graph)).map(wordProblem);
    };
    expect(said(4)).toEqual([]);
    expect(said(3)).toEqual([
      'Embedding "look" takes the tokens 0 to 2 (Vocabulary: 3). There is 3 in the column "words". Set Vocabulary to 4 or more, or choose data with fewer.',
    ]);
  });

  it('gives the column at any place among the transforms', () => {
    const config = { column: 'label', transforms: [{ type: 'oneHot', settings: { classes: 2 } }] };
    expect(columnAfter(label, config, 0)).toBe(label);
    expect(columnAfter(label, config, 1)).toMatchObject({ kind: 'number', shape: [2] });
  });

  it('maps pictures to inputs and categories to targets, and keeps what fits', () => {
    const document = mnistCnn();
    const inputs = document.graph.nodes.filter(({ type }) => type === 'input');
    const empty = { ...document, data: { ...document.data, inputs: {}, targets: {} } };
    expect(defaultFeeds([label, image], empty, inputs)).toEqual({
      inputs: { input_1: { column: 'image', transforms: [{ type: 'scale', settings: { divisor: 255 } }] } },
      targets: { target: { column: 'label', transforms: [] } },
    });
    expect(defaultFeeds([image, label], document, inputs)).toEqual({
      inputs: document.data.inputs,
      targets: document.data.targets,
    });
    expect(defaultFeeds([number('input', [4]), number('target', [1])], empty, inputs)).toMatchObject({
      inputs: { input_1: { column: 'input' } },
      targets: { target: { column: 'target' } },
    });
  });
});
