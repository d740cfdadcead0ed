/** What a window was at when it went, however it went: the one that comes next has the newest of it, over the real host. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serialize } from '../../engine/graph/file.ts';
import { portChannel } from '../../engine/wire/channel.ts';
import { connect } from '../../engine/wire/client.ts';
import { Host } from '../../host/host.ts';
import { nodePlatform } from '../../host/node/platform.ts';
import { headlessPage, inMemory, type Keep, keepInMemory, type KeyValueStorage } from '../../renderer/state/page.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { temporaryFolder } from '../training/small.ts';

const WEIGHTS = path.join(import.meta.dirname, '..', 'conformance', 'fixtures', 'weights', 'resnet18-thin.pth');

/** A browser with windows at one host; each window has modules of its own, as each page has. */
class Browser {
  readonly folder = temporaryFolder();
  readonly home = path.join(this.folder, 'home');
  readonly host = new Host(nodePlatform(this.home), { kind: 'browser', dialogs: null, takeFile: () => null });
  readonly locks = new Map<string, object>();
  kept: Keep = keepInMemory();

  async open(session: KeyValueStorage = inMemory()) {
    vi.resetModules();
    const [autosave, files, start, state, workspace, pages] = await Promise.all([
      import('../../renderer/actions/autosave.ts'),
      import('../../renderer/actions/files.ts'),
      import('../../renderer/actions/start.ts'),
      import('../../renderer/state/host.ts'),
      import('../../renderer/state/document/workspace.ts'),
      import('../../renderer/state/page.ts'),
    ]);
    const window = {};
    const hide: (() => void)[] = [];
    const holdNow = (name: string) =>
      this.locks.get(name) === window || (!this.locks.has(name) && this.locks.set(name, window) !== undefined);
    pages.setPage({
      ...headlessPage(),
      session,
      kept: this.kept,
      onHide: (listener) => void hide.push(listener),
      locks: {
        hold: async (name, patience) => {
          for (let waited = 0; !holdNow(name); waited += 10) {
            if (waited >= patience) return false;
            await pause(10);
          }
          return true;
        },
      },
    });
    const client = connect(async () => {
      const { port1, port2 } = new MessageChannel();
      this.host.attach(portChannel(port1 as never));
      return portChannel(port2 as never);
    });
    state.setHost(client);
    await autosave.recover(files.openFile);
    autosave.keepAutosaved((listener) => client.onConnection(listener));
    void autosave.recoverLate();
    return {
      session,
      ...files,
      ...workspace,
      chooseStart: start.chooseStart,
      /** As a crash does it: nothing is said any more. */
      die: () => {
        client.close();
        for (const [name, holder] of this.locks) if (holder === window) this.locks.delete(name);
      },
      /** As a person does it. */
      hide: () => {
        for (const listener of hide) listener();
      },
    };
  }

  /** What the host keeps. */
  get works(): readonly { readonly text: string; readonly start: unknown }[] {
    const folder = path.join(this.home, 'autosave');
    return (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { text: string; start: unknown });
  }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 });

let browser: Browser;
beforeEach(() => {
  browser = new Browser();
});
afterEach(() => browser.host.close());

/** A window with the digits in a file, one layer fewer than there: work that is not saved. */
async function changed() {
  const file = path.join(browser.folder, 'digits.loom');
  writeFileSync(file, serialize(mnistCnn()));
  const window = await browser.open();
  await window.openFile(file);
  window.edit('rename', (document) => ({ ...document, name: 'Changed' }));
  return window;
}

const startIn = (window: Awaited<ReturnType<typeof changed>>) => window.activeDocument()?.start?.weights ?? null;

it('a choice that only the session knows, as the window was reloaded at once, reaches the host and the next window', async () => {
  const first = await changed();
  await eventually(() => browser.works.length).toBe(1);
  await first.chooseStart(first.activeDocument()!.key, { file: WEIGHTS });
  first.showBeside(first.activeDocument()!.key, ['another-run']);
  first.die();
  expect(browser.works[0]!.start).toBeNull();
  const again = await browser.open(first.session);
  expect(again.activeDocument()?.compared).toEqual(['another-run']);
  expect([again.activeDocument()?.document.name, startIn(again)]).toEqual(['Changed', { file: WEIGHTS }]);
  await eventually(() => browser.works[0]!.start).toEqual({ file: WEIGHTS });
  again.die();
  const next = await browser.open();
  await eventually(() => startIn(next)).toEqual({ file: WEIGHTS });
  next.die();
});

it('a choice that was taken back just before a reload stays taken back', async () => {
  const first = await changed();
  await first.chooseStart(first.activeDocument()!.key, { file: WEIGHTS });
  await eventually(() => browser.works[0]?.start).toEqual({ file: WEIGHTS });
  await first.chooseStart(first.activeDocument()!.key, null);
  first.die();
  const again = await browser.open(first.session);
  expect(startIn(again)).toBeNull();
  await eventually(() => browser.works[0]!.start).toBeNull();
  again.die();
});

it('what was changed a moment before the window was closed is sent as it goes, whether or not the browser keeps anything', async () => {
  browser.kept = { ...keepInMemory(), set: () => new Promise(() => {}) };
  const first = await changed();
  first.hide();
  first.die();
  const next = await browser.open();
  await eventually(() => next.activeDocument()?.document.name).toBe('Changed');
  next.die();
});

it('a window that comes while the one before it is still going waits for what it lets go of', async () => {
  const first = await changed();
  await eventually(() => browser.works.length).toBe(1);
  const next = await browser.open();
  expect(next.activeDocument()).toBeUndefined();
  first.edit('rename', (document) => ({ ...document, name: 'Changed again' }));
  first.hide();
  first.die();
  await eventually(() => next.activeDocument()?.document.name).toBe('Changed again');
  next.die();
});

it('work on a file that is open already takes the place of its tab, and stands beside one that was changed', async () => {
  for (const change of [false, true]) {
    const first = await changed();
    await eventually(() => browser.works.length).toBe(1);
    const next = await browser.open();
    await next.openFile(path.join(browser.folder, 'digits.loom'));
    if (change) next.edit('rename', (document) => ({ ...document, name: 'Changed here' }));
    first.die();
    const names = () => next.workspace.getState().documents.map(({ document }) => document.name);
    await eventually(names).toEqual(change ? ['Changed here', 'Changed'] : ['Changed']);
    next.die();
    await browser.host.close();
    browser = new Browser();
  }
});

it('work under way keeps its order: the newest text stays, and the heir reads it', async () => {
  const { port1, port2 } = new MessageChannel();
  browser.host.attach(portChannel(port1 as never));
  const window = connect(async () => portChannel(port2 as never));
  const texts = Array.from({ length: 40 }, (_, i) => String(i).padEnd((40 - i) * 10_000));
  const written = texts.map((text) => window.call('autosave.write', { key: 'doc', path: null, text }).catch(() => {}));
  await written[0];
  await pause(5);
  window.close();
  const heirs = new MessageChannel();
  browser.host.attach(portChannel(heirs.port1 as never));
  const heir = connect(async () => portChannel(heirs.port2 as never));
  const taken = await heir.call('autosave.take', { key: 'doc' });
  const lies = () => browser.works[0]!.text;
  await pause(200);
  expect(lies()).toBe(taken!.text);
  heir.close();
});
