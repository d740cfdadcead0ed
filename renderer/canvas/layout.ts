/** Tidying: layers in rows by what feeds what, wires as straight as they can be. The Eclipse Layout Kernel does it, in a worker of its own. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Graph } from '../../engine/graph/document.ts';
import { edgeKey, type Point } from '../../engine/graph/edits.ts';
import { layerOf } from '../../engine/layers/index.ts';
import { type Direction, NODE, portAt, snap, stepOf } from './geometry.ts';

const portId = (node: string, port: string): string => JSON.stringify([node, port]);

/** The graph in ELK's form: sized nodes, ports fixed where the canvas has them. */
export function toElk({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>, direction: Direction): ElkNode {
  const known = new Set<string>();
  const children = nodes.map(({ id, type }) => {
    const layer = layerOf(type);
    const sides = [['input', layer?.inputs ?? [], direction === 'down' ? 'NORTH' : 'WEST'], ['output', layer?.outputs ?? [], direction === 'down' ? 'SOUTH' : 'EAST']] as const;
    const ports = sides.flatMap(([side, list, name]) =>
      list.map((port, i) => {
        const key = portId(id, port.name);
        known.add(key);
        return { id: key, ...portAt(i, list.length, side, direction), width: 0, height: 0, layoutOptions: { 'elk.port.side': name } };
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
      'elk.layered.spacing.nodeNodeBetweenLayers': String(direction === 'down' ? step.y - NODE.height : step.x - NODE.width),
      'elk.spacing.nodeNode': '40',
      'elk.layered.spacing.edgeNodeBetweenLayers': '8',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.nodePlacement.favorStraightEdges': 'true',
      // what stands left stays left
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.spacing.componentComponent': '40',
    },
    children,
    edges: edges
      .map((edge) => ({ id: edgeKey(edge), sources: [portId(edge.from.node, edge.from.port)], targets: [portId(edge.to.node, edge.to.port)] }))
      .filter(({ sources, targets }) => known.has(sources[0]!) && known.has(targets[0]!)),
  };
}

/** Positions on the grid; the top left corner of the whole stays where it was. */
export function fromElk(laid: ElkNode, before: Pick<Graph, 'nodes'>): Map<string, Point> {
  const corner = (points: readonly Point[]): Point => ({ x: Math.min(...points.map(({ x }) => x)), y: Math.min(...points.map(({ y }) => y)) });
  const placed = (laid.children ?? []).map(({ id, x = 0, y = 0 }) => ({ id, x, y }));
  const [was, is] = [corner(before.nodes.map(({ position }) => position)), corner(placed)];
  const origin = snap(was);
  return new Map(
    placed.map(({ id, x, y }) => {
      const moved = snap({ x: x - is.x, y: y - is.y });
      return [id, { x: origin.x + moved.x, y: origin.y + moved.y }];
    }),
  );
}

let elk: Promise<{ layout: (graph: ElkNode) => Promise<ElkNode> }> | undefined;

async function start() {
  const [{ default: Elk }, { default: Worker }] = await Promise.all([import('elkjs/lib/elk-api.js'), import('elkjs/lib/elk-worker.min.js?worker')]);
  return new Elk({ workerFactory: () => new Worker() });
}

export async function layOut(graph: Graph, direction: Direction): Promise<Map<string, Point>> {
  if (graph.nodes.length === 0) return new Map();
  elk ??= start();
  return fromElk(await (await elk).layout(toElk(graph, direction)), graph);
}
