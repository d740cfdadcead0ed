/** What the canvas knows beside the document: what is on its way, and the layer picker. Neither saved nor undone. */
import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Edge, End } from '../../../engine/graph/document.ts';
import type { Point } from '../../../engine/graph/edits.ts';
import type { CanvasNode, Moved, Wire } from '../../canvas/flow.ts';
import type { Size } from '../document/geometry.ts';

/** A search for a layer at a place of the canvas, and what the layer is to be connected with. */
export interface Picker {
  /** In the window, where the list opens. */
  readonly screen: Point;
  /** On the canvas, where the layer goes. */
  readonly at: Point;
  readonly from?: End;
  readonly to?: End;
  readonly edge?: Edge;
}

interface Session {
  readonly picker: Picker | null;
  /** The node under the pointer. */
  readonly hovered: string | null;
  /** Nodes and notes that are being dragged or laid out, and where they are now. */
  readonly moved: Moved;
  /** Notes that are being resized. */
  readonly resized: ReadonlyMap<string, Size>;
  /** The wire into which a drop would go, by `edgeKey`. */
  readonly dropEdge: string | null;
  readonly laying: boolean;
}

export const NO_MOVES: Moved = new Map();
export const NO_SIZES: ReadonlyMap<string, Size> = new Map();

export const session = createStore<Session>(() => ({
  picker: null,
  hovered: null,
  moved: NO_MOVES,
  resized: NO_SIZES,
  dropEdge: null,
  laying: false,
}));
export const useSession = <T>(pick: (session: Session) => T): T => useStore(session, pick);

export type Flow = ReactFlowInstance<CanvasNode, Wire>;
let shown: Flow | null = null;
let early: ((flow: Flow) => void) | null = null;
/** The canvas on screen; null where there is none. */
export const flow = (): Flow | null => shown;
export function showFlow(instance: Flow | null): void {
  shown = instance;
  if (instance) early?.(instance);
  early = null;
}
/** Does it on the canvas, a moment later where that is only coming up: a key that is pressed early counts too. */
export function onFlow(act: (flow: Flow) => void): void {
  if (shown) act(shown);
  else early = act;
}

/** Where each open document was last looked at, by the key of its tab. */
export const viewports = new Map<string, Viewport>();

/** The pointer in the window while it is over the canvas. */
export const pointer: { at: Point | null } = { at: null };

export const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
/** For movements, in milliseconds. */
export const movement = (): number => (reducedMotion() ? 0 : 120);
