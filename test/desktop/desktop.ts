/**
 * The fixture of the desktop program's tests: the real one in a real Electron, with a folder of its own for what it keeps. A test
 * fails where a process was gone that nobody had asked to go, where a console shows an error, and where a process outlives the program.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { FOLDER, PROGRAM } from './electron.ts';

export { expect };

export interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Where it keeps runs and the like. */
  readonly home: string;
  /** What went wrong in it, in words. */
  readonly faults: string[];
  /** What the test itself has brought about of that. */
  readonly asked: RegExp[];
  /** Closes the window as a person does; gives the program's exit code. */
  close(): Promise<number | null>;
}

interface Launch {
  readonly args?: readonly string[];
  /** A folder that an earlier start has used. */
  readonly home?: string;
  readonly program?: string;
}

/** Chromium's own sandbox does not work for root. */
const SWITCHES = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'];

export const environmentOf = (home: string): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  LAYERLOOM_HOME: path.join(home, 'home'),
  XDG_CONFIG_HOME: path.join(home, 'config'),
});

export const commandLine = (args: readonly string[]): string[] => [...SWITCHES, ...args];

async function launch(home: string, { args = [], program = PROGRAM }: Launch): Promise<Desktop> {
  const faults: string[] = [];
  const app = await _electron.launch({
    executablePath: program,
    args: commandLine(args),
    cwd: FOLDER,
    env: environmentOf(home),
    timeout: 120_000,
  });
  app.on('console', (message) => {
    if (message.type() === 'error') faults.push(`main: ${message.text()}`);
  });
  // the host's and its children's words
  app.process().stderr!.on('data', (text: Buffer) => {
    for (const line of text.toString().split('\n'))
      if (/^(Layerloom:|The compute process ended|\w*Error\b)/.test(line)) faults.push(`host: ${line}`);
  });
  await app.evaluate(({ app }) => {
    const isAsked = (reason: string) => reason === 'clean-exit';
    app.on('child-process-gone', (_, { type, name, reason }) => {
      if (!isAsked(reason)) console.error(`gone: ${name ?? type} (${reason})`);
    });
    app.on('render-process-gone', (_event, _contents, { reason }) => {
      if (!isAsked(reason)) console.error(`gone: the page (${reason})`);
    });
  });
  const page = await app.firstWindow();
  const listen = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`page: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`page: ${error.stack ?? error.message}`));
  };
  listen(page);
  const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
  return {
    app,
    page,
    home,
    faults,
    asked: [],
    async close() {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close()).catch(() => {});
      return ended;
    },
  };
}

/** The processes that were started for a home, whoever started them. */
export function processesOf(home: string): { pid: number; command: string }[] {
  const mark = `LAYERLOOM_HOME=${path.join(home, 'home')}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return [];
      }
    });
}

/** What the run folders of a home tell of trainings that died. */
function diedIn(home: string): string[] {
  const runs = path.join(home, 'home', 'runs');
  let names: string[];
  try {
    names = readdirSync(runs);
  } catch {
    return [];
  }
  return names.filter((run) => {
    try {
      return readFileSync(path.join(runs, run, 'metrics.jsonl'), 'utf8').includes('"engine-died"');
    } catch {
      return false;
    }
  });
}

export const test = base.extend<{ start: (given?: Launch) => Promise<Desktop> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what is asked for
  start: async ({}, use) => {
    const started: Desktop[] = [];
    const homes = new Set<string>();
    await use(async (given = {}) => {
      const home = given.home ?? mkdtempSync(path.join(tmpdir(), 'loom-desktop-'));
      homes.add(home);
      const desktop = await launch(home, given);
      started.push(desktop);
      return desktop;
    });
    for (const { app } of started) await app.close().catch(() => {});
    const faults = [
      ...started.flatMap((desktop) => desktop.faults),
      ...[...homes].flatMap(diedIn).map((run) => `the training ${run} died`),
    ];
    const asked = started.flatMap((desktop) => desktop.asked);
    expect(
      faults.filter((fault) => !asked.some((one) => one.test(fault))),
      'what went wrong',
    ).toEqual([]);
    for (const home of homes) {
      await expect.poll(() => processesOf(home), { message: 'processes that are left' }).toEqual([]);
      rmSync(home, { recursive: true, force: true });
    }
  },
});
