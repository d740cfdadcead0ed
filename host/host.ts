/**
 * The host: answers the calls of every window and tells all of them what happens. It knows no transport, no shell, and of where it
 * runs nothing but its `Platform`.
 */
import type { CallHandlers, EventName, Events } from '../engine/protocol.ts';
import type { Channel } from '../engine/wire/channel.ts';
import { guardedBy } from '../engine/files/locks.ts';
import { bundled } from './bundle.ts';
import { createCalls } from './calls/index.ts';
import { OutsideData } from './outside.ts';
import type { Compute, Platform } from './platform.ts';
import { type Bytes, receive } from './sent.ts';
import { serve } from './serve.ts';
import type { Shell } from './shell.ts';
import { Trainings } from './trainings.ts';

/** More than anybody opens. */
const MOST_WINDOWS = 64;

export class Host {
  readonly #platform: Platform;
  readonly #windows = new Set<Channel>();
  readonly #calls: CallHandlers;
  readonly #trainings: Trainings;
  readonly #compute: Compute;

  constructor(platform: Platform, shell: Shell) {
    this.#platform = platform;
    this.#trainings = new Trainings(
      platform,
      (run, event) => this.announce('run.event', { run, event }),
      (event) => this.announce('run.elsewhere', event),
    );
    this.#compute = platform.startCompute((event) => this.announce('engines.progress', event));
    this.#calls = createCalls({
      platform,
      shell,
      trainings: this.#trainings,
      compute: this.#compute,
      outside: new OutsideData(platform, guardedBy(platform.machine.locks)),
      announce: (name, event) => this.announce(name, event),
    });
  }

  /** Serves a window until its line ends. */
  attach(channel: Channel): void {
    if (this.#windows.size >= MOST_WINDOWS) {
      channel.close();
      return;
    }
    const window = bundled(channel);
    this.#windows.add(window);
    this.#trainings.expect();
    serve(window, this.#calls, () => this.#windows.delete(window));
  }

  /** Takes what a page sends beside its line; throws a `UserError` where it cannot. */
  receive(id: string, bytes: Bytes): Promise<void> {
    return receive(this.#platform, id, bytes);
  }

  /** How many are served now. */
  get windows(): number {
    return this.#windows.size;
  }

  announce<E extends EventName>(name: E, event: Events[E]): void {
    for (const window of [...this.#windows]) window.send({ kind: 'event', name, event });
  }

  /** Ends the trainings, each with a checkpoint, then the lines. */
  async close(): Promise<void> {
    await this.#trainings.close();
    this.#compute.close();
    for (const window of [...this.#windows]) window.close();
  }
}
