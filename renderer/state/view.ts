/** How the window is arranged; remembered from one start to the next, in the browser's storage. */
import { useStore } from 'zustand';
import { persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';

export type Theme = 'system' | 'light' | 'dark';
export type DockTab = 'training' | 'results' | 'data' | 'code' | 'problems' | 'runs';

interface View {
  readonly theme: Theme;
  readonly palette: boolean;
  readonly inspector: boolean;
  readonly dock: boolean;
  readonly dockTab: DockTab;
  readonly minimap: boolean;
  /** Wires from top to bottom, or from left to right. */
  readonly direction: 'down' | 'right';
}

export const view = createStore<View>()(
  persist((): View => ({ theme: 'system', palette: true, inspector: true, dock: true, dockTab: 'training', minimap: true, direction: 'down' }), { name: 'layerloom.view', version: 1 }),
);
export const useView = <T>(pick: (view: View) => T): T => useStore(view, pick);

export const showDock = (dockTab: DockTab): void => void view.setState({ dock: true, dockTab });
export const toggle = (part: 'palette' | 'inspector' | 'dock' | 'minimap'): void => void view.setState((now) => ({ [part]: !now[part] }));

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
export const isDark = (theme: Theme): boolean => theme === 'dark' || (theme === 'system' && prefersDark.matches);

/** Keeps the page's theme in step with the choice and with the system. */
export function followTheme(): void {
  const apply = () => (document.documentElement.dataset.theme = isDark(view.getState().theme) ? 'dark' : 'light');
  view.subscribe(apply);
  prefersDark.addEventListener('change', apply);
  apply();
}
