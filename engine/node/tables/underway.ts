/** Long work that several may wait for: it is done once, all hear how far it is, and it is given up when the last of them has gone. */
import type { ReadingWork } from '../../data/tables.ts';

interface Shared<T> {
  readonly result: Promise<T>;
  readonly waiting: Set<ReadingWork>;
  readonly controller: AbortController;
}

export class Underway<T> {
  readonly #all = new Map<string, Shared<T>>();

  /** Waits for the work of a name, which is begun where nobody does it. Fails with the signal's reason where that is aborted. */
  async join(name: string, work: ReadingWork, begin: (work: ReadingWork) => Promise<T>): Promise<T> {
    const { signal } = work;
    signal?.throwIfAborted();
    const shared = this.#all.get(name) ?? this.#begin(name, begin);
    shared.waiting.add(work);
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        shared.waiting.delete(work);
        if (shared.waiting.size === 0) {
          // who asks now begins anew
          this.#all.delete(name);
          shared.controller.abort(signal!.reason);
          // it is over once it has cleared away what it made
          shared.result.catch(() => {}).finally(() => reject(signal!.reason));
        } else reject(signal!.reason);
      };
      signal?.addEventListener('abort', leave);
    });
    try {
      return await Promise.race([shared.result, left]);
    } finally {
      signal?.removeEventListener('abort', leave);
      shared.waiting.delete(work);
    }
  }

  #begin(name: string, begin: (work: ReadingWork) => Promise<T>): Shared<T> {
    const waiting = new Set<ReadingWork>();
    const controller = new AbortController();
    const progress = (done: number, total: number) => {
      for (const one of waiting) one.progress?.(done, total);
    };
    const result = begin({ signal: controller.signal, progress });
    const shared: Shared<T> = { result, waiting, controller };
    this.#all.set(name, shared);
    const end = () => void (this.#all.get(name) === shared && this.#all.delete(name));
    result.then(end, end);
    return shared;
  }
}
