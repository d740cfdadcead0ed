import { language, say } from '../../../engine/texts/index.ts';

export type CommandGroup = 'File' | 'Edit' | 'View' | 'Training' | 'Help';

/** A command is a value: the menu, the key map, the search and the toolbar are all drawn from one list of them. */
export interface Command {
  readonly id: string;
  /** A verb phrase in sentence case: "Duplicate". A function where it changes: "Undo set filters"; it speaks the language of now. */
  readonly title: string | (() => string);
  /** Other words by which the search finds it. */
  readonly keywords?: readonly string[];
  readonly group: CommandGroup;
  /** `Mod+Shift+Z`: Mod is Ctrl, or Cmd on a Mac. Several are separated by a space. */
  readonly keys?: string;
  /** Keys also work while a text field has the focus. */
  readonly global?: boolean;
  /** The browser turns these keys into an event of its own (copy, paste), which does it: the key map only shows them. */
  readonly native?: boolean;
  /** Whether it can be done now. Always where left out. */
  readonly when?: () => boolean;
  readonly run: () => void | Promise<void>;
}

export const titleOf = ({ id, title }: Pick<Command, 'id' | 'title'>): string =>
  typeof title === 'string' ? say(`commands.${id}`, title) : title();
export const groupTitle = (group: CommandGroup): string => say(`commands.group.${group}`, group);

/** What finds it besides its title: the English words in any language, and those of the language of now. */
export function keywordsOf({ id, title, keywords = [] }: Command): readonly string[] {
  if (language() === 'en') return keywords;
  const translated = say(`commands.${id}.keywords`, '').split(' ').filter(Boolean);
  return [...translated, ...(typeof title === 'string' ? [title] : []), ...keywords];
}

export const canRun = ({ when }: Command): boolean => when?.() ?? true;
