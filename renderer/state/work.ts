/** Work that goes on in the background: what it is, how far it is where that is known, and how it is given up. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { UserError } from '../../engine/problems.ts';
import type { OnProgress } from '../../engine/protocol.ts';
import type { Worded } from '../../engine/texts/index.ts';
import { askDialog } from './dialogs.ts';

export type Counts = 'bytes' | 'parts';

export interface Work {
  readonly id: number;
  readonly title: Worded;
  /** 0 to 1; null where it is not known. */
  readonly share: number | null;
  /** What was done of what is to be done, and seconds that it still takes; null where it is not known. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly secondsLeft: number | null;
  /** What is counted: bytes, or parts that mean nothing to a person. */
  readonly counts: Counts;
  readonly cancel: () => void;
}

const works = createStore<readonly Work[]>(() => []);
let count = 0;

export const worksUnderWay = (): readonly Work[] => works.getState();
export const useWorks = (): readonly Work[] => useStore(works);

/** Whether something ended because nobody wanted it any more. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof UserError && error.problems.some(({ code }) => code === 'call-cancelled');

/** How long something goes on before how long it still takes can be said, in seconds. */
const JUDGED_AFTER = 1;

/** Does something long in sight of the person, who may cancel it; `unwanted` gives it up as well. It then fails as `isCancelled` says. */
export async function inBackground<T>(
  title: Worded,
  work: (signal: AbortSignal, progress: OnProgress) => Promise<T>,
  unwanted?: AbortSignal,
  counts: Counts = 'bytes',
): Promise<T> {
  const id = ++count;
  const controller = new AbortController();
  const cancel = () => controller.abort();
  unwanted?.addEventListener('abort', cancel);
  if (unwanted?.aborted) cancel();
  const begun: Work = { id, title, share: null, progress: null, secondsLeft: null, counts, cancel };
  works.setState((all) => [...all, begun], true);
  const began = Date.now();
  const progress: OnProgress = (done, total) => {
    if (total <= 0) return;
    const share = Math.min(1, done / total);
    const seconds = (Date.now() - began) / 1000;
    const secondsLeft = share > 0 && seconds > JUDGED_AFTER ? (seconds * (1 - share)) / share : null;
    works.setState(
      (all) => all.map((one) => (one.id === id ? { ...one, share, secondsLeft, progress: { done, total } } : one)),
      true,
    );
  };
  try {
    return await work(controller.signal, progress);
  } finally {
    works.setState((all) => all.filter((one) => one.id !== id), true);
  }
}

/** How long something goes on before it gets a dialog, in milliseconds. */
const SHOWN_AFTER = 500;

/** As `inBackground`, for what a person waits for: where it takes long, a dialog shows it. */
export async function whileWaiting<T>(
  title: Worded,
  work: (signal: AbortSignal, progress: OnProgress) => Promise<T>,
  counts: Counts = 'bytes',
): Promise<T> {
  const id = count + 1;
  const shown = setTimeout(() => void askDialog('work', { id }), SHOWN_AFTER);
  try {
    return await inBackground(title, work, undefined, counts);
  } finally {
    clearTimeout(shown);
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
