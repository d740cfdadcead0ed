/**
 * Opens the person's browser. The address holds the secret, and what a program is started with stands in the list of processes for
 * every user of the machine to read: so the browser is given a page, which only this person may read and which leads on.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** How long the page lies there, in milliseconds. */
const LASTS = 60_000;

/** The name of such a page. */
export const PAGE = /^open-[0-9a-f]{16}\.html$/;

/** Not on a build machine, and not where `BROWSER=none` says so. */
export const wantsBrowser = (env: Readonly<Record<string, string | undefined>>): boolean =>
  !env.CI && env.BROWSER !== 'none';

/** The command that opens an address on a system. */
export function openCommand(platform: NodeJS.Platform, url: string): [command: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

const pageTo = (url: string): string => `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Layerloom</title>
<a href="${url}">Layerloom</a>
`;

/** Where there is none, or it may not read the page, the printed address is enough. */
export async function openBrowser(url: string, folder: string): Promise<void> {
  const page = path.join(folder, `open-${randomBytes(8).toString('hex')}.html`);
  try {
    await writeFile(page, pageTo(url), { mode: 0o600, flag: 'wx' });
  } catch {
    return;
  }
  const remove = () => void rm(page, { force: true }).catch(() => {});
  setTimeout(remove, LASTS).unref();
  const [command, ...args] = openCommand(process.platform, pathToFileURL(page).href);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', remove);
  child.unref();
}
