/** Two hosts over one home, as two browsers or two people at one machine have them: each piece of work and each run has one owner. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serialize } from '../engine/graph/file.ts';
import { machine } from '../engine/node/machine.ts';
import type { UserError } from '../engine/problems.ts';
import { RunFolder } from '../engine/runs/folder.ts';
import type { HostConnection } from '../engine/wire/client.ts';
import { connectHost } from '../engine/wire/page.ts';
import { Host } from '../host/host.ts';
import { nodePlatform } from '../host/node/platform.ts';
import { startWebHost, type WebHost } from '../host/web/server.ts';
import { createRun } from '../engine/runs/create.ts';
import { removeRun, summarizeRun } from '../engine/runs/list.ts';
import { smallDocument, temporaryFolder, writePictures } from './training/small.ts';

const home = temporaryFolder();
const base = temporaryFolder();
const hosts: { readonly host: Host; readonly web: WebHost }[] = [];
const windows: HostConnection[] = [];

class PageSocket extends WebSocket {
  constructor(url: string) {
    super(url, { origin: new URL(url.replace('ws:', 'http:')).origin });
  }
}
function openWindow(at: 0 | 1): HostConnection {
  const { url } = hosts[at]!.web;
  const window = connectHost({ location: { href: url }, WebSocket: PageSocket as never, addEventListener() {} });
  windows.push(window);
  return window;
}
const codeOf = (outcome: PromiseSettledResult<unknown>): string =>
  outcome.status === 'fulfilled' ? 'done' : (outcome.reason as UserError).problems[0]!.code;

beforeAll(async () => {
  writePictures(path.join(base, 'pictures.npz'));
  for (let i = 0; i < 2; i++) {
    const host = new Host(nodePlatform(home), { kind: 'browser', dialogs: null, takeFile: () => null });
    hosts.push({ host, web: await startWebHost({ pages: base, port: 0, host }) });
  }
});
afterAll(async () => {
  for (const window of windows) window.close();
  for (const { host, web } of hosts) {
    await host.close();
    await web.close();
  }
});

describe('two hosts of one home', () => {
  it('keep a document’s changes once, and give what is left behind to one window', async () => {
    const [mine, theirs] = [openWindow(0), openWindow(1)];
    await mine.call('autosave.write', { key: 'doc', path: null, text: 'mine' });
    expect(await theirs.call('autosave.list', {})).toEqual([]);
    expect(await theirs.call('autosave.take', { key: 'doc' })).toBeNull();
    await expect(theirs.call('autosave.write', { key: 'doc', path: null, text: 'theirs' })).rejects.toThrow(
      'Another window has this document',
    );
    await theirs.call('autosave.drop', { key: 'doc' });
    mine.close();
    const heirs = [theirs, openWindow(0), openWindow(1), openWindow(0)];
    const given = await (async () => {
      for (;;) {
        const taken = await Promise.all(heirs.map((window) => window.call('autosave.take', { key: 'doc' })));
        if (taken.some((work) => work !== null)) return taken;
      }
    })();
    expect(given.flatMap((work) => (work ? [work.text] : []))).toEqual(['mine']);
  });

  it('do not give what its heir has saved and dropped to the next', async () => {
    const [first, second] = [openWindow(0), openWindow(1)];
    await first.call('autosave.write', { key: 'once', path: null, text: 'work' });
    await first.call('autosave.drop', { key: 'once' });
    expect(await second.call('autosave.take', { key: 'once' })).toBeNull();
  });

  it('let one of two that save over the same version win, and tell the other that it changed', async () => {
    const [first, second] = [openWindow(0), openWindow(1)];
    const file = path.join(base, 'shared.loom');
    let { version } = await first.call('files.save', { path: file, text: 'start', overwrite: false });
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.allSettled(
        [first, second].map((window, i) =>
          window.call('files.save', { path: file, text: `${round} of ${i}`, version, overwrite: false }),
        ),
      );
      expect(outcomes.map(codeOf).sort()).toEqual(['done', 'file-changed']);
      const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect(readFileSync(file, 'utf8')).toBe(`${round} of ${winner}`);
      ({ version } = await first.call('files.open', { path: file }));
    }
  });

  it('remember what either of them opened', async () => {
    const [first, second] = [openWindow(0), openWindow(1)];
    const files = Array.from({ length: 8 }, (_, i) => path.join(base, `recent${i}.loom`));
    await Promise.all(
      files.map((file, i) =>
        (i % 2 === 0 ? first : second).call('files.save', { path: file, text: 'x', overwrite: true }),
      ),
    );
    const known = (await first.call('files.recent', {})).map(({ path }) => path);
    expect(known).toEqual(expect.arrayContaining(files));
  });

  it('resume a run once, however many ask', async () => {
    const document = smallDocument({ epochs: 300 });
    const [first, again, other] = [openWindow(0), openWindow(0), openWindow(1)];
    const { run } = await first.call('train.start', {
      document: serialize(document),
      path: path.join(base, 'a.loom'),
      engine: 'onnx',
      device: 'cpu',
      threads: 1,
    });
    const folder = new RunFolder(machine.files, path.join(home, 'runs', run));
    const until = async (isThere: () => Promise<boolean>) => {
      while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await until(async () => (await folder.lastCheckpoint()) !== null);
    await expect(other.call('runs.remove', { run })).rejects.toMatchObject({ problems: [{ code: 'run-in-progress' }] });
    await first.call('train.control', { run, control: 'stop' });
    await until(async () => (await other.call('runs.list', {})).some(({ id, resumable }) => id === run && resumable));
    const outcomes = await Promise.allSettled(
      [first, again, other, other].map((window) => window.call('train.resume', { run })),
    );
    expect(outcomes.map(codeOf).sort()).toEqual(['done', 'run-in-progress', 'run-in-progress', 'run-in-progress']);
    const events = await folder.events();
    expect(events.some(({ event }) => event === 'failed')).toBe(false);
    for (const window of [first, other]) await window.call('train.control', { run, control: 'stop' }).catch(() => {});
  });

  it('do not take a number of a process that lives for who trains a run', async () => {
    const settings = { id: 'number', engine: 'onnx', device: 'cpu', threads: 1, base } as const;
    const run = await createRun(machine, path.join(home, 'runs', 'number'), smallDocument(), settings);
    await run.writeInfo({ ...(await run.info()), pid: process.ppid, started: new Date().toISOString() });
    expect(await summarizeRun(machine, run.folder)).toMatchObject({ state: 'failed' });
    await removeRun(machine, run.folder);
  });
});
