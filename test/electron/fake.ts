/**
 * A stand-in for the electron module, whose program cannot run in tests: it keeps what the shell asks of Electron, and lets a test
 * say what Electron would. Ports are Node's own, so that messages really travel.
 */
import { EventEmitter } from 'node:events';

type Handler = (...args: never[]) => unknown;

/** Node's port with Electron's face. */
class MainPort extends EventEmitter {
  readonly port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.addEventListener('close', () => this.emit('close'));
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  /** Node's port is started by its first listener. */
  start(): void {
    this.port.addEventListener('message', (event) =>
      this.emit('message', { data: (event as unknown as { data: unknown }).data, ports: [] }),
    );
  }
  close(): void {
    this.port.close();
  }
}

export class MessageChannelMain {
  readonly port1: MainPort;
  readonly port2: MainPort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    [this.port1, this.port2] = [new MainPort(port1), new MainPort(port2)];
  }
}

class WebContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly did: string[] = [];
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  getURL = () => 'app://layerloom/index.html';
  isCrashed = () => false;
  /** To the page, which is there once. */
  send = (name: string) => toPage.emit(name, { ports: [] });
  forcefullyCrashRenderer = () => this.did.push('crash');
  undo = () => this.did.push('undo');
  redo = () => this.did.push('redo');
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly webContents = new WebContents();
  readonly did: string[] = [];
  readonly options: Record<string, unknown>;
  destroyed = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = (url: string) => Promise.resolve(this.did.push(`load ${url}`));
  show = () => this.did.push('show');
  focus = () => this.did.push('focus');
  close = () => this.did.push('close');
  destroy = () => this.did.push('destroy');
  isDestroyed = () => this.destroyed;
  isMinimized = () => false;
}

class App extends EventEmitter {
  readonly did: string[] = [];
  becomeReady: () => void = () => {};
  readonly #ready = new Promise<void>((resolve) => (this.becomeReady = resolve));
  single = true;
  requestSingleInstanceLock = () => this.single;
  enableSandbox = () => this.did.push('enableSandbox');
  commandLine = { hasSwitch: (_: string) => false };
  languages: readonly string[] = ['en-GB'];
  getPreferredSystemLanguages = () => this.languages;
  whenReady = () => this.#ready;
  quit = () => this.did.push('quit');
}
export const app = new App();

export const schemes: { scheme: string; privileges: Record<string, boolean> }[] = [];
export const protocol = { registerSchemesAsPrivileged: (list: typeof schemes) => void schemes.push(...list) };

export const handlers: Record<string, Handler> = {};
const keep = (name: string) => (handler: Handler) => void (handlers[name] = handler);
export const session = {
  defaultSession: {
    protocol: { handle: (scheme: string, handler: Handler) => void (handlers[`protocol ${scheme}`] = handler) },
    setPermissionRequestHandler: keep('permission request'),
    setPermissionCheckHandler: keep('permission check'),
    setDevicePermissionHandler: keep('device permission'),
  },
};

export class UtilityProcess extends EventEmitter {
  readonly program: string;
  readonly args: readonly string[];
  /** The other end: what the process itself sees as `process.parentPort`. */
  readonly parentPort = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => void setImmediate(() => this.emit('message', message)),
  });
  killed = false;
  constructor(program: string, args: readonly string[]) {
    super();
    [this.program, this.args] = [program, args];
  }
  /** Waits until the process listens. */
  postMessage(data: unknown, ports: readonly MainPort[] = []): void {
    const deliver = () => {
      if (this.parentPort.listenerCount('message') > 0) this.parentPort.emit('message', { data, ports });
      else setTimeout(deliver, 5);
    };
    setImmediate(deliver);
  }
  kill = () => (this.killed = true);
}
export const processes: UtilityProcess[] = [];
export const utilityProcess = {
  fork(program: string, args: readonly string[]) {
    processes.push(new UtilityProcess(program, args));
    return processes.at(-1)!;
  },
};

/** Between pages and the main process: `ipcRenderer` speaks as the page of `sender`. */
export const ipcMain = new EventEmitter();
const toPage = new EventEmitter();
export const sender = { url: 'app://layerloom/index.html', parent: null as object | null };
export const ipcRenderer = {
  send: (channel: string, ...args: readonly unknown[]) =>
    void ipcMain.emit(
      channel,
      {
        senderFrame: {
          ...sender,
          postMessage: (name: string, _: unknown, ports: MainPort[] = []) =>
            toPage.emit(name, { ports: ports.map(({ port }) => port) }),
        },
      },
      ...args,
    ),
  on: (channel: string, listener: Handler) => void toPage.on(channel, listener as () => void),
};
export const world: Record<string, unknown> = {};
export const contextBridge = { exposeInMainWorld: (name: string, value: unknown) => void (world[name] = value) };

export const opened: string[] = [];
export const shell = { openExternal: (url: string) => Promise.resolve(void opened.push(url)) };

export interface MenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly id?: string;
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly submenu?: readonly MenuItem[];
  click?(item: unknown, window: BrowserWindow | undefined, event: { triggeredByAccelerator: boolean }): void;
}
export const menus: (readonly MenuItem[])[] = [];
export const Menu = {
  buildFromTemplate: (template: readonly MenuItem[]) => template,
  setApplicationMenu: (menu: readonly MenuItem[]) => void menus.push(menu),
};

/** What dialogs were asked for, and what the person answers next. */
export const dialogs: { kind: string; options: Record<string, unknown> }[] = [];
export const answers: unknown[] = [];
const asked = (kind: string) => (_window: unknown, options: Record<string, unknown>) => {
  dialogs.push({ kind, options });
  return answers.shift();
};
export const dialog = {
  showOpenDialog: (window: unknown, options: Record<string, unknown>) =>
    Promise.resolve(asked('open')(window, options)),
  showSaveDialog: (window: unknown, options: Record<string, unknown>) =>
    Promise.resolve(asked('save')(window, options)),
  showMessageBoxSync: asked('message'),
  showMessageBox: (window: unknown, options: Record<string, unknown>) =>
    Promise.resolve(asked('message')(window, options)),
};
