/** Laying the graph out in rows. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { t } from '../../../engine/texts/index.ts';
import type { Graph } from '../../../engine/graph/document.ts';
import { moveNodes, type Point } from '../../../engine/graph/edits.ts';
import { onSurface } from '../../state/canvas/surface.ts';
import { NO_MOVES, session } from '../../state/canvas/session.ts';
import { scopeOf } from '../../state/document/drawing.ts';
import { fold } from '../../state/document/fold.ts';
import { type Direction, snap } from '../../state/document/geometry.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { page } from '../../state/page.ts';
import { view } from '../../state/view.ts';
import { editDrawing } from './edit.ts';
import { fromElk, toElk } from './layout.ts';

/** The Eclipse Layout Kernel: in the window it runs in a worker of its own. */
export type LayoutKernel = (graph: ElkNode) => Promise<ElkNode>;
let kernel: LayoutKernel = () => Promise.reject(new Error('internal: no layout kernel is wired in'));
export function setLayoutKernel(given: LayoutKernel): void {
  kernel = given;
}

async function layOut(graph: Graph, direction: Direction): Promise<ReadonlyMap<string, Point>> {
  if (graph.nodes.length === 0) return new Map();
  const places = fromElk(await kernel(toElk(graph, direction)), graph, direction);
  if (direction === 'down') return places;
  // nobody reads a line of dozens: it goes on below, as text does
  return new Map([...fold(places, graph.edges, direction)].map(([id, at]) => [id, snap(at)]));
}

/** Lays the layers out in rows as one step; what moves is seen moving. */
export async function tidy(direction = view.getState().direction): Promise<void> {
  const open = activeDocument();
  if (!open || open.expanded || session.getState().tidying) return;
  session.setState({ tidying: true });
  try {
    const { graph } = scopeOf(open).document;
    const positions = await layOut(graph, direction);
    // edited or left meanwhile: what was laid out is no longer what is shown
    if (activeDocument()?.document !== open.document) return;
    await glide(new Map(graph.nodes.map(({ id, position }) => [id, position])), positions);
    if (activeDocument()?.document === open.document)
      editDrawing(t('edits.tidy', 'Tidy'), (current) => moveNodes(current, positions));
  } finally {
    session.setState({ tidying: false, moved: NO_MOVES });
  }
}

/** Lets wires run in the other direction, lays the graph out for it, and shows all of it. */
export async function turn(): Promise<void> {
  const direction = view.getState().direction === 'down' ? 'right' : 'down';
  view.setState({ direction });
  await tidy(direction);
  onSurface((surface) => surface.fit());
}

/** Of a movement, in milliseconds. */
const DURATION = 120;
/** Beyond this many nodes every frame of a movement would take longer than the movement is worth. */
const MOST_GLIDING = 300;

function glide(from: ReadonlyMap<string, Point>, to: ReadonlyMap<string, Point>): Promise<void> {
  const { frames } = page();
  if (frames.isStill() || to.size > MOST_GLIDING) return Promise.resolve();
  return new Promise((resolve) => {
    let start: number | undefined;
    const frame = (now: number) => {
      start ??= now;
      const share = Math.min((now - start) / DURATION, 1);
      const eased = 1 - (1 - share) ** 3;
      session.setState({ moved: new Map([...to].map(([id, end]) => [id, between(from.get(id) ?? end, end, eased)])) });
      if (share < 1) frames.next(frame);
      else resolve();
    };
    frames.next(frame);
  });
}

const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});
