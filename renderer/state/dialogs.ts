/** Dialogs as questions: `await showDialog(...)` gives what the person answered. One at a time on top of the others. */
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface Shown {
  readonly id: number;
  readonly element: ReactNode;
}
const dialogs = createStore<readonly Shown[]>(() => []);
let count = 0;

/** `make` gets the function that closes the dialog with an answer. The answer comes when the keyboard is back where it was. */
export function showDialog<T>(make: (close: (answer: T) => void) => ReactNode): Promise<T> {
  const id = ++count;
  const before = document.activeElement;
  return new Promise((resolve) => {
    const close = (answer: T) => {
      dialogs.setState((all) => all.filter((dialog) => dialog.id !== id), true);
      // once it is gone from the page
      setTimeout(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement)
          before.focus({ preventScroll: true });
        resolve(answer);
      });
    };
    dialogs.setState((all) => [...all, { id, element: make(close) }], true);
  });
}

export const useDialogs = (): readonly Shown[] => useStore(dialogs);
