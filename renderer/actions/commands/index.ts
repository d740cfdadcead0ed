/** The commands whose deeds are actions; panels and dialogs bring those that show them. */
import { CANVAS_COMMANDS } from './canvas.ts';
import type { Command } from './define.ts';
import { EDIT_COMMANDS } from './edit.ts';
import { FILE_COMMANDS } from './file.ts';
import { HELP_COMMANDS } from './help.ts';
import { TRAINING_COMMANDS } from './training.ts';
import { VIEW_COMMANDS } from './view.ts';

export const ACTION_COMMANDS: readonly Command[] = [
  ...FILE_COMMANDS,
  ...EDIT_COMMANDS,
  ...CANVAS_COMMANDS,
  ...TRAINING_COMMANDS,
  ...HELP_COMMANDS,
  ...VIEW_COMMANDS,
];
