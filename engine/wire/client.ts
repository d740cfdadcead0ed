/**
 * The window's end of the line: pairs answers with calls, hands events to who listens, and opens the line again when it breaks.
 * Calls that were under way when it broke fail with `connection-lost`, where they may have done something; calls made meanwhile wait
 * for the new line.
 */
import { problem, UserError } from '../problems.ts';
import {
  type CallArguments,
  type CallName,
  type CallResults,
  type EventMessage,
  type EventName,
  type Events,
  type HostClient,
  isQuestion,
  type Message,
  type OnProgress,
} from '../protocol.ts';
import type { Channel } from './channel.ts';
import { verbatim } from '../phrases.ts';

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
  /**
   * After so long without a word the far end is asked for a sign of life, and after as long again the line is given up, in
   * milliseconds. Left out where the far end may be too busy to answer.
   */
  readonly silence?: number | undefined;
  /** Whether calls that change nothing are asked again, once, where the line breaks before they are answered. */
  readonly again?: boolean;
}

interface Pending {
  readonly message: CallMessage;
  again: boolean;
  readonly progress: OnProgress | undefined;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const LONGEST_PAUSE = 2000;

/** `open` makes a new line, or rejects. */
export const connect = (open: () => Promise<Channel>, options: ClientOptions = {}): HostConnection =>
  new Connection(open, options);

type CallMessage = Extract<Message, { kind: 'call' }>;

class Connection implements HostConnection {
  readonly #open: () => Promise<Channel>;
  readonly #retry: number;
  readonly #patience: number;
  readonly #silence: number | undefined;
  readonly #asksAgain: boolean;
  /** Calls without an answer yet. */
  readonly #pending = new Map<number, Pending>();
  /** Calls that are sent when there is a line. */
  readonly #waiting = new Set<CallMessage>();
  readonly #listeners = new Map<string, Set<(event: unknown) => void>>();
  readonly #watchers = new Set<(connected: boolean) => void>();
  #channel: Channel | undefined;
  /** Of the far end, since it was last looked. */
  #heard: 'a word' | 'nothing' | 'nothing when asked' = 'nothing';
  #ended = false;
  #lastId = 0;
  #pause: number;

  constructor(open: () => Promise<Channel>, { retry = 100, patience = 10_000, silence, again = false }: ClientOptions) {
    this.#open = open;
    this.#retry = retry;
    this.#pause = retry;
    this.#patience = patience;
    this.#silence = silence;
    this.#asksAgain = again;
    void this.#start();
  }

  get connected(): boolean {
    return this.#channel !== undefined;
  }

  call<C extends CallName>(
    name: C,
    args: CallArguments[C],
    signal?: AbortSignal,
    progress?: OnProgress,
  ): Promise<CallResults[C]> {
    return new Promise<CallResults[C]>((resolve, reject) => {
      const message = { kind: 'call', id: ++this.#lastId, name, args } as const;
      signal?.addEventListener('abort', () => this.#giveUp(message));
      const answered = resolve as (result: unknown) => void;
      this.#pending.set(message.id, {
        message,
        progress,
        again: this.#asksAgain && isQuestion(name),
        resolve: answered,
        reject,
      });
      if (signal?.aborted) this.#giveUp(message);
      else if (this.#ended) this.#lose(message.id);
      else if (this.#channel) this.#send(message);
      else this.#wait(message);
    });
  }

  #wait(message: CallMessage): void {
    this.#waiting.add(message);
    setTimeout(() => void (this.#waiting.delete(message) && this.#lose(message.id)), this.#patience);
  }

  on<E extends EventName>(name: E, listener: (event: Events[E]) => void): () => void {
    const heard = (event: unknown) => listener(event as Events[E]);
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set.add(heard));
    return () => void set.delete(heard);
  }

  onConnection(listener: (connected: boolean) => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  close(): void {
    this.#ended = true;
    const open = this.#channel;
    this.#channel = undefined;
    this.#waiting.clear();
    for (const id of [...this.#pending.keys()]) this.#lose(id);
    open?.close();
  }

  async #start(): Promise<void> {
    try {
      this.#attach(await this.#open());
    } catch {
      this.#again();
    }
  }

  /** A host that takes the line and drops it at once is not asked in a tight circle: only a message resets the pause. */
  #again(): void {
    setTimeout(() => void (this.#ended || this.#start()), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }

  #attach(opened: Channel): void {
    if (this.#ended) {
      opened.close();
      return;
    }
    this.#channel = opened;
    opened.listen({
      message: (message) => this.#receive(message),
      closed: () => this.#break(opened),
    });
    if (this.#channel !== opened) return;
    this.#heard = 'a word';
    this.#listen(opened);
    for (const message of this.#waiting) this.#send(message);
    this.#waiting.clear();
    for (const watcher of [...this.#watchers]) watcher(true);
  }

  #break(opened: Channel): void {
    if (this.#channel !== opened) return;
    this.#channel = undefined;
    for (const [id, call] of [...this.#pending])
      if (call.again) {
        call.again = false;
        this.#wait(call.message);
      } else this.#lose(id);
    for (const watcher of [...this.#watchers]) watcher(false);
    this.#again();
  }

  /** Gives up a line that is open and dead: not every line says that its far end is gone. */
  #listen(opened: Channel): void {
    if (this.#silence === undefined) return;
    setTimeout(() => {
      if (this.#channel !== opened) return;
      if (this.#heard === 'nothing when asked') {
        opened.close();
        this.#break(opened);
        return;
      }
      if (this.#heard === 'nothing') opened.send({ kind: 'ping' });
      this.#heard = this.#heard === 'nothing' ? 'nothing when asked' : 'nothing';
      this.#listen(opened);
    }, this.#silence);
  }

  #receive(message: Message): void {
    this.#pause = this.#retry;
    this.#heard = 'a word';
    if (message.kind === 'answer') this.#take(message.id)?.resolve(message.result);
    else if (message.kind === 'failure') {
      const { problems } = message;
      this.#take(message.id)?.reject(problems.length > 0 ? new UserError(problems) : new Error(message.message));
    } else if (message.kind === 'progress') this.#pending.get(message.id)?.progress?.(message.done, message.total);
    else if (message.kind === 'event') this.#announce(message);
    else if (message.kind === 'events') for (const event of message.events) this.#announce(event);
  }

  #announce({ name, event }: EventMessage): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(event);
  }

  #send(message: CallMessage): void {
    try {
      this.#channel!.send(message);
    } catch (error) {
      this.#take(message.id)?.reject(error as Error);
    }
  }

  /** The host is told, and nobody waits for its word. */
  #giveUp(message: CallMessage): void {
    const call = this.#take(message.id);
    if (!call) return;
    if (!this.#waiting.delete(message)) this.#channel?.send({ kind: 'cancel', id: message.id });
    call.reject(new UserError(problem('call-cancelled', { call: verbatim(message.name) })));
  }

  #take(id: number): Pending | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    return call;
  }

  #lose(id: number): void {
    const call = this.#take(id);
    call?.reject(new UserError(problem('connection-lost', { call: verbatim(call.message.name) })));
  }
}
