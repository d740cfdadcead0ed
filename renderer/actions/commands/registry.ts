/** Every command that the window has: those of the actions, of panels and of dialogs, wired in before the window is shown. */
import { attempt } from '../../state/notices.ts';
import { canRun, type Command } from './define.ts';

let all: readonly Command[] = [];
export const commands = (): readonly Command[] => all;
export function setCommands(given: readonly Command[]): void {
  all = given;
}

export const commandOf = (id: string): Command => {
  const command = all.find((one) => one.id === id);
  if (!command) throw new Error(`internal: there is no command ${id}`);
  return command;
};

/** Does it, where it can be done now; what goes wrong is shown. */
export function perform(command: Command | string): void {
  const chosen = typeof command === 'string' ? commandOf(command) : command;
  if (canRun(chosen)) void attempt(async () => chosen.run());
}
