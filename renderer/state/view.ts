/** How the window is arranged; remembered from one start to the next. */
import { useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Language } from '../../engine/texts/index.ts';
import type { Direction } from './document/geometry.ts';
import { storage } from './page.ts';

export type Theme = 'system' | 'light' | 'dark';

export interface View {
  readonly theme: Theme;
  readonly language: 'system' | Language;
  readonly palette: boolean;
  readonly inspector: boolean;
  readonly dock: boolean;
  /** The panel of the dock that is in front, by the id in the panels' list. */
  readonly panel: string;
  readonly minimap: boolean;
  /** Which way wires run. */
  readonly direction: Direction;
}

/** Version 1 called the panel `dockTab`, and Layer statistics `layers`. */
export function migrateView(stored: unknown, version: number): View {
  if (version !== 1) return stored as View;
  const { dockTab, ...rest } = stored as View & { readonly dockTab?: string };
  return { ...rest, panel: dockTab === 'layers' ? 'statistics' : (dockTab ?? 'training') };
}

export const view = createStore<View>()(
  persist(
    (): View => ({
      theme: 'system',
      language: 'system',
      palette: true,
      inspector: true,
      dock: true,
      panel: 'training',
      minimap: true,
      direction: 'down',
    }),
    {
      name: 'layerloom.view',
      version: 2,
      migrate: migrateView,
      storage: createJSONStorage(() => storage),
      skipHydration: true,
    },
  ),
);
export const useView = <T>(pick: (view: View) => T): T => useStore(view, pick);

/** What the page says of itself and of the system. */
export interface Surroundings {
  /** The side panels are drawers over the canvas, one at a time and closed at first. */
  readonly narrow: boolean;
  readonly dark: boolean;
  /** Languages that the person reads, the best known first. */
  readonly languages: readonly string[];
}
export const surroundings = createStore<Surroundings>(() => ({ narrow: false, dark: false, languages: [] }));

export type Side = 'palette' | 'inspector';
const drawer = createStore<{ readonly open: Side | null }>(() => ({ open: null }));
surroundings.subscribe(({ narrow }, before) => narrow !== before.narrow && drawer.setState({ open: null }));

/** Whether a side panel is in sight. */
export const isShown = (side: Side): boolean =>
  surroundings.getState().narrow ? drawer.getState().open === side : view.getState()[side];
export function useSide(side: Side): { readonly shown: boolean; readonly drawer: boolean } {
  const wide = useView((now) => now[side]);
  const narrow = useStore(surroundings, (now) => now.narrow);
  const open = useStore(drawer, (now) => now.open);
  return { shown: narrow ? open === side : wide, drawer: narrow };
}
export function showSide(side: Side, on = true): void {
  if (surroundings.getState().narrow)
    drawer.setState(({ open }) => ({ open: on ? side : open === side ? null : open }));
  else view.setState({ [side]: on });
}

export const showPanel = (panel: string): void => void view.setState({ dock: true, panel });
export const toggle = (part: 'dock' | 'minimap'): void => void view.setState((now) => ({ [part]: !now[part] }));

export const isDark = (): boolean => {
  const { theme } = view.getState();
  return theme === 'dark' || (theme === 'system' && surroundings.getState().dark);
};
