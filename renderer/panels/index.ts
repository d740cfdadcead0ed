/** The panels of the dock, in their order. */
import type { DockPanel } from './dock/Dock.tsx';

export const DOCK_PANELS: readonly DockPanel[] = [];
