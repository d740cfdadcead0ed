/** How a page reaches its host: `connectHost(window)`. */
import { type Channel, portChannel, type PortLike, socketChannel, type SocketLike } from './channel.ts';
import { type ClientOptions, connect, type HostConnection } from './client.ts';
import { LOST_MESSAGE, PORT_MESSAGE } from './handover.ts';

/** As much of `window` as is needed. */
export interface Page {
  readonly location: { readonly href: string };
  readonly WebSocket: new (url: string) => SocketLike;
  /** There in the desktop shell alone: asks for a port, which arrives as a window message. */
  readonly layerloom?: {
    connect(): void;
    /** Which language the page is in, for menu and dialogs. */
    speak(language: string): void;
    /** The keys that a person gave to commands, for the menu. */
    showKeys(edited: Readonly<Record<string, string>>): void;
    /** Where a file lies that the person has dropped on the page. */
    pathOf(file: unknown): string;
    /** The window is about to close, and waits a moment for `settle`. */
    onClosing(settle: () => Promise<void>): void;
  };
  addEventListener(
    type: 'message',
    listener: (event: { data: unknown; source: unknown; ports: readonly PortLike[] }) => void,
  ): void;
}

/** The host never computes: it is not silent for so long, in milliseconds. */
const SILENCE = 10_000;

/** Over a port in the desktop shell; else over a WebSocket at `ws` beside the page, whose address holds the host's secret. */
export function connectHost(page: Page, options?: ClientOptions): HostConnection {
  return connect(page.layerloom ? ports(page, page.layerloom) : () => openSocket(page), {
    silence: SILENCE,
    again: true,
    ...options,
  });
}

function openSocket({ location, WebSocket }: Page): Promise<Channel> {
  const address = new URL('ws', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = '';
  address.hash = '';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address.href);
    socket.addEventListener('open', () => resolve(socketChannel(socket)));
    socket.addEventListener('close', () => reject(new Error('the host does not answer')));
    socket.addEventListener('error', () => {});
  });
}

function ports(page: Page, shell: { connect(): void }): () => Promise<Channel> {
  let arrived: ((port: PortLike) => void) | undefined;
  let line: Channel | undefined;
  page.addEventListener('message', ({ data, source, ports }) => {
    if (source !== page) return;
    if (data === PORT_MESSAGE && ports[0]) arrived?.(ports[0]);
    if (data === LOST_MESSAGE) line?.close();
  });
  return () =>
    new Promise((resolve) => {
      arrived = (port) => {
        arrived = undefined;
        line = portChannel(port);
        resolve(line);
      };
      shell.connect();
    });
}
