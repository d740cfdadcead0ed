import { describe, expect, it } from 'vitest';
import { type Choice, documentSchema } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import type { Column } from './define.ts';
import { columnAfter, defaultFeeds, inputProblems, resolveFeeds, strayClasses, targetTypes } from './feeds.ts';
import { word } from '../texts/index.ts';
import { wordProblem } from '../problems.ts';
import type { TensorType } from '../types/tensor.ts';
import { readText } from './language/chain.ts';
import { knownTokens } from './transforms/brought.ts';

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
    expect(inputProblems(feeds, [['input_1', { dtype: 'float32', shape: ['N', 1, 28, 28] }]], mnistCnn())).toEqual([]);
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
    const [found] = inputProblems(feeds, [['in', { dtype: 'float32', shape: ['N', 3] }]], mnistCnn());
    expect(found!.repairs[0]!.actions).toEqual([{ kind: 'set', node: 'in', setting: 'shape', value: [4] }]);
  });

  describe('data are brought to what a network reads', () => {
    const brought = (
      source: Column,
      transforms: readonly Choice[],
      wanted: TensorType,
      dataset: Choice | null = null,
    ) => {
      const { data, graph } = mnistCnn();
      const inputs = { input_1: { column: source.name, transforms } };
      const document = { data: { ...data, dataset, inputs, targets: {} }, graph };
      const feeds = resolveFeeds([source], document.data).feeds;
      return inputProblems(feeds, [['input_1', wanted]], document)[0]!.repairs;
    };
    const scale = { type: 'scale', settings: { divisor: 255 } };
    const colours: TensorType = { dtype: 'float32', shape: ['N', 3, 64, 48] };

    it('grey pictures to colours of another size, before what else becomes of them', () => {
      const [first, second] = brought(image, [scale], colours);
      expect(word(first!.title)).toBe('Bring the pictures to 3×64×48');
      expect(word(second!.title)).toBe('Set the shape to 1×28×28');
      const value = [
        { type: 'resize', settings: { width: 48, height: 64 } },
        { type: 'threeChannels', settings: {} },
        scale,
      ];
      const path = ['data', 'inputs', 'input_1', 'transforms'];
      expect(first!.actions).toEqual([{ kind: 'configure', path, value }]);
    });

    it('colours to grey, by a size that was chosen before', () => {
      const [first] = brought(
        { ...image, shape: [3, 40, 40] },
        [{ type: 'resize', settings: { width: 20, height: 20, fit: 'crop' } }],
        { dtype: 'float32', shape: ['N', 1, 28, 28] },
      );
      expect(first!.actions[0]).toMatchObject({
        value: [{ type: 'grey' }, { type: 'resize', settings: { width: 28, height: 28, fit: 'crop' } }],
      });
    });

    it('pictures in files are read in that size', () => {
      const [first] = brought({ ...image, shape: [3, 64, 64] }, [scale], colours, { type: 'pictures', settings: {} });
      expect(first!.actions).toEqual(
        Object.entries({ width: 48, height: 64, colours: 'rgb' }).map(([name, value]) => ({
          kind: 'configure',
          path: ['data', 'dataset', 'settings', name],
          value,
        })),
      );
    });

    it('texts to another length, and what nothing brings there not at all', () => {
      const text: Column = { name: 'text', kind: 'text', shape: [], dtype: 'int32' };
      const [first] = brought(text, readText(96), { dtype: 'int32', shape: ['N', 12] });
      expect(word(first!.title)).toBe('Cut and fill "text" to 12 tokens');
      expect(first!.actions[0]).toMatchObject({ value: readText(12) });
      expect(brought(image, [scale], { dtype: 'float32', shape: ['N', 4, 64, 64] })).toHaveLength(1);
      expect(brought(text, readText(96), { dtype: 'float32', shape: ['N', 12] })).toHaveLength(1);
    });
  });

  it('texts are read with as many tokens as a network knows, where these are enough to learn any', () => {
    const config = (settings: Choice['settings'] = {}) => ({
      column: 'text',
      transforms: [...readText(12).slice(0, 2), { type: 'tokenize', settings }, ...readText(12).slice(3)],
    });
    const [repair] = knownTokens('in', config({ least: 1 }), 99);
    expect(word(repair!.title)).toBe('Read 99 different tokens at most');
    const value = config({ least: 1, vocabulary: 99 }).transforms;
    expect(repair!.actions).toEqual([{ kind: 'configure', path: ['data', 'inputs', 'in', 'transforms'], value }]);
    for (const [settings, known] of [
      [{}, 2],
      [{}, 5000],
      [{ by: 'bytePair' }, 99],
      [{ by: 'file', file: 'tokenizer.json' }, 99],
    ] as const)
      expect(knownTokens('in', config(settings), known)).toEqual([]);
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
