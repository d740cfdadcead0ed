/** Undo and redo of one document: a step is a label and two references, since documents are immutable. */
import type { Document } from '../../../engine/graph/document.ts';

export interface UndoStep {
  /** What the menu says after "Undo": "Set filters". */
  readonly label: string;
  readonly before: Document;
  readonly after: Document;
  /** Edits with the same key that follow each other closely are one step: typing a number, nudging a node. */
  readonly merge?: string;
  readonly at: number;
}

export interface History {
  readonly done: readonly UndoStep[];
  readonly undone: readonly UndoStep[];
}

export const NO_HISTORY: History = { done: [], undone: [] };

/** Edits farther apart than this are steps of their own, in milliseconds. */
const MERGE_WITHIN = 1000;
const MOST_STEPS = 500;

export function record({ done }: History, step: UndoStep): History {
  const last = done.at(-1);
  if (last && step.merge !== undefined && last.merge === step.merge && step.at - last.at < MERGE_WITHIN)
    return { done: [...done.slice(0, -1), { ...step, before: last.before }], undone: [] };
  return { done: [...done.slice(1 - MOST_STEPS), step], undone: [] };
}

/** The document before the last step, and the history without it; undefined where there is none. */
export function undo({ done, undone }: History): { document: Document; history: History } | undefined {
  const step = done.at(-1);
  return step && { document: step.before, history: { done: done.slice(0, -1), undone: [...undone, step] } };
}

export function redo({ done, undone }: History): { document: Document; history: History } | undefined {
  const step = undone.at(-1);
  return step && { document: step.after, history: { done: [...done, step], undone: undone.slice(0, -1) } };
}
