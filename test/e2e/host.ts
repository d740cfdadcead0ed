/**
 * The fixture of every end-to-end test: the real browser shell, started as a person starts it, with a folder of its own for what it
 * keeps, and a page that fails the test where the console shows an error.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ConsoleMessage, test as base } from '@playwright/test';

export { expect } from '@playwright/test';

export interface Shell {
  /** With the secret. */
  readonly url: string;
  /** Where it keeps runs and the like. */
  readonly home: string;
  /** Ends it as Ctrl+C does; gives its exit code. */
  end(): Promise<number | null>;
  /** Ends it as a crash does. */
  kill(): Promise<unknown>;
}

type StartShell = (home: string, file?: string, port?: number) => Promise<Shell>;

/** Starts a shell; `file` is opened by the first window. */
export async function startShell(home: string, file?: string, port = 0): Promise<Shell> {
  const program = path.join(import.meta.dirname, '..', '..', 'out', 'host.mjs');
  const child = spawn(
    process.execPath,
    [program, '--no-open', '--port', String(port), ...(file === undefined ? [] : [file])],
    {
      env: { ...process.env, LAYERLOOM_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return {
    url: await address(child),
    home,
    end: () => (child.kill('SIGINT'), ended),
    kill: () => (child.kill('SIGKILL'), ended),
  };
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout!.on('data', (text: Buffer) => {
      said += text.toString();
      const [url] = /http:\S+/.exec(said) ?? [];
      if (url) resolve(url);
    });
    child.on('exit', (code) => reject(new Error(`the shell ended with ${code} before it said its address: ${said}`)));
  });
}

/** How many times slower than it is the page's processor shall be: `LOOM_E2E_SLOWER=6 npx playwright test` finds what only a fast machine passes. */
export const SLOWER = Number(process.env.LOOM_E2E_SLOWER ?? 1);

/**
 * `startShell` starts one that ends with the test, however that ends. `shell`: one with nothing in it. `consoleErrors`: what the page's
 * console showed; a test that expects some empties it.
 */
export const test = base.extend<{ startShell: StartShell; shell: Shell; consoleErrors: string[] }>({
  startShell: async ({ page }, use) => {
    const started: Shell[] = [];
    await use(async (home, file, port) => {
      const shell = await startShell(home, file, port);
      started.push(shell);
      return shell;
    });
    // a page that is left does not miss its host
    if (!page.isClosed()) await page.goto('about:blank');
    for (const shell of started) await shell.end();
  },
  shell: async ({ page, startShell }, use) => {
    const home = mkdtempSync(path.join(tmpdir(), 'loom-e2e-'));
    const shell = await startShell(home);
    await use(shell);
    if (!page.isClosed()) await page.goto('about:blank');
    await shell.end();
    rmSync(home, { recursive: true, force: true });
  },
  consoleErrors: [
    async ({ page }, use) => {
      if (SLOWER > 1)
        await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
      const errors: string[] = [];
      const hearConsole = (message: ConsoleMessage) => {
        if (message.type() === 'error') errors.push(message.text());
      };
      const hearError = (error: Error) => void errors.push(error.stack ?? error.message);
      page.on('console', hearConsole).on('pageerror', hearError);
      await use(errors);
      // the page may go on with other tests
      page.off('console', hearConsole).off('pageerror', hearError);
      base.expect(errors, 'errors in the console').toEqual([]);
    },
    { auto: true },
  ],
});
