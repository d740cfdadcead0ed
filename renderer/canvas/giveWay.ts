/** What lies over the canvas never keeps the selection from sight. */
import { useStore } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { surface } from '../state/canvas/surface.ts';
import { NODE, overlap } from '../state/document/geometry.ts';
import { activeDocument, useActive } from '../state/document/workspace.ts';
import { useSide } from '../state/view.ts';

/** Whether something lies over a layer or note that is selected. What is selected as a whole lies everywhere: it counts up to a few. */
export function useCoversSelection(box: RefObject<HTMLElement | null>): boolean {
  const selected = useActive(({ selection }) => selection.nodes);
  return useStore(({ nodeLookup, transform: [x, y, zoom], domNode }) => {
    if (!selected || selected.length === 0 || selected.length > FEW || !box.current || !domNode) return false;
    const [own, canvas] = [box.current.getBoundingClientRect(), domNode.getBoundingClientRect()];
    return selected.some((id) => {
      const node = nodeLookup.get(id);
      if (!node) return false;
      const { width = NODE.width, height = NODE.height } = node.measured;
      return overlap(own, {
        x: canvas.x + x + node.internals.positionAbsolute.x * zoom,
        y: canvas.y + y + node.internals.positionAbsolute.y * zoom,
        width: width * zoom,
        height: height * zoom,
      });
    });
  });
}
const FEW = 8;

/** A drawer that opens over the layer that is selected leaves it in sight beside it. */
export function useSelectionInSight(): void {
  const palette = useSide('palette');
  const inspector = useSide('inspector');
  const open = (palette.drawer && palette.shown) || (inspector.drawer && inspector.shown);
  useEffect(() => {
    const [id, ...more] = activeDocument()?.selection.nodes ?? [];
    if (open && id !== undefined && more.length === 0) surface()?.bringIntoView(id);
  }, [open]);
}
