import { type KeyboardEvent, type RefObject, useState } from 'react';

interface GridFocus {
  /** The cell that Tab comes to, by its index row by row. */
  readonly focus: number;
  readonly setFocus: (cell: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A square grid of buttons (`data-cell` has their index) is one stop of Tab, and arrow keys, Home and End walk in it. */
export function useGridFocus(side: number, grid: RefObject<HTMLElement | null>): GridFocus {
  const [focus, setFocus] = useState(0);
  const onKeyDown = (event: KeyboardEvent) => {
    const [row, column] = [Math.floor(focus / side), focus % side];
    const to = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, side - 1],
    }[event.key];
    if (!to || to.some((at) => at! < 0 || at! >= side)) return;
    event.preventDefault();
    const next = to[0]! * side + to[1]!;
    setFocus(next);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
  };
  return { focus, setFocus, onKeyDown };
}
