/** The documents that were open last. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CallResults } from '../../engine/protocol.ts';
import { ask } from './host.ts';

const recent = createStore<{ readonly files: CallResults['files.recent'] }>(() => ({ files: [] }));
export const recentFiles = (): CallResults['files.recent'] => recent.getState().files;
export const useRecent = (): CallResults['files.recent'] => useStore(recent, ({ files }) => files);
export const refreshRecent = async (): Promise<void> => recent.setState({ files: await ask('files.recent', {}) });
