/** Work that goes on in the background: what it is, how far it is where that is known, and how it is given up. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { UserError } from '../../engine/problems.ts';
import type { OnProgress } from '../../engine/protocol.ts';
import type { Worded } from '../../engine/texts/index.ts';

export interface Work {
  readonly id: number;
  readonly title: Worded;
  /** 0 to 1; null where it is not known. */
  readonly share: number | null;
  readonly cancel: () => void;
}

const works = createStore<readonly Work[]>(() => []);
let count = 0;

export const worksUnderWay = (): readonly Work[] => works.getState();
export const useWorks = (): readonly Work[] => useStore(works);

/** Whether something ended because nobody wanted it any more. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof UserError && error.problems.some(({ code }) => code === 'call-cancelled');

/** Does something long in sight of the person, who may cancel it; `unwanted` gives it up as well. It then fails as `isCancelled` says. */
export async function inBackground<T>(
  title: Worded,
  work: (signal: AbortSignal, progress: OnProgress) => Promise<T>,
  unwanted?: AbortSignal,
): Promise<T> {
  const id = ++count;
  const controller = new AbortController();
  const cancel = () => controller.abort();
  unwanted?.addEventListener('abort', cancel);
  if (unwanted?.aborted) cancel();
  works.setState((all) => [...all, { id, title, share: null, cancel }], true);
  const progress: OnProgress = (done, total) =>
    works.setState(
      (all) => all.map((one) => (one.id === id && total > 0 ? { ...one, share: Math.min(1, done / total) } : one)),
      true,
    );
  try {
    return await work(controller.signal, progress);
  } finally {
    works.setState((all) => all.filter((one) => one.id !== id), true);
  }
}

/** Of several of a kind only the newest is wanted: a new one gives up the one before it. */
export function newest(): () => AbortSignal {
  let last = new AbortController();
  return () => {
    last.abort();
    last = new AbortController();
    return last.signal;
  };
}
