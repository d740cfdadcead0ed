import { describe, expect, it } from 'vitest';
import type { Edge } from '../../../engine/graph/document.ts';
import { PITCH } from '../../../engine/graph/edits.ts';
import { fold } from './fold.ts';
import { stepOf } from './geometry.ts';

const wire = (from: string, to: string): Edge => ({
  from: { node: from, port: 'output' },
  to: { node: to, port: 'input' },
});
/** One below the other. */
const chain = (length: number) => {
  const ids = Array.from({ length }, (_, i) => `n${i}`);
  return {
    ids,
    places: new Map(ids.map((id, i) => [id, { x: 0, y: i * PITCH }])),
    edges: ids.slice(1).map((id, i) => wire(ids[i]!, id)),
  };
};
const columnsOf = (folded: ReadonlyMap<string, { x: number; y: number }>): string[][] =>
  [...new Set([...folded.values()].map(({ x }) => x))]
    .sort((a, b) => a - b)
    .map((left) =>
      [...folded]
        .filter(([, { x }]) => x === left)
        .sort(([, a], [, b]) => a.y - b.y)
        .map(([id]) => id),
    );

describe('fold', () => {
  it('leaves what is not long as it is', () => {
    const { places, edges } = chain(40);
    expect(fold(places, edges)).toBe(places);
  });

  it('puts a long chain into columns about as wide as high, in its order', () => {
    const { ids, places, edges } = chain(500);
    const folded = fold(places, edges);
    expect(columnsOf(folded).flat()).toEqual(ids);
    const [right, bottom] = [
      Math.max(...[...folded.values()].map(({ x }) => x)),
      Math.max(...[...folded.values()].map(({ y }) => y)),
    ];
    expect(right / bottom).toBeGreaterThan(0.9);
    expect(right / bottom).toBeLessThan(1.6);
  });

  it('goes on below where it runs from left to right, row after row', () => {
    const { ids, edges } = chain(11);
    const places = new Map(ids.map((id, i) => [id, { x: 40 + i * stepOf('right').x, y: 16 }]));
    const folded = fold(places, edges, 'right');
    const rows = [...new Set([...folded.values()].map(({ y }) => y))].map((top) =>
      [...folded].filter(([, { y }]) => y === top),
    );
    expect(rows.map((row) => row.length)).toEqual([3, 3, 3, 2]);
    expect(rows.flat().map(([id]) => id)).toEqual(ids);
    expect(rows.map(([first]) => first![1].x)).toEqual([40, 40, 40, 40]);
    expect(folded.get('n0')).toEqual({ x: 40, y: 16 });
  });

  it('cuts between the blocks of a residual network and nowhere else', () => {
    const { ids, places, edges } = chain(500);
    // each tenth adds what the last tenth gave
    const shortcuts = ids.flatMap((id, i) => (i >= 10 && i % 10 === 0 ? [wire(ids[i - 10]!, id)] : []));
    const columns = columnsOf(fold(places, [...edges, ...shortcuts]));
    expect(columns.length).toBeGreaterThan(3);
    for (const [first] of columns.slice(1)) expect(ids.indexOf(first!) % 10).toBe(1);
  });

  it('leaves a network as it is where something reaches from its first row to its last', () => {
    const { ids, places, edges } = chain(200);
    expect(columnsOf(fold(places, [...edges, wire(ids[0]!, ids.at(-1)!)]))).toHaveLength(1);
  });
});
