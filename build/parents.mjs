// npm runs a script through a shell, and passes on neither every signal nor its own end. Who ends npm means the script.
import { readFileSync } from 'node:fs';

const EVERY = 500;

/** The parent of a process, where the system says so without asking another program. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** `gone` is told once when the process that started this one is no more, or npm where a shell lies between. */
export function onParentsGone(gone) {
  const parent = process.ppid;
  const above = parentOf(parent);
  const timer = setInterval(() => {
    // Windows goes on naming a parent that is gone
    if (process.ppid === parent && isAlive(parent) && parentOf(parent) === above) return;
    clearInterval(timer);
    gone();
  }, EVERY);
  timer.unref();
}
