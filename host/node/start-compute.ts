/**
 * Work that keeps a processor busy is done in a process of its own, so that the host always answers and a crash of native code takes
 * no training and no window along. It starts when it is first needed and anew after a crash; what was under way then fails.
 */
import type { ChildProcess } from 'node:child_process';
import { forkProgram } from '../../engine/node/programs.ts';
import type { CallArguments, CallResults, Events, Message } from '../../engine/protocol.ts';
import { type Channel, Inbox } from '../../engine/wire/channel.ts';
import { connect, type HostConnection } from '../../engine/wire/client.ts';
import type { Compute, ComputeCall } from '../platform.ts';

export class ComputeProcess implements Compute {
  readonly #home: string;
  readonly #progress: (event: Events['engines.progress']) => void;
  #connection: HostConnection | undefined;

  constructor(home: string, progress: (event: Events['engines.progress']) => void) {
    this.#home = home;
    this.#progress = progress;
  }

  call<C extends ComputeCall>(name: C, args: CallArguments[C]): Promise<CallResults[C]> {
    if (!this.#connection) {
      this.#connection = connect(() =>
        Promise.resolve(
          processChannel(
            forkProgram('host/node/compute-process.ts', [this.#home], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }),
          ),
        ),
      );
      this.#connection.on('engines.progress', this.#progress);
    }
    return this.#connection.call(name, args);
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
  child.on('close', (code, signal) => {
    if (code !== 0) console.error(`The compute process ended (${signal ?? `exit code ${code}`}). ${said}`);
    inbox.close();
  });
  return {
    send: (message) => void child.send(message, () => {}),
    listen: (listener) => inbox.open(listener),
    close: () => void (child.connected && child.disconnect()),
  };
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
