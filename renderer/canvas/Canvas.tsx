/** The graph of the active document, drawn with React Flow. The document owns the graph; the canvas proposes changes. */
import { scopeOf } from '../state/document/drawing.ts';
import { useActive, useWorkspace } from '../state/document/workspace.ts';
import { DrawingCanvas } from './DrawingCanvas.tsx';

export function Canvas() {
  const key = useWorkspace(({ active }) => active);
  const prefix = useActive((open) => (open.expanded ? '*' : scopeOf(open).prefix));
  // each drawing is a canvas of its own and remembers from where it was looked at
  const drawing = prefix === undefined || prefix === '' ? key : `${key} ${prefix}`;
  return drawing === null ? null : <DrawingCanvas key={drawing} drawing={drawing} within={drawing !== key} />;
}
