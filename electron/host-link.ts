/** The host's process, seen from the main process. It is started anew where it dies; windows open their lines again by themselves. */
import { ipcMain, type IpcMainEvent, MessageChannelMain, type UtilityProcess, utilityProcess } from 'electron';
import { isOurs } from './address.ts';
import type { DialogRequest, FromHost, ToHost } from './link.ts';
import { CONNECT, PORT } from './channels.ts';

/** How long the host may take to end its trainings, in milliseconds; it gives them 20 seconds itself. */
const CLOSES_WITHIN = 25_000;

/** A host that dies at once is not started in a tight circle, in milliseconds. */
const RESTARTS_AFTER = 500;

export class HostLink {
  readonly #program: string;
  readonly #choose: (request: DialogRequest) => Promise<string | null>;
  #process: UtilityProcess;
  #ended: Promise<void>;
  #closing = false;

  /** `program`: the bundled `host-process.ts`. `file` is opened by the first window. */
  constructor(program: string, file: string | null, choose: (request: DialogRequest) => Promise<string | null>) {
    this.#program = program;
    this.#choose = choose;
    [this.#process, this.#ended] = this.#start(file);
    ipcMain.on(CONNECT, (event) => this.#connect(event));
  }

  command(command: string, path?: string): void {
    this.#say({ kind: 'command', command, ...(path !== undefined && { path }) });
  }

  /** Ends it; trainings write their checkpoints. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#say({ kind: 'close' });
    const timer = setTimeout(() => this.#process.kill(), CLOSES_WITHIN);
    await this.#ended;
    clearTimeout(timer);
  }

  #start(file: string | null): [UtilityProcess, Promise<void>] {
    const process = utilityProcess.fork(this.#program, file === null ? [] : [file], {
      serviceName: 'Layerloom host',
      stdio: 'inherit',
    });
    process.on('message', (message: FromHost) => void this.#hear(message));
    const ended = new Promise<void>((resolve) => {
      process.on('exit', () => {
        resolve();
        if (!this.#closing) setTimeout(() => this.#again(), RESTARTS_AFTER);
      });
    });
    return [process, ended];
  }

  #again(): void {
    if (!this.#closing) [this.#process, this.#ended] = this.#start(null);
  }

  /** Gives a page of ours a line to the host: a port of its own, which nothing else hears. */
  #connect({ senderFrame }: IpcMainEvent): void {
    if (!senderFrame || senderFrame.parent !== null || !isOurs(senderFrame.url)) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#process.postMessage({ kind: 'window' } satisfies ToHost, [port1]);
    senderFrame.postMessage(PORT, null, [port2]);
  }

  async #hear({ id, request }: FromHost): Promise<void> {
    this.#say({ kind: 'chosen', id, path: await this.#choose(request).catch(() => null) });
  }

  #say(message: ToHost): void {
    this.#process.postMessage(message);
  }
}
