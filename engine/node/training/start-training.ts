/** Starts the process of a run and listens to it. */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { problem } from '../../problems.ts';
import type { TrainingEvent } from '../../train/events.ts';
import { disk } from '../files/disk.ts';
import { forkProgram, TUNED_MALLOC } from '../programs.ts';
import { keptUpTo, RunFolder } from '../../runs/folder.ts';
import { isTraining } from '../../runs/list.ts';
import { machine } from '../machine.ts';
import type { RunningTraining } from '../../runs/machine.ts';
import type { TrainingRequest } from '../../runs/train.ts';
import { phrase, verbatim, type Value as TextValue } from '../../phrases.ts';

/** A process that has loaded itself and waits to be told its run, so that a training begins at once. */
let spare: ChildProcess | undefined;

const forkTraining = (): ChildProcess =>
  forkProgram('engine/node/training/training-process.ts', [], {
    env: TUNED_MALLOC,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });

/** Has the next training's process ready; it keeps nobody from ending, and ends with this process or by `coolDown`. */
export function warmUp(): void {
  if (spare) return;
  spare = forkTraining().once('exit', forgetSpare).once('error', forgetSpare);
  for (const part of [spare, spare.channel, spare.stderr as Socket | null]) part?.unref();
}

export function coolDown(): void {
  spare?.kill('SIGKILL');
  spare = undefined;
}

function forgetSpare(): void {
  spare = undefined;
}

/** The process that waited, or a new one, with its run. */
function trainingProcess(request: TrainingRequest): ChildProcess {
  const waiting = spare?.connected ? spare : undefined;
  spare = undefined;
  waiting?.off('exit', forgetSpare).off('error', forgetSpare);
  for (const part of waiting ? [waiting, waiting.channel, waiting.stderr as Socket | null] : []) part?.ref();
  const child = waiting ?? forkTraining();
  child.send(request, () => {});
  return child;
}

/** The line that says why a process died: the error that Node.js threw, without its stack and properties, or else the last one. */
export function errorLine(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Node.js v'));
  return lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
}

/** `onEvent` hears what the run says; a process that dies without a word is reported as the problem `engine-died`. */
export function startTraining(request: TrainingRequest, onEvent: (event: TrainingEvent) => void): RunningTraining {
  const child = trainingProcess(request);
  let stderr = '';
  let closed = false;
  let stopped = false;
  child.stderr!.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-4000)));
  child.on('message', (event: TrainingEvent | { event: 'state'; state: 'closed' }) => {
    if (event.event === 'state' && event.state === 'closed') closed = true;
    else onEvent(event as TrainingEvent);
  });
  const ended = new Promise<void>((resolve) => {
    const end = async (reason: TextValue): Promise<void> => {
      if (!closed) {
        closed = true;
        const last = errorLine(stderr);
        const run = new RunFolder(disk, request.folder);
        // it may have died before the run was its own, and another may train it
        const isOurs = !(await isTraining(machine, request.folder).catch(() => true));
        const failed = async (): Promise<TrainingEvent> => ({
          event: 'failed',
          problem: problem('engine-died', {
            reason: last === undefined ? reason : phrase('part-of', { whole: reason, part: verbatim(last.trim()) }),
            kept: keptUpTo(await run.lastCheckpoint()),
          }),
        });
        const state = { event: 'state', state: stopped ? 'stopped' : 'failed' } as const;
        for (const event of stopped ? [state] : [await failed(), state]) {
          if (isOurs) run.recordEnd(event);
          onEvent(event);
        }
      }
      resolve();
    };
    child.on('error', (error) => void end(verbatim(error.message)));
    child.on(
      'close',
      (code, signal) =>
        void end(signal ? phrase('signal', { name: verbatim(signal) }) : phrase('exit-code', { code: code! })),
    );
  });
  return {
    pid: child.pid ?? 0,
    control: (control) => void (child.connected && child.send(control)),
    kill(wanted = false) {
      stopped ||= wanted;
      child.kill('SIGKILL');
    },
    ended,
  };
}
