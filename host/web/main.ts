/** The browser shell: serves the pages and the host on the loopback address and opens the browser. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Host } from '../host.ts';
import { oneLine } from '../../engine/terminal.ts';
import { outliveMistakes } from '../node/mistakes.ts';
import { nodePlatform } from '../node/platform.ts';
import { tidyHome } from '../node/tidy-home.ts';
import type { Shell } from '../shell.ts';
import { openBrowser, wantsBrowser } from './browser.ts';
import { startWebHost } from './server.ts';

/** The same at every start, so that a browser keeps a window's arrangement; another where it is taken. */
const USUAL_PORT = 47613;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } },
});
const port = values.port === undefined ? USUAL_PORT : Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port must be a whole number up to 65535. It is ${values.port}.`);
  process.exit(2);
}

let file = positionals[0] === undefined ? null : path.resolve(positionals[0]);
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
const web = await startWebHost({ pages, port, attach: (channel) => host.attach(channel) }).catch((error: Error) => {
  console.error(oneLine(`Layerloom cannot be reached at port ${port}: ${error.message}`));
  process.exit(1);
});
console.log(`Layerloom: ${web.url}\nIt serves this computer only. Ctrl+C ends it.`);
if (!values['no-open'] && wantsBrowser(process.env)) void openBrowser(web.url, platform.home);

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
