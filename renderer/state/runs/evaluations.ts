/**
 * What trained networks are worth, by run, split and version of the weights. Each is judged once, and stays known; one at a time: a
 * newer question gives up the one before it.
 */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CallArguments } from '../../../engine/protocol.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Evaluation } from '../../../engine/train/reports/evaluation.ts';
import { askForData } from '../document/consent.ts';
import { messageOf } from '../notices.ts';
import { inBackground, isCancelled, newest } from '../work.ts';

export interface Question {
  readonly run: string;
  readonly split: CallArguments['model.evaluate']['split'];
  /** Another where the run has other weights. */
  readonly version: string;
}

/** `cancelled`: it is judged when it is asked for again. */
export type Judged =
  | { readonly state: 'busy' }
  | { readonly state: 'cancelled' }
  | { readonly state: 'judged'; readonly evaluation: Evaluation }
  | { readonly state: 'failed'; readonly message: string };

const MISTAKES = 60;

const known = createStore<Readonly<Record<string, Judged>>>(() => ({}));
const keyOf = ({ run, split, version }: Question): string => `${run} ${split} ${version}`;
const wanted = newest();

export const judgedOf = (question: Question): Judged | undefined => known.getState()[keyOf(question)];

/** Judges, unless it is known or under way. */
export async function judge(question: Question): Promise<void> {
  const key = keyOf(question);
  const before = known.getState()[key]?.state;
  if (before === 'busy' || before === 'judged') return;
  const { run, split } = question;
  known.setState({ [key]: { state: 'busy' } });
  try {
    const evaluation = await inBackground(
      t('work.judging', 'Judging results'),
      (signal, progress) => askForData('model.evaluate', { run, split, mistakes: MISTAKES }, signal, progress),
      wanted(),
    );
    known.setState({ [key]: { state: 'judged', evaluation } });
  } catch (error) {
    known.setState({
      [key]: isCancelled(error) ? { state: 'cancelled' } : { state: 'failed', message: messageOf(error) },
    });
  }
}

/** Undefined where nothing is asked. */
export function useJudged(question: Question | null): Judged | undefined {
  const key = question && keyOf(question);
  const all = useStore(known);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question
  useEffect(() => {
    if (question) void judge(question);
  }, [key]);
  return key === null ? undefined : (all[key] ?? { state: 'busy' });
}
