/** The canvas on screen, as far as actions ask something of it. The canvas wires itself in for as long as it is shown. */
import type { Point } from '../../../engine/graph/edits.ts';
import type { Rect } from '../document/geometry.ts';

export interface Surface {
  /** What is seen of the canvas, in the window's pixels. */
  box(): Rect;
  /** Where a place in the window is on the canvas. */
  toCanvas(screen: Point): Point;
  /** Where a place on the canvas is in the window. */
  toScreen(place: Point): Point;
  /** Shows all, or some of the nodes. */
  fit(nodes?: readonly string[]): void;
  zoomIn(): void;
  zoomOut(): void;
  zoomTo(zoom: number): void;
  /** Brings a node into sight, without moving where it is seen already; with the keyboard where wanted. */
  bringIntoView(node: string, focus?: boolean): void;
  focusWire(key: string): void;
  /** The node that has the keyboard. */
  focused(): string | undefined;
}

let shown: Surface | null = null;
let early: ((surface: Surface) => void) | null = null;

/** Null where no canvas is on screen. */
export const surface = (): Surface | null => shown;
export function showSurface(given: Surface | null): void {
  shown = given;
  if (given) early?.(given);
  early = null;
}
/** Does it on the canvas, a moment later where that is only coming up: a key that is pressed early counts too. */
export function onSurface(act: (surface: Surface) => void): void {
  if (shown) act(shown);
  else early = act;
}
