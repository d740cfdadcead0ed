/** The browser shell: serves the pages and the host on the loopback address and opens the browser. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Host } from '../host.ts';
import { oneLine } from '../../engine/terminal.ts';
import { outliveMistakes } from '../node/mistakes.ts';
import { nodePlatform } from '../node/platform.ts';
import { tidyHome } from '../node/tidy-home.ts';
import type { Shell } from '../shell.ts';
import { readArguments, USAGE } from './arguments.ts';
import { openBrowser, wantsBrowser } from './browser.ts';
import { startWebHost } from './server.ts';

function givenArguments() {
  try {
    const given = readArguments(process.argv.slice(2));
    if (given) return given;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const { port, open, ...given } = givenArguments();
let file = given.file;
const shell: Shell = {
  kind: 'browser',
  dialogs: null,
  takeFile() {
    const taken = file;
    file = null;
    return taken;
  },
};
outliveMistakes();
const platform = nodePlatform();
void tidyHome(platform.home);
const host = new Host(platform, shell);
const pages = path.join(path.dirname(fileURLToPath(import.meta.url)), 'renderer');
const web = await startWebHost({ pages, port, host }).catch((error: Error) => {
  console.error(oneLine(`Layerloom cannot be reached at port ${port}: ${error.message}`));
  process.exit(1);
});
console.log(`Layerloom: ${web.url}\nIt serves this computer only. Ctrl+C ends it.`);
if (open && wantsBrowser(process.env)) void openBrowser(web.url, platform.home);

let ending = false;
async function end(signal: NodeJS.Signals): Promise<void> {
  // who asks twice does not want to wait for checkpoints
  if (ending) process.exit(1);
  ending = true;
  console.log(`${signal}: ending; trainings write a checkpoint.`);
  await host.close();
  await web.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(signal));
