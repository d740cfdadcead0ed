/** Starts the process of a run and listens to it. */
import { problem } from '../problems.ts';
import type { Control, TrainingEvent } from '../train/events.ts';
import { forkProgram, TUNED_MALLOC } from './programs.ts';
import { RunFolder } from './runs/folder.ts';

export interface RunningTraining {
  readonly pid: number;
  readonly control: (control: Control) => void;
  /** Ends it at once, without a checkpoint. */
  readonly kill: () => void;
  /** Its process has ended; every event was delivered before. */
  readonly ended: Promise<void>;
}

/** `onEvent` hears what the run says; a process that dies without a word is reported as the problem `engine-died`. */
export function startTraining(folder: string, mode: 'start' | 'resume', onEvent: (event: TrainingEvent) => void): RunningTraining {
  const child = forkProgram('engine/node/training-process.ts', [folder, mode], { env: TUNED_MALLOC, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  let closed = false;
  child.stderr!.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  child.on('message', (event: TrainingEvent | { event: 'state'; state: 'closed' }) => {
    if (event.event === 'state' && event.state === 'closed') closed = true;
    else onEvent(event as TrainingEvent);
  });
  const ended = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      if (!closed) {
        closed = true;
        const last = said.trim().split('\n').findLast((line) => line.trim() !== '' && !line.startsWith('Node.js v'));
        const failed: TrainingEvent = { event: 'failed', problem: problem('engine-died', { reason: last === undefined ? reason : `${reason}: ${last.trim()}` }) };
        for (const event of [failed, { event: 'state', state: 'failed' } as const]) {
          new RunFolder(folder).recordEnd(event);
          onEvent(event);
        }
      }
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  return {
    pid: child.pid ?? 0,
    control: (control) => void (child.connected && child.send(control)),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}
