/** What is wrong with the node that is pointed at or selected, beside it, with the repairs as buttons. */
import { useStore } from '@xyflow/react';
import { shallow } from 'zustand/shallow';
import type { Problem } from '../../../engine/problems.ts';
import { useCheckedDrawing } from '../../state/document/drawing.ts';
import { useActive } from '../../state/document/workspace.ts';
import { problemsByNode } from '../flow.ts';
import { NODE, overlap, type Rect } from '../../state/document/geometry.ts';
import { keepHover, leaveHover } from './hover.ts';
import styles from './ProblemCard.module.css';
import { ProblemText } from './ProblemText.tsx';
import { RepairButtons } from './RepairButtons.tsx';
import { useSession } from '../../state/canvas/session.ts';

export function ProblemCard() {
  const checked = useCheckedDrawing();
  const selected = useActive(({ selection }) => (selection.nodes.length === 1 ? selection.nodes[0]! : null)) ?? null;
  const hovered = useSession((state) => state.hovered);
  const still = useSession(({ moved }) => moved.size === 0);
  const problems = checked && problemsByNode(checked);
  const connecting = useStore(({ connection }) => connection.inProgress);
  const tells = (node: string) => isToldBeside(problems?.get(node) ?? []);
  const id =
    hovered !== null && problems?.has(hovered) ? hovered : selected !== null && tells(selected) ? selected : null;
  if (id === null || !still || connecting) return null;
  return <Card id={id} problems={problems!.get(id)!} />;
}

/** Whether a selected layer has its card. One that was just put down has no wires yet: its badge says so, and the card only when asked. */
export const isToldBeside = (problems: readonly Problem[]): boolean =>
  problems.some(({ code }) => code !== 'input-missing');

const WIDTH = 316;
const GAP = 20;
/** What a card is taken to need before it is drawn. */
const HEIGHT = 100;

function Card({ id, problems }: { readonly id: string; readonly problems: readonly Problem[] }) {
  const [x, y, zoom] = useStore(({ transform }) => transform, shallow);
  const box = useStore(({ width, height }) => ({ x: 0, y: 0, width, height }), shallow);
  const nodes = useStore(({ nodes }) => nodes);
  const seen = nodes.map(({ id, position, width = NODE.width, height = NODE.height }) => ({
    id,
    x: position.x * zoom + x,
    y: position.y * zoom + y,
    width: width * zoom,
    height: height * zoom,
  }));
  const node = seen.find((one) => one.id === id);
  if (!node || !overlap(node, box)) return null;
  return (
    <div
      className={`${styles.card} nopan nowheel`}
      style={beside(node, seen, box)}
      data-warning={problems.every(({ severity }) => severity === 'warning') || undefined}
      role="status"
      onPointerEnter={keepHover}
      onPointerLeave={leaveHover}
    >
      {problems.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
        <ProblemItem key={i} problem={one} />
      ))}
    </div>
  );
}

/** Where the card covers the fewest nodes, and never its own: right, left, under or over it. */
function beside(node: Rect, others: readonly Rect[], box: Rect): React.CSSProperties {
  const top = Math.max(8, Math.min(node.y + node.height / 2 - HEIGHT / 2, box.height - HEIGHT - 8));
  const left = Math.max(8, Math.min(node.x, box.width - WIDTH - 8));
  const places = [
    { x: node.x + node.width + GAP, y: top },
    { x: node.x - GAP - WIDTH, y: top },
    { x: left, y: node.y + node.height + GAP },
    { x: left, y: node.y - GAP - HEIGHT },
  ].map((at) => ({ ...at, width: WIDTH, height: HEIGHT }));
  const inside = ({ x, y }: Rect) => x >= 0 && y >= 0 && x + WIDTH <= box.width && y + HEIGHT <= box.height;
  const cost = (place: Rect) => others.filter((other) => overlap(place, other)).length + (inside(place) ? 0 : 100);
  const best = places.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  // over the node it grows upwards
  return best === places[3]
    ? { left: best.x, bottom: box.height - node.y + GAP, width: WIDTH }
    : { left: best.x, top: best.y, width: WIDTH };
}

export function ProblemItem({ problem }: { readonly problem: Problem }) {
  return (
    <div className={styles.problem}>
      <ProblemText problem={problem} />
      {problem.repairs.length > 0 && (
        <div className={styles.repairs}>
          <RepairButtons repairs={problem.repairs} leads />
        </div>
      )}
    </div>
  );
}
