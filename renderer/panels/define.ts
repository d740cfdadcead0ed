import { say } from '../../engine/texts/index.ts';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Command } from '../actions/commands/define.ts';
import { showPanel } from '../state/view.ts';

/** All about a panel of the dock. Its place in the list of panels is its place in the dock, and gives it its key. */
export interface PanelDefinition<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  /** Other words by which the search finds it. */
  readonly keywords?: readonly string[];
  readonly Icon: LucideIcon;
  readonly Panel: ComponentType;
  /** Behind the title: a count of problems. */
  readonly Badge?: ComponentType;
  /** At the right end of the tab row while the panel is shown. */
  readonly Tools?: ComponentType;
}

export const definePanel = <const Id extends string>(panel: PanelDefinition<Id>): PanelDefinition<Id> => panel;

export const panelTitle = ({ id, title }: Pick<PanelDefinition, 'id' | 'title'>): string =>
  say(`panels.${id}.title`, title);

/** The commands that show the panels: Alt+1 the first. */
export const commandsOfPanels = (panels: readonly PanelDefinition[]): readonly Command[] =>
  panels.map(({ id, title, keywords }, i) => ({
    id: `view.${id}`,
    title: `Show ${title.toLowerCase()}`,
    ...(keywords && { keywords }),
    group: 'View',
    keys: `Alt+${i + 1}`,
    run: () => showPanel(id),
  }));
