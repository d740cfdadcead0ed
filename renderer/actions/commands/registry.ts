/** Every command that the window has: those of the actions, of panels and of dialogs, wired in before the window is shown. */
import { type Keymap, keymap } from '../../state/keymap.ts';
import { attempt } from '../../state/notices.ts';
import { canRun, type Command } from './define.ts';

let all: readonly Command[] = [];
let keyed: { readonly edited: Keymap['edited']; readonly commands: readonly Command[] } | undefined;
export function setCommands(given: readonly Command[]): void {
  all = given;
  keyed = undefined;
}

/** With the keys that the person gave them. */
export function commands(): readonly Command[] {
  const { edited } = keymap.getState();
  if (keyed?.edited !== edited) keyed = { edited, commands: all.map((command) => withKeys(command, edited)) };
  return keyed.commands;
}

function withKeys(command: Command, edited: Keymap['edited']): Command {
  const keys = edited[command.id];
  if (keys === undefined || command.native) return command;
  const { keys: _own, ...rest } = command;
  return keys === '' ? rest : { ...rest, keys };
}

/** The keys that it comes with; empty where it has none. */
export const ownKeys = (id: string): string => all.find((one) => one.id === id)?.keys ?? '';

export const commandOf = (id: string): Command => {
  const command = commands().find((one) => one.id === id);
  if (!command) throw new Error(`internal: there is no command ${id}`);
  return command;
};

/** Does it, where it can be done now; what goes wrong is shown. */
export function perform(command: Command | string): void {
  const chosen = typeof command === 'string' ? commandOf(command) : command;
  if (canRun(chosen)) void attempt(async () => chosen.run());
}
