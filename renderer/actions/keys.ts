/** Editing the key map. */
import { type Keymap, keymap } from '../state/keymap.ts';
import type { Command } from './commands/define.ts';
import { commandOf, commands, ownKeys } from './commands/registry.ts';

const chords = (keys = ''): readonly string[] => keys.split(' ').filter(Boolean);

/** The other commands that have one of the keys. */
export function ownersOf(keys: string, id: string): readonly Command[] {
  const wanted = new Set(chords(keys));
  return commands().filter((one) => one.id !== id && chords(one.keys).some((chord) => wanted.has(chord)));
}

/** Gives a command these keys, and takes them from those that have them. What the browser does itself keeps its own. */
export function giveKeys(id: string, keys: string): void {
  const owners = ownersOf(keys, id);
  if (owners.some(({ native }) => native)) return;
  const given = new Set(chords(keys));
  const changes = owners.map((one) => [
    one.id,
    chords(one.keys)
      .filter((chord) => !given.has(chord))
      .join(' '),
  ]);
  const edited: Keymap['edited'] = { ...keymap.getState().edited, ...Object.fromEntries(changes), [id]: keys };
  keymap.setState({ edited: withoutOwn(edited) });
}

export const hasOwnKeys = (id: string): boolean => (commandOf(id).keys ?? '') === ownKeys(id);
export const resetAllKeys = (): void => void keymap.setState({ edited: {} });

const withoutOwn = (edited: Keymap['edited']): Keymap['edited'] =>
  Object.fromEntries(Object.entries(edited).filter(([id, keys]) => keys !== ownKeys(id)));
