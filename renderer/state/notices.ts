/** Messages that have no better place than the window itself. They stay until dealt with. */
import { verbatim } from '../../engine/phrases.ts';
import { type Worded, word } from '../../engine/texts/index.ts';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { UserError, wordProblem } from '../../engine/problems.ts';
import { isCancelled } from './work.ts';

export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
  /** The key of the document that it is about: it is shown with that in front. */
  readonly about?: string;
  readonly action?: { readonly title: string; readonly run: () => void };
}

const notices = createStore<readonly Notice[]>(() => []);
let count = 0;

export function notify(notice: Omit<Notice, 'id'>): number {
  const id = ++count;
  notices.setState((all) => [...all.filter(({ text }) => text !== notice.text), { ...notice, id }], true);
  return id;
}
export const dismiss = (id: number): void => notices.setState((all) => all.filter((notice) => notice.id !== id), true);
export const noticesShown = (): readonly Notice[] => notices.getState();
export const useNotices = (): readonly Notice[] => useStore(notices);

/** What went wrong, in the words of its problems. */
export const messageOf = (error: unknown): Worded =>
  word(
    verbatim(
      error instanceof UserError
        ? error.problems.map(wordProblem).join(' ')
        : error instanceof Error
          ? error.message
          : String(error),
    ),
  );

/** Runs something that may fail, and shows why it did. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // who cancelled it knows
    if (isCancelled(error)) return undefined;
    notify({ kind: 'error', text: messageOf(error) });
    if (!(error instanceof UserError)) console.error(error);
    return undefined;
  }
}
