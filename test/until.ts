/** Waiting for what another process does, for as long as a busy machine may take. */
import { vi } from 'vitest';

/** Asks again and again until `ask` no longer throws; gives what it gives. */
export const until = <T>(ask: () => T | Promise<T>): Promise<T> => vi.waitFor(ask, { timeout: 600_000, interval: 50 });
