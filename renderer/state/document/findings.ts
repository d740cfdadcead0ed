/** What the rows of a document's table show that is worth a look: asked in the background, anew once what it follows from has settled. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { serialize } from '../../../engine/graph/file.ts';
import type { Problem } from '../../../engine/problems.ts';
import { t } from '../../../engine/texts/index.ts';
import { ask } from '../host.ts';
import { inBackground } from '../work.ts';
import { describedOf, onDescribed } from './data.ts';
import { activeDocument, type OpenDocument, workspace } from './workspace.ts';

/** A setting is typed number by number, in milliseconds. */
const SETTLED = 800;

/** The newest answer, and the question that it answers. */
const newest = createStore<{ readonly question: string | null; readonly problems: readonly Problem[] | null }>(() => ({
  question: null,
  problems: null,
}));

/** Null where there is no table, or it is not known yet. */
function questionOf(open: OpenDocument): string | null {
  const { data, training } = open.document;
  if (data.dataset?.type !== 'table' || describedOf(open).state !== 'ready') return null;
  return JSON.stringify([open.path, data, training.losses]);
}

/** Keeps asking about the document that is shown. */
export function followFindings(): () => void {
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
        void inBackground(
          t('work.findings', 'Looking through the rows'),
          (wanted, progress) => ask('data.findings', { document: serialize(document), path }, wanted, progress),
          signal,
        )
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
export const findingsFor = (
  open: OpenDocument,
  { question, problems } = newest.getState(),
): readonly Problem[] | null => (question !== null && question === questionOf(open) ? problems : null);

/** The newest answer, for `findingsFor`. */
export const useNewestFindings = () => useStore(newest);
