/** A line between a window and its host, over whatever there is: a WebSocket or a message port, seen from either end. */
import type { Message } from '../protocol.ts';
import { decode, encode, type Frame, GarbledFrame } from './codec.ts';

export interface Listener {
  message(message: Message): void;
  /** Called once; nothing comes after it. */
  closed(): void;
}

export interface Channel {
  /** Throws where the message cannot be put into a frame. */
  send(message: Message): void;
  /** Bytes that were sent and not read yet; left out where that is not known. */
  unread?(): number;
  /** Takes no more messages until `resume`, so that who sends them is slowed; left out where that cannot be. */
  pause?(): void;
  resume?(): void;
  /** Whatever came before is delivered first. Call it once. */
  listen(listener: Listener): void;
  close(): void;
}

/** As much of a WebSocket as is needed: the browser's and that of `ws` both fit. */
export interface SocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  send(data: Frame): void;
  close(code?: number, reason?: string): void;
  /** Of `ws`: ends it without waiting for the far end, and stops or goes on reading. */
  terminate?(): void;
  pause?(): void;
  resume?(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** What is not of the protocol ends the line; a page may give no code below 3000 but that of a usual end. */
const UNREADABLE = 4007;
const TOO_FAR_BEHIND = 4008;

/** A far end that reads so much less than it is sent, in bytes, is let go; it comes back and asks for what it missed. */
const FAR_BEHIND = 128 << 20;
/** One that does not read does not hear that it is let go either: what it has not read is kept so long, in milliseconds. */
const FAREWELL = 1000;

/** A socket that is open. Frames that cannot be read end it. */
export function socketChannel(socket: SocketLike): Channel {
  const inbox = new Inbox();
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('close', () => inbox.close());
  socket.addEventListener('message', ({ data }) => {
    let message: Message;
    try {
      message = decode(data as string | ArrayBuffer);
    } catch (error) {
      if (!(error instanceof GarbledFrame)) throw error;
      socket.close(UNREADABLE, 'a message cannot be read');
      return;
    }
    inbox.put(message);
  });
  const end = (code: number, reason?: string) => {
    socket.close(code, reason);
    if (socket.terminate) setTimeout(() => socket.terminate!(), FAREWELL);
  };
  return {
    send(message) {
      if (socket.bufferedAmount <= FAR_BEHIND) socket.send(encode(message));
      else end(TOO_FAR_BEHIND, 'too far behind');
    },
    unread: () => socket.bufferedAmount,
    pause: () => socket.pause?.(),
    resume: () => socket.resume?.(),
    listen: (listener) => inbox.open(listener),
    close: () => end(1000),
  };
}

/** As much of a page's `MessagePort` as is needed. */
export interface PortLike {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** Messages travel as they are: a port copies typed arrays itself. */
export function portChannel(port: PortLike): Channel {
  const inbox = new Inbox();
  port.addEventListener('message', ({ data }) => inbox.put(data as Message));
  port.addEventListener('close', () => inbox.close());
  return {
    send: (message) => port.postMessage(message),
    listen(listener) {
      inbox.open(listener);
      port.start();
    },
    close() {
      port.close();
      inbox.close();
    },
  };
}

/** Keeps what arrives until somebody listens. */
export class Inbox {
  #waiting: Message[] = [];
  #listener: Listener | undefined;
  #closed = false;

  put(message: Message): void {
    if (this.#closed) return;
    if (this.#listener) this.#listener.message(message);
    else this.#waiting.push(message);
  }
  open(listener: Listener): void {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) listener.message(message);
    if (this.#closed) listener.closed();
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener?.closed();
  }
}
