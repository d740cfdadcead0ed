/**
 * What the result of a training is worth, beside what takes no learning: the best answer that is the same for every row, and what its
 * first epoch had reached already.
 */
import type { Column } from '../../data/define.ts';
import type { SplitName } from '../../data/pipeline.ts';
import { type Unit, unitOf } from '../../data/unit.ts';
import type { Document } from '../../graph/document.ts';
import { choosesClass } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { expandDocument } from '../../passes/expand.ts';

/** What an answer that never changes guesses. */
export type Guess = 'class' | 'token' | 'answer' | 'mean';

/** What is judged, as the data have it. */
export interface Judged {
  readonly unit: Unit;
  readonly guess: Guess;
}

export interface Verdict extends Judged {
  readonly split: SplitName;
  readonly metric: string;
  readonly value: number;
  /** The best of answers that never change; null where none is known. */
  readonly constant: number | null;
  /** What tells the best epoch, after the first one and of the weights at the end; null where that was the only one. */
  readonly first: { readonly metric: string; readonly before: number; readonly after: number } | null;
  /** It is no better than one of them. */
  readonly weak: 'constant' | 'first' | null;
}

/** `at`: the place of the loss. */
export function judgedOf(document: Document, columnOf: (feed: string) => Column | undefined, at = 0): Judged {
  const { training, data } = expandDocument(document);
  const judging = training.losses[at];
  const target = judging && columnOf(`target:${judging.target}`);
  const inputs = Object.keys(data.inputs).flatMap((node) => columnOf(`input:${node}`) ?? []);
  const loss = judging && lossOf(judging.loss.type);
  const isClass = loss && (choosesClass(loss) || loss.compares === 'classes' || loss.compares === 'class-numbers');
  const guess =
    loss?.compares === 'yes-or-no' ? 'answer' : !isClass ? 'mean' : target?.kind === 'tokens' ? 'token' : 'class';
  const isLabelled = isClass === true || loss?.compares === 'yes-or-no';
  return { unit: unitOf(target, inputs, isLabelled), guess };
}
