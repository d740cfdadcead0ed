/** What a confusion matrix says of each class by itself. */
import type { Evaluation } from './evaluation.ts';

export interface ClassFigures {
  readonly class: string;
  /** Answers whose truth it is. */
  readonly count: number;
  /** Of the answers that say it the share that is right; null where none does. */
  readonly precision: number | null;
  /** Of those whose truth it is the share that says so; null where there are none. */
  readonly recall: number | null;
  /** Their harmonic mean: twice the right ones over those that say it and those that are it; null where there are neither. */
  readonly f1: number | null;
}

/** In the order of the classes. */
export function perClass({ classes, counts }: NonNullable<Evaluation['confusion']>): ClassFigures[] {
  const size = classes.length;
  return classes.map((name, c) => {
    const right = counts[c * size + c]!;
    const count = classes.reduce((sum, _, other) => sum + counts[c * size + other]!, 0);
    const said = classes.reduce((sum, _, other) => sum + counts[other * size + c]!, 0);
    const share = (of: number, all: number) => (all === 0 ? null : of / all);
    return {
      class: name,
      count,
      precision: share(right, said),
      recall: share(right, count),
      f1: share(2 * right, said + count),
    };
  });
}
