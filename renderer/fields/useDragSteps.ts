import { type PointerEvent, useEffect, useRef } from 'react';
import { begin, commit } from '../state/document/workspace.ts';

const PIXELS_PER_STEP = 4;

/** Dragging with Alt counts a number up and down; the whole drag is one step of undo, under this label. */
export function useDragSteps(label: string, advance: (by: number) => void): (event: PointerEvent<HTMLElement>) => void {
  // the drag goes on while the value under it changes
  const latest = useRef(advance);
  useEffect(() => {
    latest.current = advance;
  });
  return (event) => {
    if (!event.altKey || event.button !== 0) return;
    event.preventDefault();
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    begin(label);
    let done = 0;
    const move = (moved: globalThis.PointerEvent) => {
      const steps = Math.trunc((moved.clientX - event.clientX) / PIXELS_PER_STEP);
      if (steps !== done) latest.current(steps - done);
      done = steps;
    };
    const end = () => {
      target.removeEventListener('pointermove', move);
      commit();
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end, { once: true });
    target.addEventListener('pointercancel', end, { once: true });
  };
}
