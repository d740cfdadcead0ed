// `npm start [-- FILE --port N --no-open]`: installs and builds what is missing or old, then opens the desktop shell where Electron is
// really installed, else the browser shell.
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { electronBinary } from './electron-binary.mjs';
import { install, root } from './install.mjs';

install();
const { buildPages, bundle } = await import('./bundle.mjs');
await Promise.all([bundle(), buildPages()]);

const electron = electronBinary(root, process.env);
if (electron && !process.argv.includes('--browser')) {
  const child = spawn(electron, [root, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} else {
  process.argv = process.argv.filter((argument) => argument !== '--browser');
  await import(pathToFileURL(path.join(root, 'out', 'host.mjs')).href);
}
