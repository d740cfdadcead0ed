/** A command is a value: the menu, the key map, the command search and the toolbar are all drawn from one list of them. */
export interface Command {
  readonly id: string;
  /** A verb phrase in sentence case: "Duplicate". A function where it changes: "Undo set filters". */
  readonly title: string | (() => string);
  /** Other words by which the command search finds it. */
  readonly keywords?: readonly string[];
  readonly group: 'File' | 'Edit' | 'View' | 'Training' | 'Help';
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

export const titleOf = ({ title }: Command): string => (typeof title === 'string' ? title : title());
export const canRun = ({ when }: Command): boolean => when?.() ?? true;
