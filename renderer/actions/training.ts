/** What can be done about training, and which runs the charts show. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { serialize } from '../../engine/graph/file.ts';
import { obstaclesOf } from '../../engine/train/obstacles.ts';
import type { Control } from '../../engine/train/events.ts';
import { problemsOf } from '../state/document/problems.ts';
import { runtimeToUse } from '../state/devices.ts';
import { ask } from '../state/host.ts';
import { attempt } from '../state/notices.ts';
import {
  isLive,
  loadRun,
  refreshRuns,
  removeRun as removeFromHost,
  type RunView,
  runs,
  useRun,
} from '../state/runs/runs.ts';
import { showDock } from '../state/view.ts';
import { activeDocument, showRun, startFrom, useActive, workspace } from '../state/document/workspace.ts';

/** Runs that are drawn beside the one that is shown, at most as many as there are colours. */
const comparison = createStore<readonly string[]>(() => []);
export const MOST_COMPARED = 5;
export const useCompared = (): readonly string[] => useStore(comparison);
export function compare(id: string, on: boolean): void {
  comparison.setState(
    (ids) =>
      on ? [...ids.filter((other) => other !== id), id].slice(-MOST_COMPARED) : ids.filter((other) => other !== id),
    true,
  );
  if (on) void attempt(() => known(id));
}

const known = async (id: string): Promise<void> => void (runs.getState().views[id] ?? (await loadRun(id)));

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

/** The request is on its way: a second press does nothing. */
const starting = createStore<{ readonly busy: boolean }>(() => ({ busy: false }));
export const useStarting = (): boolean => useStore(starting, ({ busy }) => busy);

export async function train(): Promise<void> {
  const open = activeDocument();
  if (!open || starting.getState().busy) return;
  showDock('training');
  if (obstaclesOf(problemsOf(open)).length > 0) return;
  const { start } = open;
  starting.setState({ busy: true });
  try {
    const { run } = await ask('train.start', {
      document: serialize(open.document),
      path: open.path,
      ...runtimeToUse(),
      ...(start && { weights: start.weights }),
    });
    showRun(open.key, run);
    await refreshRuns();
  } finally {
    starting.setState({ busy: false });
  }
}

export async function control(wanted: Control): Promise<void> {
  const run = shownRun();
  if (run) await ask('train.control', { run: run.id, control: wanted });
}

/** Goes on from a run's last checkpoint. */
export async function resumeRun(id: string): Promise<void> {
  await ask('train.resume', { run: id });
  openRun(id);
  await Promise.all([loadRun(id), refreshRuns()]);
}

/** Shows a run in the charts of the active document. */
export function openRun(id: string): void {
  const { active } = workspace.getState();
  if (active !== null) showRun(active, id);
  compare(id, false);
  showDock('training');
}

export async function removeRun(id: string): Promise<void> {
  await removeFromHost(id);
  compare(id, false);
  for (const { key, run, start } of workspace.getState().documents) {
    if (run === id) showRun(key, null);
    if (start && 'run' in start.weights && start.weights.run === id) startFrom(key, null);
  }
}

export const isTraining = (): boolean => isLive(shownRun()?.state ?? 'finished');
export const summaryOf = (id: string | null | undefined) => runs.getState().list.find((run) => run.id === id);
