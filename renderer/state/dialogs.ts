/**
 * Dialogs as questions: `await askDialog(...)` gives what the person answered. They are data here; the dialogs' list says which
 * component shows each. One at a time on top of the others.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { DataProposal } from '../../engine/data/given/propose.ts';
import type { Proposal } from '../../engine/data/propose.ts';
import type { CallResults } from '../../engine/protocol.ts';
import type { Worded } from '../../engine/texts/index.ts';
import type { PickGroup } from '../ui/pick/pick.ts';
import { page } from './page.ts';

export interface FileQuestion {
  readonly mode: 'open' | 'save' | 'folder';
  readonly title: string;
  /** Without their dot; all files where empty. */
  readonly extensions: readonly string[];
  readonly suggested?: string;
}

/** A question with a button for each answer, the main one last. */
export interface Confirmation {
  readonly title: string;
  readonly description: string;
  readonly answers: readonly { readonly id: string; readonly title: string }[];
}

export interface PickQuestion {
  readonly label: string;
  /** Where nothing is found. */
  readonly empty: string;
  readonly groups: readonly PickGroup<unknown>[];
}

/** A table, how it is looked at, and what is proposed for it at first. */
export interface TableQuestion {
  readonly file: string;
  readonly view: { readonly test?: string | undefined; readonly skip?: boolean };
  readonly proposal: Proposal;
}

/** Something long that is shown while it goes on, by its number among the works. */
export interface WorkQuestion {
  readonly id: number;
}

/** Data that are no table, and what is proposed for them. */
export interface GivenQuestion {
  readonly name: string;
  readonly proposal: DataProposal;
  /** What is proposed where another of its columns is to be learned. */
  readonly proposalFor: (target: string) => Promise<DataProposal>;
}
/** The weights that lie in a run's folder. */
export interface CheckpointsQuestion {
  readonly name: Worded;
  readonly folder: string;
  readonly weights: CallResults['runs.weights'];
}
/** A network for what is proposed; it may be trained at once. */
export interface LearnAnswer<P> {
  readonly proposal: P;
  readonly train: boolean;
}

/** What actions ask, and what is answered; null where the person thought better of it. */
export interface Questions {
  readonly file: { readonly question: FileQuestion; readonly answer: string | null };
  readonly confirm: { readonly question: Confirmation; readonly answer: string | null };
  readonly table: { readonly question: TableQuestion; readonly answer: LearnAnswer<Proposal> | null };
  readonly given: { readonly question: GivenQuestion; readonly answer: LearnAnswer<DataProposal> | null };
  readonly work: { readonly question: WorkQuestion; readonly answer: null };
  /** Answered by a file. */
  readonly checkpoints: { readonly question: CheckpointsQuestion; readonly answer: string | null };
  readonly pick: { readonly question: PickQuestion; readonly answer: unknown };
}
export type QuestionId = keyof Questions;

export interface OpenDialog {
  readonly key: number;
  /** By the id in the dialogs' list. */
  readonly id: string;
  readonly question: unknown;
  readonly close: (answer: unknown) => void;
}

export const dialogs = createStore<readonly OpenDialog[]>(() => []);
export const useDialogs = (): readonly OpenDialog[] => useStore(dialogs);
let count = 0;

/** The answer comes when the keyboard is back where it was. */
function show(id: string, question: unknown): Promise<unknown> {
  const key = ++count;
  const returnKeyboard = page().keyboard.remember();
  return new Promise((resolve) => {
    const close = (answer: unknown) => {
      dialogs.setState((all) => all.filter((dialog) => dialog.key !== key), true);
      // once it is gone from the page
      setTimeout(() => {
        returnKeyboard();
        resolve(answer);
      }, 0);
    };
    dialogs.setState((all) => [...all, { key, id, question, close }], true);
  });
}

export const askDialog = <Q extends QuestionId>(
  id: Q,
  question: Questions[Q]['question'],
): Promise<Questions[Q]['answer']> => show(id, question) as Promise<Questions[Q]['answer']>;

/** Opens a dialog that asks nothing; done when it is closed. */
export const openDialog = async (id: string): Promise<void> => void (await show(id, undefined));
