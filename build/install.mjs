// Installs the project's packages where they are missing or others than the lock file says. Plain JavaScript: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** Runs a command in the project's folder with its output shown; gives its exit code. */
export function run(command, args, options = {}) {
  return (
    spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options }).status ??
    1
  );
}

export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Layerloom needs Node.js 20.19 or newer. This is ${process.version}.`);
    process.exit(1);
  }
  const lock = path.join(root, 'package-lock.json');
  const mark = path.join(root, 'node_modules', '.layerloom-lock');
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (read(mark) === hash) return;
  // who installed by hand has npm's own record, younger than the lock file
  const installed = statSync(path.join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  if (!installed || installed.mtimeMs < statSync(lock).mtimeMs) {
    console.log('Installing packages (once).');
    const code = run('npm', ['ci', '--loglevel=error']);
    if (code !== 0) process.exit(code);
  }
  writeFileSync(mark, hash);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
