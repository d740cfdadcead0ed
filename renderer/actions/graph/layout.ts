/** Layers in rows by what feeds what, wires as straight as they can be: the graph in the form of the Eclipse Layout Kernel, and back. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Graph } from '../../../engine/graph/document.ts';
import { edgeKey, type Point } from '../../../engine/graph/edits.ts';
import { layerOfNode } from '../../../engine/layers/blocks.ts';
import { type Direction, NODE, portAt, snap, stepOf } from '../../state/document/geometry.ts';

const MANY = 300;

const portId = (node: string, port: string): string => JSON.stringify([node, port]);

/** The graph in ELK's form: sized nodes, ports fixed where the canvas has them. */
export function toElk(
  { nodes, edges, blocks = [] }: Pick<Graph, 'nodes' | 'edges'> & Partial<Pick<Graph, 'blocks'>>,
  direction: Direction,
): ElkNode {
  const known = new Set<string>();
  const children = nodes.map((node) => {
    const { id } = node;
    const layer = layerOfNode(node, blocks);
    const sides = [
      ['input', layer?.inputs ?? [], direction === 'down' ? 'NORTH' : 'WEST'],
      ['output', layer?.outputs ?? [], direction === 'down' ? 'SOUTH' : 'EAST'],
    ] as const;
    const ports = sides.flatMap(([side, list, name]) =>
      list.map((port, i) => {
        const key = portId(id, port.name);
        known.add(key);
        return {
          id: key,
          ...portAt(i, list.length, side, direction),
          width: 0,
          height: 0,
          layoutOptions: { 'elk.port.side': name },
        };
      }),
    );
    return { id, ...NODE, ports, layoutOptions: { 'elk.portConstraints': 'FIXED_POS' } };
  });
  const step = stepOf(direction);
  return {
    id: 'graph',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
      'elk.edgeRouting': 'POLYLINE',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(
        direction === 'down' ? step.y - NODE.height : step.x - NODE.width,
      ),
      'elk.spacing.nodeNode': '40',
      'elk.layered.spacing.edgeNodeBetweenLayers': '8',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
      // the straighter of the two grows too slow
      'elk.layered.nodePlacement.strategy': nodes.length > MANY ? 'BRANDES_KOEPF' : 'NETWORK_SIMPLEX',
      'elk.layered.nodePlacement.favorStraightEdges': 'true',
      // what stands left stays left
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      // rows that are shared by all parts of the graph
      'elk.separateConnectedComponents': 'false',
    },
    children,
    edges: edges
      .map((edge) => ({
        id: edgeKey(edge),
        sources: [portId(edge.from.node, edge.from.port)],
        targets: [portId(edge.to.node, edge.to.port)],
      }))
      .filter(({ sources, targets }) => known.has(sources[0]!) && known.has(targets[0]!)),
  };
}

/** Positions on the grid, the rows one step apart; the top left corner of the whole stays where it was. */
export function fromElk(laid: ElkNode, before: Pick<Graph, 'nodes'>, direction: Direction): Map<string, Point> {
  const [along, across] = direction === 'down' ? (['y', 'x'] as const) : (['x', 'y'] as const);
  const placed = (laid.children ?? []).map(({ id, x = 0, y = 0 }) => ({ id, x, y }));
  const rows = [...new Set(placed.map((node) => Math.round(node[along])))].sort((a, b) => a - b);
  const first = Math.min(...placed.map((node) => node[across]));
  const origin = snap({
    x: Math.min(...before.nodes.map(({ position }) => position.x)),
    y: Math.min(...before.nodes.map(({ position }) => position.y)),
  });
  return new Map(
    placed.map((node) => {
      const row = rows.indexOf(Math.round(node[along])) * stepOf(direction)[along];
      const at = snap({ x: node[across] - first, y: node[across] - first })[across];
      return [
        node.id,
        direction === 'down' ? { x: origin.x + at, y: origin.y + row } : { x: origin.x + row, y: origin.y + at },
      ];
    }),
  );
}
