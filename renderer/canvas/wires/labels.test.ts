import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../../engine/passes/check.ts';
import { TEMPLATES } from '../../../templates/index.ts';
import { NODE, overlap, type Rect } from '../../state/document/geometry.ts';
import { formatType } from '../../../engine/types/tensor.ts';
import { flowEdges } from '../flow.ts';
import { boxOf, placeLabels } from './labels.ts';

const node = (x: number, y: number): Rect => ({ x, y, ...NODE });

describe('the words beside a wire', () => {
  it('stand beside its middle, on the side that is free', () => {
    const way = [
      { x: 10, y: 0 },
      { x: 10, y: 26 },
    ];
    const one = { way, text: 'N×10', left: false };
    expect(placeLabels([one], [way], [], 'down')).toEqual([{ x: 19, y: 17, anchor: 'start' }]);
    const joining = [
      { x: 200, y: 0 },
      { x: 200, y: 13 },
      { x: 10, y: 13 },
      { x: 10, y: 26 },
    ];
    expect(placeLabels([one], [way, joining], [], 'down')).toEqual([{ x: 1, y: 17, anchor: 'end' }]);
  });

  it('stand over a wire to the right, and where the gap is too narrow for them above the nodes', () => {
    const way = [
      { x: 216, y: 23 },
      { x: 280, y: 23 },
    ];
    const nodes = [node(0, 0), node(280, 0)];
    const place = (text: string) => placeLabels([{ way, text, left: false }], [way], nodes, 'right')[0]!;
    expect(place('N×10')).toEqual({ x: 248, y: 16, anchor: 'middle' });
    expect(boxOf(place('int32 N×128×768'), 'int32 N×128×768').y).toBeLessThan(-8);
  });

  it('are crossed by no wire and covered by no node in any template, and nearly all find their place', () => {
    let [wanted, shown] = [0, 0];
    for (const template of TEMPLATES) {
      const { graph } = template.make({});
      const checked = checkGraph(graph);
      const wires = flowEdges(graph, checked, { nodes: [], edges: [] }, new Map(), 'down').map(({ data }) => data!);
      const legs = wires.flatMap(({ way }) => way.slice(1).map((end, i) => legBox(way[i]!, end)));
      const nodes = graph.nodes.map(({ position }) => node(position.x, position.y));
      for (const { label, type } of wires) {
        if (!type || !label) continue;
        const box = boxOf(label, formatType(type));
        expect(
          [...legs, ...nodes].filter((other) => overlap(other, box)),
          template.id,
        ).toEqual([]);
      }
      const outputs = new Set(
        wires.filter(({ type }) => type).map(({ edge: { from } }) => `${from.node} ${from.port}`),
      );
      wanted += outputs.size;
      shown += wires.filter(({ label }) => label).length;
    }
    expect(shown / wanted).toBeGreaterThan(0.97);
  });
});

const legBox = (a: { x: number; y: number }, b: { x: number; y: number }): Rect => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x) || 0.1,
  height: Math.abs(a.y - b.y) || 0.1,
});
