/**
 * A network as a small drawing: a square for each layer in its family's colour, a pile for a block that repeats, from left to right and
 * on in the next line.
 */
import { memo, type SVGProps } from 'react';
import type { Graph } from '../../../engine/graph/document.ts';
import { PITCH } from '../../../engine/graph/edits.ts';
import { FAMILIES } from '../../../engine/layers/define.ts';
import { layerOf } from '../../../engine/layers/index.ts';

/** Width over height of the place it fills. */
const ASPECT = 4.2;
const SIDE = 0.66;
/** How far the squares of a pile stand off. */
const PILE = 0.06;

export const Thumbnail = memo(function Thumbnail({
  graph,
  label,
}: {
  readonly graph: Pick<Graph, 'nodes' | 'edges'>;
  readonly label: string;
}) {
  const columns = [...new Set(graph.nodes.map(({ position }) => position.x))].sort((a, b) => a - b);
  const top = Math.min(...graph.nodes.map(({ position }) => position.y));
  const rows = 1 + Math.max(...graph.nodes.map(({ position }) => (position.y - top) / PITCH));
  const high = columns.length + 0.6;
  // as many lines as make the layers largest
  const lines = Math.max(1, Math.round(Math.sqrt(rows / (high * ASPECT))));
  const long = Math.ceil(rows / lines);
  const places = new Map(
    graph.nodes.map(({ id, position }) => {
      const row = (position.y - top) / PITCH;
      const line = Math.floor(row / long);
      return [id, { x: (row % long) + 0.5, y: line * high + columns.indexOf(position.x) + 0.5, line }];
    }),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${long} ${lines * high - 0.6}`}
      width="100%"
      height="100%"
      preserveAspectRatio="xMidYMid meet"
    >
      <g stroke="var(--line-strong)" strokeWidth={0.06} fill="none">
        {graph.edges.map(({ from, to }) => {
          const [a, b] = [places.get(from.node), places.get(to.node)];
          if (!a || !b || a.line !== b.line) return null;
          // a wire that passes others bends round them
          const bend = b.x - a.x > 1 && a.y === b.y ? ` Q ${(a.x + b.x) / 2} ${a.y - 0.75} ` : ' L ';
          return <path key={`${from.node}>${to.node}/${from.port}`} d={`M ${a.x} ${a.y}${bend}${b.x} ${b.y}`} />;
        })}
      </g>
      {graph.nodes.map(({ id, type, repeat = 1 }) => {
        const { x, y } = places.get(id)!;
        const square = (shift: number, look: SVGProps<SVGRectElement>) => (
          <rect x={x - SIDE / 2 + shift} y={y - SIDE / 2 - shift} width={SIDE} height={SIDE} rx={0.12} {...look} />
        );
        const fill = `var(--f-${FAMILIES[layerOf(type)?.family ?? 'block'].colour})`;
        const piled = repeat !== 1;
        return (
          <g key={id}>
            {piled && square(PILE, { fill, opacity: 0.35 })}
            {square(piled ? -PILE : 0, { fill })}
            {piled && (
              <text
                x={x - PILE}
                y={y + PILE}
                dy="0.35em"
                textAnchor="middle"
                fontSize={0.26}
                fontWeight={600}
                fill="var(--raised)"
              >
                {typeof repeat === 'number' ? `×${repeat}` : '×n'}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
});
