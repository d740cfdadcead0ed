/** `npm start` leaves nothing behind, however npm ends; trainings write a checkpoint first. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { serialize } from '../engine/graph/file.ts';
import { connectHost } from '../engine/wire/page.ts';
import { smallDocument, temporaryFolder, writePictures } from './training/small.ts';
import { until } from './until.ts';

/** The processes that were started for a home, whoever started them. */
const processesOf = (home: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const own = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`LAYERLOOM_HOME=${home}`);
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return own && command !== '' ? [command] : [];
      } catch {
        return [];
      }
    });

/** npm in a group of its own, as a terminal starts it, and the address that it prints. */
async function npmStart(home: string): Promise<{ npm: ChildProcess; url: string }> {
  const npm = spawn('npm', ['start', '--', '--browser', '--no-open', '--port', '0'], {
    env: { ...process.env, LAYERLOOM_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  // where the test fails, too
  onTestFinished(() => {
    if (processesOf(home).length > 0) process.kill(-npm.pid!, 'SIGKILL');
  });
  let said = '';
  npm.stdout!.on('data', (text: Buffer) => (said += text.toString()));
  const url = await until(() => {
    const [found] = /http:\S+/.exec(said) ?? [];
    expect(found).toBeDefined();
    return found!;
  });
  return { npm, url };
}

const openWindow = (url: string) => {
  class PageSocket extends WebSocket {
    constructor(address: string) {
      super(address, { origin: new URL(url).origin });
    }
  }
  return connectHost({ location: { href: url }, WebSocket: PageSocket as never, addEventListener() {} });
};

const gone = (home: string) => until(() => expect(processesOf(home)).toEqual([]));
const has = (home: string, program: string) => until(() => expect(processesOf(home).join('\n')).toContain(program));

describe.runIf(process.platform === 'linux')('npm start', () => {
  it.each([
    ['npm alone, killed', 'SIGKILL', false],
    ['npm alone, its terminal closed', 'SIGHUP', false],
    ['the whole group, its terminal closed', 'SIGHUP', true],
    ['the whole group, the system shut down', 'SIGTERM', true],
  ] as const)('leaves no process: %s', async (_, signal, whole) => {
    const home = temporaryFolder();
    const { npm, url } = await npmStart(home);
    const window = openWindow(url);
    const pictures = path.join(home, 'pictures.npz');
    writePictures(pictures);
    await window.call('data.allow', { paths: [pictures], path: null });
    const { run } = await window.call('train.start', {
      document: serialize(smallDocument({ epochs: 100_000 }, pictures)),
      path: null,
      engine: 'onnx',
      device: 'cpu',
      threads: 1,
    });
    await until(async () => expect((await window.call('runs.get', { run })).summary.state).toBe('running'));
    await has(home, 'training-process');
    window.close();
    process.kill(whole ? -npm.pid! : npm.pid!, signal);
    await gone(home);
    const said = readFileSync(path.join(home, 'runs', run, 'metrics.jsonl'), 'utf8');
    expect(said).toContain('"state":"stopped"');
    expect(said).not.toContain('engine-died');
    expect(readdirSync(path.join(home, 'runs', run, 'checkpoints')).length).toBeGreaterThan(0);
  });
});
