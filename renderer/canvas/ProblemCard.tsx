/** What is wrong with the node that is pointed at or selected, beside it, with the repairs as buttons. */
import { type ReactFlowState, useStore } from '@xyflow/react';
import { shallow } from 'zustand/shallow';
import type { Problem } from '../../engine/problems.ts';
import { useChecked } from '../state/checked.ts';
import { useActive } from '../state/workspace.ts';
import { Button } from '../ui/Button.tsx';
import { repair } from './actions.ts';
import { problemsByNode } from './flow.ts';
import { NODE, overlap, type Rect } from './geometry.ts';
import { keepHover, leaveHover } from './hover.ts';
import styles from './ProblemCard.module.css';
import { ProblemText } from './ProblemText.tsx';
import { useSession } from './session.ts';

export function ProblemCard() {
  const checked = useChecked();
  const selected = useActive(({ selection }) => (selection.nodes.length === 1 ? selection.nodes[0]! : null)) ?? null;
  const hovered = useSession((state) => state.hovered);
  const still = useSession(({ moved }) => moved.size === 0);
  const problems = checked && problemsByNode(checked);
  const id = [hovered, selected].find((node) => node !== null && problems?.has(node));
  if (!id || !still) return null;
  return <Card id={id} problems={problems!.get(id)!} />;
}

const WIDTH = 316;
const GAP = 20;

function Card({ id, problems }: { readonly id: string; readonly problems: readonly Problem[] }) {
  const { node, box } = useStore(placeOf(id), (a, b) => shallow(a.node, b.node) && shallow(a.box, b.box));
  if (!node || !overlap(node, { x: 0, y: 0, ...box })) return null;
  const style = beside(node, box);
  return (
    <div className={`${styles.card} nopan nowheel`} style={style} data-warning={problems.every(({ severity }) => severity === 'warning') || undefined} role="status" onPointerEnter={keepHover} onPointerLeave={leaveHover}>
      {problems.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
        <ProblemItem key={i} problem={one} />
      ))}
    </div>
  );
}

export function ProblemItem({ problem }: { readonly problem: Problem }) {
  return (
    <div className={styles.problem}>
      <ProblemText problem={problem} />
      {problem.repairs.length > 0 && (
        <div className={styles.repairs}>
          {problem.repairs.map((one, i) => (
            <Button key={one.title} look={i === 0 ? 'primary' : 'plain'} onClick={() => repair(one)}>
              {one.title}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Where the node is seen, within the canvas. */
const placeOf =
  (id: string) =>
  ({ transform: [x, y, zoom], nodeLookup, width, height }: ReactFlowState): { node: Rect | null; box: { width: number; height: number } } => {
    const at = nodeLookup.get(id)?.internals.positionAbsolute;
    return { node: at ? { x: at.x * zoom + x, y: at.y * zoom + y, width: NODE.width * zoom, height: NODE.height * zoom } : null, box: { width, height } };
  };

/** Right of the node, else left, else under it; never on it. */
function beside(node: Rect, box: { readonly width: number; readonly height: number }): React.CSSProperties {
  const middle = Math.max(56, Math.min(node.y + node.height / 2, box.height - 64));
  if (node.x + node.width + GAP + WIDTH <= box.width - 8) return { left: node.x + node.width + GAP, top: middle, transform: 'translateY(-50%)', width: WIDTH };
  if (node.x - GAP - WIDTH >= 8) return { left: node.x - GAP - WIDTH, top: middle, transform: 'translateY(-50%)', width: WIDTH };
  const left = Math.max(8, Math.min(node.x, box.width - WIDTH - 8));
  return node.y + node.height + 140 < box.height ? { left, top: node.y + node.height + GAP, width: WIDTH } : { left, bottom: box.height - node.y + GAP, width: WIDTH };
}
