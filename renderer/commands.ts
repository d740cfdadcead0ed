/** Every command of the window: the deeds of actions, and those that show panels and dialogs. */
import type { Command } from './actions/commands/define.ts';
import { ACTION_COMMANDS } from './actions/commands/index.ts';
import { commandsOfDialogs } from './dialogs/define.ts';
import { DIALOGS } from './dialogs/index.ts';
import { commandsOfPanels } from './panels/define.ts';
import { PANELS } from './panels/index.ts';

export const COMMANDS: readonly Command[] = [
  ...ACTION_COMMANDS,
  ...commandsOfPanels(PANELS),
  ...commandsOfDialogs(DIALOGS),
];
