/** Whether the process that trains a run is there. */
import { uptime } from 'node:os';
import type { RunInfo } from '../../runs/folder.ts';

/** A number given out again after the machine was started anew does not count. */
export function isTraining({ pid, started }: RunInfo): boolean {
  if (pid === undefined || pid === process.pid) return false;
  if (started !== undefined && Date.parse(started) < Date.now() - uptime() * 1000) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
