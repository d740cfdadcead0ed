/** Layers that are dragged from the palette: onto the canvas, or into a wire. */
import type { DragEvent } from 'react';
import { edgeKey } from '../../../engine/graph/edits.ts';
import { addLayer, offeredHere } from '../../actions/graph/layers.ts';
import { session } from '../../state/canvas/session.ts';
import { drawing } from '../../state/document/drawing.ts';
import { NODE, plus } from '../../state/document/geometry.ts';
import { DRAGGED_LAYER } from '../search/LayerItem.tsx';
import { shownFlow } from '../surface.ts';

/** The wire at a place, even where a port lies over it. */
export const wireUnder = (x: number, y: number): string | null =>
  document
    .elementsFromPoint(x, y)
    .map((element) => element.closest<HTMLElement>('.react-flow__edge'))
    .find((edge) => edge !== null)?.dataset.id ?? null;

export function dragOver(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(DRAGGED_LAYER)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  const dropEdge = wireUnder(event.clientX, event.clientY);
  if (session.getState().dropEdge !== dropEdge) session.setState({ dropEdge });
}

export const dragLeave = (): void => session.setState({ dropEdge: null });

export function drop(event: DragEvent): void {
  const layer = offeredHere(event.dataTransfer.getData(DRAGGED_LAYER));
  session.setState({ dropEdge: null });
  if (!layer) return;
  event.preventDefault();
  const wire = wireUnder(event.clientX, event.clientY);
  const edge = drawing().edges.find((one) => edgeKey(one) === wire);
  const place = { x: event.clientX, y: event.clientY };
  const at = plus(shownFlow()!.screenToFlowPosition(place, { snapToGrid: false }), {
    x: -NODE.width / 2,
    y: -NODE.height / 2,
  });
  addLayer(layer, edge ? { edge } : { at });
}
