// Finds a Chromium for the end-to-end tests, or fetches one.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './install.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .flatMap((folder) => [
      path.join(folder, 'Google/Chrome/Application/chrome.exe'),
      path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
};

/** One that the environment names, or that the system has. */
export function findChromium(env = process.env) {
  const named = env.PLAYWRIGHT_CHROMIUM || env.CHROMIUM || env.CHROME_PATH;
  if (named) return existsSync(named) ? named : undefined;
  const onPath = (env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [...(process.platform === 'win32' ? [] : onPath), ...(PLACES[process.platform] ?? [])].find((file) =>
    existsSync(file),
  );
}

/** One that Playwright has fetched before. */
async function playwrights() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

/** Where there is none: the system's package on Debian and Ubuntu as root, else Playwright's own. Undefined where nothing helps. */
export async function chromium() {
  const found = findChromium() ?? (await playwrights());
  if (found) return found;
  if (isDebianRoot()) {
    console.log('Installing Chromium for the end-to-end tests.');
    const apt = (...args) =>
      run('apt-get', args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    apt('update', '-qq');
    if (apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core') === 0)
      return findChromium({ PATH: process.env.PATH });
  }
  spawnSync(process.execPath, [path.join('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'], {
    stdio: 'inherit',
  });
  return playwrights();
}

function isDebianRoot() {
  if (process.getuid?.() !== 0) return false;
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
