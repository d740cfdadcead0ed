/**
 * Locks that the system itself lets go of when their holder is gone, however it went: nothing is concluded from a process's number or
 * from the clock. Each is named by a path; `engine/node` holds them on a disk, and here they are held in memory.
 */

import type { FileError } from './fileSystem.ts';

export interface Lock {
  release(): void;
}

/** What fails for another reason than that the lock is held throws a `FileError`. */
export interface Locks {
  /** Undefined where somebody holds it, in this process or another. */
  take(path: string): Promise<Lock | undefined>;
  isHeld(path: string): Promise<boolean>;
}

/** Between two tries, in milliseconds. */
const TRY_EVERY = 20;

/** The lock as soon as it is let go of; undefined where that takes longer than `patience` milliseconds. */
export async function takeWithin(locks: Locks, path: string, patience: number): Promise<Lock | undefined> {
  for (let waited = 0; ; waited += TRY_EVERY) {
    const lock = await locks.take(path);
    if (lock || waited >= patience) return lock;
    await new Promise<void>((resolve) => void setTimeout(resolve, TRY_EVERY));
  }
}

/** Longer than any change of a small file takes, in milliseconds. */
const PATIENCE = 10_000;

/** Does something while nobody else does what the same path guards. */
export type Guard = <T>(path: string, work: () => Promise<T>) => Promise<T>;

export const unguarded: Guard = (_, work) => work();

/** Throws a `FileError` (EBUSY) where others take too long. */
export const guardedBy =
  (locks: Locks): Guard =>
  async (path, work) => {
    const lock = await takeWithin(locks, path, PATIENCE);
    if (!lock) throw Object.assign(new Error('it is in use'), { code: 'EBUSY' }) satisfies FileError;
    try {
      return await work();
    } finally {
      lock.release();
    }
  };

/** Locks of one program alone. */
export class MemoryLocks implements Locks {
  readonly #held = new Set<string>();

  async take(path: string): Promise<Lock | undefined> {
    if (this.#held.has(path)) return undefined;
    this.#held.add(path);
    return { release: () => void this.#held.delete(path) };
  }

  async isHeld(path: string): Promise<boolean> {
    return this.#held.has(path);
  }
}
