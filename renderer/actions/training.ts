/** Training the active document, and what can be done to the run that goes on. */
import { serialize } from '../../engine/graph/file.ts';
import { obstaclesOf } from '../../engine/train/obstacles.ts';
import type { Control } from '../../engine/train/events.ts';
import { runtimeToUse } from '../state/devices.ts';
import { problemsOf } from '../state/document/problems.ts';
import { activeDocument, showRun } from '../state/document/workspace.ts';
import { askForData } from '../state/document/consent.ts';
import { controlRun, isOurs, refreshRuns } from '../state/runs/runs.ts';
import { shownRun, starting } from '../state/runs/shown.ts';
import { showPanel } from '../state/view.ts';

/** While the request is on its way a second one does nothing. */
export async function train(): Promise<void> {
  const open = activeDocument();
  if (!open || starting.getState().busy) return;
  showPanel('training');
  if (obstaclesOf(problemsOf(open)).length > 0) return;
  const { start } = open;
  starting.setState({ busy: true });
  try {
    const { run } = await askForData('train.start', {
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
  if (run) await controlRun(run.id, wanted);
}

export function isTraining(): boolean {
  const run = shownRun();
  return run !== undefined && isOurs(run);
}
