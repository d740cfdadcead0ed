// `npm start [-- FILE --port N --no-open]`: installs and builds what is missing or old, then opens the desktop shell where Electron is
// really installed, else the browser shell. It ends with npm, however that ends.
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { electronBinary } from './electron-binary.mjs';
import { root } from './install.mjs';
import { onParentsGone } from './parents.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program to its end, which comes with this one's at the latest; gives its exit code. */
function runToEnd(command, args, options) {
  const child = spawn(command, args, options);
  const pass = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code, signal) => {
      for (const one of SIGNALS) process.off(one, pass);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

// the shells take a signal as the wish to end: trainings write their checkpoints first
if (process.env.npm_lifecycle_event !== undefined) onParentsGone(() => process.kill(process.pid, 'SIGTERM'));
const built = await runToEnd(process.execPath, [path.join(root, 'build', 'prepare.mjs')], {
  stdio: ['pipe', 'inherit', 'inherit'],
});
if (built !== 0) process.exit(built);

const electron = electronBinary(root, process.env);
if (electron && !process.argv.includes('--browser'))
  process.exit(
    await runToEnd(electron, [root, ...process.argv.slice(2)], {
      stdio: 'inherit',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
    }),
  );
process.argv = process.argv.filter((argument) => argument !== '--browser');
await import(pathToFileURL(path.join(root, 'out', 'host.mjs')).href);
