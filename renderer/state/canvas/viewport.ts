/** How far the canvas is zoomed in; session state, told by the canvas. */
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

export const viewport = createStore<{ readonly zoom: number }>(() => ({ zoom: 1 }));
export const useZoom = (): number => useStore(viewport, ({ zoom }) => zoom);
