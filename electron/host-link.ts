/**
 * The host's process, seen from the main process. It is started anew where it dies. Windows learn that their lines lead nowhere, and
 * what is asked until the next host is up waits for that.
 */
import { ipcMain, type IpcMainEvent, MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { UtilityProcess, WebFrameMain } from 'electron';
import { isOurs } from './address.ts';
import type { DialogRequest, FromHost, ToHost } from './link.ts';
import { CONNECT, LOST, PORT } from './channels.ts';

/** How long the host may take to end its trainings, in milliseconds; it gives them 20 seconds itself. */
const CLOSES_WITHIN = 25_000;

/** A host that dies at once is not started in a tight circle, in milliseconds. */
const RESTARTS_AFTER = 500;

type Command = Extract<ToHost, { kind: 'command' }>;

export class HostLink {
  readonly #program: string;
  readonly #choose: (request: DialogRequest) => Promise<string | null>;
  /** Undefined between two hosts. */
  #process: UtilityProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #closing = false;
  /** Lines for the host that is not up yet. */
  #waiting: MessagePortMain[] = [];
  /** Commands that no window has yet: a host that dies takes none along. */
  readonly #commands = new Map<number, Command>();
  #lastId = 0;
  /** The pages with a line to the host of now, or the next where there is none now. */
  #pages = new Set<WebFrameMain>();

  /** `program`: the bundled `host-process.ts`. */
  constructor(program: string, choose: (request: DialogRequest) => Promise<string | null>) {
    this.#program = program;
    this.#choose = choose;
    this.#start();
    ipcMain.on(CONNECT, (event) => this.#connect(event));
  }

  command(command: string, path?: string): void {
    const message: Command = { kind: 'command', id: ++this.#lastId, command, ...(path !== undefined && { path }) };
    this.#commands.set(message.id, message);
    this.#process?.postMessage(message);
  }

  /** Ends it; trainings write their checkpoints. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#process?.postMessage({ kind: 'close' } satisfies ToHost);
    const timer = setTimeout(() => this.#process?.kill(), CLOSES_WITHIN);
    await this.#ended;
    clearTimeout(timer);
  }

  #start(): void {
    if (this.#closing) return;
    const process = utilityProcess.fork(this.#program, [], { serviceName: 'Layerloom host', stdio: 'inherit' });
    this.#process = process;
    process.on('message', (message: FromHost) => void this.#hear(process, message));
    this.#ended = new Promise<void>((resolve) => {
      process.on('exit', () => {
        resolve();
        this.#lose();
        setTimeout(() => this.#start(), RESTARTS_AFTER);
      });
    });
    for (const port of this.#waiting.splice(0)) process.postMessage({ kind: 'window' } satisfies ToHost, [port]);
    for (const command of this.#commands.values()) process.postMessage(command);
  }

  /** A port does not always tell its page that its far end is gone. */
  #lose(): void {
    this.#process = undefined;
    const pages = this.#pages;
    this.#pages = new Set();
    for (const page of pages) tryTo(() => page.postMessage(LOST, null));
  }

  /** Gives a page of ours a line to the host: a port of its own, which nothing else hears. What is said on it waits for the host. */
  #connect({ senderFrame }: IpcMainEvent): void {
    if (!senderFrame || senderFrame.parent !== null || !isOurs(senderFrame.url)) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#pages.add(senderFrame);
    if (this.#process) this.#process.postMessage({ kind: 'window' } satisfies ToHost, [port1]);
    else this.#waiting.push(port1);
    senderFrame.postMessage(PORT, null, [port2]);
  }

  async #hear(process: UtilityProcess, message: FromHost): Promise<void> {
    if (message.kind === 'handed over') this.#commands.delete(message.id);
    else {
      const path = await this.#choose(message.request).catch(() => null);
      // another host has not asked
      if (process === this.#process) process.postMessage({ kind: 'chosen', id: message.id, path } satisfies ToHost);
    }
  }
}

/** A page that is gone hears nothing, and Electron throws. */
function tryTo(tell: () => void): void {
  try {
    tell();
  } catch {
    // it opens a line of its own when it is there again
  }
}
