/** What the rows of a document's data hold and its network cannot take, asked anew once what it follows from has settled. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { serialize } from '../../../engine/graph/file.ts';
import { isError, type Problem } from '../../../engine/problems.ts';
import { strayRowsDependOn } from '../../../engine/train/inspect/rowQuestion.ts';
import { ask } from '../host.ts';
import { checkedOf } from './checked.ts';
import { describedOf, onDescribed } from './data.ts';
import { activeDocument, type OpenDocument, workspace } from './workspace.ts';

/** A setting is typed number by number, in milliseconds. */
const SETTLED = 500;

/** The newest answer, and the question that it answers. */
const newest = createStore<{ readonly question: string | null; readonly problems: readonly Problem[] | null }>(() => ({
  question: null,
  problems: null,
}));

const questions = new WeakMap<OpenDocument['document'], string>();

/** Null where the data is not known, or the network has errors. */
function questionOf(open: OpenDocument): string | null {
  const { document, path } = open;
  if (describedOf(open).state !== 'ready' || checkedOf(document).problems.some(isError)) return null;
  let question = questions.get(document);
  if (question === undefined) {
    question = JSON.stringify([path, strayRowsDependOn(document, checkedOf(document))]);
    questions.set(document, question);
  }
  return question;
}

/** Keeps asking about the document that is shown. */
export function followRows(): () => void {
  let last: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Gives the last question up. */
  let unwanted = new AbortController();
  const look = () => {
    const open = activeDocument();
    const question = open ? questionOf(open) : null;
    if (question === last) return;
    last = question;
    clearTimeout(timer);
    unwanted.abort();
    unwanted = new AbortController();
    const { signal } = unwanted;
    if (!open || question === null || question === newest.getState().question) return;
    const { document, path } = open;
    timer = setTimeout(
      () =>
        void ask('data.rows', { document: serialize(document), path }, signal)
          .then((problems) => last === question && newest.setState({ question, problems }))
          .catch(() => {}),
      SETTLED,
    );
  };
  look();
  const stops = [workspace.subscribe(look), onDescribed(look)];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** Null until it is known. */
export const strayRowsOf = (
  open: OpenDocument,
  { question, problems } = newest.getState(),
): readonly Problem[] | null => (question !== null && question === questionOf(open) ? problems : null);

/** The newest answer, for `strayRowsOf`. */
export const useNewestRows = () => useStore(newest);
