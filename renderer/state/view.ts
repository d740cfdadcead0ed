/** How the window is arranged; remembered from one start to the next, in the browser's storage. */
import { useStore } from 'zustand';
import { persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Language } from '../../engine/texts/index.ts';

export type Theme = 'system' | 'light' | 'dark';
export type DockTab = 'training' | 'layers' | 'results' | 'data' | 'code' | 'problems' | 'runs';

interface View {
  readonly theme: Theme;
  readonly language: 'system' | Language;
  readonly palette: boolean;
  readonly inspector: boolean;
  readonly dock: boolean;
  readonly dockTab: DockTab;
  readonly minimap: boolean;
  /** Wires from top to bottom, or from left to right. */
  readonly direction: 'down' | 'right';
}

export const view = createStore<View>()(
  persist(
    (): View => ({
      theme: 'system',
      language: 'system',
      palette: true,
      inspector: true,
      dock: true,
      dockTab: 'training',
      minimap: true,
      direction: 'down',
    }),
    { name: 'layerloom.view', version: 1 },
  ),
);
export const useView = <T>(pick: (view: View) => T): T => useStore(view, pick);

/** Below this width the side panels are drawers over the canvas, one at a time and closed at first. */
const narrow = matchMedia('(max-width: 1099.98px)');
export type Side = 'palette' | 'inspector';
const drawers = createStore<{ readonly narrow: boolean; readonly open: Side | null }>(() => ({
  narrow: narrow.matches,
  open: null,
}));
narrow.addEventListener('change', ({ matches }) => drawers.setState({ narrow: matches, open: null }));

/** Whether a side panel is in sight. */
export const isShown = (side: Side): boolean =>
  drawers.getState().narrow ? drawers.getState().open === side : view.getState()[side];
export function useSide(side: Side): { readonly shown: boolean; readonly drawer: boolean } {
  const wide = useView((now) => now[side]);
  const { narrow: drawer, open } = useStore(drawers);
  return { shown: drawer ? open === side : wide, drawer };
}
export function showSide(side: Side, on = true): void {
  if (drawers.getState().narrow) drawers.setState(({ open }) => ({ open: on ? side : open === side ? null : open }));
  else view.setState({ [side]: on });
}

export const showDock = (dockTab: DockTab): void => void view.setState({ dock: true, dockTab });
export const toggle = (part: 'dock' | 'minimap'): void => void view.setState((now) => ({ [part]: !now[part] }));

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
export const isDark = (theme: Theme): boolean => theme === 'dark' || (theme === 'system' && prefersDark.matches);

/** Keeps the page's theme in step with the choice and with the system. */
export function followTheme(): void {
  const apply = () => (document.documentElement.dataset.theme = isDark(view.getState().theme) ? 'dark' : 'light');
  view.subscribe(apply);
  prefersDark.addEventListener('change', apply);
  apply();
}
