/** Which tokens layers look up, and what is said of those that they do not know. */
import { phrase, verbatim } from '../phrases.ts';
import { describe, expect, it } from 'vitest';
import { documentSchema, type Graph } from '../graph/document.ts';
import { checkGraph } from './check.ts';
import { isStray, lookupsOf, strayToken, tokensOf } from './lookups.ts';
import { wordProblem } from '../problems.ts';
import { word } from '../texts/index.ts';

type Part = readonly [id: string, type: string, settings?: Record<string, unknown>];

/** Layers in a row behind an Input of three tokens. */
function chain(...parts: readonly Part[]): Graph {
  const nodes: readonly Part[] = [['words', 'input', { shape: [3], values: 'int32' }], ...parts];
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Tokens',
    graph: {
      nodes: nodes.map(([id, type, settings = {}], i) => ({ id, type, settings, position: { x: 0, y: i * 72 } })),
      edges: nodes
        .slice(1)
        .map(([id], i) => ({ from: { node: nodes[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
    },
  }).graph;
}

const rows = { 'input:words': { shape: [2, 3], data: [0, 1, 9, 3, 7, 5] } };
const read = (...parts: readonly Part[]) =>
  lookupsOf(checkGraph(chain(...parts)), 2).map((lookup) => [
    lookup.node,
    lookup.vocabulary,
    [...tokensOf(lookup, rows)],
  ]);

describe('lookups', () => {
  it('read the numbers as they come out of the layers before them', () => {
    expect(read(['look', 'embedding', { vocabulary: 8 }])).toEqual([['look', 8, [0, 1, 9, 3, 7, 5]]]);
    expect(read(['first', 'slice', { axis: 1, start: 0, end: 2 }], ['look', 'embedding', { vocabulary: 8 }])).toEqual([
      ['look', 8, [0, 1, 3, 7]],
    ]);
    expect(
      read(
        ['as', 'cast', { to: 'float32' }],
        ['half', 'scale', { factor: 0.5 }],
        ['whole', 'cast', { to: 'int32' }],
        ['look', 'oneHot', { classes: 4 }],
      ),
    ).toEqual([['look', 4, [0, 0, 4, 1, 3, 2]]]);
  });

  it('are left alone behind weights, whose numbers nobody knows', () => {
    expect(
      read(['look', 'embedding'], ['best', 'argMax', { axis: 2 }], ['again', 'embedding', { vocabulary: 2 }]).map(
        ([node]) => node,
      ),
    ).toEqual(['look']);
    expect(lookupsOf(checkGraph(chain(['as', 'cast', { to: 'float32' }], ['look', 'embedding'])), 2)).toEqual([]);
  });

  it('know their vocabulary', () => {
    const checked = checkGraph(chain(['look', 'embedding', { vocabulary: 8 }]));
    const [lookup] = lookupsOf(checked, 2);
    expect([-1, 0, 7, 8].map((token) => isStray(lookup!, token))).toEqual([true, false, false, true]);
    const said = (token: number, largest?: number) => {
      const found = strayToken(checked, lookup!, {
        where: phrase('row-in-file', { row: 4, file: verbatim('words.csv') }),
        token,
        ...(largest !== undefined && { largest }),
      });
      return {
        ...found,
        message: wordProblem(found),
        repairs: found.repairs.map(({ title, actions }) => ({ title: word(title), actions })),
      };
    };
    expect(said(9, 11)).toMatchObject({
      code: 'token-out-of-range',
      node: 'look',
      setting: 'vocabulary',
      message:
        'Embedding "look" takes the tokens 0 to 7 (Vocabulary: 8). There is 9 in row 4 of words.csv. Set Vocabulary to 12 or more, or choose data with fewer.',
      repairs: [
        { title: 'Set Vocabulary to 12', actions: [{ kind: 'set', node: 'look', setting: 'vocabulary', value: 12 }] },
      ],
    });
    expect(said(-1, 5)).toMatchObject({
      message: expect.stringMatching(/There is -1 in .*\. Correct the data: tokens are counted from 0\.$/),
      repairs: [],
    });
    expect(said(9)).toMatchObject({
      message: expect.stringMatching(/There is 9 in .*\. Leave it out, or train with more tokens\.$/),
      repairs: [],
    });
  });
});
