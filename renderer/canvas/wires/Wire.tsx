/** A wire and, beside it, what flows along it. */
import { BaseEdge, type ConnectionLineComponentProps, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { formatType } from '../../../engine/types/tensor.ts';
import { useView } from '../../state/view.ts';
import type { WireEdge } from '../flow.ts';
import { pathThrough, route } from './route.ts';
import { useSession } from '../../state/canvas/session.ts';
import styles from './Wire.module.css';

export const Wire = memo(function Wire({ id, data, selected }: EdgeProps<WireEdge>) {
  const dropped = useSession(({ dropEdge }) => dropEdge === id);
  if (!data) return null;
  const { way, type, bad, label } = data;
  return (
    <g
      className={styles.wire}
      data-dtype={type?.dtype}
      data-bad={bad || undefined}
      data-selected={selected || dropped || undefined}
    >
      <BaseEdge path={pathThrough(way)} className={styles.line!} interactionWidth={18} />
      {type && label && (
        <text className={styles.label} x={label.x} y={label.y} textAnchor={label.anchor}>
          {formatType(type)}
        </text>
      )}
    </g>
  );
});

/** The wire that is being drawn. */
export function LooseWire({ fromX, fromY, toX, toY, fromHandle, connectionStatus }: ConnectionLineComponentProps) {
  const direction = useView((view) => view.direction);
  const [from, to] = [
    { x: fromX, y: fromY },
    { x: toX, y: toY },
  ];
  const way =
    fromHandle.type === 'source' ? route(from, to, [], direction) : [...route(to, from, [], direction)].reverse();
  return (
    <path d={pathThrough(way)} className={styles.loose} data-refused={connectionStatus === 'invalid' || undefined} />
  );
}
