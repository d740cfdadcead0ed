/** What the canvas knows beside the document: what is on its way, and the layer picker. Neither saved nor undone. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Edge, End } from '../../../engine/graph/document.ts';
import type { Point } from '../../../engine/graph/edits.ts';
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
  /** The port of what is selected, behind which it goes: into its wire where it has just one. */
  readonly behind?: End;
}

/** Where nodes are shown while they move: they are on their way, the document does not know yet. */
export type Moved = ReadonlyMap<string, Point>;

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
  readonly tidying: boolean;
}

export const NO_MOVES: Moved = new Map();
export const NO_SIZES: ReadonlyMap<string, Size> = new Map();

export const session = createStore<Session>(() => ({
  picker: null,
  hovered: null,
  moved: NO_MOVES,
  resized: NO_SIZES,
  dropEdge: null,
  tidying: false,
}));
export const useSession = <T>(pick: (session: Session) => T): T => useStore(session, pick);

/** The pointer in the window while it is over the canvas. */
export const pointer: { at: Point | null } = { at: null };
