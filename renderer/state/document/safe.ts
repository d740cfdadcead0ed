/** What the host has of documents whose changes are not saved: what outlives a crash. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Document } from '../../../engine/graph/document.ts';
import { useActive } from './workspace.ts';

/** By key. */
export const safe = createStore<Readonly<Record<string, Document>>>(() => ({}));
/** Whether what is not saved of the active document would outlive a crash. */
export function useSafe(): boolean {
  const key = useActive((open) => open.key);
  const document = useActive((open) => open.document);
  return useStore(safe, (all) => key !== undefined && all[key] === document);
}
