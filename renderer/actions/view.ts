/** What is seen: the part of the canvas, the panels, the document in front, the theme. */
import { onSurface } from '../state/canvas/surface.ts';
import { activate, workspace } from '../state/document/workspace.ts';
import { type FocusTarget, page } from '../state/page.ts';
import { isDark, isShown, showSide, type Side, type View, view } from '../state/view.ts';
import { selectedNodes } from './graph/selection.ts';

export const fit = (): void => onSurface((surface) => surface.fit());
export const fitSelection = (): void => onSurface((surface) => surface.fit(selectedNodes()));
export const zoomIn = (): void => onSurface((surface) => surface.zoomIn());
export const zoomOut = (): void => onSurface((surface) => surface.zoomOut());
export const zoomTo = (zoom: number): void => onSurface((surface) => surface.zoomTo(zoom));

/** Opens the side panel and puts the keyboard into it: into the name, the first setting, the search, or on what can be done with a wire. */
export function focusField(target: FocusTarget): void {
  showSide(target === 'palette' ? 'palette' : 'inspector');
  page().keyboard.focus(target);
}

export const toggleSide = (side: Side): void => showSide(side, !isShown(side));

/** The other of the two themes, whatever the system has. */
export const toggleTheme = (): void => void view.setState({ theme: isDark() ? 'light' : 'dark' });
export const followSystemTheme = (): void => void view.setState({ theme: 'system' });

export const chooseLanguage = (language: View['language']): void => void view.setState({ language });

/** Shows the document some tabs further, round the end. */
export function stepTab(by: number): void {
  const { documents, active } = workspace.getState();
  const at = documents.findIndex(({ key }) => key === active);
  const next = documents[(at + by + documents.length) % documents.length];
  if (next) activate(next.key);
}
