/** `npm run test:desktop`: the desktop program in a real Electron. `-- --short` runs what every change must pass. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../../build/install.mjs';
import { missing } from './electron.ts';
import { stage } from './stage.ts';

/** What automake's tests say where they could not be run. */
const LEFT_OUT = 77;

const given = process.argv.slice(2);
const short = given.includes('--short');
const reason = await missing();
if (reason !== undefined) {
  console.log(`The desktop program was not run: ${reason}.`);
  process.exit(short ? LEFT_OUT : 1);
}
await stage();
const playwright = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const rest = given.filter((argument) => argument !== '--short');
const { status } = spawnSync(
  'xvfb-run',
  [
    ...['-a', '-s', '-screen 0 1600x1000x24'],
    ...[process.execPath, playwright, 'test', '--config', 'test/desktop/playwright.config.ts'],
    ...(short ? ['--grep', '@short'] : []),
    ...rest,
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
