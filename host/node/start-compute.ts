/**
 * Work that keeps a processor busy is done in a process of its own, so that the host always answers and a crash of native code takes
 * no training and no window along. It starts when it is first needed and anew after a crash; what was under way then fails. What is
 * no longer wanted is stopped: by the process itself, or with the process, where it is too busy to hear of it.
 */
import type { ChildProcess, ForkOptions } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { forkProgram } from '../../engine/node/programs.ts';
import { errorLine } from '../../engine/node/training/start-training.ts';
import type { CallArguments, Caller, CallResults, Events, Message } from '../../engine/protocol.ts';
import { oneLine } from '../../engine/terminal.ts';
import { type Channel, Inbox } from '../../engine/wire/channel.ts';
import { connect, type HostConnection } from '../../engine/wire/client.ts';
import type { Compute, ComputeCall } from '../platform.ts';

/** How long the process may take to hear that a call is no longer wanted, in milliseconds. */
const HEARS_WITHIN = 2000;

// its standard input is never written to: its end tells the process that this one is gone
const OPTIONS: ForkOptions = { stdio: ['pipe', 'ignore', 'pipe', 'ipc'] };

export class ComputeProcess implements Compute {
  readonly #fork: (options: ForkOptions) => ChildProcess;
  readonly #progress: (event: Events['engines.progress']) => void;
  #connection: HostConnection | undefined;
  #child: ChildProcess | undefined;
  /** When the process last said something. */
  #heard = 0;
  /** How many processes were stopped because of a call that nobody wanted any more. */
  #stopped = 0;

  constructor(
    home: string,
    progress: (event: Events['engines.progress']) => void,
    fork = (options: ForkOptions) => forkProgram('host/node/compute-process.ts', [home], options),
  ) {
    this.#fork = fork;
    this.#progress = progress;
  }

  async call<C extends ComputeCall>(name: C, args: CallArguments[C], caller: Caller): Promise<CallResults[C]> {
    for (;;) {
      const stopped = this.#stopped;
      try {
        return await this.#ask(name, args, caller);
      } catch (error) {
        // it was under way beside one that had to be stopped
        if (this.#stopped === stopped || caller.signal.aborted) throw error;
      }
    }
  }

  #ask<C extends ComputeCall>(name: C, args: CallArguments[C], { signal, progress }: Caller): Promise<CallResults[C]> {
    if (!this.#connection) {
      this.#connection = connect(() => Promise.resolve(this.#start()));
      this.#connection.on('engines.progress', this.#progress);
    }
    const over = new AbortController();
    signal.addEventListener('abort', () => this.#stopWhereBusy(), { signal: over.signal });
    return this.#connection.call(name, args, signal, progress).finally(() => !signal.aborted && over.abort());
  }

  #start(): Channel {
    const child = this.#fork(OPTIONS);
    this.#child = child;
    child.on('message', () => (this.#heard = performance.now()));
    return processChannel(child);
  }

  /** A process that hears of it says so. */
  #stopWhereBusy(): void {
    const child = this.#child;
    const asked = performance.now();
    setTimeout(() => {
      if (this.#heard >= asked || child !== this.#child || child?.exitCode !== null) return;
      this.#stopped++;
      child.kill('SIGKILL');
    }, HEARS_WITHIN);
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}

/** The line to a child process, seen from its parent. */
function processChannel(child: ChildProcess): Channel {
  const inbox = new Inbox();
  // native libraries talk; it matters where they end in a crash
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  child.on('message', (message) => inbox.put(message as Message));
  child.on('error', () => inbox.close());
  child.stdin?.on('error', () => {});
  child.on('close', (code, signal) => {
    if (code !== 0 && signal !== 'SIGKILL')
      console.error(oneLine(`The compute process ended (${signal ?? `exit code ${code}`}). ${errorLine(said) ?? ''}`));
    inbox.close();
  });
  return {
    send: (message) => void child.send(message, () => {}),
    listen: (listener) => inbox.open(listener),
    close: () => void (child.connected && child.disconnect()),
  };
}

/** A thread sees that the parent is gone, however busy the process is; it would compute on for nobody. */
export function endWithParent(): void {
  const watch = `const { Socket } = require('node:net');
    new Socket({ fd: 0 }).on('error', () => {}).on('close', () => process.kill(process.pid, 'SIGKILL')).resume();`;
  new Worker(watch, { eval: true }).unref();
}

/** The line of a child process to its parent. */
export function parentChannel(): Channel {
  const inbox = new Inbox();
  process.on('message', (message) => inbox.put(message as Message));
  process.on('disconnect', () => inbox.close());
  return {
    send: (message) => void process.send!(message, undefined, undefined, () => {}),
    listen: (listener) => inbox.open(listener),
    close: () => process.disconnect(),
  };
}
