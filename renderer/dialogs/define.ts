import type { ComponentType } from 'react';
import type { Command } from '../actions/commands/define.ts';
import { openDialog } from '../state/dialogs.ts';

export interface DialogProps {
  /** As the definition says it, in the window's language. */
  readonly title: string;
  readonly close: () => void;
}

/** All about a dialog that is opened to do something in it, and asks nothing. */
export interface DialogDefinition {
  readonly id: string;
  /** Over the dialog. */
  readonly title: () => string;
  readonly Dialog: ComponentType<DialogProps>;
  /** What opens it: the menu, keys and buttons follow. Left out where it is opened from one place only. */
  readonly command?: Omit<Command, 'run'>;
}

/** The command that opens a dialog. */
export const commandsOfDialogs = (dialogs: readonly DialogDefinition[]): readonly Command[] =>
  dialogs.flatMap(({ id, command }) => (command ? [{ ...command, run: () => openDialog(id) }] : []));
