import { shownRun, summaryOf } from '../../state/runs/shown.ts';
import { resumeRun } from '../runs.ts';
import { control, isTraining, train } from '../training.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import type { Command } from './define.ts';

const isPaused = (): boolean => shownRun()?.state === 'paused';
const resumable = () => {
  const summary = summaryOf(activeDocument()?.run);
  return summary?.resumable && !isTraining() ? summary.id : undefined;
};

export const TRAINING_COMMANDS: readonly Command[] = [
  {
    id: 'train.start',
    title: 'Train',
    keywords: ['run', 'learn', 'fit'],
    group: 'Training',
    keys: 'Mod+Enter',
    global: true,
    when: () => activeDocument() !== undefined && !isTraining(),
    run: train,
  },
  {
    id: 'train.pause',
    title: 'Pause training',
    group: 'Training',
    when: () => isTraining() && !isPaused(),
    run: () => control('pause'),
  },
  {
    id: 'train.resume',
    title: 'Go on training',
    keywords: ['resume', 'continue'],
    group: 'Training',
    when: isPaused,
    run: () => control('resume'),
  },
  { id: 'train.stop', title: 'Stop training', group: 'Training', when: isTraining, run: () => control('stop') },
  {
    id: 'train.stopAndKeepBest',
    title: 'Stop training and keep the best weights',
    group: 'Training',
    when: isTraining,
    run: () => control('stopAndKeepBest'),
  },
  {
    id: 'train.resumeRun',
    title: 'Resume the run from its last checkpoint',
    group: 'Training',
    when: () => resumable() !== undefined,
    run: () => resumeRun(resumable()!),
  },
];
