/** Which node the pointer is on, with a little patience: time to cross from the node to the card beside it. */
import { session } from '../../state/canvas/session.ts';

let waiting: ReturnType<typeof setTimeout> | undefined;

function later(hovered: string | null, after: number): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => session.setState({ hovered }), after);
}
export const enterHover = (node: string): void => later(node, 120);
export const leaveHover = (): void => later(null, 240);
export const keepHover = (): void => clearTimeout(waiting);
