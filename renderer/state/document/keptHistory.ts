/**
 * A history as it is kept with unsaved work, so that undo outlives a reload: each step as the piece of text by which its document
 * differs from the next one's. It is bounded, and what does not lead back to whole documents is no history.
 */
import type { Document } from '../../../engine/graph/document.ts';
import { parseDocument, serialize } from '../../../engine/graph/file.ts';
import type { History, UndoStep } from './history.ts';
import type { OpenDocument } from './workspace.ts';

/** How many steps are kept, how long their pieces may be altogether, and how long the documents that they lead to. */
const MOST_STEPS = 100;
const LONGEST = 1 << 20;
const MOST_TEXT = 16 << 20;

/** From one text to another: so much of its beginning, what stands between, so much of its end. */
type Piece = readonly [start: number, between: string, end: number];
interface KeptStep {
  readonly label: string;
  readonly piece: Piece;
}
interface Kept {
  /** Of the document's text, to which the pieces belong. */
  readonly mark: string;
  /** The newest first: each from the document after it back to that before it. */
  readonly done: readonly KeptStep[];
  /** The next first: each from the document before it on to that after it. */
  readonly undone: readonly KeptStep[];
}

function pieceBetween(from: string, to: string): Piece {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let end = 0;
  while (end < most - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)) end++;
  return [start, to.slice(start, to.length - end), end];
}

function follow(from: string, [start, between, end]: Piece): string {
  if (start + end > from.length) throw new Error('the piece belongs to another text');
  return from.slice(0, start) + between + from.slice(from.length - end);
}

/** FNV-1a: tells another document's history, not an attacker's. */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(36)}`;
}

const pieces = new WeakMap<UndoStep, { readonly back: Piece; readonly on: Piece }>();
function piecesOf(step: UndoStep): { readonly back: Piece; readonly on: Piece } {
  let known = pieces.get(step);
  if (!known) {
    const [before, after] = [serialize(step.before), serialize(step.after)];
    pieces.set(step, (known = { back: pieceBetween(after, before), on: pieceBetween(before, after) }));
  }
  return known;
}

/** What is kept of a history; null where there is nothing to keep. A drag in progress is a step, as it will be. */
export function keepHistory({
  document,
  history,
  gesture,
}: Pick<OpenDocument, 'document' | 'history' | 'gesture'>): string | null {
  const steps = gesture ? [...history.done, { ...gesture, after: document, at: 0 }] : history.done;
  let room = LONGEST;
  const keep = (list: readonly UndoStep[], direction: 'back' | 'on'): KeptStep[] => {
    const kept: KeptStep[] = [];
    let here = document;
    for (const step of [...list].reverse().slice(0, MOST_STEPS)) {
      const [near, far] = direction === 'back' ? [step.after, step.before] : [step.before, step.after];
      const piece = piecesOf(step)[direction];
      room -= piece[1].length + step.label.length + 20;
      if (near !== here || room < 0) break;
      kept.push({ label: step.label, piece });
      here = far;
    }
    return kept;
  };
  const done = keep(steps, 'back');
  const undone = gesture ? [] : keep(history.undone, 'on');
  if (done.length + undone.length === 0) return null;
  return JSON.stringify({ mark: markOf(serialize(document)), done, undone } satisfies Kept);
}

/** The history that was kept of a document; none where it is damaged or another's. */
export function readHistory(kept: string | null, document: Document): History | undefined {
  if (kept === null) return undefined;
  try {
    const text = serialize(document);
    const { mark, done, undone } = JSON.parse(kept) as Kept;
    if (mark !== markOf(text)) return undefined;
    const documents = new Map([[text, document]]);
    let room = MOST_TEXT;
    const walk = (steps: readonly KeptStep[], made: (near: Document, far: Document, label: string) => UndoStep) => {
      let [here, near] = [text, document];
      const walked: UndoStep[] = [];
      for (const { label, piece } of steps.slice(0, MOST_STEPS)) {
        const there = follow(here, piece);
        room -= there.length;
        if (room < 0) break;
        // the same document is one and the same: what it was saved as is still known to be saved
        const far = documents.get(there) ?? parseDocument(there, document.name);
        documents.set(there, far);
        walked.push(made(near, far, String(label)));
        [here, near] = [there, far];
      }
      return walked.reverse();
    };
    return {
      done: walk(done, (after, before, label) => ({ label, before, after, at: 0 })),
      undone: walk(undone, (before, after, label) => ({ label, before, after, at: 0 })),
    };
  } catch {
    return undefined;
  }
}
