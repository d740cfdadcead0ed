/**
 * The window's end of the line: pairs answers with calls, hands events to who listens, and opens the line again when it breaks.
 * Calls that were under way when it broke fail with `connection-lost`; calls made meanwhile wait for the new line.
 */
import { problem, UserError } from '../problems.ts';
import type { CallArguments, CallName, CallResults, EventName, Events, HostClient, Message } from '../protocol.ts';
import type { Channel } from './channel.ts';

export interface HostConnection extends HostClient {
  readonly connected: boolean;
  /**
   * Hears when the line is there (true) and when it breaks (false). What happened while it was broken was not heard: ask again
   * (`runs.list`, `runs.get`). An answer of `runs.get` replaces what was heard of the run before; events that come after it follow it.
   */
  onConnection(listener: (connected: boolean) => void): () => void;
  close(): void;
}

export interface ClientOptions {
  /** First pause before a new try, in milliseconds; it doubles up to two seconds. */
  readonly retry?: number;
  /** How long a call waits for a line that is not there, in milliseconds. */
  readonly patience?: number;
}

interface Pending {
  readonly name: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const LONGEST_PAUSE = 2000;

/** `open` makes a new line, or rejects. */
export function connect(
  open: () => Promise<Channel>,
  { retry = 100, patience = 10_000 }: ClientOptions = {},
): HostConnection {
  const pending = new Map<number, Pending>();
  const waiting = new Set<Extract<Message, { kind: 'call' }>>();
  const listeners = new Map<string, Set<(event: unknown) => void>>();
  const watchers = new Set<(connected: boolean) => void>();
  let channel: Channel | undefined;
  let ended = false;
  let lastId = 0;
  let pause = retry;

  const take = (id: number): Pending | undefined => {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  };
  const lose = (id: number) => {
    const call = take(id);
    call?.reject(new UserError(problem('connection-lost', { call: call.name })));
  };

  const receive = (message: Message): void => {
    pause = retry;
    if (message.kind === 'answer') take(message.id)?.resolve(message.result);
    else if (message.kind === 'failure')
      take(message.id)?.reject(
        message.problems.length > 0 ? new UserError(message.problems) : new Error(message.message),
      );
    else if (message.kind === 'event' || message.kind === 'events')
      for (const { name, event } of message.kind === 'event' ? [message] : message.events)
        for (const listener of [...(listeners.get(name) ?? [])]) listener(event);
  };

  const send = (message: Extract<Message, { kind: 'call' }>): void => {
    try {
      channel!.send(message);
    } catch (error) {
      take(message.id)?.reject(error as Error);
    }
  };

  const start = async (): Promise<void> => {
    try {
      attach(await open());
    } catch {
      again();
    }
  };

  /** A host that takes the line and drops it at once is not asked in a tight circle: only a message resets the pause. */
  const again = (): void => {
    setTimeout(() => void (ended || start()), pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  };

  const attach = (opened: Channel): void => {
    if (ended) {
      opened.close();
      return;
    }
    channel = opened;
    opened.listen({
      message: receive,
      closed() {
        if (channel !== opened) return;
        channel = undefined;
        for (const id of [...pending.keys()]) lose(id);
        for (const watcher of [...watchers]) watcher(false);
        again();
      },
    });
    if (channel !== opened) return;
    for (const message of waiting) send(message);
    waiting.clear();
    for (const watcher of [...watchers]) watcher(true);
  };

  void start();

  return {
    get connected() {
      return channel !== undefined;
    },
    call<C extends CallName>(name: C, args: CallArguments[C]) {
      return new Promise<CallResults[C]>((resolve, reject) => {
        const message = { kind: 'call', id: ++lastId, name, args } as const;
        pending.set(message.id, { name, resolve: resolve as (result: unknown) => void, reject });
        if (ended) lose(message.id);
        else if (channel) send(message);
        else {
          waiting.add(message);
          setTimeout(() => void (waiting.delete(message) && lose(message.id)), patience);
        }
      });
    },
    on<E extends EventName>(name: E, listener: (event: Events[E]) => void) {
      const heard = (event: unknown) => listener(event as Events[E]);
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(heard));
      return () => void set.delete(heard);
    },
    onConnection(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    close() {
      ended = true;
      const open = channel;
      channel = undefined;
      waiting.clear();
      for (const id of [...pending.keys()]) lose(id);
      open?.close();
    },
  };
}
