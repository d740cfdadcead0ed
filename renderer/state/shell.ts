/** What the host said of itself when the window connected. */
import { PROTOCOL_VERSION, type CallResults } from '../../engine/protocol.ts';
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { ask } from './host.ts';

type Hello = CallResults['hello'];
interface Shell {
  readonly hello: Hello | null;
  readonly connected: boolean;
}

export const shell = createStore<Shell>(() => ({ hello: null, connected: false }));
export const useShell = <T>(pick: (shell: Shell) => T): T => useStore(shell, pick);

export async function greet(): Promise<Hello> {
  const hello = await ask('hello', { protocol: PROTOCOL_VERSION });
  shell.setState({ hello });
  return hello;
}
