import { useEffect, useRef, useState } from 'react';
import type { CallArguments } from '../../../../engine/protocol.ts';
import type { Reading } from '../../../../engine/train/generate/reading.ts';
import { askForData } from '../../../state/document/consent.ts';
import { messageOf } from '../../../state/notices.ts';
import type { RunModel } from '../model.ts';

/** How a text is gone on with, and how long. */
export interface WritingSettings
  extends Pick<CallArguments['model.write'], 'prompt' | 'temperature' | 'topK' | 'topP' | 'seed'> {
  readonly length: number;
}

export interface Writing {
  readonly text: string;
  /** Parts of the prompt that are in no vocabulary. */
  readonly unknown: readonly string[];
  /** How much of the prompt is read. */
  readonly reading: Reading | undefined;
  readonly error: string | null;
  readonly busy: boolean;
  readonly write: (settings: WritingSettings) => Promise<void>;
  readonly stop: () => void;
}

const NOTHING = { text: '', unknown: [], reading: undefined, error: null } as const;

/** What the network has written so far, as it is written. Another question, and the end of the panel, end it. */
export function useWriting({ run }: RunModel): Writing {
  const [answer, setAnswer] = useState<Pick<Writing, 'text' | 'unknown' | 'reading' | 'error'>>(NOTHING);
  const [busy, setBusy] = useState(false);
  const writing = useRef<object | null>(null);
  useEffect(() => () => void (writing.current = null), []);
  const stop = () => {
    writing.current = null;
    setBusy(false);
  };
  const write: Writing['write'] = async ({ length, ...settings }) => {
    const mine = {};
    writing.current = mine;
    setBusy(true);
    setAnswer(NOTHING);
    const written: number[] = [];
    try {
      while (written.length < length) {
        const more = await askForData('model.write', { run, ...settings, written, most: length - written.length });
        if (writing.current !== mine) return;
        setAnswer({ ...more, error: null });
        // the answer is over
        if (more.written.length === 0) break;
        written.push(...more.written);
      }
    } catch (problem) {
      if (writing.current === mine) setAnswer((before) => ({ ...before, error: messageOf(problem) }));
    }
    if (writing.current === mine) stop();
  };
  return { ...answer, busy, write, stop };
}
