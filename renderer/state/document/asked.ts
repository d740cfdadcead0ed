/** Problems that the host finds in a document's data: asked for in the background, anew once what they follow from has settled. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Problem } from '../../../engine/problems.ts';
import { onDescribed } from './data.ts';
import { activeDocument, type OpenDocument, workspace } from './workspace.ts';

interface Question {
  /** What the answer follows from, as a text; null where there is nothing to ask. Documents that are the same give the same. */
  of(open: OpenDocument): string | null;
  ask(open: OpenDocument, signal: AbortSignal): Promise<readonly Problem[]>;
  /** How long what is typed must rest before it is asked, in milliseconds. */
  readonly settled: number;
}

/** The newest answer, and the question that it answers. */
export interface Answer {
  readonly question: string | null;
  readonly problems: readonly Problem[] | null;
}

export function askedOfData({ of, ask, settled }: Question) {
  const newest = createStore<Answer>(() => ({ question: null, problems: null }));
  return {
    /** Keeps asking about the document that is shown. */
    follow(): () => void {
      let last: string | null = null;
      let timer: ReturnType<typeof setTimeout> | undefined;
      /** Gives the last question up. */
      let unwanted = new AbortController();
      const look = () => {
        const open = activeDocument();
        const question = open ? of(open) : null;
        if (question === last) return;
        last = question;
        clearTimeout(timer);
        unwanted.abort();
        unwanted = new AbortController();
        const { signal } = unwanted;
        if (!open || question === null || question === newest.getState().question) return;
        timer = setTimeout(
          () =>
            void ask(open, signal)
              .then((problems) => last === question && newest.setState({ question, problems }))
              .catch(() => {}),
          settled,
        );
      };
      look();
      const stops = [workspace.subscribe(look), onDescribed(look)];
      return () => {
        clearTimeout(timer);
        for (const stop of stops) stop();
      };
    },
    /** Null until it is known. */
    answerFor(open: OpenDocument, { question, problems } = newest.getState()): readonly Problem[] | null {
      return question !== null && question === of(open) ? problems : null;
    },
    /** The newest answer, for `answerFor`. */
    useNewest: () => useStore(newest),
  };
}
