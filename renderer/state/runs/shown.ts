/** Which runs the charts show: the active document's, and those that are drawn beside it. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunSummary } from '../../../engine/protocol.ts';
import { activeDocument, useActive } from '../document/workspace.ts';
import { loadRun, type RunView, runs, useRun } from './runs.ts';

/** Runs that are drawn beside the one that is shown, at most as many as there are colours. */
export const MOST_COMPARED = 5;
const NONE: readonly string[] = [];
export const useCompared = (): readonly string[] => useActive(({ compared }) => compared) ?? NONE;

/** The run that belongs to the active document's tab. */
export function shownRun(): RunView | undefined {
  const id = activeDocument()?.run;
  return id ? runs.getState().views[id] : undefined;
}

/** The same, loaded where it is not known yet. */
export function useShownRun(): RunView | undefined {
  const id = useActive(({ run }) => run) ?? null;
  const run = useRun(id);
  useEffect(() => {
    if (id !== null && !run) void loadRun(id).catch(() => {});
  }, [id, run]);
  return run;
}

export const summaryOf = (id: string | null | undefined): RunSummary | undefined =>
  runs.getState().list.find((run) => run.id === id);

/** A training is asked for and its request on its way. */
export const starting = createStore<{ readonly busy: boolean }>(() => ({ busy: false }));
export const useStarting = (): boolean => useStore(starting, ({ busy }) => busy);
