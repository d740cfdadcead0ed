/** The desktop shell, whole but for Electron itself: what it asks of Electron, what it denies, and that a page reaches the host through it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HostConnection } from '../../engine/wire/client.ts';
import { connectHost, type Page } from '../../engine/wire/page.ts';
import { fileOf } from '../../electron/files.ts';
import { MENU_COMMANDS } from '../../electron/menu.ts';
import * as fake from './fake.ts';
import { until } from '../until.ts';

vi.mock('electron', () => import('./fake.ts'));

const folder = mkdtempSync(path.join(tmpdir(), 'loom-desktop-'));
const truly = (said: () => unknown) => until(() => expect(said()).toBeTruthy());
const window = () => fake.BrowserWindow.all.at(-1)!;
let client: HostConnection;
const commands: { command: string; path?: string }[] = [];

beforeAll(async () => {
  vi.stubEnv('LAYERLOOM_HOME', folder);
  const { argv } = process;
  process.argv = ['electron', 'app', path.join(folder, 'given.loom')];
  await import('../../electron/main.ts');
  fake.app.becomeReady();
  await truly(() => fake.processes.length);

  // the host's process is this one, with Electron's port to its parent
  const [host] = fake.processes;
  Object.assign(process, { parentPort: host!.parentPort });
  process.argv = ['electron', host!.program, ...host!.args];
  await import('../../electron/host-process.ts');
  process.argv = argv;

  // and so is the page, with what the preload gives it
  const listeners: ((event: { data: unknown; source: unknown; ports: readonly unknown[] }) => void)[] = [];
  const page = {
    location: { href: 'app://layerloom/index.html' },
    addEventListener: (_: string, listener: never) => void listeners.push(listener),
  } as unknown as Page & { layerloom?: unknown };
  vi.stubGlobal('window', {
    postMessage: (data: unknown, target: string, ports: readonly unknown[]) =>
      target === '/' && listeners.forEach((hear) => hear({ data, source: page, ports })),
  });
  await import('../../electron/preload/preload.ts');
  page.layerloom = fake.world.layerloom as never;
  client = connectHost(page);
  client.on('shell.command', (command) => commands.push(command));
}, 60_000);
afterAll(() => {
  client.close();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the window', () => {
  it('is sandboxed, isolated and without Node, and is shown when there is something to see', () => {
    expect(fake.app.did).toContain('enableSandbox');
    const { webPreferences, show } = window().options as { webPreferences: Record<string, unknown>; show: boolean };
    expect(webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(path.basename(String(webPreferences.preload))).toBe('preload.cjs');
    expect(show).toBe(false);
    expect(window().did).toContain('load app://layerloom/index.html');
    window().emit('ready-to-show');
    expect(window().did).toContain('show');
  });

  it("goes nowhere else and opens nothing but web pages in the person's browser", () => {
    const { webContents } = window();
    const denied = (name: string, url: string) => {
      const event = { url, preventDefault: vi.fn() };
      webContents.emit(name, event);
      return event.preventDefault.mock.calls.length > 0;
    };
    for (const url of [
      'https://example.org/',
      'file:///etc/passwd',
      'app://other/index.html',
      'javascript:alert(1)',
      'data:text/html,x',
      'nonsense',
    ])
      for (const name of ['will-navigate', 'will-redirect'])
        expect([name, url, denied(name, url)]).toEqual([name, url, true]);
    expect(denied('will-navigate', 'app://layerloom/index.html')).toBe(false);
    expect(denied('will-attach-webview', 'app://layerloom/index.html')).toBe(true);
    for (const url of [
      'https://arxiv.org/abs/1512.03385',
      'file:///etc/passwd',
      'http://plain.example/',
      'ms-settings:',
      'javascript:alert(1)',
    ])
      expect(webContents.openHandler!({ url })).toEqual({ action: 'deny' });
    expect(fake.opened).toEqual(['https://arxiv.org/abs/1512.03385']);
  });

  it('may copy and paste, and nothing more', () => {
    const request = (permission: string, url = 'app://layerloom/index.html') => {
      let decided: boolean | undefined;
      (
        fake.handlers['permission request'] as (
          contents: unknown,
          permission: string,
          decide: (allowed: boolean) => void,
        ) => void
      )({ getURL: () => url }, permission, (allowed) => (decided = allowed));
      return decided;
    };
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'openExternal',
      'fullscreen',
      'fileSystem',
      'usb',
      'anything',
    ])
      expect([permission, request(permission)]).toEqual([permission, false]);
    expect(request('clipboard-sanitized-write')).toBe(true);
    expect(request('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    const check = fake.handlers['permission check'] as (
      contents: unknown,
      permission: string,
      origin: string,
    ) => boolean;
    expect([
      check(null, 'clipboard-read', 'app://layerloom/'),
      check(null, 'clipboard-read', 'https://example.org'),
      check(null, 'media', 'app://layerloom/'),
    ]).toEqual([true, false, false]);
    expect((fake.handlers['device permission'] as () => boolean)()).toBe(false);
  });

  it('asks before work is left unsaved', () => {
    const event = { preventDefault: vi.fn() };
    fake.answers.push(1);
    window().webContents.emit('will-prevent-unload', event);
    expect(event.preventDefault).not.toHaveBeenCalled();
    fake.answers.push(0);
    window().webContents.emit('will-prevent-unload', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });
});

describe('a window that is closed', () => {
  const close = () => {
    const event = { preventDefault: vi.fn() };
    window().emit('close', event);
    return event.preventDefault.mock.calls.length > 0;
  };
  const times = (did: string) => window().did.filter((one) => one === did).length;

  it('waits until the page has handed over what was not safe yet', async () => {
    const page = fake.world.layerloom as { onClosing(settle: () => Promise<void>): void };
    let handOver = () => {};
    page.onClosing(() => new Promise((resolve) => (handOver = resolve)));
    expect(close()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(times('close')).toBe(0);
    handOver();
    await truly(() => times('close') === 1);
    expect(close()).toBe(false);
    // who would rather stay is asked to hand over again when they leave after all
    fake.answers.push(1);
    window().webContents.emit('will-prevent-unload', { preventDefault() {} });
    expect(close()).toBe(true);
    handOver();
    await truly(() => times('close') === 2);
  });

  it('is loaded anew where its page crashed, and asks where that goes on', async () => {
    const load = 'load app://layerloom/index.html';
    const before = times(load);
    const crash = (reason: string) => window().webContents.emit('render-process-gone', {}, { reason });
    crash('clean-exit');
    expect(times(load)).toBe(before);
    crash('crashed');
    crash('oom');
    expect(times(load)).toBe(before + 2);
    fake.answers.push({ response: 0 });
    crash('crashed');
    await truly(() => times(load) === before + 3);
    fake.answers.push({ response: 1 });
    crash('crashed');
    await truly(() => times('destroy') === 1);
  });

  it('asks what to do about a page that hangs', async () => {
    fake.answers.push({ response: 1 }, { response: 0 });
    window().emit('unresponsive');
    window().emit('unresponsive');
    await truly(() => window().webContents.did.includes('crash'));
    window().webContents.did.length = 0;
  });
});

describe('the pages', () => {
  it('come from a scheme of their own, under a strict policy, and from nowhere else', async () => {
    expect(fake.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
    const pages = path.join(folder, 'pages');
    mkdirSync(pages);
    writeFileSync(path.join(pages, 'index.html'), '<!doctype html>');
    writeFileSync(path.join(folder, 'outside.js'), 'outside');
    const { servePages } = await import('../../electron/pages.ts');
    servePages(fake.session.defaultSession as never, pages);
    const get = (url: string, method = 'GET') =>
      (fake.handlers['protocol app'] as unknown as (request: { url: string; method: string }) => Promise<Response>)({
        url,
        method,
      });
    const page = await get('app://layerloom/index.html');
    expect([page.status, await page.text(), page.headers.get('content-type')]).toEqual([
      200,
      '<!doctype html>',
      'text/html; charset=utf-8',
    ]);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; .*connect-src 'self';/,
    );
    expect((await get('app://layerloom/')).status).toBe(200);
    for (const url of [
      'app://layerloom/%2e%2e/outside.js',
      'app://layerloom/..%2foutside.js',
      'app://layerloom/missing.js',
    ])
      expect([url, (await get(url)).status]).toEqual([url, 404]);
    expect((await get('app://other/index.html')).status).toBe(403);
    expect((await get('app://layerloom/index.html', 'POST')).status).toBe(403);
  });
});

describe('the host', () => {
  it('answers the page over its port and hands it the file of the command line', async () => {
    expect(await client.call('hello', { protocol: 1 })).toMatchObject({
      shell: 'desktop',
      openFile: path.join(folder, 'given.loom'),
    });
    expect(path.basename(fake.processes[0]!.program)).toBe('host-process.mjs');
    const data = Float32Array.of(1, 2, 3);
    await expect(
      client.call('model.predict', { run: 'none', inputs: { x: { dtype: 'float32', shape: [2], data } } }),
    ).rejects.toThrow('a tensor has the elements');
  });

  it('gives a line to our own page alone', () => {
    const lines = vi.spyOn(fake.processes[0]!, 'postMessage');
    const ask = () => fake.ipcRenderer.send('host.connect');
    fake.sender.url = 'https://example.org/';
    ask();
    fake.sender.url = 'app://layerloom/index.html';
    fake.sender.parent = {};
    ask();
    fake.sender.parent = null;
    expect(lines).not.toHaveBeenCalled();
    ask();
    expect(lines).toHaveBeenCalledOnce();
    lines.mockRestore();
  });

  it("shows the system's own dialogs", async () => {
    fake.answers.push(
      { filePaths: ['/work/a.loom'] },
      { filePaths: [] },
      { filePath: '/work/b' },
      { filePath: '' },
      { filePaths: ['/work/project'] },
    );
    expect(await client.call('files.chooseOpen', { extensions: ['.loom', '.onnx'] })).toEqual({ path: '/work/a.loom' });
    expect(await client.call('files.chooseOpen', { extensions: ['.npz', '.npy'] })).toBeNull();
    expect(await client.call('files.chooseSave', { suggested: 'Digits.loom' })).toEqual({ path: '/work/b.loom' });
    expect(await client.call('files.chooseSave', { suggested: 'Digits.loom' })).toBeNull();
    expect(await client.call('files.chooseFolder', {})).toEqual({ path: '/work/project' });
    expect(fake.dialogs.filter(({ kind }) => kind !== 'message').map(({ options }) => options)).toEqual([
      {
        properties: ['openFile'],
        filters: [
          { name: 'All that is opened', extensions: ['loom', 'onnx'] },
          { name: 'Layerloom documents', extensions: ['loom'] },
        ],
      },
      { properties: ['openFile'], filters: [{ name: 'npz, npy', extensions: ['npz', 'npy'] }] },
      { defaultPath: 'Digits.loom', filters: [{ name: 'Layerloom documents', extensions: ['loom'] }] },
      { defaultPath: 'Digits.loom', filters: [{ name: 'Layerloom documents', extensions: ['loom'] }] },
      { properties: ['openDirectory', 'createDirectory'] },
    ]);
  });
});

describe('menus', () => {
  const entries = () => fake.menus.at(-1)!.flatMap(({ submenu = [] }) => submenu);

  it('perform commands that the window knows', async () => {
    const known = ['renderer/actions/commands', 'renderer/dialogs']
      .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => path.join(folder, String(file))))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    for (const command of MENU_COMMANDS) expect(known, command).toMatch(new RegExp(`(id:|=) '${command}'`));
    entries().find(({ id }) => id === 'file.save')!.click!({}, window(), { triggeredByAccelerator: false });
    await truly(() => commands.length);
    expect(commands).toEqual([{ command: 'file.save' }]);
  });

  it('leave the keys to the page, and undo typing where the page leaves them to a text field', () => {
    const undo = entries().find(({ id }) => id === 'edit.undo')!;
    expect(
      entries()
        .filter(({ accelerator }) => accelerator)
        .every(({ registerAccelerator }) => registerAccelerator === false),
    ).toBe(true);
    undo.click!({}, window(), { triggeredByAccelerator: true });
    expect(window().webContents.did).toEqual(['undo']);
  });

  it('have what each system expects', async () => {
    const { menuTemplate } = await import('../../electron/menu.ts');
    const titles = (platform: NodeJS.Platform) =>
      menuTemplate(platform, () => {}).map(({ label, role }) => label ?? role);
    expect(titles('linux')).toEqual(['&File', '&Edit', '&View', '&Window', '&Help']);
    expect(titles('darwin')[0]).toBe('appMenu');
  });

  it('speak the language that the page says it is in, and dialogs do', async () => {
    const page = fake.world.layerloom as { speak(language: string): void };
    const labels = () =>
      fake.menus.at(-1)!.flatMap(({ label, submenu = [] }) => [label, ...submenu.map((one) => one.label)]);
    const english = labels();
    page.speak('zh-CN');
    // a line between entries has no label
    expect(labels().filter((label) => label !== undefined && !/\p{Script=Han}/u.test(label))).toEqual([]);
    expect(labels()).toEqual(expect.arrayContaining(['文件(&F)', '保存', '撤销', '退出']));
    fake.sender.url = 'https://elsewhere.example/';
    page.speak('en');
    fake.sender.url = 'app://layerloom/index.html';
    expect(labels()).toContain('文件(&F)');
    page.speak('en');
    expect(labels()).toEqual(english);
  });
});

describe('keys in the menu', () => {
  it('are those that a person gave to commands', () => {
    const page = fake.world.layerloom as { showKeys(edited: unknown): void };
    const shown = () =>
      Object.fromEntries(
        fake.menus.at(-1)!.flatMap(({ submenu = [] }) => submenu.map(({ id, accelerator }) => [id, accelerator])),
      );
    const own = shown();
    expect(own['file.save']).toBe('CmdOrCtrl+S');
    page.showKeys({ 'file.save': 'Mod+Alt+ArrowUp F9', 'file.new': 'Alt++', 'file.open': '', 'view.dock': 'Mod+é' });
    expect(shown()).toEqual({
      ...own,
      'file.save': 'CmdOrCtrl+Alt+Up',
      'file.new': 'Alt+Plus',
      'file.open': undefined,
      'view.dock': undefined,
    });
    // what no page of ours sends does no harm
    for (const odd of [null, 'x', [1], { 'file.save': 3 }]) page.showKeys(odd);
    page.showKeys({});
    expect(shown()).toEqual(own);
  });
});

describe('files from outside', () => {
  it('are found on the command line', () => {
    expect(fileOf(['layerloom', '--flag', 'a.LOOM'], '/home/ada')).toBe(path.resolve('/home/ada', 'a.LOOM'));
    expect(fileOf(['layerloom.loom', '.', '--open=x.loom'], '/home/ada')).toBeNull();
  });

  it("go to the window there is, by the second start and by a Mac's own event", async () => {
    commands.length = 0;
    fake.app.emit('second-instance', {}, ['layerloom', 'b.loom'], '/home/ada');
    const event = { preventDefault: vi.fn() };
    fake.app.emit('open-file', event, '/home/ada/c.loom');
    await truly(() => commands.length === 2);
    expect(commands).toEqual([
      { command: 'file.open', path: path.resolve('/home/ada', 'b.loom') },
      { command: 'file.open', path: '/home/ada/c.loom' },
    ]);
    expect(event.preventDefault).toHaveBeenCalled();
    expect(fake.BrowserWindow.all).toHaveLength(1);
    expect(window().did).toContain('focus');
  });
});

describe('ends', () => {
  it('a host that died is started anew, and what is asked meanwhile waits for it', async () => {
    const lost: unknown[] = [];
    fake.ipcRenderer.on('host.lost', () => lost.push(0));
    commands.length = 0;
    fake.processes[0]!.emit('exit', 1);
    expect(lost.length).toBeGreaterThan(0);
    expect(client.connected).toBe(false);
    // the page asks at once, before the next host is there
    const asked = client.call('files.recent', {});
    fake.app.emit('second-instance', {}, ['layerloom', 'd.loom'], '/home/ada');
    await truly(() => fake.processes.length === 2);
    const [, next] = fake.processes;
    const said = [] as { kind: string; path?: string }[];
    next!.parentPort.on('message', ({ data, ports }) => {
      said.push(data);
      // this next host answers one call
      for (const port of ports) {
        port.on('message', ({ data }: { data: { id: number } }) =>
          port.postMessage({ kind: 'answer', id: data.id, result: [] }),
        );
        port.start();
      }
    });
    expect(await asked).toEqual([]);
    await truly(() => said.length === 2);
    expect(said).toEqual([
      { kind: 'window' },
      { kind: 'command', id: expect.any(Number), command: 'file.open', path: path.resolve('/home/ada', 'd.loom') },
    ]);
  });

  it('the program waits for the host, whose trainings write their checkpoints', async () => {
    const before = fake.app.did.filter((did) => did === 'quit').length;
    const event = { preventDefault: vi.fn() };
    const host = fake.processes.at(-1)!;
    const said = vi.spyOn(host, 'postMessage');
    fake.app.emit('will-quit', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(said).toHaveBeenCalledWith({ kind: 'close' });
    expect(fake.app.did.filter((did) => did === 'quit')).toHaveLength(before);
    host.emit('exit', 0);
    await truly(() => fake.app.did.filter((did) => did === 'quit').length === before + 1);
    const last = { preventDefault: vi.fn() };
    fake.app.emit('will-quit', last);
    expect(last.preventDefault).not.toHaveBeenCalled();
    expect(fake.processes).toHaveLength(2);
  });
});
