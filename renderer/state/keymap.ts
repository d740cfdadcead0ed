/** The keys that a person gave to commands in place of their own; remembered from one start to the next. */
import { useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { storage } from './page.ts';

export interface Keymap {
  /** By the id of the command; empty where it has none any more. */
  readonly edited: Readonly<Record<string, string>>;
}

/** What was stored, as far as it is keys. */
const readable = (stored: unknown): Keymap['edited'] =>
  Object.fromEntries(
    Object.entries((stored as Partial<Keymap> | null)?.edited ?? {}).filter(([, keys]) => typeof keys === 'string'),
  );

export const keymap = createStore<Keymap>()(
  persist((): Keymap => ({ edited: {} }), {
    name: 'layerloom.keys',
    version: 1,
    storage: createJSONStorage(() => storage),
    skipHydration: true,
    merge: (stored) => ({ edited: readable(stored) }),
  }),
);
export const useKeymap = (): Keymap => useStore(keymap);
